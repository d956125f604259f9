// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// Reservation is what an order holds back for its buyer: units of stock,
// uses of coupons and discount rules, and until it is a sale what the buyer has
// paid before.
type Reservation struct {
	Taken     bool           `json:"taken"` // false: given back
	Stock     []Units        `json:"stock,omitempty"`
	Elsewhere bool           `json:"elsewhere,omitempty"` // the stock is kept elsewhere
	Uses      []discount.Use `json:"uses,omitempty"`      // of coupons and discount rules
	Prepaid   Prepaid        `json:"prepaid,omitzero"`
	Counted   bool           `json:"counted,omitempty"` // Uses count as those of an order that was paid

	// InHand says that stock which is kept elsewhere has been taken already,
	// see Service.TakeElsewhere. It is for Reserve, which forgets it.
	InHand bool `json:"-"`
}

func cloneUnits(us []Units) []Units {
	us = slices.Clone(us)
	for i := range us {
		us[i].CatalogReference = *us[i].CatalogReference.Clone()
	}
	return us
}

func (r Reservation) clone() Reservation {
	r.Stock, r.Prepaid = cloneUnits(r.Stock), r.Prepaid.clone()
	r.Uses = discount.CloneUses(r.Uses)
	return r
}

// IsZero reports whether nothing was ever held back.
func (r Reservation) IsZero() bool {
	return !r.Taken && len(r.Stock) == 0 && len(r.Uses) == 0 && r.Prepaid.IsZero()
}

// Units is a number of units of a catalog item.
type Units struct {
	LineItemID       string                `json:"lineItemId"`
	CatalogReference item.CatalogReference `json:"catalogReference"`
	Quantity         int64                 `json:"quantity"`
}

// Stock moves units in the commit of an order, as the embedded catalog can.
type Stock interface {
	// Take takes units off the shelf. What there is not enough of fails the
	// commit with a *driver.BoundError.
	Take(ctx context.Context, tx *store.Tx, units []Units) error
	// Return puts units back.
	Return(ctx context.Context, tx *store.Tx, units []Units) error
}

// Reserve takes what an order holds back, in the commit of tx. An order that
// has it does nothing. The commit fails with a *driver.BoundError when there is
// not enough any more. Stock elsewhere that is not in hand is taken after the
// commit, even if there is not enough.
func (s *Service) Reserve(ctx context.Context, tx *store.Tx, r *Record) error {
	res := &r.Internal.Reservation
	inHand := res.InHand
	res.InHand = false
	if err := s.hold(ctx, tx, r); err != nil || res.Taken {
		return err
	}
	if !res.Elsewhere {
		if err := s.takeStock(ctx, tx, res.Stock); err != nil {
			return err
		}
	} else if !inHand {
		reason := catalog.ReasonOrderPaid
		if r.loaded == nil { // it is new
			reason = catalog.ReasonOrderPlaced
		}
		s.send(tx, r.Order.ID, res.Stock, verbOwe, reason)
	}
	for i := range res.Uses {
		res.Uses[i].Take(tx)
	}
	res.Taken = true
	return nil
}

// Release gives back what an order holds back, in the commit of tx. An order
// that has given it back does nothing.
func (s *Service) Release(ctx context.Context, tx *store.Tx, r *Record) error {
	res := &r.Internal.Reservation
	if !res.Taken {
		return nil
	}
	reason := catalog.ReasonOrderRejected
	if r.Order.Status == StatusCanceled {
		reason = catalog.ReasonOrderCanceled
	}
	if err := s.returnStock(ctx, tx, r, res.Stock, reason); err != nil {
		return err
	}
	res.giveBackUses(tx)
	res.Taken = false
	return s.unhold(ctx, tx, r, new(Prepaid))
}

// Restock puts units of lines back on the shelf, in the commit of tx, and
// counts them on the lines. What the order does not hold back any more, it
// cannot give back: those units are only counted.
func (s *Service) Restock(ctx context.Context, tx *store.Tx, r *Record, units map[string]int) error {
	var back []Units
	stock := r.Internal.Reservation.Stock
	for i := range stock {
		n := min(int64(units[stock[i].LineItemID]), stock[i].Quantity)
		if n <= 0 || !r.Internal.Reservation.Taken {
			continue
		}
		back = append(back, Units{stock[i].LineItemID, stock[i].CatalogReference, n})
		stock[i].Quantity -= n
	}
	for i := range r.Order.LineItems {
		l := &r.Order.LineItems[i]
		l.RestockQuantity += units[l.ID]
	}
	return s.returnStock(ctx, tx, r, back, catalog.ReasonOrderRefunded)
}

func (s *Service) takeStock(ctx context.Context, tx *store.Tx, units []Units) error {
	if s.stock == nil || len(units) == 0 {
		return nil
	}
	return s.stock.Take(ctx, tx, units)
}

func (s *Service) returnStock(ctx context.Context, tx *store.Tx, r *Record, units []Units, reason catalog.Reason) error {
	if r.Internal.Reservation.Elsewhere {
		s.send(tx, r.Order.ID, units, verbGive, reason)
		return nil
	}
	if s.stock == nil || len(units) == 0 {
		return nil
	}
	return s.stock.Return(ctx, tx, units)
}
