// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// An answer of far too many items is refused without looking at each.
func TestCheckFarTooManyItems(t *testing.T) {
	t.Parallel()
	err := catalog.Check(catalog.Request{Currency: money.USD}, catalog.Response{CatalogItems: make([]catalog.Item, 100_000)})
	if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != "catalogItems" || vs[0].Rule != fault.RuleMaxSize {
		t.Errorf("Check() = %v, want one violation of catalogItems", err)
	}
}
