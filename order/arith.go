// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import "github.com/go-ecom/ecom/money"

// The helpers below let an amount that was never set, the zero Amount, stand
// for nothing in any currency.

// plus returns a + b.
func plus(a, b money.Amount) (money.Amount, error) {
	switch {
	case a == money.Amount{}:
		return b, nil
	case b == money.Amount{}:
		return a, nil
	}
	return a.Add(b)
}

// minus returns a − b.
func minus(a, b money.Amount) (money.Amount, error) {
	switch {
	case b == money.Amount{}:
		return a, nil
	case a == money.Amount{}:
		return b.Neg(), nil
	}
	return a.Sub(b)
}

// compare orders a and b.
func compare(a, b money.Amount) (int, error) {
	d, err := minus(a, b)
	if err != nil {
		return 0, err
	}
	return d.Sign(), nil
}

// atLeast reports whether a ≥ b.
func atLeast(a, b money.Amount) (bool, error) {
	c, err := compare(a, b)
	return c >= 0, err
}
