// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// machine does random things to a shop and checks after each that nothing is
// lost, doubled or off by a cent.
type machine struct {
	*shop
	t         *rapid.T
	buyers    []actor.Identity
	checkouts map[checkout.ID]actor.Identity
	orders    map[order.ID]string // what the goods of the order were when it was paid
	sequences map[string]int64
	seen      int
}

func newMachine(t *rapid.T, tb testing.TB) *machine {
	policy := money.Policy{
		Mode:  rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Down, money.Up}).Draw(t, "mode"),
		Point: rapid.SampledFrom([]money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder}).Draw(t, "point"),
	}
	included := rapid.Bool().Draw(t, "tax included")
	bytes := rapid.Bool().Draw(t, "stored as bytes")
	m := &machine{
		t: t, buyers: []actor.Identity{actor.Visitor(ann), actor.Member(bob)},
		checkouts: map[checkout.ID]actor.Identity{}, orders: map[order.ID]string{}, sequences: map[string]int64{},
	}
	m.shop = newShop(tb, func(c *ecom.Config) {
		c.Rounding, c.TaxIncludedInPrices = policy, included
		if bytes {
			c.Store = ecomtest.Encoded(memstore.New(memstore.Config{}))
		}
	})
	return m
}

func (m *machine) buyer() context.Context {
	return actor.With(context.Background(), rapid.SampledFrom(m.buyers).Draw(m.t, "buyer"))
}

// state is everything that can be read of the shop, as text.
func (m *machine) state() string {
	var parts []any
	for _, b := range m.buyers {
		c, err := m.CurrentCart.GetCurrentCart(actor.With(context.Background(), b))
		if err == nil {
			parts = append(parts, c)
		}
	}
	for id := range m.checkouts {
		k, err := m.Checkouts.GetCheckout(context.Background(), id)
		if err != nil {
			m.t.Fatal(err)
		}
		parts = append(parts, string(id), k.UpdatedDate, k.PriceSummary, k.Completed, len(k.LineItems))
	}
	left, err := m.products.Stock(context.Background(), "mug")
	if err != nil {
		m.t.Fatal(err)
	}
	parts = append(parts, left, len(m.orders))
	for id := range m.orders {
		o, err := m.Orders.GetOrder(context.Background(), id)
		if err != nil {
			m.t.Fatal(err)
		}
		parts = append(parts, string(id), o.Status, o.PaymentStatus, o.FulfillmentStatus, o.BalanceSummary, len(o.Activities))
	}
	text, err := json.Marshal(sorted(parts))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

// sorted makes a comparable whole of parts that were gathered from maps.
func sorted(parts []any) map[string]int {
	out := make(map[string]int)
	for _, p := range parts {
		text, err := json.Marshal(p)
		if err != nil {
			panic(err)
		}
		out[string(text)]++
	}
	return out
}

// try does something that may be refused: then it must have left no trace
// (P15), and no event (P14).
func (m *machine) try(what string, fn func() error) {
	before, events := m.state(), len(m.events.Events())
	err := fn()
	if err == nil {
		return
	}
	if fault.ClassOf(err) == 0 || errors.Is(err, fault.Internal) {
		m.t.Fatalf("%s: %v has no class that a caller can act on", what, err)
	}
	// A declined payment and a changed price are outcomes of their own, and recorded.
	if errors.Is(err, fault.Declined) || errors.Is(err, fault.Unknown) || fault.Code(err) == "CHECKOUT_CHANGED" {
		return
	}
	if after := m.state(); after != before {
		m.t.Fatalf("%s failed with %v but left a trace:\n%s\n%s", what, err, before, after)
	}
	if n := len(m.events.Events()); n != events {
		m.t.Fatalf("%s failed with %v but raised %d events", what, err, n-events)
	}
}

func (m *machine) addToCart() {
	ctx := m.buyer()
	item := rapid.SampledFrom([]string{"mug", "plate", "ebook", "nothing"}).Draw(m.t, "item")
	n := rapid.IntRange(-1, 5).Draw(m.t, "quantity")
	m.try("add", func() error {
		_, err := m.CurrentCart.AddToCurrentCart(ctx, add(m.line(item, n)))
		return err
	})
}

func (m *machine) toCheckout() {
	who := rapid.SampledFrom(m.buyers).Draw(m.t, "buyer")
	ctx := actor.With(context.Background(), who)
	coupon := rapid.SampledFrom([]string{"", "SAVE10", "ONCE"}).Draw(m.t, "coupon")
	m.try("checkout", func() error {
		k, err := m.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
		if err == nil {
			m.checkouts[checkout.ID(k.CheckoutID)] = who
		}
		return err
	})
	for id, owner := range m.checkouts {
		if owner == who {
			m.try("details", func() error {
				_, err := m.Checkouts.UpdateCheckout(ctx, id, details(coupon))
				return err
			})
		}
	}
}

func (m *machine) place() {
	key := rapid.SampledFrom([]string{"", "k1", "k2"}).Draw(m.t, "key")
	for id, owner := range m.checkouts {
		ctx := idempotency.WithKey(actor.With(context.Background(), owner), key)
		m.try("order", func() error {
			o, err := m.Checkouts.CreateOrder(ctx, id, nil)
			if err == nil {
				if _, known := m.orders[o.OrderID]; !known {
					m.orders[o.OrderID] = ""
				}
				key = "" // a key is for one request
			}
			return err
		})
	}
}

func (m *machine) pay() {
	step := rapid.SampledFrom([]paymenttest.Step{paymenttest.Serve(), paymenttest.Decline(""), paymenttest.TimeOutBefore(), paymenttest.TimeOutAfter()}).Draw(m.t, "gateway")
	for id := range m.orders {
		m.gateway.Script(step)
		m.try("charge", func() error {
			_, err := m.Billing.ChargeOrder(context.Background(), charge(id))
			return err
		})
		if _, err := m.Billing.Resolve(context.Background()); err != nil {
			m.t.Fatal(err)
		}
	}
}

func (m *machine) ship() {
	n := rapid.IntRange(0, 3).Draw(m.t, "units")
	for id := range m.orders {
		m.try("ship", func() error {
			o, err := m.Orders.GetOrder(context.Background(), id)
			if err != nil {
				return err
			}
			_, err = m.Fulfillments.CreateFulfillment(context.Background(), id, fulfillment.Fulfillment{LineItems: []fulfillment.LineItem{{ID: o.LineItems[0].ID, Quantity: n}}})
			return err
		})
	}
}

func (m *machine) refund() {
	n := rapid.IntRange(1, 3).Draw(m.t, "units")
	for id := range m.orders {
		m.try("refund", func() error {
			o, err := m.Orders.GetOrder(context.Background(), id)
			if err != nil {
				return err
			}
			t, err := m.Transactions.ListTransactionsForSingleOrder(context.Background(), id)
			if err != nil || len(t.Payments) == 0 {
				return err
			}
			_, err = m.Billing.RefundPayments(context.Background(), transaction.RefundPaymentsRequest{
				OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: t.Payments[len(t.Payments)-1].ID}},
				RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: o.LineItems[0].ID, Quantity: n}}},
			})
			return err
		})
	}
}

