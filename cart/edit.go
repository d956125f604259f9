// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"reflect"
	"strconv"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// edit is one change of one cart in one attempt of a transaction. What rec
// points to belongs to the store: members are replaced, never changed inside.
type edit struct {
	s      *Service
	tx     *store.Tx
	rec    *record
	before *Cart // as it was; nil: it is new
	result *Result
}

// begin starts to change a cart that there is.
func (s *Service) begin(tx *store.Tx, r *record) *edit {
	return &edit{s: s, tx: tx, rec: new(*r), before: &r.Cart, result: new(Result)}
}

// beginNew starts a cart for the actor of ctx.
func (s *Service) beginNew(ctx context.Context, tx *store.Tx) *edit {
	site := &s.env.Site
	r := &record{Cart: Cart{
		ID: ID(tx.NewID()), PurchaseFlowID: tx.NewID(), BuyerInfo: contact.BuyerOf(actor.From(ctx)),
		Currency: site.Currency, PaymentCurrency: site.Currency,
		BuyerLanguage: site.Language, SiteLanguage: site.Language, CreatedDate: tx.Now(), Revision: "0",
	}}
	e := &edit{s: s, tx: tx, rec: r, result: new(Result)}
	e.terms()
	return e
}

// terms gives the cart the shop's terms, by which it is priced.
func (e *edit) terms() {
	site := &e.s.env.Site
	c := &e.rec.Cart
	c.ConversionCurrency, c.TaxIncludedInPrices, c.WeightUnit = site.Converted(), site.TaxIncluded, site.WeightUnit
}

// change applies a change to the goods and prices them.
func (e *edit) change(ctx context.Context, c *Change) error {
	g := e.rec.Goods()
	if err := e.hold(ctx, c); err != nil {
		return err
	}
	ctx = e.s.withOwnUses(ctx, e.tx, &e.rec.Cart)
	adjusted, err := e.s.picker.Apply(ctx, g, c)
	if err != nil {
		return err
	}
	to := e.s.picker.Currency(ctx, e.rec.Cart.ConversionCurrency)
	shown, err := e.s.picker.priceLines(ctx, g, buyerOf(&e.rec.Cart), to, e.tx.Now())
	if err != nil {
		return err
	}
	e.terms()
	if !shown.IsZero() {
		e.rec.Cart.ConversionCurrency = shown
	}
	e.rec.setGoods(g)
	e.result.Adjustments = append(e.result.Adjustments, adjusted...)
	return nil
}

// hold tells a change what is held back for the checkout made of the cart.
func (e *edit) hold(ctx context.Context, c *Change) (err error) {
	c.Held = nil
	h, ok := e.s.checkouts.(Holder)
	if !ok || e.rec.Cart.CheckoutID == "" {
		return nil
	}
	c.Held, err = h.Held(ctx, e.tx, e.rec.Cart.CheckoutID)
	return err
}

// withOwnUses returns a context in which the uses of coupons and discount rules
// that the cart's own order holds do not count.
func (s *Service) withOwnUses(ctx context.Context, from store.Reader, c *Cart) context.Context {
	h, ok := s.checkouts.(Holder)
	if !ok || c.CheckoutID == "" {
		return ctx
	}
	return discount.WithOwnUses(ctx, func(ctx context.Context) ([]discount.Use, error) { return h.HeldUses(ctx, from, c.CheckoutID) })
}

// save writes the cart when it changed, with its event, and returns the result.
func (e *edit) save(ctx context.Context) *Result {
	e.write(ctx)
	e.result.Cart = e.rec.Cart.Clone()
	return e.result
}

// write writes the cart when it changed, with its event.
func (e *edit) write(ctx context.Context) {
	c, before := &e.rec.Cart, e.before
	if before != nil && reflect.DeepEqual(before, c) {
		return
	}
	n, _ := strconv.ParseInt(c.Revision, 10, 64)
	c.Revision = strconv.FormatInt(n+1, 10)
	c.UpdatedDate = e.tx.Now()
	records.Give(e.tx, e.rec)
	snap := records.Snapshot(e.tx, e.rec)
	events.Emit(e.tx, ctx, string(c.ID), func() events.Payload {
		if before == nil {
			return CartCreated{events.Created[*Cart]{Entity: &snap().Cart}}
		}
		return CartUpdated{events.Updated[*Cart]{Entity: &snap().Cart, Previous: before}}
	})
}

// buyerOf returns what prices depend on of a cart's buyer.
func buyerOf(c *Cart) pricing.Buyer {
	b := pricing.Buyer{Email: c.BuyerInfo.Email, MemberID: c.BuyerInfo.MemberID, ContactID: c.BuyerInfo.ContactID}
	if c.ContactInfo != nil && c.ContactInfo.ContactDetails != nil {
		b.Contact, b.Phone = c.ContactInfo.ContactDetails, c.ContactInfo.ContactDetails.Phone
	}
	return b
}

// mutation is one call that changes a cart.
type mutation struct {
	op      string
	id      ID   // of the cart; "" for the current one
	current bool // of the actor
	create  bool // when the actor has no current cart
}

// request is what a mutation's idempotency key stands for.
type request struct {
	ID  ID  `json:"id,omitzero"`
	Req any `json:"req,omitempty"`
}

// mutate runs fn on the cart of a mutation and saves what it did.
func (s *Service) mutate(ctx context.Context, m mutation, req any, fn func(ctx context.Context, e *edit) error) (*Result, error) {
	return service.Mutate(ctx, s.env, m.op, request{m.id, req}, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		e, err := s.open(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		if err := fn(ctx, e); err != nil {
			return nil, err
		}
		return e.save(ctx), nil
	})
}

// open starts to change the cart of a mutation.
func (s *Service) open(ctx context.Context, tx *store.Tx, m mutation) (*edit, error) {
	if m.current {
		return s.openCurrent(ctx, tx, m.create)
	}
	r, err := s.peek(ctx, tx, m.id)
	if err != nil {
		return nil, err
	}
	return s.begin(tx, r), nil
}
