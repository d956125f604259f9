// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// Result is a checkout after a change, with what was not done as asked.
type Result struct {
	Checkout    *Checkout         `json:"checkout"`
	Adjustments []cart.Adjustment `json:"adjustments,omitempty"`
}

// edit is one change of one checkout in one attempt of a transaction.
type edit struct {
	s           *Service
	tx          *store.Tx
	rec         *record
	before      *Checkout // nil: it is new
	adjustments []cart.Adjustment
}

// begin starts to change a checkout that there is.
func (s *Service) begin(ctx context.Context, tx *store.Tx, id ID) (*edit, error) {
	r, err := s.read(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return &edit{s: s, tx: tx, rec: r, before: r.Checkout.Clone()}, nil
}

// beginNew starts a checkout.
func (s *Service) beginNew(ctx context.Context, tx *store.Tx, owner actor.Identity, channel cart.ChannelType) *edit {
	site := &s.env.Site
	who := contact.CreatorOf(actor.From(ctx))
	r := &record{Checkout: Checkout{
		ID: ID(tx.NewID()), PurchaseFlowID: tx.NewID(), ChannelType: channel,
		Currency: site.Currency, ConversionCurrency: site.Converted(), PaymentCurrency: site.Currency,
		SiteLanguage: site.Language, BuyerLanguage: site.Language, WeightUnit: site.WeightUnit,
		TaxIncludedInPrice: site.TaxIncluded, CreatedDate: tx.Now(),
		CreatedBy: who,
		BuyerInfo: contact.BuyerOf(owner),
	}}
	r.Internal.Owner, r.Internal.Policy = owner, site.Policy
	return &edit{s: s, tx: tx, rec: r}
}

// change applies a change to the goods and computes everything anew.
func (e *edit) change(ctx context.Context, c *cart.Change) error {
	adjusted, err := e.s.cfg.Picker.Apply(ctx, &e.rec.Internal.Goods, c)
	if err != nil {
		return err
	}
	e.adjustments = append(e.adjustments, adjusted...)
	_, err = e.s.compute(ctx, e.rec)
	return err
}

// compute fills in every figure of a checkout from its goods, and asks the
// validation plug-ins. It returns the error of those that did not answer
// beside the checkout's own.
func (s *Service) compute(ctx context.Context, r *record) (unanswered, err error) {
	c, g := &r.Checkout, &r.Internal.Goods
	in := s.input(r)
	ctx = s.ownUse(ctx, r)
	t, err := s.cfg.Pricer.Calculate(ctx, in)
	if err != nil {
		return nil, err
	}
	g.SetPrices(t)
	c.LineItems = make([]LineItem, len(g.Lines))
	for i := range g.Lines {
		l := LineOf(g.Lines[i])
		if p := t.Line(l.ID); p != nil && p.PricesBreakdown != nil {
			b := p.PricesBreakdown
			l.Price, l.LineItemPrice, l.FullPrice, l.PriceBeforeDiscounts = b.Price, b.LineItemPrice, b.FullPrice, b.PriceBeforeDiscounts
			l.TotalPriceAfterTax, l.TotalPriceBeforeTax, l.TaxDetails, l.Discount = b.TotalPriceAfterTax, b.TotalPriceBeforeTax, b.TaxDetails, b.TotalDiscount
		}
		c.LineItems[i] = l
	}
	c.PriceSummary, c.PayNow, c.PayLater, c.PayAfterFreeTrial = deref(t.PriceSummary), deref(t.PayNow), deref(t.PayLater), deref(t.PayAfterFreeTrial)
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

// ownUse returns a context in which the coupon that the checkout's own order
// has used does not count as used.
func (s *Service) ownUse(ctx context.Context, r *record) context.Context {
	if r.Internal.OrderID == "" || r.Internal.Coupon == "" {
		return ctx
	}
	o, err := s.cfg.Orders.Read(asProgram(ctx), s.env.Store, r.Internal.OrderID)
	if err != nil {
		return ctx // the calculation then says that the coupon is spent
	}
	return order.WithOwnUse(ctx, o)
}

func deref[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}

// input returns what the totals of a checkout are computed from.
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
	if c.MembershipOptions != nil {
		in.SelectedMemberships = c.MembershipOptions.SelectedMemberships
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
	c := &e.rec.Checkout
	c.UpdatedDate = e.tx.Now()
	e.rec.Internal.Version++
	records.Put(e.tx, e.rec)
	snap := records.Snapshot(e.tx, e.rec)
	before := e.before
	events.Emit(e.tx, ctx, string(c.ID), func() events.Payload {
		if before == nil {
			return CheckoutCreated{events.Created[*Checkout]{Entity: &snap().Checkout}}
		}
		return CheckoutUpdated{events.Updated[*Checkout]{Entity: &snap().Checkout, Previous: before}}
	})
	return &Result{Checkout: c.Clone(), Adjustments: e.adjustments}
}

// open refuses to change a checkout that is done.
func (e *edit) open() error {
	if e.rec.Checkout.Completed {
		return fault.New(fault.State, "CHECKOUT_IS_COMPLETE", "the checkout is completed")
	}
	return nil
}

// mutate runs fn on a checkout, computes it anew and saves it.
func (s *Service) mutate(ctx context.Context, op string, id ID, req any, change *cart.Change, fn func(e *edit) error) (*Result, error) {
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
			if err := fn(e); err != nil {
				return nil, err
			}
		}
		if err := e.change(ctx, change); err != nil {
			return nil, err
		}
		if err := e.checkChoice(); err != nil {
			return nil, err
		}
		return e.save(ctx), nil
	})
}
