// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/transaction"
)

// encoded keeps a shop in bytes.
func encoded(c *ecom.Config) { c.Store = ecomtest.Encoded(memory()) }

// kinds are shops on stores that keep values and encodings.
var kinds = map[string]func(*ecom.Config){"values": nil, "encodings": encoded}

func TestBuy(t *testing.T) {
	t.Parallel()
	for name, change := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, change)
			ctx := ecomtest.Member(t.Context(), 1)
			o, err := s.Buy(ctx, s.Line("mug", 3), s.Line("ebook", 1))
			if err != nil {
				t.Fatal(err)
			}
			if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid || o.Number != "10001" {
				t.Errorf("order %s is %s and %s, want 10001 APPROVED and PAID", o.Number, o.Status, o.PaymentStatus)
			}
			if got := o.PriceSummary.Total.Amount.String(); got != "85.00" {
				t.Errorf("total = %s, want 85.00", got)
			}
			if left, err := s.Products.Stock(t.Context(), "mug"); left != 7 || err != nil {
				t.Errorf("stock = %d, %v, want 7", left, err)
			}
			if l := s.Gateway.Ledger(); len(l) != 1 || l[0].Captured.String() != "85.00" {
				t.Errorf("the gateway's ledger is %v, want one charge of 85.00", l)
			}
			if !strings.Contains(s.Recorder.String(), "wix.ecom.v1.order_approved") {
				t.Errorf("no order_approved in\n%s", s.Recorder)
			}
		})
	}
}

// Nothing to ship, nothing to pay now, nothing at all.
func TestBuyOther(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	if o, err := s.Buy(ctx, s.Line("ebook", 1)); err != nil || o.PriceSummary.Total.Amount.String() != "5.00" {
		t.Errorf("an e-book = %v, %v, want one for 5.00", o, err)
	}
	if o, err := s.Buy(t.Context(), s.Line("plate", 1)); err == nil {
		t.Errorf("the program itself has no cart, but bought %v", o.ID)
	}
	if _, err := s.Buy(ctx, s.Line("no such thing", 1)); err == nil {
		t.Error("something that is not sold was bought")
	}
	s.Gateway.Script(paymenttest.Decline("no money"))
	if _, err := s.Buy(ctx, s.Line("plate", 1)); !errors.Is(err, fault.Declined) {
		t.Errorf("Buy without money = %v, want %v", err, fault.Declined)
	}
	o, err := s.Order(ecomtest.Visitor(t.Context(), 2), s.Line("plate", 1))
	if err != nil || o.Status != order.StatusInitialized {
		t.Fatalf("Order = %v, %v, want one that waits for its payment", o, err)
	}
	if o, err = s.Pay(ecomtest.Visitor(t.Context(), 2), o.ID); err != nil || o.Status != order.StatusApproved {
		t.Errorf("Pay = %v, %v, want an order that is approved", o, err)
	}
	manual := ecomtest.NewShop(t, func(c *ecom.Config) { c.Payments = nil })
	if o, err := manual.Buy(ctx, manual.Line("plate", 1)); err != nil || o.Status != order.StatusApproved {
		t.Errorf("Buy in a shop without a gateway = %v, %v, want an order that is approved", o, err)
	}
}

// Every run of a test sees the same ids, times and events.
func TestShopIsDeterministic(t *testing.T) {
	t.Parallel()
	run := func() string {
		s := ecomtest.NewShop(t, nil)
		o, err := s.Buy(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 1))
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		return string(data) + "\n" + s.Recorder.String()
	}
	if diff := cmp.Diff(run(), run()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

// What one process sells, another one sees.
func TestTwin(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	twin := s.Twin()
	o, err := s.Buy(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 10))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := twin.Orders.GetOrder(t.Context(), o.ID); err != nil || got.Number != o.Number {
		t.Errorf("the twin has order %v, %v, want %s", got, err, o.Number)
	}
	if _, err := twin.Buy(ecomtest.Visitor(t.Context(), 2), s.Line("mug", 1)); err == nil {
		t.Error("the twin sold an eleventh mug")
	}
	if n := len(twin.Recorder.Of(string(o.ID))); n != 0 {
		t.Errorf("the twin recorded %d events of the other's order", n)
	}
}

