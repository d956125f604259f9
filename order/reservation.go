// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// Reservation is what an order holds back for its buyer: units of stock and a
// use of a coupon.
type Reservation struct {
	Taken     bool       `json:"taken"` // false: given back
	Stock     []Units    `json:"stock,omitempty"`
	Elsewhere bool       `json:"elsewhere,omitempty"` // the stock is kept elsewhere
	Coupon    *CouponUse `json:"coupon,omitempty"`

	// InHand says that stock which is kept elsewhere has been taken already,
	// see Service.TakeElsewhere. It is for Reserve, which forgets it.
	InHand bool `json:"-"`
}

func cloneUnits(us []Units) []Units {
	us = slices.Clone(us)
	for i := range us {
		us[i].CatalogReference = *us[i].CatalogReference.Clone()
	}
	return us
}

func (r Reservation) clone() Reservation {
	r.Stock = cloneUnits(r.Stock)
	if r.Coupon != nil {
		c := *r.Coupon
		r.Coupon = &c
	}
	return r
}

// IsZero reports whether nothing was ever held back.
func (r Reservation) IsZero() bool { return !r.Taken && len(r.Stock) == 0 && r.Coupon == nil }

// Units is a number of units of a catalog item.
type Units struct {
	LineItemID       string                `json:"lineItemId"`
	CatalogReference item.CatalogReference `json:"catalogReference"`
	Quantity         int64                 `json:"quantity"`
}

// CouponUse is one use of a coupon by a customer. A limit of 0 is none.
type CouponUse struct {
	CouponID         string `json:"couponId"`
	Customer         string `json:"customer,omitempty"` // see Customer
	Limit            int64  `json:"limit,omitempty"`
	LimitPerCustomer int64  `json:"limitPerCustomer,omitempty"`
}

// Stock moves units in the commit of an order, as the embedded catalog can.
type Stock interface {
	// Take takes units off the shelf. What there is not enough of fails the
	// commit with a *driver.BoundError.
	Take(ctx context.Context, tx *store.Tx, units []Units) error
	// Return puts units back.
	Return(ctx context.Context, tx *store.Tx, units []Units) error
}

// Uses of coupons are counted in all and by customer. They never leave
// 0..limit, whoever changes them at the same time.
var (
	couponUses         = store.Counter{Kind: "coupon-uses"}
	couponUsesCustomer = store.Counter{Kind: "coupon-uses-customer"}
)

// Customer returns under which name a buyer's uses of coupons are counted: the
// e-mail, or else the member; "" when neither is known.
func Customer(memberID, email string) string {
	if email != "" {
		return FoldEmail(email)
	}
	return memberID
}

// FoldEmail returns an e-mail in the form in which e-mails are compared.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// CouponUses returns how often a coupon is in use, in all and by a customer,
// leaving out the use that ctx says is the asker's own.
func CouponUses(ctx context.Context, r store.Reader, couponID, customer string) (all, own int64, err error) {
	all, _, err = couponUses.Get(ctx, r, couponID)
	if err == nil && customer != "" {
		own, _, err = couponUsesCustomer.Get(ctx, r, couponID+"/"+customer)
	}
	if use, ok := ctx.Value(ownUseKey{}).(CouponUse); ok && use.CouponID == couponID {
		all--
		if use.Customer == customer {
			own--
		}
	}
	return max(all, 0), max(own, 0), err
}

type ownUseKey struct{}

// WithOwnUse returns a context in which CouponUses leaves out the use that an
// order stands for, if it holds one: whoever changes the checkout of an order
// that waits for its payment has used its coupon already.
func WithOwnUse(ctx context.Context, r *Record) context.Context {
	res := &r.Internal.Reservation
	if !res.Taken || res.Coupon == nil {
		return ctx
	}
	return context.WithValue(ctx, ownUseKey{}, *res.Coupon)
}

// IsCouponLimit reports whether a count that left its bounds is that of a
// coupon's uses, and whether it is the customer's own.
func IsCouponLimit(kind string) (coupon, own bool) {
	return kind == couponUses.Kind || kind == couponUsesCustomer.Kind, kind == couponUsesCustomer.Kind
}

