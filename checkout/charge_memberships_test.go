// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/transaction"
)

// gym is an order of which one line is redeemed in person, and a membership that
// can pay for it. The buyer has a class by membership, and pays for an e-book.
type gym struct {
	*ecomtest.Shop
	members *plugintest.Memberships
	order   *order.Order
	member  string
}

func newGym(t testing.TB) *gym {
	t.Helper()
	g := new(gym)
	g.Shop, g.members = studio(t, 2)
	ctx := ann(t.Context())
	c := ready(ctx, t, g.Shop, g.Line("gym", 1), g.Line("class", 1), g.Line("ebook", 1))
	g.member = c.BuyerInfo.MemberID
	g.members.Add(plugintest.Plan{ID: "pass", MemberID: g.member, Items: []string{"gym"}, Credits: 1})
	g.order = place(ctx, t, g.Shop, c.ID, nil)
	if err := pay(ctx, g.Shop, g.order.ID); err != nil {
		t.Fatal(err)
	}
	wantPayments(t, g.Shop, g.order.ID, "card 5.00 APPROVED", "membership 0.00 APPROVED")
	return g
}

// request asks a membership to pay for the ith line.
func (g *gym) request(i int, id string) transaction.ChargeMembershipsRequest {
	return transaction.ChargeMembershipsRequest{OrderID: g.order.ID, MemberID: g.member, Memberships: []transaction.MembershipCharge{{
		LineItemID: g.order.LineItems[i].ID,
		MembershipIdentifier: transaction.MembershipIdentifier{
			ExistingMembership: &transaction.ExistingMembershipIdentifier{AppID: memberApp, MembershipID: id},
		},
	}}}
}

func (g *gym) wantUsed(t testing.TB, when string, pass, yoga int) {
	t.Helper()
	if err := g.members.Check(); err != nil {
		t.Error(err)
	}
	if p, y := g.members.Used("pass"), g.members.Used("yoga"); p != pass || y != yoga {
		t.Errorf("%s: pass used %d times and yoga %d, want %d and %d", when, p, y, pass, yoga)
	}
}

// The merchant redeems what a buyer redeems in person, gives it back, and redeems
// it again.
func TestChargeMemberships(t *testing.T) {
	t.Parallel()
	g := newGym(t)
	once := idempotency.WithKey(t.Context(), "once")
	var first transaction.Payment
	for range 2 {
		resp, err := g.Billing.ChargeMemberships(once, g.request(0, "pass"))
		if err != nil || len(resp.Payments) != 1 {
			t.Fatalf("ChargeMemberships() = %+v, %v", resp, err)
		}
		first = resp.Payments[0]
	}
	d := first.MembershipPaymentDetails
	if d.MembershipID != "pass" || d.LineItemID != g.order.LineItems[0].ID || d.Name.Original != "Plan pass" || d.ProviderAppID != memberApp || d.Status != transaction.MembershipCharged {
		t.Errorf("details %+v", d)
	}
	g.wantUsed(t, "charged", 1, 1)
	wantPayments(t, g.Shop, g.order.ID, "card 5.00 APPROVED", "membership 0.00 APPROVED", "membership 0.00 APPROVED")
	if o := read(t, g.Shop, g.order.ID); o.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s", o.PaymentStatus)
	}
	for range 2 {
		if err := g.Billing.VoidMemberships(once, g.order.ID, []transaction.PaymentID{first.ID}); err != nil {
			t.Fatal(err)
		}
	}
	g.wantUsed(t, "voided", 0, 1)
	wantPayments(t, g.Shop, g.order.ID, "card 5.00 APPROVED", "membership 0.00 APPROVED", "membership 0.00 VOIDED")
	if _, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass")); err != nil {
		t.Fatal(err)
	}
	g.wantUsed(t, "charged again", 1, 1)
}

