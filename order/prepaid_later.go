// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/store"
)

// Gift cards and memberships can pay for orders that there are already. Then
// they become payments at once: the order never holds them.

// GiftCard returns the use of a gift card for an amount, of which nothing is
// redeemed yet. GIFT_CARD_NOT_FOUND where nobody keeps gift cards.
func (s *Service) GiftCard(code string, amount money.Amount) (GiftCardUse, error) {
	if s.cards == nil {
		return GiftCardUse{}, giftcard.Refuse(giftcard.CodeNotFound, "nobody keeps gift cards here")
	}
	return GiftCardUse{Code: code, Amount: amount, AppID: giftcard.AppID(s.cards), ObfuscatedCode: giftcard.Obfuscate(code)}, nil
}

// RedeemTx redeems for an order, in the commit of tx, a gift card that is kept in
// the shop's own store. One that is kept elsewhere is redeemed by TakePrepaid,
// before. See giftcard.Shortage for how the commit fails.
func (s *Service) RedeemTx(ctx context.Context, tx *store.Tx, id ID, g *GiftCardUse) error {
	if g.TransactionID != "" || s.cardsTx == nil {
		return nil
	}
	transaction, err := s.cardsTx.RedeemTx(ctx, tx, g.request(tx.NewID(), id))
	if err == nil {
		g.TransactionID = transaction
	}
	return err
}

// Memberships returns the memberships of a member, each with the lines that it
// can pay for, and the app that keeps them.
func (s *Service) Memberships(ctx context.Context, memberID string, lines []membership.Line) ([]membership.ExistingMembership, string, error) {
	if s.members == nil {
		return nil, "", nil
	}
	app := membership.AppID(s.members)
	if p, ok := membership.As[membership.Existing](s.members); ok {
		req := membership.ExistingRequest{LineItems: lines, MemberID: memberID}
		resp, err := service.Plugin(ctx, s.env, "membership provider", membership.Budget, s.members, func(ctx context.Context) (membership.ExistingResponse, error) {
			return p.ListExisting(ctx, req.Clone())
		})
		if err == nil {
			err = membership.CheckExisting(&req, &resp)
		}
		return resp.Memberships, app, err
	}
	req := membership.EligibleRequest{LineItems: lines, MemberID: memberID, SelectedMemberships: []membership.Selected{}}
	resp, err := memberKeeper(ctx, s, func(ctx context.Context, p membership.Provider) (membership.EligibleResponse, error) {
		return p.ListEligible(ctx, req.Clone())
	})
	if err == nil {
		err = membership.CheckEligible(&req, &resp)
	}
	return membership.ExistingOf(&resp), app, err
}

// Voidability returns whether the charge of a membership can be given back. ok
// is false when its keeper cannot tell.
func (s *Service) Voidability(ctx context.Context, transactionID string) (resp membership.VoidabilityResponse, ok bool, err error) {
	p, ok := membership.As[membership.Voidability](s.members)
	if !ok {
		return resp, false, nil
	}
	resp, err = service.Plugin(ctx, s.env, "membership provider", membership.Budget, s.members, func(ctx context.Context) (membership.VoidabilityResponse, error) {
		return p.Voidability(ctx, transactionID)
	})
	return resp, true, err
}
