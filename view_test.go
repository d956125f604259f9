// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// viewOf returns a shop as it is within a transaction.
func viewOf(s *ecomtest.Shop, d driver.Store) *ecomtest.Shop {
	v := *s
	v.Shop = s.With(d)
	return &v
}

// wrapped is a catalog around another one.
type wrapped struct{ catalog.Catalog }

// Unwrap implements catalog.Wrapper.
func (w wrapped) Unwrap() catalog.Catalog { return w.Catalog }

// What is done in a view of a shop is there when the transaction is committed,
// and never was when it is rolled back: the order, its payment, its
// fulfillment, the stock, the answers to idempotency keys and the events.
func TestWith(t *testing.T) {
	t.Parallel()
	byHand := func(c *ecom.Config) { c.Payments = nil }
	for name, change := range map[string]func(*ecom.Config){
		"catalog":         byHand,
		"wrapped catalog": func(c *ecom.Config) { c.Payments, c.Catalog = nil, wrapped{c.Catalog} },
	} {
		for _, commit := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/commit=%v", name, commit), func(t *testing.T) {
				t.Parallel()
				db := memstore.New(memstore.Config{})
				s := ecomtest.NewShop(t, func(c *ecom.Config) { change(c); c.Store = db })
				testWith(t, s, db, commit)
			})
		}
	}
}

func testWith(t *testing.T, s *ecomtest.Shop, db driver.Store, commit bool) {
	ctx := t.Context()
	mine := idempotency.WithKey(ecomtest.Visitor(ctx, 1), "once")
	due(t, db) // the subscription begins
	tx := begin(db)
	v := viewOf(s, tx)

	o, err := v.Order(mine, s.Line("mug", 2))
	if err != nil || o.Status != order.StatusApproved {
		t.Fatalf("Order() in the view = %+v, %v, want one that is approved", o, err)
	}
	if again, err := v.Order(mine, s.Line("mug", 2)); err != nil || again.ID != o.ID {
		t.Fatalf("Order() with the same key in the view = %v, %v, want the same order", again, err)
	}
	if _, err := v.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
		Amount:                money.Price{Amount: o.PriceSummary.Total.Amount},
		RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, PaymentMethod: "Cash", Status: transaction.PaymentApproved},
	}}}); err != nil {
		t.Fatalf("AddPayments() in the view = %v", err)
	}
	if _, err := v.Fulfillments.CreateFulfillment(ctx, o.ID, fulfillment.Fulfillment{
		LineItems: []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: 2}},
	}); err != nil {
		t.Fatalf("CreateFulfillment() in the view = %v", err)
	}
	added, err := v.CurrentCart.AddToCurrentCart(ecomtest.Visitor(ctx, 2), cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 9)}})
	if err != nil || added.Cart.LineItems[0].Quantity != 8 {
		t.Errorf("AddToCurrentCart(9 mugs) in the view = %+v, %v, want the 8 that it has left", added, err)
	}
	if list, err := v.Orders.GetOrder(ctx, o.ID); err != nil || list.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("GetOrder() in the view = %v, %v, want it paid", list, err)
	}

	nothing := func(when string) {
		t.Helper()
		if _, err := s.Orders.GetOrder(ctx, o.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: GetOrder() = %v, want NotFound", when, err)
		}
		if n, err := s.Products.Stock(ctx, "mug"); n != 10 || err != nil {
			t.Errorf("%s: stock = %d, %v, want 10", when, n, err)
		}
		if found := due(t, db); len(found) > 0 {
			t.Errorf("%s: %d events in the log, want none", when, len(found))
		}
		got, err := s.CurrentCart.AddToCurrentCart(ecomtest.Visitor(ctx, 3), cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 11)}})
		if err != nil || got.Cart.LineItems[0].Quantity != 10 {
			t.Errorf("%s: AddToCurrentCart(11 mugs) = %+v, %v, want 10", when, got, err)
		}
		if err := s.CurrentCart.DeleteCurrentCart(ecomtest.Visitor(ctx, 3)); err != nil {
			t.Error(err)
		}
		due(t, db) // of that cart
		s.Recorder.Reset()
	}
	nothing("before the end")
	if !commit {
		nothing("rolled back")
		return
	}
	if err := tx.commit(ctx); err != nil {
		t.Fatalf("commit = %v", err)
	}
	got, err := s.Orders.GetOrder(ctx, o.ID)
	if err != nil || got.Number != o.Number || got.PaymentStatus != order.PaymentStatusPaid || got.FulfillmentStatus != order.FulfillmentStatusFulfilled {
		t.Errorf("GetOrder() = %+v, %v, want it paid and fulfilled", got, err)
	}
	if n, err := s.Products.Stock(ctx, "mug"); n != 8 || err != nil {
		t.Errorf("stock = %d, %v, want 8", n, err)
	}
	if again, err := s.Order(mine, s.Line("mug", 2)); err != nil || again.ID != o.ID {
		t.Errorf("Order() with the same key = %v, %v, want the same order", again, err)
	}
	if n := len(s.Recorder.Of(string(o.ID))); n > 0 {
		t.Errorf("handlers saw %d events of the view, want none", n)
	}
	if events := due(t, db); len(events) == 0 {
		t.Error("no events in the log")
	}
	if _, err := s.Orders.CancelOrder(ctx, o.ID, nil); err != nil || len(s.Recorder.Of(string(o.ID))) == 0 {
		t.Errorf("CancelOrder() = %v, events %v: the shop itself is as it was", err, s.Recorder.Of(string(o.ID)))
	}
}

