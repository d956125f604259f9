// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// furniture has mugs ordered on a deposit, and plates paid when they are
// fetched; buyers see yen, too.
func furniture(c *ecom.Config) {
	c.Conversion = &ecom.Conversion{Currency: money.JPY, Rate: decimal.New(1503, -1)}
	c.Catalog = &altered{Catalog: c.Catalog, item: func(id string, d *catalog.ItemData) {
		switch id {
		case "mug":
			d.PaymentOption, d.DepositAmount = item.DepositOnline, new(dollars("5.00"))
		case "plate":
			d.PaymentOption = item.FullPaymentOffline
		}
	}}
}

// What is due now and what later, from the cart to the last payment: in both
// currencies it adds up, and a gift card pays what is due now first.
func TestDepositsAndOfflineItems(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, elsewhere bool) {
		p := withCard(t, elsewhere, "30.00", furniture)
		ctx := ecomtest.Visitor(t.Context(), 1)
		lines := []cart.LineItem{p.Line("mug", 2), p.Line("plate", 1), p.Line("ebook", 1)}
		in, err := p.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: lines})
		if err != nil {
			t.Fatal(err)
		}
		home := ecomtest.Home()
		e, err := p.Carts.EstimateTotals(ctx, in.Cart.ID, cart.EstimateTotalsRequest{ShippingAddress: home.Address})
		if err != nil || figures(*e.PayNow) != "15.00+0.00+0.00-0.00+0.00=15.00" || figures(*e.PayLater) != "48.50+0.00+0.00-0.00+0.00=48.50" {
			t.Fatalf("now %s, later %s, %v", figures(*e.PayNow), figures(*e.PayLater), err)
		}
		ctx = ecomtest.Visitor(t.Context(), 2)
		c := ready(ctx, t, p.Shop, lines...)
		if now, later := figures(c.PayNow), figures(c.PayLater); now != "15.00+5.00+0.00-0.00+0.00=20.00" || later != "48.50+0.00+0.00-0.00+0.00=48.50" {
			t.Fatalf("now %s, later %s", now, later)
		}
		sum, err := c.PayNow.Total.Converted.Add(c.PayLater.Total.Converted)
		if err != nil || !sum.Equal(c.PriceSummary.Total.Converted) || sum.Currency() != money.JPY {
			t.Errorf("%s now and later of %s, %v", sum, c.PriceSummary.Total.Converted, err)
		}
		c = update(ctx, t, p.Shop, c.ID, give(""))
		if c.GiftCard.Amount.Amount != dollars("30.00") {
			t.Errorf("gift card %+v", c.GiftCard)
		}
		o := place(ctx, t, p.Shop, c.ID, nil)
		if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount != dollars("38.50") {
			t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		}
		if err := pay(ctx, p.Shop, o.ID); err != nil {
			t.Fatal(err)
		}
		wantPayments(t, p.Shop, o.ID, "gift 30.00 APPROVED", "card 38.50 APPROVED")
		if o = read(t, p.Shop, o.ID); o.PaymentStatus != order.PaymentStatusPaid {
			t.Errorf("order is %s", o.PaymentStatus)
		}
		p.wantLeft(t, "in the end", "0.00")
	})
}

// A card that pays a part of the deposit: the rest of it is due, and then what
// is due later.
func TestGiftCardPaysPartOfTheDeposit(t *testing.T) {
	t.Parallel()
	p := withCard(t, false, "8.00", furniture)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, p.Shop, p.Line("mug", 2))
	update(ctx, t, p.Shop, c.ID, give(""))
	o := place(ctx, t, p.Shop, c.ID, nil)
	if err := pay(ctx, p.Shop, o.ID); err != nil {
		t.Fatal(err)
	}
	wantPayments(t, p.Shop, o.ID, "card 7.00 APPROVED", "gift 8.00 APPROVED")
	if o = read(t, p.Shop, o.ID); o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount != dollars("40.00") {
		t.Errorf("order is %s, balance %s", o.PaymentStatus, o.BalanceSummary.Balance.Amount)
	}
	if err := pay(ctx, p.Shop, o.ID); err != nil {
		t.Fatal(err)
	}
	wantPayments(t, p.Shop, o.ID, "card 7.00 APPROVED", "gift 8.00 APPROVED", "card 40.00 APPROVED")
}

// An order that is paid by hand takes the card at once, and waits for the rest.
func TestGiftCardAndByHand(t *testing.T) {
	t.Parallel()
	p := withCard(t, false, "20.00", func(c *ecom.Config) { c.Payments = nil })
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, p.Shop, p.Line("mug", 1))
	update(ctx, t, p.Shop, c.ID, give(""))
	o := place(ctx, t, p.Shop, c.ID, &checkout.CreateOrderOptions{PayOffline: true})
	if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount != dollars("10.00") {
		t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
	}
	if got, want := types(p.Shop, string(o.ID)), "order_created order_approved order_transactions_updated order_transactions_details_updated"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

// A free trial comes from the catalog and goes with the order: nothing is due
// before it ends.
func TestFreeTrial(t *testing.T) {
	t.Parallel()
	trial := item.SubscriptionSettings{
		Frequency: item.FrequencyMonth, Interval: 1, AutoRenewal: true, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: item.FrequencyDay, Interval: 14},
	}
	settings := trial
	s := ecomtest.NewShop(t, items(func(_ string, d *catalog.ItemData) {
		own := settings
		d.SubscriptionOptionInfo = &item.SubscriptionOptionInfo{Title: new(item.Text("Monthly")), SubscriptionSettings: own}
	}))
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("ebook", 1))
	if got := figures(c.PayNow) + " " + figures(c.PayAfterFreeTrial); got != "0.00+0.00+0.00-0.00+0.00=0.00 5.00+0.00+0.00-0.00+0.00=5.00" {
		t.Errorf("now and after the trial %s", got)
	}
	o := place(ctx, t, s, c.ID, nil)
	if o.Status != order.StatusApproved || o.PayAfterFreeTrial == nil || o.PayAfterFreeTrial.Total.Amount != dollars("5.00") {
		t.Errorf("order is %s, after the trial %+v", o.Status, o.PayAfterFreeTrial)
	}
	if got := o.LineItems[0].SubscriptionInfo; got == nil || got.SubscriptionSettings.FreeTrialPeriod == nil || *got.SubscriptionSettings.FreeTrialPeriod != *trial.FreeTrialPeriod {
		t.Errorf("subscription %+v", got)
	}
	for name, bad := range map[string]func(*item.SubscriptionSettings){
		"6 days":       func(s *item.SubscriptionSettings) { s.Frequency, s.Interval = item.FrequencyDay, 6 },
		"3651 months":  func(s *item.SubscriptionSettings) { s.Interval = 3651 },
		"no frequency": func(s *item.SubscriptionSettings) { s.Frequency = "" },
		"1000 days of trial": func(s *item.SubscriptionSettings) {
			s.FreeTrialPeriod = &item.FreeTrialPeriod{Frequency: item.FrequencyDay, Interval: 1000}
		},
	} {
		settings = trial
		bad(&settings)
		if _, err := s.Checkout(ecomtest.Visitor(t.Context(), 2), s.Line("ebook", 1)); fault.ClassOf(err) != fault.Unavailable {
			t.Errorf("a catalog with %s = %v, want it refused as nonsense", name, err)
		}
	}
}
