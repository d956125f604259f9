// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// Calculation is the service that calculates taxes on their own. It is made by
// ecom.New and safe for concurrent use.
type Calculation struct {
	env  *service.Env
	s    *Services
	by   tax.Calculator
	ours bool // by is the services' Tables
}

// NewCalculation returns the service of a shop whose calculator is by.
func NewCalculation(s *Services, by tax.Calculator) *Calculation {
	kept, _ := by.(*Tables)
	return &Calculation{env: s.env, s: s, by: by, ours: kept == s.Tables}
}

// CalculateTaxRequest asks for the taxes of items.
type CalculateTaxRequest struct {
	ExternalID string            `json:"externalId,omitempty"` // a GUID; returned as it is
	Currency   money.Currency    `json:"currency"`
	Addresses  []contact.Address `json:"addresses"` // 1 to 3; lines refer to them
	LineItems  []LineItem        `json:"lineItems"` // 1 to 300
}

// LineItem is something taxable.
type LineItem struct {
	ID                 string           `json:"id"`                 // 1 to 100 characters, unique in the request
	ItemName           string           `json:"itemName,omitempty"` // up to 250 characters
	Quantity           int              `json:"quantity"`           // 1 to 100,000
	Price              money.Amount     `json:"price"`              // of one unit, after all discounts
	ItemCode           string           `json:"itemCode,omitempty"` // up to 40 characters
	TaxGroupID         string           `json:"taxGroupId,omitempty"`
	AppID              string           `json:"appId,omitempty"`              // its default group is meant where TaxGroupID is empty
	TaxIncludedInPrice *bool            `json:"taxIncludedInPrice,omitempty"` // default: what the region says, else the shop
	AddressIndex       tax.AddressIndex `json:"addressIndex"`
}

// CalculateTaxResponse is the taxes of items.
type CalculateTaxResponse struct {
	ExternalID         string                     `json:"externalId,omitempty"`
	Currency           money.Currency             `json:"currency"`
	Addresses          []contact.Address          `json:"addresses"`
	TaxSummary         Summary                    `json:"taxSummary"`
	LineItemTaxDetails []LineItemTaxDetails       `json:"lineItemTaxDetails"` // in the order of the request
	Errors             []pricing.ApplicationError `json:"errors"`             // of calculators for which the rates that are kept stand in
}

// Summary adds up the taxes of a request.
type Summary struct {
	TotalAmount             money.Amount    `json:"totalAmount"` // with tax
	TotalTax                money.Amount    `json:"totalTax"`
	TotalTaxableAmount      money.Amount    `json:"totalTaxableAmount"` // net, without what is exempt
	TotalTaxIncludedInPrice money.Amount    `json:"totalTaxIncludedInPrice"`
	AggregatedTaxBreakdown  []AggregatedTax `json:"aggregatedTaxBreakdown"` // 50 at most; adds up to TotalTax
}

// AggregatedTax is what all lines owe of one tax.
type AggregatedTax struct {
	TaxName             string               `json:"taxName"`
	TaxType             string               `json:"taxType"`
	Jurisdiction        string               `json:"jurisdiction"`
	JurisdictionType    tax.JurisdictionType `json:"jurisdictionType"`
	Rate                plugin.Rate          `json:"rate"`
	AggregatedTaxAmount money.Amount         `json:"aggregatedTaxAmount"`
}

// MaxAggregated is how many taxes a Summary tells apart. All further ones are
// one, the last, without a rate.
const MaxAggregated = 50

// LineItemTaxDetails is the taxes of one line.
type LineItemTaxDetails struct {
	ID                 string           `json:"id"`
	ItemName           string           `json:"itemName,omitempty"`
	Quantity           int              `json:"quantity"`
	TaxBreakdown       []Breakdown      `json:"taxBreakdown"`
	TaxSummary         LineSummary      `json:"taxSummary"`
	AddressIndex       tax.AddressIndex `json:"addressIndex"`
	TaxIncludedInPrice bool             `json:"taxIncludedInPrice"`
}

