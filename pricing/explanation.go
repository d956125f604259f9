// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/money"
)

// Explanation is how every figure of a calculation came about, in the order of
// the calculation, and what did not apply. It is for reading; it must not be
// changed.
type Explanation struct {
	Currency money.Currency `json:"currency"`
	Policy   money.Policy   `json:"policy"`
	Steps    []Step         `json:"steps"`
	Skipped  []Skipped      `json:"skipped"`
}

// Step is how one figure came about.
type Step struct {
	Figure   string       `json:"figure"`             // which: its path in the answer, lines by their id: "lineItems[mug].lineItemPrice"
	Source   string       `json:"source,omitempty"`   // what made it, such as `rule "Spring sale"`
	Formula  string       `json:"formula"`            // with the inputs in it: "25.00 × 3"
	Exact    string       `json:"exact,omitempty"`    // before rounding, where rounding changed it
	Rounding string       `json:"rounding,omitempty"` // how it was rounded: "HALF_UP per line"
	Share    string       `json:"share,omitempty"`    // of what it is a share, by which weight
	Amount   money.Amount `json:"amount"`
}

// SkippedKind is the kind of a thing that did not apply.
type SkippedKind string

// The kinds.
const (
	SkippedRule           SkippedKind = "rule"
	SkippedCoupon         SkippedKind = "coupon"
	SkippedShippingOption SkippedKind = "shipping option"
	SkippedCarrier        SkippedKind = "carrier"
	SkippedFees           SkippedKind = "fee provider"
)

// Skipped is something that did not apply, and why.
type Skipped struct {
	Kind   SkippedKind `json:"kind"`
	ID     string      `json:"id,omitempty"`
	Name   string      `json:"name,omitempty"`
	Reason string      `json:"reason"`
}

// skip records what does not apply, when an explanation is asked for.
func (p *pricer) skip(kind SkippedKind, id, name, reason string) {
	if p.in.Explain {
		p.r.skipped = append(p.r.skipped, Skipped{Kind: kind, ID: id, Name: name, Reason: reason})
	}
}

// Step returns the step that made a figure, or nil.
func (e *Explanation) Step(figure string) *Step {
	for i := range e.Steps {
		if e.Steps[i].Figure == figure {
			return &e.Steps[i]
		}
	}
	return nil
}
