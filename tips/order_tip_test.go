// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/tips"
)

// A tip is set on an order that was paid, paid, shared out among more of the
// staff, set anew and removed: the order's figures, its history and its events
// follow, and nothing else of it changes.
func TestTipOnAnOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	o := bought(t, s)
	look := func(want string) *order.Order {
		t.Helper()
		checkFigures(t, s, o.ID)
		now := must(s.Orders.GetOrder(ctx, o.ID))(t)
		if got := figures(now); got != want {
			t.Errorf("the order has %s, want %s", got, want)
		}
		return now
	}
	raised := func(want ...string) {
		t.Helper()
		var got []string
		for _, e := range s.Recorder.Events() {
			got = append(got, e.Slug)
		}
		s.Recorder.Reset()
		if !slices.Equal(got, want) {
			t.Errorf("raised %q, want %q", got, want)
		}
	}
	s.Recorder.Reset()

	set := must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("2.00", share(1, "0.50"), share(2, "0.75"))))(t)
	now := look("fee 2.00, fees 2.00, total 7.00, PARTIALLY_PAID, balance 2.00")
	raised("payment_status_updated", "updated")
	fee := now.AdditionalFees[0]
	if want := (tips.OrderInfo{OrderID: o.ID, AdditionalFeeID: fee.ID, AdditionalFeePrice: fee.Price}); set.OrderInfo != want {
		t.Errorf("OrderInfo = %+v, want %+v", set.OrderInfo, want)
	}
	if fee.Code != set.Tip.ID || fee.Name != "Tip" || fee.ProviderAppID != tips.AppID || fee.Source != order.AdditionalFeeSourceManual ||
		set.Tip.LineItemSubtotal.String() != "5.00" || set.Tip.UndistributedAmount.String() != "0.75" {
		t.Errorf("the fee is %+v, the tip %+v", fee, set.Tip)
	}
	if d := set.Tip.Distributions[1]; d.Staff.ID != staff(2) || d.Source != tips.SourceUnknown || !d.CreatedDate.Equal(s.Clock.Now()) {
		t.Errorf("a distribution is %+v", d)
	}
	last := now.Activities[len(now.Activities)-1]
	if c := last.DraftOrderChangesApplied; last.ActivityType != order.ActivityTypeDraftOrderChangesApplied || len(c.Changes) != 2 ||
		c.Changes[0].AdditionalFeeAdded.ID != fee.ID || c.Changes[0].AdditionalFeeAdded.TotalAmount.Amount.String() != "2.00" ||
		c.Changes[1].TotalPriceChanged.OriginalTotal.Amount.String() != "5.00" || c.Changes[1].TotalPriceChanged.NewTotal.Amount.String() != "7.00" {
		t.Errorf("the history says %s", text(t, last))
	}
	if _, err := s.Pay(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	look("fee 2.00, fees 2.00, total 7.00, PAID, balance 0.00")
	s.Recorder.Reset()

	added := must(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, []tips.Distribution{share(3, "1.00"), share(1, "0.25")}))(t)
	look("fee 3.25, fees 3.25, total 8.25, PARTIALLY_PAID, balance 1.25")
	raised("payment_status_updated", "updated")
	if len(added.TipDistributions) != 2 || added.TipDistributions[0].Staff.ID != staff(3) || added.TipDistributions[1].TipID != set.Tip.ID ||
		added.OrderInfo.AdditionalFeeID != fee.ID || added.OrderInfo.AdditionalFeePrice.Amount.String() != "3.25" {
		t.Errorf("added %+v", added)
	}

	// The tip stays what it is; of those who share it one leaves, one gets less.
	tip := must(s.Tips.GetTipByOrderID(ctx, o.ID))(t)
	again := tip.Clone()
	again.Distributions = again.Distributions[1:]
	again.Distributions[0].Amount, again.UndistributedAmount = usd("0.10"), usd("1.90")
	before := look("fee 3.25, fees 3.25, total 8.25, PARTIALLY_PAID, balance 1.25")
	got := must(s.Tips.SetTipOnOrder(ctx, o.ID, *again))(t).Tip
	if text(t, before) != text(t, look("fee 3.25, fees 3.25, total 8.25, PARTIALLY_PAID, balance 1.25")) {
		t.Error("the order has changed, though its tip has not")
	}
	raised()
	if len(got.Distributions) != 3 || got.Distributions[0].ID != tip.Distributions[1].ID || got.Distributions[0].Amount.String() != "0.10" ||
		!got.Distributions[0].CreatedDate.Equal(tip.Distributions[1].CreatedDate) || got.ID != tip.ID {
		t.Errorf("the tip is %s, was %s", text(t, got), text(t, tip))
	}
	if stored := must(s.Tips.GetTipByOrderID(ctx, o.ID))(t); text(t, stored) != text(t, got) {
		t.Errorf("GetTipByOrderID() = %s, want %s", text(t, stored), text(t, got))
	}

	removed := must(s.Tips.RemoveTipFromOrder(ctx, o.ID))(t)
	look("fees 0.00, total 5.00, PAID, balance -2.00") // the tip that was paid is the buyer's
	raised("payment_status_updated", "updated")
	if removed.AdditionalFeeID != fee.ID || removed.AdditionalFeePrice.Amount.String() != "3.25" {
		t.Errorf("RemoveTipFromOrder() = %+v", removed)
	}
	if none := must(s.Tips.RemoveTipFromOrder(ctx, o.ID))(t); *none != (tips.OrderInfo{}) {
		t.Errorf("RemoveTipFromOrder() without a tip = %+v", none)
	}
	raised()

	first := must(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, []tips.Distribution{share(1, "1.50"), share(2, "0.50")}))(t)
	look("fee 2.00, fees 2.00, total 7.00, PAID, balance 0.00")
	raised("updated")
	if first.TipDistributions[0].TipID == tip.ID {
		t.Error("a tip that was removed is back")
	}
}

