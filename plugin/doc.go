// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package plugin says what is common to all that a shop lets its owner supply:
// the catalog, shipping rates, taxes, additional fees, validations, discounts,
// custom triggers of discount rules and payments, each a package below this one.
//
// # Writing one
//
// Every contract is a small interface: a request struct in, a response struct
// out, whose JSON is the wire form of the platform's service plug-in of that
// name. An implementation must be safe for concurrent use and must not change
// the request, nor keep it after it has returned. The shop, in turn, neither
// changes nor keeps the response, so an implementation may hand out the same
// slices again and again.
//
// A plug-in is called in a goroutine of its own, with a context that ends when
// the budget of its contract does, and is abandoned then. One that panics,
// hangs or answers nonsense never breaks a cart: what happens instead is said
// at each contract. A plug-in may not call the shop's own methods that price
// carts or read checkouts: they would call it again.
//
// One that never blocks may say so by a method Inline() bool that returns true,
// as the embedded defaults do; it is then called without a goroutine and
// without a budget.
//
// Errors are reported by class (package fault): fault.Unavailable when
// something behind the plug-in did not answer, fault.Invalid for a request it
// can't serve, fault.Internal or anything unclassified for its own faults. The
// platform's application codes go into fault.Error.Code.
package plugin
