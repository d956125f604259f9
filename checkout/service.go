// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// CodeMustAcceptPayments is the platform's code for shops that can take no
// payments. There are none here: without a payment provider orders are paid by
// hand.
const CodeMustAcceptPayments = "SITE_MUST_ACCEPT_PAYMENTS"

// Service keeps the checkouts of a shop and makes orders of them. It is made
// by ecom.New and safe for concurrent use.
//
// Visitors and members reach their own checkouts: another's is fault.NotFound.
// Custom items and overrides of what the catalog says need a user, an app or
// the embedding program, else the error is fault.Denied.
//
// Every change asks the catalog for what is in the checkout and computes all
// totals anew. What goes wrong in a plug-in is an entry of CalculationErrors,
// and keeps an order from being placed; a catalog that fails is
// fault.Unavailable, and nothing is changed.
type Service struct {
	env *service.Env
	cfg Config
}

// Config is what a checkout service depends on. Carts, Orders, Picker and
// Pricer are required.
type Config struct {
	Carts      *cart.Service
	Orders     *order.Service
	Picker     *cart.Picker
	Pricer     cart.Pricer
	Coupons    discount.Coupons      // nil: every code is unknown
	Usage      pricing.Usage         // nil: coupons were never used
	Validators []validation.Provider // asked about every checkout
	Payments   payment.Provider      // nil: orders are paid offline
	GiftCards  GiftCards             // nil: none can be used

	ManualPayments bool // buyers may choose to pay offline
	ForeignCoupons bool // other programs may know coupons that the shop does not

	PlatformFee *pricing.PlatformFee // nil: none

	Charger Charger         // nil: CreateOrderAndCharge is refused
	URL     func(ID) string // the shop's own checkout page; nil: "/checkout?checkoutId=" and the id
}

// Charger charges orders, for CreateOrderAndCharge.
type Charger interface {
	// ChargePlaced charges what is due now of an order with a means of payment,
	// and returns what the provider calls the charge.
	ChargePlaced(ctx context.Context, id order.ID, token string) (responseToken string, err error)
}

// NewService returns the checkout service of a shop.
func NewService(env *service.Env, cfg Config) *Service {
	env.Keep(records)
	if cfg.Coupons == nil {
		cfg.Coupons = (*discount.CouponSet)(nil)
	}
	return &Service{env: env, cfg: cfg}
}

// UseCharger says who charges orders. It is called once, before the service is
// used.
func (s *Service) UseCharger(c Charger) { s.cfg.Charger = c }

// GetCheckout returns a checkout, as it was last computed.
func (s *Service) GetCheckout(ctx context.Context, id ID) (*Checkout, error) {
	r, err := s.read(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At("checkout.GetCheckout", err)
	}
	return &r.Checkout, nil
}

// GetCheckoutByCartID returns the latest checkout that was made from a cart.
func (s *Service) GetCheckoutByCartID(ctx context.Context, id cart.ID) (*Checkout, error) {
	const op = "checkout.GetCheckoutByCartID"
	q := store.Range{Index: indexCart, Prefix: []store.Part{store.Text(string(id))}, Reverse: true, Limit: 1}
	for r, err := range records.Find(ctx, s.env.Store, q) {
		if err != nil {
			return nil, fault.At(op, err)
		}
		if service.Owns(ctx, r.Internal.Owner) {
			return &r.Checkout, fault.At(op, s.format(r))
		}
	}
	return nil, fault.At(op, fault.Missing("checkout", "of cart "+string(id), ""))
}

// GetCheckoutURL returns where the buyer goes on: the override, or the shop's
// own checkout page.
func (s *Service) GetCheckoutURL(ctx context.Context, id ID) (string, error) {
	r, err := s.read(ctx, s.env.Store, id)
	switch {
	case err != nil:
		return "", fault.At("checkout.GetCheckoutURL", err)
	case r.Internal.URL != "":
		return r.Internal.URL, nil
	}
	return s.page(id), nil
}

// GetWixCheckoutURL returns the shop's own checkout page, whatever the override.
func (s *Service) GetWixCheckoutURL(ctx context.Context, id ID) (string, error) {
	if _, err := s.read(ctx, s.env.Store, id); err != nil {
		return "", fault.At("checkout.GetWixCheckoutURL", err)
	}
	return s.page(id), nil
}

// page returns the shop's own checkout page.
func (s *Service) page(id ID) string {
	if s.cfg.URL != nil {
		return s.cfg.URL(id)
	}
	return "/checkout?checkoutId=" + string(id)
}

// read returns the actor's own copy of a checkout.
func (s *Service) read(ctx context.Context, from store.Reader, id ID) (*record, error) {
	r, err := records.Get(ctx, from, string(id))
	if err = reachable(ctx, r, id, err); err != nil {
		return nil, err
	}
	return r, s.format(r)
}

// peek returns a checkout that is not to be changed.
func (s *Service) peek(ctx context.Context, tx *store.Tx, id ID) (*record, error) {
	r, err := records.Peek(ctx, tx, string(id))
	if err = reachable(ctx, r, id, err); err != nil {
		return nil, err
	}
	if s.formatted(r) {
		return r, nil
	}
	r = r.Clone()
	return r, s.format(r)
}

// reachable returns why the actor cannot have a checkout that was read, or nil.
func reachable(ctx context.Context, r *record, id ID, err error) error {
	if errors.Is(err, fault.NotFound) || err == nil && !service.Owns(ctx, r.Internal.Owner) {
		return fault.Missing("checkout", string(id), "")
	}
	return err
}

// format gives the prices of a checkout that was read from bytes their locale,
// which is not stored.
func (s *Service) format(r *record) error {
	if s.formatted(r) {
		return nil
	}
	return prices.Bind(r, r.Checkout.Currency, r.Checkout.ConversionCurrency, s.env.Site.Locale)
}

func (s *Service) formatted(r *record) bool {
	return r.Checkout.PriceSummary.Total.Locale() == s.env.Site.Locale
}

// findCoupon returns the coupon with a code, if it holds for the buyer.
func (s *Service) findCoupon(ctx context.Context, code string, b *contact.BuyerInfo) (*discount.Coupon, error) {
	return cart.FindCoupon(ctx, s.cfg.Coupons, s.cfg.Usage, code, b, s.env.Time())
}

// ownerOf returns whom a checkout belongs to that the actor of ctx begins.
func ownerOf(ctx context.Context) actor.Identity {
	if who := actor.From(ctx); who.Buyer() {
		return who
	}
	return actor.Identity{}
}
