// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"encoding/json"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// record is a checkout as it is stored: what the platform shows, and what only
// the service knows.
type record struct {
	Checkout Checkout `json:"entity"`
	Internal internal `json:"internal"`
}

// internal is what only the service knows of a checkout.
type internal struct {
	Owner     actor.Identity                  `json:"owner,omitzero"` // the visitor or member it belongs to; zero: nobody
	Goods     cart.Goods                      `json:"goods"`          // its lines as the catalog describes them
	Policy    money.Policy                    `json:"policy"`         // how its figures are rounded
	Coupon    string                          `json:"coupon,omitempty"`
	GiftCard  *giftCard                       `json:"giftCard,omitempty"`
	Shipping  *pricing.SelectedShippingOption `json:"shipping,omitempty"`  // what the buyer chose
	Selection *pricing.SelectedMemberships    `json:"selection,omitempty"` // of memberships, by the buyer; nil: the one by default
	URL       string                          `json:"url,omitempty"`       // in the place of the shop's own checkout page
	Version   int64                           `json:"version"`             // rises with each change
	OrderID   order.ID                        `json:"orderId,omitempty"`   // the order made from it
	Ordered   int64                           `json:"ordered,omitempty"`   // the version it was made from
	FromCart  *cartSays                       `json:"fromCart,omitempty"`  // what the cart it was made from said the last time
}

// RecordID returns the checkout's id.
func (r *record) RecordID() string { return string(r.Checkout.ID) }

// Clone returns a copy that shares nothing changeable with r.
func (r *record) Clone() *record {
	c := &record{Checkout: *r.Checkout.Clone(), Internal: r.Internal}
	c.Internal.Goods = r.Internal.Goods.Clone()
	c.Internal.Shipping = ptr.Copy(r.Internal.Shipping)
	c.Internal.GiftCard, c.Internal.Selection = r.Internal.GiftCard.clone(), r.Internal.Selection.Clone()
	c.Internal.FromCart = r.Internal.FromCart.clone()
	return c
}

// The names of the checkouts' indexes.
const (
	indexCart    = "cart"
	indexUpdated = "updated"
)

var records = store.Define[record]("checkout", 1,
	store.ByAny(indexCart, func(r *record) []store.Composite {
		if r.Checkout.CartID == "" {
			return nil
		}
		return []store.Composite{{store.Text(string(r.Checkout.CartID)), store.Time(r.Checkout.CreatedDate)}}
	}),
	store.By(indexUpdated, func(r *record) store.Part { return store.Time(r.Checkout.UpdatedDate) }),
	store.Codec(encode, decode))

// BindAmounts gives every amount that was read its currency, by the checkout's
// own currencies, and has it formatted in l. The error names every amount that
// has more digits than its currency.
func (c *Checkout) BindAmounts(l money.Locale) error {
	return prices.Bind(c, c.Currency, c.ConversionCurrency, l)
}

// encode returns the stored form of a checkout, in which prices have no
// formatted texts.
func encode(r *record) ([]byte, error) {
	c := r.Clone()
	prices.Strip(c)
	return json.Marshal(c)
}

// decode reads the stored form. Its amounts are in the checkout's own
// currencies.
func decode(_ int, data []byte) (*record, error) {
	r := new(record)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	return r, prices.Bind(r, r.Checkout.Currency, r.Checkout.ConversionCurrency, 0)
}

// units returns what a checkout takes off the shelf, and from which catalogs.
func (r *record) units() []order.Units {
	var us []order.Units
	for i := range r.Internal.Goods.Lines {
		l := &r.Internal.Goods.Lines[i]
		if !l.CustomLineItem && l.CatalogReference != nil && l.Quantity > 0 {
			us = append(us, order.Units{LineItemID: l.ID, CatalogReference: *l.CatalogReference, Quantity: int64(l.Quantity)})
		}
	}
	return us
}

// has reports whether any line fulfills a condition.
func (r *record) has(cond func(*cart.LineItem) bool) bool {
	for i := range r.Internal.Goods.Lines {
		if cond(&r.Internal.Goods.Lines[i]) {
			return true
		}
	}
	return false
}

func giftCardLine(l *cart.LineItem) bool { return l.ItemType.Preset == item.PresetGiftCard }

// lineIDs returns the ids of the lines that adjustments are about.
func lineIDs(as []cart.Adjustment) []string {
	var ids []string
	for _, a := range as {
		if a.LineItemID != "" && !slices.Contains(ids, a.LineItemID) {
			ids = append(ids, a.LineItemID)
		}
	}
	return ids
}
