// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// staff returns the id of the nth of the staff.
func staff(n int) string { return fmt.Sprintf("5a000000-0000-4000-8000-%012d", n) }

// usd is an amount as callers send it.
func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

// share is what the nth of the staff gets.
func share(n int, amount string) tips.Distribution {
	return tips.Distribution{Staff: tips.Staff{StaffMemberID: staff(n)}, Amount: usd(amount)}
}

// charged is a share that was charged.
func charged(n int, amount string) tips.Distribution {
	d := share(n, amount)
	d.Transaction = &tips.Transaction{ID: staff(100 + n)}
	return d
}

// tipOf is a tip with distributions.
func tipOf(amount string, ds ...tips.Distribution) tips.Tip {
	return tips.Tip{Amount: usd(amount), Distributions: ds}
}

// bought returns an order of an e-book, 5.00, that was paid.
func bought(t testing.TB, s *ecomtest.Shop) *order.Order {
	t.Helper()
	return must(s.Buy(ecomtest.Visitor(t.Context(), 1), s.Line("ebook", 1)))(t)
}

// paidBy returns the payments of an order.
func paidBy(t testing.TB, s *ecomtest.Shop, id order.ID) []transaction.Payment {
	t.Helper()
	return must(s.Transactions.ListTransactionsForSingleOrder(t.Context(), id))(t).Payments
}

// refund gives an amount of an order's first payment back.
func refund(t testing.TB, s *ecomtest.Shop, id order.ID, amount string) error {
	t.Helper()
	return errorOf(s.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{
			PaymentID: paidBy(t, s, id)[0].ID, Amount: money.PriceOf(usd(amount), 0),
		}},
	}))
}

// state is everything that is known of an order and its tip, as text.
func state(t testing.TB, s *ecomtest.Shop, id order.ID) string {
	t.Helper()
	o := must(s.Orders.GetOrder(t.Context(), id))(t)
	tip, err := s.Tips.GetTipByOrderID(t.Context(), id)
	if err != nil && fault.Code(err) != tips.CodeTipNotFound {
		t.Fatal(err)
	}
	return text(t, o) + text(t, tip)
}

func text(t testing.TB, v any) string {
	t.Helper()
	return string(must(json.Marshal(v))(t))
}

// figures are what an order costs, in one line.
func figures(o *order.Order) string {
	var b strings.Builder
	for i := range o.AdditionalFees {
		fmt.Fprintf(&b, "fee %s, ", o.AdditionalFees[i].Price.Amount)
	}
	fmt.Fprintf(&b, "fees %s, total %s, %s, balance %s", o.PriceSummary.TotalAdditionalFees.Amount, o.PriceSummary.Total.Amount,
		o.PaymentStatus, o.BalanceSummary.Balance.Amount)
	return b.String()
}

// checkFigures reports figures of an order that do not add up, and a tip that is
// not its fee.
func checkFigures(t testing.TB, s *ecomtest.Shop, id order.ID) {
	t.Helper()
	o := must(s.Orders.GetOrder(t.Context(), id))(t)
	if err := order.CheckLedger(o); err != nil {
		t.Error(err)
	}
	if err := order.CheckPriceSummary(o); err != nil {
		t.Error(err)
	}
	fee := money.Zero(o.Currency)
	code := ""
	for i := range o.AdditionalFees {
		if f := &o.AdditionalFees[i]; f.ProviderAppID == tips.AppID {
			fee, code = f.Price.Amount, f.Code
		}
	}
	sum := must(s.Tips.SumTipDistributionAmounts(t.Context(), map[string]any{"orderId": string(id)}))(t)
	tip, err := s.Tips.GetTipByOrderID(t.Context(), id)
	if code == "" {
		if fault.Code(err) != tips.CodeTipNotFound || !sum.IsZero() {
			t.Errorf("without a fee the tip is %v, %v, and %s is shared out", tip, err, sum)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	shared := money.Zero(o.Currency)
	for _, d := range tip.Distributions {
		shared = must(shared.Add(d.Amount))(t)
		if d.TipID != code || d.OrderID != id || d.ID == "" {
			t.Errorf("a distribution says %+v", d)
		}
	}
	left := must(tip.Amount.Sub(shared))(t)
	if tip.ID != code || !tip.Amount.Equal(fee) || !sum.Equal(shared) && !shared.IsZero() || left.IsNegative() ||
		left.IsPositive() && !tip.UndistributedAmount.Equal(left) || left.IsZero() && tip.UndistributedAmount != (money.Amount{}) {
		t.Errorf("the tip %s is %s of the fee %s %s, %s shared out and %s not; queries sum up %s", tip.ID, tip.Amount, code, fee, shared, tip.UndistributedAmount, sum)
	}
	totals := must(transaction.Totals(must(s.Transactions.ListTransactionsForSingleOrder(t.Context(), id))(t)))(t)
	total := o.PriceSummary.Total.Amount
	if status := must(order.DerivePaymentStatus(total, totals))(t); status != o.PaymentStatus {
		t.Errorf("the order is %s, its payments make it %s", o.PaymentStatus, status)
	}
	if !totals.Refunded.IsPositive() {
		if want := must(order.Balance(total, total, totals))(t); !want.Equal(o.BalanceSummary.Balance.Amount) {
			t.Errorf("the balance is %s, its payments leave %s", o.BalanceSummary.Balance.Amount, want)
		}
	}
}

// cash is a payment of a caller's own.
func cash(amount string) transaction.Payment {
	return transaction.Payment{
		Amount: money.PriceOf(usd(amount), 0),
		RegularPaymentDetails: &transaction.RegularPaymentDetails{
			OfflinePayment: true, PaymentMethod: payment.MethodCash, Status: transaction.PaymentApproved,
		},
	}
}

var service = item.Of(item.PresetService)

func named(name string) item.Translatable { return item.Text(name) }
