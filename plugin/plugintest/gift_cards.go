// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"errors"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// GiftCardConfig says how a keeper of gift cards can be tried.
type GiftCardConfig struct {
	Code    string       // of a card that nobody else uses meanwhile
	PIN     string       // of that card, if it has one
	Balance money.Amount // what is on it; at least 10 minor units

	Disabled, Expired string         // codes of cards that cannot pay; "" leaves the rule untried
	Foreign           money.Currency // one that the card is not in; default another than Balance's

	// NewKey and NewOrderID return what the provider has never seen.
	NewKey     func() string
	NewOrderID func() string
}

// TestGiftCards proves a keeper of gift cards. When it is done, the card has
// the balance that it had before, if the provider keeps its contract.
func TestGiftCards(t testing.TB, p giftcard.Provider, cfg GiftCardConfig) {
	t.Helper()
	if cfg.Foreign.IsZero() {
		if cfg.Foreign = money.EUR; cfg.Balance.Currency() == money.EUR {
			cfg.Foreign = money.USD
		}
	}
	s := &giftCards{TB: t, p: p, cfg: cfg}
	s.tellsBalance()
	s.redeemsOnce()
	s.redeemsOnceAtOnce()
	s.redeemsOncePerOrder()
	s.neverOverdraws()
	s.voidsOnce()
	s.remembersVoided()
	s.refusesOthers()
	s.left("in the end all that was voided is there again", cfg.Balance)
}

type giftCards struct {
	testing.TB
	p   giftcard.Provider
	cfg GiftCardConfig
}

func (s *giftCards) minor(n int64) money.Amount { return money.Minor(n, s.cfg.Balance.Currency()) }

func (s *giftCards) balance() money.Amount {
	s.Helper()
	resp, err := s.p.Balance(s.Context(), giftcard.BalanceRequest{Code: s.cfg.Code, PIN: s.cfg.PIN})
	if err == nil {
		err = giftcard.CheckBalance(&resp)
	}
	if err != nil {
		s.Fatalf("Balance: the card must be there: %v", err)
	}
	return resp.Balance
}

func (s *giftCards) left(rule string, want money.Amount) {
	s.Helper()
	if got := s.balance(); !got.Equal(want) {
		s.Errorf("Balance: %s: got %s, want %s", rule, got, want)
	}
}

func (s *giftCards) less(n int64) money.Amount {
	a, err := s.cfg.Balance.Sub(s.minor(n))
	if err != nil {
		s.Fatal(err)
	}
	return a
}

func (s *giftCards) request(n int64) giftcard.RedeemRequest {
	return giftcard.RedeemRequest{Key: s.cfg.NewKey(), Code: s.cfg.Code, PIN: s.cfg.PIN, Amount: s.minor(n), OrderID: s.cfg.NewOrderID()}
}

// redeem redeems what must succeed.
func (s *giftCards) redeem(r giftcard.RedeemRequest) string {
	s.Helper()
	resp, err := s.p.Redeem(s.Context(), r)
	if err == nil {
		err = giftcard.CheckRedeem(&r, &resp)
	}
	if err != nil {
		s.Fatalf("Redeem: there is enough on the card: %v", err)
	}
	return resp.TransactionID
}

func (s *giftCards) void(id string) {
	s.Helper()
	resp, err := s.p.Void(s.Context(), giftcard.VoidRequest{TransactionID: id})
	if err == nil {
		err = giftcard.CheckVoid(&resp)
	}
	if err != nil {
		s.Errorf("Void: what was redeemed can be voided: %v", err)
	}
}

// refused reports an error that is not the one with a code, of its class.
func (s *giftCards) refused(rule string, err error, code string) {
	s.Helper()
	if class := giftcard.Codes()[code]; fault.Code(err) != code || !errors.Is(err, class) {
		s.Errorf("%s is %s (%v): got %v", rule, code, class, err)
	}
}

func (s *giftCards) tellsBalance() {
	s.Helper()
	s.left("tells what is on the card", s.cfg.Balance)
	if _, err := stable(s.TB, "Balance", giftcard.BalanceRequest{Code: s.cfg.Code, PIN: s.cfg.PIN}, func(r giftcard.BalanceRequest) (giftcard.BalanceResponse, error) {
		return s.p.Balance(s.Context(), r)
	}); err != nil {
		s.Errorf("Balance: the card must be there: %v", err)
	}
}

func (s *giftCards) redeemsOnce() {
	s.Helper()
	r := s.request(3)
	first := s.redeem(r)
	if again := s.redeem(r); again != first {
		s.Errorf("Redeem: the same request under the same key gives the same answer: got %q, want %q", again, first)
	}
	s.left("a key takes effect once", s.less(3))
	other := r
	other.Amount = s.minor(2)
	if _, err := s.p.Redeem(s.Context(), other); !errors.Is(err, fault.Conflict) {
		s.Errorf("Redeem: another request under the same key is fault.Conflict: got %v", err)
	}
	s.left("another request under the same key takes nothing", s.less(3))
	s.void(first)
}

