// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// BulkCouponsResponse is the answer of bulk methods, in the order of the request.
type BulkCouponsResponse = bulk.Response[CouponEntity]

// BulkCreateCoupons creates 1 to 100 coupons as CreateCoupon does, each in a
// commit of its own: what fails is told in the response and holds back nothing
// else. With returnEntity the response carries the coupons. It is idempotent by
// key.
func (s *CouponService) BulkCreateCoupons(ctx context.Context, specifications []*Coupon, returnEntity bool) (*BulkCouponsResponse, error) {
	return bulkCoupons(ctx, s, "discount.BulkCreateCoupons", "specifications", specifications, returnEntity,
		func(ctx context.Context, tx *store.Tx, c *Coupon) (*CouponEntity, error) { return s.create(ctx, tx, c) },
		func(_ *Coupon, e *CouponEntity) string {
			if e == nil {
				return ""
			}
			return e.ID
		})
}

// BulkDeleteCoupons deletes 1 to 100 coupons as DeleteCoupon does, each in a
// commit of its own: what fails is told in the response and holds back nothing
// else. It is idempotent by key.
func (s *CouponService) BulkDeleteCoupons(ctx context.Context, ids []string) (*BulkCouponsResponse, error) {
	return bulkCoupons(ctx, s, "discount.BulkDeleteCoupons", "ids", ids, false,
		func(ctx context.Context, tx *store.Tx, id string) (*CouponEntity, error) {
			return nil, s.remove(ctx, tx, id)
		},
		func(id string, _ *CouponEntity) string { return id })
}

// bulkCoupons does something for each of some items, which stand at path in the
// request.
func bulkCoupons[T any](ctx context.Context, s *CouponService, op, path string, items []T, returnEntity bool,
	do func(ctx context.Context, tx *store.Tx, item T) (*CouponEntity, error), idOf func(item T, e *CouponEntity) string,
) (*BulkCouponsResponse, error) {
	key := idempotency.Key(ctx)
	req := struct {
		Items        []T  `json:"items"`
		ReturnEntity bool `json:"returnEntity"`
	}{items, returnEntity}
	return service.Flow(ctx, s.env, op, req, func(ctx context.Context, call *service.Call[*BulkCouponsResponse]) (*BulkCouponsResponse, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		c.Size(path, len(items), 1, bulk.MaxItems)
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := new(BulkCouponsResponse)
		for i, it := range items {
			e, err := service.BulkItem(ctx, call, op, key, i, it, func(ctx context.Context, tx *store.Tx) (*CouponEntity, error) { return do(ctx, tx, it) })
			res.Add(idOf(it, e), e, taken(err), returnEntity)
		}
		return res, service.AnswerBulk(ctx, call, res)
	})
}
