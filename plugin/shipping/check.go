// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/money"
)

// What an answer may hold: more than anybody offers, and the platform names no
// limit.
const (
	MaxRates   = 500 // rates of an answer
	MaxCharges = 100 // additional charges of a rate
)

// Check refuses answers that a shop can't work with: more than MaxRates rates,
// or MaxCharges charges of one, rates without code or with one used twice, texts that are too long, prices that are negative, in another
// currency than the request's or have more digits than it. The error is Invalid
// and names every violation in a by its path.
func Check(r Request, a Response) error {
	var c fault.Checker
	if !c.Size("shippingRates", len(a.ShippingRates), 0, MaxRates) {
		return c.Err()
	}
	codes := make(map[string]bool, len(a.ShippingRates))
	for i := range a.ShippingRates {
		rate := &a.ShippingRates[i]
		path := fault.Index("shippingRates", i)
		c.Length(path+".code", rate.Code, 1, 100)
		if codes[rate.Code] {
			c.Add(path+".code", fault.RuleValidation, fmt.Sprintf("%.100q is the code of another rate", rate.Code), nil)
		}
		codes[rate.Code] = true
		c.Length(path+".title", rate.Title, 0, 250)
		c.Length(path+".logistics.deliveryTime", rate.Logistics.DeliveryTime, 0, 500)
		c.Length(path+".logistics.instructions", rate.Logistics.Instructions, 0, 1000)
		if rate.Cost.Currency != r.Currency {
			c.Add(path+".cost.currency", fault.RuleValidation, fmt.Sprintf("must be %s", r.Currency), nil)
			continue
		}
		checkPrice(&c, path+".cost.price", rate.Cost.Price, r.Currency)
		if !c.Size(path+".cost.additionalCharges", len(rate.Cost.AdditionalCharges), 0, MaxCharges) {
			continue
		}
		for j, charge := range rate.Cost.AdditionalCharges {
			at := path + fault.Index(".cost.additionalCharges", j)
			checkPrice(&c, at+".price", charge.Price, r.Currency)
			c.Length(at+".details", charge.Details, 0, 250)
		}
	}
	return c.Err()
}

func checkPrice(c *fault.Checker, path string, a money.Amount, cur money.Currency) {
	b, err := a.Bind(cur)
	switch {
	case err != nil:
		c.AddAll(path, err)
	case b.IsNegative():
		decimals.TooLow(c, path, 0)
	}
}
