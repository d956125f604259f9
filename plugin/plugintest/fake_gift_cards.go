// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// Trouble is done with a call of a fake instead of serving it: serve has the
// effect that the call asks for, and says what it would be answered. A nil
// Trouble serves the call.
type Trouble func(ctx context.Context, serve func() error) error

// Lost is the Trouble that has no effect and fails with fault.Unavailable: the
// request never arrived.
func Lost(context.Context, func() error) error {
	return fault.New(fault.Unavailable, "", "the request was lost")
}

// Unheard is the Trouble that takes effect and fails with fault.Unavailable:
// the answer was lost.
func Unheard(_ context.Context, serve func() error) error {
	if err := serve(); err != nil {
		return err
	}
	return fault.New(fault.Unavailable, "", "the answer was lost")
}

// Hang is the Trouble that takes effect and then blocks until the context of
// the call ends.
func Hang(ctx context.Context, serve func() error) error {
	_ = serve()
	<-ctx.Done()
	return ctx.Err()
}

// Panics is the Trouble that panics, without effect.
func Panics(context.Context, func() error) error { panic("a fake was told to panic") }

// script is what a fake does with its next calls.
type script struct {
	mu    sync.Mutex
	steps map[string][]Trouble
	calls []string
}

// Script has the next calls of a verb, such as "Redeem", meet these troubles,
// one each.
func (s *script) Script(verb string, ts ...Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.steps == nil {
		s.steps = make(map[string][]Trouble)
	}
	s.steps[verb] = append(s.steps[verb], ts...)
}

// Calls returns the verbs that were called, in order.
func (s *script) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// do serves a call, or has it meet its trouble.
func (s *script) do(ctx context.Context, verb string, serve func() error) error {
	s.mu.Lock()
	s.calls = append(s.calls, verb)
	var t Trouble
	if steps := s.steps[verb]; len(steps) > 0 {
		t, s.steps[verb] = steps[0], steps[1:]
	}
	s.mu.Unlock()
	if t != nil {
		return t(ctx, serve)
	}
	return serve()
}

// GiftCards is a keeper of gift cards that keeps them in memory, away from any
// shop, and fails as it is told to by Script: verbs are "Balance", "Redeem" and
// "Void". It is safe for concurrent use. The zero value has no cards.
type GiftCards struct {
	script
	keep  sync.Mutex
	cards map[string]*fakeCard
	done  map[string]*fakeRedemption // by key
	order []*fakeRedemption
}

type fakeCard struct {
	balance, issued int64
	cur             money.Currency
	pin, refuse     string
}

type fakeRedemption struct {
	id     string
	card   string
	req    giftcard.RedeemRequest
	minor  int64
	voided bool
}

var _ giftcard.Provider = (*GiftCards)(nil)

// Issue puts a card there. A PIN is only asked for when there is one.
func (g *GiftCards) Issue(code, pin string, balance money.Amount) {
	g.keep.Lock()
	defer g.keep.Unlock()
	if g.cards == nil {
		g.cards, g.done = make(map[string]*fakeCard), make(map[string]*fakeRedemption)
	}
	n, _ := balance.Minor()
	g.cards[giftcard.Normalize(code)] = &fakeCard{balance: n, issued: n, cur: balance.Currency(), pin: pin}
}

// Refuse has a card be refused with a code of package giftcard, such as
// GIFT_CARD_DISABLED, from now on; "" ends that.
func (g *GiftCards) Refuse(code, with string) {
	g.keep.Lock()
	defer g.keep.Unlock()
	g.cards[giftcard.Normalize(code)].refuse = with
}

// Left returns what is on a card, in minor units.
func (g *GiftCards) Left(code string) int64 {
	g.keep.Lock()
	defer g.keep.Unlock()
	return g.cards[giftcard.Normalize(code)].balance
}

// Check returns an error when a card is overdrawn, when what was drawn and what
// is left do not add up to what was issued, or when a card pays twice for an
// order.
func (g *GiftCards) Check() error {
	g.keep.Lock()
	defer g.keep.Unlock()
	drawn := map[string]int64{}
	live := map[string]bool{}
	for _, r := range g.order {
		if r.voided {
			continue
		}
		drawn[r.card] += r.minor
		if key := r.card + "/" + r.req.OrderID; r.req.OrderID != "" && live[key] {
			return fmt.Errorf("gift card %s pays twice for order %s", r.card, r.req.OrderID)
		} else {
			live[key] = true
		}
	}
	for code, c := range g.cards {
		if c.balance < 0 || c.balance+drawn[code] != c.issued {
			return fmt.Errorf("gift card %s: %d left and %d drawn of %d", code, c.balance, drawn[code], c.issued)
		}
	}
	return nil
}

