// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"encoding/json"
	"time"

	"github.com/go-ecom/ecom/fault"
)

// Filter is a custom filter of scopes of rules, that a catalog may answer.
type Filter struct {
	Key    string         // the same for equal filters
	AppID  string         // "" for any catalog
	Params map[string]any // not to be changed
}

const maxFilterParams = 10_000 // bytes, as JSON

// filter returns the filter with its key; false when it cannot be written.
func (f *CustomFilter) filter() (Filter, bool) {
	data, err := json.Marshal(f.Params) // writes the members in the order of their names
	return Filter{Key: f.AppID + "\x00" + string(data), AppID: f.AppID, Params: f.Params}, err == nil && len(data) <= maxFilterParams
}

func (f *CustomFilter) validate(c *fault.Checker, path string) {
	if _, ok := f.filter(); !ok {
		c.AddOther(fault.Join(path, "params"), RuleInvalidScope, "must be JSON of at most 10000 bytes")
		return
	}
	switch _, named := f.Params["collectionIds"]; {
	case f.AppID == "" && len(f.Params) == 0:
		c.AddOther(fault.Join(path, "params"), RuleInvalidScope, "must say which items are meant")
	case named && len(f.Params) == 1 && f.collections() == nil:
		c.AddOther(fault.Join(path, "params"), RuleInvalidScope, "collectionIds must be a list of texts")
	}
}

// collections returns the collections that the filter names, if that is all that
// it does: these are known without asking the catalog.
func (f *CustomFilter) collections() []string {
	raw, ok := f.Params["collectionIds"]
	if !ok || len(f.Params) != 1 {
		return nil
	}
	switch ids := raw.(type) {
	case []string:
		return ids
	case []any:
		list := make([]string, 0, len(ids))
		for _, id := range ids {
			s, ok := id.(string)
			if !ok {
				return nil
			}
			list = append(list, s)
		}
		if len(list) == 0 {
			return nil
		}
		return list
	default:
		return nil
	}
}

// Filters returns the custom filters of the rules that are live at a moment, each
// once: what Line.Filters is about. The list is not to be changed.
func (s *RuleSet) Filters(at time.Time) []Filter {
	if s == nil || !s.filtered {
		return nil
	}
	return s.at(at).filters
}
