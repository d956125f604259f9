// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// machine does random things to a shop and checks after each that nothing is
// lost, doubled or off by a cent. From time to time the shop is opened anew on
// the same store, by other terms.
type machine struct {
	*shop
	t         *rapid.T
	tb        testing.TB
	store     driver.Store
	ids       func() string
	currency  money.Currency
	buyers    []actor.Identity
	checkouts []opened
	orders    []sold
	sequences map[string]int64
	seen      int
}

// opened is a checkout, and whose it is.
type opened struct {
	id    checkout.ID
	owner actor.Identity
}

// sold is an order, and what was sold by it when it was approved.
type sold struct {
	id    order.ID
	goods string
}

func newMachine(t *rapid.T, tb testing.TB) *machine {
	m := &machine{
		t: t, tb: tb, store: memstore.New(memstore.Config{}), ids: ecomtest.IDs(),
		currency: rapid.SampledFrom([]money.Currency{money.USD, money.JPY, money.KWD}).Draw(t, "currency"),
		buyers:   []actor.Identity{actor.Visitor(ann), actor.Member(bob)}, sequences: map[string]int64{},
	}
	if rapid.Bool().Draw(t, "stored as bytes") {
		m.store = ecomtest.Encoded(m.store)
	}
	m.open()
	return m
}

// amount draws an amount of up to so many minor units, as text.
func (m *machine) amount(name string, most int64) string {
	return money.Minor(rapid.Int64Range(1, most).Draw(m.t, name), m.currency).String()
}

func (m *machine) product(id string) catalog.Product {
	p := catalog.Product{ID: id, Name: id, Price: plugin.Decimal(m.amount(id, 9_999)), Weight: "0.4"}
	switch id {
	case "mug":
		p.Stock = new(int64(10))
	case "ebook":
		p.ItemType = "DIGITAL"
	}
	return p
}

// open opens the shop by terms that are drawn: prices, rules, taxes, rounding.
func (m *machine) open() {
	policy := money.Policy{
		Mode:  rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Down, money.Up}).Draw(m.t, "mode"),
		Point: rapid.SampledFrom([]money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder}).Draw(m.t, "point"),
	}
	included := rapid.Bool().Draw(m.t, "tax included")
	products, err := catalog.New(catalog.Config{Currency: m.currency, Items: []catalog.Product{m.product("mug"), m.product("plate"), m.product("ebook")}})
	if err != nil {
		m.t.Fatal(err)
	}
	rates, err := shipping.New(shipping.Config{Currency: m.currency, Options: []shipping.Option{
		{Code: "standard", Title: "Standard", Price: plugin.Decimal(m.amount("standard", 999)), Countries: []string{"US"}},
	}})
	if err != nil {
		m.t.Fatal(err)
	}
	rate := rapid.SampledFrom([]plugin.Decimal{"0.08875", "0.07", "0.19"}).Draw(m.t, "tax")
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{Name: "tax", Rate: rate, Shipping: true}}}}})
	if err != nil {
		m.t.Fatal(err)
	}
	var rules []*discount.Rule
	for i := range rapid.IntRange(0, 2).Draw(m.t, "rules") {
		d := discount.Discount{SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}}}
		if rapid.Bool().Draw(m.t, "percentage") {
			d.Percentage = discount.MustPercentage(fmt.Sprint(rapid.IntRange(1, 100).Draw(m.t, "percent")))
		} else {
			d.FixedAmount = discount.MustValue(m.amount("off", 999))
		}
		rules = append(rules, &discount.Rule{Name: fmt.Sprint("rule ", i), Discounts: discount.Discounts{Values: []discount.Discount{d}}})
	}
	before := m.shop
	m.shop = newShop(m.tb, func(c *ecom.Config) {
		c.Currency, c.Rounding, c.TaxIncludedInPrices, c.Store, c.NewID = m.currency, policy, included, m.store, m.ids
		c.Catalog, c.Shipping, c.Tax, c.DiscountRules = products, []shipping.Service{rates.Service()}, taxes, rules
		if before != nil {
			c.Now, c.Payments = before.clock.Now, before.gateway
		}
	})
	m.products, m.seen = products, 0
	if before != nil {
		m.clock, m.gateway = before.clock, before.gateway
	}
}

