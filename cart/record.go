// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// record is a cart as it is stored: what the platform shows, and what only the
// service knows.
type record struct {
	Cart     Cart     `json:"entity"`
	Internal internal `json:"internal"`
}

// internal is what only the service knows of a cart.
type internal struct {
	Facts     []Facts   `json:"facts,omitzero"` // of the line with the same index
	Last      int       `json:"last,omitzero"`  // see Goods
	CouponSet time.Time `json:"couponSet,omitzero"`
}

// RecordID returns the cart's id, for the store.
func (r *record) RecordID() string { return string(r.Cart.ID) }

// Clone returns a copy that shares nothing changeable with r.
func (r *record) Clone() *record {
	c := &record{Cart: *r.Cart.Clone(), Internal: r.Internal}
	c.Internal.Facts = ptr.CopyEach(r.Internal.Facts, Facts.Clone)
	return c
}

// Owner returns whom the cart belongs to: a visitor, a member or a user. The
// zero Identity is nobody, and no buyer can reach it.
func (r *record) Owner() actor.Identity { return r.Cart.BuyerInfo.Identity() }

// Goods returns what is in the cart. It shares the lines with r.
func (r *record) Goods() *Goods {
	return &Goods{Lines: r.Cart.LineItems, Facts: r.Internal.Facts, Last: r.Internal.Last}
}

// setGoods replaces what is in the cart.
func (r *record) setGoods(g *Goods) {
	r.Cart.LineItems, r.Internal.Facts, r.Internal.Last = g.Lines, g.Facts, g.Last
}

// current says which cart a buyer has at present.
type current struct {
	ID     string `json:"id"` // of the buyer, see currentID
	CartID ID     `json:"cartId"`
}

// RecordID returns the id, for the store.
func (c *current) RecordID() string { return c.ID }

// Clone returns a copy.
func (c *current) Clone() *current { return new(*c) }

// currentID returns the id of the record that says which cart somebody has.
func currentID(who actor.Identity) string {
	switch who.Kind {
	case actor.KindVisitor:
		return "visitor:" + who.ID
	case actor.KindMember:
		return "member:" + who.ID
	default:
		return "user:" + who.ID
	}
}

// The names of the carts' indexes.
const (
	indexCheckout = "checkout"
	indexUpdated  = "updated"
)

var (
	records = store.Define[record]("cart", 1,
		store.Unique(indexCheckout, func(r *record) string { return r.Cart.CheckoutID }),
		store.By(indexUpdated, func(r *record) store.Part { return store.Time(r.Cart.UpdatedDate) }),
		store.Codec(encode, decode))

	currents = store.Define[current]("current-cart", 1)
)

// BindAmounts gives every amount that was read its currency, by the cart's own
// currencies, and has it formatted in l. The error names every amount that has
// more digits than its currency.
func (c *Cart) BindAmounts(l money.Locale) error {
	return prices.Bind(c, c.Currency, c.ConversionCurrency, l)
}

// encode returns the stored form of a cart, in which prices have no formatted
// texts.
func encode(r *record) ([]byte, error) {
	c := r.Clone()
	prices.Strip(c)
	return json.Marshal(c)
}

// decode reads the stored form. Its amounts are in the cart's own currencies.
func decode(_ int, data []byte) (*record, error) {
	r := new(record)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	if len(r.Internal.Facts) != len(r.Cart.LineItems) {
		return nil, fmt.Errorf("%d lines with facts of %d", len(r.Cart.LineItems), len(r.Internal.Facts))
	}
	return r, prices.Bind(r, r.Cart.Currency, r.Cart.ConversionCurrency, 0)
}
