// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
)

// CurrencyError says that two amounts were to be put together whose currencies
// differ, or of which one is unbound. It is of class fault.Invalid.
type CurrencyError struct {
	Op   string // what was tried: "add", "subtract", "compare", "bind", "convert"
	A, B Amount // the operands; for "bind" and "convert", B is zero in the wanted currency
}

// Error names the operation and both operands.
func (e *CurrencyError) Error() string {
	return fmt.Sprintf("money: cannot %s %s and %s", e.Op, describe(e.A), describe(e.B))
}

// Unwrap returns the fault with its violation.
func (e *CurrencyError) Unwrap() error {
	return violation(fault.RuleValidation, fmt.Sprintf("%s and %s are of different currencies", describe(e.A), describe(e.B)), nil)
}

// ScaleError says that a number has more digits than its currency. It is of
// class fault.Invalid and carries the violation DECIMAL_MAX_SCALE, whose data
// are {"maxScale": digits}.
type ScaleError struct {
	Value    decimal.Decimal
	Currency Currency
}

// Error names the number and the currency.
func (e *ScaleError) Error() string {
	if e.Currency == 0 {
		return fmt.Sprintf("money: %s has more than %d decimal digits", plain(e.Value), e.digits())
	}
	return fmt.Sprintf("money: %s has more than the %d decimal digits of %s", plain(e.Value), e.digits(), e.Currency)
}

// Unwrap returns the fault with its violation.
func (e *ScaleError) Unwrap() error {
	digits := e.digits()
	return violation(fault.RuleDecimalMaxScale, fmt.Sprintf("must have at most %d decimal digits", digits), map[string]any{"maxScale": digits})
}

func (e *ScaleError) digits() int {
	if e.Currency == 0 {
		return maxFractionDigits
	}
	return e.Currency.Digits()
}

// RangeError says that a result does not fit: an amount holds less than 2^127
// minor units. It is of class fault.Invalid.
type RangeError struct {
	Op string // what was tried: "new", "add", "subtract", "multiply", "convert"
	A  Amount // the first operand; no amount for "new"
	B  string // the second, with its currency if it is an amount
}

// Error names the operation and both operands.
func (e *RangeError) Error() string {
	if e.Op == "new" {
		return fmt.Sprintf("money: %s is out of range", e.B)
	}
	return fmt.Sprintf("money: cannot %s %s and %s: the result is out of range", e.Op, describe(e.A), e.B)
}

// Unwrap returns the fault with its violation.
func (e *RangeError) Unwrap() error {
	return violation(fault.RuleDecimalLTE, "is out of range", nil)
}

// SyntaxError says that a text is not what it should be. It is of class
// fault.Invalid.
type SyntaxError struct {
	What string // what it should be, such as "an amount"
	Text string // the text, shortened

	rule fault.Rule
}

// Error names what was wanted and the text.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("money: %q is not %s", e.Text, e.What)
}

// Unwrap returns the fault with its violation.
func (e *SyntaxError) Unwrap() error {
	return violation(e.rule, fmt.Sprintf("%q is not %s", e.Text, e.What), nil)
}

// violation makes the fault that the typed errors unwrap to. Its path is empty:
// fault.Checker.AddAll puts the field before it.
func violation(rule fault.Rule, description string, data map[string]any) error {
	return &fault.Error{Class: fault.Invalid, Violations: []fault.Violation{{Rule: rule, Description: description, Data: data}}}
}

// describe returns an amount with its currency, for messages.
func describe(a Amount) string {
	if a.cur == 0 {
		return a.String() + " without currency"
	}
	return a.String() + " " + a.cur.String()
}

// plain writes numbers of a sane length in full and others by coefficient and
// exponent, so that an error about 1e-999999999 stays short.
func plain(d decimal.Decimal) string {
	if exp := d.Exponent(); exp > 40 || exp < -40 {
		return fmt.Sprintf("%se%d", shorten(d.Coefficient().String()), exp)
	}
	return shorten(d.String())
}

// shorten keeps error texts short whatever was sent.
func shorten[T string | []byte](text T) string {
	const limit = 40
	if len(text) > limit {
		return string(text[:limit]) + "..."
	}
	return string(text)
}
