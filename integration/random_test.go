// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
)

// randomCases is how many sequences of calls are drawn, unless the environment
// variable ECOM_RANDOM_CASES says how many. They are always the same ones.
const randomCases = 4

// Whatever is done, in whatever order, it has the same answers and leaves the
// same on every store. Of the memory store the properties of package ecom hold;
// so they hold of all.
func TestAnythingOnEveryStore(t *testing.T) {
	t.Parallel()
	cases := randomCases
	if n, err := strconv.Atoi(os.Getenv("ECOM_RANDOM_CASES")); err == nil {
		cases = n
	}
	for seed := range cases {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			var said, kept string
			for i, s := range places {
				w := walk(t, s, uint64(seed))
				text, export := w.text.String(), string(exported(t, w.office))
				if i == 0 {
					said, kept = text, export
					continue
				}
				if text != said {
					t.Errorf("%s answers something else than %s: %s", s.name, places[0].name, firstDifference(said, text))
				}
				if export != kept {
					t.Errorf("%s exports something else than %s: %s", s.name, places[0].name, firstDifference(kept, export))
				}
			}
		})
	}
}

// walker does random things to a shop.
type walker struct {
	*scribe
	chance    *rand.Rand
	checkouts []begun
	orders    []order.ID
	rules     []*discount.Rule
	rates     []*taxes.ManualTaxMapping
	coupons   []string // ids
	cards     []*giftcard.Card
}

// begun is a checkout, and whose it is.
type begun struct {
	buyer int
	id    checkout.ID
	flow  string
}

// steps is how many things a walker does.
const steps = 100

// walk draws things from a seed and does them to a shop on a store.
func walk(t *testing.T, on kept, seed uint64) *walker {
	t.Helper()
	w := &walker{chance: rand.New(rand.NewPCG(seed, 0))}
	w.scribe = newScribe(t, on.open(t), func(c *ecom.Config) {
		c.Rounding = money.Policy{Point: oneOf(w, money.PointLine, money.PointUnit, money.PointRate, money.PointOrder)}
		c.TaxIncludedInPrices = w.chance.IntN(2) == 0
		c.Coupons = []*discount.Coupon{{Code: "ONCE", PercentOffRate: discount.MustPercentage("10"), UsageLimit: 1}}
	})
	w.settle()
	often := []func(){w.add, w.toCheckout, w.toCheckout, w.fillIn, w.place, w.place, w.pay, w.pay, w.redeem, w.retip, w.ship, w.giveBack}
	seldom := []func(){
		w.cancel, w.keepRule, w.changeRule, w.changeTax, w.keepCoupon, w.keepCard, w.switchCard, w.receive, w.search, w.deliver, w.expire, w.reopen,
	}
	for range steps {
		oneOf(w, oneOf(w, often, often, seldom)...)()
	}
	for _, id := range w.orders {
		o, err := w.office.Orders.GetOrder(w.Context(), id)
		if err == nil {
			err = order.CheckLedger(o)
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, c := range w.cards {
		wantLedger(t, w.office, c, w.orders)
	}
	return w
}

// oneOf draws one of several.
func oneOf[T any](w *walker, from ...T) T { return from[w.chance.IntN(len(from))] }

// shop draws one of the two processes.
func (w *walker) shop() *ecomtest.Shop { return oneOf(w, w.office, w.till) }

// as returns a context in which a buyer is acting, a visitor or a member. Some
// use a key twice.
func (w *walker) as(buyer int) context.Context {
	ctx := w.staff()
	if w.chance.IntN(4) == 0 {
		ctx = idempotency.WithKey(ctx, fmt.Sprint("again ", w.chance.IntN(3)))
	}
	if buyer%2 == 0 {
		return ecomtest.Visitor(ctx, buyer)
	}
	return ecomtest.Member(ctx, buyer)
}

// tell writes down the answer of a call, or why it was refused.
func tell[T any](v T, err error) func(w *walker, what string) (T, bool) {
	return func(w *walker, what string) (T, bool) {
		w.Helper()
		if err == nil {
			w.write(what, v)
			return v, true
		}
		if fault.ClassOf(err) == 0 || errors.Is(err, fault.Internal) {
			w.Errorf("%s: %v has no class that a caller can act on", what, err)
		}
		w.write(what, []any{fault.ClassOf(err), err.Error(), fault.Data(err), fault.Violations(err)})
		return v, false
	}
}

// reopen starts one of the processes anew, by other terms.
func (w *walker) reopen() {
	if w.chance.IntN(2) == 0 {
		w.office = w.open()
	} else {
		w.till = w.open()
	}
}

// deliver has a durable subscription work, which fails now and then.
func (w *walker) deliver() {
	s := w.open()
	events.SubscribeDurableAll(s.Events, "reader", func(_ context.Context, e events.Envelope) error {
		w.write("delivered", []any{e.ID, e.Type, e.EntityID, e.Sequence, e.Attempt})
		if w.chance.IntN(9) == 0 {
			return errors.New("not this time")
		}
		return nil
	}, &events.DurableOptions{Attempts: 2})
	_ = s.Events.Deliver(w.staff())
}

// expire lets a day go by.
func (w *walker) expire() {
	w.clock.Advance(25 * time.Hour)
	tell(nothing(w.shop().Sweep(w.staff())))(w, "sweep")
}

var tip = tips.Choice{TipType: tips.TypePercentage, Value: "12.5"}