func (m *machine) buyer() context.Context {
	return actor.With(context.Background(), rapid.SampledFrom(m.buyers).Draw(m.t, "buyer"))
}

// anOrder returns one of the orders, nil when there is none.
func (m *machine) anOrder() *order.Order {
	if len(m.orders) == 0 {
		return nil
	}
	return m.read(rapid.SampledFrom(m.orders).Draw(m.t, "order").id)
}

func (m *machine) read(id order.ID) *order.Order {
	o, err := m.Orders.GetOrder(context.Background(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return o
}

func (m *machine) checkoutOf(id checkout.ID) *checkout.Checkout {
	k, err := m.Checkouts.GetCheckout(context.Background(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return k
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
	for _, c := range m.checkouts {
		parts = append(parts, m.checkoutOf(c.id))
	}
	left, err := m.products.Stock(context.Background(), "mug")
	if err != nil {
		m.t.Fatal(err)
	}
	parts = append(parts, left)
	for _, o := range m.orders {
		payments, err := m.Transactions.ListTransactionsForSingleOrder(context.Background(), o.id)
		if err != nil {
			m.t.Fatal(err)
		}
		parts = append(parts, m.read(o.id), payments)
	}
	return m.text(parts)
}

func (m *machine) text(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
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
		made, err := m.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
		if err != nil {
			return err
		}
		c := opened{checkout.ID(made.CheckoutID), who}
		if slices.Contains(m.checkouts, c) {
			return nil
		}
		m.checkouts = append(m.checkouts, c)
		shown, err := m.CurrentCart.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{})
		if err != nil {
			m.t.Fatal(err)
		}
		// P6: what the cart shows is what the checkout asks for.
		if cart, checkout := m.text(shown.PriceSummary), m.text(m.checkoutOf(c.id).PriceSummary); cart != checkout {
			m.t.Fatalf("a cart of %s became a checkout of %s", cart, checkout)
		}
		return nil
	})
	for _, c := range m.checkouts {
		if c.owner == who {
			m.try("details", func() error {
				_, err := m.Checkouts.UpdateCheckout(ctx, c.id, details(coupon))
				return err
			})
		}
	}
}

func (m *machine) place() {
	key := rapid.SampledFrom([]string{"", "k1", "k2"}).Draw(m.t, "key")
	for _, c := range m.checkouts {
		ctx := idempotency.WithKey(actor.With(context.Background(), c.owner), key)
		m.try("order", func() error {
			placed, err := m.Checkouts.CreateOrder(ctx, c.id, nil)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(m.orders, func(o sold) bool { return o.id == placed.OrderID }) {
				m.orders = append(m.orders, sold{id: placed.OrderID})
			}
			key = "" // a key is for one request
			o := placed.Order()
			if o == nil {
				return nil // the answer to an earlier call under the key
			}
			// P6: what the checkout asks for is what the order says.
			k := m.checkoutOf(c.id)
			for _, f := range []struct {
				name      string
				had, have money.Amount
			}{
				{"subtotal", k.PriceSummary.Subtotal.Amount, o.PriceSummary.Subtotal.Amount},
				{"discount", k.PriceSummary.Discount.Amount, o.PriceSummary.Discount.Amount},
				{"shipping", k.PriceSummary.Shipping.Amount, o.PriceSummary.Shipping.Amount},
				{"tax", k.PriceSummary.Tax.Amount, o.PriceSummary.Tax.Amount},
				{"total", k.PriceSummary.Total.Amount, o.PriceSummary.Total.Amount},
			} {
				if !f.had.Equal(f.have) {
					m.t.Fatalf("%s of the checkout is %s, of its order %s", f.name, f.had, f.have)
				}
			}
			if k.TaxIncludedInPrice != o.TaxIncludedInPrices {
				m.t.Fatalf("prices include tax: %t in the checkout, %t in its order", k.TaxIncludedInPrice, o.TaxIncludedInPrices)
			}
			return nil
		})
	}
}

func (m *machine) pay() {
	step := rapid.SampledFrom([]paymenttest.Step{paymenttest.Serve(), paymenttest.Decline(""), paymenttest.TimeOutBefore(), paymenttest.TimeOutAfter()}).Draw(m.t, "gateway")
	o := m.anOrder()
	if o == nil {
		return
	}
	m.gateway.Script(step)
	m.try("charge", func() error {
		_, err := m.Billing.ChargeOrder(context.Background(), charge(o.ID))
		return err
	})
	if _, err := m.Billing.Resolve(context.Background()); err != nil {
		m.t.Fatal(err)
	}
}

// aLine draws one of the lines of an order.
func (m *machine) aLine(o *order.Order) string {
	return o.LineItems[rapid.IntRange(0, len(o.LineItems)-1).Draw(m.t, "line")].ID
}

func (m *machine) ship() {
	n := rapid.IntRange(0, 3).Draw(m.t, "units")
	if o := m.anOrder(); o != nil {
		f := handOver(m.aLine(o), n)
		m.try("ship", func() error {
			_, err := m.Fulfillments.CreateFulfillment(context.Background(), o.ID, f)
			return err
		})
	}
}

func (m *machine) refund() {
	n := rapid.IntRange(1, 3).Draw(m.t, "units")
	o := m.anOrder()
	if o == nil {
		return
	}
	known, err := m.Transactions.ListTransactionsForSingleOrder(context.Background(), o.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	if len(known.Payments) == 0 {
		return
	}
	r := refundOf(o.ID, known.Payments[len(known.Payments)-1].ID, "")
	r.RefundItems = &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: m.aLine(o), Quantity: n}}}
	m.try("refund", func() error {
		_, err := m.Billing.RefundPayments(context.Background(), r)
		return err
	})
}

