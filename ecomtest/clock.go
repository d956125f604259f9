// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// epoch is the moment at which a NewClock begins.
var epoch = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Clock is a clock that stands still until it is told to move. It is safe for
// concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows Monday, 5 January 2026, 09:00 UTC.
func NewClock() *Clock { return &Clock{now: epoch} }

// Now returns the time shown. Give it to ecom.Config.Now.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set makes the clock show t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// IDs returns a source of identifiers that counts: the first is
// "00000000-0000-4000-8000-000000000001". Give it to ecom.Config.NewID. It is
// safe for concurrent use; goroutines that race for ids get them in any order.
func IDs() func() string {
	var n atomic.Uint64
	return func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n.Add(1)) }
}
