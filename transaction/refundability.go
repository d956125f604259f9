// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// OrderRefundability is what of an order can still be given back.
type OrderRefundability struct {
	Payments        []PaymentRefundability       `json:"payments,omitzero"` // up to 100
	PaymentsSummary PaymentsSummary              `json:"paymentsSummary,omitzero"`
	LineItems       []LineItemRefundability      `json:"lineItems,omitzero"`      // up to 300
	Shipping        *ShippingRefundability       `json:"shipping,omitzero"`       // only when shipping was charged
	AdditionalFees  []AdditionalFeeRefundability `json:"additionalFees,omitzero"` // up to 100
}

// PaymentRefundability says whether a payment can be refunded: Refundable by
// its provider, or by hand only, or not at all. Exactly one of the three is
// set.
type PaymentRefundability struct {
	Refundable         bool                             `json:"refundable,omitzero"`
	ManuallyRefundable *ManuallyRefundablePaymentStatus `json:"manuallyRefundable,omitzero"`
	NonRefundable      *NonRefundablePaymentStatus      `json:"nonRefundable,omitzero"`
	Payment            PaymentInfo                      `json:"payment,omitzero"`
	ProviderLink       string                           `json:"providerLink,omitzero"`
}

// ManuallyRefundablePaymentStatus says why no provider can be asked.
type ManuallyRefundablePaymentStatus struct {
	Reason ManuallyRefundableReason `json:"reason,omitzero"`
}

// ManuallyRefundableReason is why a refund has to be made by hand.
type ManuallyRefundableReason string

// The reasons.
const (
	ManualUnknown            ManuallyRefundableReason = "UNKNOWN_REASON"
	ManualExpired            ManuallyRefundableReason = "EXPIRED"
	ManualNotSupported       ManuallyRefundableReason = "NOT_SUPPORTED"
	ManualOffline            ManuallyRefundableReason = "OFFLINE"
	ManualRequiresCardReader ManuallyRefundableReason = "REQUIRES_CARD_READER"
)

// NonRefundablePaymentStatus says why a payment cannot be refunded.
type NonRefundablePaymentStatus struct {
	Reason NonRefundableReason `json:"reason,omitzero"`
}

// NonRefundableReason is why a payment cannot be refunded.
type NonRefundableReason string

// The reasons.
const (
	NonRefundableUnknown             NonRefundableReason = "UNKNOWN_REASON"
	NonRefundableAlreadyRefunded     NonRefundableReason = "ALREADY_REFUNDED"
	NonRefundableProviderIsDown      NonRefundableReason = "PROVIDER_IS_DOWN"
	NonRefundableNotPaid             NonRefundableReason = "NOT_PAID"
	NonRefundableZeroPrice           NonRefundableReason = "ZERO_PRICE"
	NonRefundableDisabledByProvider  NonRefundableReason = "DISABLED_BY_PROVIDER"
	NonRefundablePendingRefund       NonRefundableReason = "PENDING_REFUND"
	NonRefundableForbidden           NonRefundableReason = "FORBIDDEN"
	NonRefundableTransactionNotFound NonRefundableReason = "TRANSACTION_NOT_FOUND"
	NonRefundableOrderIsPending      NonRefundableReason = "ORDER_IS_PENDING"
	NonRefundableOrderIsRejected     NonRefundableReason = "ORDER_IS_REJECTED"
	NonRefundableOffsetByChargeback  NonRefundableReason = "AMOUNT_OFFSET_BY_CHARGEBACK"
)

// PaymentInfo describes a payment. Exactly one of Monetary and Membership is
// set.
type PaymentInfo struct {
	Monetary          *MonetaryPaymentSummary         `json:"monetary,omitzero"`
	Membership        *MembershipPaymentSummary       `json:"membership,omitzero"`
	CreditCardDetails *CreditCardPaymentMethodDetails `json:"creditCardDetails,omitzero"`
	PaymentID         PaymentID                       `json:"paymentId,omitzero"`
	PaymentMethod     string                          `json:"paymentMethod,omitzero"` // up to 50 characters
	OfflinePayment    bool                            `json:"offlinePayment"`
}

// PaymentsSummary adds up what was paid.
type PaymentsSummary struct {
	Monetary   *MonetaryPaymentSummary   `json:"monetary,omitzero"`
	Membership *MembershipPaymentSummary `json:"membership,omitzero"`
}

// MonetaryPaymentSummary is what became of paid money:
//
//	maxRefund = paid − refunded − refundPending
type MonetaryPaymentSummary struct {
	Paid          money.Price `json:"paid,omitzero"`
	Refunded      money.Price `json:"refunded,omitzero"`
	RefundPending money.Price `json:"refundPending,omitzero"`
	MaxRefund     money.Price `json:"maxRefund,omitzero"`
}

