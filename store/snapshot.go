// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

// snapshot is a copy of an entity as it is committed, shared by the events of
// the commit.
type snapshot struct {
	of    any // the entity
	value any // the copy
	round int // in which it was made
}

// Snapshot returns a function for use in the payloads of Tx.Emit: it returns v
// as it is committed, the same value however often it is asked for in one
// commit. What was put is what the store itself keeps: nobody may change it,
// and whoever gives it out gives out a copy.
func (k *Kind[T, P]) Snapshot(tx *Tx, v *T) func() *T {
	at := -1
	for i := range tx.snapshots {
		if tx.snapshots[i].of == any(v) {
			at = i
		}
	}
	if at < 0 {
		at = len(tx.snapshots)
		tx.snapshots = append(tx.snapshots, snapshot{of: v})
	}
	return func() *T {
		if e := tx.known(k.name, P(v).RecordID()); e != nil && e.write && e.value == any(v) {
			return e.Value().(*T)
		}
		s := &tx.snapshots[at]
		if s.value == nil || s.round != tx.round {
			s.value, s.round = P(v).Clone(), tx.round
		}
		return s.value.(*T)
	}
}
