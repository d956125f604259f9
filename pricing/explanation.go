// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/money"
)

// Explanation is how every figure of a calculation came about, and what did not
// apply. It is for reading, for keeping and for replaying; it must not be
// changed.
//
// Each figure of the Totals has one Step, and some figures between have one,
// too. A Step says how its figure came about twice: to people, by Formula, Exact,
// Rounding and Share, and to machines, by How. Replay computes every figure once
// more from How alone.
//
// Its JSON is stable. Totals do not carry it, so it is written by itself:
//
//	{
//	  "version": 1,
//	  "currency": "USD",
//	  "conversionCurrency": "EUR",       // left out without conversion
//	  "policy": {"mode": "HALF_UP", "point": "LINE"},
//	  "steps": [{
//	    "figure": "lineItems[mug].taxDetails.totalTax",
//	    "source": "tax 8.875 % NY sales tax",
//	    "formula": "57.37 × 8.875 %",
//	    "exact": "5.0915875", "rounding": "HALF_UP per line",
//	    "how": {"op": "ROUND", "of": [{"op": "PRODUCT", "of": [{"figure": "lineItems[mug].totalPriceBeforeTax"}, {"value": "0.08875"}]}]},
//	    "amount": "5.09"                 // with "currency" where that is the buyer's
//	  }],
//	  "lists": [{"name": "discounts[1]", "of": [{"figure": "lineItems[mug].lineItemPrice"}]}],
//	  "skipped": [{"kind": "rule", "id": "…", "name": "Winter sale", "reason": "it ended at …"}]
//	}
type Explanation struct {
	Currency           money.Currency
	ConversionCurrency money.Currency // of figures whose names end in ".convertedAmount"; 0 without conversion
	Policy             money.Policy
	Steps              []Step
	Lists              []List // what terms share
	Skipped            []Skipped
}

// Step is how one figure came about.
//
// Figure is its path in the answer, with two exceptions for brevity: the members
// of a line's pricesBreakdown are those of the line, and lines stand under
// "lineItems" by their ids, as in "lineItems[mug].lineItemPrice"; an id that
// holds more than letters, digits, "-" and "_" is quoted as in Go. What a figure
// is in the buyer's currency ends in ".convertedAmount".
type Step struct {
	Figure   string       `json:"figure"`
	Source   string       `json:"source,omitempty"`   // what made it, such as `rule "Spring sale"`
	Formula  string       `json:"formula,omitempty"`  // with the inputs in it: "25.00 × 3"; "" where it only repeats other figures, which tables leave out
	Exact    string       `json:"exact,omitempty"`    // before rounding, where rounding changed it
	Rounding string       `json:"rounding,omitempty"` // how it was rounded: "HALF_UP per line"
	Share    string       `json:"share,omitempty"`    // of what it is a share, by which weight
	How      Term         `json:"how"`                // the same for machines
	Amount   money.Amount `json:"amount"`
}

// List is terms that several steps need, such as the weights by which a discount
// is shared out over lines.
type List struct {
	Name string `json:"name"`
	Of   []Term `json:"of"`
}

// SkippedKind is the kind of a thing that did not apply.
type SkippedKind string

// The kinds.
const (
	SkippedRule             SkippedKind = "rule"
	SkippedCoupon           SkippedKind = "coupon"
	SkippedDiscount         SkippedKind = "discount"      // of another program
	SkippedLineDiscount     SkippedKind = "line discount" // a line's own; ID is the line's
	SkippedMerchantDiscount SkippedKind = "merchant discount"
	SkippedShippingDiscount SkippedKind = "shipping discount"
	SkippedShippingOption   SkippedKind = "shipping option"
	SkippedCarrier          SkippedKind = "carrier"
	SkippedFees             SkippedKind = "fee provider"
	SkippedTax              SkippedKind = "tax calculator"
	SkippedMembership       SkippedKind = "membership"
	SkippedGiftCard         SkippedKind = "gift card"
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

// skipPayments records which means of payment do not apply, and that taxes
// could not be asked for.
func (p *pricer) skipPayments() {
	if !p.in.Explain {
		return
	}
	if d := p.r.errors.TaxCalculationError; d != nil {
		p.skip(SkippedTax, "", "", "it failed: "+d.text())
	}
	if d := p.r.errors.MembershipError; d != nil {
		p.skip(SkippedMembership, "", "", d.text())
	}
	for _, f := range p.in.GiftCardErrors {
		p.skip(SkippedGiftCard, "", f.ObfuscatedCode, message(f.Err))
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
