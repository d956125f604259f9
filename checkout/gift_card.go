// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/pricing"
)

// The codes of what keeps a buyer from using a gift card. The platform
// documents none of them for checkouts of the first version.
const (
	CodeGiftCardLocked    = "GIFT_CARD_LOCKED"          // Checkout.CustomSettings
	CodeGiftCardsDisabled = "GIFT_CARD_REDEEM_DISABLED" // ecom.Config.DisableGiftCards
)

// CodeRedeemGiftCard is the platform's code for an order whose gift card could
// not be redeemed; data "reason" has the code of package giftcard.
const CodeRedeemGiftCard = "REDEEM_GIFT_CARD_ERROR"

// GiftCards finds gift cards. A *pricing.GiftCardKeeper is one.
type GiftCards interface {
	// Find returns what a card can pay, to somebody who holds a part of it
	// already, or an error with the platform's code.
	Find(ctx context.Context, r giftcard.BalanceRequest, held money.Amount) (pricing.GiftCardInput, error)
}

// giftCard is the gift card that a buyer gave.
type giftCard struct {
	Code   string        `json:"code"`
	PIN    string        `json:"pin,omitempty"`
	Redeem *money.Amount `json:"redeem,omitempty"` // at most this; nil: as much as there is
}

func (g *giftCard) clone() *giftCard {
	c := ptr.Copy(g)
	if c != nil {
		c.Redeem = ptr.Copy(g.Redeem)
	}
	return c
}

// setGiftCard gives the checkout a gift card, in the place of the one it has;
// "" leaves it. A card that cannot pay is the error.
func (e *edit) setGiftCard(ctx context.Context, code, pin, amount string) error {
	if code == "" {
		return nil
	}
	if err := e.giftCardsLocked(ctx); err != nil {
		return err
	}
	g := &giftCard{Code: code, PIN: pin}
	if amount != "" {
		redeem, err := money.Parse(amount, e.rec.Checkout.Currency)
		if err != nil {
			var v fault.Checker
			v.AddAll("giftCardRedeemAmount", err)
			return v.Err()
		}
		g.Redeem = &redeem
	}
	if _, err := e.findGiftCard(ctx, g); err != nil {
		return err
	}
	e.rec.Internal.GiftCard = g
	return nil
}

// giftCardsLocked refuses where no gift card can be used, and buyers of
// checkouts whose gift card only the shop may change.
func (e *edit) giftCardsLocked(ctx context.Context) error {
	if e.s.cfg.GiftCards == nil {
		return fault.New(fault.State, CodeGiftCardsDisabled, "gift cards cannot be used in this shop")
	}
	if cs := e.rec.Checkout.CustomSettings; cs != nil && cs.LockGiftCard && actor.From(ctx).Buyer() {
		return fault.New(fault.State, CodeGiftCardLocked, "buyers cannot change the gift card of this checkout")
	}
	return nil
}

// findGiftCard returns what a card can pay for the checkout. What its order
// holds of the card is there for it.
func (e *edit) findGiftCard(ctx context.Context, g *giftCard) (pricing.GiftCardInput, error) {
	held := e.elsewhere.prepaid().On(g.Code)
	if held.IsZero() && e.own != nil {
		held = e.own.Internal.Reservation.Prepaid.On(g.Code)
	}
	in, err := e.s.cfg.GiftCards.Find(ctx, giftcard.BalanceRequest{Code: g.Code, PIN: g.PIN, LocationID: e.rec.Checkout.BusinessLocationID}, held)
	in.RequestedAmount = g.Redeem
	return in, err
}

