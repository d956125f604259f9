// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// types returns the short types of the events about an entity.
func types(s *ecomtest.Shop, id string) string {
	var out []string
	for _, e := range s.Recorder.Of(id) {
		out = append(out, strings.TrimPrefix(e.Type, "wix.ecom.v1."))
	}
	return strings.Join(out, " ")
}

// An order by hand, by default and on request.
func TestPaidByHand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*ecom.Config)
		opts   *checkout.CreateOrderOptions
	}{
		{"manual provider", func(c *ecom.Config) { c.Payments = nil }, nil},
		{"on request", func(c *ecom.Config) { c.ManualPayments = true }, &checkout.CreateOrderOptions{PayOffline: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, tt.change)
			ctx := ecomtest.Visitor(t.Context(), 1)
			c := ready(ctx, t, s, s.Line("mug", 2))
			placed, err := s.Checkouts.CreateOrder(ctx, c.ID, tt.opts)
			if err != nil || placed.PaymentGatewayOrderID != "" {
				t.Fatalf("CreateOrder = %+v, %v, want no gateway order", placed, err)
			}
			o := read(t, s, placed.OrderID)
			if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusNotPaid || o.BalanceSummary.Balance.Amount.String() != "55.00" {
				t.Errorf("order is %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
			}
			if got, want := types(s, string(o.ID)), "order_created order_approved"; got != want {
				t.Errorf("events %q, want %q", got, want)
			}
			if c, err = s.Checkouts.GetCheckout(ctx, c.ID); err != nil || !c.Completed {
				t.Errorf("completed = %v, %v", c.Completed, err)
			}
			_, err = s.CurrentCart.GetCurrentCart(ctx)
			wantFault(t, "the current cart", err, fault.NotFound, cart.CodeNoCurrentCart)
			_, err = s.Checkouts.CreateOrder(ctx, c.ID, tt.opts)
			wantFault(t, "CreateOrder again", err, fault.State, "CHECKOUT_ALREADY_PAID")
			if got := fault.Data(err)["orderId"]; got != string(o.ID) {
				t.Errorf("orderId = %v, want %s", got, o.ID)
			}
			if n := stock(t, s, "mug"); n != 8 {
				t.Errorf("stock = %d, want 8", n)
			}
		})
	}
}

// Who has begun to pay online can still choose to pay by hand.
func TestPayOfflineAfterAll(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.ManualPayments = true })
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	first := place(ctx, t, s, c.ID, nil)
	if first.Status != order.StatusInitialized {
		t.Fatalf("status = %s", first.Status)
	}
	again := place(ctx, t, s, c.ID, &checkout.CreateOrderOptions{PayOffline: true})
	if again.ID != first.ID || again.Status != order.StatusApproved || again.Number != first.Number {
		t.Errorf("order %s is %s, want the same one approved", again.ID, again.Status)
	}
	if got, want := types(s, string(first.ID)), "order_created order_approved order_updated"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
	if n := stock(t, s, "mug"); n != 9 {
		t.Errorf("stock = %d, want 9", n)
	}
}

// Buyers of a shop that is paid online cannot just promise to pay; staff may
// for them.
func TestOnlyStaffPaysOffline(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	offline := &checkout.CreateOrderOptions{PayOffline: true}
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, offline)
	wantFault(t, "CreateOrder", err, fault.State, "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE")
	if n := stock(t, s, "mug"); n != 10 {
		t.Errorf("stock = %d, want 10", n)
	}
	if o := place(t.Context(), t, s, c.ID, offline); o.Status != order.StatusApproved || stock(t, s, "mug") != 9 {
		t.Errorf("by the program: order is %s, stock %d", o.Status, stock(t, s, "mug"))
	}
}

func TestManualPaymentDisabled(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*ecom.Config){"online shop": nil, "offline shop": func(c *ecom.Config) { c.Payments = nil }} {
		s := ecomtest.NewShop(t, change)
		home := ecomtest.Home()
		r := request(s.Line("ebook", 1))
		r.CheckoutInfo.BillingInfo = &home
		r.CheckoutInfo.CustomSettings = &checkout.CustomSettings{DisabledManualPayment: true}
		res, err := s.Checkouts.CreateCheckout(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Checkouts.CreateOrder(t.Context(), res.Checkout.ID, &checkout.CreateOrderOptions{PayOffline: true})
		wantFault(t, name, err, fault.State, "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE")
	}
}

