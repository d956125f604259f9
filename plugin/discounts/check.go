// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discounts

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/plugin"
)

const scale = 6 // decimals of a rate

// Check refuses answers that a shop can't work with: too many discounts, names or
// ids that are missing or too long, discounts that are not of their type, rates
// out of range, and lines that are not in the request or come twice. The error is
// Invalid and names every violation in a by its path.
func Check(r Request, a Response) error {
	var c fault.Checker
	if !c.Size("discounts", len(a.Discounts), 0, MaxDiscounts) {
		return c.Err()
	}
	lines := make(map[string]bool, len(r.LineItems))
	for i := range r.LineItems {
		lines[r.LineItems[i].ID] = true
	}
	for i := range a.Discounts {
		a.Discounts[i].check(&c, fault.Index("discounts", i), lines)
	}
	return c.Err()
}

func (d *Discount) check(c *fault.Checker, path string, lines map[string]bool) {
	c.Length(path+".name.original", d.Name.Original, 1, 256)
	c.Length(path+".name.translated", d.Name.Translated, 0, 500)
	c.Length(path+".externalId", d.ExternalID, 0, 50)
	switch d.Source {
	case "", SourceAutomatic, SourceCustom:
	case SourceCoupon:
		c.Required(path+".couponOptions", d.CouponOptions != nil)
		if o := d.CouponOptions; o != nil {
			c.Length(path+".couponOptions.code", o.Code, 1, 20)
		}
	default:
		c.Add(path+".source", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not a source", string(d.Source)), nil)
	}
	set := map[TargetType]bool{
		TargetGlobal: d.GlobalDiscounts != nil, TargetShipping: d.ShippingDiscounts != nil, TargetLineItems: d.LineItemsDiscounts != nil,
	}
	n := 0
	for _, is := range set {
		if is {
			n++
		}
	}
	if n != 1 || !set[d.TargetType] {
		c.Add(path+".targetType", fault.RuleOneOfAlignment, "must name the one kind of discount that is set", nil)
		return
	}
	switch d.TargetType {
	case TargetGlobal:
		d.GlobalDiscounts.Rate.check(c, path+".globalDiscounts.rate")
	case TargetShipping:
		d.ShippingDiscounts.Rate.check(c, path+".shippingDiscounts.rate")
	default:
		list := path + ".lineItemsDiscounts.lineItems"
		if !c.Size(list, len(d.LineItemsDiscounts.LineItems), 1, MaxLineItems) {
			return
		}
		seen := map[string]bool{}
		for i := range d.LineItemsDiscounts.LineItems {
			l := &d.LineItemsDiscounts.LineItems[i]
			at := fault.Index(list, i)
			if !lines[l.ID] || seen[l.ID] {
				c.Add(at+".id", fault.RuleValidation, fmt.Sprintf("%.100q is not a line item of the request, or comes twice", l.ID), nil)
			}
			seen[l.ID] = true
			l.Rate.check(c, at+".rate")
		}
	}
}

func (r *Rate) check(c *fault.Checker, path string) {
	number := func(name string, v, other plugin.Decimal, high int64) {
		if v == "" || other != "" {
			c.Add(path, fault.RuleOneOfAlignment, "must have exactly the value that its type names", nil)
			return
		}
		if d, ok := v.Check(c, path+"."+name, 0, high); ok {
			decimals.Scale(c, path+"."+name, d, scale)
		}
	}
	switch r.Type {
	case RateFixedAmount:
		number("fixedAmountValue", r.FixedAmountValue, r.PercentageValue, decimals.MaxAmount)
	case RatePercentage:
		number("percentageValue", r.PercentageValue, r.FixedAmountValue, 100)
	default:
		c.Add(path+".type", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not a kind of rate", string(r.Type)), nil)
	}
}

// Value returns the number of a rate that Check took: percent, or major units.
func (r *Rate) Value() decimal.Decimal {
	v := r.FixedAmountValue
	if r.Type == RatePercentage {
		v = r.PercentageValue
	}
	var c fault.Checker
	d, _ := v.Check(&c, "", 0, decimals.MaxAmount)
	return d
}
