// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/money"
)

var currencies = []money.Currency{money.JPY, money.USD, money.KWD, money.CLF}

// genAmount draws amounts of c, beyond int64 too.
func genAmount(c money.Currency) *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		a := money.Minor(rapid.Int64().Draw(t, "units"), c)
		if rapid.Bool().Draw(t, "wide") {
			wide, err := a.Mul(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "factor"))
			if err != nil {
				t.Fatalf("Mul: %v", err)
			}
			return wide
		}
		return a
	})
}

func genDecimal(maxScale int32) *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		d := decimal.New(rapid.Int64().Draw(t, "coefficient"), -rapid.Int32Range(0, maxScale).Draw(t, "scale"))
		if rapid.Bool().Draw(t, "big") {
			return d.Mul(d)
		}
		return d
	})
}

// exact allocates with big integers and a plain sort.
func exact(total int64, weights []int64) []int64 {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(w))
	}
	size := new(big.Int).Abs(big.NewInt(total))
	left := new(big.Int).Set(size)
	rests, shares, order := make([]*big.Int, len(weights)), make([]*big.Int, len(weights)), make([]int, len(weights))
	for i, w := range weights {
		shares[i], rests[i] = new(big.Int).QuoRem(new(big.Int).Mul(size, big.NewInt(w)), sum, new(big.Int))
		left.Sub(left, shares[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	out := make([]int64, len(weights))
	for n, i := range order {
		if int64(n) < left.Int64() {
			shares[i].Add(shares[i], big.NewInt(1))
		}
	}
	for i, s := range shares {
		if total < 0 {
			s.Neg(s)
		}
		out[i] = s.Int64()
	}
	return out
}

func TestAllocateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000)).Draw(t, "total")
		weight := rapid.SampledFrom([]*rapid.Generator[int64]{
			rapid.Int64Range(0, 3), rapid.Int64Range(0, 100000), rapid.Int64Range(0, 1<<62), rapid.Int64Min(0),
		}).Draw(t, "size")
		weights := rapid.SliceOfN(weight, 1, 60).Draw(t, "weights")
		shares := money.Allocate(total, weights)
		checkShares(t, total, weights, shares)

		zero := !slices.ContainsFunc(weights, func(w int64) bool { return w != 0 })
		if !zero {
			if want := exact(total, weights); !slices.Equal(shares, want) {
				t.Errorf("Allocate(%d, %v) = %v, want %v", total, weights, shares, want)
			}
		}
		for i, s := range shares {
			if weights[i] == 0 && !zero && s != 0 {
				t.Errorf("Allocate(%d, %v)[%d] = %d, want 0", total, weights, i, s)
			}
			// Order stability: of equal weights, the earlier gets no less.
			for j := range i {
				if weights[j] == weights[i] && abs(shares[j]) < abs(s) {
					t.Errorf("Allocate(%d, %v): share %d is larger than the earlier %d", total, weights, i, j)
				}
			}
		}
		if total != -total { // the smallest int64 has no mirror image
			mirror := money.Allocate(-total, weights)
			for i := range mirror {
				if mirror[i] != -shares[i] {
					t.Errorf("Allocate(%d, %v) is not the mirror image of %d", -total, weights, total)
				}
			}
		}
		parts := money.Minor(total, money.USD).Allocate(weights)
		if sum, err := money.Sum(money.USD, parts...); err != nil || !sum.Equal(money.Minor(total, money.USD)) {
			t.Errorf("the parts of %d add up to %s, %v", total, sum, err)
		}
	})
}

func abs(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func TestWideAllocateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := genAmount(money.USD).Draw(t, "amount")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1<<62), 1, 20).Draw(t, "weights")
		sum, err := money.Sum(money.USD, a.Allocate(weights)...)
		if err != nil || !sum.Equal(a) {
			t.Errorf("the parts of %s add up to %s, %v", a, sum, err)
		}
	})
}

// roundExact rounds num ÷ den by the definition of each mode.
func roundExact(num, den *big.Int, m money.Mode) *big.Int {
	if den.Sign() < 0 {
		num, den = new(big.Int).Neg(num), new(big.Int).Neg(den)
	}
	floor, rest := new(big.Int).DivMod(num, den, new(big.Int)) // Euclidean: rest ≥ 0
	if rest.Sign() == 0 {
		return floor
	}
	ceiling := new(big.Int).Add(floor, big.NewInt(1))
	awayFromZero, toZero := ceiling, floor
	if num.Sign() < 0 {
		awayFromZero, toZero = floor, ceiling
	}
	nearest := map[int]*big.Int{-1: floor, 1: ceiling}[new(big.Int).Lsh(rest, 1).Cmp(den)]
	switch m {
	case money.Up:
		return awayFromZero
	case money.Down:
		return toZero
	case money.Ceiling:
		return ceiling
	case money.Floor:
		return floor
	case money.HalfUp, money.HalfDown, money.HalfEven:
	}
	switch {
	case nearest != nil:
		return nearest
	case m == money.HalfUp:
		return awayFromZero
	case m == money.HalfDown:
		return toZero
	case floor.Bit(0) == 0:
		return floor
	}
	return ceiling
}

func TestMulDivRoundProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-10, 10), rapid.Int64Range(-1<<40, 1<<40))
		a, b, den := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "den")
		m := rapid.SampledFrom(modes).Draw(t, "mode")
		got, ok := money.MulDivRound(a, b, den, m)
		if den == 0 {
			if ok {
				t.Errorf("MulDivRound(%d, %d, 0) succeeds", a, b)
			}
			return
		}
		want := roundExact(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(den), m)
		if ok != want.IsInt64() || ok && got != want.Int64() {
			t.Errorf("MulDivRound(%d, %d, %d, %s) = %d, %v, want %s", a, b, den, m, got, ok, want)
		}
		if den > 0 {
			if got, want := money.RoundDiv(a, den, m), roundExact(big.NewInt(a), big.NewInt(den), m); got != want.Int64() {
				t.Errorf("RoundDiv(%d, %d, %s) = %d, want %s", a, den, m, got, want)
			}
		}
	})
}

func TestRoundProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := genDecimal(20).Draw(t, "d")
		places := rapid.Int32Range(-5, 12).Draw(t, "places")
		m := rapid.SampledFrom(modes).Draw(t, "mode")
		unit := decimal.New(1, -places)
		got := money.Round(d, places, m)
		if !got.Mod(unit).IsZero() {
			t.Errorf("Round(%s, %d, %s) = %s has more places", d, places, m, got)
		}
		off := got.Sub(d).Abs()
		half := m == money.HalfUp || m == money.HalfDown || m == money.HalfEven
		if !off.LessThan(unit) || half && off.Add(off).GreaterThan(unit) {
			t.Errorf("Round(%s, %d, %s) = %s is too far off", d, places, m, got)
		}
		if to := money.RoundTo(d, unit, m); !to.Equal(got) {
			t.Errorf("RoundTo(%s, %s, %s) = %s, want %s", d, unit, m, to, got)
		}
		if again := money.Round(got, places, m); !again.Equal(got) {
			t.Errorf("rounding %s again gives %s", got, again)
		}
	})
}

func TestConvertProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, to := rapid.SampledFrom(currencies).Draw(t, "from"), rapid.SampledFrom(currencies).Draw(t, "to")
		a := genAmount(from).Draw(t, "amount")
		rate := decimal.New(rapid.Int64Range(1, 1<<40).Draw(t, "rate"), -rapid.Int32Range(0, 12).Draw(t, "scale"))
		m := rapid.SampledFrom(modes).Draw(t, "mode")
		got, err := money.Convert(a, rate, to, m)
		if err != nil {
			if a.Decimal().Mul(rate).Abs().LessThan(decimal.New(1, 33)) {
				t.Errorf("Convert(%s, %s, %s) = %v", a, rate, to, err)
			}
			return
		}
		if want := money.Round(a.Decimal().Mul(rate), int32(to.Digits()), m); !got.Decimal().Equal(want) || got.Currency() != to {
			t.Errorf("Convert(%s, %s, %s, %s) = %s, want %s", a, rate, to, m, got, want)
		}
	})
}

func TestArithmeticProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		a, b := genAmount(c).Draw(t, "a"), genAmount(c).Draw(t, "b")
		sum, err := a.Add(b)
		if err != nil || !sum.Decimal().Equal(a.Decimal().Add(b.Decimal())) {
			t.Fatalf("%s + %s = %s, %v", a, b, sum, err)
		}
		if back, err := sum.Sub(b); err != nil || !back.Equal(a) {
			t.Errorf("%s + %s - %s = %s, %v", a, b, b, back, err)
		}
		if other, err := b.Add(a); err != nil || !other.Equal(sum) {
			t.Errorf("%s + %s = %s, %v, want %s", b, a, other, err, sum)
		}
		if diff, err := a.Sub(b); err != nil || !diff.Neg().Decimal().Equal(b.Decimal().Sub(a.Decimal())) {
			t.Errorf("%s - %s = %s, %v", a, b, diff, err)
		}
		if got, err := a.Cmp(b); err != nil || got != a.Decimal().Cmp(b.Decimal()) {
			t.Errorf("Cmp(%s, %s) = %d, %v", a, b, got, err)
		}
		if again, err := money.New(a.Decimal(), c); err != nil || !again.Equal(a) || again.String() != a.String() {
			t.Errorf("New(%s) = %s, %v", a, again, err)
		}
		if _, fits := a.Minor(); fits != a.Decimal().Shift(int32(c.Digits())).BigInt().IsInt64() {
			t.Errorf("Minor of %s fits: %v", a, fits)
		}
	})
}

func TestParseProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,16}(\.[0-9]{1,9})?`).Draw(t, "text")
		want := decimal.RequireFromString(text)
		a, err := money.Parse(text, 0)
		if err != nil || !a.Decimal().Equal(want) {
			t.Fatalf("Parse(%q) = %s, %v", text, a, err)
		}
		if d, err := money.ParseDecimal(text); err != nil || !d.Equal(want) {
			t.Errorf("ParseDecimal(%q) = %s, %v", text, d, err)
		}
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		bound, err := a.Bind(c)
		if fits := want.Equal(want.Truncate(int32(c.Digits()))); fits != (err == nil) {
			t.Fatalf("Bind(%q, %s) = %s, %v", text, c, bound, err)
		}
		if err != nil {
			return
		}
		if !bound.Decimal().Equal(want) {
			t.Errorf("Bind(%q, %s) = %s", text, c, bound)
		}
		if again := money.MustParse(bound.String(), c); !again.Equal(bound) {
			t.Errorf("Parse(%s) = %s", bound, again)
		}
	})
}
