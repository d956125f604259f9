// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

func TestCanEdit(t *testing.T) {
	t.Parallel()
	apps := []string{"a", "b"}
	for name, tt := range map[string]struct {
		change func(*order.Record)
		who    actor.Identity
		want   string
	}{
		"a sale":             {func(*order.Record) {}, actor.User("u"), ""},
		"paid":               {func(r *order.Record) { r.Order.PaymentStatus = order.PaymentStatusPaid }, actor.User("u"), ""},
		"waiting":            {func(r *order.Record) { r.Order.Status = order.StatusInitialized }, actor.User("u"), order.CodeCannotBeEdited},
		"canceled":           {func(r *order.Record) { r.Order.Status = order.StatusCanceled }, actor.User("u"), order.CodeCannotBeEdited},
		"pending":            {func(r *order.Record) { r.Order.Status = order.StatusPending }, actor.User("u"), order.CodeCannotBeEdited},
		"rejected":           {func(r *order.Record) { r.Order.Status = order.StatusRejected }, actor.User("u"), order.CodeCannotBeEdited},
		"being charged":      {func(r *order.Record) { r.Internal.Charging = true }, actor.User("u"), order.CodeCannotBeEdited},
		"refunded in part":   {func(r *order.Record) { r.Order.PaymentStatus = order.PaymentStatusPartiallyRefunded }, actor.User("u"), order.CodeRefundedCannotBeEdited},
		"refunded":           {func(r *order.Record) { r.Order.PaymentStatus = order.PaymentStatusFullyRefunded }, actor.User("u"), order.CodeRefundedCannotBeEdited},
		"about to be":        {func(r *order.Record) { r.Order.BalanceSummary.PendingRefund = usd("1.00") }, actor.User("u"), order.CodeRefundedCannotBeEdited},
		"left to apps, one":  {func(r *order.Record) { r.Internal.EditableByApps = apps }, actor.App("b"), ""},
		"left to apps":       {func(r *order.Record) { r.Internal.EditableByApps = apps }, actor.App("c"), order.CodeCannotBeEdited},
		"left to apps, user": {func(r *order.Record) { r.Internal.EditableByApps = apps }, actor.User("a"), order.CodeCannotBeEdited},
		"the program":        {func(r *order.Record) { r.Internal.EditableByApps = apps }, actor.Identity{}, ""},
	} {
		r := &order.Record{Order: order.Order{Status: order.StatusApproved, PaymentStatus: order.PaymentStatusNotPaid}}
		tt.change(r)
		err := order.CanEdit(r, tt.who)
		if fault.Code(err) != tt.want || tt.want != "" && !errors.Is(err, fault.State) {
			t.Errorf("%s: CanEdit() = %v, want %q", name, err, tt.want)
		}
	}
}

// exchange exchanges a fee of an order.
func (s *shop) exchange(t testing.TB, id order.ID, at int, fee *order.AdditionalFee, p order.PaymentTotals) (*order.Order, error) {
	t.Helper()
	ctx := context.Background()
	err := s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Hold(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.orders.ReplaceFee(ctx, tx, r, at, fee, p)
	})
	o, e := s.orders.GetOrder(ctx, id)
	if e != nil {
		t.Fatal(e)
	}
	return o, err
}

func fee(id, price string) *order.AdditionalFee {
	return &order.AdditionalFee{ID: id, Code: id, Name: "Fee " + id, Price: usd(price)}
}