// pay adds to in what the checkout is paid with beside money.
func (e *edit) pay(ctx context.Context, in *pricing.Input) {
	if g := e.rec.Internal.GiftCard; g != nil && e.s.cfg.GiftCards != nil {
		found, err := e.findGiftCard(ctx, g)
		if err != nil {
			in.GiftCardErrors = []pricing.GiftCardFailure{{ObfuscatedCode: giftcard.Obfuscate(g.Code), Err: err}}
		} else {
			in.GiftCards = []pricing.GiftCardInput{found}
		}
	}
	held := e.elsewhere.prepaid().Memberships
	if len(held) == 0 && e.own != nil {
		held = e.own.Internal.Reservation.Prepaid.Memberships
	}
	for i := range held {
		if h := &held[i]; h.TransactionID != "" {
			in.HeldMemberships = append(in.HeldMemberships, pricing.MembershipUse{LineItemID: h.LineItemID, Quantity: h.Quantity, ID: h.MembershipID, AppID: h.AppID, Name: h.Name})
		}
	}
}

// prepaid returns what the order of the checkout is to take of gift cards and
// memberships.
func (e *edit) prepaid() order.Prepaid {
	c, in := &e.rec.Checkout, &e.rec.Internal
	var p order.Prepaid
	if g := c.GiftCard; g != nil && in.GiftCard != nil && g.Amount.Amount.IsPositive() {
		p.GiftCard = &order.GiftCardUse{
			Code: in.GiftCard.Code, PIN: in.GiftCard.PIN, LocationID: c.BusinessLocationID, Amount: g.Amount.Amount,
			AppID: g.AppID, ObfuscatedCode: g.ObfuscatedCode,
		}
	}
	var ids []string
	if o := c.MembershipOptions; o != nil && o.SelectedMemberships != nil {
		for i := range in.Goods.Lines {
			ids = append(ids, in.Goods.Lines[i].ID)
		}
	}
	for _, use := range c.MembershipOptions.MembershipUses(ids) {
		l := &in.Goods.Lines[slices.Index(ids, use.LineItemID)]
		if l.Quantity == 0 || !l.PaymentOption.ByMembership() {
			continue
		}
		m := order.MembershipUse{
			LineItemID: use.LineItemID, MembershipID: use.ID, AppID: use.AppID, Name: use.Name, MemberID: c.BuyerInfo.MemberID, Quantity: l.Quantity,
			ServiceProperties: l.ServiceProperties.Clone(), RootCatalogItemID: l.RootCatalogItemID,
		}
		if l.CatalogReference != nil {
			m.CatalogReference = *l.CatalogReference.Clone()
		}
		p.Memberships = append(p.Memberships, m)
	}
	if e.own != nil {
		p.Adopt(&e.own.Internal.Reservation.Prepaid)
	}
	p.Adopt(e.elsewhere.prepaid())
	return p
}

// refusal returns why gift cards cannot pay for what is in the checkout, or
// nil.
func (e *edit) refusal() error {
	switch {
	case e.rec.Internal.GiftCard == nil:
	case e.rec.has(giftCardLine):
		return fault.New(fault.State, "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", "gift cards cannot be bought with a gift card")
	case e.rec.has(func(l *cart.LineItem) bool { return l.SubscriptionOptionInfo != nil }):
		return fault.New(fault.State, "SUBSCRIPTION_WITH_GIFT_CARD", "subscriptions cannot be paid with a gift card")
	}
	return nil
}

// takingError says why what an order is to be paid with could not be taken.
func takingError(err error) error {
	refused, ok := errors.AsType[*order.RefusedError](err)
	switch {
	case errors.Is(err, fault.Exists) && !ok:
		return fault.New(fault.State, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "an order of the checkout is being placed")
	case !ok:
		return err
	case refused.LineItemID == "":
		return notRedeemed(refused.Err)
	}
	why := pricing.DetailsOf(refused.Err)
	out := &fault.Error{Class: fault.State, Code: "CALCULATION_ERROR", Message: "a membership could not be charged: " + refused.Err.Error(), Err: err}
	out.Data = map[string]any{"calculationErrors": &pricing.CalculationErrors{MembershipError: why}, "lineItemId": refused.LineItemID}
	return out
}

// notRedeemed is the platform's error for a gift card that was refused.
func notRedeemed(err error) error {
	return &fault.Error{
		Class: fault.State, Code: CodeRedeemGiftCard, Message: "the gift card could not be redeemed: " + err.Error(),
		Data: map[string]any{"reason": fault.Code(err)}, Err: err,
	}
}
