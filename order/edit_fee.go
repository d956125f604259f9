// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// ReplaceFee exchanges an additional fee of an order that CanEdit lets be
// changed, in the commit of tx, and saves the order. at is the place of the fee
// that goes, negative for none, and fee what comes in its place, nil for
// nothing. Neither may be taxed.
//
// The price summary changes by the difference, and what is due now with it, where
// anything is; payment status and balance follow from it and from what the
// payments add up to. Figures that added up before must add up afterwards. It notes the change in the order's history, and emits
// OrderPaymentStatusUpdated when that status changed, then OrderUpdated. More fees
// than an order can have, and a total that is too great, are a fault.Limit. An
// order of which something was given back that is no money, which CanEdit does
// not see, is PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED.
//
// r may come from Load or from Hold; after it r is not to be changed.
func (s *Service) ReplaceFee(ctx context.Context, tx *store.Tx, r *Record, at int, fee *AdditionalFee, p PaymentTotals) error {
	o := &r.Order
	if p.Refunds > 0 {
		return &StateError{From: o.Status, Code: CodeRefundedCannotBeEdited}
	}
	if p.Payments == 0 {
		p = unrecorded(o)
	}
	ledger, summary := CheckLedger(o) == nil, CheckPriceSummary(o) == nil
	before, status := o.PriceSummary.Total, o.PaymentStatus
	changes, err := o.exchangeFee(at, fee, s.env.Site.Locale)
	if err != nil {
		return err
	}
	if ledger {
		err = CheckLedger(o)
	} else if summary {
		err = CheckPriceSummary(o)
	}
	if err != nil {
		return &fault.Error{Class: fault.Internal, Message: "the order does not add up once the fee is exchanged: " + err.Error(), Err: err}
	}
	if err = r.dueBy(before.Amount); err != nil {
		return err
	}
	if err = s.Rebalance(r, p); err != nil {
		return err
	}
	if p.Payments == 0 && o.PaymentStatus == PaymentStatusNotPaid && told(status) {
		o.PaymentStatus = status
	}
	if !before.Amount.Equal(o.PriceSummary.Total.Amount) {
		changes = append(changes, OrderChange{TotalPriceChanged: &TotalPriceChange{OriginalTotal: before, NewTotal: o.PriceSummary.Total}})
	}
	AddActivity(o, Activity{
		ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: ActivityTypeDraftOrderChangesApplied,
		DraftOrderChangesApplied: &DraftOrderChangesApplied{Changes: changes},
	})
	var evs []func(*Order) events.Payload
	if o.PaymentStatus != status {
		evs = append(evs, func(now *Order) events.Payload {
			return OrderPaymentStatusUpdated{Order: now, PreviousPaymentStatus: status}
		})
	}
	s.Save(ctx, tx, r, evs...)
	return nil
}

// dueBy changes what was due when the order was placed by the difference to what
// its total was before, so that who pays what is due pays the fee, too.
func (r *Record) dueBy(before money.Amount) error {
	now := r.Internal.PayNow
	if !now.IsPositive() {
		return nil
	}
	by, err := minus(r.Order.PriceSummary.Total.Amount, before)
	if err == nil {
		now, err = now.Add(by)
	}
	if err != nil {
		return err
	}
	if now.IsNegative() {
		now = money.Zero(now.Currency())
	}
	r.Internal.PayNow = now
	return nil
}

// unrecorded returns the payments of an order of which none is recorded: those
// that its creator told of.
func unrecorded(o *Order) PaymentTotals {
	b := &o.BalanceSummary
	return PaymentTotals{Paid: b.Paid.Amount, Refunded: b.Refunded.Amount}
}

// told reports whether a status of an order without payments is known from its
// creator alone.
func told(s PaymentStatus) bool {
	switch s {
	case PaymentStatusPending, PaymentStatusPendingMerchant, PaymentStatusCanceled, PaymentStatusDeclined, PaymentStatusUnspecified:
		return true
	case PaymentStatusNotPaid, PaymentStatusPaid, PaymentStatusPartiallyPaid, PaymentStatusPartiallyRefunded, PaymentStatusFullyRefunded:
	}
	return false
}

// exchangeFee puts a fee in the place of another and adds the price summary up
// anew. It returns what its history tells of that.
func (o *Order) exchangeFee(at int, fee *AdditionalFee, l money.Locale) ([]OrderChange, error) {
	var changes []OrderChange
	sums := &o.PriceSummary
	by := money.Amount{}
	list := slices.Clone(o.AdditionalFees)
	if at >= 0 {
		old := &o.AdditionalFees[at]
		if old.taxed() {
			return nil, &StateError{From: o.Status, Code: CodeCannotBeEdited}
		}
		by = old.Price.Amount.Neg()
		changes = append(changes, OrderChange{AdditionalFeeRemoved: old.managed()})
		list = slices.Delete(list, at, at+1)
	}
	if fee != nil {
		var err error
		if by, err = plus(by, fee.Price.Amount); err != nil {
			return nil, err
		}
		changes = append(changes, OrderChange{AdditionalFeeAdded: fee.managed()})
		if at < 0 {
			at = len(list)
		}
		list = slices.Insert(list, at, *fee)
	}
	fees, err := plus(sums.TotalAdditionalFees.Amount, by)
	if err != nil {
		return nil, err
	}
	total, err := plus(sums.Total.Amount, by)
	if err != nil {
		return nil, err
	}
	if n := len(list); n > MaxAdditionalFees {
		return nil, fault.New(fault.Limit, "", fmt.Sprintf("an order has at most %d additional fees, not %d", MaxAdditionalFees, n))
	}
	var v fault.Checker
	if !decimals.Amount(&v, "priceSummary.total", total) {
		return nil, &fault.Error{Class: fault.Limit, Message: "the order would come to " + total.String(), Err: v.Err()}
	}
	sums.TotalAdditionalFees, sums.Total = money.PriceOf(fees, l), money.PriceOf(total, l)
	o.AdditionalFees = list
	return changes, nil
}

// taxed reports whether a fee has a part in the order's taxes.
func (f *AdditionalFee) taxed() bool {
	return f.TaxInfo != nil && !f.TaxInfo.TaxAmount.IsZero() || f.TaxDetails != nil && !f.TaxDetails.TotalTax.IsZero()
}

// managed says of a fee what an order's history tells.
func (f *AdditionalFee) managed() *ManagedAmount {
	return &ManagedAmount{ID: f.ID, Name: item.Text(f.Name), TotalAmount: f.Price}
}
