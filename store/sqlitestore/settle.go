// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Settle implements driver.Store.
func (s *Store) Settle(ctx context.Context, settlements ...driver.Settlement) error {
	if len(settlements) == 0 {
		return ctx.Err()
	}
	return s.write(ctx, func(t *tx) error {
		for i := range settlements {
			if err := t.settle(&settlements[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	// An event that is leased, as the first pending one of its key or behind that.
	sqlLeased = `SELECT event.position, event.key, queue.attempt, queue.lease
FROM event CROSS JOIN queue ON queue.subscription = ?1 AND queue.key = event.key AND queue.position = event.position
WHERE event.id = ?2 AND event.log = ?3`
	sqlLeasedBehind = `SELECT event.position, event.key, behind.attempt, behind.lease
FROM event CROSS JOIN behind ON behind.subscription = ?1 AND behind.position = event.position
WHERE event.id = ?2 AND event.log = ?3`
	sqlRetry       = `UPDATE queue SET due = ?1, at = ?1, lease = 0 WHERE subscription = ?2 AND key = ?3`
	sqlRetryBehind = `UPDATE behind SET at = ?1, lease = 0 WHERE subscription = ?2 AND position = ?3`
	sqlAddDead     = `INSERT INTO dead (subscription, position, attempt, error) VALUES (?, ?, ?, ?)`
	// What waited for nothing but a lease behind it.
	sqlFree = `UPDATE queue SET due = ?3, at = ?3 WHERE subscription = ?1 AND key = ?2 AND attempt = 0`
)

// settle applies one settlement.
func (t *tx) settle(x *driver.Settlement) error {
	over := fmt.Errorf("sqlitestore: the lease of event %s is over: %w", x.EventID, fault.Conflict)
	sub, err := t.subscription(x.Site, x.Subscription)
	if err != nil {
		return err
	}
	if sub == nil {
		return over
	}
	apply := t.settleFirst
	r, err := t.c.row(sqlLeased, sub.id, x.EventID, sub.log)
	if r == nil && err == nil {
		apply = t.settleBehind
		r, err = t.c.row(sqlLeasedBehind, sub.id, x.EventID, sub.log)
	}
	if err != nil {
		return err
	}
	if r == nil || r.int(3) == 0 || sub.lease(r.int(3)) != x.Lease {
		return over
	}
	t.changed = true
	e := located{r.int(0), notNil(r.bytes(1))}
	if x.Outcome == driver.Dead {
		if err := t.c.run(sqlAddDead, sub.id, e.position, r.int(2), x.Error); err != nil {
			return err
		}
	}
	return apply(sub, e, x)
}

// settleFirst settles the first pending event of its key.
func (t *tx) settleFirst(sub *subscription, e located, x *driver.Settlement) error {
	if x.Outcome == driver.Retry {
		return t.c.run(sqlRetry, x.RetryAt.UnixMicro(), sub.id, e.key)
	}
	return t.advance(sub, e.key, e.position, func(string) bool { return true })
}

// settleBehind settles an event that was leased before an earlier one of its
// key was requeued. That had to wait for it.
func (t *tx) settleBehind(sub *subscription, e located, x *driver.Settlement) error {
	var err error
	switch x.Outcome {
	case driver.Retry:
		err = t.c.run(sqlRetryBehind, x.RetryAt.UnixMicro(), sub.id, e.position)
	case driver.Dead:
		err = t.c.run(sqlDropBehind, sub.id, e.position)
	default:
		err = errors.Join(
			t.c.run(sqlDropBehind, sub.id, e.position),
			t.c.run(sqlAddGap, sub.id, e.key, e.position, e.position))
	}
	if err != nil {
		return err
	}
	return t.c.run(sqlFree, sub.id, e.key, ready)
}
