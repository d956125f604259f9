// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

// types returns the short types of the events about an entity.
func types(s *ecomtest.Shop, id string) string {
	var out []string
	for _, e := range s.Recorder.Of(id) {
		out = append(out, strings.TrimPrefix(e.Type, "wix.ecom.v1."))
	}
	return strings.Join(out, " ")
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
