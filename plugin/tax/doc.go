// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package tax is the contract of those who know which taxes a sale owes:
// Calculator. Its embedded default, Regions, looks rates up by the region of an
// address and the tax group of an item.
//
// A calculator may answer in either of two ways, line by line. It may name the
// rates only, and the shop computes every amount under its own rounding policy,
// so that prices, taxes and refunds add up to the unit: this is what Regions
// does. Or it computes the amounts itself, as services for a whole country do;
// then they are taken as they are.
package tax
