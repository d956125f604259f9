// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// MaskedOrder is one order of BulkUpdateOrders.
type MaskedOrder struct {
	ID    ID          `json:"id"`
	Order OrderUpdate `json:"order"`
}

// BulkOrderResult is what became of one order.
type BulkOrderResult struct {
	ItemMetadata bulk.ItemMetadata `json:"itemMetadata"`
	Item         *Order            `json:"item,omitzero"` // only when it was asked for
}

// BulkOrdersResult is the answer of BulkUpdateOrders, in the order of the
// request.
type BulkOrdersResult struct {
	Results            []BulkOrderResult   `json:"results"`
	BulkActionMetadata bulk.ActionMetadata `json:"bulkActionMetadata"`
}

// bulkUpdateRequest is the request of BulkUpdateOrders.
type bulkUpdateRequest struct {
	Orders       []MaskedOrder `json:"orders"`
	ReturnEntity bool          `json:"returnEntity"`
}

// BulkUpdateOrders changes 1 to 100 orders as UpdateOrder does, each in a
// commit of its own: what fails is told in the result and holds back nothing
// else. With returnEntity the result carries the orders as they are then. Only
// administrators may call it; it is idempotent by key.
func (s *Service) BulkUpdateOrders(ctx context.Context, orders []MaskedOrder, returnEntity bool) (*BulkOrdersResult, error) {
	req, key := bulkUpdateRequest{orders, returnEntity}, idempotency.Key(ctx)
	return service.Flow(ctx, s.env, "order.BulkUpdateOrders", req, func(ctx context.Context, call *service.Call[*BulkOrdersResult]) (*BulkOrdersResult, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		c.Size("orders", len(orders), 1, bulk.MaxItems)
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := &BulkOrdersResult{Results: make([]BulkOrderResult, len(orders))}
		for i := range orders {
			o, err := service.BulkItem(ctx, call, "order.bulk", key, i, orders[i], func(ctx context.Context, tx *store.Tx) (*Order, error) {
				return s.update(ctx, tx, orders[i].ID, orders[i].Order, fault.Index("orders", i)+".order")
			})
			r := &res.Results[i]
			r.ItemMetadata = res.BulkActionMetadata.Item(i, string(orders[i].ID), err)
			if err == nil && returnEntity {
				r.Item = o
			}
		}
		return res, service.AnswerBulk(ctx, call, res)
	})
}
