// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import "github.com/go-ecom/ecom/fault"

// CashRounding is how an amount is rounded that is paid in cash, where the
// smallest coins are worth more than a minor unit: to 0.05 in Switzerland, to
// 0.50 in Denmark. It changes what is handed over, never prices or taxes. The zero
// CashRounding rounds nothing.
type CashRounding struct {
	Step Amount `json:"step"`          // what the smallest coin is worth
	Mode Mode   `json:"mode,omitzero"` // default: half away from zero, as cashiers do
}

// Check records what is wrong with the rounding for amounts of a currency.
func (r CashRounding) Check(c *fault.Checker, path string, cur Currency) {
	if r == (CashRounding{}) {
		return
	}
	step, err := r.Step.Bind(cur)
	switch {
	case err != nil:
		c.AddAll(fault.Join(path, "step"), err)
	case !step.IsPositive() || step.wide != nil:
		c.Add(fault.Join(path, "step"), fault.RuleDecimalGT, "must be more than 0", map[string]any{"threshold": 0})
	}
	if !r.Mode.Valid() {
		c.Add(fault.Join(path, "mode"), fault.RuleInvalidEnum, "is not a rounding mode", nil)
	}
}

// Round returns what is handed over for a. An amount of another currency than
// the step's, and one that is far too great to be paid in cash, is not rounded.
func (r CashRounding) Round(a Amount) Amount {
	step, err := r.Step.Bind(a.cur)
	if err != nil || step.minor <= 0 || step.wide != nil || a.wide != nil {
		return a
	}
	n := RoundDiv(a.minor, step.minor, r.Mode)
	if units := n * step.minor; units/step.minor == n {
		return Minor(units, a.cur)
	}
	return a
}

// Adjustment returns what rounding adds to a: less than zero where it is rounded
// down.
func (r CashRounding) Adjustment(a Amount) Amount {
	rounded := r.Round(a)
	if a.wide != nil {
		return Zero(a.cur)
	}
	return Minor(rounded.minor-a.minor, a.cur)
}
