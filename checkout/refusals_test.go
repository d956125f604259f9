// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/transaction"
)

// What keeps an order from being placed, by its code.
func TestRefusals(t *testing.T) {
	t.Parallel()
	visitor := func(ctx context.Context) context.Context { return ecomtest.Visitor(ctx, 1) }
	digital := func(fn func(d *catalog.ItemData)) func(*ecom.Config) {
		return items(func(_ string, d *catalog.ItemData) { fn(d) })
	}
	for _, tt := range []struct {
		name   string
		change func(*ecom.Config)
		lines  []string
		then   func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout)
		opts   *checkout.CreateOrderOptions
		code   string
		data   map[string]any
		fields []string // of fault.Invalid
	}{
		{
			name: "some out of stock", lines: []string{"mug", "plate"}, code: "PARTIAL_OUT_OF_STOCK",
			then: func(_ context.Context, t *testing.T, s *ecomtest.Shop, _ *checkout.Checkout) {
				setStock(t, s, "mug", 0)
			},
			data: map[string]any{"lineItemIds": []string{"00000000-0000-0000-0000-000000000001"}},
		},
		{
			name: "all out of stock", lines: []string{"mug"}, code: "FULL_OUT_OF_STOCK",
			then: func(_ context.Context, t *testing.T, s *ecomtest.Shop, _ *checkout.Checkout) {
				setStock(t, s, "mug", 0)
			},
			data: map[string]any{"lineItemIds": []string{"00000000-0000-0000-0000-000000000001"}},
		},
		{
			name: "one taken off the list", lines: []string{"mug", "plate"}, code: "PARTIAL_OUT_OF_STOCK",
			then: func(_ context.Context, _ *testing.T, s *ecomtest.Shop, _ *checkout.Checkout) {
				s.Products.Remove("plate")
			},
			data: map[string]any{"lineItemIds": []string{"00000000-0000-0000-0000-000000000002"}},
		},
		{
			name: "all taken off the list", lines: []string{"mug"}, code: "FULL_OUT_OF_STOCK",
			then: func(_ context.Context, _ *testing.T, s *ecomtest.Shop, _ *checkout.Checkout) {
				s.Products.Remove("mug")
			},
			data: map[string]any{"lineItemIds": []string{"00000000-0000-0000-0000-000000000001"}},
		},
		{name: "for members only", change: digital(func(d *catalog.ItemData) { d.MembersOnly = true }), lines: []string{"ebook"}, code: "MEMBERS_ONLY_ITEM"},
		{
			name: "gift card by coupon", change: both(coupons, digital(func(d *catalog.ItemData) { d.ItemType = item.Of(item.PresetGiftCard) })),
			lines: []string{"ebook"}, code: "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
			then: func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"})
			},
		},
		{
			name: "method not to be saved", change: digital(func(d *catalog.ItemData) { d.SavePaymentMethod = true }),
			lines: []string{"ebook"}, code: "NO_SAVE_PAYMENT_METHOD_CONFIRMATION",
		},
		{
			name: "subscription and more", change: items(func(id string, d *catalog.ItemData) {
				if id == "ebook" {
					d.SubscriptionOptionInfo = subscription()
				}
			}),
			lines: []string{"ebook", "mug"}, code: "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
		},
		{
			name: "free subscription", change: digital(func(d *catalog.ItemData) {
				d.SubscriptionOptionInfo, d.Price = subscription(), money.Zero(money.USD)
			}),
			lines: []string{"ebook"}, code: "SUBSCRIPTION_WITH_ZERO_TOTAL",
		},
		{
			name: "no shipping chosen", lines: []string{"mug"}, code: "NO_SELECTED_CARRIER_SERVICE_OPTION",
			then: func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, patched(t, `{"checkout": {"shippingInfo": {"selectedCarrierServiceOption": null}}}`))
			},
		},
		{
			name: "no addresses", lines: []string{"mug"},
			then: func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, patched(t, `{"checkout": {"shippingInfo": null, "billingInfo": null}}`))
			},
			fields: []string{"billingInfo.address REQUIRED_FIELD", "shippingInfo.shippingDestination.address REQUIRED_FIELD"},
		},
		{
			name: "no billing address", lines: []string{"ebook"},
			then: func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, patched(t, `{"checkout": {"billingInfo": {"contactDetails": {"firstName": "Ann"}}}}`))
			},
			fields: []string{"billingInfo.address REQUIRED_FIELD"},
		},
		{
			name: "coupon spent meanwhile", change: coupons, lines: []string{"mug"}, code: "CALCULATION_ERROR",
			then: func(ctx context.Context, t *testing.T, s *ecomtest.Shop, c *checkout.Checkout) {
				update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
				bob := ecomtest.Visitor(ctx, 2)
				other := ready(bob, t, s, s.Line("plate", 1))
				update(bob, t, s, other.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
				place(bob, t, s, other.ID, nil)
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, tt.change)
			ctx := visitor(t.Context())
			var lines []cart.LineItem
			for _, id := range tt.lines {
				lines = append(lines, s.Line(id, 1))
			}
			c := ready(ctx, t, s, lines...)
			if tt.then != nil {
				tt.then(ctx, t, s, c)
			}
			left, commits, events := stock(t, s, "ebook"), s.Store.Commits(), len(s.Recorder.Events())
			_, err := s.Checkouts.CreateOrder(ctx, c.ID, tt.opts)
			if tt.fields != nil {
				wantViolations(t, "CreateOrder", err, tt.fields...)
			} else {
				wantFault(t, "CreateOrder", err, fault.State, tt.code)
			}
			if tt.data != nil {
				if diff := cmp.Diff(tt.data, fault.Data(err)); diff != "" {
					t.Errorf("data (-want +got):\n%s", diff)
				}
			}
			if s.Store.Commits() != commits || len(s.Recorder.Events()) != events || stock(t, s, "ebook") != left {
				t.Error("what was refused left a trace")
			}
		})
	}
}

