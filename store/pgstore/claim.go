// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

const sqlClaim = `select id, key, sequence, type, time, doc, attempt, lease from ecom_claim($1, $2, $3, $4, $5, $6, $7, $8)`

// Claim implements driver.Store.
func (s *Store) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	var events []driver.Event
	err := s.write(ctx, func(net context.Context, q querier) (err error) {
		events, err = claim(net, q, whole, &c)
		return err
	})
	return events, err
}

func claim(net context.Context, q querier, f frame, c *driver.Claim) ([]driver.Event, error) {
	var types [][]byte
	if c.Types != nil {
		types = make([][]byte, len(c.Types))
		for i, t := range c.Types {
			types[i] = []byte(t)
		}
	}
	var since *time.Time
	if !c.Since.IsZero() {
		since = &c.Since
	}
	until := c.Now.Add(c.Lease).UTC()
	var events []driver.Event
	err := f.once(net, q, []statement{{
		sql: sqlClaim,
		args: []any{
			[]byte(c.Site), hash(c.Site), []byte(c.Subscription), types, since, c.Now, until,
			page(c.Limit),
		},
		use: func(rows pgx.Rows) error {
			var lease int64
			var row eventRow
			_, err := pgx.ForEachRow(rows, append(row.dest(), &row.attempt, &lease), func() error {
				e := row.event(c.Site)
				e.Attempt, e.Lease, e.Until = row.attempt, strconv.FormatInt(lease, 36), until
				events = append(events, e)
				return nil
			})
			return err
		},
	}})
	if err != nil {
		return nil, err
	}
	return events, nil
}

// page returns how many rows a caller gets who asks for limit.
func page(limit int) int { return min(max(limit, 1), driver.MaxPage) }

// eventRow is an event as the database gives it.
type eventRow struct {
	id, key, eventType, doc []byte
	sequence                int64
	time                    time.Time
	attempt                 int
}

// dest returns what the columns are scanned into.
func (r *eventRow) dest() []any {
	return []any{&r.id, &r.key, &r.sequence, &r.eventType, &r.time, &r.doc}
}

func (r *eventRow) event(site string) driver.Event {
	return driver.Event{
		ID: string(r.id), Site: site, Key: string(r.key), Sequence: r.sequence, Type: string(r.eventType), Time: r.time.UTC(),
		Stored: driver.Doc{Bytes: r.doc},
	}
}

const sqlSettle = `select ecom_settle($1, $2, $3, $4, $5, $6, $7)`

// Settle implements driver.Store.
func (s *Store) Settle(ctx context.Context, settlements ...driver.Settlement) error {
	return s.write(ctx, func(net context.Context, q querier) error { return settle(net, q, whole, settlements) })
}

func settle(net context.Context, q querier, f frame, list []driver.Settlement) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	sites, subs, events, leases := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([]int64, n)
	outcomes, retries, failures := make([]int32, n), make([]time.Time, n), make([][]byte, n)
	seen := make(map[string]bool, n)
	for i := range list {
		x := &list[i]
		lease, err := strconv.ParseInt(x.Lease, 36, 64)
		if err != nil || seen[x.Lease] {
			return fault.Conflict
		}
		seen[x.Lease] = true
		sites[i], subs[i], events[i], leases[i] = []byte(x.Site), []byte(x.Subscription), []byte(x.EventID), lease
		outcomes[i], retries[i], failures[i] = int32(x.Outcome), x.RetryAt, []byte(x.Error)
	}
	return f.once(net, q, []statement{{sql: sqlSettle, args: []any{sites, subs, events, leases, outcomes, retries, failures}}})
}
