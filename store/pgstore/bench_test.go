// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) driver.Store { return open(b) })
}

// document has the size of an order with ten lines.
var document = text(strings.Repeat("0123456789abcdef", 500))

// indexes are those of an order.
var indexes = []string{"created", "updated", "status", "email", "member"}

// placing returns the batch of an order: its number and the sequence of its
// event are counts.
func placing(n int64) *driver.Batch {
	id, at := strconv.FormatInt(n, 10), fmt.Sprintf("%016d", n)
	w := driver.Write{Ref: order(id), Revision: 1, Doc: document, Unique: []driver.Key{{Index: "checkout", Key: []byte(id)}}}
	for _, index := range indexes {
		w.Keys = append(w.Keys, driver.Key{Index: index, Key: []byte(index + at)})
	}
	b := &driver.Batch{
		ID: "batch " + id,
		Counts: []driver.Count{
			{Ref: driver.Ref{Site: "main", Kind: "number", ID: "order"}, Delta: 1},
			{Ref: driver.Ref{Site: "main", Kind: "sequence", ID: id}, Delta: 1},
		},
		Writes: []driver.Write{w},
		Events: []driver.Event{{ID: "event " + id, Site: "main", Key: id, Type: "created", Time: epoch, Doc: document}},
	}
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[1]
		return nil
	}
	return b
}

// bare places an order without a store: the rows alone, in two round trips,
// nothing compared and nobody told.
func bare(ctx context.Context, conn *pgxpool.Pool, n int64) error {
	id, at := strconv.FormatInt(n, 10), fmt.Sprintf("%016d", n)
	c, err := conn.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	var first, second pgx.Batch
	first.Queue("begin")
	const number = `insert into ecom_count as c (space, id, revision, value) values ($1, $2, 1, 1)
		on conflict (space, id) do update set value = c.value + 1, revision = c.revision + 1 returning value`
	first.Queue(number, 1, []byte(id))
	first.Queue(number, 2, []byte("order"))
	if err := c.SendBatch(ctx, &first).Close(); err != nil {
		return err
	}
	spaces, keys := []int32{3, 4, 5, 6, 7, 8}, make([][]byte, 0, 6)
	for _, index := range indexes {
		keys = append(keys, []byte(index+at))
	}
	keys = append(keys, []byte(id))
	second.Queue(`insert into ecom_record (space, id, revision, spaces, keys, doc) values ($1, $2, 1, $3, $4, $5)`,
		9, []byte(id), spaces, keys, []byte(document))
	second.Queue(`insert into ecom_key (space, key, id, single) select s, k, $3, s = 8 from unnest($1::int[], $2::bytea[]) t(s, k)`, spaces, keys, []byte(id))
	second.Queue(`insert into ecom_event (site, id, key, sequence, type, time, doc) values (1, $1, $2, 1, $3, $4, $5)`,
		[]byte("event "+id), []byte(id), []byte("created"), epoch, []byte(document))
	second.Queue(`insert into ecom_batch (id, counts) values ($1, $2)`, []byte("batch "+id), []int64{1, 1})
	second.Queue("commit")
	return c.SendBatch(ctx, &second).Close()
}

// What saving an order costs beside the bare statements for the same rows: at
// most 1.3 times as much.
func BenchmarkSaveOrder(b *testing.B) {
	for _, conns := range []int{1, 8, 32} {
		dsn := func(b *testing.B) string {
			dsn, err := pgtest.With(pgtest.DSN(b), "pool_max_conns", strconv.Itoa(conns))
			if err != nil {
				b.Fatal(err)
			}
			return dsn
		}
		b.Run(fmt.Sprintf("conns=%d/store", conns), func(b *testing.B) {
			s := openAt(b, dsn(b))
			save(b, conns, func(ctx context.Context, n int64) error {
				_, err := s.Commit(ctx, placing(n))
				return err
			})
		})
		b.Run(fmt.Sprintf("conns=%d/bare", conns), func(b *testing.B) {
			dsn := dsn(b)
			openAt(b, dsn)
			pool, err := pgxpool.New(b.Context(), dsn)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(pool.Close)
			save(b, conns, func(ctx context.Context, n int64) error { return bare(ctx, pool, n) })
		})
	}
}

// save calls fn from as many goroutines as there are connections.
func save(b *testing.B, conns int, fn func(ctx context.Context, n int64) error) {
	b.Helper()
	b.ReportAllocs()
	var n atomic.Int64
	failures := make(chan error, conns)
	left := make(chan struct{})
	workers := make(chan struct{}, conns)
	for range conns {
		go func() {
			defer func() { workers <- struct{}{} }()
			for range left {
				if err := fn(b.Context(), n.Add(1)); err != nil {
					failures <- err
					return
				}
			}
		}()
	}
	for b.Loop() {
		select {
		case left <- struct{}{}:
		case err := <-failures:
			b.Fatal(err)
		}
	}
	close(left)
	for range conns {
		<-workers
	}
}

var _ driver.Store = (*pgstore.Store)(nil)
