// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// The methods of this file take part in a commit that another service makes.

// numbers counts orders. The first order of a site is 10001.
var numbers = store.Counter{Kind: "order-number", Start: 10000}

const numberID = "orders"

// Load returns an order for change in tx. Visitors and members find only their
// own; what they may not see is fault.NotFound with ORDER_NOT_FOUND.
func (s *Service) Load(ctx context.Context, tx *store.Tx, id ID) (*Record, error) {
	shared, err := s.peek(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	r := shared.Clone()
	r.loaded = &shared.Order
	return r, nil
}

// Hold is Load for changes of an order's own members, such as its statuses,
// its balance and Internal, and for AddActivity, Reserve and Release: what its
// members point to is the store's, and never changed.
func (s *Service) Hold(ctx context.Context, tx *store.Tx, id ID) (*Record, error) {
	shared, err := s.peek(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	r := *shared
	r.Order.Activities = slices.Clip(r.Order.Activities)
	r.loaded = &shared.Order
	return &r, nil
}

// Watch is Hold for an order that tx only looks at: the commit depends on its
// being unchanged, so that what tx reads of it elsewhere belongs to it.
func (s *Service) Watch(ctx context.Context, tx *store.Tx, id ID) (*Record, error) {
	r, err := s.Hold(ctx, tx, id)
	if err == nil {
		tx.Guard(records.Name(), string(id))
	}
	return r, err
}

// peek returns an order that is not to be changed.
func (s *Service) peek(ctx context.Context, tx *store.Tx, id ID) (*Record, error) {
	r, err := records.Peek(ctx, tx, string(id))
	if err != nil {
		return nil, notFound(err, id)
	}
	if !service.Owns(ctx, r.Internal.Owner) {
		return nil, fault.Missing("order", string(id), CodeNotFound)
	}
	if r.Order.PriceSummary.Total.Locale() == s.env.Site.Locale {
		return r, nil
	}
	r = r.Clone()
	return r, s.present(r)
}

// LoadByCheckout returns the order made from a checkout, for change in tx, or
// fault.NotFound.
func (s *Service) LoadByCheckout(ctx context.Context, tx *store.Tx, checkoutID string) (*Record, error) {
	r, err := records.ByUnique(ctx, tx, indexCheckout, checkoutID)
	if err != nil {
		return nil, notFound(err, ID(checkoutID))
	}
	if err := s.present(r); err != nil {
		return nil, err
	}
	r.loaded = r.Order.Clone()
	return r, nil
}

// Read returns an order as it is, for services that only look at it. Visitors
// and members find only their own.
func (s *Service) Read(ctx context.Context, r store.Reader, id ID) (*Record, error) {
	rec, err := records.Get(ctx, r, string(id))
	if err != nil {
		return nil, notFound(err, id)
	}
	if !service.Owns(ctx, rec.Internal.Owner) {
		return nil, fault.Missing("order", string(id), CodeNotFound)
	}
	return rec, s.present(rec)
}

// notFound gives the platform's code to an error of a record that is not there.
func notFound(err error, id ID) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing("order", string(id), CodeNotFound)
	}
	return err
}

// Place adds an order to tx. The caller has filled in what was bought and for
// how much, and Internal; Place gives it an id, a number, its dates and its
// statuses, takes its reservation, and emits OrderCreated and, when approve
// says so, OrderApproved. Its number is known once tx is committed; r is not to
// be changed any more.
func (s *Service) Place(ctx context.Context, tx *store.Tx, r *Record, approve bool) error {
	o := &r.Order
	if o.ID == "" {
		o.ID = ID(tx.NewID())
	}
	o.CreatedDate, o.UpdatedDate = tx.Now(), tx.Now()
	o.Status = StatusInitialized
	if approve {
		o.Status = StatusApproved
	}
	o.FulfillmentStatus = DeriveFulfillmentStatus(o, nil)
	AddActivity(o, Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: ActivityTypeOrderPlaced})
	if err := CheckLedger(o); err != nil {
		return err
	}
	if err := s.Reserve(ctx, tx, r); err != nil {
		return err
	}
	totals, emit, err := PaymentTotals{}, func() {}, error(nil)
	if approve {
		if totals, emit, err = s.collect(ctx, tx, r); err != nil {
			return err
		}
	}
	if err := s.Rebalance(r, totals); err != nil {
		return err
	}
	countUses(tx, r)
	number := numbers.Add(tx, numberID, 1, store.Bounds{})
	tx.OnResolve(func() error {
		o.Number = strconv.FormatInt(number.Value(), 10)
		return nil
	})
	records.Give(tx, r)
	snap := records.Snapshot(tx, r)
	s.emit(ctx, tx, o.ID, func() events.Payload { return OrderCreated{events.Created[*Order]{Entity: &snap().Order}} })
	if approve {
		s.emit(ctx, tx, o.ID, func() events.Payload { return OrderApproved{Order: &snap().Order} })
	}
	emit()
	return nil
}

// Save writes a changed order with tx, and emits the events that evs build
// from the order as it is committed, followed by OrderUpdated. It is called once
// for what was loaded; after it r is not to be changed, nor given to anybody
// who could.
func (s *Service) Save(ctx context.Context, tx *store.Tx, r *Record, evs ...func(*Order) events.Payload) {
	before := r.loaded
	r.loaded = nil // a record that is kept would keep all those before it
	r.Order.UpdatedDate = tx.Now()
	countUses(tx, r)
	records.Give(tx, r)
	snap := records.Snapshot(tx, r)
	for _, ev := range evs {
		s.emit(ctx, tx, r.Order.ID, func() events.Payload { return ev(&snap().Order) })
	}
	s.emit(ctx, tx, r.Order.ID, func() events.Payload {
		return OrderUpdated{events.Updated[*Order]{Entity: &snap().Order, Previous: before}}
	})
}

// Keep writes an order of which only Internal changed with tx. It emits nothing.
// After it r is not to be changed.
func (s *Service) Keep(tx *store.Tx, r *Record) {
	r.loaded = nil
	countUses(tx, r)
	records.Give(tx, r)
}

// emit appends an event under the order's key.
func (s *Service) emit(ctx context.Context, tx *store.Tx, id ID, build func() events.Payload) {
	events.Emit(tx, ctx, string(id), build)
}

// Rebalance derives an order's payment status and balance from what its
// payments add up to.
func (s *Service) Rebalance(r *Record, p PaymentTotals) error {
	o := &r.Order
	total := o.PriceSummary.Total.Amount
	if total.Currency().IsZero() {
		total = money.Zero(o.Currency)
	}
	status, err := DerivePaymentStatus(total, p)
	if err != nil {
		return err
	}
	b, err := Summarize(total, r.Internal.Settled, p, s.env.Site.Locale)
	if err != nil {
		return err
	}
	o.PaymentStatus, o.BalanceSummary = status, b
	return nil
}

// Approve makes an order that waits for its payment a sale and reports whether
// it did: an INITIALIZED or PENDING one becomes APPROVED.
func Approve(o *Order) bool {
	if o.Status != StatusInitialized && o.Status != StatusPending {
		return false
	}
	o.Status = StatusApproved
	if AutoFulfilled(o) {
		o.FulfillmentStatus = FulfillmentStatusFulfilled
	}
	return true
}

// AddActivity appends to an order's history. Of more than MaxActivities the
// oldest is dropped, so that an old order can still be paid and refunded.
func AddActivity(o *Order, a Activity) {
	if n := len(o.Activities) - MaxActivities + 1; n > 0 {
		o.Activities = append(o.Activities[:0:0], o.Activities[n:]...)
	}
	o.Activities = append(o.Activities, a)
}
