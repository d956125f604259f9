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

// goods is what an order needs of a stock that is kept elsewhere.
type goods struct {
	order  order.ID
	units  []order.Units // beyond what the order holds back already
	reason catalog.Reason
	taken  *order.Taking
	used   bool // it became part of the order
}

// placeElsewhere places an order whose stock is kept elsewhere: the stock is
// taken between two commits, and given back when the second does not come
// about.
func (s *Service) placeElsewhere(ctx context.Context, c *service.Call[*CreateOrderResponse], id ID, opts CreateOrderOptions) (*CreateOrderResponse, error) {
	g := &goods{reason: catalog.ReasonOrderPlaced}
	var changed bool
	var all int
	err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		changed, g.units, g.order = false, nil, ""
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
			e.save(ctx)
			return nil
		}
		g.order = order.ID(tx.NewID())
		if e.own != nil {
			g.order, g.reason = e.own.Order.ID, catalog.ReasonOrderEdited
		}
		g.units, _ = order.Beyond(e.own, e.rec.units())
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
	// A caller who goes away now does not keep the order from being placed.
	resp, err := s.place(context.WithoutCancel(ctx), c, id, opts, g)
	if err != nil || !g.used {
		s.cfg.Orders.GiveUpStock(ctx, g.taken, err)
	}
	return resp, err
}

// keep makes the stock that was taken part of the commit. It refuses to when
// the order needs other goods by now.
func (e *edit) keep(ctx context.Context, g *goods) error {
	need, _ := order.Beyond(e.own, e.rec.units())
	if !slices.EqualFunc(need, g.units, func(a, b order.Units) bool {
		return a.CatalogReference.Equal(b.CatalogReference) && a.Quantity == b.Quantity
	}) {
		return errChanged()
	}
	g.used = true
	return e.s.cfg.Orders.KeepStock(ctx, e.tx, g.taken)
}
