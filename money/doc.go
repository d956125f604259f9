// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package money holds amounts of money and what is done with them: exact sums,
// rounding, allocation, conversion and formatting.
//
// An Amount counts the minor units of a currency (cents of USD, yen of JPY, fils
// of KWD), so it can never have more digits than its currency has. Nothing here
// goes through a float, saturates, or rounds without being told how: what does
// not fit or does not belong together is an error that carries both operands and
// is of class fault.Invalid.
//
//	price := money.MustParse("19.99", money.USD)
//	twice, err := price.Mul(2)           // 39.98
//	parts := twice.Allocate([]int64{1, 1, 1}) // 13.33 13.33 13.32
//	text := enUS.Format(twice)                // $39.98
//
// # Amounts read from JSON
//
// The currency of an amount in a JSON document usually stands elsewhere in it.
// Such an amount is unbound: an exact decimal without a currency. Bind gives it
// one, or refuses it when it has more digits than the currency. Two unbound
// amounts can be added; an unbound and a bound one cannot.
//
// The zero Amount is "no amount": it adds as nothing to any other.
//
// # Values
//
// All types are immutable values, safe for concurrent use. Compare amounts with
// Equal or Cmp rather than ==, which does not look into those beyond int64.
package money
