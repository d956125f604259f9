// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import (
	"context"
	"slices"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Budget is how long a calculator may take before it is abandoned.
const Budget = 10 * time.Second

// The platform's limits.
const (
	MaxAddresses  = 3   // of a request
	MaxLineItems  = 300 // of a request
	MaxBreakdowns = 7   // of a line
)

// Calculator knows which taxes a sale owes. It is safe for concurrent use. It
// is asked whenever a cart, checkout or draft order is priced with tax, so its
// answer may depend on the request only.
//
// An error, an abandoned call and an answer that Check refuses become the
// taxCalculationError of the totals, which then have no tax; an order can't be
// placed on them. No region and no rate for an item are no error: the line has
// an empty breakdown then. The platform's codes are CodeInvalidAddressIndex and
// those below it.
type Calculator interface {
	CalculateTax(ctx context.Context, r Request) (Response, error)
}

// CalculatorFunc is a Calculator made of a function.
type CalculatorFunc func(ctx context.Context, r Request) (Response, error)

// CalculateTax calls f.
func (f CalculatorFunc) CalculateTax(ctx context.Context, r Request) (Response, error) {
	return f(ctx, r)
}

// The platform's codes for requests that can't be served.
const (
	CodeInvalidAddressIndex = "INVALID_LINE_ITEM_ADDRESS_INDEX"
	CodeMissingAddress      = "MISSING_TAXABLE_ADDRESS"
	CodeMissingCountry      = "MISSING_COUNTRY_IN_ADDRESS"
	CodeMissingSubdivision  = "MISSING_SUBDIVISION_IN_ADDRESS"
)

// Request asks for the taxes of a sale.
type Request struct {
	Currency  money.Currency    `json:"currency"`
	Addresses []contact.Address `json:"addresses"` // 1 to 3; lines refer to them
	LineItems []LineItem        `json:"lineItems"` // 1 to 300

	// TaxExemptGroupID is the exempt group that the buyer is in; "" for none.
	// Beside the platform's members.
	TaxExemptGroupID string `json:"taxExemptGroupId,omitempty"`
}

// Clone returns a copy that shares nothing with r.
func (r Request) Clone() Request {
	r.Addresses = ptr.CopyEach(r.Addresses, func(a contact.Address) contact.Address { return *a.Clone() })
	r.LineItems = ptr.CopyEach(r.LineItems, func(l LineItem) LineItem {
		l.AddressIndex = AddressIndex{ptr.Copy(l.AddressIndex.SingleAddress), ptr.Copy(l.AddressIndex.MultipleAddresses)}
		return l
	})
	return r
}

// LineItem is something taxable: a line of the cart, the shipping or a fee.
type LineItem struct {
	ID                 string       `json:"id"`                   // 1 to 100 characters, unique in the request
	ItemName           string       `json:"itemName,omitempty"`   // up to 250 characters
	Quantity           int          `json:"quantity"`             // 1 to 100,000
	Price              money.Amount `json:"price"`                // of one unit, after all discounts, rounded
	TotalPrice         money.Amount `json:"totalPrice"`           // of the whole line, after all discounts, exact: what is taxed. Beside the platform's members
	ItemCode           string       `json:"itemCode,omitempty"`   // up to 40 characters
	TaxGroupID         string       `json:"taxGroupId,omitempty"` // empty: the default group
	TaxIncludedInPrice bool         `json:"taxIncludedInPrice"`
	AddressIndex       AddressIndex `json:"addressIndex"`
	TaxRegionID        string       `json:"taxRegionId,omitempty"`
	Shipping           bool         `json:"shipping,omitempty"` // it is the shipping of the order. Beside the platform's members
}

// AddressIndex says which of the request's addresses tax a line. Exactly one
// member is set.
type AddressIndex struct {
	SingleAddress     *int               `json:"singleAddress,omitempty"`
	MultipleAddresses *MultipleAddresses `json:"multipleAddresses,omitempty"`
}

// MultipleAddresses is where goods come from and where they go.
type MultipleAddresses struct {
	Origin      int `json:"origin"`
	Destination int `json:"destination"`
}

// Single returns the index of one address.
func Single(i int) AddressIndex { return AddressIndex{SingleAddress: &i} }

// Destination returns the address that a line of r is taxed at: its single one,
// or the destination. An index that points to none is an Invalid error with
// CodeInvalidAddressIndex.
func (r *Request) Destination(i AddressIndex) (*contact.Address, error) {
	at := -1
	switch {
	case i.SingleAddress != nil && i.MultipleAddresses == nil:
		at = *i.SingleAddress
	case i.SingleAddress == nil && i.MultipleAddresses != nil:
		at = i.MultipleAddresses.Destination
	}
	if at < 0 || at >= len(r.Addresses) {
		return nil, fault.New(fault.Invalid, CodeInvalidAddressIndex, "a line item's address index points to no address")
	}
	return &r.Addresses[at], nil
}

