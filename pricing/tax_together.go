// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// taxable is something taxed together with others.
type taxable struct {
	base   int64
	tax    *int64
	bucket int
}

// bucket is what has one rate, inside its price or on top.
type bucket struct {
	set      *rateSet
	included bool
	base     int64
	tax      int64
}

// taxTogether sums taxes unrounded per rate and whether prices include it,
// rounds each sum - or, at PointOrder, the sum of all -, and allocates it to
// lines, shipping and fees by what they cost.
func (p *pricer) taxTogether() error {
	items := p.s.bases[:0]
	var buckets []bucket
	add := func(base int64, rates int32, included bool, tax *int64, what string) error {
		if rates < 0 || base == 0 {
			return nil
		}
		s := &p.r.rates[rates]
		if s.fixed >= 0 { // computed elsewhere: taken as it is
			if *tax = s.fixed; included {
				*tax = min(*tax, base)
			}
			if *tax > p.c.limit {
				return p.tooMuch(what)
			}
			return nil
		}
		b := slices.IndexFunc(buckets, func(b bucket) bool { return b.included == included && b.set.same(s) })
		if b < 0 {
			b = len(buckets)
			buckets = append(buckets, bucket{set: s, included: included})
		}
		buckets[b].base += base
		items = append(items, taxable{base, tax, b})
		return nil
	}
	for i := range p.r.lines {
		f := &p.r.lines[i]
		if err := add(f.shown, f.rates, f.included, &f.tax, fault.Index("lineItems", i)); err != nil {
			return err
		}
	}
	ship := &p.r.shipping
	if err := add(ship.shown(), ship.rates, ship.included, &ship.tax, "shipping"); err != nil {
		return err
	}
	for i := range p.r.fees {
		f := &p.r.fees[i]
		if err := add(f.shown(), f.rates, f.included, &f.tax, fault.Index("additionalFees", i)); err != nil {
			return err
		}
	}
	p.s.bases = items

	if p.point == money.PointOrder && len(buckets) > 1 {
		if !roundOnce(buckets, p.mode) {
			return p.tooMuch("tax")
		}
	} else {
		for i := range buckets {
			b := &buckets[i]
			var ok bool
			if b.tax, ok = money.MulDivRound(b.base, b.set.num, b.set.divisor(b.included), p.mode); !ok || b.tax > p.c.limit {
				return p.tooMuch("tax")
			}
		}
	}
	for i := range buckets {
		p.allocateTax(items, i, buckets[i].tax)
	}
	return nil
}

// allocateTax shares the tax of a bucket out.
func (p *pricer) allocateTax(items []taxable, bucket int, total int64) {
	weights, cuts := p.s.weights[:0], p.s.cuts[:0]
	for i := range items {
		if items[i].bucket == bucket {
			weights = append(weights, items[i].base)
			cuts = append(cuts, 0)
		}
	}
	p.s.weights, p.s.cuts = weights, cuts
	money.AllocateInto(cuts, total, weights)
	k := 0
	for i := range items {
		if items[i].bucket == bucket {
			*items[i].tax = cuts[k]
			k++
		}
	}
}

// roundOnce rounds the tax of all buckets together: each gets its exact tax
// rounded down, and the units left go to those that lost most, ties to the
// earlier. Few orders have more than a handful of rates, so this may compute
// with exact fractions.
func roundOnce(buckets []bucket, mode money.Mode) bool {
	sum := new(big.Rat)
	rests := make([]*big.Rat, len(buckets))
	order := make([]int, len(buckets))
	floors := new(big.Int)
	for i := range buckets {
		b := &buckets[i]
		exact := big.NewRat(b.set.num, b.set.divisor(b.included))
		exact.Mul(exact, new(big.Rat).SetInt64(b.base))
		sum.Add(sum, exact)
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		if !whole.IsInt64() {
			return false
		}
		b.tax = whole.Int64()
		floors.Add(floors, whole)
		rests[i] = exact.Sub(exact, new(big.Rat).SetInt(whole))
		order[i] = i
	}
	left := roundRat(sum, mode)
	left.Sub(left, floors)
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, i := range order[:left.Int64()] {
		buckets[i].tax++
	}
	return true
}

// roundRat rounds a fraction that is not negative to a whole number.
func roundRat(r *big.Rat, mode money.Mode) *big.Int {
	whole, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() == 0 {
		return whole
	}
	// What decides is whether the rest is less than, equal to or more than half.
	half := new(big.Int).Lsh(rest, 1).Cmp(r.Denom())
	fraction := decimal.New(int64(5+2*half), -1) // 0.3, 0.5 or 0.7
	odd := int64(whole.Bit(0))
	rounded := money.Round(fraction.Add(decimal.NewFromInt(odd)), 0, mode)
	return whole.Add(whole, big.NewInt(rounded.IntPart()-odd))
}
