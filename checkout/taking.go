// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// elsewhere is what an order needs of a stock that is kept elsewhere.
type elsewhere struct {
	order  order.ID
	units  []order.Units // beyond what the order holds back already
	reason catalog.Reason
	need   order.Prepaid // what is not in hand of gift cards and memberships
	fresh  bool          // there is no order yet
	taken  *order.Taking
	used   bool // it became part of the order
}

// prepaid returns what was taken of gift cards and memberships. It is safe on
// nil.
func (g *elsewhere) prepaid() *order.Prepaid {
	if g == nil {
		return new(order.Prepaid)
	}
	return g.taken.Prepaid()
}

// placeElsewhere places an order for which something is taken that is kept
// elsewhere, stock or means to pay: it is taken between two commits, and given
// back when the second does not come about.
func (s *Service) placeElsewhere(ctx context.Context, c *service.Call[*CreateOrderResponse], id ID, opts CreateOrderOptions) (*CreateOrderResponse, error) {
	g := &elsewhere{reason: catalog.ReasonOrderPlaced}
	var changed bool
	var all int
	err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		changed, g.units, g.order, g.need, g.fresh = false, nil, "", order.Prepaid{}, true
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return err
		}
		if err = e.orderable(); err != nil {
			return err
		}
		if e.ordered(opts) {
			return nil // place returns it
		}
		if changed, err = e.ready(ctx, opts); err != nil {
			return err
		}
		if changed {
			e.write(ctx)
			return nil
		}
		g.order = order.ID(tx.NewID())
		if e.own != nil {
			g.order, g.reason, g.fresh = e.own.Order.ID, catalog.ReasonOrderEdited, false
		}
		if s.cfg.Orders.Elsewhere() {
			g.units, _ = order.Beyond(e.own, e.rec.units())
		}
		need := e.prepaid()
		if g.need = s.cfg.Orders.Outside(&need); !g.need.IsZero() && e.own != nil {
			// What the order holds by now makes room for what it is to hold.
			if _, err := s.cfg.Orders.GiveUpPrepaid(ctx, tx, e.own, &need); err != nil {
				return err
			}
		}
		all = len(e.rec.Internal.Goods.Lines)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case changed:
		return nil, errChanged()
	}
	g.taken, err = s.cfg.Orders.TakeElsewhere(ctx, g.order, g.units, "checkout "+string(id), g.reason)
	switch {
	case errors.Is(err, fault.Limit):
		if all > 1 {
			return nil, outOfStock(false, nil)
		}
		return nil, outOfStock(true, []string{g.units[0].LineItemID})
	case errors.Is(err, fault.Exists):
		return nil, fault.New(fault.State, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "an order of the checkout is being placed")
	case err != nil:
		return nil, err
	}
	prepaid, err := s.cfg.Orders.TakePrepaid(ctx, g.order, g.need, "checkout "+string(id), g.fresh)
	if err != nil {
		s.cfg.Orders.GiveUpTaken(ctx, g.taken, nil)
		return nil, takingError(err)
	}
	g.taken = g.taken.Join(prepaid)
	// A caller who goes away now does not keep the order from being placed.
	resp, err := s.place(context.WithoutCancel(ctx), c, id, opts, g)
	if err != nil || !g.used {
		s.cfg.Orders.GiveUpTaken(ctx, g.taken, err)
	}
	return resp, err
}

// lacks reports whether something has to be taken elsewhere before the order
// can be placed.
func (e *edit) lacks() bool {
	p := e.prepaid()
	out := e.s.cfg.Orders.Outside(&p)
	return !out.IsZero()
}

// keep makes the stock that was taken part of the commit. It refuses to when
// the order needs other goods by now.
func (e *edit) keep(ctx context.Context, g *elsewhere) error {
	var need []order.Units
	if e.s.cfg.Orders.Elsewhere() {
		need, _ = order.Beyond(e.own, e.rec.units())
	}
	if !slices.EqualFunc(need, g.units, func(a, b order.Units) bool {
		return a.CatalogReference.Equal(b.CatalogReference) && a.Quantity == b.Quantity
	}) {
		return errChanged()
	}
	if p := e.prepaid(); !p.Covers(g.taken.Prepaid()) {
		return errChanged()
	}
	g.used = true
	return e.s.cfg.Orders.KeepTaken(ctx, e.tx, g.taken)
}
