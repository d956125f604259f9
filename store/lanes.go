// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"hash/maphash"
	"slices"
	"sync"
)

// laneCount is how many ordering keys can be committing at once. Keys that
// share a lane wait for each other, needlessly but harmlessly.
const laneCount = 1024

// lanes keep the commits of one ordering key in order, from the driver's
// commit until they are handed to the Publisher.
type lanes struct {
	seed  maphash.Seed
	once  sync.Once
	locks [laneCount]sync.Mutex
}

// held is a set of locked lanes.
type held struct {
	lanes *lanes
	few   [8]uint16
	list  []uint16
}

// lock locks the lanes of the events' keys, in one order for everybody.
func (l *lanes) lock(evs []*event) *held {
	l.once.Do(func() { l.seed = maphash.MakeSeed() })
	h := &held{lanes: l}
	h.list = h.few[:0]
	for _, e := range evs {
		n := uint16(maphash.String(l.seed, e.Key) % laneCount)
		if !slices.Contains(h.list, n) {
			h.list = append(h.list, n)
		}
	}
	slices.Sort(h.list)
	for _, n := range h.list {
		l.locks[n].Lock()
	}
	return h
}

func (h *held) unlock() {
	for _, n := range h.list {
		h.lanes.locks[n].Unlock()
	}
}
