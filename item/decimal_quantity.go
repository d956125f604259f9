// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/ptr"
)

// MeasurementUnit is a unit in which goods are measured.
type MeasurementUnit string

// MeasurementUnitUnspecified is no unit.
const MeasurementUnitUnspecified MeasurementUnit = "UNSPECIFIED"

// Valid reports whether u is a unit that the platform knows: ML CL L CBM MG G KG
// MM CM M SQM OZ LB FLOZ PT QT GAL IN FT YD SQFT.
func (u MeasurementUnit) Valid() bool {
	return slices.Contains(measurementUnits[:], u)
}

var measurementUnits = [...]MeasurementUnit{
	"ML", "CL", "L", "CBM", "MG", "G", "KG", "MM", "CM", "M", "SQM",
	"OZ", "LB", "FLOZ", "PT", "QT", "GAL", "IN", "FT", "YD", "SQFT",
}

// DecimalQuantity is how much of a measured item a line is about, such as
// 0.75 KG of cheese. Such a line has a quantity of 1, and a fixed one. Exactly
// one of MeasurementUnit and OtherUnit is set.
type DecimalQuantity struct {
	MeasurementUnit MeasurementUnit `json:"measurementUnit,omitzero"`
	OtherUnit       string          `json:"otherUnit,omitzero"` // 1 to 50 characters
	Value           decimal.Decimal `json:"-"`                  // above 0 with up to 4 decimal digits; a decimal text on the wire
	Description     *Translatable   `json:"description,omitzero"`
}

// MarshalJSON writes the wire form.
func (q DecimalQuantity) MarshalJSON() ([]byte, error) {
	type plain DecimalQuantity
	return json.Marshal(struct {
		plain
		Value string `json:"value"`
	}{plain(q), q.Value.String()})
}

// UnmarshalJSON reads the wire form; the value may be a text or a number.
func (q *DecimalQuantity) UnmarshalJSON(data []byte) error {
	type plain DecimalQuantity
	w := struct {
		*plain
		Value json.RawMessage `json:"value"`
	}{plain: (*plain)(q)}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if len(w.Value) == 0 || string(w.Value) == "null" {
		return nil
	}
	d, err := parseNumber(w.Value)
	if err != nil {
		return fmt.Errorf("value: %w", err)
	}
	q.Value = d
	return nil
}

// Clone returns a copy that shares nothing with q.
func (q *DecimalQuantity) Clone() *DecimalQuantity {
	c := ptr.Copy(q)
	if c != nil {
		c.Description = ptr.Copy(q.Description)
	}
	return c
}

// Validate records what is wrong with q, which stands at path.
func (q *DecimalQuantity) Validate(c *fault.Checker, path string) {
	if q == nil {
		return
	}
	oneOf(c, path, "measurementUnit", q.MeasurementUnit != "", "otherUnit", q.OtherUnit != "")
	if q.MeasurementUnit != "" && !q.MeasurementUnit.Valid() {
		invalidEnum(c, fault.Join(path, "measurementUnit"), q.MeasurementUnit, measurementUnits[:]...)
	}
	c.Length(fault.Join(path, "otherUnit"), q.OtherUnit, 0, 50)
	value := fault.Join(path, "value")
	if !q.Value.IsPositive() {
		c.Add(value, fault.RuleDecimalGT, "must be above 0", map[string]any{"threshold": int64(0)})
	}
	decimals.Range(c, value, decimal.Max(q.Value, decimal.Zero), 0, decimals.MaxAmount)
	decimals.Scale(c, value, q.Value, 4)
	q.Description.Validate(c, fault.Join(path, "description"), UseLabel)
}
