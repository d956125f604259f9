// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package crashtest finds out whether a store loses anything when its process
// is killed. It is for tests of stores:
//
//	func TestCrash(t *testing.T) {
//		crashtest.Run(t, crashtest.Config{
//			Open: func(ctx context.Context, path string) (driver.Store, error) {
//				return filestore.Open(path)
//			},
//		})
//	}
//
// Run starts the test again as another process. That process opens a shop on
// the store, and many goroutines buy in it: carts, checkouts with coupons, under a
// rule that few may use, partly paid by gift card at once or later, with tips;
// orders, charges, parcels, refunds, cancellations, goods that arrive, while
// durable subscriptions are told of it. Whatever the shop acknowledges, it tells the first process,
// which at some moment kills it with SIGKILL: mostly in the middle of a commit,
// sometimes while it opens the store. Then the first process opens the store
// itself and looks:
//
//   - Every acknowledged order, payment, refund, parcel, cancellation, tip and
//     change of stock is there exactly once, and every event that was published.
//   - Nothing else is half there. Every order adds up and has one number, one
//     checkout, one buyer; stock at first and what arrived are stock now and what
//     orders hold; uses of coupons and rules, in all, by each customer and of
//     orders that were paid, are what orders hold, and no more than there may be;
//     what is left on each gift card and what orders have of it is what was
//     issued, and no order has drawn on it twice; events of each entity are
//     numbered without a gap and are as many as their count says; searches find
//     what there is.
//   - Durable subscriptions have seen every event, those of an entity in their
//     order when they came for the first time.
//   - After the sweep that every program does, payments and refunds are what the
//     payment provider did.
//
// After that the next process goes on with the purchases that were cut off,
// under the same idempotency keys, so that each is made once in the end.
//
// A killed process loses what it had in memory, not what it had handed to the
// operating system. A store that has to survive a loss of power needs more: a
// test with a file system that forgets what was not synced.
//
// Config.Break breaks a server instead, while the process goes on.
//
// The package needs a system with SIGKILL and inherited files, not Windows.
package crashtest
