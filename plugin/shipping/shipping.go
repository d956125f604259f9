// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Budget is how long a carrier may take before it is abandoned.
const Budget = 10 * time.Second

// MaxLineItems is the platform's limit of a request.
const MaxLineItems = 500

// Carrier quotes what it costs to bring goods to a buyer. It is safe for
// concurrent use. It is asked whenever the items or the destination of a cart
// or checkout change, and a shop may use an answer again while they do not: the
// same request must get the same answer for ten minutes.
//
// An error becomes a carrier error of the totals, with the code of
// MissingPostalCode, InvalidPostalCode, PartialAddress or GenericError when it
// is one of these; so does an abandoned call, and an answer that Check refuses.
// Other carriers are not affected. No rates and no error means that the carrier
// does not go there.
type Carrier interface {
	GetShippingRates(ctx context.Context, r Request) (Response, error)
}

// CarrierFunc is a Carrier made of a function.
type CarrierFunc func(ctx context.Context, r Request) (Response, error)

// GetShippingRates calls f.
func (f CarrierFunc) GetShippingRates(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// Service is a carrier under the id by which carts and orders name it.
type Service struct {
	ID      string // a GUID; unique in the shop
	Name    string // 1 to 64 characters, for people
	Carrier Carrier

	// What merchants are told of it in lists of carriers.
	Description  string // up to 200 characters
	LearnMoreURL string // up to 200 characters
	DashboardURL string // where it is set up
	ThumbnailURL string // its picture

	// FallbackDefinitionMandatory says that delivery regions take the carrier only
	// with a backup rate.
	FallbackDefinitionMandatory bool
}

// Request asks what it costs to bring goods to a buyer.
type Request struct {
	LineItems           []LineItem                 `json:"lineItems"`                    // 1 to 500
	ShippingDestination *contact.Address           `json:"shippingDestination,omitzero"` // as much as is known; nil: nothing
	ShippingOrigin      *contact.Address           `json:"shippingOrigin,omitzero"`      // the business
	BuyerContactDetails *contact.Details           `json:"buyerContactDetails,omitzero"`
	WeightUnit          item.WeightUnit            `json:"weightUnit,omitempty"`
	TaxIncludedInPrices bool                       `json:"taxIncludedInPrices"` // deprecated by the platform
	DeliveryPreferences *DeliveryPreferences       `json:"deliveryPreferences,omitzero"`
	PurchaseFlowID      string                     `json:"purchaseFlowId,omitempty"`
	ExternalReferences  []plugin.ExternalReference `json:"externalReferences,omitempty"` // up to 20
	ExtendedFields      *item.ExtendedFields       `json:"extendedFields,omitzero"`

	// Currency is the one of all prices, in the request and in the answer. The
	// platform sends it beside the request.
	Currency money.Currency `json:"currency,omitzero"`

	// Goods is what the goods cost after all discounts, as shown to the buyer:
	// what thresholds are compared with. Beside the platform's members; nil: the
	// sum of the lines.
	Goods *money.Amount `json:"goods,omitzero"`
}

// LineItem is a line of the cart, as carriers are told of it. Prices are after
// discounts unless they say otherwise.
type LineItem struct {
	Name                     string                   `json:"name"`
	Quantity                 int                      `json:"quantity"`
	CatalogReference         item.CatalogReference    `json:"catalogReference,omitzero"`
	PhysicalProperties       *item.PhysicalProperties `json:"physicalProperties,omitzero"` // of one unit; nil: weightless, and shippable
	Price                    money.Amount             `json:"price"`                       // of one unit
	PriceBeforeDiscount      *money.Amount            `json:"priceBeforeDiscount,omitzero"`
	TotalPrice               *money.Amount            `json:"totalPrice,omitzero"` // of the line; nil: Price times Quantity
	TotalPriceBeforeDiscount *money.Amount            `json:"totalPriceBeforeDiscount,omitzero"`
	DeliveryDestinationIndex *int                     `json:"deliveryDestinationIndex,omitempty"`
	DeliveryOriginIndex      *int                     `json:"deliveryOriginIndex,omitempty"`
	TaxIncludedInPrice       *bool                    `json:"taxIncludedInPrice,omitempty"`
}

// DeliveryPreferences says which rate the buyer has chosen so far.
type DeliveryPreferences struct {
	PreferredCode string `json:"preferredCode,omitempty"`
}

// Response is the rates that a carrier offers.
type Response struct {
	ShippingRates []Rate `json:"shippingRates"`
}

// Rate is one way to bring the goods, and its price.
type Rate struct {
	Code      string    `json:"code"`  // 1 to 100 characters; unique in the answer, the same in every answer
	Title     string    `json:"title"` // up to 250 characters, for the buyer
	Logistics Logistics `json:"logistics,omitzero"`
	Cost      Cost      `json:"cost"`
}

// Logistics says when and how the goods arrive.
type Logistics struct {
	DeliveryTime  string         `json:"deliveryTime,omitempty"`  // up to 500 characters, such as "3-5 days"
	Instructions  string         `json:"instructions,omitempty"`  // up to 1000 characters
	PickupDetails *PickupDetails `json:"pickupDetails,omitempty"` // only for pickup
}

// PickupDetails says where the buyer picks the goods up.
type PickupDetails struct {
	Address      *contact.PickupAddress `json:"address,omitempty"`
	PickupMethod PickupMethod           `json:"pickupMethod,omitempty"`
}

// PickupMethod is a kind of pickup.
type PickupMethod string

// The kinds of pickup.
const (
	StorePickup PickupMethod = "STORE_PICKUP"
	PickupPoint PickupMethod = "PICKUP_POINT"
)

// Cost is the price of a rate: Price and AdditionalCharges together.
type Cost struct {
	Price             money.Amount       `json:"price"`    // before tax where the shop's prices are, with tax where they include it
	Currency          money.Currency     `json:"currency"` // the request's
	AdditionalCharges []AdditionalCharge `json:"additionalCharges,omitempty"`
}

// AdditionalCharge is a part of a rate's price that is shown apart.
type AdditionalCharge struct {
	Type    ChargeType   `json:"type"`
	Details string       `json:"details,omitempty"` // up to 250 characters
	Price   money.Amount `json:"price"`
}

// ChargeType is a kind of charge.
type ChargeType string

// The kinds of charges.
const (
	ChargeHandlingFee ChargeType = "HANDLING_FEE"
	ChargeInsurance   ChargeType = "INSURANCE"
)

// GoodsTotal returns Goods, or the sum of the lines.
func (r *Request) GoodsTotal() (money.Amount, error) {
	if r.Goods != nil {
		return r.Goods.Bind(r.Currency)
	}
	sum := money.Zero(r.Currency)
	for i := range r.LineItems {
		line := &r.LineItems[i]
		total := line.TotalPrice
		if total == nil {
			t, err := line.Price.Mul(int64(line.Quantity))
			if err != nil {
				return money.Amount{}, err
			}
			total = &t
		}
		t, err := total.Bind(r.Currency)
		if err != nil {
			return money.Amount{}, err
		}
		if sum, err = sum.Add(t); err != nil {
			return money.Amount{}, err
		}
	}
	return sum, nil
}

// Total returns price and charges together, in the cost's currency.
func (c Cost) Total() (money.Amount, error) {
	sum, err := c.Price.Bind(c.Currency)
	for i := 0; err == nil && i < len(c.AdditionalCharges); i++ {
		var a money.Amount
		if a, err = c.AdditionalCharges[i].Price.Bind(c.Currency); err == nil {
			sum, err = sum.Add(a)
		}
	}
	return sum, err
}
