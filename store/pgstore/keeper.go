// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Subscriptions implements driver.Keeper.
func (s *Store) Subscriptions(ctx context.Context, site string) ([]driver.Subscription, error) {
	var list []driver.Subscription
	err := s.read(ctx, func(q querier) (err error) {
		list, err = subscriptions(ctx, q, site)
		return err
	})
	return list, err
}

func subscriptions(ctx context.Context, q querier, site string) ([]driver.Subscription, error) {
	rows, err := q.Query(ctx, `
select s.name,
	(select count(*) from ecom_delivery d where d.sub = s.num),
	(select count(*) from ecom_dead d where d.sub = s.num)
from ecom_site h join ecom_subscription s on s.site = h.num
where h.name = $1 order by s.name`, []byte(site))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s driver.Subscription, err error) {
		var name []byte
		err = row.Scan(&name, &s.Pending, &s.Dead)
		s.Name = string(name)
		return s, err
	})
}

// Dead implements driver.Keeper.
func (s *Store) Dead(ctx context.Context, site, subscription, after string, limit int) ([]driver.DeadEvent, error) {
	var list []driver.DeadEvent
	err := s.read(ctx, func(q querier) error {
		list = nil
		position, err := positionOf(ctx, q, site, after)
		if err != nil {
			return err
		}
		rows, err := q.Query(ctx, `
select e.id, e.key, e.sequence, e.type, e.time, e.doc, d.attempt, d.error
from ecom_site h
join ecom_subscription s on s.site = h.num
join ecom_dead d on d.sub = s.num
join ecom_event e on e.site = h.num and e.position = d.position
where h.name = $1 and s.name = $2 and d.position > $3
order by d.position limit $4`, []byte(site), []byte(subscription), position, page(limit))
		if err != nil {
			return err
		}
		var row eventRow
		var failure []byte
		_, err = pgx.ForEachRow(rows, append(row.dest(), &row.attempt, &failure), func() error {
			e := row.event(site)
			e.Attempt = row.attempt
			list = append(list, driver.DeadEvent{Event: e, Error: string(failure)})
			return nil
		})
		return err
	})
	return list, err
}

// Requeue implements driver.Keeper.
func (s *Store) Requeue(ctx context.Context, site, subscription string, eventIDs ...string) error {
	var ids [][]byte
	seen := make(map[string]bool, len(eventIDs))
	for _, id := range eventIDs {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, []byte(id))
		}
	}
	err := s.exec(ctx, "select ecom_requeue($1, $2, $3)", []byte(site), []byte(subscription), some(ids))
	if code, id := notDead(err); code == codeNotDead {
		return fmt.Errorf("pgstore: no dead event %s: %w", id, fault.NotFound)
	}
	if err == nil {
		s.notify(ctx, site)
	}
	return err
}

func notDead(err error) (code, id string) {
	code, raw := raised(err)
	name, err := hex.DecodeString(raw)
	if err != nil {
		return code, raw
	}
	return code, string(name)
}

// Rewind implements driver.Keeper.
func (s *Store) Rewind(ctx context.Context, r driver.Rewind) error {
	var event []byte
	since := time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC) // before all that there is
	if r.EventID != "" {
		event = []byte(r.EventID)
	} else {
		since = r.Since
	}
	var found bool
	err := s.write(ctx, func(net context.Context, q querier) error {
		return whole.once(net, q, []statement{{
			sql:  "select ecom_rewind($1, $2, $3, $4)",
			args: []any{[]byte(r.Site), []byte(r.Subscription), since, event},
			use: func(rows pgx.Rows) (err error) {
				found, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
				return err
			},
		}})
	})
	switch {
	case err != nil:
		return err
	case !found && r.EventID != "":
		return fmt.Errorf("pgstore: no subscription %s, or no event %s in the log: %w", r.Subscription, r.EventID, fault.NotFound)
	case !found:
		return fmt.Errorf("pgstore: no subscription %s: %w", r.Subscription, fault.NotFound)
	}
	s.notify(ctx, r.Site)
	return nil
}

// Unsubscribe implements driver.Keeper.
func (s *Store) Unsubscribe(ctx context.Context, site, subscription string) error {
	return s.exec(ctx, "select ecom_unsubscribe($1, $2, $3)", []byte(site), hash(site), []byte(subscription))
}

// trimPage is how many events Trim looks at in one transaction.
const trimPage = 1000

// Trim implements driver.Keeper. Batches that need not be remembered any more
// are forgotten on the way.
func (s *Store) Trim(ctx context.Context, site string, before time.Time) (int, error) {
	total := 0
	at, position := time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC), int64(0)
	for {
		var removed, seen int
		err := s.write(ctx, func(net context.Context, q querier) error {
			return whole.once(net, q, []statement{{
				sql:  "select p_time, p_position, removed, seen from ecom_trim($1, $2, $3, $4, $5)",
				args: []any{[]byte(site), before, trimPage, at, position},
				use: func(rows pgx.Rows) error {
					_, err := pgx.ForEachRow(rows, []any{&at, &position, &removed, &seen}, func() error { return nil })
					return err
				},
			}})
		})
		if err != nil {
			return total, err
		}
		total += removed
		if seen < trimPage {
			return total, errors.Join(s.forgetNow(ctx))
		}
	}
}
