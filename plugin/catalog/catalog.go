// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/internal/ability"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// Budget is how long a catalog may take before it is abandoned.
const Budget = 10 * time.Second

// The platform's limits.
const (
	MaxReferences = 300         // of a request
	MaxQuantity   = 100_000_000 // of ItemData.QuantityAvailable
)

// Catalog knows what a shop sells. It is safe for concurrent use. It is asked
// whenever something is added to a cart, a cart or checkout is priced, or an
// item is added to an order.
//
// An item that the answer leaves out, because the catalog does not know it or
// does not sell it any more, leaves the cart; when all are unknown the answer is
// empty and no error. An error or an abandoned call changes nothing: what is in
// the cart stays as it was, and what was to be added is refused. Answers that
// Check refuses count as errors.
type Catalog interface {
	GetCatalogItems(ctx context.Context, r Request) (Response, error)
}

// Func is a Catalog made of a function.
type Func func(ctx context.Context, r Request) (Response, error)

// GetCatalogItems calls f.
func (f Func) GetCatalogItems(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// Collections is an optional ability of catalogs: to tell which collections an
// item is in, for discounts on collections. It does not block; an item that it
// does not know is in none. Without it items are in no collection.
type Collections interface {
	// Collections returns the ids of the collections of an item. The result is
	// shared: it must not be changed.
	Collections(itemID string) []string
}

// Wrapper is implemented by catalogs that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Wrapper interface {
	Unwrap() Catalog
}

// As returns the ability T of c, or of the first catalog it wraps that has it.
func As[T any](c Catalog) (T, bool) { return ability.As[T](c) }

// Request asks for items.
type Request struct {
	CatalogReferences []ReferenceAndQuantity `json:"catalogReferences"` // 1 to 300
	WeightUnit        item.WeightUnit        `json:"weightUnit,omitempty"`
	Currency          money.Currency         `json:"currency"` // the shop's
}

// Clone returns a copy that shares nothing with r.
func (r Request) Clone() Request {
	r.CatalogReferences = ptr.CopyEach(r.CatalogReferences, func(q ReferenceAndQuantity) ReferenceAndQuantity {
		q.CatalogReference = *q.CatalogReference.Clone()
		return q
	})
	return r
}

// ReferenceAndQuantity is an item and how many of it are in the cart.
type ReferenceAndQuantity struct {
	CatalogReference item.CatalogReference `json:"catalogReference"`
	Quantity         int                   `json:"quantity"`
}

// Response is the items that the catalog has.
type Response struct {
	CatalogItems []Item `json:"catalogItems"` // in any order; unknown items are left out
}

// Item is an item of the catalog.
type Item struct {
	CatalogReference item.CatalogReference `json:"catalogReference"` // the one of the request, options and all
	Data             ItemData              `json:"data"`
}

// ItemData is what a cart needs to know of an item. ProductName, ItemType and
// Price are required. Prices are of one unit, in the request's currency, and
// include tax where the shop's prices do.
type ItemData struct {
	ProductName                  item.Translatable            `json:"productName"`
	URL                          string                       `json:"url,omitempty"` // the item's page
	ItemType                     item.Type                    `json:"itemType"`
	Price                        money.Amount                 `json:"price"`                        // after the catalog's own discounts; 0 to 10^15
	FullPrice                    *money.Amount                `json:"fullPrice,omitempty"`          // before them; default Price
	TaxGroupID                   string                       `json:"taxGroupId,omitempty"`         // default the default group
	DescriptionLines             []item.DescriptionLine       `json:"descriptionLines,omitempty"`   // up to 20
	Media                        string                       `json:"media,omitempty"`              // a picture, as item.ParseImage reads it
	QuantityAvailable            *int                         `json:"quantityAvailable,omitempty"`  // nil: without limit
	PhysicalProperties           *item.PhysicalProperties     `json:"physicalProperties,omitempty"` // the weight in the request's unit
	SubscriptionOptionInfo       *item.SubscriptionOptionInfo `json:"subscriptionOptionInfo,omitempty"`
	PaymentOption                item.PaymentOption           `json:"paymentOption,omitempty"` // default FULL_PAYMENT_ONLINE
	ServiceProperties            *item.ServiceProperties      `json:"serviceProperties,omitempty"`
	RootCatalogItemID            string                       `json:"rootCatalogItemId,omitempty"` // up to 36 characters
	PriceDescription             *item.Translatable           `json:"priceDescription,omitempty"`  // up to 100 characters
	DepositAmount                *money.Amount                `json:"depositAmount,omitempty"`     // for DEPOSIT_ONLINE
	DeliveryProfileID            string                       `json:"deliveryProfileId,omitempty"`
	ConsentRequiredPaymentPolicy string                       `json:"consentRequiredPaymentPolicy,omitempty"` // up to 2500 characters
	PriceUndetermined            bool                         `json:"priceUndetermined,omitempty"`
	FixedQuantity                bool                         `json:"fixedQuantity,omitempty"` // the buyer can't change the quantity
	SavePaymentMethod            bool                         `json:"savePaymentMethod,omitempty"`
	TaxableAddress               *item.TaxableAddress         `json:"taxableAddress,omitempty"`
	Policies                     []item.Policy                `json:"policies,omitempty"`       // up to 5
	AdditionalFees               []AdditionalFee              `json:"additionalFees,omitempty"` // up to 5
	MembersOnly                  bool                         `json:"membersOnly,omitempty"`
	ModifierGroups               []item.CatalogModifierGroup  `json:"modifierGroups,omitempty"` // up to 25
}

// AdditionalFee is a fee that comes with an item.
type AdditionalFee struct {
	Code       string       `json:"code,omitempty"` // up to 100 characters
	Name       string       `json:"name"`           // 1 to 50 characters
	Price      money.Amount `json:"price"`          // of the whole line; not negative, 2 decimals
	TaxDetails *TaxDetails  `json:"taxDetails,omitempty"`
}

// TaxDetails says how a fee is taxed.
type TaxDetails struct {
	Taxable    bool   `json:"taxable"`
	TaxGroupID string `json:"taxGroupId,omitempty"`
}
