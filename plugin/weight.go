// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/item"
)

// One pound is 0.45359237 kilograms, exactly.
var kilogramsPerPound = decimal.New(45359237, -8)

// CompareWeights compares weights in two units exactly: -1 when a in unitA is
// lighter than b in unitB, 0 when they weigh the same, 1 when it is heavier.
// An empty or unknown unit is taken as the other one.
func CompareWeights(a decimal.Decimal, unitA item.WeightUnit, b decimal.Decimal, unitB item.WeightUnit) int {
	if unitA.Valid() && unitB.Valid() && unitA != unitB {
		if unitA == item.WeightUnitLB {
			a = a.Mul(kilogramsPerPound)
		} else {
			b = b.Mul(kilogramsPerPound)
		}
	}
	return a.Cmp(b)
}

// ConvertWeight returns a weight in another unit. Pounds become kilograms
// exactly; kilograms become pounds with six decimals, the last one rounded. An
// empty or unknown unit is taken as the other one.
func ConvertWeight(w decimal.Decimal, from, to item.WeightUnit) decimal.Decimal {
	switch {
	case from == item.WeightUnitLB && to == item.WeightUnitKG:
		return w.Mul(kilogramsPerPound)
	case from == item.WeightUnitKG && to == item.WeightUnitLB:
		return w.DivRound(kilogramsPerPound, 6)
	}
	return w
}
