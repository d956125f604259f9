// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"errors"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// Stock that a catalog keeps elsewhere cannot move in the commit of an order.
// It is taken before that commit and, when it does not come about, given back;
// what an order gives back later is written down in its commit and moved by
// SettleStock. Each movement is recorded before it is made, so that whoever
// finds one, after a crash too, can bring it to its end.

// movement is stock on its way.
type movement struct {
	ID      string         `json:"id"` // its key at the catalog
	OrderID ID             `json:"orderId"`
	Units   []Units        `json:"units"`
	Verb    verb           `json:"verb"`
	Reason  catalog.Reason `json:"reason"`
	For     string         `json:"for,omitempty"` // the one at a time that it is taken for
	Began   time.Time      `json:"began"`
}

// verb is what is to become of a movement.
type verb string

const (
	verbTake verb = "TAKE" // is being taken for an order that is about to be committed
	verbUndo verb = "UNDO" // was perhaps taken for an order that did not come about
	verbOwe  verb = "OWE"  // is sold already, whatever there is
	verbGive verb = "GIVE" // goes back on the shelf
)

func (m *movement) RecordID() string { return m.ID }

func (m *movement) Clone() *movement {
	c := *m
	c.Units = cloneUnits(m.Units)
	return &c
}

const (
	movementsBegan = "began"
	movementsFor   = "for"
)

var movements = store.Define[movement]("stock-movement", 1,
	store.By(movementsBegan, func(m *movement) store.Part { return store.Time(m.Began) }),
	store.Unique(movementsFor, func(m *movement) string {
		if m.Verb != verbTake {
			return ""
		}
		return m.For
	}))

func (m *movement) request(key string, restrict bool, reason catalog.Reason) catalog.InventoryRequest {
	r := catalog.InventoryRequest{Key: key, RestrictInventoryValue: restrict, OrderID: string(m.OrderID), Reason: reason}
	for _, u := range m.Units {
		r.Items = append(r.Items, catalog.InventoryItem{CatalogReference: *u.CatalogReference.Clone(), Quantity: int(u.Quantity)})
	}
	return r
}

// UseInventory says that stock is kept elsewhere, and where. It is called once,
// before the service is used.
func (s *Service) UseInventory(inv catalog.Inventory) { s.inventory = inv }

// Elsewhere reports whether stock is kept elsewhere.
func (s *Service) Elsewhere() bool { return s.inventory != nil }

// Taking is stock that was taken elsewhere for an order which is about to be
// committed: the caller has to KeepTaken it in that commit, or else GiveUpTaken.
type Taking struct {
	Units []Units
	id    string // of the movement of stock; "" for none

	prepaid Prepaid // with transactions
	moves   []string
}

// Join makes two takings one. Either may be nil.
func (t *Taking) Join(o *Taking) *Taking {
	switch {
	case t == nil:
		return o
	case o == nil:
		return t
	}
	t.prepaid, t.moves = o.prepaid, o.moves
	return t
}

// HasStock reports whether stock was taken. It is safe on nil.
func (t *Taking) HasStock() bool { return t != nil && t.id != "" }

// Prepaid returns what was taken of gift cards and memberships. It is safe on
// nil.
func (t *Taking) Prepaid() *Prepaid {
	if t == nil {
		return new(Prepaid)
	}
	return &t.prepaid
}

// TakeElsewhere takes units for an order, as far as they are there: too few is
// the catalog's fault.Limit. Only one taking for the same forWhom is under way
// at a time, another is fault.Exists. Without units it takes nothing and
// returns nil.
func (s *Service) TakeElsewhere(ctx context.Context, id ID, units []Units, forWhom string, reason catalog.Reason) (*Taking, error) {
	if len(units) == 0 {
		return nil, nil
	}
	m := &movement{OrderID: id, Units: units, Verb: verbTake, Reason: reason, For: forWhom}
	err := s.env.Store.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		m.ID, m.Began = tx.NewID(), tx.Now()
		movements.Put(tx, m.Clone())
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.moveStock(ctx, func(ctx context.Context) error { return s.inventory.Decrement(ctx, m.request(m.ID, true, reason)) })
	t := &Taking{Units: units, id: m.ID}
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, fault.Limit): // nothing was taken
		return nil, errors.Join(err, s.forget(context.WithoutCancel(ctx), m.ID))
	}
	// It may have been taken. SettleStock finds out.
	_ = s.undo(context.WithoutCancel(ctx), m.ID)
	return nil, &fault.Error{Class: fault.Unavailable, Kind: "inventory", Err: err}
}

