// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// maxScan is how many events of the log one transaction looks at. A longer way
// is gone in several, so that commits need not wait for it.
const maxScan = 2000

// Claim implements driver.Store. What is due stands in an index in the order
// of the log, so a claim looks at no event that is leased, waits for its time
// or stands behind such a one: each event is looked at once when it is passed,
// and once when it comes to be the first of its key.
func (s *Store) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	limit := int(within(c.Limit))
	var all []driver.Event
	for {
		w := claim{Claim: c, limit: limit - len(all)}
		if err := s.write(ctx, w.run); err != nil {
			if len(all) > 0 {
				return all, nil // they are leased, and the next claim will tell
			}
			return nil, err
		}
		all = append(all, w.events()...)
		if w.through || len(all) == limit {
			return all, nil
		}
	}
}

// claim is the work of one transaction of Claim.
type claim struct {
	driver.Claim
	*tx
	limit   int
	sub     *subscription
	claimed []claimed
	through bool // nothing is left to look at
}

// claimed is an event that was claimed, with its place in the log.
type claimed struct {
	driver.Event
	position int64
}

func (c *claim) events() []driver.Event {
	slices.SortFunc(c.claimed, func(a, b claimed) int { return cmp.Compare(a.position, b.position) })
	events := make([]driver.Event, len(c.claimed))
	for i := range c.claimed {
		events[i] = c.claimed[i].Event
	}
	return events
}

func (c *claim) wanted(eventType string) bool {
	return c.Types == nil || slices.Contains(c.Types, eventType)
}

func (c *claim) run(t *tx) (err error) {
	c.tx, c.claimed, c.through = t, nil, false
	if c.sub, err = t.subscription(c.Site, c.Subscription); err != nil {
		return err
	}
	if c.sub == nil {
		if c.sub, err = t.subscribe(c.Site, c.Subscription, c.Since); err != nil {
			return err
		}
		t.changed = true
	}
	leases := c.sub.leases
	if err := c.takeDue(); err != nil {
		return err
	}
	cursor := c.sub.cursor
	if len(c.claimed) < c.limit {
		if err := c.scan(); err != nil {
			return err
		}
	}
	if c.sub.leases == leases && c.sub.cursor == cursor {
		return nil
	}
	t.changed = true
	return t.c.run(`UPDATE subscription SET cursor = ?, leases = ? WHERE id = ?`, c.sub.cursor, c.sub.leases, c.sub.id)
}

const (
	sqlWaiting = `SELECT 1 FROM queue WHERE subscription = ?1 AND due > ?2 AND due <= ?3 LIMIT 1`
	sqlReady   = `UPDATE queue SET due = ?2 WHERE subscription = ?1 AND due > ?2 AND due <= ?3`
	sqlDue     = `SELECT queue.position, queue.key, queue.at, queue.attempt, event.type, event.id, event.sequence, event.time
FROM queue CROSS JOIN event ON event.log = ?1 AND event.position = queue.position
WHERE queue.subscription = ?2 AND queue.due = ?3 ORDER BY queue.position LIMIT ?4`
	sqlLater = `UPDATE queue SET due = at WHERE subscription = ? AND key = ?`
	sqlLend  = `UPDATE queue SET due = ?1, at = ?1, attempt = ?2, lease = ?3 WHERE subscription = ?4 AND key = ?5`
	sqlQueue = `INSERT INTO queue (subscription, key, position, due, at, attempt, lease) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)`
	sqlDoc   = `SELECT doc FROM eventdoc WHERE position = ?`
)

// first is the first pending event of a key.
type first struct {
	position, at int64
	key          []byte
	event        driver.Event
	tried        bool // before; at and Attempt are not known
}

