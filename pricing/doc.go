// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package pricing computes totals: the one calculator behind estimates of
// carts, checkouts, draft orders and the platform's calculate totals.
//
// # The steps
//
// A line starts with its catalog price. Then come, each off what those before
// it left: the line's own discount, the shop's discount rules in their order,
// one coupon, the merchant's discounts in theirs. Shipping and its discount
// follow, additional fees, then the tax on each discounted amount; then it is
// found out what is due when the order is placed and what later; and at last
// gift cards pay. Every figure of the answer adds up with its parts, in the
// shop's currency and in the buyer's, which Check verifies.
//
// # Rounding
//
// A money.Policy says how figures are rounded, and where. At PointLine each
// figure of a line is rounded. At PointUnit it is rounded for each unit and
// multiplied; where a discount on the whole line leaves units that differ, they
// share it as evenly as whole minor units allow. At PointRate taxes are summed
// unrounded over everything that has one rate, inside its price or on top,
// rounded, and allocated by what each costs; shipping and each fee take part
// like lines. PointOrder rounds each discount once for all its lines, and the
// tax of all rates together.
//
// Allocation is by largest remainder, ties to the earlier line. Conversion
// rounds the total and the discount and allocates their parts.
//
// # Numbers
//
// All of it is computed on counts of minor units with 128-bit intermediates.
// Price leaves the figures like that, Calculate puts them into wire form.
package pricing
