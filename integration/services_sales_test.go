// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// sellWithAll sells with everything that is kept, and gives it back.
func (w *scribe) sellWithAll() {
	w.Helper()
	first := w.checkout(1, "FEW", "10.00", w.till.Line("mug", 2))
	one := w.order(1, first)
	w.stand("one order", 1, "20.00")
	paid := got(w.till.Pay(w.buyer(1), one.ID))(w, "pay the rest by card")
	w.shareTip(paid)

	second := w.checkout(2, "FEW", "all", w.till.Line("plate", 3), w.till.Line("ebook", 1))
	third := w.checkout(3, "CODE1", "", w.till.Line("ebook", 1))
	two := w.order(2, second)
	refused(w.till.Checkouts.CreateOrder(w.buyer(3), third, nil))(w, "order by a rule that is used up", "CHECKOUT_CHANGED")
	refused(w.till.Checkouts.UpdateCheckout(w.buyer(3), third, checkout.UpdateCheckoutRequest{CouponCode: "few"}))(w, "use a coupon that is used up", discount.CodeCouponUsageExceeded)
	w.stand("two orders", 2, "0.00")

	// What was not sold is given back at once, what was sold with the refund.
	got(w.office.Orders.CancelOrder(w.staff(), two.ID, &order.CancelOrderOptions{RestockAllItems: true}))(w, "cancel the second")
	w.stand("the second is canceled", 1, "20.00")
	var back []transaction.PaymentRefund
	for _, p := range got(w.office.Transactions.ListTransactionsForSingleOrder(w.staff(), paid.ID))(w, "payments").Payments {
		back = append(back, transaction.PaymentRefund{PaymentID: p.ID})
	}
	got(w.office.Billing.RefundPayments(w.staff(), transaction.RefundPaymentsRequest{OrderID: paid.ID, PaymentRefunds: back}))(w, "refund the first")
	w.stand("the first is refunded", 0, "30.00")
	got(w.office.Orders.CancelOrder(w.staff(), paid.ID, &order.CancelOrderOptions{RestockAllItems: true}))(w, "cancel the first")
	w.stand("the first is canceled", 0, "30.00")

	// An order that is never paid gives everything back when it expires.
	four := w.order(4, w.checkout(4, "FEW", "1.23", w.till.Line("mug", 9)))
	w.stand("the fourth is waiting", 1, "28.77")
	w.clock.Advance(25 * time.Hour)
	if err := w.office.Sweep(w.staff()); err != nil {
		w.Fatal(err)
	}
	got(w.till.Orders.GetOrder(w.staff(), four.ID))(w, "the fourth")
	w.stand("the fourth is expired", 0, "30.00")
	w.sellToEmbassy()
	w.sellForCash()
	all := query.Request{Sort: []query.Sorting{{FieldName: "number", Order: query.Asc}}}
	pages(w, "orders", w.till.Orders.SearchOrders, all)
}

// shareTip shares the tip of an order that was paid among the staff, has it grow
// and shrink again, and looks for what everybody gets.
func (w *scribe) shareTip(o *order.Order) {
	w.Helper()
	tip := got(w.till.Tips.GetTipByOrderID(w.staff(), o.ID))(w, "tip of the order")
	share := func(n int) tips.Distribution {
		return tips.Distribution{
			Staff: tips.Staff{StaffMemberID: fmt.Sprintf("5a000000-0000-4000-8000-%012d", n)}, Amount: money.MustParse("0.50", money.USD),
			Transaction: &tips.Transaction{Date: w.clock.Now()},
		}
	}
	mine := share(1)
	mine.Transaction = nil
	shared := got(w.office.Tips.SetTipOnOrder(w.staff(), o.ID, tips.Tip{Amount: tip.Amount, Distributions: []tips.Distribution{mine, mine}}))(w, "share the tip")
	got(w.till.Tips.AddTipDistributionsToOrder(w.staff(), o.ID, []tips.Distribution{share(2), share(3)}))(w, "a greater tip")
	refused(w.office.Tips.RemoveTipFromOrder(w.staff(), o.ID))(w, "remove a charged tip", tips.CodePaidDistribution)
	refused(w.office.Tips.SetTipOnOrder(w.staff(), o.ID, *shared.Tip))(w, "leave out who was charged for", tips.CodeInvalidTip)
	whole := got(w.till.Tips.GetTipByOrderID(w.staff(), o.ID))(w, "the greater tip")
	whole.Amount, whole.UndistributedAmount, whole.Distributions = tip.Amount, money.Amount{}, whole.Distributions[1:]
	got(w.office.Tips.SetTipOnOrder(w.staff(), o.ID, *whole))(w, "the tip as it was, shared by others")
	got(w.till.Orders.GetOrder(w.staff(), o.ID))(w, "the order, paid again")
	for _, field := range []string{"createdDate", "staff.id", "transaction.date", "orderId"} {
		pages(w, "shares by "+field, w.till.Tips.QueryTipDistributions, sorted(field, query.Desc))
	}
	for _, f := range []query.Filter{nil, {"staff.id": share(2).Staff.StaffMemberID}, {"transaction.date": map[string]any{"$exists": false}}} {
		sum := got(w.till.Tips.SumTipDistributionAmounts(w.staff(), f))(w, fmt.Sprint("sum of ", f))
		if want := map[bool]string{true: "1.50", false: "0.50"}[f == nil]; sum.String() != want {
			w.Errorf("%v comes to %s, want %s", f, sum, want)
		}
	}
}

