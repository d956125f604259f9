// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// text is a document on its way into the store.
type text string

func (s text) Value() any              { return s }
func (s text) Encode() ([]byte, error) { return []byte(s), nil }

var epoch = time.Date(2030, 1, 2, 3, 4, 5, 678901000, time.UTC)

func order(id string) driver.Ref { return driver.Ref{Site: "main", Kind: "order", ID: id} }
func stock(id string) driver.Ref { return driver.Ref{Site: "main", Kind: "stock", ID: id} }

// purchase returns a batch with everything in it: a check, a new record with
// keys, counts, and an event.
func purchase(id string) *driver.Batch {
	return &driver.Batch{
		ID:     "batch " + id,
		Checks: []driver.Check{{Ref: order("settings"), Revision: 1}, {Ref: order("missing " + id)}},
		Counts: []driver.Count{
			{Ref: stock("mug"), Start: 1000, Delta: -1, Max: 1000},
			{Ref: driver.Ref{Site: "main", Kind: "sequence", ID: id}, Delta: 1},
		},
		Writes: []driver.Write{{
			Ref: order(id), Revision: 1, Doc: text("order " + id),
			Keys:   []driver.Key{{Index: "placed", Key: []byte(id)}, {Index: "status", Key: []byte("new")}},
			Unique: []driver.Key{{Index: "checkout", Key: []byte("checkout " + id)}},
		}},
		Events: []driver.Event{{ID: "event " + id, Site: "main", Key: id, Sequence: 1, Type: "approved", Time: epoch, Doc: text("approved")}},
	}
}

// numbered is purchase whose event is numbered by a count, which takes two
// round trips.
func numbered(id string) *driver.Batch {
	b := purchase(id)
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[1]
		return nil
	}
	return b
}

// settings commits what purchases check.
func settings(t *testing.T, s driver.Store) {
	t.Helper()
	commit(t, s, &driver.Batch{ID: "settings", Writes: []driver.Write{{Ref: order("settings"), Revision: 1, Doc: text("settings")}}})
}

func commit(t testing.TB, s driver.Store, b *driver.Batch) driver.Receipt {
	t.Helper()
	r, err := s.Commit(t.Context(), b)
	if err != nil {
		t.Fatalf("Commit(%s) = %v", b.ID, err)
	}
	return r
}

func claiming() driver.Claim {
	return driver.Claim{Site: "main", Subscription: "s", Now: epoch, Lease: time.Minute, Limit: driver.MaxPage}
}

func claim(t testing.TB, s driver.Store, c driver.Claim) []driver.Event {
	t.Helper()
	events, err := s.Claim(t.Context(), c)
	if err != nil {
		t.Fatalf("Claim() = %v", err)
	}
	return events
}

func done(events ...driver.Event) []driver.Settlement {
	var list []driver.Settlement
	for _, e := range events {
		list = append(list, driver.Settlement{Site: e.Site, Subscription: "s", EventID: e.ID, Lease: e.Lease})
	}
	return list
}

