// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
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
