// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// shop is what the tests of this package run on.
type shop struct {
	env     *service.Env
	orders  *order.Service
	service *transaction.Service
	billing *transaction.Billing
	gateway *paymenttest.Gateway
	events  *events.Recorder
	stock   *shelf
	locale  money.Locale
	done    atomic.Int64 // checkouts completed
}

func (s *shop) OrderApproved(context.Context, *store.Tx, string) error {
	s.done.Add(1)
	return nil
}

// shelf is stock of ten units of each item.
type shelf struct{ counter store.Counter }

func (s *shelf) Take(_ context.Context, tx *store.Tx, units []order.Units) error {
	for _, u := range units {
		s.counter.Add(tx, u.CatalogReference.CatalogItemID, -u.Quantity, store.Bounds{Min: 0, Max: 10})
	}
	return nil
}

func (s *shelf) Return(_ context.Context, tx *store.Tx, units []order.Units) error {
	for _, u := range units {
		s.counter.Add(tx, u.CatalogReference.CatalogItemID, u.Quantity, store.Bounds{Min: 0, Max: 10})
	}
	return nil
}

func newShop(t testing.TB) *shop {
	t.Helper()
	locale, err := money.ParseLocale("en-US")
	if err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	newID := func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n.Add(1)) }
	now := func() time.Time { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC) }
	bus := events.NewBus(events.Config{})
	st, err := store.New(memstore.New(memstore.Config{}), store.Config{Now: now, NewID: newID, Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{stock: &shelf{store.Counter{Kind: "stock", Start: 10}}, gateway: paymenttest.New(paymenttest.Config{}), locale: locale}
	s.env = &service.Env{
		Store: st, Bus: bus, Now: now, NewID: newID, Logger: slog.New(slog.DiscardHandler),
		Site: service.Site{ID: "main", Currency: money.USD, Locale: locale, Language: "en"},
	}
	s.orders = order.NewService(s.env, s.stock)
	s.service = transaction.NewService(s.env, s.orders, s)
	s.billing = transaction.NewBilling(s.service, s.gateway)
	s.events = events.NewRecorder(bus, "recorder")
	return s
}

func (s *shop) usd(text string) money.Price {
	return money.PriceOf(money.MustParse(text, money.USD), s.locale)
}

// place makes an order that waits for its payment: three mugs at 10.00 of
// which a third unit is odd, 0.80 tax on top of each line, and 5.00 shipping.
func (s *shop) place(t testing.TB) *order.Order {
	t.Helper()
	var rec *order.Record
	err := s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		ref := item.CatalogReference{CatalogItemID: "mug", AppID: "shop"}
		rec = &order.Record{Order: order.Order{
			Currency: money.USD, CheckoutID: tx.NewID(), BuyerInfo: contact.BuyerInfo{VisitorID: "v1"},
			LineItems: []order.LineItem{{
				ID: service.LineID(1), ProductName: item.Translatable{Original: "Mug"}, CatalogReference: &ref, Quantity: 3,
				ItemType: item.Type{Preset: item.PresetPhysical},
				Price:    s.usd("10.00"), PriceBeforeDiscounts: s.usd("10.00"), LineItemPrice: s.usd("30.00"), TotalDiscount: s.usd("1.00"),
				TotalPriceBeforeTax: s.usd("29.00"), TotalPriceAfterTax: s.usd("31.40"),
				TaxInfo: &order.LineItemTaxInfo{TaxAmount: s.usd("2.40"), TaxableAmount: s.usd("29.00")},
			}},
			ShippingInfo: &order.ShippingInformation{Title: "Standard", Cost: order.ShippingPrice{
				Price: s.usd("5.00"), TotalPriceBeforeTax: s.usd("5.00"), TotalPriceAfterTax: s.usd("5.00"), Discount: s.usd("0.00"),
			}},
			PriceSummary: order.PriceSummary{
				Subtotal: s.usd("30.00"), Shipping: s.usd("5.00"), Tax: s.usd("2.40"), Discount: s.usd("1.00"),
				Total: s.usd("36.40"), TotalAdditionalFees: s.usd("0.00"),
			},
			AppliedDiscounts: []order.AppliedDiscount{{ID: tx.NewID(), MerchantDiscount: &order.MerchantDiscount{Amount: s.usd("1.00")}}},
		}}
		rec.Internal.Owner = actor.Visitor("v1")
		rec.Internal.PayNow = rec.Order.PriceSummary.Total.Amount
		rec.Internal.Reservation.Stock = []order.Units{{LineItemID: service.LineID(1), CatalogReference: ref, Quantity: 3}}
		return s.orders.Place(ctx, tx, rec, false)
	})
	if err != nil {
		t.Fatal(err)
	}
	return rec.Order.Clone()
}

