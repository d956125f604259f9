// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/go-ecom/ecom/money"
)

// units adds a term up over the units of an amount.
func (p *replay) units(t *Term, at scope) (*big.Rat, error) {
	if len(t.Of) != 3 {
		return nil, fmt.Errorf("%s of %d operands", t.Op, len(t.Of))
	}
	amount, err := p.term(&t.Of[0], at)
	if err != nil {
		return nil, err
	}
	quantity, err := p.term(&t.Of[1], at)
	if err != nil {
		return nil, err
	}
	if !quantity.IsInt() || quantity.Sign() <= 0 {
		return nil, fmt.Errorf("%s of %s units", t.Op, ratText(quantity))
	}
	minor := minorUnit(at.cur)
	inMinor := new(big.Rat).Quo(amount, minor)
	if !inMinor.IsInt() || inMinor.Sign() < 0 {
		return nil, fmt.Errorf("%s of an amount that is not of minor units", t.Op)
	}
	each, rest := new(big.Int).QuoRem(inMinor.Num(), quantity.Num(), new(big.Int))
	sum := new(big.Rat)
	for _, some := range [...]struct{ units, price *big.Int }{
		{new(big.Int).Sub(quantity.Num(), rest), each},
		{rest, new(big.Int).Add(each, big.NewInt(1))},
	} {
		if some.units.Sign() == 0 {
			continue
		}
		one := new(big.Rat).SetInt(some.price)
		if one, err = p.term(&t.Of[2], scope{cur: at.cur, unit: one.Mul(one, minor)}); err != nil {
			return nil, err
		}
		sum.Add(sum, new(big.Rat).Mul(one, new(big.Rat).SetInt(some.units)))
	}
	return sum, nil
}

// split computes a share, or one of amounts that are rounded together.
func (p *replay) split(t *Term, at scope) (*big.Rat, error) {
	weights := t.Of
	var total *big.Rat
	var key splitKey
	if t.Op == OpShare {
		if len(t.Of) < 2 {
			return nil, fmt.Errorf("%s of %d operands", t.Op, len(t.Of))
		}
		var err error
		if total, err = p.term(&t.Of[0], at); err != nil {
			return nil, err
		}
		weights = t.Of[1:]
		key.total = total.RatString()
	}
	if len(weights) == 1 && weights[0].List != "" { // many shares are of one split
		key.op, key.list, key.unit = t.Op, weights[0].List, at.cur
	}
	shares, ok := p.splits[key]
	if !ok || key.list == "" {
		xs, err := p.operands(weights, at)
		if err != nil {
			return nil, err
		}
		if t.Op == OpShare {
			shares, err = allocateRational(total, xs, minorUnit(at.cur))
		} else {
			shares, err = apportionRational(xs, minorUnit(at.cur), p.e.Policy.Mode)
		}
		if err != nil {
			return nil, err
		}
		if key.list != "" {
			p.splits[key] = shares
		}
	}
	if t.Index < 0 || t.Index >= len(shares) {
		return nil, fmt.Errorf("%s %d of %d", t.Op, t.Index, len(shares))
	}
	return shares[t.Index], nil
}

// allocateRational is money.Allocate on fractions, in multiples of unit.
func allocateRational(total *big.Rat, weights []*big.Rat, unit *big.Rat) ([]*big.Rat, error) {
	sum := new(big.Rat)
	for _, w := range weights {
		if w.Sign() < 0 {
			return nil, fmt.Errorf("a weight is negative")
		}
		if sum.Add(sum, w); long(sum) {
			return nil, errLong
		}
	}
	if total.Sign() < 0 {
		return nil, fmt.Errorf("shares of a negative amount")
	}
	exact := make([]*big.Rat, len(weights))
	for i, w := range weights {
		exact[i] = new(big.Rat)
		switch {
		case sum.Sign() == 0:
			exact[i].Quo(total, big.NewRat(int64(len(weights)), 1))
		default:
			exact[i].Mul(total, w)
			exact[i].Quo(exact[i], sum)
		}
	}
	return giveRational(exact, new(big.Rat).Quo(total, unit), unit, sum.Sign() == 0)
}

// apportionRational rounds amounts together.
func apportionRational(exact []*big.Rat, unit *big.Rat, mode money.Mode) ([]*big.Rat, error) {
	sum := new(big.Rat)
	for _, x := range exact {
		if x.Sign() < 0 {
			return nil, fmt.Errorf("a part is negative")
		}
		if sum.Add(sum, x); long(sum) {
			return nil, errLong
		}
	}
	sum.Quo(sum, unit)
	return giveRational(exact, new(big.Rat).SetInt(roundRational(sum, mode)), unit, false)
}

// giveRational rounds amounts down, and gives what is missing to so many units
// to those that lost most; or, when evenly, to the first.
func giveRational(exact []*big.Rat, units, unit *big.Rat, evenly bool) ([]*big.Rat, error) {
	if !units.IsInt() {
		return nil, fmt.Errorf("shares of an amount that is not of minor units")
	}
	left := new(big.Int).Set(units.Num())
	out, rests := make([]*big.Rat, len(exact)), make([]*big.Rat, len(exact))
	order := make([]int, len(exact))
	for i, x := range exact {
		inUnits := new(big.Rat).Quo(x, unit)
		whole := new(big.Int).Quo(inUnits.Num(), inUnits.Denom())
		left.Sub(left, whole)
		out[i] = new(big.Rat).SetInt(whole)
		rests[i] = inUnits.Sub(inUnits, out[i])
		order[i] = i
	}
	if left.Sign() < 0 || left.Cmp(big.NewInt(int64(len(exact)))) > 0 {
		return nil, fmt.Errorf("shares that do not add up")
	}
	if !evenly {
		slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	}
	for _, i := range order[:left.Int64()] {
		out[i].Add(out[i], big.NewRat(1, 1))
	}
	for i := range out {
		out[i].Mul(out[i], unit)
	}
	return out, nil
}

// roundRational rounds a number to a whole one.
func roundRational(r *big.Rat, mode money.Mode) *big.Int {
	whole, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() == 0 {
		return whole
	}
	half := rest.Lsh(rest.Abs(rest), 1).Cmp(r.Denom()) // of the rest: less than, equal to or more than half
	var away bool
	switch mode {
	case money.HalfDown:
		away = half > 0
	case money.HalfEven:
		away = half > 0 || half == 0 && whole.Bit(0) == 1
	case money.Up:
		away = true
	case money.Down:
		away = false
	case money.Ceiling:
		away = r.Sign() > 0
	case money.Floor:
		away = r.Sign() < 0
	default: // money.HalfUp
		away = half >= 0
	}
	if away {
		whole.Add(whole, big.NewInt(int64(r.Sign())))
	}
	return whole
}
