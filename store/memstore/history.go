// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import "github.com/go-ecom/ecom/store/driver"

// history remembers the receipts of the latest batches.
type history struct {
	ring     []string
	next     int
	receipts map[string]driver.Receipt
}

func newHistory(size int) history {
	return history{ring: make([]string, size), receipts: make(map[string]driver.Receipt)}
}

func (h *history) add(id string, r driver.Receipt) {
	if id == "" {
		return
	}
	if old := h.ring[h.next]; old != "" {
		delete(h.receipts, old)
	}
	h.ring[h.next] = id
	h.next = (h.next + 1) % len(h.ring)
	h.receipts[id] = r
}

func (h *history) get(id string) (driver.Receipt, bool) {
	r, ok := h.receipts[id]
	r.Counts = append([]int64(nil), r.Counts...)
	return r, ok
}
