// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/store"
)

// Gift cards and memberships that are kept elsewhere move between two commits,
// as stock does that is kept elsewhere: see movement.

// prepaidMove is a gift card or a membership on its way. Exactly one of
// GiftCard and Membership is set.
type prepaidMove struct {
	ID         string         `json:"id"`
	OrderID    ID             `json:"orderId"`
	Key        string         `json:"key,omitempty"` // of the taking, at the provider
	Verb       verb           `json:"verb"`
	GiftCard   *GiftCardUse   `json:"giftCard,omitempty"`
	Membership *MembershipUse `json:"membership,omitempty"`
	Currency   money.Currency `json:"currency"`
	For        string         `json:"for,omitempty"` // the one at a time that it is taken for
	Began      time.Time      `json:"began"`
}

func (m *prepaidMove) RecordID() string { return m.ID }

func (m *prepaidMove) Clone() *prepaidMove {
	c := *m
	c.GiftCard = ptr.Copy(m.GiftCard)
	if m.Membership != nil {
		c.Membership = new(m.Membership.clone())
	}
	return &c
}

const (
	prepaidBegan = "began"
	prepaidOrder = "order"
	prepaidFor   = "for"
)

var prepaidMoves = store.Define[prepaidMove]("prepaid-movement", 1,
	store.Codec(func(m *prepaidMove) ([]byte, error) { return json.Marshal(m) }, func(_ int, data []byte) (*prepaidMove, error) {
		m := new(prepaidMove)
		if err := json.Unmarshal(data, m); err != nil {
			return nil, err
		}
		return m, prices.Bind(m, m.Currency, m.Currency, 0)
	}),
	store.By(prepaidBegan, func(m *prepaidMove) store.Part { return store.Time(m.Began) }),
	store.Unique(prepaidFor, func(m *prepaidMove) string {
		if m.Verb != verbTake {
			return ""
		}
		return m.For
	}),
	store.By(prepaidOrder, func(m *prepaidMove) store.Part { return store.Text(string(m.OrderID)) }))

// moves returns one movement for each use, without ids.
func (p *Prepaid) moves(id ID, cur money.Currency) []*prepaidMove {
	var ms []*prepaidMove
	if p.GiftCard != nil {
		ms = append(ms, &prepaidMove{OrderID: id, Currency: cur, GiftCard: ptr.Copy(p.GiftCard)})
	}
	for i := range p.Memberships {
		ms = append(ms, &prepaidMove{OrderID: id, Currency: cur, Membership: new(p.Memberships[i].clone())})
	}
	return ms
}

// maxMembershipKey is how long the key of a charge may be.
const maxMembershipKey = 300