// Fees come, are exchanged in their place, and go; totals, payment status, history
// and events follow.
func TestReplaceFee(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.create(t).ID
	paid := order.PaymentTotals{Paid: money.MustParse("27.00", money.USD), Payments: 1}
	s.raised()
	for _, tt := range []struct {
		at     int
		fee    *order.AdditionalFee
		want   string
		change string
		raised string
	}{
		{-1, fee("a", "2.00"), "a 2.00, total 27.00, PAID, 0.00", "+a 2.00 25.00>27.00", "payment_status_updated updated"},
		{-1, fee("b", "1.00"), "a 2.00, b 1.00, total 28.00, PARTIALLY_PAID, 1.00", "+b 1.00 27.00>28.00", "payment_status_updated updated"},
		{0, fee("a", "4.00"), "a 4.00, b 1.00, total 30.00, PARTIALLY_PAID, 3.00", "-a 2.00 +a 4.00 28.00>30.00", "updated"},
		{1, fee("c", "1.00"), "a 4.00, c 1.00, total 30.00, PARTIALLY_PAID, 3.00", "-b 1.00 +c 1.00", "updated"},
		{0, nil, "c 1.00, total 26.00, PAID, -1.00", "-a 4.00 30.00>26.00", "payment_status_updated updated"},
	} {
		o, err := s.exchange(t, id, tt.at, tt.fee, paid)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range o.AdditionalFees {
			got += f.ID + " " + f.Price.Amount.String() + ", "
		}
		got += fmt.Sprintf("total %s, %s, %s", o.PriceSummary.Total.Amount, o.PaymentStatus, o.BalanceSummary.Balance.Amount)
		if err := order.CheckPriceSummary(o); got != tt.want || err != nil {
			t.Errorf("the order has %s, %v, want %s", got, err, tt.want)
		}
		change := ""
		for i, c := range o.Activities[len(o.Activities)-1].DraftOrderChangesApplied.Changes {
			if i > 0 {
				change += " "
			}
			switch {
			case c.AdditionalFeeAdded != nil:
				change += "+" + c.AdditionalFeeAdded.ID + " " + c.AdditionalFeeAdded.TotalAmount.Amount.String()
			case c.AdditionalFeeRemoved != nil:
				change += "-" + c.AdditionalFeeRemoved.ID + " " + c.AdditionalFeeRemoved.TotalAmount.Amount.String()
			case c.TotalPriceChanged != nil:
				change += c.TotalPriceChanged.OriginalTotal.Amount.String() + ">" + c.TotalPriceChanged.NewTotal.Amount.String()
			}
		}
		if raised := s.raised(); change != tt.change || raised != tt.raised {
			t.Errorf("the history says %q and %q was raised, want %q and %q", change, raised, tt.change, tt.raised)
		}
	}
}

// An exchange after which the order could not be is refused, and changes nothing.
func TestReplaceFeeRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := mugs()
	taxed := fee("tax", "1.00")
	taxed.ID, taxed.TaxInfo = "", &order.LineItemTaxInfo{TaxAmount: usd("0.50")}
	o.AdditionalFees = []order.AdditionalFee{*taxed}
	for i := range order.MaxAdditionalFees - 1 {
		f := fee(fmt.Sprint(i), "0.00")
		f.ID = ""
		o.AdditionalFees = append(o.AdditionalFees, *f)
	}
	o.PriceSummary.TotalAdditionalFees, o.PriceSummary.Tax, o.PriceSummary.Total = usd("1.00"), usd("0.50"), usd("26.50")
	made, err := s.orders.CreateOrder(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.raised()
	for name, tt := range map[string]struct {
		at    int
		fee   *order.AdditionalFee
		class fault.Class
	}{
		"one too many":      {-1, fee("x", "1.00"), fault.Limit},
		"too great a total": {1, fee("x", "1000000000000000"), fault.Limit},
		"less than nothing": {1, fee("x", "-26.51"), fault.Limit},
		"a taxed one":       {0, fee("x", "1.00"), fault.State},
		"another currency":  {1, &order.AdditionalFee{Name: "x", Price: money.PriceOf(money.MustParse("1", money.EUR), 0)}, fault.Invalid},
	} {
		after, err := s.exchange(t, made.ID, tt.at, tt.fee, order.PaymentTotals{})
		if !errors.Is(err, tt.class) || len(after.AdditionalFees) != order.MaxAdditionalFees || !after.PriceSummary.Total.Amount.Equal(made.PriceSummary.Total.Amount) || s.raised() != "" {
			t.Errorf("%s: %v, %d fees and %s", name, err, len(after.AdditionalFees), after.PriceSummary.Total.Amount)
		}
	}
}
