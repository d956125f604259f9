// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"
	"reflect"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// Result is a checkout after a change, with what was not done as asked.
type Result struct {
	Checkout    *Checkout         `json:"checkout"`
	Adjustments []cart.Adjustment `json:"adjustments,omitempty"`
}

// edit is one change of one checkout in one attempt of a transaction. What rec
// points to belongs to the store: members are replaced, never changed inside.
type edit struct {
	s           *Service
	tx          *store.Tx
	rec         *record
	before      *Checkout           // nil: it is new
	was         choices             // what beside before the change can change
	own         *order.Record       // the order made from it, nil for none
	uses        []discount.Use      // what an order of it counts as a use of, as last computed
	elsewhere   *elsewhere          // what was taken elsewhere for its order, nil for none
	conversion  *pricing.Conversion // beside the shop's currency; once it is computed
	due         money.Amount        // what is due now, after gift cards; once it is computed
	chose       bool                // a shipping option was chosen in this change
	foreign     bool                // a coupon was given in this change that the shop does not have
	adjustments []cart.Adjustment
}

// choices is what of a checkout's internals its buyer can change.
type choices struct {
	coupon, url string
	shipping    *pricing.SelectedShippingOption
	giftCard    *giftCard
	selection   *pricing.SelectedMemberships
}

func (in *internal) choices() choices {
	return choices{in.Coupon, in.URL, in.Shipping, in.GiftCard, in.Selection}
}

// begin starts to change a checkout that there is, with the order made from it.
func (s *Service) begin(ctx context.Context, tx *store.Tx, id ID) (*edit, error) {
	e, err := s.beginAlone(ctx, tx, id)
	if err != nil || e.rec.Internal.OrderID == "" {
		return e, err
	}
	e.own, err = s.cfg.Orders.Load(asProgram(ctx), tx, e.rec.Internal.OrderID)
	return e, err
}

