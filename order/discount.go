// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// AppliedDiscount is something taken off an order's price. Exactly one of
// Coupon, MerchantDiscount and DiscountRule is set.
type AppliedDiscount struct {
	Coupon           *Coupon           `json:"coupon,omitzero"`
	MerchantDiscount *MerchantDiscount `json:"merchantDiscount,omitzero"`
	DiscountRule     *DiscountRule     `json:"discountRule,omitzero"`

	ID                string             `json:"id,omitzero"` // a GUID; made when empty
	DiscountType      DiscountType       `json:"discountType,omitzero"`
	LineItemIDs       []string           `json:"lineItemIds,omitzero"`       // deprecated: up to 300
	LineItemDiscounts []LineItemDiscount `json:"lineItemDiscounts,omitzero"` // up to 300: each line's share
}

// Amount returns what the discount takes off in all.
func (d *AppliedDiscount) Amount() money.Amount {
	switch {
	case d.Coupon != nil:
		return d.Coupon.Amount.Amount
	case d.MerchantDiscount != nil:
		return d.MerchantDiscount.Amount.Amount
	case d.DiscountRule != nil:
		return d.DiscountRule.Amount.Amount
	}
	return money.Amount{}
}

// Coupon is a coupon that the buyer redeemed.
type Coupon struct {
	ID     string      `json:"id,omitzero"`
	Code   string      `json:"code,omitzero"`
	Name   string      `json:"name,omitzero"`
	Amount money.Price `json:"amount,omitzero"`
}

// MerchantDiscount is something the merchant took off by hand. At most one of
// DiscountReason and Description is set.
type MerchantDiscount struct {
	DiscountReason DiscountReason `json:"discountReason,omitzero"`
	Description    string         `json:"description,omitzero"` // up to 200 characters
	Amount         money.Price    `json:"amount,omitzero"`
}

// DiscountRule is a discount that came by itself.
type DiscountRule struct {
	ID     string            `json:"id,omitzero"`
	Name   item.Translatable `json:"name,omitzero"` // original 1 to 256 characters
	Amount money.Price       `json:"amount,omitzero"`
}

// LineItemDiscount is one line's share of a discount.
type LineItemDiscount struct {
	ID            string      `json:"id,omitzero"` // of the line
	TotalDiscount money.Price `json:"totalDiscount,omitzero"`
}
