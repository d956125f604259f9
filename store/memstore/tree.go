// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"slices"
	"sort"
	"strings"
)

// leafSize is how many items a leaf holds at most. Inserting moves half a leaf
// on average, and the list of leaves once for each half leaf inserted.
const leafSize = 128

// item is one entry of an index.
type item struct {
	key string
	rec *record
}

// compare orders items by key, then by the id of their record.
func (a item) compare(key, id string) int {
	if c := strings.Compare(a.key, key); c != 0 {
		return c
	}
	return strings.Compare(a.rec.id, id)
}

// tree is a sorted set of items: leaves of bounded size, in order, none empty.
// The zero tree is empty and ready to use.
type tree struct {
	leaves [][]item
	spare  []item // an empty leaf, to be used again
	size   int
}

// place is a position in a tree, between items.
type place struct{ leaf, at int }

// find returns the place of the first item not before (key, id).
func (t *tree) find(key, id string) place {
	leaf := sort.Search(len(t.leaves), func(i int) bool {
		l := t.leaves[i]
		return l[len(l)-1].compare(key, id) >= 0
	})
	if leaf == len(t.leaves) {
		return place{leaf, 0}
	}
	l := t.leaves[leaf]
	return place{leaf, sort.Search(len(l), func(i int) bool { return l[i].compare(key, id) >= 0 })}
}

// insert adds an item that is not in the tree.
func (t *tree) insert(it item) {
	t.size++
	p := t.find(it.key, it.rec.id)
	if p.leaf == len(t.leaves) {
		// Behind everything: keys that rise, as times do, fill leaf after leaf.
		if p.leaf == 0 || len(t.leaves[p.leaf-1]) == leafSize {
			t.leaves = append(t.leaves, append(t.leaf(), it))
			return
		}
		t.leaves[p.leaf-1] = append(t.leaves[p.leaf-1], it)
		return
	}
	l := t.leaves[p.leaf]
	if len(l) < leafSize {
		t.leaves[p.leaf] = slices.Insert(l, p.at, it)
		return
	}
	const half = leafSize / 2
	right := append(t.leaf(), l[half:]...)
	clear(l[half:])
	t.leaves[p.leaf] = l[:half]
	t.leaves = slices.Insert(t.leaves, p.leaf+1, right)
	if p.at <= half {
		t.leaves[p.leaf] = slices.Insert(t.leaves[p.leaf], p.at, it)
	} else {
		t.leaves[p.leaf+1] = slices.Insert(right, p.at-half, it)
	}
}

// leaf returns an empty leaf.
func (t *tree) leaf() []item {
	if l := t.spare; l != nil {
		t.spare = nil
		return l
	}
	return make([]item, 0, leafSize)
}

// remove takes an item out of the tree, if it is there.
func (t *tree) remove(key, id string) {
	p := t.find(key, id)
	if p.leaf == len(t.leaves) || t.leaves[p.leaf][p.at].compare(key, id) != 0 {
		return
	}
	t.size--
	l := slices.Delete(t.leaves[p.leaf], p.at, p.at+1)
	t.leaves[p.leaf] = l
	switch next := p.leaf + 1; {
	case len(l) == 0:
		t.leaves = slices.Delete(t.leaves, p.leaf, next)
		t.spare = l
	case len(l) < leafSize/4 && next < len(t.leaves) && len(t.leaves[next]) < leafSize/4:
		t.leaves[p.leaf] = append(l, t.leaves[next]...)
		t.leaves = slices.Delete(t.leaves, next, next+1)
	}
}

// next returns the item behind a place and the place behind it.
func (t *tree) next(p place) (item, place, bool) {
	if p.leaf < len(t.leaves) && p.at == len(t.leaves[p.leaf]) {
		p = place{p.leaf + 1, 0}
	}
	if p.leaf >= len(t.leaves) {
		return item{}, p, false
	}
	return t.leaves[p.leaf][p.at], place{p.leaf, p.at + 1}, true
}

// prev returns the item before a place and the place before it.
func (t *tree) prev(p place) (item, place, bool) {
	if p.at == 0 {
		if p.leaf == 0 {
			return item{}, p, false
		}
		p = place{p.leaf - 1, len(t.leaves[p.leaf-1])}
	}
	p.at--
	return t.leaves[p.leaf][p.at], p, true
}
