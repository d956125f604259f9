// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package store keeps the records of a shop: typed kinds with declared
// indexes, counters, and a log of events, on any [driver.Store].
//
// # Kinds
//
// A kind is declared once, as a package variable, with its indexes:
//
//	var orders = store.Define[Order]("order", 1,
//		store.Unique("checkout", func(o *Order) string { return o.CheckoutID }),
//		store.By("placed", func(o *Order) store.Part { return store.Time(o.PlacedAt) }))
//
// Get, GetAll, ByUnique and Find read it, from a *Store or inside a *Tx. What
// they return is the caller's own. What no index answers can't be asked.
//
// # Changes
//
// All changes go through [Store.Update]. Its function reads and decides on a
// *Tx, which collects the writes; when the function returns nil they are
// committed at once, or not at all. Nothing is locked while it runs. If a
// record that was read and written has been changed meanwhile, the function
// runs again on fresh data, so it must have no other effects: it calls no
// payment provider and sends no mail.
//
// A Tx sees its own writes in Get, GetAll and ByUnique. Find sees committed
// records only. What must hold over several records is guarded by a record
// that all of them write, by GetGuarded, by a unique key, or by a [Counter]
// with bounds. Counters never conflict, whoever changes them.
//
// # Events
//
// [Tx.Emit] writes an event to the log in the same commit. Events of one
// ordering key are numbered without gaps in the order of their commits. The
// store hands them to its [Publisher] in that order.
package store
