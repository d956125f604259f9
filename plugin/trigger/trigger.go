// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package trigger

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// Budget is how long a provider may take before it is abandoned.
const Budget = 3 * time.Second

// The platform's limits.
const (
	MaxLineItems = 1000 // of a request
	MaxTriggers  = 1000 // of a request, and of an answer
)

// Provider decides whether the custom triggers of discount rules are met. It is
// safe for concurrent use. It is asked once whenever a cart or checkout is
// priced to which a rule could apply that has one of its triggers, about all of
// these together; and never otherwise.
//
// A provider that fails, is abandoned, or gives an answer that Check refuses
// meets none of the triggers, and the cart says so in its calculation errors.
type Provider interface {
	// ListTriggers returns the triggers that rules may name, for those who write
	// rules.
	ListTriggers(ctx context.Context) (ListResponse, error)

	// GetEligibleTriggers returns those of the triggers asked about that are met.
	// Each has the Identifier that it was asked about with: one that has not, and
	// one that was not asked about, is ignored.
	GetEligibleTriggers(ctx context.Context, r Request) (Response, error)
}

// ListResponse is the triggers of a provider.
type ListResponse struct {
	CustomTriggers []CustomTrigger `json:"customTriggers"` // up to 1000
}

// CustomTrigger is a trigger that a provider has.
type CustomTrigger struct {
	ID   string `json:"id"`   // 1 to 100 characters
	Name string `json:"name"` // 1 to 200 characters
}

// Request asks which triggers a cart meets.
type Request struct {
	LineItems      []LineItem    `json:"lineItems"` // up to 1000
	Triggers       []Asked       `json:"triggers"`  // 1 to 1000
	PurchaseFlowID string        `json:"purchaseFlowId,omitempty"`
	ShippingInfo   *ShippingInfo `json:"shippingInfo,omitzero"`

	// Currency is the shop's, the one of all prices. The platform sends it beside
	// the request.
	Currency money.Currency `json:"currency,omitzero"`
}

// LineItem is a line of the cart, as providers are told of it.
type LineItem struct {
	ID               string                `json:"id"`
	Quantity         int                   `json:"quantity"`
	CatalogReference item.CatalogReference `json:"catalogReference,omitzero"`
	Price            money.Amount          `json:"price"` // of one unit, before all discounts but the catalog's own
}

// Asked is a trigger that a request asks about.
type Asked struct {
	CustomTrigger ID     `json:"customTrigger"`
	Identifier    string `json:"identifier,omitempty"` // to be given back; up to 120 characters
}

// ID names a trigger.
type ID struct {
	ID string `json:"id"`
}

// ShippingInfo is where the cart goes, as far as it is known.
type ShippingInfo struct {
	Address                     *Address `json:"address,omitzero"`
	PreferredShippingOptionCode string   `json:"preferredShippingOptionCode,omitempty"`
}

// Address is a place.
type Address struct {
	Country     string `json:"country,omitempty"`     // such as "US"
	Subdivision string `json:"subdivision,omitempty"` // such as "US-NY"
	City        string `json:"city,omitempty"`
}

// Response is the triggers that are met.
type Response struct {
	EligibleTriggers []Eligible `json:"eligibleTriggers"` // up to 1000
}

// Eligible is a trigger that is met.
type Eligible struct {
	CustomTriggerID string `json:"customTriggerId"`
	Identifier      string `json:"identifier,omitempty"` // the one it was asked about with
}