func (g *GiftCards) find(code, pin string) (*fakeCard, error) {
	c := g.cards[giftcard.Normalize(code)]
	switch {
	case c == nil || c.pin != pin && c.pin != "":
		return nil, giftcard.Refuse(giftcard.CodeNotFound, "there is no such gift card")
	case c.refuse != "":
		return nil, giftcard.Refuse(c.refuse, "the gift card is refused")
	}
	return c, nil
}

// Balance implements giftcard.Provider.
func (g *GiftCards) Balance(ctx context.Context, r giftcard.BalanceRequest) (resp giftcard.BalanceResponse, err error) {
	err = g.do(ctx, "Balance", func() error {
		g.keep.Lock()
		defer g.keep.Unlock()
		c, refusal := g.find(r.Code, r.PIN)
		if refusal == nil {
			resp = giftcard.BalanceResponse{Balance: money.Minor(c.balance, c.cur), ExternalID: "fake"}
		}
		return refusal
	})
	return resp, err
}

// Redeem implements giftcard.Provider.
func (g *GiftCards) Redeem(ctx context.Context, r giftcard.RedeemRequest) (resp giftcard.RedeemResponse, err error) {
	err = g.do(ctx, "Redeem", func() (err error) {
		g.keep.Lock()
		defer g.keep.Unlock()
		resp, err = g.redeem(r)
		return err
	})
	return resp, err
}

func (g *GiftCards) redeem(r giftcard.RedeemRequest) (giftcard.RedeemResponse, error) {
	if err := r.Validate(); err != nil {
		return giftcard.RedeemResponse{}, err
	}
	if d := g.done[r.Key]; d != nil {
		if d.req != r {
			return giftcard.RedeemResponse{}, fault.New(fault.Conflict, "", "the key was used for another request")
		}
		return giftcard.RedeemResponse{TransactionID: d.id}, nil
	}
	c, err := g.find(r.Code, r.PIN)
	if err != nil {
		return giftcard.RedeemResponse{}, err
	}
	n, _ := r.Amount.Minor()
	code := giftcard.Normalize(r.Code)
	for _, d := range g.order {
		if d.card == code && d.req.OrderID == r.OrderID && r.OrderID != "" && !d.voided {
			return giftcard.RedeemResponse{}, giftcard.Refuse(giftcard.CodeAlreadyRedeemed, "the gift card pays for the order already")
		}
	}
	switch {
	case r.Amount.Currency() != c.cur:
		return giftcard.RedeemResponse{}, giftcard.Refuse(giftcard.CodeCurrencyNotSupported, "the gift card is in another currency")
	case n > c.balance:
		return giftcard.RedeemResponse{}, giftcard.Refuse(giftcard.CodeInsufficientFunds, "there is not enough on the gift card")
	}
	c.balance -= n
	d := &fakeRedemption{id: fmt.Sprintf("redemption-%d", len(g.order)+1), card: code, req: r, minor: n}
	g.done[r.Key], g.order = d, append(g.order, d)
	return giftcard.RedeemResponse{TransactionID: d.id, RemainingBalance: money.Minor(c.balance, c.cur)}, nil
}

// Void implements giftcard.Provider. It gives back to cards that are refused,
// too.
func (g *GiftCards) Void(ctx context.Context, r giftcard.VoidRequest) (resp giftcard.VoidResponse, err error) {
	err = g.do(ctx, "Void", func() error {
		g.keep.Lock()
		defer g.keep.Unlock()
		for _, d := range g.order {
			if d.id != r.TransactionID {
				continue
			}
			if d.voided {
				return giftcard.Refuse(giftcard.CodeAlreadyVoided, "the transaction is voided")
			}
			c := g.cards[d.card]
			d.voided = true
			c.balance += d.minor
			resp.RemainingBalance = money.Minor(c.balance, c.cur)
			return nil
		}
		return giftcard.Refuse(giftcard.CodeTransactionNotFound, "nothing was redeemed under this id")
	})
	return resp, err
}