// beginAlone is begin without the order.
func (s *Service) beginAlone(ctx context.Context, tx *store.Tx, id ID) (*edit, error) {
	r, err := s.peek(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return &edit{s: s, tx: tx, rec: new(*r), before: &r.Checkout, was: r.Internal.choices()}, nil
}

// beginNew starts a checkout.
func (s *Service) beginNew(ctx context.Context, tx *store.Tx, owner actor.Identity, channel cart.ChannelType) *edit {
	site := &s.env.Site
	who := contact.CreatorOf(actor.From(ctx))
	r := &record{Checkout: Checkout{
		ID: ID(tx.NewID()), PurchaseFlowID: tx.NewID(), ChannelType: channel,
		Currency: site.Currency, PaymentCurrency: site.Currency, SiteLanguage: site.Language, BuyerLanguage: site.Language,
		CreatedDate: tx.Now(), CreatedBy: who, BuyerInfo: contact.BuyerOf(owner),
	}}
	r.Internal.Owner = owner
	return &edit{s: s, tx: tx, rec: r}
}

// change applies a change to the goods and computes everything anew.
func (e *edit) change(ctx context.Context, c *cart.Change) error {
	c.Held = e.held()
	adjusted, err := e.s.cfg.Picker.Apply(ctx, &e.rec.Internal.Goods, c)
	if err != nil {
		return err
	}
	e.adjustments = append(e.adjustments, adjusted...)
	_, err = e.compute(ctx)
	return err
}

// compute fills in every figure of a checkout from its goods, and asks the
// validation plug-ins. It returns the error of those that did not answer
// beside the checkout's own.
func (e *edit) compute(ctx context.Context) (unanswered, err error) {
	s, r := e.s, e.rec
	c, g := &r.Checkout, &r.Internal.Goods
	in := s.input(r)
	in.ConversionCurrency = s.cfg.Picker.Currency(ctx, c.ConversionCurrency)
	ctx = e.withOwn(ctx)
	e.pay(ctx, in)
	t, err := s.cfg.Pricer.Calculate(ctx, in)
	if err != nil {
		return nil, err
	}
	e.due = t.PayNowTotalAfterGiftCard.Amount
	// What the figures were computed by goes with them into the order.
	c.ConversionCurrency, c.TaxIncludedInPrice, c.WeightUnit, r.Internal.Policy = t.ConversionCurrency, t.TaxIncludedInPrice, t.WeightUnit, t.Policy
	g.SetPrices(t)
	e.conversion = t.Conversion()
	if s.env.Site.LiveRates {
		if _, err := s.cfg.Picker.Show(g, e.conversion); err != nil {
			return nil, err
		}
	}
	e.uses = t.Uses
	c.LineItems = make([]LineItem, len(g.Lines))
	for i := range g.Lines {
		l := lineOf(&g.Lines[i])
		if p := t.Line(l.ID); p != nil && p.PricesBreakdown != nil {
			b := p.PricesBreakdown
			l.Price, l.LineItemPrice, l.FullPrice, l.PriceBeforeDiscounts = b.Price, b.LineItemPrice, b.FullPrice, b.PriceBeforeDiscounts
			l.TotalPriceAfterTax, l.TotalPriceBeforeTax, l.TaxDetails, l.Discount = b.TotalPriceAfterTax, b.TotalPriceBeforeTax, b.TaxDetails, b.TotalDiscount
		}
		c.LineItems[i] = l
	}
	none := pricing.PriceSummary{}
	c.PriceSummary, c.PayNow = ptr.Or(t.PriceSummary, none), ptr.Or(t.PayNow, none)
	c.PayLater, c.PayAfterFreeTrial = ptr.Or(t.PayLater, none), ptr.Or(t.PayAfterFreeTrial, none)
	c.TaxSummary, c.AdditionalFees, c.AppliedDiscounts, c.GiftCard = t.TaxSummary, t.AdditionalFees, t.AppliedDiscounts, t.GiftCard
	c.MembershipOptions, c.CalculationErrors = t.MembershipOptions, nil
	if t.CalculationErrors.Any() {
		c.CalculationErrors = t.CalculationErrors
	}
	var to *contact.AddressWithContact
	if c.ShippingInfo != nil {
		to = c.ShippingInfo.ShippingDestination
	}
	c.ShippingInfo = nil
	if i := t.ShippingInfo; i != nil {
		c.ShippingInfo = &ShippingInfo{SelectedCarrierServiceOption: i.SelectedCarrierServiceOption, CarrierServiceOptions: i.CarrierServiceOptions, Region: i.Region}
	}
	if to != nil {
		if c.ShippingInfo == nil {
			c.ShippingInfo = new(ShippingInfo)
		}
		c.ShippingInfo.ShippingDestination = to
	}
	c.Violations = nil
	if len(s.cfg.Validators) > 0 {
		c.Violations, unanswered = s.cfg.Picker.Violations(ctx, s.cfg.Validators, s.validationRequest(r, t))
	}
	return unanswered, pricing.Check(t)
}

// withOwn returns a context in which what the checkout's own order has used does
// not count as used.
func (e *edit) withOwn(ctx context.Context) context.Context {
	if e.own == nil {
		return ctx
	}
	return order.WithOwnUses(ctx, e.own)
}

// held returns how many units of which items are held back for the checkout.
func (e *edit) held() map[string]int {
	held := heldBy(e.own)
	if e.elsewhere == nil {
		return held
	}
	if held == nil {
		held = make(map[string]int)
	}
	for i := range e.elsewhere.units {
		u := &e.elsewhere.units[i]
		held[u.CatalogReference.Key()] += int(u.Quantity)
	}
	return held
}

// heldBy returns how many units of which items an order that waits for its
// payment holds back: for its own checkout they are still there.
func heldBy(o *order.Record) map[string]int {
	if o == nil || o.Order.Status != order.StatusInitialized || !o.Internal.Reservation.Taken {
		return nil
	}
	held := make(map[string]int)
	for i := range o.Internal.Reservation.Stock {
		u := &o.Internal.Reservation.Stock[i]
		held[u.CatalogReference.Key()] += int(u.Quantity)
	}
	return held
}

// Held implements cart.Holder.
func (s *Service) Held(ctx context.Context, tx *store.Tx, checkoutID string) (map[string]int, error) {
	r, err := records.Peek(ctx, tx, checkoutID)
	o, err := s.waiting(ctx, tx, r, err)
	return heldBy(o), err
}

// HeldUses implements cart.Holder.
func (s *Service) HeldUses(ctx context.Context, from store.Reader, checkoutID string) ([]discount.Use, error) {
	r, err := records.Get(ctx, from, checkoutID)
	o, err := s.waiting(ctx, from, r, err)
	if o == nil {
		return nil, err
	}
	return o.Internal.Reservation.Held(), nil
}

// waiting returns the order that was made from a checkout, as that was read, while
// it waits for its payment; nil for none.
func (s *Service) waiting(ctx context.Context, from store.Reader, r *record, err error) (*order.Record, error) {
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case r.Internal.OrderID == "" || r.Checkout.Completed:
		return nil, nil
	}
	o, err := s.cfg.Orders.Read(asProgram(ctx), from, r.Internal.OrderID)
	if err != nil || o.Order.Status != order.StatusInitialized {
		return nil, err
	}
	return o, nil
}

