// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

// prepaid is a shop whose gift cards and memberships are kept elsewhere, and a
// checkout that is paid with both, and 35.00 of money.
type prepaid struct {
	*ecomtest.Shop
	cards   *plugintest.GiftCards
	members *plugintest.Memberships
	id      checkout.ID
}

func newPrepaid(t testing.TB) *prepaid {
	t.Helper()
	p := &prepaid{cards: new(plugintest.GiftCards), members: &plugintest.Memberships{App: memberApp}}
	p.cards.Issue(code, "", dollars("20.00"))
	p.Shop = ecomtest.NewShop(t, both(
		sells(t, catalog.Product{ID: "class", Name: "Class", Price: "15.00", ItemType: string(item.PresetService), PaymentOption: item.Membership}),
		func(c *ecom.Config) { c.GiftCards, c.Memberships = p.cards, p.members },
	))
	ctx := ann(t.Context())
	c := ready(ctx, t, p.Shop, p.Line("mug", 2), p.Line("class", 1))
	p.members.Add(plugintest.Plan{ID: "yoga", MemberID: c.BuyerInfo.MemberID, Items: []string{"class"}, Credits: 3})
	c = update(ctx, t, p.Shop, c.ID, give(""))
	if c.GiftCard.Amount.Amount != dollars("20.00") || c.CalculationErrors.Any() || c.PriceSummary.Total.Amount != dollars("55.00") {
		t.Fatalf("gift card %+v, errors %+v, total %s", c.GiftCard, c.CalculationErrors, c.PriceSummary.Total.Amount)
	}
	p.id = c.ID
	return p
}

// balanced checks that what is gone from card and membership is what orders
// have, when everything that was left open is settled.
func (p *prepaid) balanced(t testing.TB, s *ecomtest.Shop, drawn int64, orders ...*order.Order) {
	t.Helper()
	sweep(t, s, 10*time.Minute)
	sweep(t, s, time.Second)
	if err := p.cards.Check(); err != nil {
		t.Error(err)
	}
	if err := p.members.Check(); err != nil {
		t.Error(err)
	}
	if got := p.cards.Left(code); got != 2000-drawn {
		t.Errorf("%d left on the card, want %d", got, 2000-drawn)
	}
	if got := p.members.Used("yoga"); got != len(orders) {
		t.Errorf("membership used %d times, want %d", got, len(orders))
	}
}

// Whatever breaks while an order is placed, paid after it was declined, or
// changed, and wherever: either there is the order and it has the card and the
// membership, once, or there is none and they are as they were.
func TestCrashesPrepaid(t *testing.T) {
	t.Parallel()
	for n := range 5 {
		for _, after := range []bool{false, true} {
			for _, step := range []string{"place", "change", "charge"} {
				t.Run(fmt.Sprintf("%s, commit %d, after %v", step, n+1, after), func(t *testing.T) {
					t.Parallel()
					crashPrepaid(t, step, n+1, func(s *ecomtest.Shop) { s.Store.CrashOnCommit(n+1, after) })
				})
			}
		}
	}
}

// Commits whose outcome cannot be told, and those that lose to others.
func TestLostCommitsPrepaid(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		for name, f := range map[string]ecomtest.Fault{
			"unavailable": ecomtest.Unavailable, "conflict": ecomtest.Conflicting, "answer lost": ecomtest.AnswerLost,
			"request lost": ecomtest.RequestLost, "canceled": ecomtest.Canceled,
		} {
			for _, silent := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s at commit %d, silent %v", name, n+1, silent), func(t *testing.T) {
					t.Parallel()
					crashPrepaid(t, "place", n+1, func(s *ecomtest.Shop) {
						s.Store.Silence(silent)
						s.Store.OnCommit(n+1, f)
					})
				})
			}
		}
	}
}