// narrow returns a data source name for a pool of one connection.
func narrow(t *testing.T, dsn string) string {
	t.Helper()
	dsn, err := pgtest.With(dsn, "pool_max_conns", "1")
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	p, dsn := newProxy(t, pgtest.DSN(t))
	s := openAt(t, narrow(t, dsn))
	settings(t, s)
	claim(t, s, claiming())
	n := 0
	fresh := func(batch func(id string) *driver.Batch) func() error {
		return func() error {
			n++
			_, err := s.Commit(t.Context(), batch(strconv.Itoa(n)))
			return err
		}
	}
	query := driver.Query{Site: "main", Kind: "order", Index: "status", Limit: 10}
	var events []driver.Event
	for _, c := range []struct {
		what  string
		trips int
		call  func() error
	}{
		{"Commit", 1, fresh(purchase)},
		{"Commit of what depends on counts", 2, fresh(numbered)},
		{"Commit of 300 records", 1, fresh(func(id string) *driver.Batch {
			b := purchase(id)
			for i := range 300 {
				b.Writes = append(b.Writes, driver.Write{
					Ref: order(id + "-" + strconv.Itoa(i)), Revision: 1, Doc: text("one of many"),
					Keys: []driver.Key{{Index: "many", Key: []byte(id)}},
				})
			}
			return b
		})},
		{"Get", 1, func() error {
			_, err := s.Get(t.Context(), order("settings"), stock("mug"), order("none"))
			return err
		}},
		{"Find", 1, func() error {
			for _, err := range s.Find(t.Context(), query) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{"Claim", 1, func() (err error) {
			events = append(events, claim(t, s, claiming())...)
			return nil
		}},
		{"Settle", 1, func() error {
			first := events[0]
			events = events[1:]
			return s.Settle(t.Context(), done(first)...)
		}},
		{"Committed", 1, func() error {
			_, _, err := s.Committed(t.Context(), "batch 1")
			return err
		}},
	} {
		for round := range 2 { // statements are prepared in the first
			p.count()
			if err := c.call(); err != nil {
				t.Fatalf("%s = %v", c.what, err)
			}
			if got := p.seen(); round == 1 && got != c.trips {
				t.Errorf("%s took %d round trips, want %d", c.what, got, c.trips)
			}
		}
	}
}

// Wherever the connection breaks in a commit, the batch is there as a whole or
// not at all, and Committed says which, for good.
func TestEveryCut(t *testing.T) {
	t.Parallel()
	for name, batch := range map[string]func(id string) *driver.Batch{"one trip": purchase, "two trips": numbered} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := pgtest.DSN(t)
			witness := openAt(t, direct)
			settings(t, witness)
			claim(t, witness, claiming())
			outcomes := make(map[string]int)
			for _, answers := range []bool{false, true} {
				for _, half := range []bool{false, true} {
					for after := 0; ; after++ {
						where := cut{answers, after, half}
						if !tryCut(t, witness, direct, where, batch, outcomes) {
							if after < 5 {
								t.Errorf("there are only %d places to cut, answers: %v", after, answers)
							}
							break
						}
					}
				}
			}
			t.Logf("outcomes: %v", outcomes)
			for _, outcome := range []string{"unknown, committed", "unknown, not committed"} {
				if outcomes[outcome] == 0 {
					t.Errorf("no cut had the outcome %q", outcome)
				}
			}
		})
	}
}

// tryCut commits a batch over a connection that breaks somewhere, and reports
// whether it came that far.
func tryCut(t *testing.T, witness *pgstore.Store, direct string, where cut, batch func(id string) *driver.Batch, outcomes map[string]int) bool {
	t.Helper()
	p, dsn := newProxy(t, direct)
	s, err := pgstore.Open(t.Context(), narrow(t, dsn), pgstore.Config{})
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	defer func() { _ = s.Close() }()
	id := fmt.Sprint(where, "warm")
	commit(t, s, batch(id)) // statements are prepared now
	id = fmt.Sprint(where)
	left := count(t, witness)

	p.arm(where)
	_, err = s.Commit(t.Context(), batch(id))
	fired := p.fired()
	receipt, committed, asked := witness.Committed(t.Context(), "batch "+id)
	if asked != nil {
		t.Fatalf("%v: Committed() = %v", where, asked)
	}
	switch {
	case err == nil:
		if !committed {
			t.Errorf("%v: Commit() went well, and Committed() says no", where)
		}
		outcomes["committed"]++
	case errors.Is(err, fault.Unknown):
		outcomes[map[bool]string{true: "unknown, committed", false: "unknown, not committed"}[committed]]++
	case errors.Is(err, fault.Unavailable):
		if committed {
			t.Errorf("%v: Commit() = %v, and Committed() says yes", where, err)
		}
		outcomes["unavailable"]++
	default:
		t.Errorf("%v: Commit() = %v, want %v or %v", where, err, fault.Unavailable, fault.Unknown)
	}
	if !committed {
		// What is under way on the server is over before this one can happen.
		b := batch(id)
		b.ID += " again"
		receipt = commit(t, witness, b)
	}
	if got := count(t, witness); got != left-1 || receipt.Counts[0] != got {
		t.Errorf("%v: the count is %d, and %v in the receipt, want %d", where, got, receipt.Counts, left-1)
	}
	if n := events(t, witness, id); n != 1 {
		t.Errorf("%v: there are %d events, want 1", where, n)
	}
	return fired
}

func count(t *testing.T, s driver.Store) int64 {
	t.Helper()
	r, err := s.Get(t.Context(), stock("mug"))
	if err != nil {
		t.Fatalf("Get() = %v", err)
	}
	if r[0].Revision == 0 {
		return 1000
	}
	return r[0].Count
}

// events counts the events of a key by claiming and settling all there is.
func events(t *testing.T, s driver.Store, key string) int {
	t.Helper()
	n := 0
	for {
		list := claim(t, s, claiming())
		if len(list) == 0 {
			return n
		}
		for _, e := range list {
			if e.Key == key {
				n++
			}
		}
		if err := s.Settle(t.Context(), done(list...)...); err != nil {
			t.Fatalf("Settle() = %v", err)
		}
	}
}
