// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

// Tree is a tree of items that are nothing but their key and id.
type Tree struct{ t tree }

// Insert adds an item.
func (t *Tree) Insert(key, id string) { t.t.insert(item{key, &record{id: id}}) }

// Remove takes an item out.
func (t *Tree) Remove(key, id string) { t.t.remove(key, id) }

// Size returns the number of items.
func (t *Tree) Size() int { return t.t.size }

// All returns the items from (key, id) on, forwards, and those before it,
// backwards.
func (t *Tree) All(key, id string) (behind, before [][2]string) {
	for p := t.t.find(key, id); ; {
		it, next, ok := t.t.next(p)
		if !ok {
			break
		}
		behind = append(behind, [2]string{it.key, it.rec.id})
		p = next
	}
	for p := t.t.find(key, id); ; {
		it, prev, ok := t.t.prev(p)
		if !ok {
			break
		}
		before = append(before, [2]string{it.key, it.rec.id})
		p = prev
	}
	return behind, before
}

// Sound reports whether no leaf is empty or too full.
func (t *Tree) Sound() bool {
	for _, l := range t.t.leaves {
		if len(l) == 0 || len(l) > leafSize {
			return false
		}
	}
	return true
}

// Leaves returns the number of leaves.
func (t *Tree) Leaves() int { return len(t.t.leaves) }