// A tip that the buyer chose at the checkout is the tip of the order, and is
// shared out and replaced as such, with its ids.
func TestChosenTipIsReplaced(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, ann := t.Context(), ecomtest.Visitor(t.Context(), 1)
	must(s.TipSettings.CreateDefaultTipSettings(ctx, percentages()))(t)
	c := must(s.Checkout(ann, s.Line("ebook", 2)))(t)
	must(s.Tips.UpdateTipChoice(ann, c.PurchaseFlowID, tips.Choice{TipType: tips.TypePercentage, Value: "10"}))(t)
	placed, err := s.Checkouts.CreateOrder(ann, c.ID, nil)
	if err != nil { // the total has changed: the buyer sees it first
		placed = must(s.Checkouts.CreateOrder(ann, c.ID, nil))(t)
	}
	o := must(s.Pay(ann, placed.OrderID))(t)
	chosen := must(s.Tips.GetTipByOrderID(ann, o.ID))(t)
	if chosen.Amount.String() != "1.00" || o.AdditionalFees[0].Source != order.AdditionalFeeSourceServicePlugin {
		t.Fatalf("the tip is %+v of %+v", chosen, o.AdditionalFees)
	}
	must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("1.00", share(1, "0.40"))))(t)
	must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("3.00", share(2, "3.00"))))(t)
	checkFigures(t, s, o.ID)
	now := must(s.Orders.GetOrder(ctx, o.ID))(t)
	if got := figures(now); got != "fee 3.00, fees 3.00, total 13.00, PARTIALLY_PAID, balance 2.00" || now.AdditionalFees[0].ID != o.AdditionalFees[0].ID || now.AdditionalFees[0].Code != chosen.ID {
		t.Errorf("the order has %s in %+v", got, now.AdditionalFees)
	}
	// Buyers see what they give, and not who of the staff gets it.
	mine := must(s.Tips.GetTipByOrderID(ann, o.ID))(t)
	if len(mine.Distributions) != 0 || mine.Amount.String() != "3.00" || mine.UndistributedAmount != (money.Amount{}) {
		t.Errorf("the buyer sees %+v", mine)
	}
	if _, err := s.Tips.GetTipByOrderID(ecomtest.Visitor(ctx, 2), o.ID); fault.Code(err) != tips.CodeOrderNotFound {
		t.Errorf("another buyer sees %v", err)
	}
	if err := errorOf(s.Tips.SetTipOnOrder(ann, o.ID, tipOf("9.00"))); !errors.Is(err, fault.Denied) {
		t.Errorf("a tip set by a buyer: %v", err)
	}
}

// Who pays what is due of an order pays its tip, too.
func TestTipIsDue(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, ann := t.Context(), ecomtest.Visitor(t.Context(), 1)
	o := must(s.Order(ann, s.Line("ebook", 1)))(t)
	must(s.Orders.UpdateOrderStatus(ctx, o.ID, order.StatusApproved))(t)
	must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("2.00")))(t)
	must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("1.50")))(t)
	if paid := must(s.Pay(ann, o.ID))(t); figures(paid) != "fee 1.50, fees 1.50, total 6.50, PAID, balance 0.00" {
		t.Errorf("the order has %s", figures(paid))
	}
	checkFigures(t, s, o.ID)
}