// Each documented code, by calls that change nothing.
func TestChargeMembershipsCodes(t *testing.T) {
	t.Parallel()
	const take, void = "chargeMemberships", "voidMemberships"
	codes := codetest.List{
		Documented: map[string][]string{
			take: {"ORDER_NOT_FOUND", "MEMBERSHIP_NOT_ELIGIBLE"},
			void: {"PAYMENT_NOT_FOUND", "NOT_MEMBERSHIP_PAYMENT", "MEMBERSHIP_PAYMENT_NOT_CHARGED"},
		},
		Own: []string{"PERMISSION_DENIED", "ORDER_CANCELED", "TRANSACTION_CANNOT_BE_VOIDED"},
	}
	g := newGym(t)
	charge := func(r transaction.ChargeMembershipsRequest) error {
		_, err := g.Billing.ChargeMemberships(t.Context(), r)
		return err
	}
	giveBack := func(ids ...transaction.PaymentID) error {
		return g.Billing.VoidMemberships(t.Context(), g.order.ID, ids)
	}
	other := func(edit func(*transaction.ChargeMembershipsRequest)) transaction.ChargeMembershipsRequest {
		r := g.request(0, "pass")
		edit(&r)
		return r
	}
	g.members.Add(plugintest.Plan{ID: "over", MemberID: g.member, Items: []string{"gym"}, Closed: membership.ReasonEnded})
	for reason, r := range map[string]transaction.ChargeMembershipsRequest{
		"MEMBERSHIP_NOT_FOUND":         g.request(0, "gold"),
		"NOT_PAID_BY_MEMBERSHIP":       g.request(2, "pass"),
		"LINE_ITEM_PAID":               g.request(1, "yoga"),
		"LINE_ITEM_NOT_FOUND":          other(func(r *transaction.ChargeMembershipsRequest) { r.Memberships[0].LineItemID = "x" }),
		"MEMBERSHIP_CANNOT_BE_CHARGED": g.request(0, "over"),
	} {
		err := charge(r)
		codes.Refused(t, take, fault.State, "MEMBERSHIP_NOT_ELIGIBLE", err)
		if got := fault.Data(err)["reason"]; got != reason {
			t.Errorf("reason %v, want %s", got, reason)
		}
	}
	elsewhere := other(func(r *transaction.ChargeMembershipsRequest) {
		r.Memberships[0].MembershipIdentifier.ExistingMembership.AppID = "another app"
	})
	codes.Refused(t, take, fault.State, "MEMBERSHIP_NOT_ELIGIBLE", charge(elsewhere))
	codes.Refused(t, take, fault.NotFound, "ORDER_NOT_FOUND", charge(other(func(r *transaction.ChargeMembershipsRequest) { r.OrderID = "none" })))
	_, err := g.Billing.ChargeMemberships(ann(t.Context()), g.request(0, "pass"))
	codes.Refused(t, take, fault.Denied, "PERMISSION_DENIED", err)
	wantViolations(t, "nothing", charge(transaction.ChargeMembershipsRequest{}), "orderId REQUIRED_FIELD", "memberId REQUIRED_FIELD", "memberships MIN_SIZE")
	wantViolations(t, "no membership, twice", charge(other(func(r *transaction.ChargeMembershipsRequest) {
		r.Memberships[0].MembershipIdentifier.ExistingMembership = nil
		r.Memberships = append(r.Memberships, r.Memberships[0])
	})), "memberships[0].membershipIdentifier.existingMembership REQUIRED_FIELD", "memberships[1].lineItemId VALIDATION",
		"memberships[1].membershipIdentifier.existingMembership REQUIRED_FIELD")

	list, err := g.Transactions.ListTransactionsForSingleOrder(t.Context(), g.order.ID)
	if err != nil {
		t.Fatal(err)
	}
	byCard, byMember := list.Payments[0].ID, list.Payments[1].ID
	codes.Refused(t, void, fault.NotFound, "PAYMENT_NOT_FOUND", giveBack(byMember, "none"))
	codes.Refused(t, void, fault.State, "NOT_MEMBERSHIP_PAYMENT", giveBack(byMember, byCard))
	wantViolations(t, "nothing", giveBack(), "paymentIds MIN_SIZE")
	g.members.Hold(list.Payments[1].MembershipPaymentDetails.ExternalTransactionID)
	codes.Refused(t, void, fault.State, "TRANSACTION_CANNOT_BE_VOIDED", giveBack(byMember))
	g.wantUsed(t, "after what was refused", 0, 1)
	wantPayments(t, g.Shop, g.order.ID, "card 5.00 APPROVED", "membership 0.00 APPROVED")

	added, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass"))
	if err != nil {
		t.Fatal(err)
	}
	if err := giveBack(added.Payments[0].ID); err != nil {
		t.Fatal(err)
	}
	codes.Refused(t, void, fault.State, "MEMBERSHIP_PAYMENT_NOT_CHARGED", giveBack(added.Payments[0].ID))
	if _, err := g.Orders.CancelOrder(t.Context(), g.order.ID, nil); err != nil {
		t.Fatal(err)
	}
	codes.Refused(t, take, fault.State, "ORDER_CANCELED", charge(g.request(0, "pass")))
	codes.Done(t)
}

