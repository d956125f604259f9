// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// Add returns a + b. Two currencies, or a bound and an unbound amount, are a
// *CurrencyError; the zero Amount adds as nothing to either. A result beyond
// int64 is as exact as any other; one beyond 2^127 units is a *RangeError.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.cur == b.cur && a.cur != 0 && a.wide == nil && b.wide == nil {
		sum := a.minor + b.minor
		if (sum > a.minor) == (b.minor > 0) {
			return Amount{minor: sum, cur: a.cur}, nil
		}
	}
	return a.combine("add", b, (*big.Int).Add)
}

// Sub returns a - b, under the rules of Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.cur == b.cur && a.cur != 0 && a.wide == nil && b.wide == nil {
		diff := a.minor - b.minor
		if (diff < a.minor) == (b.minor > 0) {
			return Amount{minor: diff, cur: a.cur}, nil
		}
	}
	return a.combine("subtract", b, (*big.Int).Sub)
}

// combine is the slow path of Add and Sub.
func (a Amount) combine(op string, b Amount, fn func(z, x, y *big.Int) *big.Int) (Amount, error) {
	if a.cur != b.cur && !a.absent() && !b.absent() {
		return Amount{}, &CurrencyError{Op: op, A: a, B: b}
	}
	x, y, scale := align(a, b)
	sum := Amount{cur: max(a.cur, b.cur), set: a.set || b.set}
	if sum.set {
		sum.scale = scale
	}
	if !sum.setBig(fn(new(big.Int), x, y)) {
		return Amount{}, &RangeError{Op: op, A: a, B: describe(b)}
	}
	return sum, nil
}

// align returns the counts of units of two amounts in the smaller of their units.
func align(a, b Amount) (x, y *big.Int, scale uint8) {
	x, y = a.big(), b.big()
	da, db := a.digits(), b.digits()
	switch {
	case da < db:
		x = new(big.Int).Mul(x, pow10(int64(db-da)))
	case db < da:
		y = new(big.Int).Mul(y, pow10(int64(da-db)))
	}
	return x, y, uint8(max(da, db))
}

// Neg returns -a.
func (a Amount) Neg() Amount {
	if a.wide == nil && a.minor != math.MinInt64 {
		a.minor = -a.minor
		return a
	}
	// The range is symmetric, so the result is within it.
	a.setBig(new(big.Int).Neg(a.big()))
	return a
}

// Abs returns a without its sign.
func (a Amount) Abs() Amount {
	if a.IsNegative() {
		return a.Neg()
	}
	return a
}

// Mul returns a × n. A result beyond 2^127 units is a *RangeError.
func (a Amount) Mul(n int64) (Amount, error) {
	if a.wide == nil {
		hi, lo := bits.Mul64(magnitude(a.minor), magnitude(n))
		if hi == 0 && lo <= math.MaxInt64 {
			a.minor = signed(lo, (a.minor < 0) != (n < 0))
			return a, nil
		}
	}
	product := a
	if !product.setBig(new(big.Int).Mul(a.big(), big.NewInt(n))) {
		return Amount{}, &RangeError{Op: "multiply", A: a, B: strconv.FormatInt(n, 10)}
	}
	return product, nil
}

// Cmp returns -1, 0 or 1 as a is less than, equal to or greater than b, under
// the currency rule of Add.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.cur != b.cur && !a.absent() && !b.absent() {
		return 0, &CurrencyError{Op: "compare", A: a, B: b}
	}
	return a.compare(b), nil
}

// Equal reports whether a and b are the same number in the same currency. The
// zero Amount equals only itself; unbound amounts are equal as numbers.
func (a Amount) Equal(b Amount) bool {
	return a.cur == b.cur && a.set == b.set && a.compare(b) == 0
}

// compare compares as numbers, whatever the currencies.
func (a Amount) compare(b Amount) int {
	if a.wide == nil && b.wide == nil && (a.digits() == b.digits() || a.minor == 0 || b.minor == 0) {
		return cmp.Compare(a.minor, b.minor)
	}
	x, y, _ := align(a, b)
	return x.Cmp(y)
}

// Sum adds up amounts of one currency, starting from nothing in c, under the
// rules of Add.
func Sum(c Currency, as ...Amount) (Amount, error) {
	sum := Zero(c)
	for _, a := range as {
		var err error
		if sum, err = sum.Add(a); err != nil {
			return Amount{}, err
		}
	}
	return sum, nil
}
