// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package storetest proves that a [driver.Store] keeps its contract. A
// backend's own test is one call:
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) driver.Store { return openForTest(t) })
//	}
//
// Every case opens a store of its own, which must be empty, and closes it.
// Cases run in parallel. Each states a rule of the contract, and prints it
// when it is broken. What belongs to an optional ability is checked when the
// store, or one it wraps, has the ability.
//
// A store that outlives its process passes [RunDurable] too, which closes it
// and opens it again.
//
// [Fuzz] compares a store with a simple model of the contract, batch by random
// batch. [Bench] measures every store by the same benchmarks.
package storetest
