// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

// said is what plug-ins of a drawn shop say, which no shop file does.
type said struct {
	met    []string          // custom triggers that are met
	colors map[string]string // of items, by which the catalog answers filters; nil: it answers none
	tip    *tip
	live   bool          // carriers are asked
	charge *money.Amount // what the carrier asks whose option is charged; nil: none is
	quotes []*freighter  // by the order of carrierIDs
}

// drawAnswers draws plug-ins for a sale. Without them custom triggers are not
// met, and filters by color match nothing.
func (s *sale) drawAnswers(t *rapid.T) {
	d := drawer{T: t, cur: s.cfg.Currency}
	if d.maybe("triggers are met") {
		s.met = rapid.SliceOfNDistinct(rapid.SampledFrom(customTriggers), 0, len(customTriggers), rapid.ID).Draw(t, "met")
	}
	if d.maybe("catalog knows colors") {
		s.colors = map[string]string{}
		for _, id := range saleItems {
			s.colors[id] = rapid.SampledFrom(append([]string{""}, colors...)).Draw(t, "color of "+id)
		}
	}
	if d.seldom("tip") {
		s.tip = &tip{mode: s.cfg.Policy.Mode}
		if d.maybe("tip by percentage") {
			s.tip.percentage = decimal.New(rapid.Int64Range(1, 3000).Draw(t, "tip"), -2)
		} else {
			s.tip.amount = d.minor("tip", 2_000)
		}
	}
	if d.seldom("live carriers") {
		s.drawCarriers(d)
	}
}

// drawCarriers draws carriers and which of their options is chosen.
func (s *sale) drawCarriers(d drawer) {
	s.live = true
	s.in.ShippingPrice, s.in.CalculateShipping = nil, true
	s.in.BillingAddress = s.in.ShippingAddress.Clone() // wherever goods are handed over, taxes are the same
	ships := false
	for i := range s.in.Lines {
		p := &s.in.Lines[i].PhysicalProperties
		p.Shippable = !d.seldom("not shipped")
		ships = ships || p.Shippable
	}
	services, everybody := map[string]*freighter{}, shipping.Route{}
	for _, id := range carrierIDs {
		services[id] = d.freighter(id, s.in.ShippingAddress)
		s.quotes = append(s.quotes, services[id])
		everybody.Carriers = append(everybody.Carriers, shipping.RouteCarrier{ID: id})
	}
	if d.seldom("nothing chosen") {
		return
	}
	choice := pricing.SelectedShippingOption{Code: "nobody's"}
	if offers := waysOf(everybody, services); ships && len(offers) > 0 {
		w := offers[0]
		if i := rapid.IntRange(-1, len(offers)-1).Draw(d.T, "choice"); i >= 0 {
			w = offers[i]
			choice = pricing.SelectedShippingOption{CarrierID: w.carrier, Code: w.code}
		}
		s.charge = new(money.MustParse(w.price.String(), d.cur))
	}
	s.in.SelectedShippingOption = &choice
}

// plug puts the plug-ins into the configuration.
func (s *sale) plug() {
	if s.met != nil {
		s.cfg.Triggers = []pricing.Triggers{{Provider: &oracle{meets: s.met}}}
	}
	if s.colors != nil {
		s.cfg.Catalog = painter{colors: s.colors, collections: s.collections}
	}
	if s.tip != nil {
		s.cfg.Fees = []pricing.Fees{{Provider: s.tip}}
	}
	if s.live {
		s.cfg.Shipping = nil
		for i, id := range carrierIDs {
			s.cfg.Shipping = append(s.cfg.Shipping, shipping.Service{ID: id, Name: id, Carrier: s.quotes[i]})
		}
	}
}

var (
	customTriggers = []string{"t0", "t1", "t2"}
	colors         = []string{"red", "blue"}
)

// painter is a catalog that answers filters by color and by collection.
type painter struct {
	catalog.Catalog
	colors      map[string]string
	collections map[string][]string
}

func (p painter) MatchFilters(_ context.Context, r catalog.FilterRequest) (catalog.FilterResponse, error) {
	var resp catalog.FilterResponse
	for k := range r.Filters {
		var params struct {
			Color         string
			CollectionIDs []string
		}
		data, err := json.Marshal(r.Filters[k].Params)
		if err == nil {
			err = json.Unmarshal(data, &params)
		}
		if err != nil {
			return resp, err
		}
		m := catalog.FilterMatch{Filter: k}
		for i, ref := range r.CatalogReferences {
			in := slices.ContainsFunc(params.CollectionIDs, func(id string) bool { return slices.Contains(p.collections[ref.CatalogItemID], id) })
			if in || params.Color != "" && params.Color == p.colors[ref.CatalogItemID] {
				m.Items = append(m.Items, i)
			}
		}
		resp.Matches = append(resp.Matches, m)
	}
	return resp, nil
}

// tip is a tip of the buyer's choice, which comes as a fee: a percentage of what
// the goods cost before the coupon, or an amount.
type tip struct {
	percentage decimal.Decimal
	amount     money.Amount
	mode       money.Mode
}

// of returns the tip on goods.
func (p *tip) of(goods decimal.Decimal, cur money.Currency) decimal.Decimal {
	if p.percentage.IsZero() {
		return dec(p.amount)
	}
	return money.Round(goods.Mul(p.percentage).Shift(-2), int32(cur.Digits()), p.mode)
}

func (p *tip) CalculateAdditionalFees(_ context.Context, r fee.Request) (fee.Response, error) {
	resp := fee.Response{Currency: r.Currency}
	amount, err := money.New(p.of(dec(*r.Subtotal), r.Currency), r.Currency)
	if err == nil && amount.IsPositive() {
		resp.AdditionalFees = []fee.AdditionalFee{{Code: "tip", Name: "Tip", Price: amount, LineItemIDs: []string{}}}
	}
	return resp, err
}

// String tells of the plug-ins that files cannot have.
func (a said) String() string {
	text := fmt.Sprintf("custom triggers %v are met, colors are %v", a.met, a.colors)
	if a.tip != nil {
		text += fmt.Sprintf(", the tip is %s %% or %s", a.tip.percentage, a.tip.amount)
	}
	if a.live {
		text += fmt.Sprintf(", shipping costs %v", a.charge)
	}
	return text
}