// due claims and settles all that a durable subscription has to see.
func due(t *testing.T, d driver.Store) (all []driver.Event) {
	t.Helper()
	for {
		evs, err := d.Claim(t.Context(), driver.Claim{Site: "main", Subscription: "test", Now: time.Unix(1, 0), Lease: time.Minute, Limit: driver.MaxPage})
		if err != nil {
			t.Fatal(err)
		}
		if len(evs) == 0 {
			return all
		}
		for _, e := range evs {
			if err := d.Settle(t.Context(), driver.Settlement{Site: "main", Subscription: "test", EventID: e.ID, Lease: e.Lease}); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, evs...)
	}
}

// Two transactions that sell the same goods cannot both be committed.
func TestWithConflict(t *testing.T) {
	t.Parallel()
	db := memstore.New(memstore.Config{})
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store, c.Payments = db, nil })
	ctx := t.Context()
	tx := begin(db)
	if _, err := viewOf(s, tx).Order(ecomtest.Visitor(ctx, 1), s.Line("mug", 6)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Order(ecomtest.Visitor(ctx, 2), s.Line("mug", 6)); err != nil {
		t.Fatal(err)
	}
	if err := tx.commit(ctx); !errors.Is(err, fault.Conflict) {
		t.Errorf("commit = %v, want Conflict", err)
	}
	if n, err := s.Products.Stock(ctx, "mug"); n != 4 || err != nil {
		t.Errorf("stock = %d, %v, want 4", n, err)
	}
	if _, err := viewOf(s, begin(db)).Order(ecomtest.Visitor(ctx, 3), s.Line("mug", 6)); err != nil {
		t.Errorf("Order() of too many = %v, want what is there", err)
	}
}

