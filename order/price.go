// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// PriceSummary is what an order costs. Its figures keep the equation
//
//	total = subtotal − discount + shipping + totalAdditionalFees + tax not inside a price
//
// which CheckPriceSummary verifies. Subtotal, discount, shipping and fees are
// as shown to the buyer: net, or gross in a shop whose prices include tax.
type PriceSummary struct {
	Subtotal            money.Price `json:"subtotal,omitzero"`            // goods, before discounts
	Shipping            money.Price `json:"shipping,omitzero"`            // before its discount
	Tax                 money.Price `json:"tax,omitzero"`                 // all of it, inside prices or on top
	Discount            money.Price `json:"discount,omitzero"`            // everything taken off
	Total               money.Price `json:"total,omitzero"`               // what the buyer owes, before gift cards
	TotalAdditionalFees money.Price `json:"totalAdditionalFees,omitzero"` //
}

// BalanceSummary is what has been paid of an order and what is left. It
// follows from the order's transactions, see Balance.
type BalanceSummary struct {
	Balance                money.Price `json:"balance,omitzero"`                // left to pay; negative: owed to the buyer
	Paid                   money.Price `json:"paid,omitzero"`                   // approved payments, whether refunded later or not
	Refunded               money.Price `json:"refunded,omitzero"`               // refunds that went through
	Authorized             money.Price `json:"authorized,omitzero"`             // authorized, not captured
	Pending                money.Price `json:"pending,omitzero"`                // payments under way
	PendingRefund          money.Price `json:"pendingRefund,omitzero"`          // refunds under way
	Chargeback             money.Price `json:"chargeback,omitzero"`             //
	ChargebackReversal     money.Price `json:"chargebackReversal,omitzero"`     //
	PlatformFees           money.Price `json:"platformFees,omitzero"`           // really charged
	TotalMinusPlatformFees money.Price `json:"totalMinusPlatformFees,omitzero"` //
	CashRoundingAdjustment money.Price `json:"cashRoundingAdjustment,omitzero"` // above zero: rounded up
}

// PlatformFeeSummary is what selling through a platform costs.
type PlatformFeeSummary struct {
	Total         money.Price   `json:"total,omitzero"`
	TotalPassOn   money.Price   `json:"totalPassOn,omitzero"`   // paid by the buyer as an additional fee
	TotalAbsorbed money.Price   `json:"totalAbsorbed,omitzero"` // borne by the merchant
	Fees          []PlatformFee `json:"fees,omitzero"`          // up to 300
}

// PlatformFee is one fee of a platform.
type PlatformFee struct {
	Name           *item.Translatable `json:"name,omitzero"`
	Amount         money.Price        `json:"amount,omitzero"`
	LineItemID     string             `json:"lineItemId,omitzero"`
	ChargeType     ChargeType         `json:"chargeType,omitzero"`
	PercentageRate decimal.Decimal    `json:"percentageRate,omitzero"` // a fraction, above 0 up to 1, 4 decimals
}