// MembershipPaymentSummary is what became of lines paid by membership.
type MembershipPaymentSummary struct {
	PaidLineItemIDs       []string `json:"paidLineItemIds,omitzero"`
	RefundedLineItemIDs   []string `json:"refundedLineItemIds,omitzero"`
	RefundableLineItemIDs []string `json:"refundableLineItemIds,omitzero"`
}

// LineItemRefundability is how many units of a line can still be refunded.
type LineItemRefundability struct {
	LineItemID              string `json:"lineItemId,omitzero"`
	OriginalQuantity        int    `json:"originalQuantity"`
	RefundedQuantity        int    `json:"refundedQuantity"`
	AvailableRefundQuantity int    `json:"availableRefundQuantity"`
}

// ShippingRefundability is how much of shipping can still be refunded.
type ShippingRefundability struct {
	Amount                money.Price `json:"amount,omitzero"`
	RefundedAmount        money.Price `json:"refundedAmount,omitzero"`
	AvailableRefundAmount money.Price `json:"availableRefundAmount,omitzero"`
}

// AdditionalFeeRefundability is how much of a fee can still be refunded.
type AdditionalFeeRefundability struct {
	AdditionalFeeID       string      `json:"additionalFeeId,omitzero"`
	Amount                money.Price `json:"amount,omitzero"`
	RefundedAmount        money.Price `json:"refundedAmount,omitzero"`
	AvailableRefundAmount money.Price `json:"availableRefundAmount,omitzero"`
}

// Refundability returns what of the order can still be given back, as far as
// order and transactions tell; what a provider can do is for it to say.
func Refundability(o *order.Order, t *OrderTransactions) (*OrderRefundability, error) {
	p, err := partsOf(o)
	if err != nil {
		return nil, err
	}
	if t == nil {
		t = &OrderTransactions{}
	}
	done, err := refundedOf(o, t, &p, -1)
	if err != nil {
		return nil, err
	}
	r := &OrderRefundability{}
	if err := r.payments(o, t, p.currency); err != nil {
		return nil, err
	}
	for i := range o.LineItems {
		l := &o.LineItems[i]
		n := min(done.lines[l.ID], l.Quantity)
		r.LineItems = append(r.LineItems, LineItemRefundability{l.ID, l.Quantity, n, l.Quantity - n})
	}
	l, a := o.PriceSummary.Total.Locale(), adder{}
	left := func(total, back money.Amount) (amount, refunded, available money.Price) {
		rest := total
		a.sub(&rest, back)
		if back == (money.Amount{}) {
			back = money.Zero(p.currency)
		}
		return money.PriceOf(total, l), money.PriceOf(back, l), money.PriceOf(rest, l)
	}
	if p.shipping != nil && p.shipping.total.IsPositive() {
		s := ShippingRefundability{}
		s.Amount, s.RefundedAmount, s.AvailableRefundAmount = left(p.shipping.total, done.shipping)
		r.Shipping = &s
	}
	for i := range o.AdditionalFees {
		f := AdditionalFeeRefundability{AdditionalFeeID: o.AdditionalFees[i].ID}
		f.Amount, f.RefundedAmount, f.AvailableRefundAmount = left(p.fees[i].total, done.fees[f.AdditionalFeeID])
		r.AdditionalFees = append(r.AdditionalFees, f)
	}
	return r, a.err
}

// payments fills in the payments and their summary.
func (r *OrderRefundability) payments(o *order.Order, t *OrderTransactions, cur money.Currency) error {
	sum := monetary{money.Zero(cur), money.Zero(cur), money.Zero(cur), money.Zero(cur)}
	var members MembershipPaymentSummary
	a, l, byMembership := adder{}, o.PriceSummary.Total.Locale(), false
	for i := range t.Payments {
		p := &t.Payments[i]
		pr, m, err := refundability(o, t, p, cur)
		if err != nil {
			return err
		}
		r.Payments = append(r.Payments, pr)
		if ms := pr.Payment.Membership; ms != nil {
			byMembership = true
			members.PaidLineItemIDs = append(members.PaidLineItemIDs, ms.PaidLineItemIDs...)
			members.RefundedLineItemIDs = append(members.RefundedLineItemIDs, ms.RefundedLineItemIDs...)
			members.RefundableLineItemIDs = append(members.RefundableLineItemIDs, ms.RefundableLineItemIDs...)
			continue
		}
		a.add(&sum.paid, m.paid)
		a.add(&sum.refunded, m.refunded)
		a.add(&sum.pending, m.pending)
		if pr.NonRefundable == nil {
			a.add(&sum.most, m.most)
		}
	}
	s := sum.summary(l)
	r.PaymentsSummary.Monetary = &s
	if byMembership {
		r.PaymentsSummary.Membership = &members
	}
	return a.err
}

