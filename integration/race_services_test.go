// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/transaction"
)

// Many buyers in two processes want the last of what is limited: so many get it
// as there are, and each of them once.
func TestRacesForWhatIsLimited(t *testing.T) {
	t.Parallel()
	for _, s := range everywhere {
		for name, race := range map[string]func(*testing.T, driver.Store){
			"uses of a rule": raceForUses, "uses by one customer": raceForOwnUses, "a gift card": raceForCard, "one order by gift card": raceOfOneCardOrder,
		} {
			t.Run(s.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				race(t, s.open(t))
			})
		}
	}
}

// twoProcesses returns two shops on one store, with one payment provider.
func twoProcesses(t *testing.T, db driver.Store) (shops [2]*ecomtest.Shop, gateway *paymenttest.Gateway) {
	t.Helper()
	gateway = paymenttest.New(paymenttest.Config{})
	for i := range shops {
		shops[i] = newShop(t, db, func(c *ecom.Config) { c.Payments = gateway })
	}
	return shops, gateway
}

// limitedRule keeps a rule of 20 % off everything, and returns its id.
func limitedRule(t *testing.T, s *ecomtest.Shop, all, each int64) string {
	t.Helper()
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), ruleOf("For the first", "20", &discount.Extension{UsageLimit: all, UsageLimitPerUser: each}))
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// discounted counts the orders of buyers that a rule has lowered.
func discounted(t *testing.T, s *ecomtest.Shop, orders []order.ID) (n int64) {
	t.Helper()
	for _, id := range orders {
		if id == "" {
			continue
		}
		o, err := s.Orders.GetOrder(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := order.CheckLedger(o); err != nil {
			t.Errorf("order %s: %v", o.Number, err)
		}
		if len(o.AppliedDiscounts) > 0 {
			n++
		}
	}
	return n
}

func wantUsesOf(t *testing.T, db driver.Store, use discount.Use, all, own int64) {
	t.Helper()
	uses, err := usesOf(t.Context(), db, use)
	if want := (discount.Uses{Total: all, ByBuyer: own}); err != nil || uses != want {
		t.Errorf("%+v are counted, %v, want %+v", uses, err, want)
	}
}

// Those who come too late see the price without the rule, and buy for that.
func raceForUses(t *testing.T, db driver.Store) {
	const uses, buyers = 7, 24
	s, gateway := twoProcesses(t, db)
	rule := limitedRule(t, s[0], uses, 0)
	ids, orders := checkouts(t, s[0], buyers, "ebook", ""), make([]order.ID, buyers)
	place := func(i int) error {
		placed, err := s[i%2].Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), i), ids[i], nil)
		if err == nil {
			orders[i] = placed.OrderID
		}
		return err
	}
	if n := once(t, buyers, place, "CHECKOUT_CHANGED"); n != uses || discounted(t, s[1], orders) != uses {
		t.Errorf("%d buyers ordered at first, want %d, all for less", n, uses)
	}
	wantUsesOf(t, db, discount.Use{Kind: discount.UseOfRule, ID: rule}, uses, 0)

	// Half of the uses come back while the others order at the price that they
	// see, and everybody pays, twice at the same time.
	once(t, buyers, func(i int) error {
		if orders[i] == "" {
			return place(i)
		}
		if i%2 == 0 {
			_, err := s[1].Orders.CancelOrder(t.Context(), orders[i], nil)
			return err
		}
		return nil
	}, "CHECKOUT_CHANGED")
	held := int64(0)
	for i, id := range orders {
		if id == "" {
			continue
		}
		o, err := s[0].Orders.GetOrder(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if o.Status == order.StatusCanceled {
			orders[i] = ""
		} else if len(o.AppliedDiscounts) > 0 {
			held++
		}
	}
	if held > uses {
		t.Errorf("%d orders hold one of %d uses", held, uses)
	}
	wantUsesOf(t, db, discount.Use{Kind: discount.UseOfRule, ID: rule}, held, 0)
	once(t, 2*buyers, func(i int) error {
		if orders[i/2] == "" {
			return nil
		}
		_, err := s[i%2].Pay(ecomtest.Visitor(t.Context(), i/2), orders[i/2])
		return err
	}, transaction.CodeOrderPaid, transaction.CodePaymentAlreadyInProgress)
	wantChargedOnce(t, s[0], gateway, orders)
	if r, err := s[1].DiscountRules.GetDiscountRule(t.Context(), rule); err != nil || r.UsageCount != held {
		t.Errorf("the rule shows %+v, %v, want %d uses", r, err, held)
	}
}

// wantChargedOnce compares what the provider took with what orders owed.
func wantChargedOnce(t *testing.T, s *ecomtest.Shop, gateway *paymenttest.Gateway, orders []order.ID) {
	t.Helper()
	charges := make(map[string]int)
	for _, e := range gateway.Ledger() {
		charges[e.OrderID]++
	}
	for _, id := range orders {
		if id == "" {
			continue
		}
		o, err := s.Orders.GetOrder(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if charges[string(id)] != 1 || o.PaymentStatus != order.PaymentStatusPaid {
			t.Errorf("order %s was charged %d times and is %s", o.Number, charges[string(id)], o.PaymentStatus)
		}
		delete(charges, string(id))
	}
	if len(charges) != 0 {
		t.Errorf("others were charged: %v", charges)
	}
}

// One customer with many devices.
func raceForOwnUses(t *testing.T, db driver.Store) {
	const own, devices = 3, 16
	s, _ := twoProcesses(t, db)
	rule := limitedRule(t, s[0], 0, own)
	ids, orders := checkouts(t, s[0], devices, "ebook", ""), make([]order.ID, devices)
	for i, id := range ids {
		var same checkout.UpdateCheckoutRequest
		same.Checkout.BuyerInfo.Email = patch.Set("Ann@example.com")
		if _, err := s[1].Checkouts.UpdateCheckout(ecomtest.Visitor(t.Context(), i), id, same); err != nil {
			t.Fatal(err)
		}
	}
	n := once(t, devices, func(i int) error {
		placed, err := s[i%2].Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), i), ids[i], nil)
		if err == nil {
			orders[i] = placed.OrderID
		}
		return err
	}, "CHECKOUT_CHANGED")
	if n != own || discounted(t, s[1], orders) != own {
		t.Errorf("%d orders were placed, want %d, all for less", n, own)
	}
	wantUsesOf(t, db, discount.Use{Kind: discount.UseOfRule, ID: rule, Customer: discount.CustomerOf("", "ann@example.com")}, own, own)
}