// An order of which nothing is due is approved at once.
func TestNothingDue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		product catalog.Product
		status  order.PaymentStatus
		total   string
	}{
		{"free", catalog.Product{ID: "x", Name: "X", Price: "0", ItemType: "DIGITAL"}, order.PaymentStatusPaid, "0.00"},
		{"paid later", catalog.Product{ID: "x", Name: "X", Price: "9", ItemType: "DIGITAL", PaymentOption: item.FullPaymentOffline}, order.PaymentStatusNotPaid, "9.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, sells(t, tt.product))
			ctx := ecomtest.Visitor(t.Context(), 1)
			c := ready(ctx, t, s, s.Line("x", 1))
			if tt.total == "0.00" { // needs no address
				update(ctx, t, s, c.ID, patched(t, `{"checkout": {"billingInfo": null}}`))
			}
			placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
			if err != nil || placed.PaymentGatewayOrderID != "" {
				t.Fatalf("CreateOrder = %+v, %v, want no gateway order", placed, err)
			}
			o := read(t, s, placed.OrderID)
			if o.Status != order.StatusApproved || o.PaymentStatus != tt.status || o.PriceSummary.Total.Amount.String() != tt.total {
				t.Errorf("order is %s, %s, %s, want APPROVED, %s, %s", o.Status, o.PaymentStatus, o.PriceSummary.Total.Amount, tt.status, tt.total)
			}
			if c, err = s.Checkouts.GetCheckout(ctx, c.ID); err != nil || !c.Completed {
				t.Errorf("completed = %v, %v", c.Completed, err)
			}
		})
	}
}

// A deposit is due now, the rest later.
func TestDeposit(t *testing.T) {
	t.Parallel()
	trip := catalog.Product{ID: "trip", Name: "Trip", Price: "100", ItemType: "SERVICE", PaymentOption: item.DepositOnline, DepositAmount: "20"}
	s := ecomtest.NewShop(t, sells(t, trip))
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("trip", 2))
	if now, later := c.PayNow.Total.Amount.String(), c.PayLater.Total.Amount.String(); now != "40.00" || later != "160.00" {
		t.Errorf("pay now %s, later %s, want 40.00 and 160.00", now, later)
	}
	o := place(ctx, t, s, c.ID, nil)
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	o = read(t, s, o.ID)
	if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPartiallyPaid || o.BalanceSummary.Balance.Amount.String() != "160.00" {
		t.Errorf("after the deposit: %s, %s, balance %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
	}
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	if o = read(t, s, o.ID); o.PaymentStatus != order.PaymentStatusPaid || !o.BalanceSummary.Balance.Amount.IsZero() {
		t.Errorf("after the rest: %s, balance %s", o.PaymentStatus, o.BalanceSummary.Balance.Amount)
	}
	if got := s.Gateway.Ledger(); len(got) != 2 || got[0].Captured.String() != "40.00" || got[1].Captured.String() != "160.00" {
		t.Errorf("the gateway captured %+v", got)
	}
}

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

