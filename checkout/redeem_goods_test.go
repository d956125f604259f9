// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"testing"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// A gift card pays for an order that has given back its goods elsewhere only when
// they are there, as a charge does; what was taken for a card that is then
// refused goes back.
func TestRedeemLaterTakesGoodsElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	p := &purse{Shop: storeOf(t, w)}
	card, err := p.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: dollars("40.00")})
	if err != nil {
		t.Fatal(err)
	}
	p.id = card.ID
	bob := ecomtest.Visitor(t.Context(), 2)
	o := place(bob, t, p.Shop, ready(bob, t, p.Shop, p.Line("mug", 5)).ID, nil)
	sweep(t, p.Shop, 25*time.Hour) // expires it
	sweep(t, p.Shop, 0)            // moves its goods
	w.took()
	w.levels["mug"] = 2
	_, err = p.redeem(t.Context(), o.ID, "30.00")
	wantFault(t, "goods that are gone", err, fault.Limit, "DECREMENT_NOT_POSSIBLE")
	w.moved(t, "gone")
	p.wantLeft(t, "goods that are gone", "40.00")

	w.levels["mug"] = 5
	_, err = p.redeem(t.Context(), o.ID, "40.01")
	wantFault(t, "more than the card has", err, fault.Limit, "INSUFFICIENT_FUNDS")
	sweep(t, p.Shop, 0)
	if n := w.level("mug"); n != 5 {
		t.Errorf("after a card that was refused there are %d, want 5", n)
	}
	w.took()
	if _, err = p.redeem(t.Context(), o.ID, "30.00"); err != nil {
		t.Fatal(err)
	}
	sweep(t, p.Shop, 0)
	w.moved(t, "paid", "take 5 mug: ORDER_PLACED")
	if got := read(t, p.Shop, o.ID); got.Status != order.StatusApproved {
		t.Errorf("order is %s", got.Status)
	}
	p.wantLeft(t, "paid", "10.00")
}
