// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/store"
)

// The codes of the platform for carts that no checkout can be made of.
const (
	CodeZeroQuantity         = "LINE_ITEM_WITH_ZERO_QUANTITY"
	CodeMustAcceptPayments   = "SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT"
	CodeCustomItemPayment    = "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE"
	CodeCustomItemProperties = "CUSTOM_LINE_ITEM_MUST_HAVE_EXACTLY_ONE_PROPERTIES_TYPE"
	CodeEmpty                = "EMPTY_CHECKOUT"
	CodeViolations           = "VIOLATIONS_WITH_ERROR_SEVERITY"
)

// CheckoutCreator makes checkouts of carts.
type CheckoutCreator interface {
	// CheckoutFromCart makes a checkout of a cart when tx commits, or refreshes
	// the one that was made of it before (Cart.CheckoutID) unless that is
	// completed or gone, and returns its id. It may be called more than once
	// for one commit, and must not change what it is given.
	//
	// A shop that cannot take payments gives fault.State with
	// CodeMustAcceptPayments.
	CheckoutFromCart(ctx context.Context, tx *store.Tx, r CheckoutFromCart) (checkoutID string, err error)
}

// Holder is an optional ability of a CheckoutCreator whose checkouts become
// orders that hold back stock, and uses of discounts, before they are paid.
type Holder interface {
	// Held returns what of the stock is held back for a checkout, as Change.Held
	// is: a cart that goes on changing still has it.
	Held(ctx context.Context, tx *store.Tx, checkoutID string) (map[string]int, error)
	// HeldUses returns what of coupons and discount rules is in use by it. They
	// are not to be changed.
	HeldUses(ctx context.Context, r store.Reader, checkoutID string) ([]discount.Use, error)
}

// CheckoutFromCart is a cart on its way to a checkout.
type CheckoutFromCart struct {
	CreateCheckoutRequest
	Cart  *Cart  // as its catalogs describe it now
	Goods *Goods // its lines, with what is known of them beside
}

// UseCheckouts says who makes checkouts. It is called once, before the service
// is used.
func (s *Service) UseCheckouts(c CheckoutCreator) { s.checkouts = c }

// CreateCheckout makes a checkout of a cart, or refreshes the one that was made
// of it before; the cart stays. An empty cart is fault.State (CodeEmpty), and so
// is one with a line of which none is left (CodeZeroQuantity), with a custom item that is
// paid by deposit or membership (CodeCustomItemPayment) or is a service and a
// physical thing at once (CodeCustomItemProperties), and one that a validation
// plug-in objects to (CodeViolations).
func (s *Service) CreateCheckout(ctx context.Context, id ID, req CreateCheckoutRequest) (*CreateCheckoutResponse, error) {
	return s.createCheckout(ctx, mutation{op: "cart.CreateCheckout", id: id}, req)
}

func (s *Service) createCheckout(ctx context.Context, m mutation, req CreateCheckoutRequest) (*CreateCheckoutResponse, error) {
	if s.checkouts == nil {
		return nil, fault.At(m.op, fault.New(fault.State, CodeMustAcceptPayments, "the shop makes no checkouts"))
	}
	change := new(Change)
	return service.Mutate(ctx, s.env, m.op, request{m.id, req}, func(ctx context.Context, tx *store.Tx) (*CreateCheckoutResponse, error) {
		e, err := s.open(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		// An address of a visitor is worth nothing without an e-mail address.
		anonymous := actor.From(ctx).Kind == actor.KindVisitor && e.rec.Cart.BuyerInfo.Email == ""
		var check fault.Checker
		req.validate(&check, anonymous)
		if err = check.Err(); err != nil {
			return nil, err
		}
		if err = e.change(ctx, change); err != nil {
			return nil, err
		}
		if err = checkReady(&e.rec.Cart); err != nil {
			return nil, err
		}
		if err = s.objections(ctx, e.rec, &req); err != nil {
			return nil, err
		}
		checkoutID, err := s.checkouts.CheckoutFromCart(ctx, tx, CheckoutFromCart{CreateCheckoutRequest: req, Cart: &e.rec.Cart, Goods: e.rec.Goods()})
		if err != nil {
			return nil, err
		}
		e.rec.Cart.CheckoutID = checkoutID
		e.write(ctx)
		return &CreateCheckoutResponse{CheckoutID: checkoutID}, nil
	})
}

// checkReady returns why no checkout can be made of a cart, or nil.
func checkReady(c *Cart) error {
	if len(c.LineItems) == 0 {
		return fault.New(fault.State, CodeEmpty, "there is nothing in the cart")
	}
	for i := range c.LineItems {
		l := &c.LineItems[i]
		if l.Quantity == 0 {
			return fault.New(fault.State, CodeZeroQuantity, fmt.Sprintf("none is left of line %s", l.ID))
		}
		if !l.CustomLineItem {
			continue
		}
		switch l.PaymentOption.OrDefault() {
		case item.FullPaymentOnline, item.FullPaymentOffline:
		default:
			return fault.New(fault.State, CodeCustomItemPayment, fmt.Sprintf("custom line %s cannot be paid by %s", l.ID, l.PaymentOption))
		}
		if l.PhysicalProperties != nil && l.ServiceProperties != nil {
			return fault.New(fault.State, CodeCustomItemProperties, fmt.Sprintf("custom line %s is both a service and a physical thing", l.ID))
		}
	}
	return nil
}

// objections returns an error when a validation plug-in keeps the buyer from
// going to checkout.
func (s *Service) objections(ctx context.Context, r *record, req *CreateCheckoutRequest) error {
	if len(s.validators) == 0 {
		return nil
	}
	resp, err := s.totals(ctx, r, &EstimateTotalsRequest{
		SelectedShippingOption: req.SelectedShippingOption, ShippingAddress: req.ShippingAddress, BillingAddress: req.BillingAddress,
	})
	if err != nil {
		return err
	}
	if !validation.Blocks(resp.Violations) {
		return nil
	}
	e := fault.New(fault.State, CodeViolations, "the buyer cannot go on with this cart")
	e.Data = map[string]any{"violations": resp.Violations}
	return e
}
