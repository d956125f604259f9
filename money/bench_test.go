// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// Each benchmark stands beside its floor: the least work that could do the same.

func weightsOf(n int) []int64 {
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = int64(999 + i*7919%10007)
	}
	return weights
}

func BenchmarkAllocate(b *testing.B) {
	for _, n := range []int{1, 3, 10, 100, 300} {
		weights, dst := weightsOf(n), make([]int64, n)
		b.Run(fmt.Sprintf("weights=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				money.AllocateInto(dst, 123457, weights)
			}
		})
	}
}

// BenchmarkAllocateFloor divides each share and forgets the remainders.
func BenchmarkAllocateFloor(b *testing.B) {
	for _, n := range []int{1, 3, 10, 100, 300} {
		weights, dst := weightsOf(n), make([]int64, n)
		b.Run(fmt.Sprintf("weights=%d", n), func(b *testing.B) {
			for b.Loop() {
				var sum int64
				for _, w := range weights {
					sum += w
				}
				for i, w := range weights {
					dst[i] = 123457 * w / sum
				}
			}
		})
	}
}

var (
	sink    int64
	divisor int64 = 100000
)

func BenchmarkMulDivRound(b *testing.B) {
	amounts := weightsOf(64)
	b.Run("product=64bit", func(b *testing.B) {
		i := 0
		for b.Loop() {
			v, _ := money.MulDivRound(amounts[i&63], 8875, 100000, money.HalfUp)
			sink += v
			i++
		}
	})
	b.Run("product=128bit", func(b *testing.B) {
		i := 0
		for b.Loop() {
			v, _ := money.MulDivRound(amounts[i&63]<<40, 8875<<30, 100000<<30, money.HalfUp)
			sink += v
			i++
		}
	})
}

// BenchmarkMulDivRoundFloor multiplies and divides plain integers, without
// looking at overflow.
func BenchmarkMulDivRoundFloor(b *testing.B) {
	amounts := weightsOf(64)
	i := 0
	for b.Loop() {
		sink += (amounts[i&63]*8875 + divisor/2) / divisor
		i++
	}
}

func BenchmarkRoundDiv(b *testing.B) {
	amounts := weightsOf(64)
	i := 0
	for b.Loop() {
		sink += money.RoundDiv(amounts[i&63], 7, money.HalfUp)
		i++
	}
}

func BenchmarkAdd(b *testing.B) {
	x, sum := money.Minor(1999, money.USD), money.Zero(money.USD)
	b.ReportAllocs()
	for b.Loop() {
		sum, _ = sum.Add(x)
	}
}

// BenchmarkAddFloor is what Add replaces: decimals.
func BenchmarkAddFloor(b *testing.B) {
	x, sum := decimal.New(1999, -2), decimal.Zero
	b.ReportAllocs()
	for b.Loop() {
		sum = sum.Add(x)
	}
}

func BenchmarkFormat(b *testing.B) {
	a := money.Minor(123456789, money.USD)
	for _, tag := range []string{"en-US", "de-DE", "en-IN"} {
		l := money.MustParseLocale(tag)
		b.Run(tag, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = l.Format(a)
			}
		})
	}
}

// BenchmarkFormatFloor prints the count of units.
func BenchmarkFormatFloor(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = strconv.FormatInt(123456789, 10)
	}
}

func BenchmarkPriceMarshal(b *testing.B) {
	a := money.Minor(8500, money.USD)
	p := money.MultiPrice(a, a, money.MustParseLocale("en-US"))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = p.MarshalJSON()
	}
}

func BenchmarkPriceUnmarshal(b *testing.B) {
	data := []byte(`{"amount":"85.00","convertedAmount":"78.20","formattedAmount":"$85.00","formattedConvertedAmount":"€78.20"}`)
	b.ReportAllocs()
	for b.Loop() {
		var p money.MultiCurrencyPrice
		if err := p.UnmarshalJSON(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPriceUnmarshalFloor reads the same texts with encoding/json.
func BenchmarkPriceUnmarshalFloor(b *testing.B) {
	data := []byte(`{"amount":"85.00","convertedAmount":"78.20","formattedAmount":"$85.00","formattedConvertedAmount":"€78.20"}`)
	b.ReportAllocs()
	for b.Loop() {
		var p struct{ Amount, ConvertedAmount, FormattedAmount, FormattedConvertedAmount string }
		if err := json.Unmarshal(data, &p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := money.Parse("1234.56", money.USD); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkConvert(b *testing.B) {
	rate := decimal.RequireFromString("0.9215")
	a := money.Minor(123456, money.USD)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := money.Convert(a, rate, money.EUR, money.HalfUp); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkConvertFloor is the exact quotient of big integers.
func BenchmarkConvertFloor(b *testing.B) {
	rate, ten := big.NewInt(9215), big.NewInt(10000)
	b.ReportAllocs()
	for b.Loop() {
		x := new(big.Int).Mul(big.NewInt(123456), rate)
		x.QuoRem(x, ten, new(big.Int))
	}
}
