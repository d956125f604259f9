// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import "github.com/go-ecom/ecom/money"

// PaymentTotals is what the payments and refunds of an order add up to. The
// zero PaymentTotals stands for an order without payments. Amounts that are
// zero may lack a currency.
type PaymentTotals struct {
	Paid               money.Amount // approved payments, those refunded later too, before cash rounding
	Refunded           money.Amount // refund transactions that succeeded
	Authorized         money.Amount // authorized, not captured
	Pending            money.Amount // payments under way
	PendingRefund      money.Amount // refund transactions under way
	Chargeback         money.Amount // taken back by banks
	ChargebackReversal money.Amount // given again by banks
	PlatformFees       money.Amount // really charged
	CashRounding       money.Amount // what rounding added to cash payments; may be negative

	Payments        int // number of payments
	PendingPayments int // how many of them are PENDING
	PendingMerchant int // how many are PENDING_MERCHANT
	Declined        int // how many are DECLINED
	Canceled        int // how many are CANCELED
	Refunds         int // number of refund transactions that succeeded or are under way, those of no money too
}

// DerivePaymentStatus returns the payment status of an order with this total
// and these payments. It fails only when they are in different currencies.
func DerivePaymentStatus(total money.Amount, p PaymentTotals) (PaymentStatus, error) {
	if p.Refunded.IsPositive() {
		all, err := atLeast(p.Refunded, p.Paid)
		switch {
		case err != nil:
			return "", err
		case all && p.Paid.IsPositive():
			return PaymentStatusFullyRefunded, nil
		}
		return PaymentStatusPartiallyRefunded, nil
	}
	paid, err := atLeast(p.Paid, total)
	switch {
	case err != nil:
		return "", err
	case paid:
		return PaymentStatusPaid, nil
	case p.Paid.IsPositive():
		return PaymentStatusPartiallyPaid, nil
	case p.Payments > 0 && p.PendingPayments == p.Payments:
		return PaymentStatusPending, nil
	case p.PendingMerchant > 0:
		return PaymentStatusPendingMerchant, nil
	case p.Declined > 0:
		return PaymentStatusDeclined, nil
	case p.Canceled > 0:
		return PaymentStatusCanceled, nil
	}
	return PaymentStatusNotPaid, nil
}

// Balance returns what is left to pay of an order, negative when money is owed
// to the buyer. settled is the total that the order had when money was last
// refunded: as long as the total is still that, a refund leaves nothing to
// pay. It is ignored when nothing was refunded.
func Balance(total, settled money.Amount, p PaymentTotals) (money.Amount, error) {
	if p.Refunded.IsPositive() || p.PendingRefund.IsPositive() {
		same, err := compare(total, settled)
		if err != nil {
			return money.Amount{}, err
		}
		if same == 0 {
			return money.Zero(total.Currency()), nil
		}
	}
	kept, err := minus(p.Paid, p.Refunded)
	if err != nil {
		return money.Amount{}, err
	}
	return minus(total, kept)
}

// Summarize returns the balance summary of an order with this total and these
// payments; settled is as for Balance. Prices are formatted for l.
func Summarize(total, settled money.Amount, p PaymentTotals, l money.Locale) (BalanceSummary, error) {
	balance, err := Balance(total, settled, p)
	if err != nil {
		return BalanceSummary{}, err
	}
	net, err := minus(total, p.PlatformFees)
	if err != nil {
		return BalanceSummary{}, err
	}
	cur := total.Currency()
	price := func(a money.Amount) money.Price {
		if a.Currency().IsZero() {
			a = money.Zero(cur)
		}
		return money.PriceOf(a, l)
	}
	return BalanceSummary{
		Balance:                price(balance),
		Paid:                   price(p.Paid),
		Refunded:               price(p.Refunded),
		Authorized:             price(p.Authorized),
		Pending:                price(p.Pending),
		PendingRefund:          price(p.PendingRefund),
		Chargeback:             price(p.Chargeback),
		ChargebackReversal:     price(p.ChargebackReversal),
		PlatformFees:           price(p.PlatformFees),
		TotalMinusPlatformFees: price(net),
		CashRoundingAdjustment: price(p.CashRounding),
	}, nil
}
