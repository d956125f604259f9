// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// deliver has durable subscriptions work on the log, as they fare: events are
// handled, tried again later, given up and requeued.
func (m *machine) deliver() {
	name := rapid.SampledFrom([]string{"webhooks", "relay"}).Draw(m.t, "subscription")
	ctx := context.Background()
	evs, err := m.store.Claim(ctx, driver.Claim{Site: "main", Subscription: name, Now: m.clock.Now(), Lease: time.Minute, Limit: 4})
	if err != nil {
		m.t.Fatal(err)
	}
	for _, e := range evs {
		x := driver.Settlement{Site: "main", Subscription: name, EventID: e.ID, Lease: e.Lease, RetryAt: m.clock.Now().Add(time.Hour)}
		x.Outcome = rapid.SampledFrom([]driver.Outcome{driver.Done, driver.Done, driver.Retry, driver.Dead}).Draw(m.t, "outcome")
		x.Error = fmt.Sprint("outcome ", x.Outcome)
		if err := m.store.Settle(ctx, x); err != nil {
			m.t.Fatal(err)
		}
	}
	keeper, _ := driver.As[driver.Keeper](m.store)
	dead, err := keeper.Dead(ctx, "main", name, "", 1)
	if err != nil {
		m.t.Fatal(err)
	}
	if len(dead) > 0 && rapid.Bool().Draw(m.t, "requeue") {
		if err := keeper.Requeue(ctx, "main", name, dead[0].ID); err != nil {
			m.t.Fatal(err)
		}
	}
}

// move brings the whole shop into another store, where it is opened and where
// it is what it was.
func (m *machine) move() {
	ctx := context.Background()
	export := m.export()
	before := m.sales()
	m.store = memstore.New(memstore.Config{})
	if rapid.Bool().Draw(m.t, "stored as bytes") {
		m.store = ecomtest.Encoded(m.store)
	}
	m.open()
	if _, err := m.Import(ctx, strings.NewReader(export), nil); err != nil {
		m.t.Fatal(err)
	}
	if diff := cmp.Diff(export, m.export()); diff != "" {
		m.t.Fatalf("exported, imported and exported (-want +got):\n%s", diff)
	}
	if after := m.sales(); after != before {
		m.t.Fatalf("after moving, the shop is\n%s\nnot\n%s", after, before)
	}
}

func (m *machine) export() string {
	var b bytes.Buffer
	if _, err := m.Export(context.Background(), &b, nil); err != nil {
		m.t.Fatal(err)
	}
	return b.String()
}

// sales is what was sold, paid and shipped, as text.
func (m *machine) sales() string {
	var parts []any
	for _, o := range m.orders {
		payments, err := m.Transactions.ListTransactionsForSingleOrder(context.Background(), o.id)
		if err != nil {
			m.t.Fatal(err)
		}
		goods, err := m.Fulfillments.ListFulfillmentsForSingleOrder(context.Background(), o.id)
		if err != nil {
			m.t.Fatal(err)
		}
		parts = append(parts, m.read(o.id), payments, goods)
	}
	return m.text(parts)
}

