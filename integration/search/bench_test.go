// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// maxMemory is how many orders are put into the memory store at most: a
// million would take 10 GB.
const maxMemory = 100_000

// shelves are the stores that searches are measured on. open returns one with n
// orders, and bare, which runs the statement itself by the database's own
// client; nil where there is no statement.
var shelves = []struct {
	name string
	open func(b *testing.B, n int) (d driver.Store, bare statement)
}{
	{"memory", filledMemory},
	{"sqlite", filledSQLite},
	{"postgres", filledPostgres},
}

// statement returns the documents of a range of an index, from its end, as one
// prepared statement of the database does.
type statement func(ctx context.Context, r keys) ([][]byte, error)

// keys is the range of an index that answers a search.
type keys struct {
	index    string
	from, to []byte
	after    driver.Position // with a Key: go on behind it
}

// end returns where a statement begins to read, backwards.
func (k *keys) end() driver.Position {
	if k.after.Key != nil {
		return k.after
	}
	return driver.Position{Key: k.to}
}

const pageSize = 50

// question is one of the searches that are measured.
type question struct {
	name    string
	request query.Request
	keys    *keys // what a statement would read for it; nil: it takes several
}

// questions are what is asked of n orders.
func questions(b *testing.B, orders *order.Service, n int) []question {
	at := func(i int) time.Time { return bigOrder(i, n).Order.CreatedDate }
	below := func(prefix ...store.Part) *keys { // all keys with a prefix
		to := store.Key(prefix...)
		to[len(to)-1]++
		return &keys{from: store.Key(prefix...), to: to}
	}
	of := func(index string, k *keys) *keys { k.index = index; return k }
	eq := func(field string, v any) query.Filter { return query.Filter{field: v} }
	buyer := bigOrder(n/2, n).Order.BuyerInfo.Email
	from, to := at(n/4), at(n/2)
	approved := store.Text(string(order.StatusApproved))
	qs := []question{
		{"newest", query.Request{}, of("created", &keys{from: []byte{0}, to: bytes.Repeat([]byte{0xff}, 9)})},
		{"status", query.Request{Filter: eq("status", "APPROVED")}, of("status", below(approved))},
		{"email", query.Request{Filter: eq("buyerInfo.email", buyer)}, of("email", below(store.Text(strings.ToLower(buyer))))},
		{"dates", query.Request{Filter: query.Filter{"$and": []query.Filter{
			eq("createdDate", query.Filter{"$gte": from}), eq("createdDate", query.Filter{"$lt": to}),
		}}}, of("created", &keys{from: store.Key(store.Time(from)), to: store.Key(store.Time(to))})},
		{"statuses", query.Request{Filter: eq("status", query.Filter{"$in": []string{"APPROVED", "CANCELED", "PENDING"}})}, nil},
		{"rare", query.Request{Filter: query.Filter{"paymentStatus": query.Filter{"$ne": "PAID"}, "archived": true}}, nil},
		{"status-updated", query.Request{Filter: eq("status", "APPROVED"), Sort: []query.Sorting{{FieldName: "updatedDate", Order: query.Desc}}}, nil},
	}
	for i := range qs {
		qs[i].request.CursorPaging = &query.CursorPaging{Limit: pageSize}
	}
	// The page in the middle of all approved orders, by the cursor of the page
	// before it.
	res, err := orders.SearchOrders(b.Context(), query.Request{
		Filter:       query.Filter{"$and": []query.Filter{eq("status", "APPROVED"), eq("createdDate", query.Filter{"$lt": to})}},
		CursorPaging: &query.CursorPaging{Limit: 1},
	})
	if err != nil || len(res.Orders) != 1 {
		b.Fatalf("SearchOrders() = %v, %v", res, err)
	}
	cursor := cursorAt(b, n, res.Orders[0])
	next := of("status", below(approved))
	next.after = driver.Position{Key: store.Key(approved, store.Time(res.Orders[0].CreatedDate)), ID: string(res.Orders[0].ID)}
	return append(qs, question{"next-page", query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor, Limit: pageSize}}, next})
}

// cursorAt returns the cursor behind an order in the list of approved ones,
// newest first, without walking there: a shop that has only the order before it
// gives the same.
func cursorAt(b *testing.B, n int, o *order.Order) string {
	d := memstore.New(memstore.Config{})
	defer func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	}()
	i, err := strconv.Atoi(o.Number)
	if err != nil {
		b.Fatal(err)
	}
	i -= 10001
	fill(b.Context(), b, d, max(0, i-100), i+1, func(i int) *order.Record { return bigOrder(i, n) })
	res, err := openShop(b, d).Orders.SearchOrders(b.Context(), query.Request{
		Filter: query.Filter{"status": "APPROVED"}, CursorPaging: &query.CursorPaging{Limit: 1},
	})
	if err != nil || len(res.Orders) != 1 || res.Orders[0].ID != o.ID || !res.Metadata.HasNext {
		b.Fatalf("SearchOrders() = %v, %v, want order %s and a next page", res, err, o.Number)
	}
	return res.Metadata.Cursors.Next
}

