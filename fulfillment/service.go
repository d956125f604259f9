// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

// Service keeps what was handed over of orders. It is made by ecom.New and
// safe for concurrent use.
//
// Visitors and members may read the fulfillments of their own orders; all
// other methods need a user, an app or the embedding program.
type Service struct {
	env    *service.Env
	orders *order.Service
}

// NewService returns the fulfillment service of a shop.
func NewService(env *service.Env, orders *order.Service) *Service {
	env.Keep(records)
	return &Service{env: env, orders: orders}
}

// record is what is stored: one for each order that has fulfillments.
type record struct {
	OrderWithFulfillments
}

// RecordID returns the order's id.
func (r *record) RecordID() string { return string(r.OrderID) }

// Clone returns a deep copy.
func (r *record) Clone() *record {
	return &record{OrderWithFulfillments: *r.OrderWithFulfillments.Clone()}
}

var records = store.Define[record]("fulfillments", 1)

// load returns the fulfillments of an order, an empty list when it has none.
func load(ctx context.Context, r store.Reader, id order.ID) (*record, error) {
	rec, err := records.Get(ctx, r, string(id))
	if errors.Is(err, fault.NotFound) {
		return &record{OrderWithFulfillments{OrderID: id, Fulfillments: []Fulfillment{}}}, nil
	}
	return rec, err
}