// Repeated calls give the answers of the first ones, to the amount.
func TestRepeatedCalls(t *testing.T) {
	t.Parallel()
	for name, change := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, func(c *ecom.Config) {
				c.Conversion = &ecom.Conversion{Currency: money.EUR, Rate: money.MustParse("0.92", money.USD).Decimal()}
				if change != nil {
					change(c)
				}
			})
			ctx := ecomtest.Visitor(t.Context(), 1)
			twice(t, ctx, "add", func(ctx context.Context) (*cart.Result, error) {
				return s.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 2)}})
			})
			o, err := s.Order(ctx, s.Line("plate", 1))
			if err != nil {
				t.Fatal(err)
			}
			twice(t, ctx, "charge", func(ctx context.Context) (*transaction.ChargeOrderResponse, error) {
				return s.Billing.ChargeOrder(ctx, transaction.ChargeOrderRequest{
					OrderID: o.ID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"},
				})
			})
			twice(t, t.Context(), "create", func(ctx context.Context) (*order.Order, error) {
				return s.Orders.CreateOrder(ctx, imported(t, "9.99", money.EUR), nil)
			})
			yen, err := s.Orders.CreateOrder(t.Context(), imported(t, "999", money.JPY), nil)
			if err != nil {
				t.Fatal(err)
			}
			twice(t, t.Context(), "pay", func(ctx context.Context) (*transaction.AddPaymentsResponse, error) {
				return s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: yen.ID, Payments: []transaction.Payment{{
					Amount:                money.PriceOf(money.MustParse("999", money.JPY), 0),
					RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, Status: transaction.PaymentApproved},
				}}})
			})
			if left, err := s.Products.Stock(t.Context(), "mug"); left != 8 || err != nil {
				t.Errorf("stock = %d, %v, want 8", left, err)
			}
		})
	}
}

// imported is an order from elsewhere.
func imported(t *testing.T, price string, cur money.Currency) *order.Order {
	t.Helper()
	p := money.PriceOf(money.MustParse(price, cur), 0)
	var o order.Order
	data := fmt.Sprintf(`{"currency": %q, "channelInfo": {"type": "WEB"}, "priceSummary": {"subtotal": {"amount": %[2]q}, "total": {"amount": %[2]q}},
		"lineItems": [{"id": "00000000-0000-0000-0000-000000000001", "productName": {"original": "Thing"}, "quantity": 1, "price": {"amount": %[2]q},
			"itemType": {"preset": "PHYSICAL"}, "catalogReference": {"appId": "215238eb-22a5-4c36-9e7b-e7c08025e04e", "catalogItemId": "thing"}}]}`,
		cur.Code(), p.Amount.String())
	if err := json.Unmarshal([]byte(data), &o); err != nil {
		t.Fatal(err)
	}
	return &o
}

// twice makes a call twice under one key, and compares the answers to the last
// amount.
func twice[R any](t *testing.T, ctx context.Context, key string, call func(context.Context) (R, error)) {
	t.Helper()
	ctx = idempotency.WithKey(ctx, key)
	first, err := call(ctx)
	if err != nil {
		t.Errorf("%s = %v", key, err)
		return
	}
	again, err := call(ctx)
	if err != nil {
		t.Errorf("%s again = %v", key, err)
		return
	}
	same := cmp.Options{
		cmp.Comparer(func(a, b money.Amount) bool { return a.Equal(b) }),
		cmp.Comparer(func(a, b money.Price) bool {
			return a.Amount.Equal(b.Amount) && a.FormattedAmount() == b.FormattedAmount()
		}),
		cmp.Comparer(func(a, b money.MultiCurrencyPrice) bool {
			return a.Amount.Equal(b.Amount) && a.Converted.Equal(b.Converted) &&
				a.FormattedAmount() == b.FormattedAmount() && a.FormattedConvertedAmount() == b.FormattedConvertedAmount()
		}),
	}
	if diff := cmp.Diff(first, again, same); diff != "" {
		t.Errorf("%s differs when repeated (-first +again):\n%s", key, diff)
	}
}

func TestContexts(t *testing.T) {
	t.Parallel()
	if v, m := actor.From(ecomtest.Visitor(t.Context(), 7)), actor.From(ecomtest.Member(t.Context(), 7)); v.Kind != actor.KindVisitor || m.Kind != actor.KindMember || v.ID == m.ID {
		t.Errorf("visitor %v and member %v, want two different ones", v, m)
	}
}
