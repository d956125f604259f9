// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"math"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

func TestAllocate(t *testing.T) {
	t.Parallel()
	const most = math.MaxInt64
	for _, tt := range []struct {
		total   int64
		weights []int64
		want    []int64
	}{
		{100, nil, nil},
		{0, []int64{1, 2}, []int64{0, 0}},
		{-100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{-5, []int64{7, 3}, []int64{-4, -1}},
		{7, []int64{0, 0, 0}, []int64{3, 2, 2}},
		{-7, []int64{0, 0, 0}, []int64{-3, -2, -2}},
		{1, []int64{0, 1, 1}, []int64{0, 1, 0}},
		{10, []int64{-5, 1, 1}, []int64{0, 5, 5}},
		{10, []int64{-5, -5}, []int64{5, 5}},
		{most, []int64{most, most}, []int64{most/2 + 1, most / 2}},
		{most, []int64{most, most, most, 1}, []int64{most / 3, most / 3, most / 3, 1}},
		{math.MinInt64, []int64{1}, []int64{math.MinInt64}},
		{math.MinInt64, []int64{1, 1}, []int64{math.MinInt64 / 2, math.MinInt64 / 2}},
		{math.MinInt64, []int64{0, 0, 0}, []int64{-3074457345618258603, -3074457345618258603, -3074457345618258602}},
	} {
		if got := money.Allocate(tt.total, tt.weights); !slices.Equal(got, tt.want) {
			t.Errorf("Allocate(%d, %v) = %v, want %v", tt.total, tt.weights, got, tt.want)
		}
		into := slices.Clone(tt.weights)
		money.AllocateInto(into, tt.total, into)
		if !slices.Equal(into, tt.want) {
			t.Errorf("AllocateInto the weights (%d, %v) = %v, want %v", tt.total, tt.weights, into, tt.want)
		}
	}
}

// Not parallel: it counts allocations.
func TestAllocateIntoAllocatesNothing(t *testing.T) {
	for _, n := range []int{1, 16, 17, 300} {
		weights, dst := weightsOf(n), make([]int64, n)
		if got := testing.AllocsPerRun(10, func() { money.AllocateInto(dst, 123457, weights) }); got != 0 {
			t.Errorf("AllocateInto of %d weights allocates %v times", n, got)
		}
	}
}

func TestAllocateMany(t *testing.T) {
	t.Parallel()
	weights := weightsOf(5000)
	checkShares(t, 123456789, weights, money.Allocate(123456789, weights))
	same := make([]int64, 5000)
	for i := range same {
		same[i] = 3
	}
	got := money.Allocate(7499, same)
	for i, s := range got {
		want := int64(1)
		if i < 2499 {
			want = 2
		}
		if s != want {
			t.Fatalf("Allocate(7499, 5000 equal weights)[%d] = %d, want %d", i, s, want)
		}
	}
}

func TestAmountAllocate(t *testing.T) {
	t.Parallel()
	wide, err := money.New(decimal.RequireFromString("-1000000000000000000000.00"), money.USD)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		total   money.Amount
		weights []int64
		want    []string
	}{
		{money.Minor(100, money.USD), []int64{1, 1, 1}, []string{"0.34", "0.33", "0.33"}},
		{money.Minor(100, money.JPY), []int64{1, 1, 1}, []string{"34", "33", "33"}},
		{money.MustParse("0.10", 0), []int64{1, 2}, []string{"0.03", "0.07"}},
		{wide, []int64{1, 1, 1}, []string{"-333333333333333333333.34", "-333333333333333333333.33", "-333333333333333333333.33"}},
		{wide, []int64{0, 0}, []string{"-500000000000000000000.00", "-500000000000000000000.00"}},
		{wide, []int64{math.MaxInt64, -1, 0}, []string{"-1000000000000000000000.00", "0.00", "0.00"}},
		{money.Minor(1, money.USD), nil, nil},
	} {
		var got []string
		for _, part := range tt.total.Allocate(tt.weights) {
			if part.Currency() != tt.total.Currency() {
				t.Errorf("a part of %s is in %s", tt.total, part.Currency())
			}
			got = append(got, part.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s.Allocate(%v) = %v, want %v", tt.total, tt.weights, got, tt.want)
		}
	}
	if got := money.Minor(-5, money.USD).Split(2); len(got) != 2 || got[0].String() != "-0.03" || got[1].String() != "-0.02" {
		t.Errorf("Split(2) of -0.05 = %v", got)
	}
	if got := money.Minor(5, money.USD).Split(0); got != nil {
		t.Errorf("Split(0) = %v, want none", got)
	}
	if got := money.Minor(1000, money.USD).Allocate(make([]int64, 1000)); len(got) != 1000 || got[999].String() != "0.01" {
		t.Errorf("Allocate over 1000 = %d parts", len(got))
	}
}
