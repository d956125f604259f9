// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
)

// Replace brings an order that waits for its payment up to date with what its
// buyer has changed since, in the commit of tx. old, which tx has loaded, gets
// what r has, but keeps its id, its number, its dates and its history; its
// reservation is exchanged for that of r. It emits OrderUpdated and, when
// approve says so, OrderApproved before it.
func (s *Service) Replace(ctx context.Context, tx *store.Tx, old, r *Record, approve bool) error {
	if err := s.Release(ctx, tx, old); err != nil {
		return err
	}
	was, internal := old.Order, r.Internal
	internal.Settled = old.Internal.Settled
	if old.Internal.GatewayOrderID != "" {
		internal.GatewayOrderID = old.Internal.GatewayOrderID
	}
	old.Order, old.Internal = r.Order, internal
	o := &old.Order
	o.ID, o.Number, o.CreatedDate, o.Activities = was.ID, was.Number, was.CreatedDate, was.Activities
	o.Status, o.CreatedBy, o.Archived, o.SeenByAHuman, o.Tags = was.Status, was.CreatedBy, was.Archived, was.SeenByAHuman, was.Tags
	if err := s.Rebalance(old, PaymentTotals{}); err != nil {
		return err
	}
	o.PaymentStatus = was.PaymentStatus
	o.FulfillmentStatus = DeriveFulfillmentStatus(o, nil)
	var evs []func(*Order) events.Payload
	if approve && Approve(o) {
		evs = append(evs, func(now *Order) events.Payload { return OrderApproved{Order: now} })
	}
	if err := CheckLedger(o); err != nil {
		return err
	}
	if err := s.Reserve(ctx, tx, old); err != nil {
		return err
	}
	s.Save(ctx, tx, old, evs...)
	return nil
}
