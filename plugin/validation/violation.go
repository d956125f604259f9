// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// Response is the objections.
type Response struct {
	Violations []Violation `json:"violations"` // none: all is well
}

// Violation is one objection.
type Violation struct {
	Severity    Severity `json:"severity"`
	Target      Target   `json:"target"`
	Description string   `json:"description"` // 1 to 1000 characters, for the buyer; may have links of http and https
}

// Clone returns a copy that shares nothing with v.
func (v Violation) Clone() Violation {
	if t := v.Target.Other; t != nil {
		v.Target.Other = new(*t)
	}
	if t := v.Target.LineItem; t != nil {
		v.Target.LineItem = new(*t)
	}
	return v
}

// Severity says what a violation keeps the buyer from.
type Severity string

// The severities.
const (
	SeverityWarning Severity = "WARNING" // nothing: it is shown
	SeverityError   Severity = "ERROR"   // going on
)

// Target is what a violation is about: exactly one of Other and LineItem.
type Target struct {
	Other    *Other          `json:"other,omitempty"` // the cart as a whole
	LineItem *LineItemTarget `json:"lineItem,omitempty"`
}

// Other names a place in the cart that is no line.
type Other struct {
	Name string `json:"name"` // OtherDefault
}

// LineItemTarget names a line, and a place in it.
type LineItemTarget struct {
	Name string `json:"name"`         // LineItemDefault
	ID   string `json:"id,omitempty"` // the line's
}

// The platform's names of places.
const (
	OtherDefault    = "OTHER_DEFAULT"
	LineItemDefault = "LINE_ITEM_DEFAULT"
)

// Error returns an objection to the whole cart that keeps the buyer from going
// on.
func Error(description string) Violation {
	return Violation{Severity: SeverityError, Target: Target{Other: &Other{Name: OtherDefault}}, Description: description}
}

// Warning returns an objection to the whole cart that is only shown.
func Warning(description string) Violation {
	v := Error(description)
	v.Severity = SeverityWarning
	return v
}

// On returns v about one line instead of the whole cart.
func (v Violation) On(lineItemID string) Violation {
	v.Target = Target{LineItem: &LineItemTarget{Name: LineItemDefault, ID: lineItemID}}
	return v
}

// Blocks reports whether any of the violations keeps the buyer from going on.
func Blocks(vs []Violation) bool {
	for i := range vs {
		if vs[i].Severity == SeverityError {
			return true
		}
	}
	return false
}

// Check refuses answers that a shop can't work with: violations without a known
// severity, with a description that is missing or too long, or without exactly
// one target. The error is Invalid and names every violation in a by its path.
func Check(a Response) error {
	var c fault.Checker
	for i := range a.Violations {
		v := &a.Violations[i]
		path := fault.Index("violations", i)
		if v.Severity != SeverityError && v.Severity != SeverityWarning {
			c.Add(path+".severity", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not one of the values allowed", string(v.Severity)), nil)
		}
		c.Length(path+".description", v.Description, 1, 1000)
		switch {
		case v.Target.Other != nil && v.Target.LineItem != nil:
			c.Add(path+".target", fault.RuleOneOfAlignment, "only one of other and lineItem may be set", nil)
		case v.Target.Other == nil && v.Target.LineItem == nil:
			c.Add(path+".target", fault.RuleRequiredOneOf, "one of other and lineItem must be set", nil)
		}
	}
	return c.Err()
}