// KeepTaken makes a taking part of the commit of tx, which fails when it was
// given back meanwhile because it took too long. KeepTaken of nil does nothing.
func (s *Service) KeepTaken(ctx context.Context, tx *store.Tx, t *Taking) error {
	if t == nil {
		return nil
	}
	if err := s.keepPrepaid(ctx, tx, t); err != nil || t.id == "" {
		return err
	}
	m, err := movements.Get(ctx, tx, t.id)
	if errors.Is(err, fault.NotFound) || err == nil && m.Verb != verbTake {
		return fault.New(fault.Unavailable, "", "the stock that was taken has been given back: it took too long")
	}
	if err != nil {
		return err
	}
	movements.Delete(tx, t.id)
	return nil
}

// GiveUpTaken gives back a taking that was not kept; what cannot be given back now
// is by SettleStock and SettlePrepaid. When cause says that nobody knows whether
// it was kept, it is left to them, too. GiveUpTaken of nil does nothing.
func (s *Service) GiveUpTaken(ctx context.Context, t *Taking, cause error) {
	if t == nil || errors.Is(cause, fault.Unknown) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	s.giveUpPrepaid(ctx, t)
	if t.id == "" {
		return
	}
	if err := s.undo(ctx, t.id); err == nil {
		_ = s.settleStock(ctx, t.id)
	}
}

// undo makes a taking one that is given back.
func (s *Service) undo(ctx context.Context, id string) error {
	return s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := movements.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		m.Verb = verbUndo
		movements.Put(tx, m)
		return nil
	})
}

// forget removes a movement that is over.
func (s *Service) forget(ctx context.Context, id string) error {
	return s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := movements.Get(ctx, tx, id); err != nil {
			if errors.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		movements.Delete(tx, id)
		return nil
	})
}

// moveStock calls the catalog that keeps the stock.
func (s *Service) moveStock(ctx context.Context, call func(context.Context) error) error {
	_, err := service.Plugin(ctx, s.env, "inventory", catalog.Budget, s.inventory, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, call(ctx)
	})
	return err
}

// send writes down, in the commit of tx, that units of an order are to move
// elsewhere.
func (s *Service) send(tx *store.Tx, id ID, units []Units, v verb, reason catalog.Reason) {
	if len(units) > 0 {
		movements.Put(tx, &movement{ID: tx.NewID(), OrderID: id, Units: cloneUnits(units), Verb: v, Reason: reason, Began: tx.Now()})
	}
}