// What is ordered is what the checkout shows: when that changed, the buyer sees
// it first.
func TestCheckoutChanged(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(t *testing.T, s *ecomtest.Shop)
		want   string
	}{
		"dearer": {func(t *testing.T, s *ecomtest.Shop) {
			put(t, s, catalog.Product{ID: "mug", Name: "Mug", Price: "30.00", Stock: new(int64(10)), Weight: "0.4"})
		}, "38.50+5.00+0.00-0.00+0.00=43.50"},
		"one dearer, one cheaper": {func(t *testing.T, s *ecomtest.Shop) {
			put(t, s, catalog.Product{ID: "mug", Name: "Mug", Price: "26.00", Stock: new(int64(10)), Weight: "0.4"})
			put(t, s, catalog.Product{ID: "plate", Name: "Plate", Price: "7.50"})
		}, "33.50+5.00+0.00-0.00+0.00=38.50"},
		"due later": {func(t *testing.T, s *ecomtest.Shop) {
			put(t, s, catalog.Product{ID: "plate", Name: "Plate", Price: "8.50", PaymentOption: item.FullPaymentOffline})
		}, "33.50+5.00+0.00-0.00+0.00=38.50"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, nil)
			ctx := idempotency.WithKey(ecomtest.Visitor(t.Context(), 1), "order")
			c := ready(idempotency.WithKey(ctx, ""), t, s, s.Line("mug", 1), s.Line("plate", 1))
			tt.change(t, s)
			_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
			wantFault(t, "CreateOrder", err, fault.Conflict, "CHECKOUT_CHANGED")
			if n := stock(t, s, "mug"); n != 10 {
				t.Errorf("stock = %d, want 10", n)
			}
			shown, err := s.Checkouts.GetCheckout(ctx, c.ID)
			if err != nil || figures(shown.PriceSummary) != tt.want {
				t.Errorf("the checkout shows %s, %v, want %s", figures(shown.PriceSummary), err, tt.want)
			}
			if got := types(s, string(c.ID)); !strings.HasSuffix(got, "checkout_updated") {
				t.Errorf("events %q, want an update last", got)
			}
			// The buyer agrees: the same key may be used, since nothing was done.
			o := place(ctx, t, s, c.ID, nil)
			if got := o.PriceSummary.Total.Amount.String(); !strings.HasSuffix(tt.want, "="+got) {
				t.Errorf("ordered for %s, want %s", got, tt.want)
			}
		})
	}
}

// The same answer under the same key, and one order whatever the key.
func TestOrderKeys(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	keyed := idempotency.WithKey(ctx, "key")
	first, err := s.Checkouts.CreateOrder(keyed, c.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.Order() == nil || first.Order().ID != first.OrderID {
		t.Errorf("Order() = %v, want the order as placed", first.Order())
	}
	if err := pay(ctx, s, first.OrderID); err != nil {
		t.Fatal(err)
	}
	again, err := s.Checkouts.CreateOrder(keyed, c.ID, nil)
	if err != nil || again.OrderID != first.OrderID || again.PaymentGatewayOrderID != first.PaymentGatewayOrderID {
		t.Errorf("repeated = %+v, %v, want %+v", again, err, first)
	}
	_, err = s.Checkouts.CreateOrder(keyed, c.ID, &checkout.CreateOrderOptions{PayOffline: true})
	wantFault(t, "the key for other options", err, fault.Conflict, "IDEMPOTENCY_KEY_REUSED")
	_, err = s.Checkouts.CreateOrder(idempotency.WithKey(ctx, "other"), c.ID, nil)
	wantFault(t, "another key", err, fault.State, "CHECKOUT_ALREADY_PAID")
}

// A payment under way keeps the order as it is.
func TestPaymentUnderWay(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	for _, step := range []paymenttest.Step{paymenttest.Pending(), paymenttest.TimeOutAfter()} {
		c := ready(ctx, t, s, s.Line("plate", 1))
		o := place(ctx, t, s, c.ID, nil)
		s.Gateway.Script(step)
		if err := pay(ctx, s, o.ID); err != nil && !errors.Is(err, fault.Unknown) {
			t.Fatal(err)
		}
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder", err, fault.State, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS")
		if got := fault.Data(err)["orderId"]; got != string(o.ID) {
			t.Errorf("orderId = %v, want %s", got, o.ID)
		}
		// The buyer goes on with something else meanwhile.
		if err := s.CurrentCart.DeleteCurrentCart(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// A declined payment gives the goods back; another one takes them again.
func TestDeclined(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 4))
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	o := place(ctx, t, s, c.ID, nil)
	s.Gateway.Script(paymenttest.Decline(""))
	wantFault(t, "ChargeOrder", pay(ctx, s, o.ID), fault.Declined, "PAYMENT_ERROR")
	if n := stock(t, s, "mug"); n != 10 {
		t.Errorf("stock = %d, want 10", n)
	}
	if again := place(ctx, t, s, c.ID, nil); again.ID != o.ID {
		t.Errorf("CreateOrder after a decline made another order")
	}
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	if n := stock(t, s, "mug"); n != 6 {
		t.Errorf("stock = %d, want 6", n)
	}
	if o = read(t, s, o.ID); o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s, %s", o.Status, o.PaymentStatus)
	}
}