// checkout fills a checkout in: with a tip of 12.5 %, a coupon, and of the gift
// card so much, all of it or, by "", nothing.
func (w *scribe) checkout(n int, coupon, card string, lines ...cart.LineItem) checkout.ID {
	w.Helper()
	c := got(w.till.Checkout(w.buyer(n), lines...))(w, "checkout")
	got(w.till.Tips.UpdateTipChoice(w.buyer(n), c.PurchaseFlowID, tips.Choice{TipType: tips.TypePercentage, Value: "12.5"}))(w, "tip")
	r := checkout.UpdateCheckoutRequest{CouponCode: coupon}
	if card != "" {
		r.GiftCardCode, r.GiftCardPIN, r.GiftCardRedeemAmount = "GIFT-1234", "77", strings.TrimPrefix(card, "all")
	}
	got(w.till.Checkouts.UpdateCheckout(w.buyer(n), c.ID, r))(w, "coupon and gift card")
	return c.ID
}

func (w *scribe) order(n int, id checkout.ID) *order.Order {
	w.Helper()
	placed := got(w.till.Checkouts.CreateOrder(w.buyer(n), id, nil))(w, "order")
	return got(w.till.Orders.GetOrder(w.staff(), placed.OrderID))(w, "the order")
}

// stand writes down how much there is of everything that orders hold, and
// compares what the gift card has and how many orders hold the rule.
func (w *scribe) stand(when string, uses int64, balance string) {
	w.Helper()
	rules := got(w.office.DiscountRules.QueryDiscountRules(w.staff(), query.Request{}))(w, when+": rules").DiscountRules
	coupons := got(w.office.Coupons.QueryCoupons(w.staff(), query.Request{}))(w, when+": coupons").Coupons
	stock := got(w.till.Products.Stock(w.staff(), "mug"))(w, when+": mugs")
	cards := got(w.office.GiftLedger.Query(w.staff(), query.Request{}))(w, when+": cards").Cards
	for _, c := range cards {
		got(w.office.GiftLedger.Transactions(w.staff(), c.ID))(w, when+": what was drawn")
	}
	held := got(usesOf(w.Context(), w.office.Store, discount.Use{Kind: discount.UseOfRule, ID: rules[0].ID}))(w, when+": uses of the rule").Total
	if got := cards[len(cards)-1].Balance.String(); held != uses || got != balance {
		w.Errorf("%s: the rule has %d uses, the card %s, want %d and %s (%d coupons, %d mugs)", when, held, got, uses, balance, len(coupons), stock)
	}
}

// sellToEmbassy sells without taxes to a buyer whom the merchant says to be exempt.
func (w *scribe) sellToEmbassy() {
	w.Helper()
	groups := got(w.office.TaxExemptGroups.QueryTaxExemptGroups(w.staff(), sorted("createdDate", query.Asc)))(w, "exempt groups").TaxExemptGroups
	exempt := func() (u checkout.UpdateCheckoutRequest) {
		u.Checkout.TaxExemptGroupID = patch.Set(groups[0].ID)
		return u
	}()
	c := got(w.till.Checkout(w.buyer(5), w.till.Line("plate", 1)))(w, "checkout")
	refused(w.till.Checkouts.UpdateCheckout(w.buyer(5), c.ID, exempt))(w, "say oneself to be exempt", "PERMISSION_DENIED")
	got(w.office.Checkouts.UpdateCheckout(w.staff(), c.ID, exempt))(w, "exempt")
	o := w.order(5, c.ID)
	if got := o.PriceSummary.Tax.Amount; got.IsPositive() {
		w.Errorf("the embassy owes %s", got)
	}
	if _, err := w.office.TaxExemptGroups.UpdateTaxExemptGroup(w.staff(), groups[0].ID, taxes.TaxExemptGroupUpdate{Revision: "9"}); !errors.Is(err, fault.Conflict) {
		w.Errorf("an old revision: %v", err)
	}
}

// sellForCash takes what the balance rounds to.
func (w *scribe) sellForCash() {
	w.Helper()
	c := got(w.till.Checkout(w.buyer(6), w.till.Line("ebook", 1)))(w, "checkout")
	o := w.order(6, c.ID)
	b := o.BalanceSummary.Balance.Amount
	cash := money.CashRounding{Step: money.MustParse("0.05", money.USD)}.Round(b)
	if cash.Equal(b) {
		w.Fatalf("%s needs no rounding", b)
	}
	got(w.office.Transactions.AddPayments(w.staff(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
		Amount: money.Price{Amount: cash}, Status: transaction.PaymentApproved,
		RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, PaymentMethod: payment.MethodCash},
	}}}))(w, "pay in cash")
	if paid := got(w.till.Orders.GetOrder(w.staff(), o.ID))(w, "the order"); paid.PaymentStatus != order.PaymentStatusPaid {
		w.Errorf("what was paid in cash is %s", paid.PaymentStatus)
	}
}

// usesOf returns how often something is in use.
func usesOf(ctx context.Context, db driver.Store, use discount.Use) (discount.Uses, error) {
	kept, err := store.New(db, store.Config{})
	if err != nil {
		return discount.Uses{}, err
	}
	uses, err := discount.NewUsage(kept).Uses(ctx, []discount.Use{use})
	if err != nil {
		return discount.Uses{}, err
	}
	return uses[0], nil
}
