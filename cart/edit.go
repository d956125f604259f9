// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"strconv"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// edit is one change of one cart in one attempt of a transaction. What rec
// points to belongs to the store: members are replaced, never changed inside.
type edit struct {
	s       *Service
	tx      *store.Tx
	rec     *record
	before  Cart // as it was
	created bool
	result  *Result
}

// begin starts to change a cart that there is.
func (s *Service) begin(tx *store.Tx, r *record) *edit {
	return &edit{s: s, tx: tx, rec: r, before: r.Cart, result: new(Result)}
}

// beginNew starts a cart for the actor of ctx.
func (s *Service) beginNew(ctx context.Context, tx *store.Tx) *edit {
	site := &s.env.Site
	r := &record{Cart: Cart{
		ID: ID(tx.NewID()), PurchaseFlowID: tx.NewID(), BuyerInfo: contact.BuyerOf(actor.From(ctx)),
		Currency: site.Currency, ConversionCurrency: site.Converted(), PaymentCurrency: site.Currency,
		BuyerLanguage: site.Language, SiteLanguage: site.Language,
		TaxIncludedInPrices: site.TaxIncluded, WeightUnit: site.WeightUnit,
		CreatedDate: tx.Now(), Revision: "0",
	}}
	e := s.begin(tx, r)
	e.created = true
	return e
}

// change applies a change to the goods and prices them.
func (e *edit) change(ctx context.Context, c *Change) error {
	g := e.rec.Goods()
	if err := e.hold(ctx, c); err != nil {
		return err
	}
	adjusted, err := e.s.picker.Apply(ctx, g, c)
	if err != nil {
		return err
	}
	if err := e.s.picker.PriceLines(ctx, g, buyerOf(&e.rec.Cart), e.tx.Now()); err != nil {
		return err
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

// save writes the cart when it changed, with its event, and returns the result.
func (e *edit) save(ctx context.Context) *Result {
	e.write(ctx)
	e.result.Cart = e.rec.Cart.Clone()
	return e.result
}

// write writes the cart when it changed, with its event.
func (e *edit) write(ctx context.Context) {
	c := &e.rec.Cart
	if e.created {
		e.put()
		snap := records.Snapshot(e.tx, e.rec)
		events.Emit(e.tx, ctx, string(c.ID), func() events.Payload {
			return CartCreated{events.Created[*Cart]{Entity: &snap().Cart}}
		})
		return
	}
	modified := modifiedFields(&e.before, c)
	if len(modified) == 0 {
		return
	}
	e.put()
	snap := records.Snapshot(e.tx, e.rec)
	events.Emit(e.tx, ctx, string(c.ID), func() events.Payload {
		return CartUpdated{events.Updated[*Cart]{Entity: &snap().Cart, ModifiedFields: modified}}
	})
}

func (e *edit) put() {
	c := &e.rec.Cart
	n, _ := strconv.ParseInt(c.Revision, 10, 64)
	c.Revision = strconv.FormatInt(n+1, 10)
	c.UpdatedDate = e.tx.Now()
	records.Give(e.tx, e.rec)
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