// input returns what the totals of a checkout are computed from. It shares with
// the checkout what neither changes; plug-ins are given copies.
func (s *Service) input(r *record) *pricing.Input {
	c := &r.Checkout
	in := &pricing.Input{
		Lines: r.Internal.Goods.PricingLines(), CouponCode: r.Internal.Coupon, SelectedShippingOption: r.Internal.Shipping,
		BusinessLocationID: c.BusinessLocationID, At: s.env.Time(), PurchaseFlowID: c.PurchaseFlowID,
		CalculateTax: true, CalculateShipping: true, CalculateAdditionalFees: true,
		Buyer: pricing.Buyer{
			Email: c.BuyerInfo.Email, MemberID: c.BuyerInfo.MemberID, ContactID: c.BuyerInfo.ContactID, TaxExemptGroupID: c.TaxExemptGroupID,
		},
	}
	in.SelectedMemberships = r.Internal.Selection
	if in.SelectedMemberships == nil {
		in.SelectedMemberships = r.Internal.Goods.SelectedMemberships()
	}
	if c.BillingInfo != nil {
		in.BillingAddress = c.BillingInfo.Address
		in.Buyer.Contact = c.BillingInfo.ContactDetails
	}
	if c.ShippingInfo != nil && c.ShippingInfo.ShippingDestination != nil {
		in.ShippingAddress = c.ShippingInfo.ShippingDestination.Address
		if d := c.ShippingInfo.ShippingDestination.ContactDetails; d != nil {
			in.Buyer.Contact = d
		}
	}
	if in.Buyer.Contact != nil {
		in.Buyer.Phone = in.Buyer.Contact.Phone
	}
	return in
}

// save writes the checkout with its event and returns the result.
func (e *edit) save(ctx context.Context) *Result {
	e.write(ctx)
	return &Result{Checkout: e.rec.Checkout.Clone(), Adjustments: e.adjustments}
}

// write writes the checkout with its event.
func (e *edit) write(ctx context.Context) {
	c := &e.rec.Checkout
	c.UpdatedDate = e.tx.Now()
	e.rec.Internal.Version++
	records.Give(e.tx, e.rec)
	snap := records.Snapshot(e.tx, e.rec)
	before := e.before
	events.Emit(e.tx, ctx, string(c.ID), func() events.Payload {
		if before == nil {
			return CheckoutCreated{events.Created[*Checkout]{Entity: &snap().Checkout}}
		}
		return CheckoutUpdated{events.Updated[*Checkout]{Entity: &snap().Checkout, Previous: before}}
	})
}

// changed reports whether there is anything to save.
func (e *edit) changed() bool {
	return e.before == nil || !reflect.DeepEqual(e.was, e.rec.Internal.choices()) || !reflect.DeepEqual(e.before, &e.rec.Checkout)
}

// open refuses to change a checkout that is done.
func (e *edit) open() error {
	if e.rec.Checkout.Completed {
		return fault.New(fault.State, "CHECKOUT_IS_COMPLETE", "the checkout is completed")
	}
	return nil
}

// mutate runs fn on a checkout, computes it anew and saves it, if that changes
// anything.
func (s *Service) mutate(ctx context.Context, op string, id ID, req any, change *cart.Change, fn func(ctx context.Context, e *edit) error) (*Result, error) {
	whole := struct {
		ID  ID  `json:"id"`
		Req any `json:"req,omitempty"`
	}{id, req}
	return service.Mutate(ctx, s.env, op, whole, func(ctx context.Context, tx *store.Tx) (*Result, error) {
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if err := e.open(); err != nil {
			return nil, err
		}
		if fn != nil {
			if err := fn(ctx, e); err != nil {
				return nil, err
			}
		}
		if err := e.change(ctx, change); err != nil {
			return nil, err
		}
		if err := e.checkCoupon(); err != nil {
			return nil, err
		}
		if err := e.checkChoice(); err != nil {
			return nil, err
		}
		if !e.changed() {
			return &Result{Checkout: e.rec.Checkout.Clone(), Adjustments: e.adjustments}, nil
		}
		return e.save(ctx), nil
	})
}
