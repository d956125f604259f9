// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// taking is stock that a catalog elsewhere was asked for, recorded before it
// is asked. The order that it is for has the id already; when no such order
// comes to be, the stock is given back.
type taking struct {
	OrderID order.ID                `json:"orderId"`
	Items   []catalog.InventoryItem `json:"items"`
	Began   time.Time               `json:"began"`
}

func (t *taking) clone() *taking {
	if t == nil {
		return nil
	}
	return &taking{OrderID: t.OrderID, Items: slices.Clone(t.Items), Began: t.Began}
}

func (t *taking) request(reason catalog.Reason) catalog.InventoryRequest {
	return catalog.InventoryRequest{Items: t.Items, RestrictInventoryValue: true, OrderID: string(t.OrderID), Reason: reason}
}

// placeElsewhere places an order whose stock is kept elsewhere: it is asked for
// between two commits, and given back when the second does not come about.
func (s *Service) placeElsewhere(ctx context.Context, c *service.Call[*CreateOrderResponse], id ID, opts CreateOrderOptions) (*CreateOrderResponse, error) {
	var t *taking
	err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		t = nil
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return err
		}
		if e.rec.Internal.OrderID != "" || e.rec.Checkout.Completed {
			return nil // place says what becomes of it
		}
		if e.rec.Internal.Taking != nil {
			return fault.New(fault.State, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "an order of the checkout is being placed")
		}
		if _, err := e.ready(ctx, opts); err != nil {
			return err
		}
		t = &taking{OrderID: order.ID(tx.NewID()), Began: tx.Now()}
		for _, u := range e.rec.units() {
			t.Items = append(t.Items, catalog.InventoryItem{CatalogReference: u.CatalogReference, Quantity: int(u.Quantity)})
		}
		e.rec.Internal.Taking = t
		records.Put(tx, e.rec)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t == nil || len(t.Items) == 0 {
		return s.place(ctx, c, id, opts, "")
	}
	err = s.inventory(ctx, func(ctx context.Context) error {
		return s.cfg.Inventory.Decrement(ctx, t.request(catalog.ReasonOrderPlaced))
	})
	if err != nil {
		if errors.Is(err, fault.Limit) {
			err = outOfStock(true, nil)
		}
		return nil, errors.Join(err, s.giveBack(context.WithoutCancel(ctx), id, t))
	}
	resp, err := s.place(context.WithoutCancel(ctx), c, id, opts, t.OrderID)
	if err != nil {
		return nil, errors.Join(err, s.giveBack(context.WithoutCancel(ctx), id, t))
	}
	return resp, nil
}

// inventory calls the catalog that keeps the stock.
func (s *Service) inventory(ctx context.Context, call func(context.Context) error) error {
	_, err := service.Plugin(ctx, s.env, "inventory", catalog.Budget, s.cfg.Inventory, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, call(ctx)
	})
	return err
}

// giveBack returns stock for which no order came to be, and forgets about it.
// Both are idempotent; what fails is done again by Resolve.
func (s *Service) giveBack(ctx context.Context, id ID, t *taking) error {
	if err := s.inventory(ctx, func(ctx context.Context) error {
		return s.cfg.Inventory.Increment(ctx, t.request(catalog.ReasonOrderRejected))
	}); err != nil {
		return err
	}
	return s.env.Store.Update(asProgram(ctx), func(ctx context.Context, tx *store.Tx) error {
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return err
		}
		if k := e.rec.Internal.Taking; k == nil || k.OrderID != t.OrderID {
			return nil
		}
		e.rec.Internal.Taking = nil
		records.Put(tx, e.rec)
		return nil
	})
}

// Resolve gives back stock that was asked for before a moment and for which no
// order came to be, after a crash. Run calls it from time to time. It returns
// how many checkouts it settled.
func (s *Service) Resolve(ctx context.Context, before time.Time) (int, error) {
	if s.cfg.Inventory == nil {
		return 0, nil
	}
	n := 0
	var errs []error
	for r, err := range records.Find(ctx, s.env.Store, store.Range{Index: indexTaking, To: []store.Part{store.Time(before)}}) {
		if err != nil {
			return n, err
		}
		if err := s.giveBack(ctx, r.Checkout.ID, r.Internal.Taking); err != nil {
			errs = append(errs, err)
			continue
		}
		n++
	}
	return n, errors.Join(errs...)
}

// emitCompleted emits the event of a checkout that is done.
func (e *edit) emitCompleted(ctx context.Context, snap func() *record) {
	events.Emit(e.tx, ctx, string(e.rec.Checkout.ID), func() events.Payload {
		return CheckoutCompleted{Checkout: &snap().Checkout}
	})
}

func boundOf(err error) (*driver.BoundError, bool) { return errors.AsType[*driver.BoundError](err) }

// couponSpent is the error for a coupon whose uses ran out while an order was
// placed.
func couponSpent(own bool) error {
	code, message := discount.CodeCouponUsageExceeded, "the coupon has been used as often as it may be"
	if own {
		code, message = discount.CodeCouponLimitPerCustomerReached, "the customer has used the coupon as often as one may"
	}
	err := fault.New(fault.State, "CALCULATION_ERROR", message)
	err.Data = map[string]any{"calculationErrors": &pricing.CalculationErrors{
		CouponCalculationError: &pricing.Details{ApplicationError: &pricing.ApplicationError{Code: code, Description: message}},
	}}
	return err
}
