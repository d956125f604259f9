// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// Totals is what the calculator answers: the platform's response of calculate
// totals. It belongs to the caller.
type Totals struct {
	CalculatedLineItems      []CalculatedLineItem     `json:"calculatedLineItems"`
	PriceSummary             *PriceSummary            `json:"priceSummary,omitempty"`
	GiftCard                 *GiftCard                `json:"giftCard,omitempty"` // the first; deprecated by the platform, still sent
	TaxSummary               *TaxSummary              `json:"taxSummary,omitempty"`
	ShippingInfo             *ShippingInformation     `json:"shippingInfo,omitempty"`
	AppliedDiscounts         []AppliedDiscount        `json:"appliedDiscounts"`
	CalculationErrors        *CalculationErrors       `json:"calculationErrors,omitempty"`
	WeightUnit               item.WeightUnit          `json:"weightUnit,omitempty"`
	Currency                 money.Currency           `json:"currency"`
	ConversionCurrency       money.Currency           `json:"conversionCurrency"`
	TaxIncludedInPrice       bool                     `json:"taxIncludedInPrice"`
	PayNow                   *PriceSummary            `json:"payNow,omitempty"`
	PayLater                 *PriceSummary            `json:"payLater,omitempty"`
	MembershipOptions        *MembershipOptions       `json:"membershipOptions,omitempty"`
	AdditionalFees           []AdditionalFee          `json:"additionalFees"`
	CheckoutConversionRate   ConversionRate           `json:"checkoutConversionRate,omitzero"` // what one unit of Currency is worth; absent without conversion
	PayNowTotalAfterGiftCard money.MultiCurrencyPrice `json:"payNowTotalAfterGiftCard,omitzero"`
	TotalAfterGiftCard       money.MultiCurrencyPrice `json:"totalAfterGiftCard,omitzero"`
	PayAfterFreeTrial        *PriceSummary            `json:"payAfterFreeTrial,omitempty"`

	// CashRoundingAdjustment is what is added to TotalAfterGiftCard when all of it
	// is paid in cash; less than zero where it is rounded down, absent where the
	// shop does not round cash. No other figure depends on it.
	CashRoundingAdjustment money.Price `json:"cashRoundingAdjustment,omitzero"`

	// GiftCards is every gift card that pays, in order. The first is GiftCard,
	// which is all that the platform has of them.
	GiftCards []GiftCard `json:"giftCards,omitempty"`
	// Uses is what an order of this counts as a use of: the coupon, and rules
	// that are limited or kept in a store.
	Uses []discount.Use `json:"-"`
	// Policy is how the figures were rounded.
	Policy money.Policy `json:"-"`
	// Explanation is how the figures came about; nil unless asked for.
	Explanation *Explanation `json:"-"`
}

// Line returns the calculated line with an id, or nil.
func (t *Totals) Line(id string) *CalculatedLineItem {
	for i := range t.CalculatedLineItems {
		if t.CalculatedLineItems[i].LineItemID == id {
			return &t.CalculatedLineItems[i]
		}
	}
	return nil
}

// Clone returns a deep copy. The Explanation, which nobody changes, is shared.
func (t *Totals) Clone() *Totals {
	c := ptr.Copy(t)
	if c == nil {
		return nil
	}
	c.CalculatedLineItems = ptr.CopyEach(c.CalculatedLineItems, CalculatedLineItem.Clone)
	c.PriceSummary = c.PriceSummary.Clone()
	c.GiftCard = c.GiftCard.Clone()
	c.TaxSummary = c.TaxSummary.Clone()
	c.ShippingInfo = c.ShippingInfo.Clone()
	c.AppliedDiscounts = ptr.CopyEach(c.AppliedDiscounts, AppliedDiscount.Clone)
	c.CalculationErrors = c.CalculationErrors.Clone()
	c.PayNow = c.PayNow.Clone()
	c.PayLater = c.PayLater.Clone()
	c.MembershipOptions = c.MembershipOptions.Clone()
	c.AdditionalFees = ptr.CopyEach(c.AdditionalFees, AdditionalFee.Clone)
	c.PayAfterFreeTrial = c.PayAfterFreeTrial.Clone()
	c.GiftCards = ptr.CopyEach(c.GiftCards, func(g GiftCard) GiftCard { return g })
	c.Uses = discount.CloneUses(c.Uses)
	return c
}
