// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/driver"
)

// reserved adds up what an order holds back, and compares it with its state.
func (c *checker) reserved(r *order.Record) {
	o, res := &r.Order, &r.Internal.Reservation
	if slices.ContainsFunc(o.AppliedDiscounts, func(d order.AppliedDiscount) bool { return d.DiscountRule != nil }) {
		c.lowered++
	}
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
	for i := range res.Uses {
		c.holds(&res.Uses[i], res.Counted)
	}
}

// counts compares the stock with what the orders hold: stock at first and what
// arrived = stock now and what is sold.
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
	return nil
}

// counted returns all counts of a kind.
func (c *checker) counted(ctx context.Context, kind string) (map[string]int64, error) {
	var refs []driver.Ref
	for ref, err := range c.all(ctx, kind) {
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	counts := make(map[string]int64, len(refs))
	for page := range slices.Chunk(refs, driver.MaxPage) {
		records, err := c.store.Get(ctx, page...)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			counts[r.Ref.ID] = r.Count
		}
	}
	return counts, nil
}
