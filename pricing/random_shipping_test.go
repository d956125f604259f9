// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

// freighter is a carrier, drawn at random: what it answers depends on how many
// lines it is asked about.
type freighter struct {
	rates []shipping.Rate
	err   error
	panic bool
}

func (f *freighter) GetShippingRates(context.Context, shipping.Request) (shipping.Response, error) {
	if f.panic {
		panic("no")
	}
	return shipping.Response{ShippingRates: f.rates}, f.err
}

// routes is a router, drawn at random: the route of each profile by its id.
type routes map[string]shipping.Route

func (r routes) Route(_ context.Context, req shipping.RouteRequest) ([]shipping.Route, error) {
	var out []shipping.Route
	for _, id := range req.DeliveryProfileIDs {
		out = append(out, r[id])
	}
	return out, nil
}

// way is an option as the model has it.
type way struct {
	carrier, code string
	price         decimal.Decimal
	partial       bool
	pickup        bool
}

func (w way) String() string {
	return fmt.Sprintf("%s/%s %s partial: %t", w.carrier, w.code, w.price, w.partial)
}

var carrierIDs = []string{"post", "courier", "truck"}

func (d drawer) charges(name string) []shipping.AdditionalCharge {
	var out []shipping.AdditionalCharge
	for i := range rapid.IntRange(0, 2).Draw(d.T, name) {
		out = append(out, shipping.AdditionalCharge{Type: shipping.ChargeHandlingFee, Details: fmt.Sprint(i), Price: d.minor(name, 500)})
	}
	return out
}

func (d drawer) freighter(name string, to *contact.Address) *freighter {
	f := &freighter{}
	switch rapid.IntRange(0, 7).Draw(d.T, name) {
	case 0:
		f.err = shipping.MissingPostalCode()
	case 1:
		f.err = fault.New(fault.Unavailable, "", "nobody home")
	case 2:
		f.panic = true
	case 3:
	default:
		for _, code := range []string{"slow", "fast", "comeby"} {
			if !d.maybe(name + code) {
				continue
			}
			r := shipping.Rate{Code: code, Title: code, Cost: shipping.Cost{
				Price: d.minor(name, 3000), Currency: d.cur, AdditionalCharges: d.charges(name + " charges"),
			}}
			if code == "comeby" {
				r.Logistics.PickupDetails = &shipping.PickupDetails{Address: to.Clone()}
			}
			f.rates = append(f.rates, r)
		}
	}
	return f
}

func (d drawer) route(id string) shipping.Route {
	r := shipping.Route{ProfileID: id}
	if d.seldom("no region") {
		return r
	}
	r.Region = &shipping.Region{ID: "r" + id, Name: "Region " + id}
	for _, carrier := range carrierIDs {
		if !d.maybe("has " + carrier) {
			continue
		}
		k := shipping.RouteCarrier{ID: carrier, Charges: d.charges("region's charges")}
		if d.maybe("backup") {
			k.Backup = &shipping.Backup{Title: "Backup", Price: d.minor("backup", 3000)}
		}
		if d.seldom("own") {
			k.Carrier = &freighter{rates: []shipping.Rate{{Code: "own", Title: "own", Cost: shipping.Cost{Price: d.minor("own", 3000), Currency: d.cur}}}}
		}
		r.Carriers = append(r.Carriers, k)
	}
	return r
}

func sum(price money.Amount, charges ...[]shipping.AdditionalCharge) decimal.Decimal {
	total := price.Decimal()
	for _, c := range slices.Concat(charges...) {
		total = total.Add(c.Price.Decimal())
	}
	return total
}

// waysOf is what the carriers of a route offer.
func waysOf(r shipping.Route, services map[string]*freighter) []way {
	var out []way
	for _, k := range r.Carriers {
		var rates []shipping.Rate
		if f := services[k.ID]; f.err == nil && !f.panic {
			rates = f.rates
		}
		if own, ok := k.Carrier.(*freighter); ok {
			rates = slices.Concat(rates, own.rates)
		}
		for _, rate := range rates {
			out = append(out, way{carrier: k.ID, code: rate.Code, price: sum(rate.Cost.Price, rate.Cost.AdditionalCharges, k.Charges), pickup: rate.Logistics.PickupDetails != nil})
		}
		if len(rates) == 0 && k.Backup != nil {
			out = append(out, way{carrier: k.ID, code: shipping.BackupCode, price: sum(k.Backup.Price, k.Charges)})
		}
	}
	return out
}

// together is what is offered for several parcels, said by sets instead of lists.
func together(parcels [][]way) []way {
	if len(parcels) == 1 {
		return parcels[0]
	}
	var all []way
	count := map[string]int{}
	for _, ways := range parcels {
		for _, w := range ways {
			key := w.carrier + "/" + w.code
			if count[key]++; count[key] == 1 {
				all = append(all, way{carrier: w.carrier, code: w.code})
			}
			i := slices.IndexFunc(all, func(o way) bool { return o.carrier == w.carrier && o.code == w.code })
			all[i].price = all[i].price.Add(w.price)
			all[i].partial = count[key] < len(parcels)
		}
	}
	whole := slices.DeleteFunc(slices.Clone(all), func(w way) bool { return w.partial })
	if len(whole) > 0 {
		return whole
	}
	one := way{code: pricing.CodeCombined}
	for _, ways := range parcels {
		ways = slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return w.pickup })
		if len(ways) == 0 {
			return all
		}
		best := slices.MinFunc(ways, func(a, b way) int { return a.price.Cmp(b.price) })
		if one.carrier == "" {
			one.carrier = best.carrier
		}
		one.price = one.price.Add(best.price)
	}
	return []way{one}
}

