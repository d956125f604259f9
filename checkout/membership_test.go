// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

const memberApp = "00000000-0000-4000-8000-0000000000aa"

// ann is the member whose memberships there are.
func ann(ctx context.Context) context.Context { return ecomtest.Member(ctx, 1) }

// studio returns a shop that gives classes for members, and who keeps its
// memberships: "yoga" of so many classes.
func studio(t testing.TB, credits int) (*ecomtest.Shop, *plugintest.Memberships) {
	t.Helper()
	m := &plugintest.Memberships{App: memberApp}
	s := ecomtest.NewShop(t, both(sells(t,
		catalog.Product{ID: "class", Name: "Class", Price: "15.00", ItemType: string(item.PresetService), PaymentOption: item.Membership},
		catalog.Product{ID: "course", Name: "Course", Price: "40.00", ItemType: string(item.PresetService), PaymentOption: item.MembershipOnlineWithOfflineRemainder},
		catalog.Product{ID: "gym", Name: "Gym", Price: "12.00", ItemType: string(item.PresetService), PaymentOption: item.MembershipOffline},
	), func(c *ecom.Config) {
		c.Memberships, c.Store = m, ecomtest.Encoded(memstore.New(memstore.Config{}))
	}))
	m.Add(plugintest.Plan{ID: "yoga", MemberID: memberID(t), Items: []string{"class", "course"}, Credits: credits})
	return s, m
}

// memberID is the id of ann.
func memberID(t testing.TB) string {
	t.Helper()
	s := ecomtest.NewShop(t, nil)
	c, err := s.Checkout(ann(t.Context()), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	return c.BuyerInfo.MemberID
}

func wantUsed(t testing.TB, m *plugintest.Memberships, when string, want int) {
	t.Helper()
	if err := m.Check(); err != nil {
		t.Error(err)
	}
	if got := m.Used("yoga"); got != want {
		t.Errorf("%s: used %d times, want %d", when, got, want)
	}
}

// A line that a membership pays for is not paid in money.
func TestMembershipPays(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 5)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("class", 1), s.Line("ebook", 1))
	if got := figures(c.PriceSummary); got != "5.00+0.00+0.00-0.00+0.00=5.00" || c.CalculationErrors.Any() {
		t.Fatalf("%s, %+v", got, c.CalculationErrors)
	}
	o := c.MembershipOptions
	if o == nil || len(o.EligibleMemberships) != 1 || o.EligibleMemberships[0].Credits.Remaining != 5 || o.EligibleMemberships[0].AppID != memberApp ||
		len(o.SelectedMemberships.Memberships) != 1 || o.SelectedMemberships.Memberships[0].LineItemIDs[0] != c.LineItems[0].ID {
		t.Fatalf("options %s", encode(t, o))
	}
	l := c.LineItems[0]
	if !l.LineItemPrice.Amount.IsZero() || l.FullPrice.Amount != dollars("15.00") || l.PaymentOption != item.Membership {
		t.Errorf("line %s", encode(t, l))
	}
	placed := place(ctx, t, s, c.ID, nil)
	wantUsed(t, m, "after the order", 1)
	if placed.Status != order.StatusInitialized {
		t.Errorf("order is %s", placed.Status)
	}
	if err := pay(ctx, s, placed.ID); err != nil {
		t.Fatal(err)
	}
	wantPayments(t, s, placed.ID, "card 5.00 APPROVED", "membership 0.00 APPROVED")
	list, _ := s.Transactions.ListTransactionsForSingleOrder(ctx, placed.ID)
	d := list.Payments[1].MembershipPaymentDetails
	if d.MembershipID != "yoga" || d.LineItemID != l.ID || d.ProviderAppID != memberApp || d.ExternalTransactionID == "" || d.Name.Original != "Plan yoga" || d.Status != transaction.MembershipCharged {
		t.Errorf("details %+v", d)
	}
	if placed = read(t, s, placed.ID); placed.PaymentStatus != order.PaymentStatusPaid || !placed.BalanceSummary.Balance.Amount.IsZero() {
		t.Errorf("order is %s, balance %s", placed.PaymentStatus, placed.BalanceSummary.Balance.Amount)
	}
	// It can be given back, as a whole.
	res, err := s.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: placed.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: list.Payments[1].ID}}})
	if err != nil || res.Refund.Transactions[0].RefundStatus != transaction.RefundSucceeded {
		t.Fatalf("RefundPayments() = %+v, %v", res, err)
	}
	wantUsed(t, m, "after the refund", 0)
	wantPayments(t, s, placed.ID, "card 5.00 APPROVED", "membership 0.00 VOIDED")
}

