// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// AppliedDiscount is a discount of the cart, as plug-ins are told of it. Exactly
// one of Coupon, MerchantDiscount and DiscountRule is set.
type AppliedDiscount struct {
	Coupon           *Coupon           `json:"coupon,omitempty"`
	MerchantDiscount *MerchantDiscount `json:"merchantDiscount,omitempty"`
	DiscountRule     *DiscountRule     `json:"discountRule,omitempty"`
	DiscountType     string            `json:"discountType,omitempty"` // GLOBAL, SPECIFIC_ITEMS or SHIPPING
	LineItemIDs      []string          `json:"lineItemIds,omitempty"`  // what it was taken off; none: the whole cart
}

// Clone returns a copy that shares nothing with d.
func (d AppliedDiscount) Clone() AppliedDiscount {
	d.Coupon, d.MerchantDiscount, d.DiscountRule = ptr.Copy(d.Coupon), ptr.Copy(d.MerchantDiscount), ptr.Copy(d.DiscountRule)
	d.LineItemIDs = slices.Clone(d.LineItemIDs)
	return d
}

// Coupon is an applied coupon.
type Coupon struct {
	ID     string       `json:"id"`
	Code   string       `json:"code"`
	Name   string       `json:"name"`
	Amount money.Amount `json:"amount"` // what it took off
}

// MerchantDiscount is an applied discount that was given by hand.
type MerchantDiscount struct {
	Amount money.Amount `json:"amount"` // what it took off
}

// DiscountRule is an applied discount rule.
type DiscountRule struct {
	ID     string            `json:"id"`
	Name   item.Translatable `json:"name"`
	Amount money.Amount      `json:"amount"` // what it took off
}

// ExternalReference names something of another app that a purchase belongs to.
type ExternalReference struct {
	AppID      string `json:"appId"`
	ResourceID string `json:"resourceId,omitempty"` // 1 to 100 characters
}
