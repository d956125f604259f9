// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// frozen is a store that remembers how its records and events were committed.
type frozen struct {
	driver.Store
	mu      sync.Mutex
	records map[driver.Ref]string
	events  map[string]kept
}

type kept struct {
	payload any
	was     string
}

func (f *frozen) Unwrap() driver.Store { return f.Store }

func (f *frozen) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	receipt, err := f.Store.Commit(ctx, b)
	if err != nil {
		return receipt, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range b.Writes {
		delete(f.records, w.Ref)
		if !w.Delete {
			f.records[w.Ref] = encoded(w.Doc.Value())
		}
	}
	for _, e := range b.Events {
		f.events[e.ID] = kept{e.Doc.Value(), encoded(e.Doc.Value())}
	}
	return receipt, nil
}

// check reports what is not as it was committed.
func (f *frozen) check(t *testing.T, after string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for ref, was := range f.records {
		records, err := f.Get(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if is := encoded(records[0].Doc.Value); is != was {
			t.Fatalf("after %s, %s %s has changed in the store\nwas %s\nis  %s", after, ref.Kind, ref.ID, was, is)
		}
	}
	for id, e := range f.events {
		if is := encoded(e.payload); is != e.was {
			t.Fatalf("after %s, event %s has changed in the log\nwas %s\nis  %s", after, id, e.was, is)
		}
	}
}

func encoded(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// scribble writes over everything that v refers to.
func scribble(v any) { scribbleOn(reflect.ValueOf(v)) }

func scribbleOn(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribbleOn(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scribbleOn(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			scribbleOn(v.MapIndex(k))
			v.SetMapIndex(k, reflect.Value{})
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribbleOn(v.Field(i))
			}
		}
		if v.CanSet() {
			v.SetZero()
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString("scribbled")
		}
	default:
		if v.CanSet() {
			v.SetZero()
		}
	}
}

// TestNobodyChangesTheStore: whatever callers and handlers do with what they
// gave and got, what the store keeps is what was committed.
func TestNobodyChangesTheStore(t *testing.T) {
	t.Parallel()
	f := &frozen{Store: memstore.New(memstore.Config{}), records: make(map[driver.Ref]string), events: make(map[string]kept)}
	s := newShop(t, func(c *ecom.Config) { c.Store = f })
	s.events.Stop()
	events.SubscribeAll(s.Events, "scribbler", func(_ context.Context, e events.Envelope) error {
		if _, ok := e.Payload.(events.Detacher); !ok && e.Type != (cart.CartDeleted{}).EventType() {
			t.Errorf("the payload of %s is not a Detacher", e.Type)
		}
		scribble(e.Payload)
		return nil
	})
	buyer, admin := as(t, actor.Member(ann)), t.Context()
	step := func(name string, gave any, got any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		f.check(t, name)
		scribble(gave)
		scribble(got)
		f.check(t, "scribbling on what "+name+" gave and got")
	}

	visitor := as(t, actor.Visitor(bob))
	lines := add(s.line("plate", 3))
	got, err := s.CurrentCart.AddToCurrentCart(visitor, lines)
	step("AddToCurrentCart of a visitor", &lines, got, err)
	lines = add(s.line("mug", 1), s.line("plate", 2))
	got, err = s.CurrentCart.AddToCurrentCart(buyer, lines)
	step("AddToCurrentCart", &lines, got, err)
	got, err = s.CurrentCart.MergeVisitorCart(buyer, bob)
	step("MergeVisitorCart", nil, got, err)
	update := cart.UpdateCartRequest{CouponCode: "SAVE10"}
	got, err = s.CurrentCart.UpdateCurrentCart(buyer, update)
	step("UpdateCurrentCart", &update, got, err)
	quantities := []cart.LineItemQuantityUpdate{{ID: got0(t, s, buyer), Quantity: 2}}
	got, err = s.CurrentCart.UpdateCurrentCartLineItemQuantity(buyer, quantities)
	step("UpdateCurrentCartLineItemQuantity", quantities, got, err)
	totals, err := s.CurrentCart.EstimateCurrentCartTotals(buyer, cart.EstimateTotalsRequest{ShippingAddress: newYork()})
	step("EstimateCurrentCartTotals", nil, totals, err)

	request := cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, ShippingAddress: newYork()}
	created, err := s.CurrentCart.CreateCheckoutFromCurrentCart(buyer, request)
	if err != nil {
		t.Fatal(err)
	}
	id := checkout.ID(created.CheckoutID)
	step("CreateCheckoutFromCurrentCart", &request, nil, nil)
	details, to := details(""), newYork()
	details.Checkout.BillingInfo = patch.Set(contact.AddressWithContact{Address: to})
	k, err := s.Checkouts.UpdateCheckout(buyer, id, details)
	step("UpdateCheckout", to, k, err)
	more := []cart.LineItem{s.line("ebook", 1)}
	k, err = s.Checkouts.AddToCheckout(buyer, id, more, nil)
	step("AddToCheckout", more, k, err)
	c, err := s.Checkouts.GetCheckout(buyer, id)
	step("GetCheckout", nil, c, err)
	placed, err := s.Checkouts.CreateOrder(buyer, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	orderID := placed.OrderID
	step("CreateOrder", nil, placed.Order(), nil)
	again, err := s.Checkouts.CreateOrder(buyer, id, nil)
	step("CreateOrder again", nil, again.Order(), err)
	k, err = s.Checkouts.UpdateCheckout(buyer, id, checkout.UpdateCheckoutRequest{CouponCode: "SAVE10"})
	step("UpdateCheckout after CreateOrder", nil, k, err)
	again, err = s.Checkouts.CreateOrder(buyer, id, nil)
	step("CreateOrder of another state", nil, again.Order(), err)
	charged, err := s.Billing.ChargeOrder(buyer, charge(orderID))
	if err != nil {
		t.Fatal(err)
	}
	payment := charged.Payments[0].ID
	step("ChargeOrder", nil, charged, nil)
	f1 := fulfillment.Fulfillment{CustomInfo: &fulfillment.CustomInfo{FieldsData: map[string]string{"box": "2"}}}
	fulfilled, err := s.Fulfillments.CreateFulfillment(admin, orderID, f1)
	step("CreateFulfillment", &f1, fulfilled, err)
	refund, err := s.Billing.RefundPayments(admin, transaction.RefundPaymentsRequest{
		OrderID: orderID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: payment}},
	})
	step("RefundPayments", nil, refund, err)
	comment := []order.Activity{{MerchantComment: &order.MerchantComment{Message: "called"}}}
	noted, err := s.Orders.AddActivities(admin, orderID, comment)
	step("AddActivities", comment, noted, err)
	o, err := s.Orders.CancelOrder(admin, orderID, &order.CancelOrderOptions{RestockAllItems: true})
	step("CancelOrder", nil, o, err)
	o, err = s.Orders.GetOrder(buyer, orderID)
	step("GetOrder", nil, o, err)
}

// got0 returns the id of the first line of the buyer's cart.
func got0(t *testing.T, s *shop, buyer context.Context) string {
	t.Helper()
	c, err := s.CurrentCart.GetCurrentCart(buyer)
	if err != nil {
		t.Fatal(err)
	}
	return c.LineItems[0].ID
}
