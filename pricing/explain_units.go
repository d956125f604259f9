// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// unitFigure is what a figure comes to for one unit.
type unitFigure struct {
	formula string
	exact   decimal.Decimal
	amount  int64
}

// perUnit explains what a figure comes to for one unit, where it is computed for
// each of several: they share an amount as evenly as whole minor units allow, so
// there are units of one price or of two. It returns how the figure is made of
// these. how and one compute it of the price of a unit.
func (e *explainer) perUnit(figure, source string, from Term, amount, quantity int64, how func(Term) Term, one func(int64) unitFigure) string {
	each, more := amount/quantity, amount%quantity
	price := tRoundBy(tOver(from, tCount(quantity)), e.minorUnit(), money.Floor)
	var parts []string
	for i, some := range [...]struct {
		price, count int64
		how          Term
	}{{each, quantity - more, price}, {each + 1, more, tSum(price, e.minorUnit())}} {
		if some.count == 0 {
			continue
		}
		u := one(some.price)
		e.rounded(e.add(Step{
			Figure: fmt.Sprintf("%s.units[%d]", figure, i), Source: source, Formula: u.formula, How: how(some.how),
		}, u.amount), u.exact, "per unit")
		parts = append(parts, fmt.Sprintf("%s × %d", e.text(u.amount), some.count))
	}
	return strings.Join(parts, " + ")
}
