// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package taxes keeps what a shop knows of taxes in its store: tax groups of
// items, tax regions, the rates of each pair of them, and groups of buyers who
// are exempt. All calculations of the shop use what is committed at their moment,
// in whatever process it was committed, unless ecom.Config.Tax names a calculator
// of the program's own.
//
// A rate is found by the region that an address lies in and by the group of an
// item. The region of a subdivision wins over that of its country as a whole; an
// item without a group, or whose group was deleted, is in the group
// ProductsGroup, and shipping in ShippingGroup. Where there is no region or no
// rate, there is no tax and no error.
//
// A region may name another calculator by its app id, one of
// ecom.Config.TaxCalculators. It is then asked about all that is taxed there.
// When it fails, the rates that are kept for the region stand in for it, and the
// totals say so; without any the totals have a taxCalculationError.
//
// Methods that change something are for administrators, and idempotent by key.
// So are the queries for administrators; buyers see taxes in their totals only.
package taxes
