// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discounts

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Budget is how long a provider may take before it is abandoned.
const Budget = 3 * time.Second

// The platform's limits.
const (
	MaxLineItems = 300 // of a request, and of a discount
	MaxDiscounts = 100 // of an answer
)

// Provider gives discounts on a cart. It is safe for concurrent use. It is asked
// once whenever a cart or checkout with something in it is priced.
//
// A provider that fails, is abandoned, or gives an answer that Check refuses
// gives no discounts, and the cart says so in its calculation errors. One that
// knows the coupon of a request, but must refuse it, fails with one of the
// platform's codes, such as ERROR_COUPON_HAS_EXPIRED.
type Provider interface {
	GetEligibleDiscounts(ctx context.Context, r Request) (Response, error)
}

// ProviderFunc is a Provider made of a function.
type ProviderFunc func(ctx context.Context, r Request) (Response, error)

// GetEligibleDiscounts calls f.
func (f ProviderFunc) GetEligibleDiscounts(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// Request asks for the discounts on a cart.
type Request struct {
	LineItems      []LineItem `json:"lineItems"` // up to 300
	PurchaseFlowID string     `json:"purchaseFlowId,omitempty"`
	CouponCodes    []string   `json:"couponCodes,omitempty"` // up to 1
	BuyerEmail     string     `json:"buyerEmail,omitempty"`

	// Currency is the shop's, the one of all amounts. The platform sends it
	// beside the request.
	Currency money.Currency `json:"currency,omitzero"`
}

// LineItem is a line of the cart, as providers are told of it.
type LineItem struct {
	ID               string                `json:"id"`
	Quantity         int                   `json:"quantity"`
	CatalogReference item.CatalogReference `json:"catalogReference,omitzero"`
	Price            money.Amount          `json:"price"` // of one unit, before all discounts but the catalog's own
}

// Response is the discounts on a cart.
type Response struct {
	Discounts []Discount `json:"discounts"` // up to 100, in the order in which they apply, each to what is left
}

// TargetType is what a discount is taken off.
type TargetType string

// The targets.
const (
	TargetGlobal    TargetType = "GLOBAL"
	TargetShipping  TargetType = "SHIPPING"
	TargetLineItems TargetType = "LINE_ITEMS"
)

// Source is where a discount comes from.
type Source string

// The sources.
const (
	SourceCoupon    Source = "COUPON"
	SourceAutomatic Source = "AUTOMATIC"
	SourceCustom    Source = "CUSTOM"
)

// Discount is one discount. Exactly the member that TargetType names is set.
type Discount struct {
	TargetType         TargetType          `json:"targetType"`
	GlobalDiscounts    *BaseDiscounts      `json:"globalDiscounts,omitempty"`
	ShippingDiscounts  *BaseDiscounts      `json:"shippingDiscounts,omitempty"`
	LineItemsDiscounts *LineItemsDiscounts `json:"lineItemsDiscounts,omitempty"`
	CouponOptions      *CouponOptions      `json:"couponOptions,omitempty"` // of COUPON
	Name               item.Translatable   `json:"name"`                    // the original 1 to 256 characters, the translation up to 500
	ExternalID         string              `json:"externalId,omitempty"`    // up to 50 characters
	Source             Source              `json:"source,omitempty"`        // default AUTOMATIC
}

// BaseDiscounts is a discount on the whole cart or on shipping. A fixed amount
// is spread over the lines in proportion to what is left of them.
type BaseDiscounts struct {
	Rate Rate `json:"rate"`
}

// LineItemsDiscounts is discounts on some lines.
type LineItemsDiscounts struct {
	LineItems []LineItemRate `json:"lineItems"` // 1 to 300, each of another line
}

// LineItemRate is what is taken off one line: a percentage of what is left of
// it, or an amount off the whole line.
type LineItemRate struct {
	ID   string `json:"id"`
	Rate Rate   `json:"rate"`
}

// CouponOptions names the coupon that a discount is given for: the one asked
// about, or the discount is ignored. It is ignored, too, when the shop has a
// coupon with the code itself.
type CouponOptions struct {
	Code string `json:"code"` // up to 20 characters
}

// RateType is the kind of a rate.
type RateType string

// The kinds of rates.
const (
	RateFixedAmount RateType = "FIXED_AMOUNT"
	RatePercentage  RateType = "PERCENTAGE"
)

// Rate is how much a discount takes off. Exactly the value that Type names is
// set.
type Rate struct {
	Type             RateType       `json:"type"`
	FixedAmountValue plugin.Decimal `json:"fixedAmountValue,omitempty"` // 0 or more, up to 6 decimals; rounded as the shop does
	PercentageValue  plugin.Decimal `json:"percentageValue,omitempty"`  // 0 to 100, up to 6 decimals
}