func (s *shop) order(t testing.TB, id order.ID) *order.Order {
	t.Helper()
	r, err := s.orders.Read(context.Background(), s.env.Store, id)
	if err != nil {
		t.Fatal(err)
	}
	return &r.Order
}

func (s *shop) left(t testing.TB) int64 {
	t.Helper()
	n, _, err := s.stock.counter.Get(context.Background(), s.env.Store, "mug")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func card(id order.ID) transaction.ChargeOrderRequest {
	return transaction.ChargeOrderRequest{OrderID: id, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"}}
}

func checkState(t *testing.T, o *order.Order, status order.Status, paid order.PaymentStatus, balance string) {
	t.Helper()
	if o.Status != status || o.PaymentStatus != paid || o.BalanceSummary.Balance.Amount.String() != balance {
		t.Errorf("order is %s, %s, balance %s, want %s, %s, %s", o.Status, o.PaymentStatus, o.BalanceSummary.Balance.Amount, status, paid, balance)
	}
}

func TestChargeApprovesOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	checkState(t, o, order.StatusInitialized, order.PaymentStatusNotPaid, "36.40")
	if o.Number != "10001" {
		t.Errorf("Number = %q, want 10001", o.Number)
	}
	s.events.Reset()

	resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.Payments) != 1 || resp.Payments[0].Status != transaction.PaymentApproved || resp.Payments[0].Amount.Amount.String() != "36.40" {
		t.Errorf("Payments = %+v, want one of 36.40 approved", resp.Payments)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if s.done.Load() != 1 {
		t.Errorf("checkout completed %d times, want once", s.done.Load())
	}
	want := []string{
		"wix.ecom.v1.order_transactions_updated", "wix.ecom.v1.order_transactions_details_updated",
		"wix.ecom.v1.order_payment_status_updated", "wix.ecom.v1.order_approved", "wix.ecom.v1.order_updated",
	}
	if got := s.events.Types(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("events = %v, want %v", got, want)
	}
	if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.Code(err) != "ORDER_PAID" || !errors.Is(err, fault.State) {
		t.Errorf("second charge: %v, want ORDER_PAID", err)
	}
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
}

func TestDeclinedChargeGivesGoodsBackAndCanBeRetried(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	s.gateway.Script(paymenttest.Decline("INSUFFICIENT_FUNDS"))
	_, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if !errors.Is(err, fault.Declined) || fault.Code(err) != "PAYMENT_ERROR" {
		t.Fatalf("ChargeOrder() = %v, want PAYMENT_ERROR", err)
	}
	checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusDeclined, "36.40")
	if got := s.left(t); got != 10 {
		t.Errorf("stock = %d, want 10 again", got)
	}
	if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if got := s.left(t); got != 7 {
		t.Errorf("stock = %d, want 7", got)
	}
}

func TestLostAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, step := range []struct {
		name string
		step paymenttest.Step
	}{{"time-out", paymenttest.TimeOutAfter()}, {"panic", paymenttest.Panic()}, {"nonsense", paymenttest.Nonsense()}} {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.place(t)
			s.gateway.Script(step.step)
			if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); !errors.Is(err, fault.Unknown) {
				t.Fatalf("ChargeOrder() = %v, want fault.Unknown", err)
			}
			checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusPending, "36.40")
			if _, err := s.billing.ChargeOrder(t.Context(), card(o.ID)); fault.Code(err) != "PAYMENT_ALREADY_IN_PROGRESS" {
				t.Errorf("another charge meanwhile: %v, want PAYMENT_ALREADY_IN_PROGRESS", err)
			}
			if n, err := s.billing.Resolve(t.Context()); step.name == "nonsense" {
				if !errors.Is(err, nil) || n != 0 {
					t.Logf("Resolve() = %d, %v", n, err)
				}
				return
			} else if n != 1 || err != nil {
				t.Fatalf("Resolve() = %d, %v, want 1", n, err)
			}
			checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
			if n := len(s.gateway.Ledger()); n != 1 {
				t.Errorf("the gateway charged %d times, want once", n)
			}
			if n, err := s.billing.Resolve(t.Context()); n != 0 || err != nil {
				t.Errorf("Resolve() again = %d, %v, want nothing to do", n, err)
			}
		})
	}
}