// Reserve takes what an order holds back, in the commit of tx. An order that
// has it does nothing. The commit fails with a *driver.BoundError when there is
// not enough any more. Stock elsewhere that is not in hand is taken after the
// commit, even if there is not enough.
func (s *Service) Reserve(ctx context.Context, tx *store.Tx, r *Record) error {
	res := &r.Internal.Reservation
	inHand := res.InHand
	res.InHand = false
	if res.Taken {
		return nil
	}
	if !res.Elsewhere {
		if err := s.takeStock(ctx, tx, res.Stock); err != nil {
			return err
		}
	} else if !inHand {
		reason := catalog.ReasonOrderPaid
		if r.loaded == nil { // it is new
			reason = catalog.ReasonOrderPlaced
		}
		s.send(tx, r.Order.ID, res.Stock, verbOwe, reason)
	}
	if c := res.Coupon; c != nil {
		couponUses.Add(tx, c.CouponID, 1, atMost(c.Limit))
		if c.Customer != "" {
			couponUsesCustomer.Add(tx, c.CouponID+"/"+c.Customer, 1, atMost(c.LimitPerCustomer))
		}
	}
	res.Taken = true
	return nil
}

// Release gives back what an order holds back, in the commit of tx. An order
// that has given it back does nothing.
func (s *Service) Release(ctx context.Context, tx *store.Tx, r *Record) error {
	res := &r.Internal.Reservation
	if !res.Taken {
		return nil
	}
	reason := catalog.ReasonOrderRejected
	if r.Order.Status == StatusCanceled {
		reason = catalog.ReasonOrderCanceled
	}
	if err := s.returnStock(ctx, tx, r, res.Stock, reason); err != nil {
		return err
	}
	s.releaseCoupon(tx, res)
	res.Taken = false
	return nil
}

// releaseCoupon gives back the use of a coupon, for good.
func (s *Service) releaseCoupon(tx *store.Tx, res *Reservation) {
	c := res.Coupon
	if c == nil {
		return
	}
	couponUses.Add(tx, c.CouponID, -1, atMost(0))
	if c.Customer != "" {
		couponUsesCustomer.Add(tx, c.CouponID+"/"+c.Customer, -1, atMost(0))
	}
}

// Restock puts units of lines back on the shelf, in the commit of tx, and
// counts them on the lines. What the order does not hold back any more, it
// cannot give back: those units are only counted.
func (s *Service) Restock(ctx context.Context, tx *store.Tx, r *Record, units map[string]int) error {
	var back []Units
	stock := r.Internal.Reservation.Stock
	for i := range stock {
		n := min(int64(units[stock[i].LineItemID]), stock[i].Quantity)
		if n <= 0 || !r.Internal.Reservation.Taken {
			continue
		}
		back = append(back, Units{stock[i].LineItemID, stock[i].CatalogReference, n})
		stock[i].Quantity -= n
	}
	for i := range r.Order.LineItems {
		l := &r.Order.LineItems[i]
		l.RestockQuantity += units[l.ID]
	}
	return s.returnStock(ctx, tx, r, back, catalog.ReasonOrderRefunded)
}

func (s *Service) takeStock(ctx context.Context, tx *store.Tx, units []Units) error {
	if s.stock == nil || len(units) == 0 {
		return nil
	}
	return s.stock.Take(ctx, tx, units)
}

func (s *Service) returnStock(ctx context.Context, tx *store.Tx, r *Record, units []Units, reason catalog.Reason) error {
	if r.Internal.Reservation.Elsewhere {
		s.send(tx, r.Order.ID, units, verbGive, reason)
		return nil
	}
	if s.stock == nil || len(units) == 0 {
		return nil
	}
	return s.stock.Return(ctx, tx, units)
}

// atMost bounds a count from 0 to a limit; 0 is no limit.
func atMost(limit int64) store.Bounds {
	if limit == 0 {
		limit = math.MaxInt64
	}
	return store.Bounds{Min: 0, Max: limit}
}
