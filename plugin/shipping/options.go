// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Options is the embedded Carrier. It is safe for concurrent use and never
// changes.
type Options struct {
	currency money.Currency
	unit     item.WeightUnit
	pickup   *contact.Address
	options  []option
}

var _ Carrier = (*Options)(nil)

// New compiles a configuration. What is wrong with it is an Invalid error that
// names every violation by its path, such as "[0].byWeight[1].price".
func New(cfg Config) (*Options, error) {
	var c fault.Checker
	if cfg.Currency.IsZero() {
		c.Required("currency", false)
	}
	o := &Options{currency: cfg.Currency, unit: cfg.WeightUnit, pickup: cfg.Pickup.Clone()}
	if o.unit == "" {
		o.unit = item.WeightUnitKG
	} else if !o.unit.Valid() {
		c.Add("weightUnit", fault.RuleInvalidEnum, fault.NotOneOf(o.unit, item.WeightUnitKG, item.WeightUnitLB), nil)
	}
	seen := map[string]bool{}
	for i, opt := range cfg.Options {
		path := fault.Index("", i)
		o.options = append(o.options, opt.compile(&c, path, cfg.Currency))
		if opt.Code != "" && seen[opt.Code] {
			c.AddOther(path+".code", "ALREADY_EXISTS", fmt.Sprintf("there is another option %.100q", opt.Code))
		}
		seen[opt.Code] = true
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return o, nil
}

// Service returns o under CarrierID.
func (o *Options) Service() Service { return Service{ID: CarrierID, Name: "Shipping", Carrier: o} }

// Inline returns true: Options never blocks.
func (o *Options) Inline() bool { return true }

// GetShippingRates offers the options that go to the destination and take the
// weight of the goods, in the order of the configuration. What is not shippable
// weighs nothing here; when nothing is shippable, nothing is offered. When no
// option can be offered because the country or subdivision is not known, the
// error is PartialAddress.
func (o *Options) GetShippingRates(_ context.Context, r Request) (Response, error) {
	if r.Currency.IsZero() {
		r.Currency = o.currency
	}
	if r.Currency != o.currency {
		return Response{}, GenericError(fmt.Sprintf("shipping is charged in %s, not in %s", o.currency, r.Currency))
	}
	weight, shippable := totalWeight(r.LineItems)
	resp := Response{ShippingRates: []Rate{}}
	if !shippable {
		return resp, nil
	}
	goods, err := r.GoodsTotal()
	if err != nil {
		return Response{}, err
	}
	missing := ""
	for i := range o.options {
		opt := &o.options[i]
		switch opt.area.match(r.ShippingDestination) {
		case outside:
			continue
		case needsCountry:
			missing = "country"
			continue
		case needsSubdivision:
			if missing == "" {
				missing = "subdivision"
			}
			continue
		case inside:
		}
		price, ok := opt.priceFor(goods, weight, r.WeightUnit, o.unit)
		if !ok {
			continue
		}
		resp.ShippingRates = append(resp.ShippingRates, Rate{
			Code: opt.Code, Title: opt.Title,
			Logistics: opt.logistics(o.pickup, r.ShippingOrigin),
			Cost:      Cost{Price: price, Currency: o.currency},
		})
	}
	if len(resp.ShippingRates) == 0 && missing != "" {
		return Response{}, PartialAddress(missing)
	}
	return resp, nil
}

// totalWeight returns what the shippable goods weigh, and whether there are any.
func totalWeight(lines []LineItem) (total decimal.Decimal, shippable bool) {
	for i := range lines {
		p := lines[i].PhysicalProperties
		switch {
		case p == nil:
			shippable = true
		case p.Shippable:
			shippable = true
			if !p.Weight.IsZero() {
				total = total.Add(p.Weight.Mul(decimal.NewFromInt(int64(lines[i].Quantity))))
			}
		}
	}
	return total, shippable
}

// priceFor returns what the option costs, or false when the goods are too heavy
// for it.
func (o *option) priceFor(goods money.Amount, weight decimal.Decimal, in, own item.WeightUnit) (money.Amount, bool) {
	price := o.price
	if len(o.tiers) > 0 {
		found := false
		for _, t := range o.tiers {
			if t.last || plugin.CompareWeights(weight, in, t.upTo, own) <= 0 {
				price, found = t.price, true
				break
			}
		}
		if !found {
			return money.Amount{}, false
		}
	}
	if o.freeAbove != nil {
		if n, err := goods.Cmp(*o.freeAbove); err == nil && n >= 0 {
			price = money.Zero(price.Currency())
		}
	}
	return price, true
}

func (o *option) logistics(pickup, origin *contact.Address) Logistics {
	l := Logistics{DeliveryTime: o.DeliveryTime, Instructions: o.Instructions}
	if o.Pickup {
		if pickup == nil {
			pickup = origin
		}
		l.PickupDetails = &PickupDetails{Address: pickup.Clone(), PickupMethod: StorePickup}
	}
	return l
}