// takeDue claims events that were passed before.
func (c *claim) takeDue() error {
	now := c.Now.UnixMicro()
	r, err := c.c.row(sqlWaiting, c.sub.id, ready, now)
	if err != nil {
		return err
	}
	if r != nil {
		if err := c.c.run(sqlReady, c.sub.id, ready, now); err != nil {
			return err
		}
		c.changed = true
	}
	for {
		due, err := c.due()
		if err != nil {
			return err
		}
		unfit := false
		for i := range due {
			f := &due[i]
			switch {
			case !c.wanted(f.event.Type):
				err = c.advance(c.sub, f.key, f.position, c.wanted)
			case f.at > now: // an earlier claim's clock was ahead
				err = c.c.run(sqlLater, c.sub.id, f.key)
			default:
				continue
			}
			if err != nil {
				return err
			}
			unfit, c.changed = true, true
		}
		if unfit {
			continue // others come forward, and may stand before some of these
		}
		for i := range due {
			if err := c.lend(&due[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// due returns the events that stand as due, those longest in the log first.
func (c *claim) due() ([]first, error) {
	var list []first
	err := c.c.rows(func(r row) bool {
		list = append(list, first{position: r.int(0), key: notNil(r.bytes(1)), at: r.int(2), event: driver.Event{
			Site: c.Site, Key: r.text(1), Attempt: int(r.int(3)), Type: r.text(4), ID: r.text(5), Sequence: r.int(6), Time: at(r.int(7)),
		}})
		return true
	}, sqlDue, c.sub.log, c.sub.id, ready, int64(c.limit))
	return list, err
}

// lend leases an event that stood in the queue.
func (c *claim) lend(f *first) error {
	c.sub.leases++
	f.event.Attempt++
	until := c.Now.Add(c.Lease).UnixMicro()
	if err := c.c.run(sqlLend, until, int64(f.event.Attempt), c.sub.leases, c.sub.id, f.key); err != nil {
		return err
	}
	return c.give(f)
}

// give gives out an event that is leased.
func (c *claim) give(f *first) error {
	r, err := c.c.row(sqlDoc, f.position)
	if err != nil {
		return err
	}
	if r != nil {
		f.event.Stored.Bytes = r.bytes(0)
	}
	f.event.Lease, f.event.Until = c.sub.lease(c.sub.leases), c.Now.Add(c.Lease).UTC()
	c.claimed = append(c.claimed, claimed{f.event, f.position})
	return nil
}

// at returns the time that is stored as a number.
func at(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

const sqlScan = `SELECT event.position, event.key, event.type, event.id, event.sequence, event.time,
	EXISTS (SELECT 1 FROM queue WHERE queue.subscription = subscription.id AND queue.key = event.key)
	OR ` + isDead + ` OR ` + inGap + `,
	EXISTS (SELECT 1 FROM behind WHERE behind.subscription = subscription.id AND behind.position = event.position)
FROM subscription CROSS JOIN event ON event.log = subscription.log AND event.position > subscription.cursor
WHERE subscription.id = ?1 ORDER BY event.position LIMIT ?2`

// scan goes on in the log and claims the first event of each key that has none
// before it.
func (c *claim) scan() error {
	var list []first
	busy := make(map[string]bool)
	seen := 0
	room := c.limit - len(c.claimed)
	err := c.c.rows(func(r row) bool {
		seen++
		c.sub.cursor = r.int(0)
		if r.int(6) != 0 || !c.wanted(r.text(2)) || busy[string(r.bytes(1))] {
			return true
		}
		busy[r.text(1)] = true
		list = append(list, first{position: r.int(0), key: notNil(r.bytes(1)), event: driver.Event{
			Site: c.Site, Key: r.text(1), Type: r.text(2), ID: r.text(3), Sequence: r.int(4), Time: at(r.int(5)),
		}, tried: r.int(7) != 0})
		return len(list) < room
	}, sqlScan, c.sub.id, int64(maxScan))
	if err != nil {
		return err
	}
	c.through = seen < maxScan && len(list) < room
	for i := range list {
		if err := c.begin(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// begin puts a key into the queue by its first event, and claims that unless
// it was tried before and has to wait.
func (c *claim) begin(f *first) error {
	if !f.tried {
		c.sub.leases++
		f.event.Attempt = 1
		until := c.Now.Add(c.Lease).UnixMicro()
		if err := c.c.run(sqlQueue, c.sub.id, f.key, f.position, until, int64(1), c.sub.leases); err != nil {
			return err
		}
		return c.give(f)
	}
	old, err := c.resume(c.sub, f.position)
	if err != nil {
		return err
	}
	f.at, f.event.Attempt = old.at, int(old.attempt)
	if err := c.c.run(sqlQueue, c.sub.id, f.key, f.position, old.at, old.attempt, old.lease); err != nil {
		return err
	}
	if old.at > c.Now.UnixMicro() {
		return nil
	}
	return c.lend(f)
}
