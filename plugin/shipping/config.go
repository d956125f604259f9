// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// CarrierID is the id under which shops offer their Options.
const CarrierID = "45c44b27-ca7b-4891-8c0d-1747d588b835"

// Config sets up Options.
type Config struct {
	Currency   money.Currency   // of all prices; required
	WeightUnit item.WeightUnit  // of all weights; default KG
	Pickup     *contact.Address // where goods are picked up; default the shipping origin of the request
	Options    []Option         // the "shipping" of a shop file; none: nothing is shipped
}

// Option is one way to bring goods, with its price: exactly one of Price and
// ByWeight, and for pickup perhaps neither.
type Option struct {
	Code         string         `json:"code"`                   // 1 to 100 characters, unique
	Title        string         `json:"title"`                  // 1 to 250 characters
	Price        plugin.Decimal `json:"price,omitempty"`        // of the whole order
	ByWeight     []Tier         `json:"byWeight,omitempty"`     // the first that the goods are not too heavy for; none: not offered
	Countries    []string       `json:"countries,omitempty"`    // where it goes; none: everywhere
	Subdivisions []string       `json:"subdivisions,omitempty"` // where in these countries, such as "US-NY" or "NY"; none: everywhere in them
	FreeAbove    plugin.Decimal `json:"freeAbove,omitempty"`    // costs nothing when the goods, after all discounts, cost this much or more
	Pickup       bool           `json:"pickup,omitempty"`       // the buyer comes for the goods
	DeliveryTime string         `json:"deliveryTime,omitempty"` // up to 500 characters, such as "3-5 days"
	Instructions string         `json:"instructions,omitempty"` // up to 1000 characters
}

// Tier is a price for goods up to a weight.
type Tier struct {
	UpTo  plugin.Decimal `json:"upTo,omitempty"` // the heaviest, inclusive; empty: any weight, for the last tier only
	Price plugin.Decimal `json:"price"`
}

// Validate returns an Invalid error that names everything wrong with the
// configuration by its path, or nil.
func (cfg Config) Validate() error {
	_, err := New(cfg)
	return err
}

// option is an Option, compiled.
type option struct {
	Option
	price     money.Amount
	tiers     []tier
	freeAbove *money.Amount
	area      area
}

type tier struct {
	upTo  decimal.Decimal
	last  bool // no bound
	price money.Amount
}

// compile reads an option and records what is wrong with it.
func (o Option) compile(c *fault.Checker, path string, cur money.Currency) option {
	out := option{Option: o, price: money.Zero(cur)}
	c.Length(path+".code", o.Code, 1, 100)
	c.Length(path+".title", o.Title, 1, 250)
	c.Length(path+".deliveryTime", o.DeliveryTime, 0, 500)
	c.Length(path+".instructions", o.Instructions, 0, 1000)
	switch {
	case o.Price != "" && len(o.ByWeight) > 0:
		c.Add(path, fault.RuleOneOfAlignment, "only one of price and byWeight may be set", nil)
	case o.Price == "" && len(o.ByWeight) == 0 && !o.Pickup:
		c.Add(path, fault.RuleRequiredOneOf, "one of price and byWeight must be set", nil)
	}
	out.price, _ = o.Price.CheckAmount(c, path+".price", cur)
	if o.FreeAbove != "" {
		if a, ok := o.FreeAbove.CheckAmount(c, path+".freeAbove", cur); ok {
			out.freeAbove = &a
		}
	}
	for i, t := range o.ByWeight {
		out.tiers = append(out.tiers, t.compile(c, path+fault.Index(".byWeight", i), cur, i == len(o.ByWeight)-1))
		if n := len(out.tiers); n > 1 && t.UpTo != "" && out.tiers[n-2].upTo.GreaterThanOrEqual(out.tiers[n-1].upTo) {
			c.Add(path+fault.Index(".byWeight", i)+".upTo", fault.RuleDecimalGT,
				fmt.Sprintf("must be more than the %s before it", out.tiers[n-2].upTo), nil)
		}
	}
	out.area = compileArea(c, path, o.Countries, o.Subdivisions)
	return out
}

const maxWeight = 1_000_000_000

func (t Tier) compile(c *fault.Checker, path string, cur money.Currency, last bool) tier {
	out := tier{last: t.UpTo == ""}
	if out.last && !last {
		c.Add(path+".upTo", fault.RuleRequired, "is required for all tiers but the last", nil)
	}
	out.upTo, _ = t.UpTo.Check(c, path+".upTo", 0, maxWeight)
	c.Required(path+".price", t.Price != "")
	out.price, _ = t.Price.CheckAmount(c, path+".price", cur)
	return out
}
