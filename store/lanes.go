// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"hash/maphash"
	"slices"
	"sync"
)

// laneCount is how many ordering keys can be committing at once. Keys that
// share a lane wait for each other, needlessly but harmlessly.
const laneCount = 256

// lanes keep the commits of one ordering key in order, from the driver's
// commit until they are handed to the Publisher.
type lanes struct {
	seed  maphash.Seed
	once  sync.Once
	locks [laneCount]chan struct{} // full while somebody has the lane: unlike a mutex, waiting for one can end
}

// held is a set of locked lanes.
type held struct {
	lanes *lanes
	few   [8]uint16
	list  []uint16
}

// lock locks the lanes of the events' keys, in one order for everybody, unless
// the context ends first.
func (l *lanes) lock(ctx context.Context, evs []*event) (*held, error) {
	l.once.Do(func() {
		l.seed = maphash.MakeSeed()
		for i := range l.locks {
			l.locks[i] = make(chan struct{}, 1)
		}
	})
	h := &held{lanes: l}
	h.list = h.few[:0]
	for _, e := range evs {
		n := uint16(maphash.String(l.seed, e.Key) % laneCount)
		if !slices.Contains(h.list, n) {
			h.list = append(h.list, n)
		}
	}
	slices.Sort(h.list)
	for i, n := range h.list {
		select {
		case l.locks[n] <- struct{}{}:
		case <-ctx.Done():
			h.list = h.list[:i]
			h.unlock()
			return nil, ctx.Err()
		}
	}
	return h, nil
}

func (h *held) unlock() {
	for _, n := range h.list {
		<-h.lanes.locks[n]
	}
}