// ListFulfillmentsForSingleOrder returns the fulfillments of an order, in the
// order in which they were created. ORDER_NOT_FOUND.
func (s *Service) ListFulfillmentsForSingleOrder(ctx context.Context, id order.ID) (*OrderWithFulfillments, error) {
	const op = "fulfillment.ListFulfillmentsForSingleOrder"
	if _, err := s.orders.Read(ctx, s.env.Store, id); err != nil {
		return nil, fault.At(op, err)
	}
	f, err := load(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return &f.OrderWithFulfillments, nil
}

// ListFulfillmentsForMultipleOrders returns the fulfillments of up to 100
// orders, in the order asked for, leaving out orders there are none of.
func (s *Service) ListFulfillmentsForMultipleOrders(ctx context.Context, ids []order.ID) ([]OrderWithFulfillments, error) {
	const op = "fulfillment.ListFulfillmentsForMultipleOrders"
	var v fault.Checker
	v.Size("orderIds", len(ids), 1, 100)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	out := make([]OrderWithFulfillments, 0, len(ids))
	for _, id := range ids {
		f, err := s.ListFulfillmentsForSingleOrder(ctx, id)
		switch {
		case errors.Is(err, fault.NotFound):
		case err != nil:
			return nil, fault.At(op, err)
		default:
			out = append(out, *f)
		}
	}
	return out, nil
}

// CreateFulfillmentResponse is the new fulfillment's id, and all of the order.
type CreateFulfillmentResponse struct {
	OrderWithFulfillments *OrderWithFulfillments `json:"orderWithFulfillments"`
	FulfillmentID         ID                     `json:"fulfillmentId"`
}

// CreateFulfillment records that units of an approved order are handed over:
// those named, all that are left of a line named without a quantity, and all
// that are left of the order when no line is named. More than there are left
// is a *QuantityError, and nothing is recorded. The link of a known carrier is
// made from the tracking number.
//
// ORDER_NOT_FOUND, LINE_ITEM_NOT_FOUND, TRACKING_NUMBER_ALREADY_EXISTS, and a
// state error for an order that is not approved.
func (s *Service) CreateFulfillment(ctx context.Context, id order.ID, f Fulfillment) (*CreateFulfillmentResponse, error) {
	req := struct {
		OrderID     order.ID    `json:"orderId"`
		Fulfillment Fulfillment `json:"fulfillment"`
	}{id, f}
	return service.Mutate(ctx, s.env, "fulfillment.CreateFulfillment", req,
		func(ctx context.Context, tx *store.Tx) (*CreateFulfillmentResponse, error) {
			e, err := s.begin(ctx, tx, id)
			if err != nil {
				return nil, err
			}
			created, err := e.create(&f)
			if err != nil {
				return nil, err
			}
			s.finish(ctx, e, "FULFILLMENT_CREATED")
			return &CreateFulfillmentResponse{OrderWithFulfillments: e.f.OrderWithFulfillments.Clone(), FulfillmentID: created}, nil
		})
}

// BulkCreate is the fulfillments of one order in a bulk call.
type BulkCreate struct {
	OrderID      order.ID      `json:"orderId"`
	Fulfillments []Fulfillment `json:"fulfillments"` // at least 1
}

// BulkResult is what became of one order of a bulk call.
type BulkResult struct {
	OrderID               order.ID
	OrderWithFulfillments *OrderWithFulfillments // nil when Err is not
	Err                   error
}

// BulkCreateFulfillments creates fulfillments for 1 to 100 orders. All of one
// order are created or none; an order that fails keeps none of the others from
// getting theirs. The results are in the order of the request. Under an
// idempotency key each order gets its fulfillments once, and a repetition
// creates those that failed.
func (s *Service) BulkCreateFulfillments(ctx context.Context, orders []BulkCreate) ([]BulkResult, error) {
	const op = "fulfillment.BulkCreateFulfillments"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	v.Size("ordersWithFulfillments", len(orders), 1, 100)
	for i := range orders {
		v.Size(fault.Join(fault.Index("ordersWithFulfillments", i), "fulfillments"), len(orders[i].Fulfillments), 1, MaxLineItems)
	}
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	out := make([]BulkResult, len(orders))
	for i, o := range orders {
		out[i].OrderID = o.OrderID
		out[i].OrderWithFulfillments, out[i].Err = service.Mutate(service.ItemContext(ctx, op, i), s.env, op, o,
			func(ctx context.Context, tx *store.Tx) (*OrderWithFulfillments, error) {
				e, err := s.begin(ctx, tx, o.OrderID)
				if err != nil {
					return nil, err
				}
				for j := range o.Fulfillments {
					if _, err := e.create(&o.Fulfillments[j]); err != nil {
						return nil, err
					}
				}
				s.finish(ctx, e, "FULFILLMENT_CREATED")
				return e.f.OrderWithFulfillments.Clone(), nil
			})
	}
	return out, nil
}

// Update is what an UpdateFulfillment changes. Lines and quantities stay: to
// change them delete the fulfillment and create another.
type Update struct {
	TrackingInfo patch.Field[TrackingInfo] `json:"trackingInfo,omitzero"` // a new number without a link keeps the provider, and gets its link
	CustomInfo   patch.Field[CustomInfo]   `json:"customInfo,omitzero"`
	Status       patch.Field[Status]       `json:"status,omitzero"`
	Completed    patch.Field[bool]         `json:"completed,omitzero"`
}

// UpdateFulfillment changes a fulfillment. FULFILLMENT_NOT_FOUND,
// ORDER_NOT_FOUND, TRACKING_NUMBER_ALREADY_EXISTS.
func (s *Service) UpdateFulfillment(ctx context.Context, orderID order.ID, id ID, u Update) (*OrderWithFulfillments, error) {
	req := struct {
		OrderID       order.ID `json:"orderId"`
		FulfillmentID ID       `json:"fulfillmentId"`
		Update        Update   `json:"fulfillment"`
	}{orderID, id, u}
	return service.Mutate(ctx, s.env, "fulfillment.UpdateFulfillment", req,
		func(ctx context.Context, tx *store.Tx) (*OrderWithFulfillments, error) {
			e, err := s.load(ctx, tx, orderID)
			if err != nil {
				return nil, err
			}
			f := e.f.Fulfillment(id)
			if f == nil {
				return nil, fault.Missing("fulfillment", string(id), CodeFulfillmentNotFound)
			}
			if err := e.update(f, u); err != nil {
				return nil, err
			}
			s.finish(ctx, e, "FULFILLMENT_UPDATED")
			return e.f.OrderWithFulfillments.Clone(), nil
		})
}

// DeleteFulfillment takes a fulfillment back: its units can be fulfilled
// again. FULFILLMENT_NOT_FOUND, ORDER_NOT_FOUND.
func (s *Service) DeleteFulfillment(ctx context.Context, orderID order.ID, id ID) (*OrderWithFulfillments, error) {
	req := struct {
		OrderID       order.ID `json:"orderId"`
		FulfillmentID ID       `json:"fulfillmentId"`
	}{orderID, id}
	return service.Mutate(ctx, s.env, "fulfillment.DeleteFulfillment", req,
		func(ctx context.Context, tx *store.Tx) (*OrderWithFulfillments, error) {
			e, err := s.load(ctx, tx, orderID)
			if err != nil {
				return nil, err
			}
			kept := make([]Fulfillment, 0, len(e.f.Fulfillments))
			for _, f := range e.f.Fulfillments {
				if f.ID != id {
					kept = append(kept, f)
				}
			}
			if len(kept) == len(e.f.Fulfillments) {
				return nil, fault.Missing("fulfillment", string(id), CodeFulfillmentNotFound)
			}
			e.f.Fulfillments = kept
			s.finish(ctx, e, "FULFILLMENT_DELETED")
			return e.f.OrderWithFulfillments.Clone(), nil
		})
}

// begin loads an order whose goods may be handed over.
func (s *Service) begin(ctx context.Context, tx *store.Tx, id order.ID) (*edit, error) {
	e, err := s.load(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return e, order.CanFulfill(&e.o.Order)
}

func (s *Service) load(ctx context.Context, tx *store.Tx, id order.ID) (*edit, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, err
	}
	o, err := s.orders.Hold(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	f, err := load(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return &edit{tx: tx, o: o, f: f, before: f.OrderWithFulfillments.Clone()}, nil
}

// finish writes a changed order with its fulfillments, and emits the events in
// the platform's order.
func (s *Service) finish(ctx context.Context, e *edit, action string) {
	records.Put(e.tx, e.f)
	snap := records.Snapshot(e.tx, e.f)
	before := e.before
	events.Emit(e.tx, ctx, string(e.o.Order.ID), func() events.Payload {
		return FulfillmentsUpdated{events.Updated[*OrderWithFulfillments]{Entity: &snap().OrderWithFulfillments, Previous: before}}
	})
	e.o.Internal.FulfillmentStatuses = statuses(e.f.Fulfillments)
	was, is := e.o.Order.FulfillmentStatus, order.DeriveFulfillmentStatus(&e.o.Order, Fulfilled(e.f.Fulfillments))
	if was == is {
		s.orders.Save(ctx, e.tx, e.o)
		return
	}
	e.o.Order.FulfillmentStatus = is
	switch {
	case is == order.FulfillmentStatusFulfilled:
		e.note(order.ActivityTypeOrderFulfilled)
	case was == order.FulfillmentStatusFulfilled:
		e.note(order.ActivityTypeOrderNotFulfilled)
	}
	s.orders.Save(ctx, e.tx, e.o, func(now *order.Order) events.Payload {
		return order.OrderFulfilled{Order: now, PreviousFulfillmentStatus: was, NewFulfillmentStatus: is, Action: action}
	})
}