// A card has enough for three of the buyers, and less than the fourth wants.
func raceForCard(t *testing.T, db driver.Store) {
	const buyers, paid = 16, 3
	s, gateway := twoProcesses(t, db)
	card, err := s[0].GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: "GIFT-1234", Amount: money.MustParse("7.00", money.USD)})
	if err != nil {
		t.Fatal(err)
	}
	ids, orders := checkouts(t, s[0], buyers, "ebook", ""), make([]order.ID, buyers)
	for i, id := range ids {
		r := checkout.UpdateCheckoutRequest{GiftCardCode: card.Code, GiftCardRedeemAmount: "2.00"}
		if _, err := s[1].Checkouts.UpdateCheckout(ecomtest.Visitor(t.Context(), i), id, r); err != nil {
			t.Fatal(err)
		}
	}
	n := once(t, buyers, func(i int) error {
		placed, err := s[i%2].Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), i), ids[i], nil)
		if err == nil {
			orders[i] = placed.OrderID
		}
		return err
	}, "REDEEM_GIFT_CARD_ERROR", "CHECKOUT_CHANGED", "CALCULATION_ERROR")
	if drawn := wantLedger(t, s[1], card, orders); n != paid || drawn != paid {
		t.Errorf("%d buyers ordered and %d drew on the card, want %d", n, drawn, paid)
	}

	// Half of those who ordered give up while all others pay the rest.
	once(t, buyers, func(i int) error {
		if orders[i] == "" {
			return nil
		}
		if i%2 == 0 {
			_, err := s[1].Orders.CancelOrder(t.Context(), orders[i], nil)
			orders[i] = ""
			return err
		}
		_, err := s[0].Pay(ecomtest.Visitor(t.Context(), i), orders[i])
		return err
	})
	wantLedger(t, s[0], card, orders)
	wantChargedOnce(t, s[0], gateway, orders)
}

// wantLedger compares a card with what orders drew on it, and returns how many
// did: what is left and what they drew is what was issued.
func wantLedger(t *testing.T, s *ecomtest.Shop, card *giftcard.Card, orders []order.ID) int {
	t.Helper()
	now, err := s.GiftLedger.Get(t.Context(), card.ID)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.GiftLedger.Transactions(t.Context(), card.ID)
	if err != nil {
		t.Fatal(err)
	}
	sum, by := now.Balance, make(map[string]int)
	for _, x := range list {
		if !x.VoidedDate.IsZero() {
			continue
		}
		if by[x.OrderID]++; by[x.OrderID] > 1 {
			t.Errorf("order %s drew on the card %d times", x.OrderID, by[x.OrderID])
		}
		if sum, err = sum.Add(x.Amount); err != nil {
			t.Fatal(err)
		}
	}
	if now.Balance.IsNegative() || !sum.Equal(now.Issued) {
		t.Errorf("%s are left, with what was drawn %s of %s", now.Balance, sum, now.Issued)
	}
	for _, id := range orders {
		delete(by, string(id))
	}
	if len(by) > 0 {
		t.Errorf("others drew on the card: %v", by)
	}
	drawn := 0
	for _, x := range list {
		if x.VoidedDate.IsZero() {
			drawn++
		}
	}
	return drawn
}

// However often an order is placed at the same time, in both processes and under
// keys or without, the card pays for it once.
func raceOfOneCardOrder(t *testing.T, db driver.Store) {
	s, _ := twoProcesses(t, db)
	card, err := s[0].GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: "GIFT-1234", Amount: money.MustParse("50.00", money.USD)})
	if err != nil {
		t.Fatal(err)
	}
	id := checkouts(t, s[0], 1, "ebook", "")[0]
	if _, err := s[1].Checkouts.UpdateCheckout(ecomtest.Visitor(t.Context(), 0), id, checkout.UpdateCheckoutRequest{GiftCardCode: card.Code, GiftCardRedeemAmount: "2"}); err != nil {
		t.Fatal(err)
	}
	placed := make([]order.ID, 16)
	once(t, len(placed), func(i int) error {
		ctx := ecomtest.Visitor(t.Context(), 0)
		if i%4 < 2 {
			ctx = idempotency.WithKey(ctx, "place")
		}
		o, err := s[i%2].Checkouts.CreateOrder(ctx, id, nil)
		if err == nil {
			placed[i] = o.OrderID
		}
		return err
	})
	if n := wantLedger(t, s[0], card, placed[:1]); n != 1 {
		t.Errorf("the card was drawn on %d times", n)
	}
	for i, id := range placed {
		if id != placed[0] {
			t.Errorf("caller %d got order %s, not %s", i, id, placed[0])
		}
	}
}