// A view refuses what calls outside parties, and has done nothing then.
func TestWithRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := memstore.New(memstore.Config{})
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = db })
	paid, err := s.Buy(ecomtest.Visitor(ctx, 1), s.Line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	payments, err := s.Transactions.ListTransactionsForSingleOrder(ctx, paid.ID)
	if err != nil {
		t.Fatal(err)
	}
	payment := payments.Payments[0].ID
	ready, err := s.Checkout(ecomtest.Visitor(ctx, 2), s.Line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	moved := len(s.Gateway.Ledger())
	tx := begin(db)
	v := s.With(tx)
	refund := transaction.RefundPaymentsRequest{OrderID: paid.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: payment}}}
	for name, call := range map[string]func() error{
		"ChargeOrder": func() error {
			_, err := v.Billing.ChargeOrder(ctx, transaction.ChargeOrderRequest{OrderID: paid.ID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"}})
			return err
		},
		"RefundPayments": func() error { _, err := v.Billing.RefundPayments(ctx, refund); return err },
		"CaptureAuthorizedPayments": func() error {
			_, err := v.Billing.CaptureAuthorizedPayments(ctx, paid.ID, []transaction.PaymentCapture{{PaymentID: payment}})
			return err
		},
		"VoidAuthorizedPayments": func() error {
			_, err := v.Billing.VoidAuthorizedPayments(ctx, paid.ID, []transaction.PaymentID{payment})
			return err
		},
		"CreateOrderAndCharge": func() error {
			_, err := v.Checkouts.CreateOrderAndCharge(ctx, ready.ID, "card", nil)
			return err
		},
		"Resolve":     func() error { _, err := v.Billing.Resolve(ctx); return err },
		"SettleStock": func() error { _, err := v.Orders.SettleStock(ctx, s.Clock.Now()); return err },
		"Sweep":       func() error { return v.Sweep(ctx) },
		"Run":         func() error { return v.Run(ctx) },
		"a view's view": func() error {
			_, err := v.With(begin(db)).Billing.Resolve(ctx)
			return err
		},
	} {
		if err := call(); !errors.Is(err, fault.State) {
			t.Errorf("%s in a view = %v, want State", name, err)
		}
		if len(tx.rows)+len(tx.events) > 0 || len(s.Gateway.Ledger()) != moved {
			t.Fatalf("%s in a view has done something: %v", name, tx.order)
		}
	}
	// A refund that was made by hand calls nobody.
	refund.PaymentRefunds[0].ExternalRefund = true
	if _, err := v.Billing.RefundPayments(ctx, refund); err != nil || len(s.Gateway.Ledger()) != moved {
		t.Errorf("RefundPayments() by hand in a view = %v", err)
	}
	// Nor does an order that is yet to be paid: the shop charges it afterwards.
	placed, err := v.Checkouts.CreateOrder(ecomtest.Visitor(ctx, 2), ready.ID, nil)
	if err != nil {
		t.Fatalf("CreateOrder() in a view = %v", err)
	}
	if err := tx.commit(ctx); err != nil {
		t.Fatal(err)
	}
	if o, err := s.Pay(ecomtest.Visitor(ctx, 2), placed.OrderID); err != nil || o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("Pay() after the commit = %v, %v", o, err)
	}
}

// elsewhere is a catalog that keeps its stock elsewhere.
type elsewhere struct {
	catalog.Catalog
	moved int
}

func (e *elsewhere) Decrement(context.Context, catalog.InventoryRequest) error { e.moved++; return nil }

func (e *elsewhere) Increment(context.Context, catalog.InventoryRequest) error { e.moved++; return nil }

func TestWithRefusesStockElsewhere(t *testing.T) {
	t.Parallel()
	ctx := ecomtest.Visitor(t.Context(), 1)
	db := memstore.New(memstore.Config{})
	var stock *elsewhere
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		stock = &elsewhere{Catalog: c.Catalog}
		c.Store, c.Payments, c.Catalog = db, nil, stock
	})
	tx := begin(db)
	v := viewOf(s, tx)
	ready, err := v.Checkout(ctx, cart.LineItem{CatalogReference: s.Line("ebook", 1).CatalogReference, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	before := len(tx.order)
	if _, err := v.Checkouts.CreateOrder(ctx, ready.ID, nil); !errors.Is(err, fault.State) || stock.moved > 0 || len(tx.order) != before {
		t.Errorf("CreateOrder() of stock kept elsewhere = %v, moved %d, want State and nothing done", err, stock.moved)
	}
}

func TestWithNothing(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("With(nil) did not panic")
		}
	}()
	ecomtest.NewShop(t, nil).With(nil)
}

// An order and a row of one's own become one transaction. The driver of the
// transaction comes from the store, such as pgstore.In(tx).
func ExampleShop_With() {
	ctx := ecomtest.Visitor(context.Background(), 1)
	db := memstore.New(memstore.Config{})
	shop := bookshop(func(c *ecom.Config) { c.Store = db })

	tx := begin(db) // stands for a transaction of the database
	o, err := buy(ctx, shop.With(tx), "novel", 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("ordered", o.Number)
	_, err = shop.Orders.GetOrder(ctx, o.ID)
	fmt.Println("before the commit:", errors.Is(err, fault.NotFound))

	if err := tx.commit(ctx); err != nil {
		fmt.Println(err)
		return
	}
	o, err = shop.Orders.GetOrder(ctx, o.ID)
	fmt.Println("after it:", o.Number, o.Status, err)
	// Output:
	// ordered 10001
	// before the commit: true
	// after it: 10001 APPROVED <nil>
}
