// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// MaxBulk is how many orders a bulk method takes.
const MaxBulk = 100

// ItemMetadata says what became of one item of a bulk request.
type ItemMetadata struct {
	ID            string            `json:"id,omitzero"`
	OriginalIndex int               `json:"originalIndex"` // its place in the request
	Success       bool              `json:"success"`
	Error         *ApplicationError `json:"error,omitzero"` // unless Success
}

// ApplicationError is an error as bulk answers carry it.
type ApplicationError struct {
	Code        string         `json:"code,omitzero"`
	Description string         `json:"description,omitzero"`
	Data        map[string]any `json:"data,omitempty"`
}

// BulkActionMetadata sums a bulk answer up.
type BulkActionMetadata struct {
	TotalSuccesses     int `json:"totalSuccesses"`
	TotalFailures      int `json:"totalFailures"`
	UndetailedFailures int `json:"undetailedFailures"` // failures that are not listed; always 0
}

// BulkItem returns what became of the item at an index, and counts it.
func (m *BulkActionMetadata) BulkItem(index int, id string, err error) ItemMetadata {
	r := ItemMetadata{ID: id, OriginalIndex: index, Success: err == nil}
	if err == nil {
		m.TotalSuccesses++
		return r
	}
	m.TotalFailures++
	r.Error = &ApplicationError{Code: fault.Code(err), Description: err.Error(), Data: fault.Data(err)}
	if r.Error.Code == "" {
		r.Error.Code = bulkCode(err)
	}
	return r
}

// bulkCode returns the code of an error that has none of its own.
func bulkCode(err error) string {
	switch fault.ClassOf(err) {
	case fault.Invalid:
		return "INVALID_ARGUMENT"
	case fault.NotFound:
		return "NOT_FOUND"
	case fault.Denied:
		return "PERMISSION_DENIED"
	case fault.State, fault.Limit:
		return "FAILED_PRECONDITION"
	case fault.Conflict:
		return "ABORTED"
	case fault.Exists:
		return "ALREADY_EXISTS"
	default:
		return "INTERNAL"
	}
}

// MaskedOrder is one order of BulkUpdateOrders.
type MaskedOrder struct {
	ID    ID          `json:"id"`
	Order OrderUpdate `json:"order"`
}

// BulkOrderResult is what became of one order.
type BulkOrderResult struct {
	ItemMetadata ItemMetadata `json:"itemMetadata"`
	Item         *Order       `json:"item,omitzero"` // only when it was asked for
}

// BulkOrdersResult is the answer of BulkUpdateOrders, in the order of the
// request.
type BulkOrdersResult struct {
	Results            []BulkOrderResult  `json:"results"`
	BulkActionMetadata BulkActionMetadata `json:"bulkActionMetadata"`
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
		c.Size("orders", len(orders), 1, MaxBulk)
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := &BulkOrdersResult{Results: make([]BulkOrderResult, len(orders))}
		for i := range orders {
			o, err := bulkItem(ctx, s, call, key, i, orders[i], func(ctx context.Context, tx *store.Tx) (*Order, error) {
				return s.update(ctx, tx, orders[i].ID, orders[i].Order, fault.Index("orders", i)+".order")
			})
			r := &res.Results[i]
			r.ItemMetadata = res.BulkActionMetadata.BulkItem(i, string(orders[i].ID), err)
			if err == nil && returnEntity {
				r.Item = o
			}
		}
		return res, answer(ctx, call, res)
	})
}

// bulkItem commits one item of a bulk request. Under the caller's key each
// item has a key of its own, so that a request that was broken off and is
// repeated changes no item twice.
func bulkItem[T, Req, Resp any](ctx context.Context, s *Service, call *service.Call[T], key string, index int, req Req,
	fn func(ctx context.Context, tx *store.Tx) (Resp, error),
) (Resp, error) {
	if key != "" {
		ctx = idempotency.WithKey(ctx, call.DerivedKey("item", strconv.Itoa(index)))
	}
	return service.Mutate(ctx, s.env, "order.bulk", req, fn)
}

// answer stores the answer of a bulk request under the caller's key.
func answer[T any](ctx context.Context, call *service.Call[T], res T) error {
	return call.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		call.Answer(tx, &res)
		return nil
	})
}
