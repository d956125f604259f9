// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/store/memstore"
)

// documented are the error codes of the platform's methods, and of providers what
// only they answer.
var documented = map[string][]string{
	"getGiftCard": {giftcard.CodeNotFound},
	"redeemGiftCard": {
		giftcard.CodeNotFound, giftcard.CodeAlreadyRedeemed, giftcard.CodeCurrencyNotSupported, giftcard.CodeInsufficientFunds,
		giftcard.CodeDisabled, giftcard.CodeExpired,
	},
	"voidTransaction": {giftcard.CodeTransactionNotFound, giftcard.CodeAlreadyVoided, giftcard.CodeDisabled, giftcard.CodeExpired},
	"provider":        {giftcard.CodeMissingCurrency},
}

// Every code by which a card is refused is met by the calls that document it.
func TestCodes(t *testing.T) {
	t.Parallel()
	l, env := opened(t)
	s := giftcard.NewService(env, l)
	ctx := t.Context()
	card := func(r giftcard.IssueRequest) *giftcard.Card {
		r.Amount = usd("10.00")
		return issue(t, l, r)
	}
	good, off, old := card(giftcard.IssueRequest{}), card(giftcard.IssueRequest{}), card(giftcard.IssueRequest{ExpirationDate: noon.Add(1000)})
	redeem := func(code, amount, orderID string) (string, error) {
		return s.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: code, Amount: usd(amount), OrderID: orderID})
	}
	first, err := redeem(good.Code, "4.00", "order-1")
	if err != nil {
		t.Fatal(err)
	}
	ofOff, err := redeem(off.Code, "1.00", "")
	if err != nil {
		t.Fatal(err)
	}
	ofOld, err := redeem(old.Code, "1.00", "")
	if err != nil {
		t.Fatal(err)
	}
	voided, err := redeem(good.Code, "1.00", "order-2")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.VoidTransaction(ctx, voided); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Disable(ctx, off.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Expire(ctx, old.ID, noon); err != nil {
		t.Fatal(err)
	}
	none := new(nowhere)
	away := giftcard.NewService(env, none)
	const get, take, void, provider = "getGiftCard", "redeemGiftCard", "voidTransaction", "provider"
	codes := codetest.List{Documented: documented, Own: []string{giftcard.CodeTaken}, Source: codetest.Source(t, ".")}
	for _, tt := range []struct {
		method, code string
		call         func() error
	}{
		{get, giftcard.CodeNotFound, func() error { _, err := s.GetGiftCard(ctx, "no-such-card", nil); return err }},
		{provider, giftcard.CodeMissingCurrency, func() error { _, err := away.GetGiftCard(ctx, "whatever", nil); return err }},
		{take, giftcard.CodeNotFound, func() error { _, err := redeem("no-such-card", "1", ""); return err }},
		{take, giftcard.CodeAlreadyRedeemed, func() error { _, err := redeem(good.Code, "1", "order-1"); return err }},
		{take, giftcard.CodeInsufficientFunds, func() error { _, err := redeem(good.Code, "6.01", ""); return err }},
		{take, giftcard.CodeDisabled, func() error { _, err := redeem(off.Code, "1", ""); return err }},
		{take, giftcard.CodeExpired, func() error { _, err := redeem(old.Code, "1", ""); return err }},
		{take, giftcard.CodeCurrencyNotSupported, func() error {
			_, err := s.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: good.Code, Amount: money.MustParse("1", money.EUR)})
			return err
		}},
		{provider, giftcard.CodeMissingCurrency, func() error {
			_, err := l.Redeem(ctx, giftcard.RedeemRequest{Key: "k", Code: good.Code, Amount: unbound(t)})
			return err
		}},
		{void, giftcard.CodeTransactionNotFound, func() error { return s.VoidTransaction(ctx, "nothing") }},
		{void, giftcard.CodeAlreadyVoided, func() error { return s.VoidTransaction(ctx, voided) }},
		{void, giftcard.CodeDisabled, func() error { return s.VoidTransaction(ctx, ofOff) }},
		{void, giftcard.CodeExpired, func() error { return s.VoidTransaction(ctx, ofOld) }},
	} {
		codes.Refused(t, tt.method, giftcard.Codes()[tt.code], tt.code, tt.call())
	}
	_, err = l.Issue(ctx, giftcard.IssueRequest{Amount: usd("1.00"), Code: good.Code})
	codes.Refused(t, "issue", fault.Exists, giftcard.CodeTaken, err)
	codes.Done(t)
	if got, err := s.GetGiftCard(ctx, good.Code, nil); err != nil || got.Balance != usd("6.00") || got.Status != giftcard.StatusValid || got.AppID != giftcard.DefaultAppID {
		t.Errorf("GetGiftCard() = %+v, %v", got, err)
	}
	if got, err := s.GetGiftCard(ctx, off.Code, nil); err != nil || got.Status != giftcard.StatusDisabled || got.Balance != usd("9.00") {
		t.Errorf("GetGiftCard() = %+v, %v", got, err)
	}
	if err := s.VoidTransaction(ctx, first); err != nil {
		t.Error(err)
	}
}

func unbound(t *testing.T) money.Amount {
	t.Helper()
	var a money.Amount
	if err := a.UnmarshalJSON([]byte(`"1.00"`)); err != nil {
		t.Fatal(err)
	}
	return a
}

