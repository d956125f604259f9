// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// Ticket is an entity: it knows its id and can be copied.
type Ticket struct {
	ID      string    `json:"id"`
	Number  int64     `json:"number"`
	Seat    string    `json:"seat"`
	Guests  []string  `json:"guests"`
	SoldAt  time.Time `json:"soldAt"`
	Revoked bool      `json:"revoked,omitempty"`
}

// RecordID returns the ticket's id.
func (t *Ticket) RecordID() string { return t.ID }

// Clone returns a copy that shares nothing with the ticket.
func (t *Ticket) Clone() *Ticket {
	c := *t
	c.Guests = slices.Clone(t.Guests)
	return &c
}

// Tickets are sold once for each seat, and found by their guests and by when
// they were sold.
var tickets = store.Define("ticket", 1,
	store.Unique("seat", func(t *Ticket) string { return t.Seat }),
	store.By("sold", func(t *Ticket) store.Part { return store.Time(t.SoldAt) }),
	store.ByAny("guest", func(t *Ticket) (keys []store.Composite) {
		for _, g := range t.Guests {
			keys = append(keys, store.Composite{store.Text(g), store.Time(t.SoldAt)})
		}
		return keys
	}))

// Seats are counted, so that many can be sold at once without conflicts.
var (
	seatsLeft   = store.Counter{Kind: "seats-left", Start: 2}
	ticketsSold = store.Counter{Kind: "tickets-sold", Start: 100}
)

func openShow() *store.Store {
	clock := time.Date(2030, 1, 1, 20, 0, 0, 0, time.UTC)
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{
		Now: func() time.Time { clock = clock.Add(time.Minute); return clock },
	})
	if err != nil {
		panic(err)
	}
	return db
}

func sell(ctx context.Context, db *store.Store, id, seat string, guests ...string) (*Ticket, error) {
	t := &Ticket{ID: id, Seat: seat, Guests: guests}
	err := db.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		t.SoldAt = tx.Now()
		seatsLeft.Add(tx, "tonight", -1, store.Bounds{Max: math.MaxInt64})
		number := ticketsSold.Add(tx, "tonight", 1, store.Bounds{})
		tx.OnResolve(func() error { t.Number = number.Value(); return nil })
		tickets.Put(tx, t)
		tx.Emit(t.ID, "ticket_sold", func() any { return t.Clone() })
		return nil
	})
	return t, err
}

func ExampleNew() {
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Site: "theatre"})
	fmt.Println(db.Site(), err)
	_, err = store.New(nil, store.Config{Attempts: -1})
	fmt.Println(err)
	// Output:
	// theatre <nil>
	// store.New: no driver
	// negative attempts: -1
}

// Printer prints events once they are committed.
type Printer struct{}

// Enqueue implements store.Publisher.
func (Printer) Enqueue(_ context.Context, evs []store.Event) func() {
	return func() {
		for _, e := range evs {
			fmt.Println(e.Key, e.Sequence, e.Type, e.Payload)
		}
	}
}

func ExampleTx_Emit() {
	ctx := context.Background()
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: Printer{}})
	if err != nil {
		panic(err)
	}
	for _, seat := range []string{"A1", "A2"} {
		if err := db.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			n := ticketsSold.Add(tx, "tonight", 1, store.Bounds{})
			tx.Emit("tonight", "seat_sold", func() any { return fmt.Sprint(seat, " with ticket ", n.Value()) })
			return nil
		}); err != nil {
			panic(err)
		}
	}
	// Output:
	// tonight 1 seat_sold A1 with ticket 101
	// tonight 2 seat_sold A2 with ticket 102
}

func ExampleStore_Update() {
	ctx := context.Background()
	db := openShow()
	t, err := sell(ctx, db, "t1", "A1", "Ada")
	fmt.Println(t.Number, err)
	_, err = sell(ctx, db, "t2", "A1", "Ben")
	fmt.Println(errors.Is(err, fault.Exists), err)
	_, err = sell(ctx, db, "t3", "A2", "Cleo")
	fmt.Println(err)
	_, err = sell(ctx, db, "t4", "A3", "Dora")
	fmt.Println(errors.Is(err, fault.Limit), err)

	// What failed has left no trace: the numbers have no gap.
	err = db.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := tickets.ByUnique(ctx, tx, "seat", "A2")
		if err != nil {
			return err
		}
		fmt.Println(t.Number)
		t.Revoked, t.Seat = true, ""
		tickets.Put(tx, t)
		seatsLeft.Add(tx, "tonight", 1, store.Bounds{})
		return nil
	})
	fmt.Println(err)
	// Output:
	// 101 <nil>
	// true ticket t2: ticket t2: another one has the same seat
	// <nil>
	// true seats-left tonight: count seats-left tonight is 0 and cannot change by -1
	// 102
	// <nil>
}

func ExampleDefine() {
	ctx := context.Background()
	db := openShow()
	for i, guest := range []string{"Ada", "Ben"} {
		if _, err := sell(ctx, db, fmt.Sprint("t", i), fmt.Sprint("A", i), guest, "Cleo"); err != nil {
			panic(err)
		}
	}
	t, err := tickets.Get(ctx, db, "t0")
	fmt.Println(t.Guests, err)
	t, err = tickets.ByUnique(ctx, db, "seat", "A1")
	fmt.Println(t.Guests, err)
	_, err = tickets.Get(ctx, db, "t9")
	fmt.Println(err)
	// Output:
	// [Ada Cleo] <nil>
	// [Ben Cleo] <nil>
	// ticket t9: not found
}

func ExampleKind_Find() {
	ctx := context.Background()
	db := openShow()
	for i, guest := range []string{"Ada", "Ben"} {
		if _, err := sell(ctx, db, fmt.Sprint("t", i), fmt.Sprint("A", i), guest, "Cleo"); err != nil {
			panic(err)
		}
	}
	// Cleo's tickets, the latest first.
	cleos := store.Range{Index: "guest", Prefix: []store.Part{store.Text("Cleo")}, Reverse: true}
	for t, err := range tickets.Find(ctx, db, cleos) {
		fmt.Println(t.ID, err)
	}
	// Output:
	// t1 <nil>
	// t0 <nil>
}

func ExampleKind_Entries() {
	ctx := context.Background()
	db := openShow()
	for i := range 2 {
		if _, err := sell(ctx, db, fmt.Sprint("t", i), fmt.Sprint("A", i)); err != nil {
			panic(err)
		}
	}
	page := store.Range{Index: "sold", Limit: 1}
	for e, err := range tickets.Entries(ctx, db, page) {
		fmt.Println(e.Value.ID, err)
		page.After = &e.Position // a cursor
	}
	for e, err := range tickets.Entries(ctx, db, page) {
		fmt.Println(e.Value.ID, err)
	}
	// Output:
	// t0 <nil>
	// t1 <nil>
}
