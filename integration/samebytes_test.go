// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// One story, told with the same clock and ids, leaves the same bytes in every
// store: documents, counts, revisions, index entries, events.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	stores := append([]kept{{"encoded memory", func(testing.TB) driver.Store { return ecomtest.Encoded(memstore.New(memstore.Config{})) }}}, everywhere[1:]...)
	var first string
	for _, s := range stores {
		db := s.open(t)
		text := story(t, db)
		if first == "" {
			if first = text; len(first) < 50_000 {
				t.Fatalf("the story leaves only\n%s", first)
			}
			continue
		}
		if text != first {
			t.Errorf("%s keeps something else than %s: %s", s.name, stores[0].name, firstDifference(first, text))
		}
	}
}

// story tells the story and returns what is in the store then.
func story(t *testing.T, db driver.Store) string {
	t.Helper()
	clock := ecomtest.NewClock()
	claim := driver.Claim{Site: "main", Subscription: "reader", Now: clock.Now(), Lease: time.Hour, Limit: driver.MaxPage}
	if _, err := db.Claim(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	s := newShop(t, db, func(c *ecom.Config) { c.Now, c.NewID = clock.Now, ecomtest.IDs() })
	for i, tell := range []func(context.Context, *order.Order) error{
		func(context.Context, *order.Order) error { return nil },
		func(ctx context.Context, o *order.Order) error {
			paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
			if err != nil {
				return err
			}
			_, err = s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
				OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
				RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: o.LineItems[0].ID, Quantity: 1}}},
			})
			return err
		},
		func(ctx context.Context, o *order.Order) error {
			_, err := s.Orders.CancelOrder(ctx, o.ID, &order.CancelOrderOptions{RestockAllItems: true})
			return err
		},
	} {
		ctx := idempotency.WithKey(t.Context(), fmt.Sprint("story-", i))
		o, err := purchase(ctx, s, i, []string{"", "SAVE10"}[i%2])
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(90 * time.Minute)
		if err := tell(ctx, o); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Second + time.Microsecond)
	}
	return dump(t, db) + dumpLog(t, db, claim)
}

// indexes are those that are looked at, beside the one of all records.
var indexes = map[string][]string{
	"order": {"checkout", "created", "updated", "number", "status", "payment-status", "fulfillment-status", "email", "visitor", "catalog-item"},
}

// dump returns all records as text.
func dump(t *testing.T, db driver.Store) string {
	t.Helper()
	lister, ok := driver.As[driver.Lister](db)
	if !ok {
		t.Fatal("the store is no driver.Lister")
	}
	kinds, err := lister.Kinds(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, kind := range kinds {
		for _, index := range append([]string{""}, indexes[kind]...) {
			for r, err := range db.Find(t.Context(), driver.Query{Site: "main", Kind: kind, Index: index, Limit: driver.MaxPage}) {
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&text, "%s %s %x %q %d %d %s\n", kind, index, r.Key, r.Ref.ID, r.Revision, r.Count, r.Doc.Bytes)
			}
		}
	}
	return text.String()
}

// dumpLog returns the events as text.
func dumpLog(t *testing.T, db driver.Store, c driver.Claim) string {
	t.Helper()
	var text strings.Builder
	for {
		page, err := db.Claim(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return text.String()
		}
		settled := make([]driver.Settlement, len(page))
		for i, e := range page {
			settled[i] = driver.Settlement{Site: c.Site, Subscription: c.Subscription, EventID: e.ID, Lease: e.Lease}
			fmt.Fprintf(&text, "%s %s %d %s %s %s\n", e.ID, e.Key, e.Sequence, e.Type, e.Time.Format(time.RFC3339Nano), e.Stored.Bytes)
		}
		if err := db.Settle(t.Context(), settled...); err != nil {
			t.Fatal(err)
		}
	}
}

// firstDifference returns the first lines that differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return "line " + fmt.Sprint(i) + ":\n" + as[i] + "\n" + bs[i]
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(bs), len(as))
}
