// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
)

// The platform's limits of carts.
const (
	MaxQuantity     = 100_000 // units of one line
	MaxLines        = 300     // lines of a cart, and line items of one create or update
	MaxLinesPerAdd  = 100     // line items, and as many custom ones, of one add
	MaxLinesPerCall = 100     // lines named in one removal or change of quantities
)

// CreateCartRequest describes a new cart. It needs at least one line.
type CreateCartRequest struct {
	CartInfo        Cart             `json:"cartInfo,omitzero"` // derived members are ignored
	CouponCode      string           `json:"couponCode,omitzero"`
	LineItems       []LineItem       `json:"lineItems,omitzero"`       // up to 300
	CustomLineItems []CustomLineItem `json:"customLineItems,omitzero"` // up to 300; admins only
}

// UpdateCartRequest changes a cart. Line items are added as AddToCart does,
// they do not take the place of those there are: the platform does not say
// which, and a client that repeats an update must not lose what was added
// meanwhile.
type UpdateCartRequest struct {
	CartInfo        CartUpdate       `json:"cartInfo,omitzero"`
	CouponCode      string           `json:"couponCode,omitzero"` // takes the place of the coupon there is; "" leaves it
	LineItems       []LineItem       `json:"lineItems,omitzero"`  // up to 300
	CustomLineItems []CustomLineItem `json:"customLineItems,omitzero"`
}

// CartUpdate says what becomes of each member of a cart that callers may
// change.
type CartUpdate struct {
	BuyerNote              patch.Field[string]                         `json:"buyerNote,omitzero"`
	BuyerInfo              BuyerInfoUpdate                             `json:"buyerInfo,omitzero"`
	ContactInfo            patch.Field[contact.AddressWithContact]     `json:"contactInfo,omitzero"`
	OverrideCheckoutURL    patch.Field[string]                         `json:"overrideCheckoutUrl,omitzero"`
	SelectedShippingOption patch.Field[pricing.SelectedShippingOption] `json:"selectedShippingOption,omitzero"`
	BusinessLocationID     patch.Field[string]                         `json:"businessLocationId,omitzero"`
	ExtendedFields         patch.Field[item.ExtendedFields]            `json:"extendedFields,omitzero"`
}

// BuyerInfoUpdate says what becomes of the members of a cart's buyer that
// callers may change.
type BuyerInfoUpdate struct {
	ContactID patch.Field[string] `json:"contactId,omitzero"` // only for somebody not logged in
	Email     patch.Field[string] `json:"email,omitzero"`
}

// AddToCartRequest is what to add to a cart. It may be empty.
type AddToCartRequest struct {
	LineItems          []LineItem       `json:"lineItems,omitzero"`          // up to 100
	CustomLineItems    []CustomLineItem `json:"customLineItems,omitzero"`    // up to 100; admins only
	BusinessLocationID string           `json:"businessLocationId,omitzero"` // only when the cart has none, or this one
}

// LineItemQuantityUpdate gives a line another quantity.
type LineItemQuantityUpdate struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"` // 1 to 100,000
}

// EstimateTotalsRequest is what totals are estimated for. What is not given is
// taken from the cart.
type EstimateTotalsRequest struct {
	SelectedShippingOption  *pricing.SelectedShippingOption `json:"selectedShippingOption,omitempty"`
	ShippingAddress         *contact.Address                `json:"shippingAddress,omitempty"`
	BillingAddress          *contact.Address                `json:"billingAddress,omitempty"` // taxes what is not shipped
	SelectedMemberships     *pricing.SelectedMemberships    `json:"selectedMemberships,omitempty"`
	CalculateTax            *bool                           `json:"calculateTax,omitempty"`            // default true
	CalculateShipping       *bool                           `json:"calculateShipping,omitempty"`       // default true
	CalculateAdditionalFees *bool                           `json:"calculateAdditionalFees,omitempty"` // default true
}

// CreateCheckoutRequest is what a checkout needs beside the cart.
type CreateCheckoutRequest struct {
	ChannelType            ChannelType                     `json:"channelType,omitzero"`
	ShippingAddress        *contact.Address                `json:"shippingAddress,omitempty"`
	BillingAddress         *contact.Address                `json:"billingAddress,omitempty"`
	SelectedShippingOption *pricing.SelectedShippingOption `json:"selectedShippingOption,omitempty"` // for a cart that has none
	Email                  string                          `json:"email,omitzero"`                   // required of a visitor who gives an address and has not given one before
}

// CreateCheckoutResponse is the outcome of CreateCheckout.
type CreateCheckoutResponse struct {
	CheckoutID string `json:"checkoutId"`
}

// Result is a cart after a change, with what was not done as asked.
type Result struct {
	Cart        *Cart        `json:"cart"`
	Adjustments []Adjustment `json:"adjustments,omitempty"`
}