func (m *machine) cancel() {
	restock := rapid.Bool().Draw(m.t, "restock")
	if o := m.anOrder(); o != nil {
		m.try("cancel", func() error {
			_, err := m.Orders.CancelOrder(context.Background(), o.ID, &order.CancelOrderOptions{RestockAllItems: restock})
			return err
		})
	}
}

// changeCatalog changes what the shop sells: orders must not notice (P16).
func (m *machine) changeCatalog() {
	if err := m.products.Put(m.product(rapid.SampledFrom([]string{"plate", "ebook"}).Draw(m.t, "item"))); err != nil {
		m.t.Fatal(err)
	}
}

// check verifies what must hold at every moment.
func (m *machine) check() {
	for i := range m.orders {
		m.checkOrder(&m.orders[i])
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

func (m *machine) checkOrder(s *sold) {
	o := m.read(s.id)
	if err := order.CheckLedger(o); err != nil { // P1, P4
		m.t.Fatalf("order %s: %v", o.Number, err)
	}
	prices.Visit(o, func(p *money.Price) { // P2, P3
		if !p.IsZero() && p.Amount.Currency() != m.currency || p.Amount.IsNegative() {
			m.t.Fatalf("order %s has an amount of %s %s", o.Number, p.Amount, p.Amount.Currency())
		}
	}, nil)
	lines := slices.Clone(o.LineItems)
	for i := range lines {
		lines[i].RestockQuantity, lines[i].RefundQuantity = 0, 0 // what is given back is counted on the lines
	}
	goods := m.text([]any{lines, o.PriceSummary, o.AppliedDiscounts, o.AdditionalFees, o.ShippingInfo, o.TaxInfo, o.TaxIncludedInPrices})
	switch {
	case s.goods == "" && o.Status == order.StatusApproved:
		s.goods = goods
	case s.goods != "" && s.goods != goods: // P16
		m.t.Fatalf("order %s changed after it was sold:\n%s\n%s", o.Number, s.goods, goods)
	}
}

func TestNothingIsLostWhateverIsDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newMachine(rt, t)
		rt.Repeat(map[string]func(*rapid.T){
			"add":      func(*rapid.T) { m.addToCart() },
			"checkout": func(*rapid.T) { m.toCheckout() },
			"place":    func(*rapid.T) { m.place() },
			"pay":      func(*rapid.T) { m.pay() },
			"ship":     func(*rapid.T) { m.ship() },
			"refund":   func(*rapid.T) { m.refund() },
			"cancel":   func(*rapid.T) { m.cancel() },
			"catalog":  func(*rapid.T) { m.changeCatalog() },
			"reopen":   func(*rapid.T) { m.open() },
			"deliver":  func(*rapid.T) { m.deliver() },
			"move":     func(*rapid.T) { m.move() },
			"expire": func(*rapid.T) {
				m.clock.Advance(25 * time.Hour)
				if err := m.Sweep(context.Background()); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(*rapid.T) { m.check() },
		})
	})
}
