// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/transaction"
)

// warehouse is a catalog that keeps its stock to itself: ten mugs, ten plates.
type warehouse struct {
	mu     sync.Mutex
	levels map[string]int
	done   map[string]bool
	log    []string // what moved, and why

	before func(op string) error // may be nil; an error is what the call gives, without an effect
	after  func(op string) error // likewise, but the call has had its effect
}

func newWarehouse() *warehouse {
	return &warehouse{levels: map[string]int{"mug": 10, "plate": 10}, done: map[string]bool{}}
}

func (w *warehouse) GetCatalogItems(_ context.Context, r catalog.Request) (catalog.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	resp := catalog.Response{CatalogItems: []catalog.Item{}}
	for _, ref := range r.CatalogReferences {
		level, ok := w.levels[ref.CatalogReference.CatalogItemID]
		if !ok {
			continue
		}
		resp.CatalogItems = append(resp.CatalogItems, catalog.Item{CatalogReference: ref.CatalogReference, Data: catalog.ItemData{
			ProductName: item.Text(ref.CatalogReference.CatalogItemID), ItemType: item.Of(item.PresetDigital),
			Price: money.MustParse("10", money.USD), QuantityAvailable: new(max(level, 0)),
		}})
	}
	return resp, nil
}

func (w *warehouse) Decrement(_ context.Context, r catalog.InventoryRequest) error {
	return w.move("take", r, -1)
}

func (w *warehouse) Increment(_ context.Context, r catalog.InventoryRequest) error {
	return w.move("give", r, 1)
}

func (w *warehouse) move(op string, r catalog.InventoryRequest, sign int) error {
	w.mu.Lock()
	before, after := w.before, w.after
	w.mu.Unlock()
	if before != nil {
		if err := before(op); err != nil {
			return err
		}
	}
	if err := w.moveNow(op, r, sign); err != nil || after == nil {
		return err
	}
	return after(op)
}

// hook says what else happens before and after a call has its effect.
func (w *warehouse) hook(before, after func(op string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before, w.after = before, after
}

func (w *warehouse) moveNow(op string, r catalog.InventoryRequest, sign int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Key == "" || r.OrderID == "" || r.Reason == "" || len(r.Items) == 0 {
		return fmt.Errorf("an incomplete request: %+v", r)
	}
	if w.done[r.Key] {
		return nil
	}
	levels := maps.Clone(w.levels)
	var what []string
	for _, it := range r.Items {
		id := it.CatalogReference.CatalogItemID
		levels[id] += sign * it.Quantity
		if levels[id] < 0 && sign < 0 && r.RestrictInventoryValue {
			return fault.New(fault.Limit, catalog.CodeDecrementNotPossible, "too little")
		}
		what = append(what, fmt.Sprintf("%d %s", it.Quantity, id))
	}
	w.levels, w.done[r.Key] = levels, true
	w.log = append(w.log, fmt.Sprintf("%s %s: %s", op, strings.Join(what, ", "), r.Reason))
	return nil
}

func (w *warehouse) level(id string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.levels[id]
}

// took returns what moved since it was last called.
func (w *warehouse) took() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log
	w.log = nil
	return log
}

// moved checks what moved since the last time.
func (w *warehouse) moved(t testing.TB, when string, want ...string) {
	t.Helper()
	if got := w.took(); !slices.Equal(got, want) {
		t.Errorf("%s: moved %q, want %q", when, got, want)
	}
}

// storeOf returns a shop whose goods are in a warehouse.
func storeOf(t testing.TB, w *warehouse) *ecomtest.Shop {
	t.Helper()
	return ecomtest.NewShop(t, func(c *ecom.Config) {
		coupons(c)
		c.Catalog = w
	})
}

// sweep does what Run does, after a while.
func sweep(t testing.TB, s *ecomtest.Shop, after time.Duration) {
	t.Helper()
	s.Clock.Advance(after)
	if err := s.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWarehouse(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	r := catalog.Request{Currency: money.USD, CatalogReferences: []catalog.ReferenceAndQuantity{
		{CatalogReference: item.CatalogReference{CatalogItemID: "mug", AppID: "app"}, Quantity: 1},
	}}
	plugintest.TestCatalog(t, w, r)
	plugintest.TestInventory(t, w, r, [3]string{"a", "b", "c"})
}

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

// Whatever breaks while an order is placed, and wherever: either there is the
// order and its goods are taken, or there is none and they are not.
func TestCrashesElsewhere(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		for _, after := range []bool{false, true} {
			for _, step := range []string{"place", "change", "charge"} {
				t.Run(fmt.Sprintf("%s, commit %d, after %v", step, n+1, after), func(t *testing.T) {
					t.Parallel()
					crashElsewhere(t, step, func(s *ecomtest.Shop) { s.Store.CrashOnCommit(n+1, after) })
				})
			}
		}
	}
}

