// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/store/memstore"
)

const code = "GIFT-1234"

// purse is a gift card, wherever it is kept.
type purse struct {
	*ecomtest.Shop
	away *plugintest.GiftCards // nil: in the shop's own store
	id   string
}

// withCard returns a shop, and a card with an amount that is kept in its store
// or elsewhere.
func withCard(t testing.TB, elsewhere bool, amount string, change func(*ecom.Config)) *purse {
	t.Helper()
	p := new(purse)
	if elsewhere {
		p.away = new(plugintest.GiftCards)
		p.away.Issue(code, "", dollars(amount))
	}
	p.Shop = ecomtest.NewShop(t, func(c *ecom.Config) {
		if p.away != nil {
			c.GiftCards = p.away
		}
		c.Store = ecomtest.Encoded(memstore.New(memstore.Config{}))
		if change != nil {
			change(c)
		}
	})
	if !elsewhere {
		c, err := p.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: dollars(amount)})
		if err != nil {
			t.Fatal(err)
		}
		p.id = c.ID
	}
	return p
}

func dollars(text string) money.Amount { return money.MustParse(text, money.USD) }

// left returns what is on the card, and checks that nothing is lost.
func (p *purse) left(t testing.TB) string {
	t.Helper()
	if p.away != nil {
		if err := p.away.Check(); err != nil {
			t.Error(err)
		}
		return money.Minor(p.away.Left(code), money.USD).String()
	}
	c, err := p.GiftLedger.Get(t.Context(), p.id)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.GiftLedger.Transactions(t.Context(), p.id)
	if err != nil {
		t.Fatal(err)
	}
	sum := c.Balance
	for _, x := range list {
		if x.VoidedDate.IsZero() {
			if sum, err = sum.Add(x.Amount); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !sum.Equal(c.Issued) || c.Balance.IsNegative() {
		t.Errorf("%s left, with what was drawn %s of %s", c.Balance, sum, c.Issued)
	}
	return c.Balance.String()
}

func (p *purse) wantLeft(t testing.TB, when, want string) {
	t.Helper()
	if got := p.left(t); got != want {
		t.Errorf("%s: %s left on the card, want %s", when, got, want)
	}
}

// refuse has the card be refused from now on.
func (p *purse) refuse(t testing.TB, with string) {
	t.Helper()
	var err error
	switch {
	case p.away != nil:
		p.away.Refuse(code, with)
	case with == giftcard.CodeDisabled:
		_, err = p.GiftLedger.Disable(t.Context(), p.id)
	default:
		_, err = p.GiftLedger.Expire(t.Context(), p.id, p.Clock.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// give is an update that gives a gift card.
func give(amount string) checkout.UpdateCheckoutRequest {
	return checkout.UpdateCheckoutRequest{GiftCardCode: code, GiftCardRedeemAmount: amount}
}

// payments returns the payments of an order: "kind amount STATUS".
func payments(t testing.TB, s *ecomtest.Shop, id order.ID) []string {
	t.Helper()
	list, err := s.Transactions.ListTransactionsForSingleOrder(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range list.Payments {
		kind := "card"
		switch {
		case p.GiftcardPaymentDetails != nil:
			kind = "gift"
		case p.MembershipPaymentDetails != nil:
			kind = "membership"
		}
		out = append(out, fmt.Sprintf("%s %s %s", kind, p.Amount.Amount, p.Status))
	}
	return out
}

func wantPayments(t testing.TB, s *ecomtest.Shop, id order.ID, want ...string) {
	t.Helper()
	if got := payments(t, s, id); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("payments %q, want %q", got, want)
	}
}

func bothWays(t *testing.T, fn func(t *testing.T, elsewhere bool)) {
	t.Helper()
	for _, elsewhere := range []bool{false, true} {
		t.Run(fmt.Sprintf("elsewhere %v", elsewhere), func(t *testing.T) {
			t.Parallel()
			fn(t, elsewhere)
		})
	}
}
