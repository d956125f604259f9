// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/fault"
)

// ready is when an event may be claimed whose time has come.
const ready = int64(math.MinInt64)

// subscription is a row of the table.
type subscription struct {
	id, log, cursor, leases int64
}

const sqlSubscription = `SELECT id, log, cursor, leases FROM subscription WHERE log = ? AND name = ?`

// subscription returns a subscription, nil when there is none.
func (s *Store) subscription(c *conn, log int64, name string) (*subscription, error) {
	r, err := c.row(sqlSubscription, log, name)
	if r == nil || err != nil {
		return nil, err
	}
	return &subscription{r.int(0), r.int(1), r.int(2), r.int(3)}, nil
}

// subscription returns a subscription of a site, nil when there is none.
func (t *tx) subscription(site, name string) (*subscription, error) {
	id, err := t.find(log(site))
	if id == 0 || err != nil {
		return nil, err
	}
	return t.s.subscription(t.c, id, name)
}

// lease returns the text of a lease: never the same for two claims, even when
// the subscription is forgotten in between.
func (sub *subscription) lease(n int64) string {
	return strconv.FormatInt(sub.id, 36) + "-" + strconv.FormatInt(n, 36)
}

// Conditions on an event and a subscription. An event is pending when it is
// neither settled nor dead.
const (
	isDead = `EXISTS (SELECT 1 FROM dead WHERE dead.subscription = subscription.id AND dead.position = event.position)`
	inGap  = `EXISTS (SELECT 1 FROM gap WHERE gap.subscription = subscription.id AND gap.key = event.key
	AND event.position BETWEEN gap.low AND gap.high)`
	isPending = `(NOT ` + isDead + ` AND NOT ` + inGap + ` AND (event.position > subscription.cursor OR EXISTS (
	SELECT 1 FROM queue WHERE queue.subscription = subscription.id AND queue.key = event.key AND queue.position <= event.position)))`
)

const (
	sqlFirstSince = `SELECT min(position) FROM event WHERE log = ? AND time >= ?`
	sqlLast       = `SELECT max(position) FROM event WHERE log = ?`
	sqlEarlier    = `SELECT position, key FROM event WHERE log = ? AND position > ? AND time < ?`
	sqlSubscribe  = `INSERT INTO subscription (log, name, cursor) VALUES (?, ?, ?)`
	sqlAddGap     = `INSERT INTO gap (subscription, key, low, high) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET high = max(high, excluded.high)`
)

// subscribe makes a new subscription that begins with the events that come, or
// with those since a time.
func (t *tx) subscribe(site, name string, since time.Time) (*subscription, error) {
	id, err := t.space(log(site))
	if err != nil {
		return nil, err
	}
	sub := &subscription{log: id}
	if sub.cursor, err = t.c.number(sqlLast, id); err != nil {
		return nil, err
	}
	var settled []located
	if !since.IsZero() {
		var first int64
		if first, err = t.c.number(sqlFirstSince, id, since.UnixMicro()); err != nil {
			return nil, err
		}
		if first != 0 {
			sub.cursor = first - 1
			if settled, err = t.located(sqlEarlier, id, sub.cursor, since.UnixMicro()); err != nil {
				return nil, err
			}
		}
	}
	r, err := t.c.exec(sqlSubscribe, id, name, sub.cursor)
	if err != nil {
		return nil, err
	}
	if sub.id, err = r.LastInsertId(); err != nil {
		return nil, err
	}
	return sub, t.settled(sub, settled)
}

// located is an event by its place in the log.
type located struct {
	position int64
	key      []byte
}

// located returns the events that a query gives by position and key.
func (t *tx) located(text string, values ...any) ([]located, error) {
	var list []located
	err := t.c.rows(func(r row) bool {
		list = append(list, located{r.int(0), notNil(r.bytes(1))})
		return true
	}, text, values...)
	return list, err
}

// settled makes single events settled, whatever else of their keys is pending.
func (t *tx) settled(sub *subscription, list []located) error {
	for _, e := range list {
		if err := t.c.run(sqlAddGap, sub.id, e.key, e.position, e.position); err != nil {
			return err
		}
	}
	return nil
}

// notNil returns bytes that are stored as bytes, not as NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

const (
	// The parameters: log, key, position, cursor, subscription.
	sqlBehind = `SELECT event.position, event.type FROM event
WHERE event.log = ?1 AND event.key = ?2 AND event.position > ?3 AND event.position <= ?4
	AND NOT EXISTS (SELECT 1 FROM dead WHERE dead.subscription = ?5 AND dead.position = event.position)
	AND NOT EXISTS (SELECT 1 FROM gap WHERE gap.subscription = ?5 AND gap.key = event.key
		AND event.position BETWEEN gap.low AND gap.high)
ORDER BY event.position`
	sqlMove      = `UPDATE queue SET position = ?3, due = ?4, at = ?4, attempt = ?5, lease = ?6 WHERE subscription = ?1 AND key = ?2`
	sqlDrop      = `DELETE FROM queue WHERE subscription = ? AND key = ?`
	sqlClearGaps = `DELETE FROM gap WHERE subscription = ? AND key = ? AND high < ?`
)

// advance makes the next pending event of a key that is wanted the first one,
// behind a position. When there is none among those that the subscription has
// passed, the key needs no attention any more.
func (t *tx) advance(sub *subscription, key []byte, position int64, wanted func(eventType string) bool) error {
	var next int64
	err := t.c.rows(func(r row) bool {
		if wanted(r.text(1)) {
			next = r.int(0)
		}
		return next == 0
	}, sqlBehind, sub.log, key, position, sub.cursor, sub.id)
	if err != nil {
		return err
	}
	if next == 0 {
		if err = t.c.run(sqlDrop, sub.id, key); err != nil {
			return err
		}
		return t.c.run(sqlClearGaps, sub.id, key, sub.cursor+1)
	}
	old, err := t.resume(sub, next)
	if err != nil {
		return err
	}
	if err = t.c.run(sqlMove, sub.id, key, next, old.at, old.attempt, old.lease); err != nil {
		return err
	}
	return t.c.run(sqlClearGaps, sub.id, key, next)
}

// state is what became of an event so far.
type state struct{ at, attempt, lease int64 }

const (
	sqlBehindState = `SELECT at, attempt, lease FROM behind WHERE subscription = ? AND position = ?`
	sqlDropBehind  = `DELETE FROM behind WHERE subscription = ? AND position = ?`
)

// resume returns the state of an event that comes to be the first of its key,
// which is kept with that from now on.
func (t *tx) resume(sub *subscription, position int64) (state, error) {
	r, err := t.c.row(sqlBehindState, sub.id, position)
	if r == nil || err != nil {
		return state{at: ready}, err
	}
	return state{r.int(0), r.int(1), r.int(2)}, t.c.run(sqlDropBehind, sub.id, position)
}

// noEvent is the error for an event that is not there, or not as needed.
func noEvent(what, id string) error {
	return fmt.Errorf("sqlitestore: no %s %s: %w", what, id, fault.NotFound)
}
