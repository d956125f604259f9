// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"math"

	"github.com/go-ecom/ecom/store/driver"
)

const (
	sqlIsDead   = `SELECT 1 FROM dead WHERE subscription = ? AND position = ?`
	sqlUndead   = `DELETE FROM dead WHERE subscription = ? AND position = ?`
	sqlCovering = `SELECT low, high FROM gap WHERE subscription = ?1 AND key = ?2 AND low <= ?3 AND high >= ?3`
	sqlDropGap  = `DELETE FROM gap WHERE subscription = ? AND key = ? AND low = ?`
	sqlHead     = `SELECT position, at, attempt, lease FROM queue WHERE subscription = ? AND key = ?`
	sqlStep     = `INSERT INTO behind (subscription, position, at, attempt, lease) VALUES (?, ?, ?, ?, ?)`
)

// Requeue implements driver.Keeper.
func (s *Store) Requeue(ctx context.Context, site, name string, eventIDs ...string) error {
	return s.write(ctx, func(t *tx) error {
		sub, err := t.subscription(site, name)
		if err != nil {
			return err
		}
		again := make(map[int64]bool)
		for _, id := range eventIDs {
			if sub == nil {
				return noEvent("dead event", id)
			}
			r, err := t.c.row(sqlEventPosition, id, sub.log)
			if err != nil {
				return err
			}
			if r == nil {
				return noEvent("dead event", id)
			}
			e := located{r.int(0), notNil(r.bytes(1))}
			if again[e.position] {
				continue
			}
			again[e.position] = true
			if r, err = t.c.row(sqlIsDead, sub.id, e.position); err != nil {
				return err
			}
			if r == nil {
				return noEvent("dead event", id)
			}
			if err := t.requeue(sub, e); err != nil {
				return err
			}
		}
		if len(eventIDs) > 0 {
			t.changed = true
			t.woken = append(t.woken, site)
		}
		return nil
	})
}

// requeue makes a dead event pending.
func (t *tx) requeue(sub *subscription, e located) error {
	if err := t.c.run(sqlUndead, sub.id, e.position); err != nil {
		return err
	}
	if err := t.open(sub, e); err != nil {
		return err
	}
	if e.position > sub.cursor {
		return nil // it will be met on the way through the log
	}
	head, err := t.c.row(sqlHead, sub.id, e.key)
	if err != nil {
		return err
	}
	if head != nil && head.int(0) < e.position {
		return nil // it stands in the queue behind that
	}
	end := sub.cursor // what is settled now, though an earlier event is pending
	if head != nil {
		end = head.int(0) - 1
	}
	if end > e.position {
		if err := t.c.run(sqlAddGap, sub.id, e.key, e.position+1, end); err != nil {
			return err
		}
	}
	if head == nil {
		return t.c.run(sqlQueue, sub.id, e.key, e.position, ready, int64(0), int64(0))
	}
	return t.prepend(sub, e, head.int(0), state{head.int(1), head.int(2), head.int(3)})
}

// prepend makes an event the first of its key, before the one that was. If that
// is out, or waited for one that is, so does this.
func (t *tx) prepend(sub *subscription, e located, old int64, s state) error {
	at := s.at
	if s.attempt > 0 {
		if err := t.c.run(sqlStep, sub.id, old, s.at, s.attempt, s.lease); err != nil {
			return err
		}
		if s.lease == 0 {
			at = ready
		}
	}
	return t.c.run(sqlMove, sub.id, e.key, e.position, at, int64(0), int64(0))
}

// open takes an event out of the gaps it is in.
func (t *tx) open(sub *subscription, e located) error {
	type gap struct{ low, high int64 }
	var gaps []gap
	err := t.c.rows(func(r row) bool {
		gaps = append(gaps, gap{r.int(0), r.int(1)})
		return true
	}, sqlCovering, sub.id, e.key, e.position)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		if err := t.c.run(sqlDropGap, sub.id, e.key, g.low); err != nil {
			return err
		}
		for _, part := range []gap{{g.low, e.position - 1}, {e.position + 1, g.high}} {
			if part.low > part.high {
				continue
			}
			if err := t.c.run(sqlAddGap, sub.id, e.key, part.low, part.high); err != nil {
				return err
			}
		}
	}
	return nil
}

// Settled events behind a position that are too old to be rewound.
const sqlStaySettled = `SELECT event.position, event.key FROM subscription CROSS JOIN event ON event.log = subscription.log
WHERE subscription.id = ?1 AND event.position BETWEEN ?2 AND subscription.cursor AND event.time < ?3
	AND NOT ` + isDead + ` AND NOT ` + isPending

// Rewind implements driver.Keeper: the subscription goes back in the log.
func (s *Store) Rewind(ctx context.Context, r driver.Rewind) error {
	return s.write(ctx, func(t *tx) error {
		sub, err := t.subscription(r.Site, r.Subscription)
		if err != nil {
			return err
		}
		if sub == nil {
			return noEvent("subscription", r.Subscription)
		}
		since := ready // with an event, all times
		var from int64
		var settled []located
		if r.EventID != "" {
			from, err = t.c.behind(sub.log, r.EventID)
		} else {
			since = r.Since.UnixMicro()
			if from, err = t.c.number(sqlFirstSince, sub.log, since); from == 0 {
				from = math.MaxInt64
			} else if err == nil {
				settled, err = t.located(sqlStaySettled, sub.id, from, since)
			}
		}
		if err != nil {
			return err
		}
		t.changed = true
		t.woken = append(t.woken, r.Site)
		if err := t.rewind(sub, from, since); err != nil {
			return err
		}
		return t.settled(sub, settled)
	})
}

// rewind makes all events from a position on pending, those since a time as if
// never tried.
func (t *tx) rewind(sub *subscription, from, since int64) error {
	for _, text := range [...]string{
		// All leases are lost.
		`UPDATE queue SET due = ?5, at = ?5, lease = 0 WHERE subscription = ?1 AND lease > 0`,
		`UPDATE behind SET at = ?5, lease = 0 WHERE subscription = ?1 AND lease > 0`,
		// What waits for a lease that was lost waits no more.
		`UPDATE queue SET due = ?5, at = ?5 WHERE subscription = ?1 AND attempt = 0`,
		// The way through the log meets all again, which know what they were.
		`INSERT INTO behind (subscription, position, at, attempt, lease)
SELECT subscription, position, at, attempt, 0 FROM queue WHERE subscription = ?1 AND position >= ?2 AND attempt > 0`,
		`DELETE FROM queue WHERE subscription = ?1 AND position >= ?2`,
		`DELETE FROM behind WHERE subscription = ?1 AND position >= ?2
	AND (SELECT time FROM event WHERE event.log = ?3 AND event.position = behind.position) >= ?4`,
		`DELETE FROM gap WHERE subscription = ?1 AND low >= ?2`,
		`UPDATE gap SET high = ?2 - 1 WHERE subscription = ?1 AND high >= ?2`,
		`UPDATE subscription SET cursor = min(cursor, ?2 - 1) WHERE id = ?1`,
	} {
		if err := t.c.run(text, sub.id, from, sub.log, since, ready); err != nil {
			return err
		}
	}
	return nil
}
