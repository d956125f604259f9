// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/driver"
)

// auditor is the subscription by which the log is read. It is there before
// anything is bought.
const auditor = "crashtest-auditor"

// sequenceKind is the kind of the counts that number the events of each key.
const sequenceKind = "event-sequence"

// events reads on in the log, and holds it to what was published, to the counts
// of the same commits, and to the orders.
func (c *checker) events(ctx context.Context) error {
	if err := c.readLog(ctx); err != nil {
		return err
	}
	for id, want := range c.known.events {
		if got, ok := c.log[id]; !ok {
			c.wrong("event %s, %v, was published and is not in the log", id, want)
		} else if got != want {
			c.wrong("event %s was published as %v and is in the log as %v", id, want, got)
		}
	}
	if err := c.numbered(ctx); err != nil {
		return err
	}
	for id, status := range c.states {
		c.told(id, order.OrderCreated{}, true)
		c.told(id, order.OrderCanceled{}, status == order.StatusCanceled)
		if status != order.StatusCanceled { // which may have been a sale before
			c.told(id, order.OrderApproved{}, status == order.StatusApproved)
		}
	}
	return nil
}

// readLog claims the events that are new in the log, one of each key at a time.
func (c *checker) readLog(ctx context.Context) error {
	for {
		page, err := c.store.Claim(ctx, driver.Claim{Site: site, Subscription: auditor, Now: c.now(), Lease: time.Minute, Limit: driver.MaxPage})
		if err != nil || len(page) == 0 {
			return err
		}
		settled := make([]driver.Settlement, len(page))
		for i, e := range page {
			settled[i] = driver.Settlement{Site: site, Subscription: auditor, EventID: e.ID, Lease: e.Lease}
			if _, err := events.FromLog(e); err != nil {
				c.wrong("%w", err)
			}
			if _, twice := c.log[e.ID]; twice {
				c.wrong("event %s is in the log twice, or came again after it was settled", e.ID)
			}
			c.log[e.ID] = happened{e.Key, e.Sequence, e.Type}
			if list := c.keys[e.Key]; e.Sequence != int64(len(list))+1 {
				c.wrong("%s: event %d comes after %d others", e.Key, e.Sequence, len(list))
			}
			e.Stored = driver.Doc{}
			c.keys[e.Key] = append(c.keys[e.Key], e)
		}
		if err := c.store.Settle(ctx, settled...); err != nil {
			return fmt.Errorf("settle: %w", err)
		}
	}
}

// numbered compares the counts that number the events with how many there are.
func (c *checker) numbered(ctx context.Context) error {
	numbers, err := c.counted(ctx, sequenceKind)
	if err != nil {
		return err
	}
	for key, n := range numbers {
		if have := int64(len(c.keys[key])); have != n {
			c.wrong("%s: %d events were numbered, %d are in the log", key, n, have)
		}
	}
	if len(numbers) != len(c.keys) {
		c.wrong("%d entities have events in the log, %d have a count of them", len(c.keys), len(numbers))
	}
	return nil
}

// told notes when an order has not exactly one event of a type, or none where
// there is to be none.
func (c *checker) told(id string, payload events.Payload, want bool) {
	n := 0
	for _, e := range c.keys[id] {
		if e.Type == payload.EventType() {
			n++
		}
	}
	if n > 1 || (n == 1) != want {
		c.wrong("order %s is %s and has %d events %s", id, c.states[id], n, payload.EventType())
	}
}