// crashElsewhere breaks something while an order is placed, changed or charged
// again, and checks that all is well after a restart.
func crashElsewhere(t *testing.T, step string, crash func(s *ecomtest.Shop)) {
	t.Helper()
	w := newWarehouse()
	s := storeOf(t, w)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 4))
	want := 4
	if step != "place" {
		o := place(ctx, t, s, c.ID, nil)
		if step == "charge" {
			s.Gateway.Script(paymenttest.Decline(""))
			wantFault(t, "a decline", pay(ctx, s, o.ID), fault.Declined, "PAYMENT_ERROR")
			sweep(t, s, 0)
		} else {
			want = 7
			if _, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: want}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	act := func(s *ecomtest.Shop, key string) error {
		ctx := idempotency.WithKey(ctx, key)
		if step == "charge" {
			k, err := s.Checkouts.GetCheckout(ctx, c.ID)
			if err != nil {
				return err
			}
			o, err := s.Checkouts.CreateOrder(idempotency.WithKey(ctx, ""), k.ID, nil)
			if err != nil {
				return err
			}
			return pay(ctx, s, o.OrderID)
		}
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		return err
	}
	crash(s)
	err := act(s, "key")
	s.Store.Restart()
	twin := s.Twin()
	sweep(t, twin, 10*time.Minute)
	// Nothing is lost: what is not in the warehouse is held by the order.
	o, orderErr := twin.Checkouts.CreateOrder(ctx, c.ID, nil)
	if orderErr != nil && fault.Code(orderErr) != "CHECKOUT_ALREADY_PAID" {
		t.Fatalf("first %v, then %v", err, orderErr)
	}
	if orderErr == nil {
		if err := act(twin, "key"); err != nil && step != "charge" {
			t.Errorf("the same call again = %v", err)
		}
	}
	if step == "charge" {
		if entries := s.Gateway.Ledger(); len(entries) > 1 {
			t.Errorf("charged %d times", len(entries))
		}
		if o != nil && twin.Store.Commits() > 0 {
			if err := pay(ctx, twin, o.OrderID); err != nil && fault.Code(err) != "ORDER_PAID" {
				t.Errorf("ChargeOrder after the crash = %v", err)
			}
		}
	}
	sweep(t, twin, 10*time.Minute)
	if got := w.level("mug"); got != 10-want {
		t.Errorf("level = %d, want %d; moved %q", got, 10-want, w.took())
	}
	orders := 0
	for _, e := range append(s.Recorder.Types(), twin.Recorder.Types()...) {
		if e == "wix.ecom.v1.order_created" {
			orders++
		}
	}
	if orders > 1 {
		t.Errorf("%d orders were announced", orders)
	}
}

// Commits whose outcome cannot be told, and those that lose to others.
func TestLostCommitsElsewhere(t *testing.T) {
	t.Parallel()
	for n := range 3 {
		for name, f := range map[string]ecomtest.Fault{
			"unavailable": ecomtest.Unavailable, "conflict": ecomtest.Conflicting, "answer lost": ecomtest.AnswerLost,
			"request lost": ecomtest.RequestLost, "canceled": ecomtest.Canceled,
		} {
			for _, silent := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s at commit %d, silent %v", name, n+1, silent), func(t *testing.T) {
					t.Parallel()
					crashElsewhere(t, "place", func(s *ecomtest.Shop) {
						s.Store.Silence(silent)
						s.Store.OnCommit(n+1, f)
					})
				})
			}
		}
	}
}

// The warehouse itself lets the shop down.
func TestWarehouseTrouble(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"fails", "panics", "hangs", "gives up"} {
		for _, effect := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, effect %v", name, effect), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					over := make(chan struct{})
					tr := troubles(catalog.Budget, over)[i]
					defer synctest.Wait()
					defer close(over)
					w := newWarehouse()
					s := storeOf(t, w)
					ctx := ecomtest.Visitor(t.Context(), 1)
					c := ready(ctx, t, s, s.Line("mug", 4))
					do := func(string) error { return tr.do(t.Context()) }
					if name == "gives up" {
						do = func(string) error { return context.DeadlineExceeded }
					}
					if effect {
						w.hook(nil, do)
					} else {
						w.hook(do, nil)
					}
					_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
					wantFault(t, "CreateOrder", err, fault.Unavailable, "")
					s.Clock.Advance(time.Minute)
					if err := s.Sweep(t.Context()); err == nil {
						t.Error("Sweep did not say that the warehouse fails")
					}
					w.hook(nil, nil)
					sweep(t, s, time.Minute)
					if n := w.level("mug"); n != 10 {
						t.Errorf("level = %d, want 10; moved %q", n, w.took())
					}
					place(ctx, t, s, c.ID, nil)
					if n := w.level("mug"); n != 6 {
						t.Errorf("level = %d, want 6", n)
					}
				})
			})
		}
	}
}

// Many buyers of the last ten, and one buyer many times.
func TestRacesElsewhere(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	s := storeOf(t, w)
	const buyers = 30
	var wg sync.WaitGroup
	var mu sync.Mutex
	sold := 0
	ids := make([]checkout.ID, buyers)
	for i := range ids {
		ids[i] = ready(ecomtest.Visitor(t.Context(), i), t, s, s.Line("mug", 1)).ID
	}
	for i, id := range ids {
		ctx := ecomtest.Visitor(t.Context(), i)
		for range 2 {
			wg.Go(func() {
				o, err := s.Checkouts.CreateOrder(ctx, id, nil)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && o.Order() != nil:
					sold++
				case fault.Code(err) != "FULL_OUT_OF_STOCK" && fault.Code(err) != "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS":
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	sweep(t, s, 10*time.Minute)
	orders := 0
	for _, e := range s.Recorder.Types() {
		if e == "wix.ecom.v1.order_created" {
			orders++
		}
	}
	if n := w.level("mug"); n != 10-orders || n < 0 || sold < orders {
		t.Errorf("%d left, %d orders, %d answers", n, orders, sold)
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
