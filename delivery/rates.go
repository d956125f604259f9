// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// load is what conditions are compared with.
type load struct {
	weight   decimal.Decimal
	unit     item.WeightUnit
	price    decimal.Decimal
	quantity int64
}

// loadOf weighs and counts what is to be shipped.
func loadOf(r *shipping.Request) (load, error) {
	l := load{unit: r.WeightUnit}
	for i := range r.LineItems {
		line := &r.LineItems[i]
		p := line.PhysicalProperties
		if p != nil && !p.Shippable {
			continue
		}
		l.quantity += int64(line.Quantity)
		if p != nil && !p.Weight.IsZero() {
			l.weight = l.weight.Add(p.Weight.Mul(decimal.NewFromInt(int64(line.Quantity))))
		}
	}
	goods, err := r.GoodsTotal()
	l.price = goods.Decimal()
	return l, err
}

// rates are ConditionalRates, compiled.
type rates []rate

type rate struct {
	amount     money.Amount
	conditions []condition
	each       bool
}

type condition struct {
	kind     ConditionType
	operator LogicalOperator
	value    decimal.Decimal
}

// compileRates reads rates that were checked when they were stored. Those that
// can't be read, such as in another currency than then, hold never.
func compileRates(rs []ConditionalRates, cur money.Currency) rates {
	out := make(rates, 0, len(rs))
	for i := range rs {
		d, err := money.ParseDecimal(string(rs[i].Amount))
		if err != nil {
			continue
		}
		amount, err := money.New(d, cur)
		if err != nil || amount.IsNegative() {
			continue
		}
		r := rate{amount: amount, each: rs[i].MultiplyByQuantity}
		for _, k := range rs[i].Conditions {
			value, err := money.ParseDecimal(string(k.Value))
			if err != nil {
				r.conditions = append(r.conditions, condition{}) // holds never
				continue
			}
			r.conditions = append(r.conditions, condition{kind: k.Type, operator: k.Operator, value: value})
		}
		out = append(out, r)
	}
	return out
}

// lowest returns the lowest price of the rates that hold, or false when none
// does.
func (rs rates) lowest(l *load, unit item.WeightUnit) (money.Amount, bool) {
	var best money.Amount
	found := false
	for i := range rs {
		price, ok := rs[i].price(l, unit)
		if !ok {
			continue
		}
		if found {
			if n, err := price.Cmp(best); err != nil || n >= 0 {
				continue
			}
		}
		best, found = price, true
	}
	return best, found
}

// price returns what the rate comes to, or false when it does not hold or comes
// to more than any shop may charge.
func (r *rate) price(l *load, unit item.WeightUnit) (money.Amount, bool) {
	for i := range r.conditions {
		if !r.conditions[i].holds(l, unit) {
			return money.Amount{}, false
		}
	}
	if !r.each {
		return r.amount, true
	}
	price, err := r.amount.Mul(l.quantity)
	return price, err == nil && price.Decimal().LessThanOrEqual(decimal.NewFromInt(decimals.MaxAmount))
}

func (k *condition) holds(l *load, unit item.WeightUnit) bool {
	var n int
	switch k.kind {
	case ByTotalWeight:
		n = plugin.CompareWeights(l.weight, l.unit, k.value, unit)
	case ByTotalPrice:
		n = l.price.Cmp(k.value)
	case ByTotalQuantity:
		n = decimal.NewFromInt(l.quantity).Cmp(k.value)
	default:
		return false
	}
	switch k.operator {
	case EQ:
		return n == 0
	case GT:
		return n > 0
	case GTE:
		return n >= 0
	case LT:
		return n < 0
	case LTE:
		return n <= 0
	}
	return false
}
