// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// places are everywhere, and one that keeps bytes in memory.
var places = append(slices.Clone(everywhere), kept{
	"bytes", func(testing.TB) driver.Store { return ecomtest.Encoded(memstore.New(memstore.Config{})) },
})

// A site moves from any store to any other and is what it was: its export is
// the same byte for byte, and its subscriptions have the same work to do.
func TestTransferBetweenStores(t *testing.T) {
	t.Parallel()
	for i, from := range places {
		t.Run(from.name, func(t *testing.T) {
			t.Parallel()
			open := shops()
			s := open(t, from.open(t))
			live(t, s, rand.New(rand.NewPCG(uint64(i), 1)))
			want := exported(t, s)
			work := undone(t, s.Store)
			for _, to := range places {
				copied := open(t, to.open(t))
				read, err := copied.Import(t.Context(), bytes.NewReader(want), nil)
				if err != nil || !read.OneMoment || read.Documents < 20 || read.Events < 50 {
					t.Fatalf("Import() into %s = %+v, %v", to.name, read, err)
				}
				if got := exported(t, copied); !bytes.Equal(got, want) {
					t.Errorf("%s exports\n%s\nwant\n%s", to.name, got, want)
				}
				if got := undone(t, copied.Store); got != work {
					t.Errorf("subscriptions in %s have to do\n%s\nwant\n%s", to.name, got, work)
				}
				if _, err := copied.Buy(ecomtest.Visitor(t.Context(), 9), copied.Line("plate", 1)); err != nil {
					t.Errorf("Buy() in %s = %v", to.name, err)
				}
			}
		})
	}
}

// shops returns what opens one shop on different stores.
func shops() func(t *testing.T, d driver.Store) *ecomtest.Shop {
	clock, ids, gateway := ecomtest.NewClock(), ecomtest.IDs(), paymenttest.New(paymenttest.Config{})
	return func(t *testing.T, d driver.Store) *ecomtest.Shop {
		return ecomtest.NewShop(t, func(c *ecom.Config) { c.Store, c.Now, c.NewID, c.Payments = d, clock.Now, ids, gateway })
	}
}

func exported(t *testing.T, s *ecomtest.Shop) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// live has buyers, staff and subscriptions do all kinds of things.
func live(t *testing.T, s *ecomtest.Shop, r *rand.Rand) {
	t.Helper()
	ctx := t.Context()
	deliver(t, s.Store, "webhooks", r)
	for n := range 20 {
		buyer := ecomtest.Visitor(ctx, r.IntN(5))
		if r.IntN(2) == 0 {
			buyer = idempotency.WithKey(buyer, fmt.Sprint("key ", n))
		}
		lines := []cart.LineItem{s.Line([]string{"plate", "ebook"}[r.IntN(2)], 1+r.IntN(3))}
		var o *order.Order
		var err error
		switch r.IntN(4) {
		case 0:
			_, err = s.Checkout(buyer, lines...)
		case 1:
			o, err = s.Order(buyer, lines...)
		default:
			o, err = s.Buy(buyer, lines...)
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case o == nil:
		case r.IntN(4) == 0:
			_, err = s.Orders.CancelOrder(ctx, o.ID, &order.CancelOrderOptions{RestockAllItems: true})
		case o.Status == order.StatusApproved && r.IntN(3) == 0:
			_, err = s.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{LineItems: []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 1}}})
		case o.PaymentStatus == order.PaymentStatusPaid && r.IntN(2) == 0:
			err = refund(ctx, s, o)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Products.AdjustStock(ctx, "mug", int64(r.IntN(3))); err != nil {
			t.Fatal(err)
		}
		deliver(t, s.Store, []string{"webhooks", "relay"}[r.IntN(2)], r)
		s.Clock.Advance(time.Second)
	}
}

func refund(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
	paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
	if err != nil {
		return err
	}
	_, err = s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
		OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
	})
	return err
}

// deliver has a subscription work on some of what is due, with all outcomes.
func deliver(t *testing.T, d driver.Store, name string, r *rand.Rand) {
	t.Helper()
	for _, e := range due(t, d, name, 1+r.IntN(6)) {
		x := driver.Settlement{Site: "main", Subscription: name, EventID: e.ID, Lease: e.Lease}
		if x.Outcome = driver.Outcome(r.IntN(5)); x.Outcome > driver.Dead {
			x.Outcome = driver.Done
		}
		x.Error, x.RetryAt = fmt.Sprint("for ", name), time.Unix(0, 0).UTC()
		if err := d.Settle(t.Context(), x); err != nil {
			t.Fatal(err)
		}
	}
	keeper, _ := driver.As[driver.Keeper](d)
	dead, err := keeper.Dead(t.Context(), "main", name, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(dead) > 0 && r.IntN(4) == 0 {
		if err := keeper.Requeue(t.Context(), "main", name, dead[0].ID); err != nil {
			t.Fatal(err)
		}
	}
}

func due(t *testing.T, d driver.Store, name string, limit int) []driver.Event {
	t.Helper()
	evs, err := d.Claim(t.Context(), driver.Claim{Site: "main", Subscription: name, Now: time.Unix(1, 0).UTC(), Lease: time.Hour, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	return evs
}

// undone is what subscriptions have given up, and what is due for them, as
// text. It leases what is due.
func undone(t *testing.T, d driver.Store) string {
	t.Helper()
	var b bytes.Buffer
	keeper, _ := driver.As[driver.Keeper](d)
	for _, name := range []string{"relay", "webhooks"} {
		dead, err := keeper.Dead(t.Context(), "main", name, "", driver.MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range dead {
			fmt.Fprintln(&b, name, "dead", e.Key, e.Sequence, e.Type, e.Time, e.Error)
		}
		for _, e := range due(t, d, name, driver.MaxPage) {
			fmt.Fprintln(&b, name, "due", e.Key, e.Sequence, e.Type, e.Time)
		}
	}
	return b.String()
}
