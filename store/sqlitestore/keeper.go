// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

var _ driver.Keeper = (*Store)(nil)

// sqlSubscriptions counts what is pending in two parts: what a subscription has
// not passed, and what stands in its queue.
const sqlSubscriptions = `SELECT name,
	(SELECT count(*) FROM event WHERE event.log = subscription.log AND event.position > subscription.cursor
		AND NOT ` + isDead + ` AND NOT ` + inGap + `)
	+ (SELECT count(*) FROM queue CROSS JOIN event ON event.log = subscription.log AND event.key = queue.key
		AND event.position BETWEEN queue.position AND subscription.cursor
		WHERE queue.subscription = subscription.id AND NOT ` + isDead + ` AND NOT ` + inGap + `),
	(SELECT count(*) FROM dead WHERE dead.subscription = subscription.id)
FROM subscription WHERE log = ? ORDER BY name`

// Subscriptions implements driver.Keeper. It counts what is pending, which
// takes longer the more that is.
func (s *Store) Subscriptions(ctx context.Context, site string) ([]driver.Subscription, error) {
	var list []driver.Subscription
	err := s.read(ctx, func(c *conn) (err error) {
		list, err = s.subscriptions(c, site)
		return err
	})
	return list, err
}

func (s *Store) subscriptions(c *conn, site string) ([]driver.Subscription, error) {
	id, err := s.spaces.lookUp(c, log(site))
	if id == 0 || err != nil {
		return nil, err
	}
	var list []driver.Subscription
	err = c.rows(func(r row) bool {
		list = append(list, driver.Subscription{Name: r.text(0), Pending: int(r.int(1)), Dead: int(r.int(2))})
		return true
	}, sqlSubscriptions, id)
	return list, err
}

const (
	sqlEventPosition = `SELECT position, key FROM event WHERE id = ? AND log = ?`
	sqlDead          = `SELECT event.id, event.key, event.sequence, event.type, event.time, doc, dead.attempt, dead.error
FROM dead CROSS JOIN event ON event.log = ?1 AND event.position = dead.position
	CROSS JOIN eventdoc ON eventdoc.position = dead.position
WHERE dead.subscription = ?2 AND dead.position > ?3 ORDER BY dead.position LIMIT ?4`
)

// Dead implements driver.Keeper.
func (s *Store) Dead(ctx context.Context, site, name, after string, limit int) ([]driver.DeadEvent, error) {
	var list []driver.DeadEvent
	err := s.read(ctx, func(c *conn) error {
		return c.together(func() (err error) {
			list, err = s.dead(c, site, name, after, limit)
			return err
		})
	})
	return list, err
}

func (s *Store) dead(c *conn, site, name, after string, limit int) ([]driver.DeadEvent, error) {
	id, err := s.spaces.lookUp(c, log(site))
	if id == 0 || err != nil {
		return nil, err
	}
	sub, err := s.subscription(c, id, name)
	if sub == nil || err != nil {
		return nil, err
	}
	behind, err := c.behind(id, after)
	if err != nil {
		return nil, err
	}
	var list []driver.DeadEvent
	err = c.rows(func(r row) bool {
		d := driver.DeadEvent{Event: event(site, r), Error: r.text(7)}
		d.Attempt = int(r.int(6))
		list = append(list, d)
		return true
	}, sqlDead, id, sub.id, behind, within(limit))
	return list, err
}

// behind returns the position of an event, 0 for "".
func (c *conn) behind(log int64, eventID string) (int64, error) {
	if eventID == "" {
		return 0, nil
	}
	position, err := c.number(sqlEventPosition, eventID, log)
	if position == 0 && err == nil {
		err = noEvent("event", eventID)
	}
	return position, err
}

// event returns the event in a row: id, key, sequence, type, time, document.
func event(site string, r row) driver.Event {
	return driver.Event{
		ID: r.text(0), Site: site, Key: r.text(1), Sequence: r.int(2), Type: r.text(3), Time: at(r.int(4)),
		Stored: driver.Doc{Bytes: r.bytes(5)},
	}
}

// Unsubscribe implements driver.Keeper.
func (s *Store) Unsubscribe(ctx context.Context, site, name string) error {
	return s.write(ctx, func(t *tx) error {
		sub, err := t.subscription(site, name)
		if sub == nil || err != nil {
			return err
		}
		t.changed = true
		for _, text := range []string{
			`DELETE FROM queue WHERE subscription = ?`, `DELETE FROM behind WHERE subscription = ?`, `DELETE FROM gap WHERE subscription = ?`, `DELETE FROM dead WHERE subscription = ?`,
			`DELETE FROM subscription WHERE id = ?`,
		} {
			if err := t.c.run(text, sub.id); err != nil {
				return err
			}
		}
		return nil
	})
}

// maxTrim is how many events one transaction removes.
const maxTrim = 500

const (
	sqlSettled = `SELECT position, key FROM event WHERE log = ?1 AND position > ?2 AND time < ?3 AND NOT EXISTS (
	SELECT 1 FROM subscription WHERE subscription.log = event.log AND (` + isDead + ` OR ` + isPending + `))
ORDER BY position LIMIT ?4`
	sqlDropEvent = `DELETE FROM event WHERE log = ? AND position = ?`
	sqlDropDoc   = `DELETE FROM eventdoc WHERE position = ?`
	sqlOldGaps   = `DELETE FROM gap WHERE subscription IN (SELECT id FROM subscription WHERE log = ?1)
AND high < (SELECT min(position) FROM event WHERE log = ?1)`
)

// Trim implements driver.Keeper. It removes some at a time, so that commits
// need not wait for it.
func (s *Store) Trim(ctx context.Context, site string, before time.Time) (int, error) {
	total := 0
	var behind int64
	for {
		var list []located
		err := s.write(ctx, func(t *tx) error {
			id, err := t.find(log(site))
			if id == 0 || err != nil {
				return err
			}
			if list, err = t.located(sqlSettled, id, behind, before.UnixMicro(), int64(maxTrim)); err != nil {
				return err
			}
			for _, e := range list {
				if err := t.c.run(sqlDropEvent, id, e.position); err != nil {
					return err
				}
				if err := t.c.run(sqlDropDoc, e.position); err != nil {
					return err
				}
			}
			t.changed = t.changed || len(list) > 0
			if len(list) == 0 {
				return nil
			}
			return t.c.run(sqlOldGaps, id)
		})
		if err != nil {
			return total, err
		}
		total += len(list)
		if len(list) < maxTrim {
			return total, nil
		}
		behind = list[len(list)-1].position
	}
}
