// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

// Severity says what a violation keeps the buyer from.
type Severity string

// The severities.
const (
	SeverityWarning Severity = "WARNING" // is only shown
	SeverityError   Severity = "ERROR"   // keeps the buyer from going on
)

// Violation is something that a validation plug-in finds wrong with a cart or
// checkout.
type Violation struct {
	Severity    Severity        `json:"severity,omitempty"`
	Target      ViolationTarget `json:"target"`
	Description string          `json:"description,omitempty"` // for the buyer, may hold links
}

// Clone returns a deep copy.
func (v Violation) Clone() Violation {
	v.Target.Other, v.Target.LineItem = clonePtr(v.Target.Other), clonePtr(v.Target.LineItem)
	return v
}

// ViolationTarget is where a violation is shown. Exactly one member is set.
type ViolationTarget struct {
	Other    *OtherTarget    `json:"other,omitempty"`
	LineItem *LineItemTarget `json:"lineItem,omitempty"`
}

// OtherTarget is the cart or checkout as a whole.
type OtherTarget struct {
	Name string `json:"name,omitempty"` // OTHER_DEFAULT
}

// LineItemTarget is one line.
type LineItemTarget struct {
	Name string `json:"name,omitempty"` // LINE_ITEM_DEFAULT
	ID   string `json:"id,omitempty"`
}
