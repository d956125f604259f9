// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"errors"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store/driver"
)

// objections returns what keeps a computed checkout from being ordered, by a
// buyer or by staff.
func (e *edit) objections(unanswered error, opts CreateOrderOptions, buyer bool) error {
	c, in := &e.rec.Checkout, &e.rec.Internal
	state := func(code, message string, data map[string]any) error {
		err := fault.New(fault.State, code, message)
		err.Data = data
		return err
	}
	shippable := in.Goods.Shippable()
	sel := e.selected()
	if err := e.refusal(); err != nil {
		return err
	}
	switch {
	case c.BuyerInfo.MemberID == "" && in.Owner.Buyer() && in.Owner.ID != "" && e.rec.has(func(l *cart.LineItem) bool { return l.MembersOnly }):
		return state("MEMBERS_ONLY_ITEM", "only members may buy this", nil)
	case in.Coupon != "" && e.rec.has(giftCardLine):
		return state("COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", "gift cards cannot be bought with a coupon", nil)
	case shippable && in.Shipping != nil && (sel == nil || !sel.RequestedShippingOption) && e.hasDestination() && !carriersFailed(c.CalculationErrors):
		return state("SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE", "the shipping option "+in.Shipping.Code+" is not offered any more", nil)
	case c.CalculationErrors.Any():
		return state("CALCULATION_ERROR", "the totals could not be computed without errors", map[string]any{"calculationErrors": c.CalculationErrors})
	case unanswered != nil:
		return &fault.Error{Class: fault.State, Code: "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS", Message: "a validation plug-in did not answer", Err: unanswered}
	case validation.Blocks(c.Violations):
		return state("VIOLATIONS_WITH_ERROR_SEVERITY", "a validation plug-in objects", map[string]any{"violations": c.Violations})
	case e.rec.has(func(l *cart.LineItem) bool { return l.SavePaymentMethod }) && !opts.SavePaymentMethod:
		return state("NO_SAVE_PAYMENT_METHOD_CONFIRMATION", "the buyer must agree that the means of payment is saved", nil)
	}
	if e.rec.has(func(l *cart.LineItem) bool { return l.SubscriptionOptionInfo != nil }) {
		switch {
		case len(in.Goods.Lines) > 1:
			return state("SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", "a subscription must be bought by itself", nil)
		case c.PriceSummary.Total.Amount.IsZero():
			return state("SUBSCRIPTION_WITH_ZERO_TOTAL", "a subscription cannot be free of charge", nil)
		}
	}
	var v fault.Checker
	v.Required("billingInfo.address", !c.PriceSummary.Total.Amount.IsPositive() || c.BillingInfo != nil && c.BillingInfo.Address != nil)
	v.Required("shippingInfo.shippingDestination.address", !shippable || e.hasDestination())
	if err := v.Err(); err != nil {
		return err
	}
	if shippable && sel == nil {
		return state("NO_SELECTED_CARRIER_SERVICE_OPTION", "choose how the goods are shipped", nil)
	}
	if opts.PayOffline && !payment.IsOffline(e.s.cfg.Payments) && !e.s.cfg.ManualPayments && buyer {
		return state("PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", "buyers cannot choose to pay offline in this shop", nil)
	}
	if e.offline(opts) && e.due.IsPositive() && c.CustomSettings != nil && c.CustomSettings.DisabledManualPayment {
		return state("PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", "this checkout cannot be paid offline", nil)
	}
	return nil
}

// carriersFailed reports whether a carrier did not answer, or could not be asked,
// so that nobody knows what it offers.
func carriersFailed(errs *pricing.CalculationErrors) bool {
	return errs != nil && (errs.CarrierErrors != nil || errs.GeneralShippingCalculationError != nil)
}

func (e *edit) selected() *pricing.SelectedCarrierServiceOption {
	if i := e.rec.Checkout.ShippingInfo; i != nil {
		return i.SelectedCarrierServiceOption
	}
	return nil
}

func (e *edit) hasDestination() bool {
	to := e.destination()
	return to != nil && to.Address != nil
}

// outOfStock is the error for goods that are not there any more.
func outOfStock(all bool, lineItemIDs []string) error {
	code, message := "PARTIAL_OUT_OF_STOCK", "some of the goods are out of stock"
	if all {
		code, message = "FULL_OUT_OF_STOCK", "all of the goods are out of stock"
	}
	err := fault.New(fault.State, code, message)
	if len(lineItemIDs) > 0 {
		err.Data = map[string]any{"lineItemIds": lineItemIDs}
	}
	return err
}

// shortage turns a count that left its bounds in the commit of an order into
// the platform's error.
func (s *Service) shortage(err error, r *record) error {
	if err = giftcard.Shortage(err); giftcard.Refused(err) && fault.Code(err) != "" {
		return notRedeemed(err)
	}
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || r == nil {
		return err
	}
	if why := discount.Exceeded(err); why != nil {
		return usedUp(why)
	}
	var ids []string
	all := bound.Value <= 0
	for i := range r.Internal.Goods.Lines {
		l := &r.Internal.Goods.Lines[i]
		if l.CatalogReference != nil && l.CatalogReference.CatalogItemID == bound.Ref.ID {
			ids = append(ids, l.ID)
		} else {
			all = false
		}
	}
	return outOfStock(all, ids)
}

// usedUp is the error for a coupon or a discount rule whose uses ran out while
// an order was placed, again and again.
func usedUp(why *fault.Error) error {
	errs := new(pricing.CalculationErrors)
	switch why.Code {
	case discount.CodeCouponUsageExceeded, discount.CodeCouponLimitPerCustomerReached:
		errs.CouponCalculationError = pricing.DetailsOf(why)
	default:
		errs.DiscountsCalculationError = pricing.DetailsOf(why)
	}
	err := fault.New(fault.State, "CALCULATION_ERROR", why.Message)
	err.Data = map[string]any{"calculationErrors": errs}
	return err
}
