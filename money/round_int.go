// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math"
	"math/bits"
)

// RoundDiv returns num ÷ den, rounded. den must be positive; like any integer
// division it panics when den is 0.
func RoundDiv(num, den int64, m Mode) int64 {
	q := num / den
	if r := num - q*den; r != 0 {
		return nudge(q, r, num, den, m)
	}
	return q
}

// nudge rounds the truncated quotient q whose remainder r is not zero.
func nudge(q, r, num, den int64, m Mode) int64 {
	negative := (num < 0) != (den < 0)
	if !away(magnitude(q), magnitude(r), magnitude(den), negative, m) {
		return q
	}
	if negative {
		return q - 1
	}
	return q + 1
}

// MulDivRound returns a × b ÷ den, rounded once: the product is held in 128 bits.
// It reports false when the result does not fit or den is 0.
func MulDivRound(a, b, den int64, m Mode) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	d := magnitude(den)
	var q, r uint64
	switch {
	case hi == 0 && d != 0:
		q = lo / d
		r = lo - q*d
	case hi < d:
		q, r = bits.Div64(hi, lo, d)
	default:
		return 0, false
	}
	negative := a^b^den < 0
	if q > 1<<63 {
		return 0, false
	}
	if r != 0 && away(q, r, d, negative, m) {
		q++
	}
	if q > math.MaxInt64 && (!negative || q > 1<<63) {
		return 0, false
	}
	return signed(q, negative), true
}

// away reports whether a quotient of magnitude q with the remainder r, not zero,
// of the divisor d is rounded away from zero.
func away(q, r, d uint64, negative bool, m Mode) bool {
	switch m {
	default: // HalfUp
		return r >= d-r
	case HalfDown:
		return r > d-r
	case HalfEven:
		return r > d-r || r == d-r && q&1 == 1
	case Up:
		return true
	case Down:
		return false
	case Ceiling:
		return !negative
	case Floor:
		return negative
	}
}

// magnitude returns |n|, right for the smallest int64 too.
func magnitude(n int64) uint64 {
	s := n >> 63
	return uint64((n ^ s) - s)
}

// signed returns u with a sign; u is at most 2^63-1, or 2^63 when negative.
func signed(u uint64, negative bool) int64 {
	if negative {
		return -int64(u)
	}
	return int64(u)
}