// SettleStock moves the stock elsewhere that orders have given back or sold
// since, and gives back what was taken before a moment for an order that did
// not come about. Run calls it from time to time. It returns how many movements
// it brought to their end.
func (s *Service) SettleStock(ctx context.Context, before time.Time) (int, error) {
	if err := s.env.RefuseOutside(); err != nil {
		return 0, fault.At("order.SettleStock", err)
	}
	if s.inventory == nil {
		return 0, nil
	}
	ctx = actor.With(ctx, actor.Identity{})
	n := 0
	var errs []error
	for m, err := range movements.Find(ctx, s.env.Store, store.Range{Index: movementsBegan}) {
		if err != nil {
			return n, errors.Join(append(errs, err)...)
		}
		if m.Verb == verbTake {
			if !m.Began.Before(before) {
				continue
			}
			err = s.undo(ctx, m.ID)
		}
		if err == nil {
			err = s.settleStock(ctx, m.ID)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		n++
	}
	return n, errors.Join(errs...)
}

// settleStock makes a movement. Doing it again has no effect: the catalog knows
// its key.
func (s *Service) settleStock(ctx context.Context, id string) error {
	m, err := movements.Get(ctx, s.env.Store, id)
	if errors.Is(err, fault.NotFound) {
		return nil // by somebody else
	}
	if err != nil {
		return err
	}
	err = s.moveStock(ctx, func(ctx context.Context) error {
		switch m.Verb {
		case verbOwe:
			return s.inventory.Decrement(ctx, m.request(m.ID, false, m.Reason))
		case verbGive:
			return s.inventory.Increment(ctx, m.request(m.ID, false, m.Reason))
		case verbUndo:
			// The same taking again tells whether it was one.
			err = s.inventory.Decrement(ctx, m.request(m.ID, true, m.Reason))
			if errors.Is(err, fault.Limit) {
				return nil
			}
			if err != nil {
				return err
			}
			return s.inventory.Increment(ctx, m.request(m.ID+"/undo", false, catalog.ReasonOrderRejected))
		case verbTake:
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.forget(ctx, id)
}

// Retake takes again what an order has given back of what is kept elsewhere,
// before it is charged. It returns nil when there is nothing to take.
func (s *Service) Retake(ctx context.Context, id ID) (*Taking, error) {
	if s.inventory == nil && s.members == nil && (s.cards == nil || s.cardsTx != nil) {
		return nil, nil
	}
	r, err := s.Read(ctx, s.env.Store, id)
	if err != nil {
		return nil, err
	}
	res := &r.Internal.Reservation
	if CanCharge(&r.Order) != nil {
		return nil, nil //nolint:nilerr // an order that cannot be charged needs nothing
	}
	var stock *Taking
	if res.Elsewhere && !res.Taken && s.inventory != nil {
		if stock, err = s.TakeElsewhere(ctx, id, res.Stock, "order "+string(id), catalog.ReasonOrderPlaced); err != nil {
			return nil, err
		}
	}
	prepaid, err := s.TakePrepaid(ctx, id, s.Outside(&res.Prepaid), "order "+string(id), false)
	if err != nil {
		s.GiveUpTaken(ctx, stock, nil)
		return nil, err
	}
	return stock.Join(prepaid), nil
}

// LacksStock reports whether an order that waits for its payment has given back
// goods that are kept elsewhere, so that they are to be taken before it is paid.
func (s *Service) LacksStock(r *Record) bool {
	res := &r.Internal.Reservation
	waits := r.Order.Status == StatusInitialized || r.Order.Status == StatusPending
	return s.inventory != nil && waits && res.Elsewhere && !res.Taken && len(res.Stock) > 0
}

// RetakeStock takes what an order LacksStock of, as Retake does, but nothing that
// is prepaid. It returns nil when there is nothing to take.
func (s *Service) RetakeStock(ctx context.Context, r *Record) (*Taking, error) {
	if !s.LacksStock(r) {
		return nil, nil
	}
	return s.TakeElsewhere(ctx, r.Order.ID, r.Internal.Reservation.Stock, "order "+string(r.Order.ID), catalog.ReasonOrderPlaced)
}

// Beyond returns what of units an order does not hold back, and what it holds
// back of which there is nothing in units. r may be nil.
func Beyond(r *Record, units []Units) (more, less []Units) {
	held := make(map[string]int64)
	if r != nil && r.Internal.Reservation.Taken {
		for _, u := range r.Internal.Reservation.Stock {
			held[u.CatalogReference.Key()] += u.Quantity
		}
	}
	for _, u := range units {
		key := u.CatalogReference.Key()
		n := min(held[key], u.Quantity)
		held[key] -= n
		if u.Quantity -= n; u.Quantity > 0 {
			more = append(more, u)
		}
	}
	if r == nil {
		return more, nil
	}
	for _, u := range r.Internal.Reservation.Stock {
		key := u.CatalogReference.Key()
		n := min(held[key], u.Quantity)
		held[key] -= n
		if u.Quantity = n; n > 0 {
			less = append(less, u)
		}
	}
	return more, less
}
