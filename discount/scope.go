// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"slices"
	"strings"
)

// Line is what scopes and triggers see of a line.
type Line struct {
	AppID       string   // the catalog of the item; "" with an ItemID: any
	ItemID      string   // "" for a line without a catalog reference: in no scope
	RootItemID  string   // the true item's id where ItemID is another; else ""
	Collections []string // that the item is in

	// Filters is the keys of RuleSet.Filters that the item matches, as its
	// catalog says; not nil. nil: the catalog cannot say; then filters for
	// collections are answered by Collections, and others match nothing.
	Filters []string

	Quantity int64
	Subtotal int64 // minor units: what the line costs before all discounts but the catalog's
}

// scopeKey is what a line can be found by; with app "" in any catalog.
type scopeKey struct {
	app  string
	id   string
	kind keyKind
}

// keyKind is what the id of a key names.
type keyKind uint8

const (
	keyItem       keyKind = iota
	keyCollection         // of a coupon
	keyFilter             // a custom filter, as Filter.Key
	keyFallback           // a collection of a custom filter, where Line.Filters is nil
)

// scopeSet is a union of scopes.
type scopeSet struct {
	every bool       // every line, also those without a catalog reference
	apps  []string   // all items of these catalogs; "" is all items of any
	keys  []scopeKey // sorted, no doubles

	filters []Filter // those of the keys
}

// compileScopes returns the union of validated scopes. No scopes means every
// line.
func compileScopes(scopes []Scope) scopeSet {
	var s scopeSet
	if len(scopes) == 0 {
		s.every = true
		return s
	}
	for i := range scopes {
		sc := &scopes[i]
		if sc.Kind() == ScopeCustomFilter {
			f, _ := sc.CustomFilter.filter()
			s.filters = append(s.filters, f)
			s.keys = append(s.keys, scopeKey{app: f.AppID, id: f.Key, kind: keyFilter})
			for _, id := range sc.CustomFilter.collections() {
				s.keys = append(s.keys, scopeKey{app: f.AppID, id: id, kind: keyFallback})
			}
			continue
		}
		f := sc.CatalogItemFilter
		if len(f.CatalogItemIDs) == 0 {
			s.apps = append(s.apps, f.CatalogAppID)
			continue
		}
		for _, id := range f.CatalogItemIDs {
			s.keys = append(s.keys, scopeKey{app: f.CatalogAppID, id: id})
		}
	}
	s.normalize()
	return s
}

func (s *scopeSet) normalize() {
	slices.Sort(s.apps)
	s.apps = slices.Compact(s.apps)
	slices.SortFunc(s.keys, func(a, b scopeKey) int {
		return cmp.Or(strings.Compare(a.id, b.id), strings.Compare(a.app, b.app), cmp.Compare(a.kind, b.kind))
	})
	s.keys = slices.Compact(s.keys)
	slices.SortFunc(s.filters, func(a, b Filter) int { return strings.Compare(a.Key, b.Key) })
	s.filters = slices.CompactFunc(s.filters, func(a, b Filter) bool { return a.Key == b.Key })
}

// key returns a text that is the same for equal sets.
func (s *scopeSet) key() string {
	var b strings.Builder
	if s.every {
		b.WriteByte('*')
	}
	for _, a := range s.apps {
		b.WriteString("\x00a")
		b.WriteString(a)
	}
	for _, k := range s.keys {
		b.WriteString("\x00i")
		b.WriteByte('0' + byte(k.kind))
		b.WriteByte(0)
		b.WriteString(k.app)
		b.WriteByte(0)
		b.WriteString(k.id)
	}
	return b.String()
}

// wide reports whether the set holds lines that an index by item does not
// find.
func (s *scopeSet) wide() bool { return s.every || len(s.apps) > 0 }

// contains reports whether a line is in the set.
func (s *scopeSet) contains(l *Line) bool {
	if s.every {
		return true
	}
	if l.ItemID == "" {
		return false
	}
	for _, app := range s.apps {
		if sameApp(app, l.AppID) {
			return true
		}
	}
	for i := range s.keys {
		if s.keys[i].matches(l) {
			return true
		}
	}
	return false
}

func (k *scopeKey) matches(l *Line) bool {
	if !sameApp(k.app, l.AppID) {
		return false
	}
	switch k.kind {
	case keyCollection:
		return slices.Contains(l.Collections, k.id)
	case keyFilter:
		return slices.Contains(l.Filters, k.id)
	case keyFallback:
		return l.Filters == nil && slices.Contains(l.Collections, k.id)
	default:
		return k.id == l.ItemID || k.id == l.RootItemID
	}
}

// sameApp reports whether two catalogs are the same; one that is not named is
// any.
func sameApp(a, b string) bool { return a == b || a == "" || b == "" }
