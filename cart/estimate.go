// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// EstimateTotalsResponse is what a cart would cost. It belongs to the caller.
type EstimateTotalsResponse struct {
	Cart                *Cart                        `json:"cart"`
	CalculatedLineItems []pricing.CalculatedLineItem `json:"calculatedLineItems"`
	PriceSummary        *pricing.PriceSummary        `json:"priceSummary,omitempty"`
	GiftCard            *pricing.GiftCard            `json:"giftCard,omitempty"`
	TaxSummary          *pricing.TaxSummary          `json:"taxSummary,omitempty"`
	ShippingInfo        *pricing.ShippingInformation `json:"shippingInfo,omitempty"`
	AppliedDiscounts    []pricing.AppliedDiscount    `json:"appliedDiscounts"`
	CalculationErrors   *pricing.CalculationErrors   `json:"calculationErrors,omitempty"`
	WeightUnit          item.WeightUnit              `json:"weightUnit,omitempty"`
	Currency            money.Currency               `json:"currency"`
	PayNow              *pricing.PriceSummary        `json:"payNow,omitempty"`
	PayLater            *pricing.PriceSummary        `json:"payLater,omitempty"`
	MembershipOptions   *MembershipOptions           `json:"membershipOptions,omitempty"`
	AdditionalFees      []pricing.AdditionalFee      `json:"additionalFees"`
	Violations          []pricing.Violation          `json:"violations"` // of the validation plug-ins that look at carts

	// Explanation is how the figures came about; nil unless the Pricer tells.
	Explanation *pricing.Explanation `json:"-"`
}

// MembershipOptions is the memberships that the buyer has and uses. All of it is
// deprecated by the platform and still sent.
type MembershipOptions struct {
	EligibleMemberships []pricing.Membership         `json:"eligibleMemberships,omitempty"`
	InvalidMemberships  []pricing.InvalidMembership  `json:"invalidMemberships,omitempty"`
	SelectedMemberships []pricing.SelectedMembership `json:"selectedMemberships,omitempty"`
}

// EstimateTotals computes what a cart costs with shipping, tax and fees, as far
// as they are known. The cart is not changed, and its lines are as the catalog
// described them last. A coupon that does not hold, a carrier that does not
// answer and the like are entries of CalculationErrors.
func (s *Service) EstimateTotals(ctx context.Context, id ID, req EstimateTotalsRequest) (*EstimateTotalsResponse, error) {
	const op = "cart.EstimateTotals"
	r, err := s.read(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return s.estimate(ctx, op, r, req)
}

// estimate computes the totals of a cart that was read for it.
func (s *Service) estimate(ctx context.Context, op string, r *record, req EstimateTotalsRequest) (*EstimateTotalsResponse, error) {
	var check fault.Checker
	req.validate(&check)
	if err := check.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	resp, err := s.totals(ctx, r, &req)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return resp, nil
}

// totals computes the totals of a cart.
func (s *Service) totals(ctx context.Context, r *record, req *EstimateTotalsRequest) (*EstimateTotalsResponse, error) {
	c, g := &r.Cart, r.Goods()
	in := &pricing.Input{
		Lines:                   g.PricingLines(),
		CouponCode:              c.CouponCode(),
		SelectedShippingOption:  ptr.First(req.SelectedShippingOption, c.SelectedShippingOption),
		ShippingAddress:         req.ShippingAddress,
		BillingAddress:          req.BillingAddress,
		Buyer:                   buyerOf(c),
		SelectedMemberships:     req.SelectedMemberships,
		BusinessLocationID:      c.BusinessLocationID,
		ConversionCurrency:      s.picker.Currency(ctx, c.ConversionCurrency),
		At:                      s.env.Time(),
		PurchaseFlowID:          c.PurchaseFlowID,
		CalculateTax:            ptr.Or(req.CalculateTax, true),
		CalculateShipping:       ptr.Or(req.CalculateShipping, true),
		CalculateAdditionalFees: ptr.Or(req.CalculateAdditionalFees, true),
	}
	if in.ShippingAddress == nil && c.ContactInfo != nil {
		in.ShippingAddress = c.ContactInfo.Address
	}
	if in.SelectedMemberships == nil {
		in.SelectedMemberships = g.SelectedMemberships()
	}
	t, err := s.picker.pricer.Calculate(s.withOwnUses(ctx, s.env.Store, c), in)
	if err != nil {
		return nil, err
	}
	g.SetPrices(t)
	if s.env.Site.LiveRates {
		if c.ConversionCurrency, err = s.picker.Show(g, t.Conversion()); err != nil {
			return nil, err
		}
	}
	resp := &EstimateTotalsResponse{
		Cart: c, CalculatedLineItems: t.CalculatedLineItems, PriceSummary: t.PriceSummary, GiftCard: t.GiftCard,
		TaxSummary: t.TaxSummary, ShippingInfo: t.ShippingInfo, AppliedDiscounts: t.AppliedDiscounts,
		CalculationErrors: t.CalculationErrors, WeightUnit: t.WeightUnit, Currency: t.Currency,
		PayNow: t.PayNow, PayLater: t.PayLater, AdditionalFees: t.AdditionalFees, Violations: []pricing.Violation{},
		Explanation: t.Explanation,
	}
	if o := t.MembershipOptions; o != nil {
		resp.MembershipOptions = &MembershipOptions{EligibleMemberships: o.EligibleMemberships, InvalidMemberships: o.InvalidMemberships}
		if o.SelectedMemberships != nil {
			resp.MembershipOptions.SelectedMemberships = o.SelectedMemberships.Memberships
		}
	}
	if len(s.validators) > 0 {
		resp.Violations, _ = s.picker.Violations(ctx, s.validators, s.validationRequest(c, g, in, t))
	}
	return resp, nil
}
