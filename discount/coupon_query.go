// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
)

// QueryCouponsResponse is a page of coupons.
type QueryCouponsResponse struct {
	Coupons        []*CouponEntity      `json:"coupons"`
	PagingMetadata query.PagingMetadata `json:"pagingMetadata"`
}

// couponFields is what coupons can be asked for by.
var couponFields = query.Define(query.Schema{
	Kind: "coupon",
	Fields: []query.Field{
		{Path: "id", Sortable: true},
		{Path: "dateCreated", Type: query.TypeTime, Sortable: true},
		{Path: "expired", Type: query.TypeBool},
		{Path: "specification.name", Sortable: true},
		{Path: "specification.code", CaseInsensitive: true, Sortable: true},
		{Path: "specification.active", Type: query.TypeBool, Sortable: true},
		{Path: "specification.startTime", Type: query.TypeTime, Sortable: true},
		{Path: "specification.expirationTime", Type: query.TypeTime, Sortable: true},
		{Path: "specification.usageLimit", Type: query.TypeNumber, Whole: true, Sortable: true},
		{Path: "specification.scope.group.entityId", List: true, Ops: query.Listing | query.Equality},
	},
	Indexes: []query.Index{
		{Name: indexCouponCode, Fields: []string{"specification.code"}, Unique: true},
		{Name: indexCouponCreated, Fields: []string{"dateCreated"}},
	},
})

// QueryCoupons returns the coupons that a request asks for, by id unless it sorts,
// 100 at most. They can be filtered by id, dateCreated, expired, and of the
// specification by name, code, active, startTime, expirationTime, usageLimit and
// scope.group.entityId, and sorted by all but the last and expired; anything else
// is a fault.Invalid that names the field. Pages are asked for by cursor or by
// offset.
func (s *CouponService) QueryCoupons(ctx context.Context, r query.Request) (*QueryCouponsResponse, error) {
	const op = "discount.QueryCoupons"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	q, err := couponFields.Query(r, query.Options{Key: s.env.Secret, Site: s.env.Site.ID, Path: "query"})
	if err != nil {
		return nil, fault.At(op, err)
	}
	now := s.env.Time()
	page, err := search.Run(ctx, s.env.Store, coupons, q, func(c *couponRecord, path string, dst []query.Value) []query.Value {
		if path == "expired" {
			return append(dst, query.Bool(c.Specification.expiredAt(now)))
		}
		return couponValues(c, path, dst)
	})
	if err != nil {
		return nil, fault.At(op, err)
	}
	res := &QueryCouponsResponse{Coupons: make([]*CouponEntity, len(page.Items)), PagingMetadata: page.PagingMetadata()}
	for i, c := range page.Items {
		res.Coupons[i] = &c.CouponEntity
	}
	return res, fault.At(op, s.complete(ctx, s.env.Store, res.Coupons...))
}

func couponValues(c *couponRecord, path string, dst []query.Value) []query.Value {
	k := &c.Specification
	switch path {
	case "id":
		return append(dst, query.Text(c.ID))
	case "dateCreated":
		return append(dst, query.Time(c.DateCreated))
	case "specification.name":
		return append(dst, query.Text(k.EffectiveName()))
	case "specification.code":
		return append(dst, query.Text(CodeKey(k.Code)))
	case "specification.active":
		return append(dst, query.Bool(k.IsActive()))
	case "specification.startTime":
		if !k.StartTime.IsZero() {
			return append(dst, query.Time(k.StartTime))
		}
	case "specification.expirationTime":
		if !k.ExpirationTime.IsZero() {
			return append(dst, query.Time(k.ExpirationTime))
		}
	case "specification.usageLimit":
		if k.UsageLimit > 0 {
			return append(dst, query.Int(k.UsageLimit))
		}
	case "specification.scope.group.entityId":
		if k.Scope != nil {
			for _, id := range k.Scope.CatalogItemIDs {
				dst = append(dst, query.Text(id))
			}
			for _, id := range k.Scope.CollectionIDs {
				dst = append(dst, query.Text(id))
			}
		}
	}
	return dst
}

// All yields every coupon that a request asks for, page after page, by the rules
// of QueryCoupons. An error ends it.
func (s *CouponService) All(ctx context.Context, r query.Request) iter.Seq2[*CouponEntity, error] {
	return func(yield func(*CouponEntity, error) bool) {
		for {
			res, err := s.QueryCoupons(ctx, r)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, c := range res.Coupons {
				if !yield(c, nil) {
					return
				}
			}
			if res.PagingMetadata.Cursors.Next == "" {
				return
			}
			r = query.Request{CursorPaging: &query.CursorPaging{Cursor: res.PagingMetadata.Cursors.Next}}
		}
	}
}
