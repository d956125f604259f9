// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import "github.com/go-ecom/ecom/store/driver"

// With returns a view of the shop that reads and writes through another driver
// on the same records: one that joins the caller's SQL transaction, so that an
// order and the caller's own rows are committed together or not at all.
//
// All services of the view work on d, with the stock that the embedded catalog
// keeps in the shop's store and the answers to idempotency keys. Nothing else
// changes: the configuration is the shop's, and Events is its bus.
//
//   - Events are written to the log, where durable subscriptions find them once
//     the caller has committed. Handlers of events.Subscribe are not called: the
//     view can't know when, and whether, that is.
//   - What calls outside parties is refused with fault.State before anything is
//     changed, since no rollback takes their work back: charges, captures and
//     voids, refunds through the payment provider, CreateOrderAndCharge, orders
//     of a catalog that keeps its stock elsewhere, or paid with memberships or gift
//     cards that are kept elsewhere, Resolve, SettleStock, SettlePrepaid, Sweep
//     and Run. An order that is to be paid online can be placed in the view, and
//     charged by the shop after the commit.
//   - The merchant's methods of catalog.Products (SetStock, AdjustStock, Stock)
//     and of giftcard.Ledger belong to no view: they work on the shop's own store.
//
// A view costs little, starts nothing and needs no closing: make one for each
// transaction. It is as safe for concurrent use as d. With panics when d is nil.
func (s *Shop) With(d driver.Store) *Shop {
	if d == nil {
		panic("ecom: With needs a driver")
	}
	v := &Shop{Events: s.Events, env: s.env.With(d), cfg: s.cfg, coupons: s.coupons, GiftLedger: s.GiftLedger}
	v.DiscountRules = s.DiscountRules.With(v.env)
	v.cfg.Store = d
	if err := v.wire(); err != nil {
		panic(err) // cannot be: New has wired the same
	}
	return v
}
