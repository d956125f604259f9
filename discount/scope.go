// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"slices"
	"strings"
)

// Line is what scopes and triggers see of a line.
type Line struct {
	AppID       string   // the catalog of the item; "" with an ItemID: any
	ItemID      string   // "" for a line without a catalog reference: in no scope
	RootItemID  string   // the true item's id where ItemID is another; else ""
	Collections []string // that the item is in
	Quantity    int64
	Subtotal    int64 // minor units: what the line costs before all discounts but the catalog's
}

// scopeKey is an item or a collection of a catalog; with app "" of any.
type scopeKey struct {
	app        string
	id         string
	collection bool
}

// scopeSet is a union of scopes.
type scopeSet struct {
	every bool       // every line, also those without a catalog reference
	apps  []string   // all items of these catalogs; "" is all items of any
	keys  []scopeKey // sorted, no doubles
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
			ids, _ := sc.CustomFilter.collections()
			for _, id := range ids {
				s.keys = append(s.keys, scopeKey{app: sc.CustomFilter.AppID, id: id, collection: true})
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
		if c := strings.Compare(a.id, b.id); c != 0 {
			return c
		}
		if c := strings.Compare(a.app, b.app); c != 0 {
			return c
		}
		switch {
		case a.collection == b.collection:
			return 0
		case b.collection:
			return -1
		default:
			return 1
		}
	})
	s.keys = slices.Compact(s.keys)
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
		if k.collection {
			b.WriteByte('c')
		}
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
	if k.collection {
		return slices.Contains(l.Collections, k.id)
	}
	return k.id == l.ItemID || k.id == l.RootItemID
}

// sameApp reports whether two catalogs are the same; one that is not named is
// any.
func sameApp(a, b string) bool { return a == b || a == "" || b == "" }