// Breakdown is one tax on a line. Their TaxAmounts add up to the line's.
type Breakdown struct {
	Jurisdiction     string               `json:"jurisdiction,omitempty"`
	JurisdictionType tax.JurisdictionType `json:"jurisdictionType,omitempty"`
	NonTaxableAmount money.Amount         `json:"nonTaxableAmount"`
	Rate             plugin.Rate          `json:"rate"`
	TaxAmount        money.Amount         `json:"taxAmount"`
	TaxableAmount    money.Amount         `json:"taxableAmount"`
	TaxType          string               `json:"taxType,omitempty"`
	TaxName          string               `json:"taxName,omitempty"`
}

// LineSummary adds up the taxes of a line.
type LineSummary struct {
	FullPrice     money.Amount `json:"fullPrice"` // the whole line, as it was given
	TaxAmount     money.Amount `json:"taxAmount"`
	TaxableAmount money.Amount `json:"taxableAmount"` // net, without what is exempt
	AppID         string       `json:"appId,omitempty"`
}

// CalculateTax computes taxes under the shop's rounding policy.
// INVALID_LINE_ITEM_ADDRESS_INDEX for an index that points to no address,
// MISSING_TAXABLE_ADDRESS for a line without one, MISSING_COUNTRY_IN_ADDRESS for
// an address without country, MISSING_SUBDIVISION_IN_ADDRESS for one without
// subdivision in a country where only subdivisions are tax regions.
func (s *Calculation) CalculateTax(ctx context.Context, r CalculateTaxRequest) (*CalculateTaxResponse, error) {
	return registry.Read(ctx, "taxes.CalculateTax", func() (*CalculateTaxResponse, error) { return s.calculate(ctx, &r) })
}

func (s *Calculation) calculate(ctx context.Context, r *CalculateTaxRequest) (*CalculateTaxResponse, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	now := nothing
	if s.ours {
		var err error
		if now, err = s.s.Tables.current(ctx); err != nil {
			return nil, err
		}
	}
	k := calculation{s: s, r: r, now: now, req: tax.Request{Currency: r.Currency, Addresses: r.Addresses}}
	for i := range r.LineItems {
		if err := k.line(i); err != nil {
			return nil, err
		}
	}
	return k.run(ctx)
}

// check returns what is wrong with a request by itself.
func (r *CalculateTaxRequest) check() error {
	var c fault.Checker
	item.CheckGUID(&c, "externalId", r.ExternalID)
	if !r.Currency.Valid() {
		c.Add("currency", fault.RuleInvalidEnum, "is not a currency of ISO 4217", nil)
	}
	c.Size("addresses", len(r.Addresses), 1, tax.MaxAddresses)
	for i := range min(len(r.Addresses), tax.MaxAddresses) {
		contact.CheckCountry(&c, fault.Join(fault.Index("addresses", i), "country"), plugin.Country(r.Addresses[i].Country))
	}
	if c.Size("lineItems", len(r.LineItems), 1, tax.MaxLineItems) {
		for i := range r.LineItems {
			l, at := &r.LineItems[i], fault.Index("lineItems", i)
			c.Length(at+".itemName", l.ItemName, 0, 250)
			c.Length(at+".itemCode", l.ItemCode, 0, 40)
			c.Range(at+".quantity", int64(l.Quantity), 1, 100_000)
			item.CheckGUID(&c, at+".taxGroupId", l.TaxGroupID)
			item.CheckGUID(&c, at+".appId", l.AppID)
		}
	}
	return c.Err()
}

// calculation is one call of CalculateTax.
type calculation struct {
	s     *Calculation
	r     *CalculateTaxRequest
	now   *table
	req   tax.Request
	lines []pricing.Line
	apps  []string // whose calculator each line has
}

