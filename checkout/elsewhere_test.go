// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

// Stock elsewhere follows the order: placed, changed, paid, canceled.
func TestStockElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 10), s.Line("plate", 1))
	o := place(ctx, t, s, c.ID, nil)
	w.moved(t, "placed", "take 10 mug, 1 plate: ORDER_PLACED")
	if again := place(ctx, t, s, c.ID, nil); again.ID != o.ID {
		t.Error("CreateOrder again made another order")
	}
	w.moved(t, "placed again")

	// The buyer changes the quantities: only the difference moves.
	if _, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{
		{ID: c.LineItems[0].ID, Quantity: 7}, {ID: c.LineItems[1].ID, Quantity: 3},
	}); err != nil {
		t.Fatal(err)
	}
	if again := place(ctx, t, s, c.ID, nil); again.ID != o.ID || again.LineItems[0].Quantity != 7 {
		t.Errorf("changed order: %s with %d mugs", again.ID, again.LineItems[0].Quantity)
	}
	sweep(t, s, 0)
	w.moved(t, "changed", "take 2 plate: ORDER_EDITED", "give 3 mug: ORDER_EDITED")
	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 48*time.Hour)
	w.moved(t, "paid")
	if _, err := s.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true}); err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 0)
	w.moved(t, "canceled", "give 7 mug, 3 plate: ORDER_CANCELED")
	sweep(t, s, time.Hour)
	w.moved(t, "swept again")
	if w.level("mug") != 10 || w.level("plate") != 10 {
		t.Errorf("levels are %d and %d, want 10 and 10", w.level("mug"), w.level("plate"))
	}
}

// Refunded units go back as far as that is asked for, each refund by itself.
func TestRefundedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	o := place(ctx, t, s, ready(ctx, t, s, s.Line("mug", 4)).ID, nil)
	paid, err := s.Billing.ChargeOrder(ctx, charge(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	w.took()
	for range 2 {
		line := o.LineItems[0].ID
		if _, err := s.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
			OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
			RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: line, Quantity: 1}}},
			SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{LineItems: []transaction.RestockItem{{LineItemID: line, Quantity: 1}}}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	sweep(t, s, 0)
	w.moved(t, "refunded", "give 1 mug: ORDER_REFUNDED", "give 1 mug: ORDER_REFUNDED")
	if _, err := s.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true}); err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 0)
	w.moved(t, "canceled", "give 2 mug: ORDER_CANCELED")
}

// A decline and the expiry of an unpaid order give the goods back; the next
// charge takes them again, if they are there.
func TestGivenBackElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	o := place(ctx, t, s, ready(ctx, t, s, s.Line("mug", 4)).ID, nil)
	w.took()
	s.Gateway.Script(paymenttest.Decline(""))
	wantFault(t, "a decline", pay(ctx, s, o.ID), fault.Declined, "PAYMENT_ERROR")
	sweep(t, s, 0)
	w.moved(t, "declined", "give 4 mug: ORDER_REJECTED")

	// The gateway cannot be reached: all is as it was before.
	s.Gateway.Script(paymenttest.TimeOutBefore())
	if err := pay(ctx, s, o.ID); !errors.Is(err, fault.Unavailable) {
		t.Errorf("ChargeOrder = %v, want %v", err, fault.Unavailable)
	}
	sweep(t, s, 0)
	w.moved(t, "not charged", "take 4 mug: ORDER_PLACED", "give 4 mug: ORDER_REJECTED")

	if err := pay(ctx, s, o.ID); err != nil {
		t.Fatal(err)
	}
	w.moved(t, "charged", "take 4 mug: ORDER_PLACED")

	bob := ecomtest.Visitor(t.Context(), 2)
	late := place(bob, t, s, ready(bob, t, s, s.Line("mug", 5)).ID, nil)
	w.took()
	sweep(t, s, 25*time.Hour) // expires it
	sweep(t, s, 0)            // moves its goods
	w.moved(t, "expired", "give 5 mug: ORDER_REJECTED")
	w.levels["mug"] = 2
	err := pay(bob, s, late.ID)
	if !errors.Is(err, fault.Limit) || len(s.Gateway.Ledger()) != 1 {
		t.Errorf("ChargeOrder of goods that are gone = %v, with %d charges, want %v and one", err, len(s.Gateway.Ledger()), fault.Limit)
	}
	w.moved(t, "refused")

	// Paid outside after all: it is sold, whatever there is.
	price := money.PriceOf(money.MustParse("50", money.USD), 0)
	pays := transaction.Payment{Amount: price, RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, Status: transaction.PaymentApproved}}
	if _, err := s.Transactions.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: late.ID, Payments: []transaction.Payment{pays}}); err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 0)
	w.moved(t, "paid outside", "take 5 mug: ORDER_PAID")
	if n := w.level("mug"); n != -3 {
		t.Errorf("level = %d, want -3", n)
	}
}