func TestChargeIsIdempotent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	ctx := idempotency.WithKey(t.Context(), "pay-once")
	var wg sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r, err := s.billing.ChargeOrder(ctx, card(o.ID))
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = string(r.Payments[0].ID)
		}()
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %v", answers)
			break
		}
	}
	if n := len(s.gateway.Ledger()); n != 1 {
		t.Errorf("the gateway charged %d times, want once", n)
	}
	r := card(o.ID)
	r.RegularCharge.PaymentIntentID = "another"
	if _, err := s.billing.ChargeOrder(ctx, r); !errors.Is(err, fault.Conflict) {
		t.Errorf("the key with another request: %v, want fault.Conflict", err)
	}
}

func TestChargeRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	amount := func(a string) transaction.ChargeOrderRequest {
		r := card(o.ID)
		r.RegularCharge.Amount = s.usd(a)
		return r
	}
	for _, tt := range []struct {
		name string
		req  transaction.ChargeOrderRequest
		code string
	}{
		{"too much", amount("36.41"), "INVALID_AMOUNT"},
		{"zero", amount("0.00"), "INVALID_AMOUNT"},
		{"negative", amount("-1.00"), "INVALID_AMOUNT"},
		{"unknown order", card("nope"), "ORDER_NOT_FOUND"},
		{"no intent", transaction.ChargeOrderRequest{OrderID: o.ID, RegularCharge: &transaction.RegularCharge{}}, "PAYMENT_INTENT_ID_REQUIRED"},
	} {
		if _, err := s.billing.ChargeOrder(t.Context(), tt.req); fault.Code(err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
	stranger := actor.With(t.Context(), actor.Visitor("v2"))
	if _, err := s.billing.ChargeOrder(stranger, card(o.ID)); !errors.Is(err, fault.NotFound) {
		t.Errorf("another visitor: %v, want fault.NotFound", err)
	}
	if n := len(s.gateway.Calls()); n != 0 {
		t.Errorf("the gateway was called %d times", n)
	}
}

func TestAuthorizeCaptureVoid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	authorize := func() (order.ID, transaction.PaymentID) {
		o := s.place(t)
		r := card(o.ID)
		r.RegularCharge.DelayedCaptureSettings = &transaction.DelayedCaptureSettings{}
		resp, err := s.billing.ChargeOrder(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusNotPaid, "36.40")
		if got := s.order(t, o.ID).BalanceSummary.Authorized.Amount.String(); got != "36.40" {
			t.Errorf("authorized = %s, want 36.40", got)
		}
		return o.ID, resp.Payments[0].ID
	}
	id, p := authorize()
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p, Amount: s.usd("36.41")}}); fault.Code(err) != "INVALID_AMOUNT" {
		t.Errorf("capture too much: %v, want INVALID_AMOUNT", err)
	}
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p}}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	if _, err := s.billing.CaptureAuthorizedPayments(t.Context(), id, []transaction.PaymentCapture{{PaymentID: p}}); fault.Code(err) != "PAYMENT_ALREADY_CAPTURED" {
		t.Errorf("capture again: %v, want PAYMENT_ALREADY_CAPTURED", err)
	}
	id, p = authorize()
	if _, err := s.billing.VoidAuthorizedPayments(t.Context(), id, []transaction.PaymentID{p}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.billing.VoidAuthorizedPayments(t.Context(), id, []transaction.PaymentID{p}); fault.Code(err) != "PAYMENT_ALREADY_VOIDED" {
		t.Errorf("void again: %v, want PAYMENT_ALREADY_VOIDED", err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusNotPaid, "36.40")
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
}

// paid returns an order charged in full, and its payment.
func (s *shop) paid(t testing.TB) (order.ID, transaction.PaymentID) {
	t.Helper()
	o := s.place(t)
	resp, err := s.billing.ChargeOrder(context.Background(), card(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	return o.ID, resp.Payments[0].ID
}

func TestRefundsUnitByUnitAddUp(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	s.events.Reset()
	total := money.Zero(money.USD)
	for i := range 3 {
		resp, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
			OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
			RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 1}}},
			SideEffects: &transaction.SideEffects{Restock: &transaction.RestockSideEffects{LineItems: []transaction.RestockItem{{LineItemID: service.LineID(1), Quantity: 1}}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if total, err = total.Add(resp.Refund.Summary.Refunded.Amount); err != nil {
			t.Fatal(err)
		}
		o := s.order(t, id)
		if o.LineItems[0].RefundQuantity != i+1 || o.LineItems[0].RestockQuantity != i+1 {
			t.Errorf("refunded %d, restocked %d, want %d", o.LineItems[0].RefundQuantity, o.LineItems[0].RestockQuantity, i+1)
		}
		checkState(t, o, order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	}
	if total.String() != "31.40" {
		t.Errorf("three units came to %s, want the line's 31.40", total)
	}
	if got := s.left(t); got != 10 {
		t.Errorf("stock = %d, want 10 again", got)
	}
	if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
		RefundItems: &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 1}}},
	}); fault.Code(err) != "INVALID_LINE_ITEM_REFUND_QUANTITY" {
		t.Errorf("a fourth unit: %v, want INVALID_LINE_ITEM_REFUND_QUANTITY", err)
	}
	if _, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}},
		RefundItems: &transaction.RefundItems{Shipping: &transaction.ShippingRefund{}},
	}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusFullyRefunded, "0.00")
	if e := s.gateway.Ledger()[0]; e.Refunded.String() != "36.40" {
		t.Errorf("the gateway refunded %s, want 36.40", e.Refunded)
	}
	completed := 0
	for _, typ := range s.events.Types() {
		if typ == "wix.ecom.v1.order_transactions_refund_completed" {
			completed++
		}
	}
	if completed != 4 {
		t.Errorf("refund_completed was raised %d times, want once for each of 4", completed)
	}
}

func TestRacingRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	var wg sync.WaitGroup
	var done atomic.Int64
	for range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
				OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p, Amount: s.usd("10.00")}},
			})
			switch {
			case err == nil:
				done.Add(1)
			case fault.Code(err) == "PAYMENT_NOT_REFUNDABLE", fault.Code(err) == "INVALID_PAYMENT_REFUND_AMOUNT":
			default:
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if n := done.Load(); n < 1 || n > 3 {
		t.Errorf("%d refunds of 10.00 went through, want 1 to 3 of 36.40", n)
	}
	if err := paymenttest.Check(s.gateway.Ledger()...); err != nil {
		t.Error(err)
	}
	want := fmt.Sprintf("%d.00", 10*done.Load())
	if got := s.order(t, id).BalanceSummary.Refunded.Amount.String(); got != want {
		t.Errorf("refunded = %s, want %s", got, want)
	}
}

func TestRefundWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	s.gateway.Script(paymenttest.TimeOutAfter().On(paymenttest.OpRefund))
	resp, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p, Amount: s.usd("6.40")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !resp.Refund.Summary.Pending || resp.Refund.Transactions[0].RefundStatus != transaction.RefundStarted {
		t.Errorf("refund = %+v, want one still under way", resp.Refund)
	}
	if got := s.order(t, id).BalanceSummary.PendingRefund.Amount.String(); got != "6.40" {
		t.Errorf("pendingRefund = %s, want 6.40", got)
	}
	if n, err := s.billing.Resolve(t.Context()); n != 1 || err != nil {
		t.Fatalf("Resolve() = %d, %v, want 1", n, err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	if e := s.gateway.Ledger()[0]; e.Refunded.String() != "6.40" {
		t.Errorf("the gateway refunded %s, want 6.40 once", e.Refunded)
	}
}

func TestRefundRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id, p := s.paid(t)
	refund := func(r transaction.PaymentRefund, items *transaction.RefundItems) error {
		_, err := s.billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{r}, RefundItems: items})
		return err
	}
	for _, tt := range []struct {
		name  string
		err   error
		code  string
		class fault.Class
	}{
		{"more than was paid", refund(transaction.PaymentRefund{PaymentID: p, Amount: s.usd("36.41")}, nil), "INVALID_PAYMENT_REFUND_AMOUNT", fault.Invalid},
		{"zero", refund(transaction.PaymentRefund{PaymentID: p, Amount: s.usd("0.00")}, nil), "INVALID_PAYMENT_REFUND_AMOUNT", fault.Invalid},
		{"unknown payment", refund(transaction.PaymentRefund{PaymentID: "x"}, nil), "PAYMENT_NOT_FOUND", fault.NotFound},
		{"unknown line", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: "x", Quantity: 1}}}), "LINE_ITEM_NOT_FOUND", fault.NotFound},
		{"too many units", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: service.LineID(1), Quantity: 4}}}), "INVALID_LINE_ITEM_REFUND_QUANTITY", fault.Invalid},
		{"unknown fee", refund(transaction.PaymentRefund{PaymentID: p}, &transaction.RefundItems{AdditionalFees: []transaction.AdditionalFeeRefund{{AdditionalFeeID: "x"}}}), "ADDITIONAL_FEE_NOT_FOUND", fault.NotFound},
	} {
		if fault.Code(tt.err) != tt.code || !errors.Is(tt.err, tt.class) {
			t.Errorf("%s: %v, want %v %s", tt.name, tt.err, tt.class, tt.code)
		}
	}
	visitor := actor.With(t.Context(), actor.Visitor("v1"))
	if _, err := s.billing.RefundPayments(visitor, transaction.RefundPaymentsRequest{OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: p}}}); !errors.Is(err, fault.Denied) {
		t.Errorf("a visitor's refund: %v, want fault.Denied", err)
	}
	checkState(t, s.order(t, id), order.StatusApproved, order.PaymentStatusPaid, "0.00")
}