// nowhere is a provider of cards without a currency.
type nowhere struct{ giftcard.Provider }

func (*nowhere) Balance(context.Context, giftcard.BalanceRequest) (giftcard.BalanceResponse, error) {
	return giftcard.BalanceResponse{}, nil
}

// Cards that are kept elsewhere.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	g := new(plugintest.GiftCards)
	g.Issue("GIFT-1234", "", usd("10.00"))
	s := giftcard.NewService(env, g)
	ctx := idempotency.WithKey(t.Context(), "once")
	req := giftcard.RedeemGiftCardRequest{Code: "GIFT-1234", Amount: usd("4.00"), OrderID: "order"}
	g.Script("Redeem", plugintest.Unheard)
	if _, err := s.RedeemGiftCard(ctx, req); !errors.Is(err, fault.Unknown) {
		t.Errorf("RedeemGiftCard() without an answer = %v", err)
	}
	id, err := s.RedeemGiftCard(ctx, req)
	if err != nil || id == "" || g.Left("GIFT-1234") != 600 {
		t.Errorf("RedeemGiftCard() again = %q, %v; %d left", id, err, g.Left("GIFT-1234"))
	}
	g.Script("Void", plugintest.Lost)
	if err := s.VoidTransaction(ctx, id); !errors.Is(err, fault.Unknown) {
		t.Errorf("VoidTransaction() without an answer = %v", err)
	}
	if err := s.VoidTransaction(ctx, id); err != nil || g.Left("GIFT-1234") != 1000 {
		t.Errorf("VoidTransaction() = %v; %d left", err, g.Left("GIFT-1234"))
	}
	for code, want := range map[string]giftcard.Status{giftcard.CodeDisabled: giftcard.StatusDisabled, giftcard.CodeExpired: giftcard.StatusExpired} {
		g.Refuse("GIFT-1234", code)
		if got, err := s.GetGiftCard(ctx, "GIFT-1234", nil); err != nil || got.Status != want {
			t.Errorf("GetGiftCard() = %+v, %v, want %s", got, err, want)
		}
	}
	g.Script("Balance", plugintest.Panics)
	if _, err := s.GetGiftCard(ctx, "GIFT-1234", nil); !errors.Is(err, fault.Internal) {
		t.Errorf("GetGiftCard() of a provider that panics = %v", err)
	}
	view := giftcard.NewService(env.With(memstore.New(memstore.Config{})), g)
	if _, err := view.RedeemGiftCard(t.Context(), req); !errors.Is(err, fault.State) {
		t.Errorf("RedeemGiftCard() in a view = %v", err)
	}
}

func TestServiceRefuses(t *testing.T) {
	t.Parallel()
	l, env := opened(t)
	s := giftcard.NewService(env, l)
	visitor := actor.With(t.Context(), actor.Visitor("v"))
	for name, call := range map[string]func(context.Context) error{
		"GetGiftCard": func(ctx context.Context) error {
			_, err := s.GetGiftCard(ctx, "short", &giftcard.Options{PIN: strings.Repeat("1", 51), LocationID: strings.Repeat("1", 51)})
			return err
		},
		"RedeemGiftCard": func(ctx context.Context) error {
			_, err := s.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: "x", Options: giftcard.Options{PIN: strings.Repeat("1", 51), LocationID: strings.Repeat("1", 51)}})
			return err
		},
		"VoidTransaction": func(ctx context.Context) error { return s.VoidTransaction(ctx, "") },
	} {
		if err := call(visitor); !errors.Is(err, fault.Denied) {
			t.Errorf("%s by a visitor = %v", name, err)
		}
		if err := call(t.Context()); !errors.Is(err, fault.Invalid) || len(fault.Violations(err)) == 0 {
			t.Errorf("%s of nonsense = %v", name, err)
		}
	}
}

// Answers that make no sense are known as such.
func TestChecks(t *testing.T) {
	t.Parallel()
	req := giftcard.RedeemRequest{Amount: usd("1.00")}
	for name, err := range map[string]error{
		"negative balance":  giftcard.CheckBalance(&giftcard.BalanceResponse{Balance: usd("-1")}),
		"beyond all bounds": giftcard.CheckBalance(&giftcard.BalanceResponse{Balance: usd("1000000000")}),
		"long id":           giftcard.CheckBalance(&giftcard.BalanceResponse{Balance: usd("1"), ExternalID: strings.Repeat("x", 51)}),
		"no id":             giftcard.CheckRedeem(&req, &giftcard.RedeemResponse{}),
		"long transaction":  giftcard.CheckRedeem(&req, &giftcard.RedeemResponse{TransactionID: strings.Repeat("x", 101)}),
		"other currency":    giftcard.CheckRedeem(&req, &giftcard.RedeemResponse{TransactionID: "x", RemainingBalance: money.MustParse("1", money.EUR)}),
		"overdrawn":         giftcard.CheckVoid(&giftcard.VoidResponse{RemainingBalance: usd("-1")}),
	} {
		if !errors.Is(err, fault.Internal) || giftcard.Refused(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := giftcard.CheckRedeem(&req, &giftcard.RedeemResponse{TransactionID: "x"}); err != nil {
		t.Errorf("a balance left out: %v", err)
	}
}