// Response is the taxes of a sale.
type Response struct {
	Currency           money.Currency       `json:"currency"`            // the request's
	TaxSummary         *Summary             `json:"taxSummary,omitzero"` // for the reader's information: the shop adds up itself
	LineItemTaxDetails []LineItemTaxDetails `json:"lineItemTaxDetails"`  // one for each line of the request, in its order

	// Fallback says why the rates are those for when a calculator fails, nil
	// when none did. Beside the platform's members.
	Fallback *Fallback `json:"fallback,omitempty"`
}

// Fallback is why rates that were set by hand stand in for those of a
// calculator.
type Fallback struct {
	Reason FallbackReason `json:"fallbackReason"`
	Err    error          `json:"-"` // of the calculator; nil when it was not asked
}

// FallbackReason is the reason of a Fallback.
type FallbackReason string

// The reasons.
const (
	AutoTaxFailed      FallbackReason = "AUTO_TAX_FAILED"
	AutoTaxDeactivated FallbackReason = "AUTO_TAX_DEACTIVATED"
)

// Summary adds up a response. Amounts have up to 4 decimals.
type Summary struct {
	TotalAmount             money.Amount  `json:"totalAmount"`
	TotalTax                money.Amount  `json:"totalTax"`
	TotalTaxableAmount      money.Amount  `json:"totalTaxableAmount"`
	TotalTaxIncludedInPrice *money.Amount `json:"totalTaxIncludedInPrice,omitzero"`
}

// LineItemTaxDetails is the taxes of one line.
type LineItemTaxDetails struct {
	ID           string           `json:"id"`
	ItemName     string           `json:"itemName,omitempty"`
	Quantity     int              `json:"quantity"`
	TaxBreakdown []Breakdown      `json:"taxBreakdown"`        // up to 7; none: no tax
	TaxSummary   *LineItemSummary `json:"taxSummary,omitzero"` // for the reader's information
}

// LineItemSummary adds up the taxes of a line. Amounts have up to 4 decimals.
type LineItemSummary struct {
	FullPrice     *money.Amount `json:"fullPrice,omitzero"` // the whole line
	TaxAmount     money.Amount  `json:"taxAmount"`
	TaxableAmount money.Amount  `json:"taxableAmount"`
}

// Breakdown is one tax on a line. With TaxAmount it is that amount; without it
// the shop computes the amount from Rate: rates of one line add up, and a
// compound one builds on the sum of those before it.
type Breakdown struct {
	Jurisdiction     string           `json:"jurisdiction,omitempty"` // up to 200 characters
	JurisdictionType JurisdictionType `json:"jurisdictionType,omitempty"`
	Rate             plugin.Rate      `json:"rate"`                      // 0.19 is 19 %
	TaxAmount        *money.Amount    `json:"taxAmount,omitzero"`        // of the whole line, up to 4 decimals; rounded to the currency under the shop's policy
	TaxableAmount    *money.Amount    `json:"taxableAmount,omitzero"`    // what of the line this tax is on, not negative; default the whole
	NonTaxableAmount *money.Amount    `json:"nonTaxableAmount,omitzero"` // what of the line it is not on, not negative
	TaxType          string           `json:"taxType,omitempty"`         // such as "VAT", up to 200 characters
	TaxName          string           `json:"taxName,omitempty"`         // up to 200 characters
	Compound         bool             `json:"compound,omitempty"`        // on top of the taxes before it. Beside the platform's members
	Exempt           bool             `json:"exempt,omitempty"`          // Rate is that of the buyer's exempt group; 0: the line is exempt from this tax. Beside the platform's members
}

// JurisdictionType is the kind of authority that a tax goes to.
type JurisdictionType string

// The kinds of authorities.
const (
	JurisdictionUndefined JurisdictionType = "UNDEFINED"
	JurisdictionCountry   JurisdictionType = "COUNTRY"
	JurisdictionState     JurisdictionType = "STATE"
	JurisdictionCounty    JurisdictionType = "COUNTY"
	JurisdictionCity      JurisdictionType = "CITY"
	JurisdictionSpecial   JurisdictionType = "SPECIAL"
)

// Valid reports whether t is one of the constants.
func (t JurisdictionType) Valid() bool {
	return slices.Contains(jurisdictionTypes[:], t)
}

var jurisdictionTypes = [...]JurisdictionType{
	JurisdictionCountry, JurisdictionState, JurisdictionCounty, JurisdictionCity, JurisdictionSpecial, JurisdictionUndefined,
}
