// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"slices"

	"github.com/go-ecom/ecom/store/driver"
)

// history remembers the receipts of the latest batches. Adding is what it is
// quick at.
type history struct {
	ring []committed
	next int
	size int
}

type committed struct {
	id     string
	counts []int64
}

func (h *history) add(id string, counts []int64) {
	c := committed{id, slices.Clone(counts)}
	if len(h.ring) < h.size {
		h.ring = append(h.ring, c)
		return
	}
	h.ring[h.next] = c
	h.next = (h.next + 1) % h.size
}

func (h *history) get(id string) (driver.Receipt, bool) {
	for _, c := range h.ring {
		if c.id == id {
			return driver.Receipt{Counts: slices.Clone(c.counts)}, true
		}
	}
	return driver.Receipt{}, false
}