// All that a membership does not pay for is asked for in money, by the payment
// option.
func TestMembershipPaymentOptions(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 5)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("class", 1), s.Line("course", 1), s.Line("gym", 1))
	if got := figures(c.PriceSummary); got != "0.00+0.00+0.00-0.00+0.00=0.00" || c.CalculationErrors.Any() {
		t.Fatalf("%s, %+v", got, c.CalculationErrors)
	}
	o := place(ctx, t, s, c.ID, nil)
	if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s, %s", o.Status, o.PaymentStatus)
	}
	wantUsed(t, m, "after the order", 2)
	wantPayments(t, s, o.ID, "membership 0.00 APPROVED", "membership 0.00 APPROVED")
}

// Selections: the default, none, one by hand, and such that cannot be used.
func TestMembershipSelection(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 5)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("class", 1))
	m.Add(plugintest.Plan{ID: "gold", MemberID: c.BuyerInfo.MemberID, Items: []string{"class"}})
	line := c.LineItems[0].ID
	choose := func(sel pricing.SelectedMemberships) *checkout.Checkout {
		var r checkout.UpdateCheckoutRequest
		r.Checkout.MembershipOptions.SelectedMemberships = patch.Set(sel)
		return update(ctx, t, s, c.ID, r)
	}
	of := func(id, app, line string) pricing.SelectedMemberships {
		return pricing.SelectedMemberships{Memberships: []pricing.SelectedMembership{{ID: id, AppID: app, LineItemIDs: []string{line}}}}
	}
	for _, tt := range []struct {
		name   string
		sel    pricing.SelectedMemberships
		total  string
		code   string
		reason any
	}{
		{"by hand", of("gold", memberApp, line), "0.00", "", nil},
		{"none", pricing.SelectedMemberships{}, "15.00", pricing.CodeMembershipNotFound, nil},
		{"unknown", of("silver", memberApp, line), "15.00", membership.CodeInvalidSelection, membership.SelectionMembershipNotFound},
		{"of another app", of("gold", "00000000-0000-4000-8000-0000000000bb", line), "15.00", membership.CodeInvalidSelection, membership.SelectionMembershipNotFound},
		{"for another line", of("gold", memberApp, "x"), "15.00", membership.CodeInvalidSelection, membership.SelectionLineItemNotFound},
	} {
		got := choose(tt.sel)
		var e *pricing.Details
		if got.CalculationErrors != nil {
			e = got.CalculationErrors.MembershipError
		}
		if got.PriceSummary.Total.Amount.String() != tt.total || e.Code() != tt.code {
			t.Errorf("%s: total %s, error %+v", tt.name, got.PriceSummary.Total.Amount, e)
		} else if e != nil && e.ApplicationError.Data["reason"] != tt.reason {
			t.Errorf("%s: data %v", tt.name, e.ApplicationError.Data)
		}
		if tt.code != "" {
			_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
			wantFault(t, tt.name, err, fault.State, "CALCULATION_ERROR")
		}
	}
	var r checkout.UpdateCheckoutRequest
	r.Checkout.MembershipOptions.SelectedMemberships = patch.Clear[pricing.SelectedMemberships]()
	if got := update(ctx, t, s, c.ID, r); got.MembershipOptions.SelectedMemberships.Memberships[0].ID != "yoga" {
		t.Errorf("by default %s", encode(t, got.MembershipOptions))
	}
	choose(of("gold", memberApp, line))
	place(ctx, t, s, c.ID, nil)
	if m.Used("gold") != 1 {
		t.Errorf("gold was used %d times", m.Used("gold"))
	}
	wantUsed(t, m, "in the end", 0)

	// A cart's line can say it, too; and visitors have none.
	gold := s.Line("class", 1)
	gold.SelectedMembership = &cart.SelectedMembership{ID: "gold", AppID: memberApp}
	if got := ready(ann(t.Context()), t, s, gold); got.MembershipOptions.SelectedMemberships.Memberships[0].ID != "gold" {
		t.Errorf("by the line %s", encode(t, got.MembershipOptions))
	}
	v, err := s.Checkout(ecomtest.Visitor(t.Context(), 9), s.Line("class", 1))
	if err != nil || v.CalculationErrors.MembershipError.Code() != pricing.CodeMembershipNotFound || v.PriceSummary.Total.Amount != dollars("15.00") {
		t.Errorf("a visitor's: %+v, %v", v, err)
	}
}

