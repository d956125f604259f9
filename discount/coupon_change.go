// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// CreateCoupon keeps a new coupon; the id of the specification is not looked at,
// and its times are taken to the millisecond. Of a scope and a minimum subtotal it
// may have one. What is wrong with it is a fault.Invalid that names every
// violation; a code that there is already, upper and lower case being the same, is
// a fault.Exists with COUPON_CODE_ALREADY_EXISTS. It is idempotent by key.
func (s *CouponService) CreateCoupon(ctx context.Context, specification *Coupon) (*CouponEntity, error) {
	const op = "discount.CreateCoupon"
	created, err := service.Mutate(ctx, s.env, op, specification, func(ctx context.Context, tx *store.Tx) (*CouponEntity, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		return s.create(ctx, tx, specification)
	})
	return created, fault.At(op, taken(err))
}

func (s *CouponService) create(ctx context.Context, tx *store.Tx, specification *Coupon) (*CouponEntity, error) {
	if specification == nil {
		var v fault.Checker
		v.Required("specification", false)
		return nil, v.Err()
	}
	r := &couponRecord{CouponEntity{ID: tx.NewID(), Specification: *specification.Clone(), DateCreated: tx.Now()}}
	return s.put(ctx, tx, r, "")
}

// updateCouponRequest is the request of UpdateCoupon.
type updateCouponRequest struct {
	ID            string       `json:"id"`
	Specification CouponUpdate `json:"specification"`
}

// UpdateCoupon changes a coupon. The errors are those of CreateCoupon, and
// COUPON_NOT_FOUND. Carts and checkouts with the coupon follow; those that hold
// its old code don't. It is idempotent by key.
func (s *CouponService) UpdateCoupon(ctx context.Context, id string, u CouponUpdate) (*CouponEntity, error) {
	const op = "discount.UpdateCoupon"
	updated, err := service.Mutate(ctx, s.env, op, updateCouponRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*CouponEntity, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		r, err := coupons.Get(ctx, tx, id)
		if err != nil {
			return nil, couponMissing(err, id)
		}
		before := CodeKey(r.Specification.Code)
		u.apply(&r.Specification)
		return s.put(ctx, tx, r, before)
	})
	return updated, fault.At(op, taken(err))
}

// DeleteCoupon deletes a coupon, or returns a fault.NotFound with
// COUPON_NOT_FOUND. Orders keep the prices that they were placed at. It is
// idempotent by key.
func (s *CouponService) DeleteCoupon(ctx context.Context, id string) error {
	_, err := service.Mutate(ctx, s.env, "discount.DeleteCoupon", id, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.remove(ctx, tx, id)
	})
	return err
}

func (s *CouponService) remove(ctx context.Context, tx *store.Tx, id string) error {
	if _, err := coupons.Get(ctx, tx, id); err != nil {
		return couponMissing(err, id)
	}
	coupons.Delete(tx, id)
	return nil
}

// put checks a coupon and keeps it with tx, in the place of one that had a code,
// "" for none.
func (s *CouponService) put(ctx context.Context, tx *store.Tx, r *couponRecord, before string) (*CouponEntity, error) {
	k := &r.Specification
	k.ID, k.Code = "", strings.TrimSpace(k.Code)
	if k.Active == nil {
		k.Active = new(true)
	}
	k.StartTime, k.ExpirationTime = toMilli(k.StartTime), toMilli(k.ExpirationTime)
	var v fault.Checker
	k.validate(&v, "specification")
	v.Length("specification.name", k.Name, 0, 256)
	k.Scope.validate(&v, "specification.scope")
	if k.Scoped() && k.MinimumSubtotal != nil {
		v.Add("specification", fault.RuleOneOfAlignment, "must have only one of scope and minimumSubtotal", nil)
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	if key := CodeKey(k.Code); key != before {
		if _, err := s.fixed.Find(ctx, k.Code); err == nil {
			return nil, codeExists(k.Code)
		}
		switch other, err := coupons.ByUnique(ctx, tx, indexCouponCode, key); {
		case err == nil && other.ID != r.ID:
			return nil, codeExists(k.Code)
		case err != nil && !errors.Is(err, fault.NotFound):
			return nil, err
		}
	}
	coupons.Put(tx, r)
	e := r.CouponEntity.Clone()
	return e, s.complete(ctx, tx, e)
}

func codeExists(code string) error {
	return fault.New(fault.Exists, CodeCouponCodeExists, fmt.Sprintf("there is another coupon %.20q", code))
}

// taken gives the code to the error of a commit that came second with a coupon's
// code.
func taken(err error) error {
	if u, ok := errors.AsType[*driver.UniqueError](err); ok && u.Ref.Kind == coupons.Name() && fault.Code(err) == "" {
		return &fault.Error{Class: fault.Exists, Code: CodeCouponCodeExists, Message: "there is another coupon with this code", Err: err}
	}
	return err
}

// validate checks that the scope names no more than a rule's may.
func (s *CouponScope) validate(v *fault.Checker, path string) {
	if s == nil {
		return
	}
	for name, ids := range map[string][]string{"catalogItemIds": s.CatalogItemIDs, "collectionIds": s.CollectionIDs} {
		at := fault.Join(path, name)
		if !v.Size(at, len(ids), 0, maxScopes) {
			continue
		}
		for i, id := range ids {
			v.Length(fault.Index(at, i), id, 1, 36)
		}
	}
}

// toMilli returns a moment as the platform tells it.
func toMilli(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
