// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// The codes for coupons that are kept. The platform documents none.
const (
	CodeCouponNotFound   = "COUPON_NOT_FOUND"
	CodeCouponCodeExists = "COUPON_CODE_ALREADY_EXISTS"
)

// CouponService keeps the coupons of a shop. It is made by ecom.New and safe for
// concurrent use. Only administrators may call it: users, apps and the embedding
// program.
//
// The coupons that are kept hold beside those that the program was configured
// with, which the service neither shows nor changes, and which come first where
// the codes are equal. However many there are, a cart with a coupon costs one
// look-up.
type CouponService struct {
	env   *service.Env
	fixed *CouponSet
}

// NewCouponService returns the coupon service of a shop, beside coupons that never
// change; fixed may be nil.
func NewCouponService(env *service.Env, fixed *CouponSet) *CouponService {
	env.Keep(coupons)
	env.Keep(UseCounts()...)
	return &CouponService{env: env, fixed: fixed}
}

// couponRecord is a coupon as it is stored.
type couponRecord struct{ CouponEntity }

// storedCoupon is its stored form: that of shop files, and what they don't say.
type storedCoupon struct {
	Coupon   Coupon `json:"entity"`
	Internal struct {
		DateCreated time.Time `json:"dateCreated"`
	} `json:"internal"`
}

// Clone returns a deep copy.
func (r *couponRecord) Clone() *couponRecord { return &couponRecord{*r.CouponEntity.Clone()} }

const (
	indexCouponCode    = "code"
	indexCouponCreated = "created"
)

var coupons = store.Define[couponRecord]("coupon", 1,
	store.Unique(indexCouponCode, func(r *couponRecord) string { return CodeKey(r.Specification.Code) }),
	store.By(indexCouponCreated, func(r *couponRecord) store.Part { return store.Time(r.DateCreated) }),
	store.Codec(
		func(r *couponRecord) ([]byte, error) {
			s := storedCoupon{Coupon: r.Specification}
			s.Coupon.ID, s.Internal.DateCreated = r.ID, r.DateCreated
			return json.Marshal(s)
		},
		func(_ int, data []byte) (*couponRecord, error) {
			var s storedCoupon
			if err := json.Unmarshal(data, &s); err != nil {
				return nil, err
			}
			r := &couponRecord{CouponEntity{ID: s.Coupon.ID, Specification: s.Coupon, DateCreated: s.Internal.DateCreated}}
			r.Specification.ID = ""
			return r, nil
		}))

// GetCoupon returns a coupon, or a fault.NotFound with COUPON_NOT_FOUND.
func (s *CouponService) GetCoupon(ctx context.Context, id string) (*CouponEntity, error) {
	const op = "discount.GetCoupon"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	r, err := coupons.Get(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At(op, couponMissing(err, id))
	}
	return &r.CouponEntity, fault.At(op, s.complete(ctx, s.env.Store, &r.CouponEntity))
}

// complete fills in what is not kept with coupons.
func (s *CouponService) complete(ctx context.Context, from store.Reader, list ...*CouponEntity) error {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	paid, err := couponCounts.paid.GetAll(ctx, from, ids...)
	if err != nil {
		return err
	}
	now := s.env.Time()
	for i, e := range list {
		e.Expired, e.NumberOfUsages = e.Specification.expiredAt(now), paid[i]
	}
	return nil
}

// expiredAt reports whether the coupon's time is over.
func (c *Coupon) expiredAt(at time.Time) bool {
	return !c.ExpirationTime.IsZero() && !at.Before(c.ExpirationTime)
}

func couponMissing(err error, id string) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing("coupon", id, CodeCouponNotFound)
	}
	return err
}

// Find implements Coupons.
func (s *CouponService) Find(ctx context.Context, code string) (*CompiledCoupon, error) {
	if c, err := s.fixed.Find(ctx, code); err == nil {
		return c, nil
	}
	r, err := coupons.ByUnique(ctx, s.env.Store, indexCouponCode, CodeKey(code))
	return s.found(r, err)
}

// FindID implements Coupons.
func (s *CouponService) FindID(ctx context.Context, id string) (*CompiledCoupon, error) {
	if c, err := s.fixed.FindID(ctx, id); err == nil {
		return c, nil
	}
	r, err := coupons.Get(ctx, s.env.Store, id)
	return s.found(r, err)
}

func (s *CouponService) found(r *couponRecord, err error) (*CompiledCoupon, error) {
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, noCoupon()
	case err != nil:
		return nil, err
	}
	c := &CompiledCoupon{Coupon: ptr.Copy(&r.Specification)} // the store's copy is ours
	c.Coupon.ID = r.ID
	c.compile(s.env.Site.Currency)
	return c, nil
}