// Orders that come to nothing give the membership back, and those that are paid
// after all charge it again.
func TestMembershipGoesBack(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 1)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("class", 1), s.Line("ebook", 1))
	o := place(ctx, t, s, c.ID, nil)
	wantUsed(t, m, "after the order", 1)
	// The one credit is its own: the checkout can still be changed.
	if k := update(ctx, t, s, c.ID, note("please")); k.CalculationErrors.Any() || k.PriceSummary.Total.Amount != dollars("5.00") {
		t.Errorf("%+v", k.CalculationErrors)
	}
	if again := place(ctx, t, s, c.ID, nil); again.ID != o.ID {
		t.Error("another order")
	}
	wantUsed(t, m, "after the order again", 1)
	s.Gateway.Script(paymenttest.Decline(""))
	wantFault(t, "a decline", pay(ctx, s, o.ID), fault.Declined, "PAYMENT_ERROR")
	sweep(t, s, time.Second)
	wantUsed(t, m, "after a decline", 0)
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	wantUsed(t, m, "after the charge", 1)
	wantPayments(t, s, o.ID, "card 5.00 DECLINED", "card 5.00 APPROVED", "membership 0.00 APPROVED")

	// What was given back and cannot be had any more is declined when somebody
	// records that the rest was paid.
	m.Add(plugintest.Plan{ID: "late", MemberID: c.BuyerInfo.MemberID, Items: []string{"course"}, Credits: 1})
	c = ready(ctx, t, s, s.Line("course", 1), s.Line("ebook", 1))
	o = place(ctx, t, s, c.ID, nil)
	if m.Used("late") != 1 {
		t.Fatal("the membership was not charged")
	}
	sweep(t, s, 25*time.Hour)
	sweep(t, s, time.Second)
	if m.Used("late") != 0 {
		t.Error("the membership was not given back")
	}
	if _, err := s.Transactions.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
		Amount: o.BalanceSummary.Balance, Status: transaction.PaymentApproved, RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true},
	}}}); err != nil {
		t.Fatal(err)
	}
	wantPayments(t, s, o.ID, "card 5.00 APPROVED", "membership 0.00 DECLINED")
}

// A membership that cannot be charged after all.
func TestMembershipRefused(t *testing.T) {
	t.Parallel()
	for code, class := range membership.Codes() {
		s, m := studio(t, 5)
		ctx := ann(t.Context())
		c := ready(ctx, t, s, s.Line("class", 1), s.Line("mug", 1))
		if code == membership.CodeAlreadyCharged {
			continue // it is charged then
		}
		m.Script("Charge", func(context.Context, func() error) error { return membership.Refuse(code, "no", nil) })
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, code, err, fault.State, "CALCULATION_ERROR")
		errs, _ := fault.Data(err)["calculationErrors"].(*pricing.CalculationErrors)
		if errs == nil || errs.MembershipError.Code() != code || !errors.Is(err, class) {
			t.Errorf("%s: data %v, %v", code, fault.Data(err), err)
		}
		sweep(t, s, time.Hour)
		wantUsed(t, m, code, 0)
		if n := stock(t, s, "mug"); n != 10 {
			t.Errorf("%s: stock = %d", code, n)
		}
		place(ctx, t, s, c.ID, nil)
		wantUsed(t, m, "after "+code, 1)
	}
}

// The keeper of memberships lets the shop down.
func TestMembershipTrouble(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]plugintest.Trouble{"lost": plugintest.Lost, "unheard": plugintest.Unheard, "panics": plugintest.Panics} {
		for _, verb := range []string{"Charge", "ListEligible"} {
			t.Run(fmt.Sprint(verb, " ", name), func(t *testing.T) {
				t.Parallel()
				s, m := studio(t, 1)
				ctx := ann(t.Context())
				c := ready(ctx, t, s, s.Line("class", 1), s.Line("mug", 1))
				m.Script(verb, trouble)
				_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
				if verb == "Charge" {
					wantFault(t, "CreateOrder", err, fault.Unavailable, "")
				} else {
					wantFault(t, "CreateOrder", err, fault.State, "CALCULATION_ERROR")
				}
				sweep(t, s, 10*time.Minute)
				wantUsed(t, m, "after the trouble", 0)
				o := place(ctx, t, s, c.ID, nil)
				wantUsed(t, m, "after the order", 1)
				if err := pay(ctx, s, o.ID); err != nil {
					t.Fatal(err)
				}
				// The void of a refund is not answered, and asked for again.
				m.Script("Void", trouble)
				list, _ := s.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
				id := list.Payments[1].ID
				res, err := s.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: id}}})
				if err != nil || res.Refund.Transactions[0].RefundStatus != transaction.RefundStarted {
					t.Errorf("RefundPayments() = %+v, %v", res, err)
				}
				sweep(t, s, time.Minute)
				wantUsed(t, m, "after the refund", 0)
			})
		}
	}
}