func TestAddPayments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	cash := func(amount, txn string) transaction.Payment {
		return transaction.Payment{
			Amount: s.usd(amount), Status: transaction.PaymentApproved,
			RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: txn == "", ProviderTransactionID: txn, PaymentMethod: "Cash"},
		}
	}
	r, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("10.00", "")}})
	if err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPartiallyPaid, "26.40")
	if _, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("1.00", "T1"), cash("1.00", "T1")}}); !errors.Is(err, fault.Exists) {
		t.Errorf("the same transaction twice: %v, want fault.Exists", err)
	}
	if _, err := s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("26.40", "T2")}}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	// Paid by hand, so given back by hand.
	refund := transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: r.PaymentsIDs[0]}}}
	if _, err := s.billing.RefundPayments(t.Context(), refund); fault.Code(err) != "EXTERNAL_REFUND_EXPECTED" {
		t.Errorf("refund of cash by the provider: %v, want EXTERNAL_REFUND_EXPECTED", err)
	}
	refund.PaymentRefunds[0].ExternalRefund = true
	if _, err := s.billing.RefundPayments(t.Context(), refund); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPartiallyRefunded, "0.00")
	var bad fault.Violation
	_, err = s.service.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{Amount: s.usd("-1.00")}}})
	if vs := fault.Violations(err); len(vs) < 2 {
		t.Errorf("violations = %v, want of the kind and the amount", vs)
	} else {
		bad = vs[0]
	}
	if !strings.HasPrefix(bad.Field, "payments[0]") {
		t.Errorf("violation is of %q, want of payments[0]", bad.Field)
	}
}

func TestUpdatePaymentStatus(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.place(t)
	s.gateway.Script(paymenttest.Pending())
	resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
	if err != nil {
		t.Fatal(err)
	}
	p := resp.Payments[0]
	if p.Status != transaction.PaymentPending {
		t.Fatalf("status = %s, want PENDING", p.Status)
	}
	checkState(t, s.order(t, o.ID), order.StatusInitialized, order.PaymentStatusPending, "36.40")
	if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, p.ID, transaction.PaymentRefunded); fault.Code(err) != "STATUS_NOT_ALLOWED" {
		t.Errorf("to REFUNDED by hand: %v, want STATUS_NOT_ALLOWED", err)
	}
	if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, p.ID, transaction.PaymentApproved); err != nil {
		t.Fatal(err)
	}
	checkState(t, s.order(t, o.ID), order.StatusApproved, order.PaymentStatusPaid, "0.00")
	res, err := s.service.BulkUpdatePaymentStatuses(t.Context(), []transaction.PaymentAndOrderID{{OrderID: o.ID, PaymentID: "x"}, {OrderID: o.ID, PaymentID: p.ID}}, transaction.PaymentApproved)
	if err != nil || fault.Code(res[0].Err) != "PAYMENT_NOT_FOUND" || res[1].Err != nil {
		t.Errorf("bulk = %+v, %v", res, err)
	}
}

// Whoever says that a payment under review has failed gives the goods back;
// until then the order cannot be canceled.
func TestPendingPaymentFails(t *testing.T) {
	t.Parallel()
	for _, status := range []transaction.PaymentStatus{transaction.PaymentDeclined, transaction.PaymentCanceled} {
		s := newShop(t)
		before := s.left(t)
		o := s.place(t)
		s.gateway.Script(paymenttest.Pending())
		resp, err := s.billing.ChargeOrder(t.Context(), card(o.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); fault.Code(err) != order.CodeIsPending {
			t.Errorf("canceled while the payment is under review: %v", err)
		}
		held := s.left(t)
		if _, err := s.service.UpdatePaymentStatus(t.Context(), o.ID, resp.Payments[0].ID, status); err != nil {
			t.Fatal(err)
		}
		if after := s.left(t); held == before || after != before {
			t.Errorf("%s: stock was %d, then %d, is %d", status, before, held, after)
		}
		if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); err != nil {
			t.Errorf("canceled after that: %v", err)
		}
		if after := s.left(t); after != before {
			t.Errorf("%s: given back twice: stock is %d", status, after)
		}
	}
}