// monetary is a MonetaryPaymentSummary before it is formatted.
type monetary struct{ paid, refunded, pending, most money.Amount }

func (m monetary) summary(l money.Locale) MonetaryPaymentSummary {
	return MonetaryPaymentSummary{
		Paid: money.PriceOf(m.paid, l), Refunded: money.PriceOf(m.refunded, l),
		RefundPending: money.PriceOf(m.pending, l), MaxRefund: money.PriceOf(m.most, l),
	}
}

// refundability says whether and up to what a payment can be refunded.
func refundability(o *order.Order, t *OrderTransactions, p *Payment, cur money.Currency) (PaymentRefundability, monetary, error) {
	status := p.CurrentStatus()
	charged := status == PaymentApproved || status == PaymentPartiallyRefunded || status == PaymentRefunded ||
		status == PaymentVoided && t.givenBack(p.ID)
	m := monetary{money.Zero(cur), money.Zero(cur), money.Zero(cur), money.Zero(cur)}
	a := adder{}
	if charged {
		a.add(&m.paid, p.Amount.Amount)
	}
	for i := range t.Refunds {
		for j := range t.Refunds[i].Transactions {
			switch tx := &t.Refunds[i].Transactions[j]; {
			case tx.PaymentID != p.ID || tx.RefundStatus == RefundFailed:
			case tx.RefundStatus == RefundSucceeded:
				a.add(&m.refunded, tx.Amount.Amount)
			default:
				a.add(&m.pending, tx.Amount.Amount)
			}
		}
	}
	if status == PaymentRefunded && a.err == nil && m.refunded.IsZero() {
		m.refunded = m.paid // recorded as refunded, without a refund
	}
	a.add(&m.most, m.paid)
	a.sub(&m.most, m.refunded)
	a.sub(&m.most, m.pending)
	if a.err == nil && m.most.IsNegative() {
		m.most = money.Zero(cur)
	}
	r := PaymentRefundability{Payment: PaymentInfo{PaymentID: p.ID, OfflinePayment: p.Offline()}}
	if d := p.RegularPaymentDetails; d != nil {
		r.Payment.PaymentMethod = d.PaymentMethod
		r.Payment.CreditCardDetails = ptr.Copy(d.CreditCardDetails)
	}
	offset := money.Zero(cur)
	if d := p.RegularPaymentDetails; d != nil {
		for i := range d.Chargebacks {
			a.add(&offset, d.Chargebacks[i].Amount.Amount)
			if d.Chargebacks[i].Status == ChargebackReversed {
				a.sub(&offset, d.Chargebacks[i].ReversalAmount.Amount)
			}
		}
	}
	if a.err != nil {
		return r, m, a.err
	}
	back := !m.refunded.IsZero() || charged && status == PaymentVoided
	if p.Membership() {
		s := MembershipPaymentSummary{}
		id := p.MembershipPaymentDetails.LineItemID
		if charged {
			s.PaidLineItemIDs = []string{id}
			if back {
				s.RefundedLineItemIDs = []string{id}
			} else {
				s.RefundableLineItemIDs = []string{id}
			}
		}
		r.Payment.Membership = &s
	} else {
		s := m.summary(o.PriceSummary.Total.Locale())
		r.Payment.Monetary = &s
	}
	non := func(reason NonRefundableReason) (PaymentRefundability, monetary, error) {
		r.NonRefundable = &NonRefundablePaymentStatus{reason}
		return r, m, nil
	}
	covered, err := offset.Cmp(m.most)
	if err != nil {
		return r, m, err
	}
	switch {
	case o.Status == order.StatusPending:
		return non(NonRefundableOrderIsPending)
	case o.Status == order.StatusRejected:
		return non(NonRefundableOrderIsRejected)
	case p.Amount.Amount.IsZero() && !p.Membership():
		return non(NonRefundableZeroPrice)
	case !charged:
		return non(NonRefundableNotPaid)
	case p.RefundDisabled:
		return non(NonRefundableDisabledByProvider)
	case offset.IsPositive() && covered >= 0:
		return non(NonRefundableOffsetByChargeback)
	case m.pending.IsPositive():
		return non(NonRefundablePendingRefund)
	case p.Membership() && back, !p.Membership() && !m.most.IsPositive():
		return non(NonRefundableAlreadyRefunded)
	case p.Offline():
		r.ManuallyRefundable = &ManuallyRefundablePaymentStatus{ManualOffline}
	default:
		r.Refundable = true
	}
	return r, m, nil
}
