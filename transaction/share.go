// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
)

// slice returns what of a figure belongs to the units from..from+n of whole:
//
//	F(from + n) − F(from),  F(k) = round(figure × k ÷ whole)
//
// Slices of adjoining units add up to the slice of both, and those of all units
// to the figure itself, however they are cut.
func slice(figure money.Amount, from, n, whole int64, m money.Mode) (money.Amount, error) {
	if figure.IsZero() || n == 0 {
		return money.Zero(figure.Currency()), nil
	}
	low, err := upTo(figure, from, whole, m)
	if err != nil {
		return money.Amount{}, err
	}
	high, err := upTo(figure, from+n, whole, m)
	if err != nil {
		return money.Amount{}, err
	}
	return high.Sub(low)
}

// wideDigits is how precisely a figure beyond int64 is divided before it is
// rounded: more than enough to tell a tie from what is next to it.
const wideDigits = 60

// upTo returns F(k).
func upTo(figure money.Amount, k, whole int64, m money.Mode) (money.Amount, error) {
	cur := figure.Currency()
	switch {
	case k <= 0 && whole > 0:
		return money.Zero(cur), nil
	case k >= whole:
		return figure, nil
	}
	if units, ok := figure.Minor(); ok {
		if f, ok := money.MulDivRound(units, k, whole, m); ok {
			return money.Minor(f, cur), nil
		}
	}
	d := figure.Decimal().Mul(decimal.New(k, 0)).DivRound(decimal.New(whole, 0), wideDigits)
	return money.New(money.Round(d, int32(cur.Digits()), m), cur)
}
