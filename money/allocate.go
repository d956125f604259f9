// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"math/big"
	"math/bits"
	"slices"
)

// Allocate splits total over weights so that the shares add up to it exactly, by
// largest remainder: each share is the exact one rounded towards zero, and the
// units left go one each to the shares that lost most, ties to the earlier. It
// works on |total| and restores the sign, so refunds mirror payments.
//
// When all weights are zero the total is split evenly, what is left one unit
// each to the first. No weights means no shares. Negative weights are a mistake
// of the caller; they count as zero.
func Allocate(total int64, weights []int64) []int64 {
	if len(weights) == 0 {
		return nil
	}
	shares := make([]int64, len(weights))
	AllocateInto(shares, total, weights)
	return shares
}

// stackWeights is how many weights AllocateInto takes without allocating.
const stackWeights = 320

// AllocateInto is Allocate into dst, which must be as long as weights and may be
// the same slice. It allocates nothing for up to 300 weights, unless the weights
// themselves add up to more than 2^64.
func AllocateInto(dst []int64, total int64, weights []int64) {
	n := len(weights)
	dst = dst[:n]
	switch {
	case n == 0:
	case n <= 16:
		var room [2 * 16]uint64
		allocate(dst, total, weights, room[:2*n])
	case n <= stackWeights:
		var room [2 * stackWeights]uint64
		allocate(dst, total, weights, room[:2*n])
	default:
		allocate(dst, total, weights, make([]uint64, 2*n))
	}
}

// allocate is AllocateInto with room for two numbers per weight.
func allocate(dst []int64, total int64, weights []int64, room []uint64) {
	var sum, carry uint64
	for _, w := range weights {
		var c uint64
		sum, c = bits.Add64(sum, uint64(max(w, 0)), 0)
		carry |= c
	}
	if carry != 0 {
		allocateBig(dst, total, weights)
		return
	}
	if sum == 0 {
		splitInto(dst, total)
		return
	}

	rests := room[:len(weights)]
	left := share(dst, rests, magnitude(total), sum, weights)
	if left > 0 {
		giveRest(dst, rests, room[len(weights):], left)
	}
	if total < 0 {
		for i := range dst {
			dst[i] = -dst[i]
		}
	}
}

// share sets dst to the shares rounded down and rests to what each lost, in
// units of 1/sum, and returns how many units are left.
func share(dst []int64, rests []uint64, total, sum uint64, weights []int64) (left uint64) {
	dst, rests = dst[:len(weights)], rests[:len(weights)]
	left = total
	if hi, _ := bits.Mul64(total, sum); hi != 0 {
		for i, w := range weights {
			hi, lo := bits.Mul64(total, uint64(max(w, 0)))
			q, r := bits.Div64(hi, lo, sum)
			dst[i], rests[i] = int64(q), r
			left -= q
		}
		return left
	}
	// All products fit 64 bits. Multiplying by the reciprocal comes out at most
	// two too low and is several times faster than dividing.
	reciprocal := ^uint64(0) / sum
	for i, w := range weights {
		product := total * uint64(max(w, 0))
		q, _ := bits.Mul64(product, reciprocal)
		r := product - q*sum
		for r >= sum {
			q++
			r -= sum
		}
		dst[i], rests[i] = int64(q), r
		left -= q
	}
	return left
}

// giveRest adds one unit each to the left shares with the largest rests, ties to
// the earlier. left is less than the number of rests that are not zero; scratch
// is as long as rests.
func giveRest(dst []int64, rests, scratch []uint64, left uint64) {
	if left == 1 {
		best := 0
		for i, r := range rests {
			if r > rests[best] {
				best = i
			}
		}
		dst[best]++
		return
	}
	// The rests from bar up get a unit each, those equal to bar as far as it goes.
	copy(scratch, rests)
	bar := nth(scratch, len(rests)-int(left))
	for i, r := range rests {
		if r > bar {
			dst[i]++
			left--
		}
	}
	for i := 0; left > 0; i++ {
		if rests[i] == bar {
			dst[i]++
			left--
		}
	}
}

// nth returns the element that would stand at k if s were sorted. It reorders s.
func nth(s []uint64, k int) uint64 {
	low, high := 0, len(s)
	for tries := 2 * bits.Len(uint(len(s))); high-low > 12 && tries > 0; tries-- {
		// The middle one of three parts the rest: up to its place none is larger,
		// from there on none is smaller.
		a, b, c := s[low], s[low+(high-low)/2], s[high-1]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high-1
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j + 1
		case k >= i:
			low = i
		default:
			return s[k]
		}
	}
	slices.Sort(s[low:high])
	return s[k]
}

// splitInto splits total evenly, what is left one unit each to the first.
func splitInto(dst []int64, total int64) {
	n := int64(len(dst))
	each, rest := total/n, total%n
	unit := int64(1)
	if rest < 0 {
		unit, rest = -1, -rest
	}
	for i := range dst {
		dst[i] = each
		if int64(i) < rest {
			dst[i] += unit
		}
	}
}

// allocateBig is allocate for weights whose sum does not fit 64 bits.
func allocateBig(dst []int64, total int64, weights []int64) {
	for i, s := range allocateWide(big.NewInt(total), weights) {
		dst[i] = s.Int64()
	}
}

// allocateWide is Allocate for totals of any size.
func allocateWide(total *big.Int, weights []int64) []*big.Int {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(max(w, 0)))
	}
	even := sum.Sign() == 0
	if even {
		sum.SetInt64(int64(len(weights)))
	}

	shares := make([]*big.Int, len(weights))
	rests := make([]*big.Int, len(weights))
	order := make([]int, len(weights))
	left := new(big.Int).Abs(total)
	size := new(big.Int).Set(left)
	for i, w := range weights {
		w = max(w, 0)
		if even {
			w = 1
		}
		product := new(big.Int).Mul(size, big.NewInt(w))
		shares[i], rests[i] = product.QuoRem(product, sum, new(big.Int))
		left.Sub(left, shares[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, i := range order[:left.Int64()] {
		shares[i].Add(shares[i], big.NewInt(1))
	}
	if total.Sign() < 0 {
		for _, s := range shares {
			s.Neg(s)
		}
	}
	return shares
}

// Allocate splits the amount over weights like the function Allocate.
func (a Amount) Allocate(weights []int64) []Amount {
	if len(weights) == 0 {
		return nil
	}
	parts := make([]Amount, len(weights))
	if a.wide != nil {
		for i, units := range allocateWide(a.wide, weights) {
			parts[i] = a
			parts[i].setBig(units)
		}
		return parts
	}
	var buf [stackWeights]int64
	shares := buf[:0]
	if len(weights) > len(buf) {
		shares = make([]int64, 0, len(weights))
	}
	shares = shares[:len(weights)]
	AllocateInto(shares, a.minor, weights)
	for i, units := range shares {
		parts[i] = a
		parts[i].minor = units
	}
	return parts
}

// Split splits the amount into n even parts, what is left one unit each to the
// first. It returns nil unless n is positive.
func (a Amount) Split(n int) []Amount {
	if n <= 0 {
		return nil
	}
	return a.Allocate(make([]int64, n))
}