// line puts a line on the requests to the calculator and for the sums.
func (k *calculation) line(i int) error {
	l := &k.r.LineItems[i]
	a, err := k.address(i)
	if err != nil {
		return err
	}
	included := k.s.env.Site.TaxIncluded
	app := ManualCalculator
	if id, ok := k.now.rates.RegionID(a); ok {
		included, app = included || k.now.regions[id].TaxIncludedInPrice, k.now.regions[id].AppID
	}
	if l.TaxIncludedInPrice != nil {
		included = *l.TaxIncludedInPrice
	}
	if !k.s.ours {
		app = ""
	}
	k.apps = append(k.apps, app)
	group := l.TaxGroupID
	if group == "" && l.AppID != "" {
		group = defaultOf(l.AppID)
	}
	k.lines = append(k.lines, pricing.Line{
		ID: l.ID, Quantity: l.Quantity, Name: l.ItemName, Price: l.Price, TaxGroupID: group, TaxIncluded: &included,
		PhysicalProperties: item.PhysicalProperties{SKU: l.ItemCode},
	})
	return nil
}

// address returns where a line is taxed, or the platform's error.
func (k *calculation) address(i int) (*contact.Address, error) {
	index := k.r.LineItems[i].AddressIndex
	refuse := func(code, text string) error {
		return &fault.Error{Class: fault.Invalid, Code: code, Message: fmt.Sprintf("lineItems[%d]: %s", i, text)}
	}
	if index.SingleAddress == nil && index.MultipleAddresses == nil {
		return nil, refuse(tax.CodeMissingAddress, "has no address to be taxed at")
	}
	if m := index.MultipleAddresses; m != nil && (m.Origin < 0 || m.Origin >= len(k.r.Addresses)) {
		return nil, refuse(tax.CodeInvalidAddressIndex, "its origin points to no address")
	}
	a, err := k.req.Destination(index)
	if err != nil {
		return nil, refuse(tax.CodeInvalidAddressIndex, "its address index points to no address")
	}
	if a.Country == "" {
		return nil, refuse(tax.CodeMissingCountry, "its address has no country")
	}
	if a.Subdivision == "" && k.now.rates.Divided(a.Country) {
		return nil, refuse(tax.CodeMissingSubdivision, "its address has no subdivision, which decides on the taxes there")
	}
	return a, nil
}

// run computes the sums. The calculator sees each line with its own addresses.
func (k *calculation) run(ctx context.Context) (*CalculateTaxResponse, error) {
	var fallback *tax.Fallback
	site := &k.s.env.Site
	ask := tax.CalculatorFunc(func(ctx context.Context, r tax.Request) (tax.Response, error) {
		r.Addresses = k.req.Addresses
		for i := range r.LineItems {
			r.LineItems[i].AddressIndex = k.indexOf(r.LineItems[i].ID)
		}
		resp, err := k.s.by.CalculateTax(ctx, r)
		fallback = resp.Fallback
		return resp, err
	})
	c, err := pricing.New(pricing.Config{Currency: k.r.Currency, TaxIncluded: site.TaxIncluded, Policy: site.Policy, Tax: ask, Now: k.s.env.Now, Call: k.call})
	if err != nil {
		return nil, err
	}
	totals, err := c.Calculate(ctx, &pricing.Input{Lines: k.lines, ShippingAddress: &k.r.Addresses[0], CalculateTax: true})
	if err != nil {
		return nil, err
	}
	if e := totals.CalculationErrors; e != nil && e.TaxCalculationError != nil {
		return nil, failure(e.TaxCalculationError)
	}
	return k.response(totals, fallback)
}

// call runs the calculator: ours calls others within their budgets.
func (k *calculation) call(ctx context.Context, name string, _ time.Duration, _ any, call func(context.Context) error) error {
	_, err := service.Plugin(ctx, k.s.env, name, tax.Budget, k.s.by, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, call(ctx)
	})
	return err
}

func (k *calculation) indexOf(id string) tax.AddressIndex {
	for i := range k.r.LineItems {
		if k.r.LineItems[i].ID == id {
			return k.r.LineItems[i].AddressIndex
		}
	}
	return tax.AddressIndex{}
}

// failure returns the error of a calculator that failed.
func failure(d *pricing.Details) error {
	if a := d.ApplicationError; a != nil {
		return &fault.Error{Class: fault.Unavailable, Code: a.Code, Message: a.Description}
	}
	return fault.New(fault.Unavailable, "", "the tax calculator failed")
}
