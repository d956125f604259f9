// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

func TestCheckFilters(t *testing.T) {
	t.Parallel()
	r := catalog.FilterRequest{CatalogReferences: make([]item.CatalogReference, 2), Filters: make([]catalog.Filter, 1)}
	tests := []struct {
		name    string
		matches []catalog.FilterMatch
		want    []string
	}{
		{"nothing", nil, nil},
		{"everything", []catalog.FilterMatch{{Filter: 0, Items: []int{1, 0}}}, nil},
		{"another filter", []catalog.FilterMatch{{Filter: 1}, {Filter: -1}}, []string{"matches[0].filter", "matches[1].filter"}},
		{"other items", []catalog.FilterMatch{{Items: []int{2, -1}}}, []string{"matches[0].items[0]", "matches[0].items[1]"}},
		{"too many items", []catalog.FilterMatch{{Items: make([]int, 3)}}, []string{"matches[0].items"}},
		{"too many matches", make([]catalog.FilterMatch, 1001), []string{"matches"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, v := range fault.Violations(catalog.CheckFilters(r, catalog.FilterResponse{Matches: tt.matches})) {
				got = append(got, v.Field)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("CheckFilters() differs (-want +got):\n%s", diff)
			}
		})
	}
}