func TestShortageElsewhere(t *testing.T) {
	t.Parallel()
	for _, lines := range [][]string{{"mug"}, {"mug", "plate"}} {
		w := newWarehouse()
		s := storeOf(t, w)
		ctx := ecomtest.Visitor(t.Context(), 1)
		var all []cart.LineItem
		for _, id := range lines {
			all = append(all, s.Line(id, 5))
		}
		c := ready(ctx, t, s, all...)
		n := s.Store.Commits()
		// They go between the answer about them and the request for them.
		w.hook(func(string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.levels["mug"] = 1
			return nil
		}, nil)
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		if len(lines) == 1 {
			wantFault(t, "CreateOrder", err, fault.State, "FULL_OUT_OF_STOCK")
		} else {
			wantFault(t, "CreateOrder", err, fault.State, "PARTIAL_OUT_OF_STOCK")
		}
		w.moved(t, "refused")
		sweep(t, s, time.Hour)
		w.moved(t, "swept")
		if w.level("mug") != 1 || s.Store.Commits() == n {
			t.Errorf("level = %d, want 1", w.level("mug"))
		}
		// Once it is known, it is said before anybody is asked.
		n = s.Store.Commits()
		_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
		if fault.ClassOf(err) != fault.State || s.Store.Commits() != n {
			t.Errorf("CreateOrder = %v", err)
		}
	}
}

// The order is refused after its goods were taken: they go back.
func TestRefusedAfterTakingElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 5))
	update(ctx, t, s, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	bob := ecomtest.Visitor(t.Context(), 2)
	other := ready(bob, t, s, s.Line("plate", 1))
	update(bob, t, s, other.ID, checkout.UpdateCheckoutRequest{CouponCode: "ONCE"})
	once := sync.OnceFunc(func() { place(bob, t, s, other.ID, nil) })
	w.hook(func(string) error {
		w.hook(nil, nil)
		once()
		return nil
	}, nil)
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "CALCULATION_ERROR")
	w.moved(t, "refused", "take 1 plate: ORDER_PLACED", "take 5 mug: ORDER_PLACED", "give 5 mug: ORDER_REJECTED")
	sweep(t, s, time.Hour)
	w.moved(t, "swept")
}

// The buyer changes the checkout while its goods are being taken.
func TestChangedWhileTaking(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 2))
	w.hook(func(string) error {
		w.hook(nil, nil)
		_, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 3}})
		return err
	}, nil)
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.Conflict, "CHECKOUT_CHANGED")
	w.moved(t, "refused", "take 2 mug: ORDER_PLACED", "give 2 mug: ORDER_REJECTED")
	if o := place(ctx, t, s, c.ID, nil); o.LineItems[0].Quantity != 3 {
		t.Errorf("ordered %d, want 3", o.LineItems[0].Quantity)
	}
	w.moved(t, "placed", "take 3 mug: ORDER_PLACED")
}

// A price that was raised is shown before anything is taken.
func TestCheckoutChangedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	price := "10"
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Catalog = &altered{Catalog: w, item: func(_ string, d *catalog.ItemData) { d.Price = money.MustParse(price, money.USD) }}
	})
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 2))
	price = "12"
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.Conflict, "CHECKOUT_CHANGED")
	w.moved(t, "refused")
	if o := place(ctx, t, s, c.ID, nil); o.PriceSummary.Total.Amount.String() != "24.00" {
		t.Errorf("ordered for %s, want 24.00", o.PriceSummary.Total.Amount)
	}
}

// An order that a merchant records is told to the warehouse, whatever it has.
func TestRecordedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	ref := s.Line("mug", 1).CatalogReference
	price := func(text string) money.Price { return money.Price{Amount: money.MustParse(text, money.USD)} }
	o, err := s.Orders.CreateOrder(t.Context(), &order.Order{
		ChannelInfo: order.ChannelInfo{Type: order.ChannelTypePOS}, PriceSummary: order.PriceSummary{Subtotal: price("120"), Total: price("120")},
		LineItems: []order.LineItem{{CatalogReference: ref, Quantity: 12, Price: price("10"), ProductName: item.Text("Mug"), ItemType: item.Of(item.PresetPhysical)}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 0)
	w.moved(t, "recorded", "take 12 mug: ORDER_PLACED")
	if _, err := s.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true}); err != nil {
		t.Fatal(err)
	}
	sweep(t, s, 0)
	w.moved(t, "canceled", "give 12 mug: ORDER_CANCELED")
}
