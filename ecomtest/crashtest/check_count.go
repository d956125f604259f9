// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/order"
)

// reserved adds up what an order holds back, and compares it with its state.
func (c *checker) reserved(r *order.Record) {
	o, res := &r.Order, &r.Internal.Reservation
	if r.Internal.Charging {
		c.wrong("order %s is still being charged after all was settled", o.Number)
	}
	switch {
	case o.Status == order.StatusCanceled && res.Taken:
		c.wrong("order %s was canceled and restocked, and still holds goods", o.Number)
	case o.Status == order.StatusApproved && !res.Taken:
		c.wrong("order %s is a sale and holds no goods", o.Number)
	}
	if !res.Taken {
		return
	}
	held := make(map[string]int64)
	for _, u := range res.Stock {
		held[u.LineItemID] += u.Quantity
		c.held[u.CatalogReference.CatalogItemID] += u.Quantity
	}
	for i := range o.LineItems {
		l := &o.LineItems[i]
		if want := int64(l.Quantity - l.RestockQuantity); held[l.ID] != want {
			c.wrong("order %s: line %d holds %d units of %d", o.Number, i, held[l.ID], want)
		}
	}
	for _, u := range res.Uses {
		c.uses[u.ID]++
	}
}

// counts compares stock and uses of coupons with what the orders hold: stock at
// first and what arrived = stock now and what is sold.
func (c *checker) counts(ctx context.Context) error {
	arrived := make(map[string]int64)
	for _, a := range c.arrivals {
		arrived[a.product] += a.units
	}
	for product, first := range stockAtFirst {
		left, err := c.shop.Products.Stock(ctx, product)
		if err != nil {
			return err
		}
		if left != first+arrived[product]-c.held[product] || left < 0 {
			c.wrong("stock of %s: %d at first and %d arrived, orders hold %d, but there are %d", product, first, arrived[product], c.held[product], left)
		}
	}
	for _, coupon := range []string{couponAlways, couponFew} {
		counted, err := discount.NewUsage(c.base).Uses(ctx, []discount.Use{{Kind: discount.UseOfCoupon, ID: coupon}})
		if err != nil {
			return err
		}
		if uses := counted[0].Total; uses != c.uses[coupon] || coupon == couponFew && uses > fewUses {
			c.wrong("coupon %s: %d uses are counted, %d orders hold one", coupon, uses, c.uses[coupon])
		}
	}
	return nil
}