// Orders that nobody pays give their goods back; one that is paid after all
// takes them again, if they are there.
func TestUnpaidExpires(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ann, bob := ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2)
	hers, his := ready(ann, t, s, s.Line("mug", 6)), ready(bob, t, s, s.Line("mug", 3))
	first, second := place(ann, t, s, hers.ID, nil), place(bob, t, s, his.ID, nil)
	s.Clock.Advance(25 * time.Hour)
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := stock(t, s, "mug"); n != 10 {
		t.Fatalf("stock = %d, want 10", n)
	}
	setStock(t, s, "mug", 5)
	if err := pay(bob, s, second.ID); err != nil {
		t.Fatal(err)
	}
	err := pay(ann, s, first.ID)
	if !errors.Is(err, fault.Limit) {
		t.Errorf("ChargeOrder of goods that are gone = %v, want %v", err, fault.Limit)
	}
	if n, entries := stock(t, s, "mug"), s.Gateway.Ledger(); n != 2 || len(entries) != 1 {
		t.Errorf("stock = %d, want 2; the gateway has %d charges, want 1", n, len(entries))
	}
	if o := read(t, s, first.ID); o.Status != order.StatusInitialized || o.PaymentStatus != order.PaymentStatusNotPaid {
		t.Errorf("order is %s, %s", o.Status, o.PaymentStatus)
	}
}

func TestCreateOrderAndCharge(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	s.Gateway.Script(paymenttest.Decline(""))
	_, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	wantFault(t, "declined", err, fault.Declined, "PAYMENT_ERROR")
	resp, err := s.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil)
	if err != nil || resp.PaymentResponseToken != "txn-1" {
		t.Fatalf("CreateOrderAndCharge = %+v, %v", resp, err)
	}
	if o := read(t, s, resp.OrderID); o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s", o.PaymentStatus)
	}
	free := ecomtest.NewShop(t, sells(t, catalog.Product{ID: "free", Name: "Free", Price: "0", ItemType: "DIGITAL"}))
	c = ready(ctx, t, free, free.Line("free", 1))
	if resp, err := free.Checkouts.CreateOrderAndCharge(ctx, c.ID, "card", nil); err != nil || resp.PaymentResponseToken != "" || len(free.Gateway.Calls()) != 0 {
		t.Errorf("CreateOrderAndCharge of what is free = %+v, %v, with %d calls", resp, err, len(free.Gateway.Calls()))
	}
}

// Money is reserved only, when that is asked for; it approves the order too.
func TestDelayedCapture(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	o := place(ctx, t, s, c.ID, &checkout.CreateOrderOptions{DelayCapture: true})
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	o = read(t, s, o.ID)
	if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusNotPaid || o.BalanceSummary.Authorized.Amount.String() != "30.00" {
		t.Errorf("order is %s, %s, authorized %s", o.Status, o.PaymentStatus, o.BalanceSummary.Authorized.Amount)
	}
	if c, err := s.Checkouts.GetCheckout(ctx, c.ID); err != nil || !c.Completed {
		t.Errorf("completed = %v, %v", c.Completed, err)
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

// The figures of an order are those of its checkout, and it names everybody.
func TestOrderIsTheCheckout(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 2), s.Line("plate", 1))
	c = update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"})
	o := place(ctx, t, s, c.ID, nil)
	if got, want := o.PriceSummary.Total.Amount.String(), c.PriceSummary.Total.Amount.String(); got != want {
		t.Errorf("total %s, want %s", got, want)
	}
	if o.CheckoutID != string(c.ID) || o.BuyerInfo.Email != c.BuyerInfo.Email || o.BuyerInfo.VisitorID != c.BuyerInfo.VisitorID ||
		o.PurchaseFlowID != c.PurchaseFlowID || o.ShippingInfo.Title != "Standard" || o.RecipientInfo.Address.City != "New York" {
		t.Errorf("the order does not name what the checkout does: %s", encode(t, o))
	}
	ids := []string{o.LineItems[0].ID, o.LineItems[1].ID}
	if want := []string{c.LineItems[0].ID, c.LineItems[1].ID}; !slices.Equal(ids, want) {
		t.Errorf("line ids %v, want %v", ids, want)
	}
	if got := o.AppliedDiscounts[0].Coupon; got.Code != "SAVE10" || got.Amount.Amount.String() != "5.85" {
		t.Errorf("coupon %+v, want SAVE10 of 5.85", got)
	}
}

