// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"sync"
	"time"
)

// idle is how long the subscriptions may do nothing although something is left
// for them.
const idle = 15 * time.Second

// deliveries lets the durable subscriptions have what they have not had, and
// compares what they saw with the log.
func (c *checker) deliveries(ctx context.Context) error {
	missing := make(map[string]map[string]bool)
	left := 0
	for name, s := range c.seen {
		missing[name] = make(map[string]bool)
		for id, e := range c.log {
			if wants(name, e.kind) && !s.ids[id] {
				missing[name][id] = true
				left++
			}
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	waiting := time.AfterFunc(idle, stop)
	defer waiting.Stop()
	var mu sync.Mutex
	c.listen(false, func(n note) {
		mu.Lock()
		defer mu.Unlock()
		c.see(n)
		waiting.Reset(idle)
		if missing[n.Text][n.ID] {
			delete(missing[n.Text], n.ID)
			if left--; left == 0 {
				stop()
			}
		}
	})
	if left == 0 {
		return c.shop.Events.Deliver(ctx)
	}
	_ = c.shop.Events.Run(ctx) // until it is stopped
	for name, list := range missing {
		for id := range list {
			c.wrong("%s has not got event %s, %v", name, id, c.log[id])
		}
	}
	for name, s := range c.seen {
		for id := range s.ids {
			if _, ok := c.log[id]; !ok {
				c.wrong("%s got event %s, which is not in the log", name, id)
			}
		}
	}
	return nil
}
