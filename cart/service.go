// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"errors"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// Service keeps the carts of a shop. It is made by ecom.New and safe for
// concurrent use.
//
// Visitors and members reach their own carts: another's is fault.NotFound.
// Custom items and overrides of what the catalog says need a user, an app or
// the embedding program, else the error is fault.Denied.
//
// Every change asks the catalog for what is in the cart. When it fails, the
// error is fault.Unavailable and nothing is changed. A change that leaves a
// cart as it was is none: it has no new revision and raises no event.
type Service struct {
	env        *service.Env
	picker     *Picker
	cfg        Config
	validators []validation.Provider // those that look at carts
	checkouts  CheckoutCreator
}

// Config is what a cart service depends on.
type Config struct {
	Picker     *Picker               // required; its Pricer estimates totals
	Coupons    discount.Coupons      // nil: every code is unknown
	Usage      pricing.Usage         // nil: coupons were never used
	Validators []validation.Provider // asked about carts when they want to be
	Retention  time.Duration         // how long a cart that nobody changes is kept; default 90 days

	// ForeignCoupons says that other programs may know coupons that the shop does
	// not: totals are computed to find out.
	ForeignCoupons bool
}

// DefaultRetention is how long a cart that nobody changes is kept.
const DefaultRetention = 90 * 24 * time.Hour

// NewService returns the cart service of a shop. It cannot make checkouts
// before UseCheckouts was called.
func NewService(env *service.Env, cfg Config) *Service {
	if cfg.Retention <= 0 {
		cfg.Retention = DefaultRetention
	}
	if cfg.Coupons == nil {
		cfg.Coupons = (*discount.CouponSet)(nil)
	}
	env.Keep(records, currents)
	s := &Service{env: env, picker: cfg.Picker, cfg: cfg}
	for _, p := range cfg.Validators {
		if validation.ValidatesCarts(p) {
			s.validators = append(s.validators, p)
		}
	}
	return s
}

// Current returns the service of current carts.
func (s *Service) Current() *CurrentService { return &CurrentService{s} }

// GetCart returns a cart.
func (s *Service) GetCart(ctx context.Context, id ID) (*Cart, error) {
	r, err := s.read(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At("cart.GetCart", err)
	}
	return &r.Cart, nil
}

// GetCartByCheckoutID returns the cart that a checkout was made from.
func (s *Service) GetCartByCheckoutID(ctx context.Context, checkoutID string) (*Cart, error) {
	r, err := records.ByUnique(ctx, s.env.Store, indexCheckout, checkoutID)
	switch {
	case errors.Is(err, fault.NotFound) || err == nil && !service.Owns(ctx, r.Owner()):
		return nil, fault.At("cart.GetCartByCheckoutID", fault.Missing("cart", "of checkout "+checkoutID, ""))
	case err != nil:
		return nil, fault.At("cart.GetCartByCheckoutID", err)
	}
	if err := s.format(r); err != nil {
		return nil, fault.At("cart.GetCartByCheckoutID", err)
	}
	return &r.Cart, nil
}

// read returns the actor's own copy of a cart.
func (s *Service) read(ctx context.Context, from store.Reader, id ID) (*record, error) {
	r, err := records.Get(ctx, from, string(id))
	if err = reachable(ctx, r, id, err); err != nil {
		return nil, err
	}
	return r, s.format(r)
}

// peek returns a cart that is not to be changed.
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

// reachable returns why the actor cannot have a cart that was read, or nil.
func reachable(ctx context.Context, r *record, id ID, err error) error {
	if errors.Is(err, fault.NotFound) || err == nil && !service.Owns(ctx, r.Owner()) {
		return fault.Missing("cart", string(id), "")
	}
	return err
}

// format gives the prices of a cart that was read from bytes their locale,
// which is not stored.
func (s *Service) format(r *record) error {
	if s.formatted(r) {
		return nil
	}
	return r.Cart.BindAmounts(s.env.Site.Locale)
}

func (s *Service) formatted(r *record) bool {
	for i := range r.Cart.LineItems {
		if r.Cart.LineItems[i].Price.Locale() != s.env.Site.Locale {
			return false
		}
	}
	return true
}