func (s *giftCards) redeemsOnceAtOnce() {
	s.Helper()
	r := s.request(3)
	ids := make([]string, callers)
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			resp, err := s.p.Redeem(s.Context(), r)
			ids[i], errs[i] = resp.TransactionID, err
		})
	}
	wg.Wait()
	id := ""
	for i := range callers {
		if errs[i] != nil {
			continue // a twin under way may be refused, as long as one is served
		}
		if id != "" && ids[i] != id {
			s.Errorf("Redeem: the same key at the same time is one redemption: got %q and %q", id, ids[i])
		}
		id = ids[i]
	}
	if id == "" {
		s.Fatalf("Redeem: of many at the same time, one is served: %v", errs)
	}
	s.left("a key takes effect once, also at the same time", s.less(3))
	s.void(id)
}

func (s *giftCards) redeemsOncePerOrder() {
	s.Helper()
	r := s.request(3)
	id := s.redeem(r)
	again := r
	again.Key = s.cfg.NewKey()
	_, err := s.p.Redeem(s.Context(), again)
	s.refused("Redeem: another key for an order that the card pays for", err, giftcard.CodeAlreadyRedeemed)
	s.left("what is refused takes nothing", s.less(3))
	s.void(id)
	s.void(s.redeem(again)) // the order may redeem again
}

func (s *giftCards) neverOverdraws() {
	s.Helper()
	units, ok := s.cfg.Balance.Minor()
	if !ok {
		s.Fatal("the balance is too much for this test")
	}
	_, err := s.p.Redeem(s.Context(), s.request(units+1))
	s.refused("Redeem: more than there is", err, giftcard.CodeInsufficientFunds)
	s.left("what is refused takes nothing", s.cfg.Balance)

	// Many want most of it at the same time: one gets it.
	reqs := make([]giftcard.RedeemRequest, callers)
	ids := make([]string, callers)
	errs := make([]error, callers)
	for i := range reqs {
		reqs[i] = s.request(units - 1)
	}
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			resp, err := s.p.Redeem(s.Context(), reqs[i])
			ids[i], errs[i] = resp.TransactionID, err
		})
	}
	wg.Wait()
	served := 0
	for i := range callers {
		if errs[i] == nil {
			served++
			defer s.void(ids[i])
			continue
		}
		s.refused("Redeem: more than there is, at the same time,", errs[i], giftcard.CodeInsufficientFunds)
	}
	if served != 1 {
		s.Errorf("Redeem: of many who want most of a card, one gets it: %d did", served)
	}
	s.left("a card is never overdrawn", s.less(units-1))
}

func (s *giftCards) voidsOnce() {
	s.Helper()
	id := s.redeem(s.request(3))
	s.void(id)
	_, err := s.p.Void(s.Context(), giftcard.VoidRequest{TransactionID: id})
	s.refused("Void: what is voided", err, giftcard.CodeAlreadyVoided)
	s.left("what was redeemed is given back once", s.cfg.Balance)
	_, err = s.p.Void(s.Context(), giftcard.VoidRequest{TransactionID: "no-such-transaction"})
	s.refused("Void: what was never redeemed", err, giftcard.CodeTransactionNotFound)
}

func (s *giftCards) remembersVoided() {
	s.Helper()
	r := s.request(3)
	id := s.redeem(r)
	s.void(id)
	if again := s.redeem(r); again != id {
		s.Errorf("Redeem: a key gives the same answer also when it was voided since: got %q, want %q", again, id)
	}
	s.left("a key that was voided takes nothing again", s.cfg.Balance)
}

func (s *giftCards) refusesOthers() {
	s.Helper()
	try := func(rule, code, want string) {
		s.Helper()
		_, err := s.p.Balance(s.Context(), giftcard.BalanceRequest{Code: code})
		s.refused("Balance: "+rule, err, want)
		r := s.request(1)
		r.Code, r.PIN = code, ""
		_, err = s.p.Redeem(s.Context(), r)
		s.refused("Redeem: "+rule, err, want)
	}
	try("an unknown card", "no-such-card", giftcard.CodeNotFound)
	if s.cfg.PIN != "" {
		try("a card without its PIN", s.cfg.Code, giftcard.CodeNotFound)
	}
	if s.cfg.Disabled != "" {
		try("a disabled card", s.cfg.Disabled, giftcard.CodeDisabled)
	}
	if s.cfg.Expired != "" {
		try("an expired card", s.cfg.Expired, giftcard.CodeExpired)
	}
	r := s.request(1)
	r.Amount = money.Minor(1, s.cfg.Foreign)
	_, err := s.p.Redeem(s.Context(), r)
	s.refused("Redeem: another currency than the card's", err, giftcard.CodeCurrencyNotSupported)
	for _, n := range []int64{0, -5} {
		if _, err := s.p.Redeem(s.Context(), s.request(n)); !errors.Is(err, fault.Invalid) {
			s.Errorf("Redeem: an amount must be positive: redeeming %d gives %v", n, err)
		}
	}
}