func setStock(t testing.TB, s *ecomtest.Shop, id string, n int64) {
	t.Helper()
	if err := s.Products.SetStock(t.Context(), id, n); err != nil {
		t.Fatal(err)
	}
}

func subscription() *item.SubscriptionOptionInfo {
	return &item.SubscriptionOptionInfo{Title: new(item.Text("Monthly")), SubscriptionSettings: item.SubscriptionSettings{Frequency: item.FrequencyMonth}}
}

// What the refusals above refuse is sold to whom it is for.
func TestAllowed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(d *catalog.ItemData)
		by     func(context.Context) context.Context
		opts   checkout.CreateOrderOptions
	}{
		"member":       {change: func(d *catalog.ItemData) { d.MembersOnly = true }, by: func(ctx context.Context) context.Context { return ecomtest.Member(ctx, 1) }},
		"saved method": {change: func(d *catalog.ItemData) { d.SavePaymentMethod = true }, opts: checkout.CreateOrderOptions{SavePaymentMethod: true}},
		"subscription": {change: func(d *catalog.ItemData) { d.SubscriptionOptionInfo = subscription() }},
		"gift card":    {change: func(d *catalog.ItemData) { d.ItemType = item.Of(item.PresetGiftCard) }},
	} {
		s := ecomtest.NewShop(t, items(func(_ string, d *catalog.ItemData) { tt.change(d) }))
		ctx := ecomtest.Visitor(t.Context(), 1)
		if tt.by != nil {
			ctx = tt.by(t.Context())
		}
		c := ready(ctx, t, s, s.Line("ebook", 1))
		if _, err := s.Checkouts.CreateOrder(ctx, c.ID, &tt.opts); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A merchant may sell to whom the shop itself would not.
	s := ecomtest.NewShop(t, items(func(_ string, d *catalog.ItemData) { d.MembersOnly = true }))
	home := ecomtest.Home()
	r := request(s.Line("ebook", 1))
	r.CheckoutInfo.BillingInfo = &home
	res, err := s.Checkouts.CreateCheckout(actor.With(t.Context(), actor.User("u")), r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkouts.CreateOrder(t.Context(), res.Checkout.ID, nil); err != nil {
		t.Errorf("members only, sold by a user: %v", err)
	}
}

// An order may name a checkout that is not this shop's.
func TestOrderOfUnknownCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	price := func(text string) money.Price { return money.Price{Amount: money.MustParse(text, money.USD)} }
	line := order.LineItem{ProductName: item.Text("Mug"), Quantity: 1, ItemType: item.Of(item.PresetPhysical), Price: price("5.00")}
	o, err := s.Orders.CreateOrder(t.Context(), &order.Order{
		CheckoutID: "e0000000-0000-4000-8000-000000000001", ChannelInfo: order.ChannelInfo{Type: order.ChannelTypeWeb}, LineItems: []order.LineItem{line},
		PriceSummary: order.PriceSummary{Subtotal: price("5.00"), Total: price("5.00")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	pays := transaction.Payment{Amount: price("5.00"), RegularPaymentDetails: &transaction.RegularPaymentDetails{Status: transaction.PaymentApproved}}
	if _, err := s.Transactions.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{pays}}); err != nil {
		t.Error(err)
	}
}
