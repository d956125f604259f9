// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package ecomtest is for tests of programs that embed a shop, and for the
// library's own.
//
// NewShop makes a whole shop in memory with a clock that stands still, ids that
// count and a payment gateway that can be told what to answer. Its Buy goes the
// whole way from an empty cart to a paid order:
//
//	func TestTwoMugs(t *testing.T) {
//		shop := ecomtest.NewShop(t, nil)
//		o, err := shop.Buy(ecomtest.Visitor(t.Context(), 1), shop.Line("mug", 2))
//		if err != nil {
//			t.Fatal(err)
//		}
//		if got := o.PriceSummary.Total.FormattedAmount(); got != "$55.00" {
//			t.Errorf("two mugs cost %s, want $55.00", got)
//		}
//	}
//
// # What can go wrong
//
// Faults wraps a store so that chosen calls go wrong: a commit that cannot be
// made, one whose answer is lost, a crash right after one. Shop.Twin is what
// another process makes of the same store, or the same one after a crash.
// Encoded wraps a store so that everything is encoded and decoded, as it is in
// a database.
//
// # Durable subscriptions
//
// shop.Events.Deliver delivers what is due to them and returns; Clock.Advance
// makes retries due. Their delays are not spread, so that a second after the first
// failure is enough. With Twin they resume in another process.
//
// # Races
//
// Interleave runs functions at the same time in every order in which their
// store calls can happen, or in orders drawn from a seed, always the same ones.
// There is no other way to be sure that the last mug is sold once.
package ecomtest