// sizes returns how many orders there are to be searched: 2,000, so that the
// benchmark runs with all others, or what ECOM_BENCH_ORDERS says.
func sizes(b *testing.B) []int {
	var out []int
	for s := range strings.SplitSeq(cmp.Or(os.Getenv("ECOM_BENCH_ORDERS"), "2000"), ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 100 {
			b.Fatalf("ECOM_BENCH_ORDERS: %q is no number of orders", s)
		}
		out = append(out, n)
	}
	return out
}

// BenchmarkSearch measures a page of 50 by Shop.Orders.SearchOrders, and beside
// it, in turns, what it stands on:
//
//	statement/ns     the bare statement on the same tables: index range, documents
//	driver/statement how much longer the store's Find takes for the same
//	typed/ns         the bare statement, and its documents decoded by encoding/json
//	search/typed     how much longer SearchOrders takes than that
//	search/statement and than the bare statement
//
// All figures are what the fastest tenth of the pages took at most, which other
// programs on the machine disturb the least.
func BenchmarkSearch(b *testing.B) {
	for _, s := range shelves {
		for _, n := range sizes(b) {
			if s.name == "memory" {
				n = min(n, maxMemory)
			}
			b.Run(fmt.Sprintf("store=%s/orders=%d", s.name, n), func(b *testing.B) {
				d, bare := s.open(b, n)
				orders := openShop(b, d).Orders
				for _, q := range questions(b, orders, n) {
					b.Run("query="+q.name, func(b *testing.B) { measure(b, d, bare, orders, &q) })
				}
			})
		}
	}
}

func measure(b *testing.B, d driver.Store, bare statement, orders *order.Service, q *question) {
	ctx := b.Context()
	var statements, finds, typed, searches stopwatch
	found, want := 0, -1 // by SearchOrders, which leaves out what only its filter hides; by all others
	same := func(n int, err error) {
		if want < 0 {
			want = n
		}
		if err != nil || n != want || n < found {
			b.Fatalf("%d orders, %v, want %d, and at least the %d that a search finds", n, err, want, found)
		}
	}
	turns := []func(){func() {
		searches.time(func() {
			res, err := orders.SearchOrders(ctx, q.request)
			if err != nil || len(res.Orders) == 0 {
				b.Fatalf("SearchOrders() = %v, %v", res, err)
			}
			found = len(res.Orders)
		})
	}}
	if q.keys != nil {
		turns = append(turns, func() {
			finds.time(func() {
				n, err := find(ctx, d, q.keys)
				same(min(n, pageSize), err)
			})
		})
	}
	if q.keys != nil && bare != nil {
		turns = append(turns, func() {
			statements.time(func() {
				docs, err := bare(ctx, *q.keys)
				same(min(len(docs), pageSize), err)
			})
		}, func() {
			typed.time(func() {
				docs, err := bare(ctx, *q.keys)
				if err == nil {
					err = decode(docs[:min(len(docs), pageSize)])
				}
				same(min(len(docs), pageSize), err)
			})
		})
	}
	r := rand.New(rand.NewPCG(6, 7))
	b.ReportAllocs()
	for b.Loop() {
		for _, i := range r.Perm(len(turns)) { // what comes second finds warm caches
			turns[i]()
		}
	}
	b.ReportMetric(0, "ns/op") // of all of them together: says nothing
	b.ReportMetric(searches.best(), "search/ns")
	if q.keys != nil {
		b.ReportMetric(finds.best(), "driver/ns")
	}
	if q.keys != nil && bare != nil {
		b.ReportMetric(statements.best(), "statement/ns")
		b.ReportMetric(typed.best(), "typed/ns")
		b.ReportMetric(finds.best()/statements.best(), "driver/statement")
		b.ReportMetric(searches.best()/typed.best(), "search/typed")
		b.ReportMetric(searches.best()/statements.best(), "search/statement")
	}
}

// find reads a page of keys by the driver, and one record more, which tells
// whether there is a next page.
func find(ctx context.Context, d driver.Store, k *keys) (n int, err error) {
	q := driver.Query{Site: site, Kind: "order", Index: k.index, From: k.from, To: k.to, Reverse: true, Limit: pageSize + 1}
	if k.after.Key != nil {
		q.After = &k.after
	}
	for _, err := range d.Find(ctx, q) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// decode reads documents as any program would that knows how they are stored.
func decode(docs [][]byte) error {
	type plain order.Order
	for _, doc := range docs {
		var stored struct {
			Entity struct {
				Entity   plain
				Internal order.Internal
			}
		}
		if err := json.Unmarshal(doc, &stored); err != nil {
			return err
		}
		if stored.Entity.Entity.ID == "" {
			return fmt.Errorf("%.100s is no order", doc)
		}
	}
	return nil
}

// stopwatch remembers how long something took, each time.
type stopwatch struct{ laps []time.Duration }

func (s *stopwatch) time(fn func()) {
	start := time.Now()
	fn()
	s.laps = append(s.laps, time.Since(start))
}

// best returns what the fastest tenth took at most, in nanoseconds.
func (s *stopwatch) best() float64 {
	slices.Sort(s.laps)
	return float64(s.laps[len(s.laps)/10])
}
