// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"math/bits"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/tax"
)

// rateSet is the taxes on a line: what they come to together, as a fraction of
// the net price, and how that is made up.
type rateSet struct {
	breakdown []tax.Breakdown
	num, den  int64   // what they come to: num/den of the net price
	weights   []int64 // the share of each in it
	own       []plugin.Rate
	fixed     int64 // the tax as its calculator computed it; -1: computed here
}

// newRateSet adds rates up. A compound one is on top of the sum of those before
// it.
func newRateSet(breakdown []tax.Breakdown) (rateSet, error) {
	s := rateSet{breakdown: breakdown, den: 1_000_000, fixed: -1, weights: make([]int64, len(breakdown))}
	for i := range breakdown {
		r := int64(breakdown[i].Rate)
		if !breakdown[i].Compound || s.num == 0 {
			// r millionths of the net price, in units of 1/den.
			w, ok := mul(r, s.den/1_000_000)
			if !ok || s.num+w < 0 {
				return s, tooFine()
			}
			s.weights[i] = w
			s.num += w
			continue
		}
		// r of (1 + num/den) is r·(den+num) millionths of 1/den.
		w, ok := mul(r, s.den+s.num)
		scale := int64(1_000_000)
		for scale > 1 && w%10 == 0 {
			scale /= 10
			w /= 10
		}
		den, ok1 := mul(s.den, scale)
		num, ok2 := mul(s.num, scale)
		if !ok || !ok1 || !ok2 || num+w < 0 {
			return s, tooFine()
		}
		for j := range i {
			s.weights[j] *= scale
		}
		s.weights[i], s.num, s.den = w, num+w, den
	}
	if g := gcd(s.num, s.den); g > 1 {
		s.num, s.den = s.num/g, s.den/g
	}
	if s.num+s.den < 0 {
		return s, tooFine()
	}
	return s, nil
}

// ownRateSet returns the set of the rates that a line brings with it.
func ownRateSet(rates []plugin.Rate) (rateSet, error) {
	list := make([]tax.Breakdown, len(rates))
	for i, r := range rates {
		list[i].Rate = r
	}
	s, err := newRateSet(list)
	s.own = rates
	return s, err
}

func tooFine() error {
	return fault.New(fault.Invalid, "", "the tax rates are too great or build on each other too often")
}

// rate returns what the taxes come to together, to six decimals.
func (s *rateSet) rate() plugin.Rate {
	r, _ := money.MulDivRound(s.num, 1_000_000, s.den, money.HalfUp)
	return plugin.Rate(r)
}

// divisor returns what s.num is a fraction of, for prices that include the tax
// or that do not.
func (s *rateSet) divisor(included bool) int64 {
	if included {
		return s.den + s.num
	}
	return s.den
}

// same reports whether two sets come to the same rate.
func (s *rateSet) same(o *rateSet) bool { return s.num == o.num && s.den == o.den }

// of reports whether the set was made of a breakdown.
func (s *rateSet) of(breakdown []tax.Breakdown) bool {
	if s.own != nil || s.fixed >= 0 || len(s.breakdown) != len(breakdown) {
		return false
	}
	return &s.breakdown[0] == &breakdown[0] || slices.Equal(s.breakdown, breakdown)
}

func mul(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int64(lo), hi == 0 && lo < 1<<62
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// lessProduct reports whether a·b < c·d, for numbers that are not negative.
func lessProduct(a, b, c, d int64) bool {
	h1, l1 := bits.Mul64(uint64(a), uint64(b))
	h2, l2 := bits.Mul64(uint64(c), uint64(d))
	return h1 < h2 || h1 == h2 && l1 < l2
}