// A coupon is counted for the customer, by e-mail whatever its case.
func TestCouponLimitPerCustomer(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, coupons)
	buy := func(n int, email string) error {
		ctx := ecomtest.Visitor(t.Context(), n)
		c := ready(ctx, t, s, s.Line("plate", 1))
		r := checkout.UpdateCheckoutRequest{CouponCode: "MINE"}
		if _, err := s.Checkouts.UpdateCheckout(ctx, c.ID, r); err != nil {
			return err
		}
		var u checkout.UpdateCheckoutRequest
		u.Checkout.BuyerInfo.Email = patch.Set(email)
		update(ctx, t, s, c.ID, u)
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		return err
	}
	if err := buy(1, "ann@example.com"); err != nil {
		t.Fatal(err)
	}
	err := buy(2, "Ann@Example.com")
	wantFault(t, "the same customer", err, fault.State, "CALCULATION_ERROR")
	errs, _ := fault.Data(err)["calculationErrors"].(*pricing.CalculationErrors)
	if errs == nil || errs.CouponCalculationError.ApplicationError.Code != "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED" {
		t.Errorf("calculationErrors = %s", encode(t, errs))
	}
	if err := buy(3, "bob@example.com"); err != nil {
		t.Error(err)
	}
}

// An order that a merchant approves completes its checkout, too.
func TestApprovedByMerchant(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	o := place(ctx, t, s, c.ID, nil)
	if _, err := s.Orders.UpdateOrderStatus(t.Context(), o.ID, order.StatusApproved); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Checkouts.GetCheckout(ctx, c.ID); err != nil || !c.Completed {
		t.Errorf("completed = %v, %v", c.Completed, err)
	}
	_, err := s.CurrentCart.GetCurrentCart(ctx)
	wantFault(t, "the current cart", err, fault.NotFound, cart.CodeNoCurrentCart)
	if n := stock(t, s, "mug"); n != 9 {
		t.Errorf("stock = %d, want 9", n)
	}
}

// Whether a payment is made is for the provider to say, how much and without
// whom for the merchant.
func TestBuyersPayWhatIsDue(t *testing.T) {
	t.Parallel()
	trip := catalog.Product{ID: "trip", Name: "Trip", Price: "100", ItemType: "SERVICE", PaymentOption: item.DepositOnline, DepositAmount: "20"}
	s := ecomtest.NewShop(t, sells(t, trip))
	ctx := ecomtest.Visitor(t.Context(), 1)
	o := place(ctx, t, s, ready(ctx, t, s, s.Line("trip", 1)).ID, nil)
	amount := func(text string) transaction.ChargeOrderRequest {
		r := charge(o.ID)
		r.RegularCharge.Amount = money.Price{Amount: money.MustParse(text, money.USD)}
		return r
	}
	_, err := s.Billing.ChargeOrder(ctx, amount("0.01"))
	wantFault(t, "a cent", err, fault.Invalid, "INVALID_AMOUNT")
	saved := transaction.ChargeOrderRequest{OrderID: o.ID, RegularCharge: &transaction.RegularCharge{}, MerchantInitiated: true}
	_, err = s.Billing.ChargeOrder(ctx, saved)
	wantFault(t, "a saved method", err, fault.Denied, "PERMISSION_DENIED")
	if len(s.Gateway.Calls()) != 0 {
		t.Error("the gateway was called")
	}
	if _, err := s.Billing.ChargeOrder(ctx, amount("20.00")); err != nil {
		t.Errorf("the deposit: %v", err)
	}
	if _, err := s.Billing.ChargeOrder(ctx, amount("30.00")); err != nil {
		t.Errorf("some of the rest: %v", err)
	}
	if _, err := s.Billing.ChargeOrder(t.Context(), saved); err != nil {
		t.Errorf("the rest by the merchant: %v", err)
	}
	if o = read(t, s, o.ID); o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s", o.PaymentStatus)
	}
}
