// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	store "github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
	"github.com/go-ecom/ecom/store/storetest"
)

// document has the size of an order with ten lines.
type document string

func (d document) Value() any              { return d }
func (d document) Encode() ([]byte, error) { return []byte(d), nil }

var order = document(strings.Repeat("0123456789abcdef", 500))

// The indexes of an order, as package order declares them.
var orderIndexes = []string{
	"createdDate", "updatedDate", "number", "status", "paymentStatus", "fulfillmentStatus", "email", "memberId", "contactId", "catalogItemId",
}

// placing returns a batch such as the placing of an order makes.
func placing(n int) *store.Batch {
	id := fmt.Sprintf("0197c7a1-%08x-7000-8000-000000000000", n)
	w := store.Write{Ref: store.Ref{Site: "main", Kind: "order", ID: id}, Revision: 1, Doc: order}
	for i, name := range orderIndexes {
		w.Keys = append(w.Keys, store.Key{Index: name, Key: fmt.Appendf(nil, "value%02d-%016d", (n*7+i)%10, n)})
	}
	w.Unique = []store.Key{{Index: "checkoutId", Key: []byte(id)}}
	b := &store.Batch{
		ID: "batch-" + id, Writes: []store.Write{w},
		Counts: []store.Count{
			{Ref: store.Ref{Site: "main", Kind: "order-number", ID: "next"}, Start: 10000, Delta: 1},
			{Ref: store.Ref{Site: "main", Kind: "event-sequence", ID: id}, Delta: 1},
		},
		Events: []store.Event{{ID: "event-" + id, Site: "main", Key: id, Type: "wix.ecom.v1.order_approved", Time: time.UnixMicro(1), Doc: order}},
	}
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[1]
		return nil
	}
	return b
}

// BenchmarkSave measures the saving of an order beside its floor: a bare
// transaction of the driver that writes the same rows.
//
// sync=2ms is FULL on a disk whose sync takes 2 ms, whatever the machine's takes
// (less than that, as a rule, where a disk is fast or lies).
func BenchmarkSave(b *testing.B) {
	for _, on := range []medium{
		{name: "full", level: sqlitestore.Full},
		{name: "normal", level: sqlitestore.Normal},
		{name: "2ms", level: sqlitestore.Full, wait: 2 * time.Millisecond},
	} {
		b.Run("sync="+on.name+"/floor", func(b *testing.B) { benchFloor(b, on) })
		for _, writers := range []int{1, 8} {
			b.Run(fmt.Sprintf("sync=%s/writers=%d", on.name, writers), func(b *testing.B) { benchSave(b, on, writers) })
		}
	}
}

// medium is where a benchmark saves.
type medium struct {
	name  string
	level sqlitestore.Synchronous
	wait  time.Duration // for each sync; 0: as long as the real one takes
}

// open opens a new file, and returns how the bare driver opens it too.
func (m medium) open(b *testing.B) (s *sqlitestore.Store, dsn string) {
	path, c := file(b), sqlitestore.Config{Synchronous: m.level}
	if m.wait == 0 {
		return open(b, path, c), "file://" + path
	}
	d := newDisk(b)
	d.wait = m.wait
	s, err := sqlitestore.OpenVFS(b.Context(), path, d.name, c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, "file://" + path + "?vfs=" + d.name
}

func benchSave(b *testing.B, on medium, writers int) {
	s, _ := on.open(b)
	if _, err := s.Commit(b.Context(), placing(0)); err != nil {
		b.Fatal(err)
	}
	before := s.Groups()
	var n atomic.Int64
	var wg sync.WaitGroup
	left := make(chan struct{}, writers)
	for range writers {
		wg.Go(func() {
			for range left {
				if _, err := s.Commit(context.Background(), placing(int(n.Add(1)))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		left <- struct{}{}
	}
	close(left)
	wg.Wait()
	b.ReportMetric(float64(n.Load())/float64(s.Groups()-before), "commits/sync")
}

// benchFloor writes the rows of one order in one transaction, with prepared
// statements.
func benchFloor(b *testing.B, on medium) {
	s, dsn := on.open(b) // makes the tables
	for i := range 2 {   // and the spaces
		if _, err := s.Commit(b.Context(), placing(i)); err != nil {
			b.Fatal(err)
		}
	}
	c := bare(b, dsn)
	c.do(`PRAGMA synchronous = ` + [...]string{"FULL", "NORMAL"}[on.level])
	n := 10
	for b.Loop() {
		n++
		batch := placing(n)
		w, e := batch.Writes[0], batch.Events[0]
		c.do(`BEGIN IMMEDIATE`)
		c.do(`UPDATE record SET revision = revision + 1, value = value + 1 WHERE space = 1 AND name = ?`, []byte("next"))
		c.do(`INSERT INTO record (space, name, revision, value) VALUES (2, ?, 1, 1)`, []byte(w.Ref.ID))
		id := c.do(`INSERT INTO record (space, name, revision, doc, keys) VALUES (3, ?, 1, ?, ?)`, []byte(w.Ref.ID), []byte(order), make([]byte, 330))
		for i, k := range w.Keys {
			c.do(`INSERT INTO entry (space, key, name, record, single) VALUES (?, ?, ?, ?, 0)`, int64(4+i), k.Key, []byte(w.Ref.ID), id)
		}
		c.do(`INSERT INTO entry (space, key, name, record, single) VALUES (14, ?, ?, ?, 1)`, w.Unique[0].Key, []byte(w.Ref.ID), id)
		position := c.do(`INSERT INTO eventdoc (doc) VALUES (?)`, []byte(order))
		c.do(`INSERT INTO event (log, position, id, key, sequence, type, time) VALUES (15, ?, ?, ?, 1, ?, 1)`,
			position, []byte(e.ID), []byte(e.Key), []byte(e.Type))
		c.do(`COMMIT`)
	}
}

// bareConn is a connection of the bare driver.
type bareConn struct {
	b     *testing.B
	c     driver.Conn
	stmts map[string]driver.StmtExecContext
}

func bare(b *testing.B, dsn string) *bareConn {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		b.Fatal(err)
	}
	c, err := connector.Connect(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	})
	return &bareConn{b: b, c: c, stmts: make(map[string]driver.StmtExecContext)}
}

// do runs a statement and returns the id of the row it inserted.
func (c *bareConn) do(text string, values ...any) int64 {
	s := c.stmts[text]
	if s == nil {
		p, err := c.c.Prepare(text)
		if err != nil {
			c.b.Fatal(err)
		}
		s = p.(driver.StmtExecContext)
		c.stmts[text] = s
	}
	args := make([]driver.NamedValue, len(values))
	for i, v := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	r, err := s.ExecContext(context.Background(), args)
	if err != nil {
		c.b.Fatalf("%s: %v", text, err)
	}
	id, err := r.LastInsertId()
	if err != nil {
		c.b.Fatal(err)
	}
	return id
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Store { return open(b, file(b), sqlitestore.Config{}) })
}
