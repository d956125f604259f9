// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
)

// sqlRefuse waits for a transaction that has noted the batch and is still
// under way. Afterwards the batch is either there or can't come any more.
const (
	sqlRefuse    = `insert into ecom_batch (id, refused) values ($1, true) on conflict do nothing`
	sqlCommitted = `select not refused, counts from ecom_batch where id = $1`
)

// Committed implements driver.Resolver.
func (s *Store) Committed(ctx context.Context, batchID string) (driver.Receipt, bool, error) {
	var receipt driver.Receipt
	var committed bool
	err := s.write(ctx, func(net context.Context, q querier) error {
		return whole.once(net, q, []statement{
			{sql: sqlRefuse, args: []any{[]byte(batchID)}},
			{sql: sqlCommitted, args: []any{[]byte(batchID)}, use: func(rows pgx.Rows) error {
				_, err := pgx.ForEachRow(rows, []any{&committed, &receipt.Counts}, func() error { return nil })
				return err
			}},
		})
	})
	return receipt, committed, err
}

// forgetEvery is after how many commits old batches are forgotten, forgetMany
// how many of them at once: more than have come meanwhile.
const (
	forgetEvery = 512
	forgetMany  = 2048
)

// forget forgets old batches now and then.
func (s *Store) forget(ctx context.Context) {
	if s.commits.Add(1)%forgetEvery == 0 {
		_ = s.forgetNow(ctx) // some other time
	}
}

func (s *Store) forgetNow(ctx context.Context) error {
	return s.exec(ctx, `
delete from ecom_batch where id = any(array(
	select id from ecom_batch where at < now() - $1::interval order by at limit $2 for update skip locked))`, s.config.Remember, forgetMany)
}