// membershipKey returns the key of the charge of a membership: the platform's
// for the first of an order, another one for each that follows, since the first
// may have been voided.
func membershipKey(m *MembershipUse, id ID, again string) string {
	root := m.RootCatalogItemID
	if root == "" {
		root = m.CatalogReference.CatalogItemID
	}
	key := m.MembershipID + string(id) + root + again
	if len(key) > maxMembershipKey {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	return key
}

// PrepaidRefused reports whether the keeper of a gift card or a membership has
// refused, so that nothing has happened.
func PrepaidRefused(err error) bool { return giftcard.Refused(err) || membership.Refused(err) }

// TakePrepaid takes what an order is to be paid with and is kept elsewhere, one
// after the other. Whatever the order has on its way there is brought to its
// end before. The caller has to KeepTaken what it is given in the commit of the
// order, or else GiveUpTaken. What the provider refuses is its error, and
// nothing is taken then. Only one taking for the same forWhom is under way at a
// time, another is fault.Exists. fresh says that the order is new.
func (s *Service) TakePrepaid(ctx context.Context, id ID, need Prepaid, forWhom string, fresh bool) (*Taking, error) {
	if need.IsZero() {
		return nil, nil
	}
	if err := s.settlePrepaidOf(ctx, id); err != nil {
		return nil, &fault.Error{Class: fault.Unavailable, Kind: "order", ID: string(id), Message: "what was paid before is not given back yet", Err: err}
	}
	moves := need.moves(id, s.env.Site.Currency)
	moves[0].For = forWhom
	err := s.env.Store.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		seen := make(map[string]bool)
		for _, m := range moves {
			m.ID, m.Began, m.Verb = tx.NewID(), tx.Now(), verbTake
			if m.Key = m.ID; m.Membership != nil {
				m.Key = membershipKey(m.Membership, id, "")
				if !fresh || seen[m.Key] {
					m.Key = membershipKey(m.Membership, id, "+"+m.ID)
				}
				seen[m.Key] = true
			}
			prepaidMoves.Put(tx, m.Clone())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t := &Taking{prepaid: need.clone()}
	for i, m := range moves {
		t.moves = append(t.moves, m.ID)
		err := s.takePrepaid(ctx, m)
		if err == nil {
			t.prepaid.Adopt(m.use())
			continue
		}
		ctx = context.WithoutCancel(ctx)
		unknown := !PrepaidRefused(err)
		over := moves[i+1:] // they were never asked for
		if !unknown {
			over = moves[i:]
		}
		for _, m := range over {
			_ = s.forgetPrepaid(ctx, m.ID)
		}
		t.moves = t.moves[:len(moves)-len(over)]
		s.GiveUpTaken(ctx, t, nil)
		if unknown {
			return nil, &fault.Error{Class: fault.Unavailable, Kind: "prepaid", Code: fault.Code(err), Err: err}
		}
		return nil, &RefusedError{LineItemID: m.line(), Err: err}
	}
	return t, nil
}

// RefusedError says that the keeper of a gift card or of a membership has
// refused to take something for an order. It unwraps to what it said.
type RefusedError struct {
	LineItemID string // that the membership was to pay for; "" for a gift card
	Err        error
}

// Error implements error.
func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns what the provider said.
func (e *RefusedError) Unwrap() error { return e.Err }

func (m *prepaidMove) line() string {
	if m.Membership != nil {
		return m.Membership.LineItemID
	}
	return ""
}

// use returns the movement's use.
func (m *prepaidMove) use() *Prepaid {
	if m.GiftCard != nil {
		return &Prepaid{GiftCard: m.GiftCard}
	}
	return &Prepaid{Memberships: []MembershipUse{*m.Membership}}
}

// takePrepaid asks the provider, and notes its transaction.
func (s *Service) takePrepaid(ctx context.Context, m *prepaidMove) error {
	if g := m.GiftCard; g != nil {
		req := g.request(m.Key, m.OrderID)
		resp, err := s.cardKeeper(ctx, func(ctx context.Context, p giftcard.Provider) (giftcard.RedeemResponse, error) {
			return p.Redeem(ctx, req)
		})
		if err == nil {
			err = giftcard.CheckRedeem(&req, &resp)
		}
		g.TransactionID = resp.TransactionID
		return err
	}
	u := m.Membership
	resp, err := memberKeeper(ctx, s, func(ctx context.Context, p membership.Provider) (membership.ChargeResponse, error) {
		return membership.Charged(p.Charge(ctx, membership.ChargeRequest{
			MemberID: u.MemberID, MembershipID: u.MembershipID, Quantity: u.Quantity, IdempotencyKey: m.Key, CatalogReference: *u.CatalogReference.Clone(),
			ServiceProperties: u.ServiceProperties.Clone(), RootCatalogItemID: u.RootCatalogItemID,
		}))
	})
	if err == nil {
		err = membership.CheckCharge(&resp)
	}
	u.TransactionID = resp.TransactionID
	return err
}

// cardKeeper calls who keeps the gift cards.
func (s *Service) cardKeeper(ctx context.Context, call func(context.Context, giftcard.Provider) (giftcard.RedeemResponse, error)) (giftcard.RedeemResponse, error) {
	if s.cards == nil {
		return giftcard.RedeemResponse{}, giftcard.Refuse(giftcard.CodeNotFound, "nobody keeps gift cards here")
	}
	return service.Plugin(ctx, s.env, "gift card provider", giftcard.Budget, s.cards, func(ctx context.Context) (giftcard.RedeemResponse, error) {
		return call(ctx, s.cards)
	})
}

// memberKeeper calls who keeps the memberships.
func memberKeeper[Resp any](ctx context.Context, s *Service, call func(context.Context, membership.Provider) (Resp, error)) (Resp, error) {
	if s.members == nil {
		var none Resp
		return none, membership.Refuse(membership.CodeDoesNotApply, "nobody keeps memberships here", nil)
	}
	return service.Plugin(ctx, s.env, "membership provider", membership.Budget, s.members, func(ctx context.Context) (Resp, error) {
		return call(ctx, s.members)
	})
}

// VoidGiftCard gives back what was redeemed of a gift card. That it is given
// back already is no error; any other refusal is.
func (s *Service) VoidGiftCard(ctx context.Context, transactionID string) error {
	_, err := s.cardKeeper(ctx, func(ctx context.Context, p giftcard.Provider) (giftcard.RedeemResponse, error) {
		resp, err := p.Void(ctx, giftcard.VoidRequest{TransactionID: transactionID})
		if err == nil {
			err = giftcard.CheckVoid(&resp)
		}
		return giftcard.RedeemResponse{}, err
	})
	if fault.Code(err) == giftcard.CodeAlreadyVoided {
		return nil
	}
	return err
}

// VoidMembership gives back the charge of a membership, as VoidGiftCard does.
func (s *Service) VoidMembership(ctx context.Context, transactionID string) error {
	_, err := memberKeeper(ctx, s, func(ctx context.Context, p membership.Provider) (struct{}, error) {
		err := p.Void(ctx, transactionID)
		if fault.Code(err) == membership.CodeAlreadyVoided {
			return struct{}{}, nil
		}
		return struct{}{}, err
	})
	return err
}

// settlePrepaidOf brings everything to its end that an order gave back.
func (s *Service) settlePrepaidOf(ctx context.Context, id ID) error {
	var errs []error
	for m, err := range prepaidMoves.Find(ctx, s.env.Store, store.Range{Index: prepaidOrder, Prefix: []store.Part{store.Text(string(id))}}) {
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		if m.Verb != verbTake { // another call is placing the order
			errs = append(errs, s.settlePrepaid(ctx, m.ID))
		}
	}
	return errors.Join(errs...)
}

// SettlePrepaid gives back elsewhere what orders have given back since of gift
// cards and memberships, and what was taken before a moment for an order that
// did not come about. Run calls it from time to time. It returns how many
// movements it brought to their end.
func (s *Service) SettlePrepaid(ctx context.Context, before time.Time) (int, error) {
	if err := s.env.RefuseOutside(); err != nil {
		return 0, fault.At("order.SettlePrepaid", err)
	}
	ctx = actor.With(ctx, actor.Identity{})
	n := 0
	var errs []error
	for m, err := range prepaidMoves.Find(ctx, s.env.Store, store.Range{Index: prepaidBegan}) {
		if err != nil {
			return n, errors.Join(append(errs, err)...)
		}
		if m.Verb == verbTake {
			if !m.Began.Before(before) {
				continue
			}
			err = s.undoPrepaid(ctx, m.ID)
		}
		if err == nil {
			err = s.settlePrepaid(ctx, m.ID)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		n++
	}
	return n, errors.Join(errs...)
}

// settlePrepaid makes a movement. Doing it again has no effect.
func (s *Service) settlePrepaid(ctx context.Context, id string) error {
	m, err := prepaidMoves.Get(ctx, s.env.Store, id)
	if errors.Is(err, fault.NotFound) || err == nil && m.Verb == verbTake {
		return nil // done by somebody else, or still theirs
	}
	if err != nil {
		return err
	}
	if m.Verb == verbUndo {
		// The same taking again tells whether it was one, and which.
		switch err = s.takePrepaid(ctx, m); {
		case err == nil:
		case PrepaidRefused(err):
			return s.forgetPrepaid(ctx, id)
		default:
			return err
		}
	}
	if m.GiftCard != nil {
		err = s.VoidGiftCard(ctx, m.GiftCard.TransactionID)
	} else {
		err = s.VoidMembership(ctx, m.Membership.TransactionID)
	}
	if err != nil {
		if !PrepaidRefused(err) {
			return err
		}
		// It will never be given back: the card has ended, or the charge is final.
		s.env.Logger.ErrorContext(ctx, "a gift card or membership cannot be given back", "order", string(m.OrderID), "error", err)
	}
	return s.forgetPrepaid(ctx, id)
}

// undoPrepaid makes a taking one that is given back.
func (s *Service) undoPrepaid(ctx context.Context, id string) error {
	return s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := prepaidMoves.Get(ctx, tx, id)
		if errors.Is(err, fault.NotFound) {
			return nil // it was kept
		}
		if err != nil {
			return err
		}
		m.Verb = verbUndo
		prepaidMoves.Put(tx, m)
		return nil
	})
}

// forgetPrepaid removes a movement that is over.
func (s *Service) forgetPrepaid(ctx context.Context, id string) error {
	return s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := prepaidMoves.Get(ctx, tx, id); err != nil {
			if errors.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		prepaidMoves.Delete(tx, id)
		return nil
	})
}

// keepPrepaid makes what was taken a part of the commit of tx, which fails when
// it was given back meanwhile because it took too long.
func (s *Service) keepPrepaid(ctx context.Context, tx *store.Tx, t *Taking) error {
	for _, id := range t.moves {
		m, err := prepaidMoves.Get(ctx, tx, id)
		if errors.Is(err, fault.NotFound) || err == nil && m.Verb != verbTake {
			return fault.New(fault.Unavailable, "", "what was taken has been given back: it took too long")
		}
		if err != nil {
			return err
		}
		prepaidMoves.Delete(tx, id)
	}
	return nil
}

// giveUpPrepaid gives back what was taken; what cannot be given back now is by
// SettlePrepaid.
func (s *Service) giveUpPrepaid(ctx context.Context, t *Taking) {
	for _, id := range t.moves {
		if err := s.undoPrepaid(ctx, id); err == nil {
			_ = s.settlePrepaid(ctx, id)
		}
	}
}
