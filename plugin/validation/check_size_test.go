// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/validation"
)

// An answer that holds far too much is refused without looking at all of it.
func TestCheckFarTooMuch(t *testing.T) {
	t.Parallel()
	for field, err := range map[string]error{
		"violations": validation.Check(validation.Response{Violations: make([]validation.Violation, 100_000)}),
	} {
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != field || vs[0].Rule != fault.RuleMaxSize {
			t.Errorf("Check() = %v, want one violation of %s", err, field)
		}
	}
}