// crashPrepaid breaks the nth commit of a step, if it has so many, and checks
// that all is well after a restart.
func crashPrepaid(t *testing.T, step string, n int, crash func(*ecomtest.Shop)) {
	t.Helper()
	p := newPrepaid(t)
	ctx := ann(t.Context())
	var placed *order.Order
	drawn := int64(2000)
	if step != "place" {
		placed = place(ctx, t, p.Shop, p.id, nil)
		if step == "charge" {
			p.Gateway.Script(paymenttest.Decline(""))
			wantFault(t, "a decline", pay(ctx, p.Shop, placed.ID), fault.Declined, "PAYMENT_ERROR")
		} else {
			update(ctx, t, p.Shop, p.id, give("15"))
			drawn = 1500
		}
	}
	act := func(s *ecomtest.Shop) error {
		ctx := idempotency.WithKey(ctx, "once")
		if step == "charge" {
			return pay(ctx, s, placed.ID)
		}
		_, err := s.Checkouts.CreateOrder(ctx, p.id, nil)
		return err
	}
	crash(p.Shop)
	before := p.Store.Commits()
	first := act(p.Shop)
	if made := p.Store.Commits() - before; made < n {
		if n == 1 {
			t.Fatalf("nothing was committed: %v", first)
		}
		return // it came to its end before
	}
	p.Store.Restart()
	twin := p.Twin()
	sweep(t, twin, 10*time.Minute)
	if err := p.cards.Check(); err != nil {
		t.Error(err)
	}
	if err := p.members.Check(); err != nil {
		t.Error(err)
	}
	// The same call comes through now, and does nothing twice.
	if err := act(twin); err != nil && fault.Code(err) != "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS" && fault.Code(err) != "ORDER_PAID" {
		t.Fatalf("first %v, then %v", first, err)
	}
	o, err := twin.Checkouts.CreateOrder(ctx, p.id, nil)
	var id order.ID
	switch {
	case err == nil:
		id = o.OrderID
	case fault.Code(err) == "CHECKOUT_ALREADY_PAID":
		id = order.ID(fault.Data(err)["orderId"].(string))
	default:
		t.Fatalf("CreateOrder after the crash = %v", err)
	}
	if err := pay(ctx, twin, id); err != nil && fault.Code(err) != "ORDER_PAID" {
		t.Errorf("ChargeOrder after the crash = %v", err)
	}
	done := read(t, twin, id)
	if done.Status != order.StatusApproved || done.PaymentStatus != order.PaymentStatusPaid {
		t.Errorf("order is %s, %s", done.Status, done.PaymentStatus)
	}
	p.balanced(t, twin, drawn, done)
	captured := 0
	for _, e := range p.Gateway.Ledger() {
		if !e.Captured.IsZero() {
			captured++
			if got, _ := e.Captured.Minor(); got != 5500-drawn {
				t.Errorf("charged %s", e.Captured)
			}
		}
	}
	if captured != 1 {
		t.Errorf("charged %d times", captured)
	}
}

// The keeper of gift cards lets the shop down.
func TestGiftCardTrouble(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]plugintest.Trouble{
		"lost": plugintest.Lost, "unheard": plugintest.Unheard, "hangs": plugintest.Hang, "panics": plugintest.Panics,
		"talks nonsense": func(_ context.Context, serve func() error) error {
			_ = serve()
			return fmt.Errorf("what?")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPrepaid(t)
				ctx := ann(t.Context())
				p.cards.Script("Redeem", trouble)
				_, err := p.Checkouts.CreateOrder(ctx, p.id, nil)
				wantFault(t, "CreateOrder", err, fault.Unavailable, "")
				p.balanced(t, p.Shop, 0)
				// What is asked in vain while a checkout is shown is an entry of its errors.
				p.cards.Script("Balance", trouble)
				c := update(ctx, t, p.Shop, p.id, note("please"))
				if len(c.CalculationErrors.GiftCardCalculationErrors) != 1 || c.GiftCard != nil {
					t.Errorf("errors %+v, card %+v", c.CalculationErrors, c.GiftCard)
				}
				update(ctx, t, p.Shop, p.id, note("thanks"))
				o := place(ctx, t, p.Shop, p.id, nil)
				// Voids that are not answered are asked for again.
				p.cards.Script("Void", trouble)
				if _, err := p.Orders.CancelOrder(t.Context(), o.ID, nil); err != nil {
					t.Fatal(err)
				}
				p.Clock.Advance(time.Minute)
				_ = p.Sweep(t.Context())
				p.balanced(t, p.Shop, 0)
			})
		})
	}
}

// Whose card has ended since cannot have it back: it is said, and the order
// goes on.
func TestVoidRefused(t *testing.T) {
	t.Parallel()
	p := newPrepaid(t)
	ctx := ann(t.Context())
	o := place(ctx, t, p.Shop, p.id, nil)
	p.cards.Script("Void", func(context.Context, func() error) error {
		return giftcard.Refuse(giftcard.CodeExpired, "the gift card has expired")
	})
	if _, err := p.Orders.CancelOrder(t.Context(), o.ID, nil); err != nil {
		t.Fatal(err)
	}
	sweep(t, p.Shop, time.Minute)
	calls := len(p.cards.Calls())
	sweep(t, p.Shop, time.Minute)
	if got := len(p.cards.Calls()); got != calls || p.cards.Left(code) != 0 {
		t.Errorf("asked %d times more, %d left", got-calls, p.cards.Left(code))
	}
}