// A shop that was moved goes on where it was: under the same idempotency key
// with the same order, with the next number, with the stock that was left and
// with the webhooks that were still to come.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	ids, clock := ecomtest.IDs(), ecomtest.NewClock()
	open := func(d driver.Store, site string) *ecomtest.Shop {
		return ecomtest.NewShop(t, func(c *ecom.Config) { c.Store, c.Site, c.NewID, c.Now = d, site, ids, clock.Now })
	}
	ctx := t.Context()
	s := open(memstore.New(memstore.Config{}), "main")
	delivered := func(s *ecomtest.Shop, name string) *[]string {
		var seen []string
		events.SubscribeDurable(s.Events, name, func(_ context.Context, e events.Event[order.OrderApproved]) error {
			seen = append(seen, fmt.Sprint(e.Data.Order.Number, " by ", e.Actor))
			return nil
		}, nil)
		return &seen
	}
	early := delivered(s, "webhooks")
	if err := s.Events.Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	keyed := idempotency.WithKey(ecomtest.Visitor(ctx, 1), "first")
	first, err := s.Buy(keyed, s.Line("mug", 3))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Events.Deliver(ctx); err != nil || len(*early) != 1 {
		t.Fatalf("Deliver() = %v, %v", *early, err)
	}
	second, err := s.Buy(ecomtest.Member(ctx, 2), s.Line("mug", 1), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}

	var export bytes.Buffer
	var progress store.Progress
	made, err := s.Export(ctx, &export, &ecom.ExportOptions{Progress: func(p store.Progress) { progress = p }})
	if err != nil || !made.OneMoment || made.Progress != progress || progress.Bytes != int64(export.Len()) {
		t.Fatalf("Export() = %+v, %v, progress %+v", made, err, progress)
	}
	for _, site := range []string{"main", "copy"} {
		to := open(ecomtest.Encoded(memstore.New(memstore.Config{})), site)
		if _, err := to.Import(ctx, bytes.NewReader(export.Bytes()), nil); err != nil {
			t.Fatalf("Import() = %v", err)
		}
		if err := to.Sweep(ctx); err != nil {
			t.Errorf("Sweep() = %v", err)
		}
		again, err := to.Buy(keyed, to.Line("mug", 3))
		if site == "main" && (err != nil || again.ID != first.ID) {
			t.Errorf("Buy() under the same key = %v, %v, want order %s", again, err, first.Number)
		}
		if site != "main" && (err != nil || again.Number == first.Number) {
			t.Errorf("Buy() under a key of another site = %v, %v, want a new order", again, err)
		}
		for _, want := range []*order.Order{first, second} {
			if got, err := to.Orders.GetOrder(ctx, want.ID); err != nil || cmp.Diff(text(t, want), text(t, got)) != "" {
				t.Errorf("GetOrder() = %v\n%s", err, cmp.Diff(text(t, want), text(t, got)))
			}
		}
		late := delivered(to, "webhooks")
		next, err := to.Buy(ecomtest.Visitor(ctx, 3), to.Line("mug", 2))
		if err != nil {
			t.Fatal(err)
		}
		if site == "main" && next.Number != "10003" {
			t.Errorf("the next order has number %s, want 10003", next.Number)
		}
		if n, err := to.Products.Stock(ctx, "mug"); site == "main" && n != 4 || err != nil {
			t.Errorf("stock = %d, %v, want 4", n, err)
		}
		if err := to.Events.Deliver(ctx); err != nil || len(*late) < 2 || (*late)[0] != fmt.Sprint(second.Number, " by ", actor.From(ecomtest.Member(ctx, 2))) {
			t.Errorf("Deliver() = %v, %v, want the second order first", *late, err)
		}
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A shop on a site that is half imported refuses everything, until the import
// is finished.
func TestHalfImported(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := ecomtest.NewShop(t, nil)
	if _, err := s.Buy(ecomtest.Visitor(ctx, 1), s.Line("mug", 3)); err != nil {
		t.Fatal(err)
	}
	var export bytes.Buffer
	if _, err := s.Export(ctx, &export, nil); err != nil {
		t.Fatal(err)
	}
	to := ecomtest.NewShop(t, nil)
	if _, err := to.Import(ctx, strings.NewReader(export.String()[:export.Len()/2]), nil); !errors.Is(err, fault.Invalid) {
		t.Fatalf("Import() of a half = %v, want Invalid", err)
	}
	events.SubscribeDurableAll(to.Events, "early", func(context.Context, events.Envelope) error { return nil }, nil)
	for name, call := range map[string]func() error{
		"Buy":      func() error { _, err := to.Buy(ecomtest.Visitor(ctx, 2), to.Line("mug", 1)); return err },
		"GetOrder": func() error { _, err := to.Orders.GetOrder(ctx, "x"); return err },
		"Sweep":    func() error { return to.Sweep(ctx) },
		"Deliver":  func() error { return to.Events.Deliver(ctx) },
		"Export":   func() error { _, err := to.Export(ctx, io.Discard, nil); return err },
		"of a twin": func() error {
			_, err := to.Twin().Buy(ecomtest.Visitor(ctx, 2), to.Line("mug", 1))
			return err
		},
	} {
		if err := call(); !errors.Is(err, fault.State) {
			t.Errorf("%s on a site that is half imported = %v, want State", name, err)
		}
	}
	if _, err := to.Import(ctx, &export, nil); err != nil {
		t.Fatalf("Import() of the whole = %v", err)
	}
	if _, err := to.Buy(ecomtest.Visitor(ctx, 2), to.Line("mug", 1)); err != nil {
		t.Errorf("Buy() after the import = %v", err)
	}
}

// Who may export and import.
func TestTransferDenied(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	for name, ctx := range map[string]context.Context{"visitor": ecomtest.Visitor(t.Context(), 1), "member": ecomtest.Member(t.Context(), 1)} {
		if _, err := s.Export(ctx, io.Discard, nil); !errors.Is(err, fault.Denied) {
			t.Errorf("Export() by a %s = %v, want Denied", name, err)
		}
		if _, err := s.Import(ctx, strings.NewReader(""), nil); !errors.Is(err, fault.Denied) {
			t.Errorf("Import() by a %s = %v, want Denied", name, err)
		}
	}
	v := s.With(begin(memstore.New(memstore.Config{})))
	if _, err := v.Import(t.Context(), strings.NewReader(""), nil); !errors.Is(err, fault.State) {
		t.Errorf("Import() in a view = %v, want State", err)
	}
}

// A whole shop is moved from one store into another.
func ExampleShop_Export() {
	ctx := ecomtest.Visitor(context.Background(), 1)
	shop := bookshop(nil)
	if _, err := buy(ctx, shop, "novel", 2); err != nil {
		fmt.Println(err)
		return
	}

	var file bytes.Buffer
	admin := context.Background()
	made, err := shop.Export(admin, &file, nil)
	fmt.Println("exported at one moment:", made.OneMoment, err)

	moved := bookshop(func(c *ecom.Config) { c.Store = memstore.New(memstore.Config{}) })
	read, err := moved.Import(admin, &file, nil)
	fmt.Println("imported as much:", read.Progress == made.Progress, err)
	o, err := buy(ctx, moved, "novel", 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the next order is", o.Number)
	// Output:
	// exported at one moment: true <nil>
	// imported as much: true <nil>
	// the next order is 10002
}
