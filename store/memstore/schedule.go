// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import "time"

// schedule is a heap of queues: those due earlier first, then those whose first
// event is longer in the log.
type schedule []*queue

// slot is where a queue stands in a schedule.
type slot struct {
	in       *schedule // nil: in none
	index    int
	at       time.Time // zero in the schedule of ready queues
	position uint64
}

func (s schedule) Len() int { return len(s) }

func (s schedule) Less(i, j int) bool {
	if c := s[i].slot.at.Compare(s[j].slot.at); c != 0 {
		return c < 0
	}
	return s[i].slot.position < s[j].slot.position
}

func (s schedule) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].slot.index, s[j].slot.index = i, j
}

// Push implements heap.Interface.
func (s *schedule) Push(x any) {
	q := x.(*queue)
	q.slot.in, q.slot.index = s, len(*s)
	*s = append(*s, q)
}

// Pop implements heap.Interface.
func (s *schedule) Pop() any {
	old := *s
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*s = old[:len(old)-1]
	last.slot.in = nil
	return last
}