func (m *machine) cancel() {
	restock := rapid.Bool().Draw(m.t, "restock")
	for id := range m.orders {
		m.try("cancel", func() error {
			_, err := m.Orders.CancelOrder(context.Background(), id, &order.CancelOrderOptions{RestockAllItems: restock})
			return err
		})
		return
	}
}

// changeCatalog changes what the shop sells: orders must not notice (P16).
func (m *machine) changeCatalog() {
	price := fmt.Sprintf("%d.%02d", rapid.IntRange(1, 40).Draw(m.t, "major"), rapid.IntRange(0, 99).Draw(m.t, "minor"))
	if err := m.products.Put(catalog.Product{ID: "plate", Name: "Plate", Price: plugin.Decimal(price)}); err != nil {
		m.t.Fatal(err)
	}
}

// check verifies what must hold at every moment.
func (m *machine) check() {
	for id, goods := range m.orders {
		o, err := m.Orders.GetOrder(context.Background(), id)
		if err != nil {
			m.t.Fatal(err)
		}
		if err := order.CheckLedger(o); err != nil { // P1, P4
			m.t.Fatalf("order %s: %v", o.Number, err)
		}
		if o.PriceSummary.Total.Amount.IsNegative() { // P3
			m.t.Fatalf("order %s costs %s", o.Number, o.PriceSummary.Total.Amount)
		}
		text, err := json.Marshal([]any{o.LineItems[0].ProductName, o.PriceSummary, o.AppliedDiscounts, o.TaxInfo})
		if err != nil {
			m.t.Fatal(err)
		}
		paid := o.Status == order.StatusApproved
		switch {
		case paid && goods == "":
			m.orders[id] = string(text)
		case goods != "" && goods != string(text): // P16
			m.t.Fatalf("order %s changed after it was sold:\n%s\n%s", o.Number, goods, text)
		}
	}
	if err := paymenttest.Check(m.gateway.Ledger()...); err != nil { // P7
		m.t.Fatal(err)
	}
	if left, err := m.products.Stock(context.Background(), "mug"); err != nil || left < 0 || left > 10 { // P9
		m.t.Fatalf("stock = %d, %v", left, err)
	}
	all := m.events.Events()
	for _, e := range all[m.seen:] { // P14: in order, without a gap, each once
		if e.Sequence != m.sequences[e.EntityID]+1 {
			m.t.Fatalf("event %s of %s has sequence %d after %d", e.Type, e.EntityID, e.Sequence, m.sequences[e.EntityID])
		}
		m.sequences[e.EntityID] = e.Sequence
	}
	m.seen = len(all)
}

func TestNothingIsLostWhateverIsDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newMachine(rt, t)
		steps := map[string]func(*rapid.T){
			"add":      func(*rapid.T) { m.addToCart() },
			"checkout": func(*rapid.T) { m.toCheckout() },
			"place":    func(*rapid.T) { m.place() },
			"pay":      func(*rapid.T) { m.pay() },
			"ship":     func(*rapid.T) { m.ship() },
			"refund":   func(*rapid.T) { m.refund() },
			"cancel":   func(*rapid.T) { m.cancel() },
			"catalog":  func(*rapid.T) { m.changeCatalog() },
			"expire": func(*rapid.T) {
				m.clock.Advance(25 * time.Hour)
				if err := m.Sweep(context.Background()); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(*rapid.T) { m.check() },
		}
		rt.Repeat(steps)
	})
}
