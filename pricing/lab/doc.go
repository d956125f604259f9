// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package lab answers what would change: it prices recorded carts twice, as the
// shop does and as it would, and reports which totals differ, which discounts
// meet on one line, how many at most, and what would be sold under its floor
// price.
//
// Compare looks at one cart and is a function of values, for tests:
//
//	c := lab.Compare(cart, before, after)
//	if c.Changed("priceSummary.total") { … }
//
// Run prices any number of carts side by side and adds them up in their order,
// so that its report is the same every time. It keeps no cart: what it needs
// depends on the number of discounts alone.
//
// "ecom price --lab" is Run on files.
package lab
