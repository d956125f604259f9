// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package discount holds discount rules and coupons: their wire form, what can
// be wrong with them, and when they apply to which lines of a cart.
//
// A Rule is automatic: its trigger says when, its scopes on what. Compile makes
// rules ready for carts in one currency; a Matcher then finds those that apply
// to a cart by the items and collections that they name, so that a shop with
// thousands of rules pays for those that concern the cart only. A Coupon is
// asked for by its code; CompileCoupons makes them ready likewise. What a rule
// or coupon takes off is an Effect, applied by package pricing.
//
// Validation refuses what this package does not do - bundles, custom triggers,
// buy X get Y, usage limits of rules and the rest of the extension -, so that no
// rule is taken for one that never applies.
package discount
