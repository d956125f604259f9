// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// DiscountTarget says what an applied discount was taken from.
type DiscountTarget string

// The targets.
const (
	DiscountTargetGlobal        DiscountTarget = "GLOBAL"         // all lines
	DiscountTargetSpecificItems DiscountTarget = "SPECIFIC_ITEMS" // the lines named
	DiscountTargetShipping      DiscountTarget = "SHIPPING"
)

// AppliedDiscount is a discount that took something off. Exactly one of
// Coupon, MerchantDiscount and DiscountRule is set.
type AppliedDiscount struct {
	Coupon           *AppliedCoupon           `json:"coupon,omitempty"`
	MerchantDiscount *AppliedMerchantDiscount `json:"merchantDiscount,omitempty"`
	DiscountRule     *AppliedRule             `json:"discountRule,omitempty"`
	DiscountType     DiscountTarget           `json:"discountType,omitempty"`
	LineItemIDs      []string                 `json:"lineItemIds"` // the lines it lowered, in line order; none for shipping
}

// Clone returns a deep copy.
func (d AppliedDiscount) Clone() AppliedDiscount {
	d.Coupon = ptr.Copy(d.Coupon)
	d.MerchantDiscount = d.MerchantDiscount.Clone()
	d.DiscountRule = ptr.Copy(d.DiscountRule)
	d.LineItemIDs = slices.Clone(d.LineItemIDs)
	return d
}

// Amount returns what the discount took off in all.
func (d AppliedDiscount) Amount() money.MultiCurrencyPrice {
	switch {
	case d.Coupon != nil:
		return d.Coupon.Amount
	case d.MerchantDiscount != nil:
		return d.MerchantDiscount.Amount
	case d.DiscountRule != nil:
		return d.DiscountRule.Amount
	default:
		return money.MultiCurrencyPrice{}
	}
}

// CouponType is the kind of discount that a coupon gives, as the platform
// spells it.
type CouponType string

// The coupon types.
const (
	CouponTypeMoneyOff     CouponType = "MoneyOff"
	CouponTypePercentOff   CouponType = "PercentOff"
	CouponTypeFixedPrice   CouponType = "FixedPrice"
	CouponTypeFreeShipping CouponType = "FreeShipping"
	CouponTypeBuyXGetY     CouponType = "BuyXGetY"
)

// AppliedCoupon is a coupon and what it took off.
type AppliedCoupon struct {
	ID         string                   `json:"id"`
	Code       string                   `json:"code"`
	Amount     money.MultiCurrencyPrice `json:"amount,omitzero"`
	Name       string                   `json:"name"`
	CouponType CouponType               `json:"couponType,omitempty"`
}

// AppliedMerchantDiscount is a discount that the merchant gave by hand.
type AppliedMerchantDiscount struct {
	Amount     money.MultiCurrencyPrice `json:"amount,omitzero"`
	Percentage *discount.Percentage     `json:"percentage,omitempty"` // when it was given as one: 0.01 to 100
}

// Clone returns a deep copy.
func (d *AppliedMerchantDiscount) Clone() *AppliedMerchantDiscount {
	c := ptr.Copy(d)
	if c != nil {
		c.Percentage = ptr.Copy(c.Percentage)
	}
	return c
}

// AppliedRule is a discount rule and what it took off.
type AppliedRule struct {
	ID     string                   `json:"id"`
	Name   item.Translatable        `json:"name"`
	Amount money.MultiCurrencyPrice `json:"amount,omitzero"`
}
