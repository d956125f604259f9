// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// WeightUnit is the unit of every weight of a cart, checkout or order.
type WeightUnit string

// The units of weight.
const (
	WeightUnitUnspecified WeightUnit = "UNSPECIFIED_WEIGHT_UNIT"
	WeightUnitKG          WeightUnit = "KG"
	WeightUnitLB          WeightUnit = "LB"
)

// Valid reports whether u is a unit that weights can be given in.
func (u WeightUnit) Valid() bool { return u == WeightUnitKG || u == WeightUnitLB }

// PhysicalProperties are those of one unit of an item.
type PhysicalProperties struct {
	Weight    decimal.Decimal // in the WeightUnit of the cart, checkout or order; exact; a JSON number, absent when 0
	SKU       string          // stock-keeping unit, up to 40 characters
	Shippable bool            // whether it can be shipped
}

type physicalJSON struct {
	Weight    json.RawMessage `json:"weight,omitempty"`
	SKU       string          `json:"sku"`
	Shippable bool            `json:"shippable"`
}

// MarshalJSON writes the wire form, with the weight as a number.
func (p PhysicalProperties) MarshalJSON() ([]byte, error) {
	w := physicalJSON{SKU: p.SKU, Shippable: p.Shippable}
	if !p.Weight.IsZero() {
		w.Weight = json.RawMessage(p.Weight.String())
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads the wire form. The weight may be a number or a text with
// a number in it.
func (p *PhysicalProperties) UnmarshalJSON(data []byte) error {
	w := physicalJSON{SKU: p.SKU, Shippable: p.Shippable}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	p.SKU, p.Shippable = w.SKU, w.Shippable
	if len(w.Weight) == 0 {
		return nil
	}
	if string(w.Weight) == "null" {
		p.Weight = decimal.Decimal{}
		return nil
	}
	d, err := parseNumber(w.Weight)
	if err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	p.Weight = d
	return nil
}

// Equal reports whether p and q are the same; weights compare by value.
func (p PhysicalProperties) Equal(q PhysicalProperties) bool {
	return p.Weight.Equal(q.Weight) && p.SKU == q.SKU && p.Shippable == q.Shippable
}

// Clone returns a copy.
func (p *PhysicalProperties) Clone() *PhysicalProperties { return ptr.Copy(p) }

// Validate records what is wrong with p, which stands at path.
func (p *PhysicalProperties) Validate(c *fault.Checker, path string) {
	if p == nil {
		return
	}
	c.Length(fault.Join(path, "sku"), p.SKU, 0, 40)
	if p.Weight.IsNegative() {
		c.Add(fault.Join(path, "weight"), fault.RuleMin, "must be at least 0", map[string]any{"threshold": 0})
	}
}
