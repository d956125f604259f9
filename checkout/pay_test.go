// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

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
