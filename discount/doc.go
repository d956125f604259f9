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
// RuleService and CouponService keep rules and coupons in a shop's store. They are
// the sources of what holds now (Rules, Coupons), as sets that were compiled once
// are. What is limited is counted as Uses: an order takes them in its commit and
// gives them back when nothing comes of it.
//
// Beside the platform's public fields a rule has an Extension: buy X get Y, the
// lowest-priced item only, usage limits, weekly time windows, priorities,
// exclusive rules and floor prices. Without one a rule is what it is on the
// platform.
package discount