// Each unit is a use, and when there are too few, none is paid. What an order
// holds is charged anew when the number of units changes.
func TestMembershipUnits(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 3)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("class", 3), s.Line("ebook", 1))
	if c.PriceSummary.Total.Amount != dollars("5.00") {
		t.Errorf("total %s", c.PriceSummary.Total.Amount)
	}
	o := place(ctx, t, s, c.ID, nil)
	wantUsed(t, m, "for three", 3)
	quantity := func(n int) *checkout.Checkout {
		t.Helper()
		res, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: n}})
		if err != nil {
			t.Fatal(err)
		}
		return res.Checkout
	}
	if got := quantity(4); got.PriceSummary.Total.Amount != dollars("65.00") || got.CalculationErrors.MembershipError.Code() != pricing.CodeMembershipNotFound {
		t.Errorf("for four %s", got.PriceSummary.Total.Amount)
	}
	quantity(3)
	if again := place(ctx, t, s, c.ID, nil); again.ID != o.ID {
		t.Error("another order")
	}
	sweep(t, s, time.Second)
	wantUsed(t, m, "for three again", 3)
}

// What a cart would cost depends on the selection each time: a membership that
// paid before leaves the price of the line as it was.
func TestMembershipEstimates(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 5)
	ctx := ann(t.Context())
	in, err := s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("class", 2), s.Line("ebook", 1)}})
	if err != nil {
		t.Fatal(err)
	}
	estimate := func(sel *pricing.SelectedMemberships) *cart.EstimateTotalsResponse {
		t.Helper()
		e, err := s.Carts.EstimateTotals(ctx, in.Cart.ID, cart.EstimateTotalsRequest{SelectedMemberships: sel})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	none := &pricing.SelectedMemberships{}
	for range 2 {
		e := estimate(nil)
		if e.PriceSummary.Total.Amount != dollars("5.00") || len(e.MembershipOptions.EligibleMemberships) != 1 || len(e.MembershipOptions.SelectedMemberships) != 1 {
			t.Errorf("by default %s, %s", e.PriceSummary.Total.Amount, encode(t, e.MembershipOptions))
		}
		e = estimate(none)
		if e.PriceSummary.Total.Amount != dollars("35.00") || len(e.MembershipOptions.SelectedMemberships) != 0 || e.CalculationErrors.MembershipError.Code() != pricing.CodeMembershipNotFound {
			t.Errorf("with none %s, %s", e.PriceSummary.Total.Amount, encode(t, e.MembershipOptions))
		}
		if _, err := s.CurrentCart.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CartInfo: cart.CartUpdate{BuyerNote: patch.Set(fmt.Sprint(len(m.Calls())))}}); err != nil {
			t.Fatal(err)
		}
	}
	// The same of a checkout that was shown with the membership.
	c, err := s.Checkout(ctx, s.Line("ebook", 1))
	if err != nil || c.PriceSummary.Total.Amount != dollars("10.00") {
		t.Fatalf("%+v, %v", c, err)
	}
	var r checkout.UpdateCheckoutRequest
	r.Checkout.MembershipOptions.SelectedMemberships = patch.Set(*none)
	if c = update(ctx, t, s, c.ID, r); c.PriceSummary.Total.Amount != dollars("40.00") {
		t.Errorf("with none %s", c.PriceSummary.Total.Amount)
	}
	r.Checkout.MembershipOptions.SelectedMemberships = patch.Clear[pricing.SelectedMemberships]()
	if c = update(ctx, t, s, c.ID, r); c.PriceSummary.Total.Amount != dollars("10.00") {
		t.Errorf("by default %s", c.PriceSummary.Total.Amount)
	}
}