// A distribution that was charged stays as it is, whether it comes back with its
// id or without, and may gain others beside it.
func TestChargedDistributionsStay(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	o := bought(t, s)
	first := must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("2.00", share(1, "0.50"), share(2, "0.75"))))(t).Tip
	first.Distributions[0].Transaction = &tips.Transaction{ID: staff(101), Date: s.Clock.Now()}
	paid := must(s.Tips.SetTipOnOrder(ctx, o.ID, *first))(t).Tip
	id := paid.Distributions[0].ID
	if id != first.Distributions[0].ID {
		t.Errorf("charging changed the id: %s", text(t, paid))
	}
	before := state(t, s, o.ID)
	for name, change := range map[string]func(*tips.Tip){
		"left out":               func(tip *tips.Tip) { tip.Distributions = tip.Distributions[1:] },
		"all left out":           func(tip *tips.Tip) { tip.Distributions = nil },
		"another amount":         func(tip *tips.Tip) { tip.Distributions[0].Amount = usd("0.49") },
		"another person":         func(tip *tips.Tip) { tip.Distributions[0].Staff.StaffMemberID = staff(9) },
		"not charged":            func(tip *tips.Tip) { tip.Distributions[0].Transaction = nil },
		"charged otherwise":      func(tip *tips.Tip) { tip.Distributions[0].Transaction.ID = staff(9) },
		"for another line":       func(tip *tips.Tip) { tip.Distributions[0].LineItemInfo = []tips.LineItemInfo{{LineItemID: "x"}} },
		"without id, and less":   func(tip *tips.Tip) { tip.Distributions[0].ID, tip.Distributions[0].Amount = "", usd("0.49") },
		"as new, beside another": func(tip *tips.Tip) { tip.Distributions[0].ID = staff(77) },
	} {
		tip := paid.Clone()
		tip.UndistributedAmount = money.Amount{}
		change(tip)
		if err := errorOf(s.Tips.SetTipOnOrder(ctx, o.ID, *tip)); fault.Code(err) != tips.CodeInvalidTip || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %s", name, err, tips.CodeInvalidTip)
		}
	}
	if after := state(t, s, o.ID); after != before {
		t.Errorf("what was refused has changed something:\n%s\n%s", before, after)
	}
	tip := paid.Clone()
	tip.Distributions[0].ID, tip.Distributions[0].Source = "", ""
	tip.Distributions = append([]tips.Distribution{share(3, "1.00")}, tip.Distributions[0])
	tip.UndistributedAmount = money.Amount{}
	got := must(s.Tips.SetTipOnOrder(ctx, o.ID, *tip))(t).Tip
	if len(got.Distributions) != 2 || got.Distributions[1].ID != id {
		t.Errorf("the tip is %s, want one with %s", text(t, got), id)
	}
	if grown := must(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, []tips.Distribution{charged(4, "1.00")}))(t); grown.OrderInfo.AdditionalFeePrice.Amount.String() != "3.00" {
		t.Errorf("the tip is %s", grown.OrderInfo.AdditionalFeePrice.Amount)
	}
	checkFigures(t, s, o.ID)
}

// What was previewed can be set as it is.
func TestPreviewedTipIsSet(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	must(s.TipSettings.CreateDefaultTipSettings(ctx, percentages()))(t)
	o := bought(t, s)
	tip := must(s.Tips.PreviewTip(ctx, tips.PreviewTipRequest{
		TipChoice:    tips.Choice{TipType: tips.TypeCustom, Value: "0.01"},
		LineItemInfo: []tips.LineItemInfo{{Price: "5", Quantity: 1, StaffMemberIDs: []string{staff(1), staff(2)}}},
	}))(t)
	got := must(s.Tips.SetTipOnOrder(ctx, o.ID, *tip))(t).Tip
	if len(got.Distributions) != 2 || got.Distributions[0].Amount.String() != "0.01" || !got.Distributions[1].Amount.IsZero() {
		t.Errorf("the tip is %s", text(t, got))
	}
	checkFigures(t, s, o.ID)
}

// Under a key, what was set, added or removed once is not done again, and a
// repetition is answered as the first call was.
func TestTipsByKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	o := bought(t, s)
	key := idempotency.WithKey(ctx, "set")
	set := must(s.Tips.SetTipOnOrder(key, o.ID, tipOf("2.00", share(1, "1.00"))))(t)
	must(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("3.00")))(t)
	before := state(t, s, o.ID)
	if again := must(s.Tips.SetTipOnOrder(key, o.ID, tipOf("2.00", share(1, "1.00"))))(t); text(t, again) != text(t, set) {
		t.Errorf("again %s, first %s", text(t, again), text(t, set))
	}
	if state(t, s, o.ID) != before {
		t.Error("a repetition changed something")
	}
	added := must(s.Tips.AddTipDistributionsToOrder(key, o.ID, []tips.Distribution{share(1, "1.00")}))(t)
	if again := must(s.Tips.AddTipDistributionsToOrder(key, o.ID, []tips.Distribution{share(1, "1.00")}))(t); text(t, again) != text(t, added) {
		t.Errorf("again %s, first %s", text(t, again), text(t, added))
	}
	removed := must(s.Tips.RemoveTipFromOrder(key, o.ID))(t)
	if again := must(s.Tips.RemoveTipFromOrder(key, o.ID))(t); text(t, again) != text(t, removed) || again.AdditionalFeePrice.Amount.String() != "4.00" {
		t.Errorf("again %s, first %s", text(t, again), text(t, removed))
	}
	checkFigures(t, s, o.ID)
}

func TestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(tips.Tip), (*tips.Tip).Clone)
	clonetest.Deep(t, new(tips.Distribution), (*tips.Distribution).Clone)
}