// Of several charges all are made or none: the second of these is refused before
// anything is charged, and the second of those by the keeper.
func TestChargeMembershipsAllOrNone(t *testing.T) {
	t.Parallel()
	g := newGym(t)
	list, err := g.Transactions.ListTransactionsForSingleOrder(t.Context(), g.order.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Billing.VoidMemberships(t.Context(), g.order.ID, []transaction.PaymentID{list.Payments[1].ID}); err != nil {
		t.Fatal(err)
	}
	g.wantUsed(t, "voided", 0, 0)
	g.members.Add(plugintest.Plan{ID: "over", MemberID: g.member, Items: []string{"class"}, Closed: membership.ReasonNotStartedYet})
	for second, reason := range map[string]string{"pass": "MEMBERSHIP_CANNOT_BE_USED_FOR_LINE_ITEMS", "over": "MEMBERSHIP_CANNOT_BE_CHARGED"} {
		r := g.request(0, "pass")
		r.Memberships = append(r.Memberships, g.request(1, second).Memberships...)
		_, err := g.Billing.ChargeMemberships(t.Context(), r)
		wantFault(t, second, err, fault.State, "MEMBERSHIP_NOT_ELIGIBLE")
		if d := fault.Data(err); d["reason"] != reason || d["lineItemId"] != g.order.LineItems[1].ID {
			t.Errorf("%s: data %v, want %s", second, d, reason)
		}
		sweep(t, g.Shop, 10*time.Minute)
		g.wantUsed(t, second, 0, 0)
	}
	r := g.request(0, "pass")
	r.Memberships = append(r.Memberships, g.request(1, "yoga").Memberships...)
	if resp, err := g.Billing.ChargeMemberships(t.Context(), r); err != nil || len(resp.Payments) != 2 {
		t.Errorf("ChargeMemberships() = %+v, %v", resp, err)
	}
	g.wantUsed(t, "charged", 1, 1)
}

// An order that is no sale yet gives back what it holds by itself: nothing more
// is charged for it.
func TestChargeMembershipsTooEarly(t *testing.T) {
	t.Parallel()
	s, m := studio(t, 2)
	ctx := ann(t.Context())
	c := ready(ctx, t, s, s.Line("gym", 1), s.Line("ebook", 1))
	m.Add(plugintest.Plan{ID: "pass", MemberID: c.BuyerInfo.MemberID, Items: []string{"gym"}})
	g := &gym{Shop: s, members: m, order: place(ctx, t, s, c.ID, nil), member: c.BuyerInfo.MemberID}
	_, err := s.Billing.ChargeMemberships(t.Context(), g.request(0, "pass"))
	wantFault(t, "too early", err, fault.State, "MEMBERSHIP_NOT_ELIGIBLE")
	if got := fault.Data(err)["reason"]; got != "ORDER_NOT_APPROVED" || m.Used("pass") != 0 {
		t.Errorf("reason %v, used %d times", got, m.Used("pass"))
	}
}

// What a keeper says cannot be given back is not refundable.
func TestMembershipVoidability(t *testing.T) {
	t.Parallel()
	g := newGym(t)
	look := func() (transaction.PaymentRefundability, *transaction.MembershipPaymentSummary) {
		t.Helper()
		r, err := g.Billing.GetOrderRefundability(t.Context(), g.order.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r.Payments[1], r.PaymentsSummary.Membership
	}
	if p, sum := look(); !p.Refundable || len(p.Payment.Membership.RefundableLineItemIDs) != 1 || len(sum.RefundableLineItemIDs) != 1 {
		t.Errorf("a charge that can be given back is %+v", p)
	}
	list, err := g.Transactions.ListTransactionsForSingleOrder(t.Context(), g.order.ID)
	if err != nil {
		t.Fatal(err)
	}
	g.members.Hold(list.Payments[1].MembershipPaymentDetails.ExternalTransactionID)
	p, sum := look()
	if p.Refundable || p.NonRefundable == nil || p.NonRefundable.Reason != transaction.NonRefundableDisabledByProvider ||
		len(p.Payment.Membership.RefundableLineItemIDs) != 0 || len(sum.RefundableLineItemIDs) != 0 || len(sum.PaidLineItemIDs) != 1 {
		t.Errorf("a charge that is final is %+v", p)
	}
}

// Whatever breaks while memberships are charged or given back, and wherever:
// the payments say what is used.
func TestChargeMembershipsCrashes(t *testing.T) {
	t.Parallel()
	for _, void := range []bool{false, true} {
		for n := range 4 {
			for _, after := range []bool{false, true} {
				g := newGym(t)
				what := fmt.Sprintf("void %v, commit %d, after %v", void, n+1, after)
				var paid []transaction.PaymentID
				if void {
					resp, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass"))
					if err != nil {
						t.Fatal(err)
					}
					paid = append(paid, resp.Payments[0].ID)
				}
				act := func(s *ecomtest.Shop) error {
					ctx := idempotency.WithKey(t.Context(), "once")
					if void {
						return s.Billing.VoidMemberships(ctx, g.order.ID, paid)
					}
					_, err := s.Billing.ChargeMemberships(ctx, g.request(0, "pass"))
					return err
				}
				g.Store.CrashOnCommit(n+1, after)
				first := act(g.Shop)
				g.Store.Restart()
				twin := g.Twin()
				sweep(t, twin, 10*time.Minute)
				last := slices.Contains(payments(t, twin, g.order.ID), "membership 0.00 VOIDED")
				if err := act(twin); err != nil && (!last || fault.Code(err) != transaction.CodeMembershipPaymentNotCharged) {
					t.Errorf("%s: first %v, then %v", what, first, err)
				}
				sweep(t, twin, 10*time.Minute)
				if want := "membership 0.00 VOIDED"; slices.Contains(payments(t, twin, g.order.ID), want) != void {
					t.Errorf("%s: payments %q", what, payments(t, twin, g.order.ID))
				}
				used := 1
				if void {
					used = 0
				}
				g.wantUsed(t, what, used, 1)
			}
		}
	}
}

// Two who charge for one line at once charge once.
func TestChargeMembershipsAtOnce(t *testing.T) {
	t.Parallel()
	g := newGym(t)
	g.members.Add(plugintest.Plan{ID: "more", MemberID: g.member, Items: []string{"gym"}})
	g.members.Script("Charge", func(_ context.Context, serve func() error) error {
		_, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "more"))
		wantFault(t, "a second at the same time", err, fault.State, "PAYMENT_ALREADY_IN_PROGRESS")
		return serve()
	})
	if _, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass")); err != nil {
		t.Fatal(err)
	}
	g.wantUsed(t, "charged", 1, 1)
	if got := g.members.Used("more"); got != 0 {
		t.Errorf("the other is used %d times", got)
	}
}

// A charge that is being voided is not refunded beside that: it is given back
// once, and shows so once.
func TestVoidMembershipsWhileRefunding(t *testing.T) {
	t.Parallel()
	g := newGym(t)
	resp, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass"))
	if err != nil {
		t.Fatal(err)
	}
	id := resp.Payments[0].ID
	g.members.Script("Void", func(_ context.Context, serve func() error) error {
		for _, byHand := range []bool{false, true} {
			_, err := g.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
				OrderID: g.order.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: id, ExternalRefund: byHand}},
			})
			wantFault(t, fmt.Sprintf("a refund at the same time, by hand %v", byHand), err, fault.State, transaction.CodePaymentNotRefundable)
		}
		return serve()
	})
	if err := g.Billing.VoidMemberships(t.Context(), g.order.ID, []transaction.PaymentID{id}); err != nil {
		t.Fatal(err)
	}
	g.wantUsed(t, "voided", 0, 1)
	paid, err := g.Transactions.ListTransactionsForSingleOrder(t.Context(), g.order.ID)
	if err != nil || len(paid.Refunds) != 0 {
		t.Errorf("refunds %+v, %v", paid.Refunds, err)
	}
}
