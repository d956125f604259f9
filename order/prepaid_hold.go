// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/store"
)

// Collector makes payments of what orders hold prepaid.
type Collector interface {
	// Collect adds, in the commit of tx that makes an order a sale, a payment
	// for everything that the order holds prepaid, takes it out of the
	// reservation, and returns what all payments of the order come to. emit
	// raises the events of that and is called once the order is written.
	Collect(ctx context.Context, tx *store.Tx, r *Record) (totals PaymentTotals, emit func(), err error)
}

// UsePrepaid says who keeps gift cards and memberships, either of which may be
// nil, and who makes payments of them. It is called once, before the service is
// used.
func (s *Service) UsePrepaid(cards giftcard.Provider, members membership.Provider, c Collector) {
	s.cards, s.members, s.collector = cards, members, c
	s.cardsTx, _ = giftcard.As[giftcard.TxProvider](cards)
}

// Outside returns what of p has to be taken between two commits, because it is
// not in hand and kept elsewhere.
func (s *Service) Outside(p *Prepaid) Prepaid {
	out := p.lacking()
	if s.cardsTx != nil {
		out.GiftCard = nil
	}
	return out
}

// hold takes, in the commit of tx, what the order's gift card is to pay, if the
// card is kept in the shop's own store and nothing is redeemed yet.
func (s *Service) hold(ctx context.Context, tx *store.Tx, r *Record) error {
	g := r.Internal.Reservation.Prepaid.GiftCard
	if g == nil || g.TransactionID != "" || s.cardsTx == nil {
		return nil
	}
	g = ptr.Copy(g)
	if err := s.RedeemTx(ctx, tx, r.Order.ID, g); err != nil {
		return err
	}
	r.Internal.Reservation.Prepaid.GiftCard = g
	return nil
}

// unhold gives back, in the commit of tx or, where it is kept elsewhere, after
// it, what an order holds prepaid beyond what next has. The order can take it
// again.
func (s *Service) unhold(ctx context.Context, tx *store.Tx, r *Record, next *Prepaid) error {
	p := &r.Internal.Reservation.Prepaid
	back := p.without(next)
	if g := back.GiftCard; g != nil && s.cardsTx != nil {
		if err := s.cardsTx.VoidTx(ctx, tx, g.TransactionID); err != nil {
			return err
		}
		back.GiftCard = nil
	}
	for _, m := range back.moves(r.Order.ID, r.Order.Currency) {
		m.ID, m.Began, m.Verb = tx.NewID(), tx.Now(), verbGive
		prepaidMoves.Put(tx, m)
	}
	p.forget()
	return nil
}

// GiveUpPrepaid gives back, in the commit of tx, what an order holds prepaid
// and next does not need, so that something else can be taken for it. It
// reports whether there was anything; then it has written the order.
func (s *Service) GiveUpPrepaid(ctx context.Context, tx *store.Tx, r *Record, next *Prepaid) (bool, error) {
	p := &r.Internal.Reservation.Prepaid
	if back := p.without(next); back.IsZero() {
		return false, nil
	}
	if err := s.unhold(ctx, tx, r, next); err != nil {
		return false, err
	}
	p.Adopt(next)
	s.Keep(tx, r)
	return true, nil
}

// DropPrepaid forgets what an order was to be paid with and does not hold any
// more: it is approved without. Its balance shows what the gift card did not
// pay; a membership that was not charged becomes a declined payment.
func DropPrepaid(r *Record) {
	if p := &r.Internal.Reservation.Prepaid; p.GiftCard != nil && p.GiftCard.TransactionID == "" {
		p.GiftCard = nil
	}
}

// collect makes payments of what an order holds prepaid, in the commit that
// makes it a sale. The function it returns emits the events of that.
func (s *Service) collect(ctx context.Context, tx *store.Tx, r *Record) (PaymentTotals, func(), error) {
	if s.collector == nil || r.Internal.Reservation.Prepaid.IsZero() {
		return PaymentTotals{}, func() {}, nil
	}
	return s.collector.Collect(ctx, tx, r)
}

func (u *GiftCardUse) request(key string, id ID) giftcard.RedeemRequest {
	return giftcard.RedeemRequest{Key: key, Code: u.Code, PIN: u.PIN, LocationID: u.LocationID, Amount: u.Amount, OrderID: string(id)}
}
