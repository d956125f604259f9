// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
)

// MaxFilters is how many filters a request has at most.
const MaxFilters = 1000

// Filters is an optional ability of catalogs: to tell which items match the
// custom filters in the scopes of discount rules. It is asked once whenever a
// cart is priced while there are rules with such filters. One that fails, is
// abandoned or gives an answer that CheckFilters refuses matches nothing, and
// the cart says so in its calculation errors.
//
// Without it a filter whose only member is collectionIds matches the items that
// Collections puts into one of them, and every other filter matches nothing.
type Filters interface {
	MatchFilters(ctx context.Context, r FilterRequest) (FilterResponse, error)
}

// FilterRequest asks which of some items match which of some filters.
type FilterRequest struct {
	CatalogReferences []item.CatalogReference `json:"catalogReferences"` // up to 300
	Filters           []Filter                `json:"filters"`           // 1 to 1000
}

// Filter is a custom filter of a discount rule.
type Filter struct {
	AppID  string         `json:"appId,omitempty"`
	Params map[string]any `json:"params,omitempty"`
}

// FilterResponse says what matches.
type FilterResponse struct {
	Matches []FilterMatch `json:"matches"` // in any order; filters that nothing matches may be left out
}

// FilterMatch is the items that match a filter, both by their places in the
// request, from 0.
type FilterMatch struct {
	Filter int   `json:"filter"`
	Items  []int `json:"items"`
}

// CheckFilters refuses answers about filters or items that were not asked about.
// The error is Invalid and names every violation in a by its path.
func CheckFilters(r FilterRequest, a FilterResponse) error {
	var c fault.Checker
	if !c.Size("matches", len(a.Matches), 0, MaxFilters) {
		return c.Err()
	}
	for i := range a.Matches {
		m := &a.Matches[i]
		path := fault.Index("matches", i)
		c.Range(path+".filter", int64(m.Filter), 0, int64(len(r.Filters)-1))
		if !c.Size(path+".items", len(m.Items), 0, len(r.CatalogReferences)) {
			continue
		}
		for j, n := range m.Items {
			if n < 0 || n >= len(r.CatalogReferences) {
				c.Range(path+fault.Index(".items", j), int64(n), 0, int64(len(r.CatalogReferences)-1))
			}
		}
	}
	return c.Err()
}
