// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Operator says what a Term computes of its operands.
type Operator string

// The operators. Numbers are of major units and exact: only OpRound, OpShare,
// OpApportion and what is inside OpUnits round.
const (
	OpSum        Operator = "SUM"        // of all; 0 of none
	OpDifference Operator = "DIFFERENCE" // the first less all others
	OpProduct    Operator = "PRODUCT"    // of all; 1 of none
	OpQuotient   Operator = "QUOTIENT"   // the first divided by the second
	OpMin        Operator = "MIN"        // the least
	OpMax        Operator = "MAX"        // the greatest

	// OpRound rounds the first to a multiple of the second, or else of the minor
	// unit of the step's currency, by the Term's Mode or else the policy's.
	OpRound Operator = "ROUND"

	// OpShare splits the first by the others as money.Allocate does, by largest
	// remainder in minor units, ties to the earlier: the share at Index.
	OpShare Operator = "SHARE"

	// OpApportion rounds its operands together: each is rounded down to minor
	// units, and what is missing to their rounded sum is given to those that lost
	// most, one unit each, ties to the earlier. It is the one at Index.
	OpApportion Operator = "APPORTION"

	// OpUnits splits the first into as many units as the second says, as evenly as
	// whole minor units allow, and adds the third up over them; there, OpUnit is
	// the price of the unit.
	OpUnits Operator = "UNITS"
	OpUnit  Operator = "UNIT" // inside OpUnits
)

// Term is a number of which a figure is made: exactly one of Figure, Value, List
// and Op is set.
type Term struct {
	Figure string      `json:"figure,omitempty"` // what another step comes to
	Value  string      `json:"value,omitempty"`  // an input, as a plain decimal
	List   string      `json:"list,omitempty"`   // all terms of a List, in its place among operands; elsewhere it must have one
	Op     Operator    `json:"op,omitempty"`
	Of     []Term      `json:"of,omitempty"`    // what Op works on
	Index  int         `json:"index,omitempty"` // of OpShare and OpApportion; from 0
	Mode   *money.Mode `json:"mode,omitempty"`  // of OpRound; nil: the policy's
}

// What follows makes terms, for those who explain figures. Their names begin with
// t, so that they may stand close together.

// tRef is a figure that another step explains.
func tRef(figure string) Term { return Term{Figure: figure} }

// tValue is an input.
func tValue(d decimal.Decimal) Term { return Term{Value: d.String()} }

// tCount is a whole number that is an input.
func tCount(n int64) Term { return Term{Value: strconv.FormatInt(n, 10)} }

// tRatio is a fraction that is an input: a decimal where it is one.
func tRatio(num, den int64) Term {
	n, d := decimal.NewFromInt(num), decimal.NewFromInt(den)
	if q := n.DivRound(d, 18); q.Mul(d).Equal(n) {
		return tValue(q)
	}
	return tOver(tCount(num), tCount(den))
}

// tList is all terms of a list, as an operand.
func tList(name string) Term { return Term{List: name} }

func tSum(terms ...Term) Term { return Term{Op: OpSum, Of: terms} }

func tLess(from Term, terms ...Term) Term {
	return Term{Op: OpDifference, Of: append([]Term{from}, terms...)}
}

func tTimes(terms ...Term) Term { return Term{Op: OpProduct, Of: terms} }

func tOver(a, b Term) Term { return Term{Op: OpQuotient, Of: []Term{a, b}} }

func tMin(terms ...Term) Term { return Term{Op: OpMin, Of: terms} }

func tMax(terms ...Term) Term { return Term{Op: OpMax, Of: terms} }

// tRound rounds by the policy, to minor units.
func tRound(t Term) Term { return Term{Op: OpRound, Of: []Term{t}} }

// tRoundBy rounds by a mode of its own, to multiples of step.
func tRoundBy(t, step Term, mode money.Mode) Term {
	return Term{Op: OpRound, Of: []Term{t, step}, Mode: &mode}
}

// tShare is the share at an index when total is split by weights.
func tShare(total Term, index int, weights ...Term) Term {
	return Term{Op: OpShare, Of: append([]Term{total}, weights...), Index: index}
}

// tApportion is one of several amounts that are rounded together.
func tApportion(index int, exact ...Term) Term {
	return Term{Op: OpApportion, Of: exact, Index: index}
}

// tUnits adds each up over the units of an amount; tUnit stands in it for the
// price of the unit.
func tUnits(amount Term, quantity int64, each Term) Term {
	return Term{Op: OpUnits, Of: []Term{amount, tCount(quantity), each}}
}

// tUnit is the price of one unit inside tUnits.
func tUnit() Term { return Term{Op: OpUnit} }
