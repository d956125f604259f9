// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/transaction"
)

func cashPayment(amount string) transaction.Payment {
	return transaction.Payment{
		Amount: money.Price{Amount: unbound(amount)}, Status: transaction.PaymentApproved,
		RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, PaymentMethod: payment.MethodCash},
	}
}

// cashShop sells by hand, with coins of 0.05 and taxes that give odd totals.
func cashShop(t *testing.T) *ecomtest.Shop {
	t.Helper()
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{Name: "sales tax", Rate: "0.08875", Shipping: true}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Tax, c.Payments = taxes, payment.Manual{}
		c.CashRounding = money.CashRounding{Step: money.MustParse("0.05", money.USD)}
	})
}

// What is handed over in cash settles what is owed: the order is paid, prices and
// taxes stay, and what is given back whole is all of it.
func TestPaidInCash(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		paid         []string // as recorded
		kept         []string // as kept
		adjustment   string
		refundsWhole bool
	}{
		{"what the balance rounds to", []string{"5.45"}, []string{"5.45"}, "0.01", true},
		{"the balance itself", []string{"5.44"}, []string{"5.45"}, "0.01", true},
		{"in two parts", []string{"2.00", "3.45"}, []string{"2.00", "3.45"}, "0.01", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s := cashShop(t)
			o, err := s.Order(ecomtest.Visitor(ctx, 1), s.Line("ebook", 1))
			if err != nil {
				t.Fatal(err)
			}
			if o.PriceSummary.Total.Amount.String() != "5.44" {
				t.Fatalf("the order comes to %s, want 5.44", o.PriceSummary.Total.Amount)
			}
			var ids []transaction.PaymentID
			for i, amount := range tt.paid {
				added, err := s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cashPayment(amount)}})
				if err != nil {
					t.Fatal(err)
				}
				p := added.OrderTransactions.Payments[i]
				ids = append(ids, p.ID)
				if p.Amount.Amount.String() != tt.kept[i] {
					t.Errorf("payment %d is %s, want %s", i, p.Amount.Amount, tt.kept[i])
				}
			}
			paid, err := s.Orders.GetOrder(ctx, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			b := paid.BalanceSummary
			if paid.PaymentStatus != order.PaymentStatusPaid || !b.Balance.Amount.IsZero() || b.Paid.Amount.String() != "5.44" || b.CashRoundingAdjustment.Amount.String() != tt.adjustment {
				t.Errorf("the order is %s with a balance of %s after %s, rounded by %s", paid.PaymentStatus, b.Balance.Amount, b.Paid.Amount, b.CashRoundingAdjustment.Amount)
			}
			if paid.PriceSummary.Total.Amount.String() != "5.44" || paid.PriceSummary.Tax.Amount.String() != "0.44" {
				t.Errorf("cash has changed the prices: %s with %s of tax", paid.PriceSummary.Total.Amount, paid.PriceSummary.Tax.Amount)
			}
			if !tt.refundsWhole {
				return
			}
			back := refundOf(o.ID, ids[0], tt.kept[0])
			back.PaymentRefunds[0].ExternalRefund = true
			if _, err := s.Billing.RefundPayments(ctx, back); err != nil {
				t.Fatal(err)
			}
			paid, err = s.Orders.GetOrder(ctx, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			if paid.PaymentStatus != order.PaymentStatusFullyRefunded || paid.BalanceSummary.Refunded.Amount.String() != "5.44" {
				t.Errorf("after giving all of it back the order is %s, %s refunded", paid.PaymentStatus, paid.BalanceSummary.Refunded.Amount)
			}
		})
	}
}

// Only cash is rounded, and who says how it was rounded is believed.
func TestNotRounded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := cashShop(t)
	transfer := cashPayment("1.01")
	transfer.RegularPaymentDetails.PaymentMethod = payment.MethodBankTransfer
	online := cashPayment("1.02")
	online.RegularPaymentDetails.OfflinePayment = false
	told := cashPayment("1.00")
	told.CashRounding = &transaction.CashRoundingDetails{UnroundedAmount: money.Price{Amount: unbound("1.03")}}
	o, err := s.Order(ecomtest.Visitor(ctx, 1), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	added, err := s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{transfer, online, told}})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range added.OrderTransactions.Payments[:2] {
		if p.CashRounding != nil {
			t.Errorf("payment %d was rounded: %+v", i, p.CashRounding)
		}
	}
	if c := added.OrderTransactions.Payments[2].CashRounding; c.RoundingAdjustment.Amount.String() != "-0.03" {
		t.Errorf("1.03 paid by 1.00 was rounded by %s", c.RoundingAdjustment.Amount)
	}
	told.CashRounding.UnroundedAmount.Amount = unbound("1.001")
	if _, err := s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{told}}); err == nil {
		t.Error("an unrounded amount of three decimals was taken")
	}
}