// Whatever carriers answer, offers cost what their parts do, the chosen one or
// the first is charged, and the totals are those of that price.
func TestShippingProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		d := drawer{T: t, cur: s.cfg.Currency}
		s.in.BillingAddress = s.in.ShippingAddress.Clone() // wherever goods are handed over, taxes are the same
		services := map[string]*freighter{}
		for _, id := range carrierIDs {
			services[id] = d.freighter(id, s.in.ShippingAddress)
			s.cfg.Shipping = append(s.cfg.Shipping, shipping.Service{ID: id, Name: id, Carrier: services[id]})
		}
		profiles := []string{"", "small", "bulky"}
		var used []string
		for i := range s.in.Lines {
			l := &s.in.Lines[i]
			l.PhysicalProperties.Shippable = !d.seldom("not shipped")
			l.DeliveryProfileID = rapid.SampledFrom(profiles).Draw(t, "profile")
			if l.PhysicalProperties.Shippable && l.Quantity > 0 && !slices.Contains(used, l.DeliveryProfileID) {
				used = append(used, l.DeliveryProfileID)
			}
		}
		var expected []way
		if d.maybe("profiles") {
			router := routes{}
			for _, id := range profiles {
				router[id] = d.route(id)
			}
			s.cfg.Router = router
			var parcels [][]way
			for _, id := range used {
				parcels = append(parcels, waysOf(router[id], services))
			}
			if len(parcels) > 0 {
				expected = together(parcels)
			}
		} else if len(used) > 0 {
			everybody := shipping.Route{}
			for _, id := range carrierIDs {
				everybody.Carriers = append(everybody.Carriers, shipping.RouteCarrier{ID: id})
			}
			expected = waysOf(everybody, services)
		}
		s.in.ShippingPrice, s.in.CalculateShipping = nil, true
		if d.maybe("taxed") {
			r := plugin.Rate(190_000)
			s.in.ShippingTaxRate = &r
		}
		var charged *money.Amount
		if d.maybe("chosen") {
			choice := pricing.SelectedShippingOption{Code: "nobody's"}
			if len(expected) > 0 {
				w := expected[0]
				if i := rapid.IntRange(-1, len(expected)-1).Draw(t, "choice"); i >= 0 {
					w = expected[i]
					choice = pricing.SelectedShippingOption{CarrierID: w.carrier, Code: w.code}
				}
				charged = new(money.MustParse(w.price.String(), s.cfg.Currency))
			}
			s.in.SelectedShippingOption = &choice
		}
		checkShipping(t, &s, expected, charged)
	})
}

func checkShipping(t *rapid.T, s *sale, expected []way, charged *money.Amount) {
	totals := calculate(t, s)
	if err := pricing.Check(totals); err != nil {
		t.Fatalf("Check() = %v", err)
	}
	var want, got []string
	for _, w := range expected {
		want = append(want, w.String())
	}
	for _, c := range totals.ShippingInfo.CarrierServiceOptions {
		for _, o := range c.ShippingOptions {
			got = append(got, way{carrier: c.CarrierID, code: o.Code, price: o.Cost.Price.Amount.Decimal(), partial: o.Partial != nil}.String())
		}
	}
	slices.Sort(want) // those of one carrier stand together
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("offers differ (-want +got):\n%s", diff)
	}
	chosen := totals.ShippingInfo.SelectedCarrierServiceOption
	if wanted := s.in.SelectedShippingOption; chosen != nil && wanted != nil {
		if is := chosen.Code == wanted.Code && chosen.CarrierID == wanted.CarrierID; is != chosen.RequestedShippingOption {
			t.Errorf("%s/%s is said to be the requested %+v: %t", chosen.CarrierID, chosen.Code, wanted, chosen.RequestedShippingOption)
		}
		parts := decimal.Zero
		for _, c := range chosen.OtherCharges {
			parts = parts.Add(c.Cost.Price.Amount.Decimal())
		}
		if parts.GreaterThan(chosen.Cost.Price.Amount.Decimal()) {
			t.Errorf("charges of %s are more than the price %s", parts, chosen.Cost.Price.Amount)
		}
		if (!chosen.RequestedShippingOption || chosen.Partial != nil) && !totals.CalculationErrors.Any() {
			t.Error("nothing keeps an option that was not requested, or brings only some goods, from being ordered")
		}
	}
	plain := *s
	in := *s.in
	in.ShippingPrice, in.SelectedShippingOption, in.CalculateShipping = charged, nil, false
	plain.in = &in
	applies := totals.CalculationErrors == nil || totals.CalculationErrors.CouponCalculationError == nil
	if want, got := plain.twin(applies).figures(), figuresOf(totals); !maps.Equal(want, got) {
		t.Errorf("the totals are not those of a shipping price of %v (-want +got):\n%s", charged, cmp.Diff(want, got))
	}
}
