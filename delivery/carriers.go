// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"cmp"
	"context"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// carrier is one of the shop's own carriers in one region, as of one moment. It
// never changes.
type carrier struct {
	unit     item.WeightUnit
	business *contact.Geocode
	options  []compiled
}

// compiled is an option of any kind, ready to be offered.
type compiled struct {
	rate  shipping.Rate // without its price
	rates rates
	area  *LocalDeliveryOption // nil: the whole region
}

var _ shipping.Carrier = (*carrier)(nil)

// Inline returns true: it never blocks.
func (c *carrier) Inline() bool { return true }

// GetShippingRates offers the options that reach the destination and of which a
// rate holds, in the order in which they were made.
func (c *carrier) GetShippingRates(_ context.Context, r shipping.Request) (shipping.Response, error) {
	resp := shipping.Response{ShippingRates: []shipping.Rate{}}
	l, err := loadOf(&r)
	if err != nil || l.quantity == 0 {
		return resp, err
	}
	for i := range c.options {
		o := &c.options[i]
		if o.area != nil && !o.area.covers(r.ShippingDestination, c.business) {
			continue
		}
		price, ok := o.rates.lowest(&l, c.unit)
		if !ok {
			continue
		}
		rate := o.rate.Clone()
		rate.Cost = shipping.Cost{Price: price, Currency: r.Currency}
		resp.ShippingRates = append(resp.ShippingRates, rate)
	}
	return resp, nil
}

// free is the rate of options that need none.
var free = []ConditionalRates{{Amount: "0"}}

func (o *ShippingOption) compile(s *site) compiled {
	return compiled{rates: compileRates(o.Rates, s.currency), rate: shipping.Rate{
		Code: string(o.ID), Title: clip(o.Title, 250), Logistics: shipping.Logistics{DeliveryTime: o.EstimatedDeliveryTime},
	}}
}

func (l *PickupLocation) compile(s *site) compiled {
	rs := l.Rates
	if len(rs) == 0 {
		rs = free
	}
	return compiled{rates: compileRates(rs, s.currency), rate: shipping.Rate{
		Code: string(l.ID), Title: l.Name, Logistics: shipping.Logistics{
			DeliveryTime: l.DeliveryTime, Instructions: l.Instructions,
			PickupDetails: &shipping.PickupDetails{Address: l.Address.Clone(), PickupMethod: shipping.StorePickup},
		},
	}}
}

func (o *LocalDeliveryOption) compile(s *site) compiled {
	rs := o.Rates
	if len(rs) == 0 {
		rs = []ConditionalRates{{Amount: cmp.Or(o.Rate, "0")}}
		if least := o.MinimumFreeDeliveryOrderAmount; least != "" {
			rs = append(rs, ConditionalRates{Amount: "0", Conditions: []Condition{{Type: ByTotalPrice, Operator: GTE, Value: plugin.Decimal(least)}}})
		}
	}
	return compiled{area: o, rates: compileRates(rs, s.currency), rate: shipping.Rate{
		Code: string(o.ID), Title: cmp.Or(o.AreaName, "Local delivery"), Logistics: shipping.Logistics{DeliveryTime: o.EstimatedDeliveryTime},
	}}
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
