// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// CodeNoCurrentCart is the platform's code for a buyer who has added nothing
// yet.
const CodeNoCurrentCart = "OWNED_CART_NOT_FOUND"

// CurrentService has the methods of the one cart that a visitor, a member or a
// user of the back office has at a time. It comes to be when something is
// first added to it, and stays the same until it is deleted or a checkout made
// from it is completed. Before that every method but AddToCurrentCart is
// fault.NotFound with CodeNoCurrentCart.
//
// Apps and the embedding program have no cart of their own: for them every
// method is fault.Denied.
type CurrentService struct {
	s *Service
}

// GetCurrentCart returns the actor's cart.
func (s *CurrentService) GetCurrentCart(ctx context.Context) (*Cart, error) {
	r, err := s.s.readCurrent(ctx, s.s.env.Store)
	if err != nil {
		return nil, fault.At("cart.GetCurrentCart", err)
	}
	return &r.Cart, nil
}

// UpdateCurrentCart is Service.UpdateCart for the actor's cart.
func (s *CurrentService) UpdateCurrentCart(ctx context.Context, req UpdateCartRequest) (*Result, error) {
	return s.s.updateCart(ctx, mutation{op: "cart.UpdateCurrentCart", current: true}, req)
}

// AddToCurrentCart is Service.AddToCart for the actor's cart. It creates the
// cart if there is none, even when nothing that was asked for can be bought.
func (s *CurrentService) AddToCurrentCart(ctx context.Context, req AddToCartRequest) (*Result, error) {
	return s.s.addToCart(ctx, mutation{op: "cart.AddToCurrentCart", current: true, create: true}, req)
}

// RemoveLineItemsFromCurrentCart is Service.RemoveLineItems for the actor's
// cart.
func (s *CurrentService) RemoveLineItemsFromCurrentCart(ctx context.Context, lineItemIDs []string) (*Result, error) {
	return s.s.removeLineItems(ctx, mutation{op: "cart.RemoveLineItemsFromCurrentCart", current: true}, lineItemIDs)
}

// UpdateCurrentCartLineItemQuantity is Service.UpdateLineItemsQuantity for the
// actor's cart.
func (s *CurrentService) UpdateCurrentCartLineItemQuantity(ctx context.Context, quantities []LineItemQuantityUpdate) (*Result, error) {
	return s.s.updateQuantities(ctx, mutation{op: "cart.UpdateCurrentCartLineItemQuantity", current: true}, quantities)
}

// RemoveCouponFromCurrentCart is Service.RemoveCoupon for the actor's cart.
func (s *CurrentService) RemoveCouponFromCurrentCart(ctx context.Context) (*Result, error) {
	return s.s.removeCoupon(ctx, mutation{op: "cart.RemoveCouponFromCurrentCart", current: true})
}

// EstimateCurrentCartTotals is Service.EstimateTotals for the actor's cart.
func (s *CurrentService) EstimateCurrentCartTotals(ctx context.Context, req EstimateTotalsRequest) (*EstimateTotalsResponse, error) {
	const op = "cart.EstimateCurrentCartTotals"
	r, err := s.s.readCurrent(ctx, s.s.env.Store)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return s.s.estimate(ctx, op, r, req)
}

// CreateCheckoutFromCurrentCart is Service.CreateCheckout for the actor's cart.
func (s *CurrentService) CreateCheckoutFromCurrentCart(ctx context.Context, req CreateCheckoutRequest) (*CreateCheckoutResponse, error) {
	return s.s.createCheckout(ctx, mutation{op: "cart.CreateCheckoutFromCurrentCart", current: true}, req)
}

// DeleteCurrentCart deletes the actor's cart.
func (s *CurrentService) DeleteCurrentCart(ctx context.Context) error {
	const op = "cart.DeleteCurrentCart"
	_, err := service.Mutate(ctx, s.s.env, op, struct{}{}, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		r, err := s.s.readCurrent(ctx, tx)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.s.delete(ctx, tx, r)
	})
	return err
}

// shopper returns the actor of ctx, who must be somebody with a cart.
func shopper(ctx context.Context) (actor.Identity, error) {
	who := actor.From(ctx)
	switch who.Kind {
	case actor.KindVisitor, actor.KindMember, actor.KindUser:
		return who, identified(who)
	default:
		return who, fault.New(fault.Denied, "PERMISSION_DENIED", who.String()+" has no cart of its own: name a visitor or a member in the context")
	}
}

// identified refuses actors of whom only the kind is known: they would all
// share one cart.
func identified(who actor.Identity) error {
	if who.ID == "" && who.Kind != actor.KindProgram {
		return fault.New(fault.Unauthenticated, "", "it is not said which "+who.String()+"is acting")
	}
	return nil
}

// pointer returns which cart somebody has, nil for none. What a transaction
// does with it depends on that: it runs again when it changes meanwhile.
func pointer(ctx context.Context, from store.Reader, who actor.Identity) (p *current, err error) {
	if tx, ok := from.(*store.Tx); ok {
		p, err = currents.GetGuarded(ctx, tx, currentID(who))
	} else {
		p, err = currents.Get(ctx, from, currentID(who))
	}
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// readCurrent returns the cart that the actor of ctx has: a copy, or in a
// transaction what peek returns.
func (s *Service) readCurrent(ctx context.Context, from store.Reader) (*record, error) {
	who, err := shopper(ctx)
	if err != nil {
		return nil, err
	}
	none := func() error { return fault.Missing("cart", "of "+who.String(), CodeNoCurrentCart) }
	p, err := pointer(ctx, from, who)
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return nil, none()
	}
	var r *record
	if tx, ok := from.(*store.Tx); ok {
		r, err = s.peek(ctx, tx, p.CartID)
	} else {
		r, err = s.read(ctx, from, p.CartID)
	}
	if errors.Is(err, fault.NotFound) {
		return nil, none()
	}
	return r, err
}

// openCurrent starts to change the cart that the actor of ctx has, a new one if
// there is none and create says so.
func (s *Service) openCurrent(ctx context.Context, tx *store.Tx, create bool) (*edit, error) {
	r, err := s.readCurrent(ctx, tx)
	switch {
	case err == nil:
		return s.begin(tx, r), nil
	case create && fault.Code(err) == CodeNoCurrentCart:
		e := s.beginNew(ctx, tx)
		currents.Put(tx, &current{ID: currentID(actor.From(ctx)), CartID: e.rec.Cart.ID})
		return e, nil
	}
	return nil, err
}

// ReleaseCurrentCart makes a cart nobody's current one any more, when tx
// commits: the buyer's next addition begins a new cart. It is for the checkout
// that was completed; the cart itself stays. It is not an error when there is no
// such cart, or it is current no more.
func (s *Service) ReleaseCurrentCart(ctx context.Context, tx *store.Tx, id ID) error {
	r, err := records.Peek(ctx, tx, string(id))
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.release(ctx, tx, r)
}

// release makes a cart that was read in tx nobody's current one.
func (s *Service) release(ctx context.Context, tx *store.Tx, r *record) error {
	owner := r.Owner()
	if owner == (actor.Identity{}) {
		return nil
	}
	p, err := pointer(ctx, tx, owner)
	if err != nil || p == nil || p.CartID != r.Cart.ID {
		return err
	}
	currents.Delete(tx, p.ID)
	return nil
}
