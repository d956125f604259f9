// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/store"
)

const stranger = "0a6c3b1e-5c0f-4f6e-9a57-2f4f7d0d1c99"

func TestOwnership(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	tests := []struct {
		who  actor.Identity
		sees bool
	}{
		{actor.Identity{}, true},
		{actor.User(stranger), true},
		{actor.App(stranger), true},
		{actor.Member(member), true},
		{actor.Member(stranger), false},
		{actor.Visitor(member), false},
	}
	for _, tt := range tests {
		ctx := actor.With(t.Context(), tt.who)
		_, err := s.orders.GetOrder(ctx, o.ID)
		if (err == nil) != tt.sees || err != nil && fault.Code(err) != "ORDER_NOT_FOUND" {
			t.Errorf("GetOrder as %s = %v, want found: %v", tt.who, err, tt.sees)
		}
		if tt.who.Admin() {
			continue
		}
		for name, call := range map[string]func() error{
			"UpdateOrder": func() error {
				_, err := s.orders.UpdateOrder(ctx, o.ID, order.OrderUpdate{Archived: patch.Set(true)})
				return err
			},
			"CancelOrder":       func() error { _, err := s.orders.CancelOrder(ctx, o.ID, nil); return err },
			"UpdateOrderStatus": func() error { _, err := s.orders.UpdateOrderStatus(ctx, o.ID, order.StatusCanceled); return err },
			"AddActivities": func() error {
				_, err := s.orders.AddActivities(ctx, o.ID, []order.Activity{{MerchantComment: &order.MerchantComment{Message: "x"}}})
				return err
			},
			"BulkUpdateOrderTags": func() error {
				_, err := s.orders.BulkUpdateOrderTags(ctx, []order.ID{o.ID}, nil, nil)
				return err
			},
		} {
			if err := call(); !errors.Is(err, fault.Denied) {
				t.Errorf("%s as %s = %v, want a Denied error", name, tt.who, err)
			}
		}
	}
	if _, err := s.orders.GetOrder(t.Context(), "none"); fault.Code(err) != "ORDER_NOT_FOUND" || !errors.Is(err, fault.NotFound) {
		t.Errorf("GetOrder(none) = %v, want ORDER_NOT_FOUND", err)
	}
}

func TestReturnedOrdersAreTheCallersOwn(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	o.LineItems[0].Quantity, o.BuyerInfo.Email, o.BillingInfo.Address.City = 99, "x@example.com", "Nowhere"
	got, err := s.orders.GetOrder(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.LineItems[0].Quantity != 2 || got.BillingInfo.Address.City != "New York" {
		t.Error("changing a returned order changed the stored one")
	}
}

func TestCancelOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	s.clock.Add(60)
	got, err := s.orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{
		RestockAllItems: true, SendOrderCanceledEmail: true, CustomMessage: "Sorry",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != order.StatusCanceled || got.PaymentStatus != o.PaymentStatus || got.FulfillmentStatus != o.FulfillmentStatus {
		t.Errorf("statuses are %s %s %s, want CANCELED and the rest as it was", got.Status, got.PaymentStatus, got.FulfillmentStatus)
	}
	if diff := cmp.Diff(o.BalanceSummary, got.BalanceSummary, cmp.Comparer(func(a, b order.BalanceSummary) bool { return a == b })); diff != "" {
		t.Errorf("the balance changed: %s", diff)
	}
	if !got.UpdatedDate.After(o.UpdatedDate) {
		t.Error("updatedDate did not move")
	}
	if n := got.LineItems[0].RestockQuantity; n != 2 {
		t.Errorf("restockQuantity is %d, want 2", n)
	}
	if n := s.left(t); n != 10 {
		t.Errorf("%d mugs are left, want all 10", n)
	}
	if a := got.Activities[len(got.Activities)-1]; a.ActivityType != order.ActivityTypeOrderCanceled {
		t.Errorf("the last activity is %s, want ORDER_CANCELED", a.ActivityType)
	}
	evs := s.events.Events()
	if e := s.raised(); e != "canceled updated" {
		t.Fatalf("raised %s, want canceled updated", e)
	}
	if c, ok := evs[0].Payload.(order.OrderCanceled); !ok || !c.RestockAllItems || !c.SendOrderCanceledEmail || c.CustomMessage != "Sorry" || c.Order.ID != o.ID {
		t.Errorf("the event is %+v, want the options in it", evs[0].Payload)
	}
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); !errors.Is(err, fault.State) || fault.Code(err) != order.CodeCanceled {
		t.Errorf("canceled twice: %v, want a State error", err)
	}
	if e := s.raised(); e != "" {
		t.Errorf("the refused cancel raised %s", e)
	}
}

func TestCancelOrderKeepsStock(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sold := s.create(t)
	waiting := s.create(t, func(o *order.Order) { o.Status = order.StatusInitialized })
	for _, tt := range []struct {
		o    *order.Order
		left int64
	}{{sold, 6}, {waiting, 8}} {
		got, err := s.orders.CancelOrder(t.Context(), tt.o.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := s.left(t); n != tt.left || got.LineItems[0].RestockQuantity != 0 {
			t.Errorf("after canceling the %s order %d mugs are left, want %d", tt.o.Status, n, tt.left)
		}
	}
}

func TestCancelOrderRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, tt := range []struct {
		change func(*order.Order)
		code   string
	}{
		{func(o *order.Order) { o.Status = order.StatusPending }, "ORDER_IS_PENDING"},
		{func(o *order.Order) { o.Status = order.StatusRejected }, "ORDER_IS_REJECTED"},
	} {
		o := s.create(t, tt.change)
		_, err := s.orders.CancelOrder(t.Context(), o.ID, nil)
		if se, ok := errors.AsType[*order.StateError](err); !ok || fault.Code(err) != tt.code || fault.ClassOf(err).HTTPStatus() != 428 || se.From != o.Status {
			t.Errorf("CancelOrder of a %s order = %v, want %s", o.Status, err, tt.code)
		}
	}
	o := s.create(t)
	authorize(t, s, o.ID)
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, nil); fault.Code(err) != "ORDER_HAS_AUTHORIZED_TRANSACTION" {
		t.Errorf("CancelOrder of an authorized order = %v, want ORDER_HAS_AUTHORIZED_TRANSACTION", err)
	}
	if _, err := s.orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{CustomMessage: strings.Repeat("x", 1001)}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a message too long: %v, want an Invalid error", err)
	}
}

// authorize has an order's payment authorized.
func authorize(t testing.TB, s *shop, id order.ID) {
	t.Helper()
	err := s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.orders.Rebalance(r, order.PaymentTotals{Authorized: usd("25.00").Amount, Payments: 1}); err != nil {
			return err
		}
		s.orders.Save(ctx, tx, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUpdateOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	var u order.OrderUpdate
	body := `{"buyerInfo":{"email":"john@example.com"},"archived":true,"seenByAHuman":true,"weightUnit":"LB","buyerLanguage":"de",
		"attributionSource":"FACEBOOK_ADS","billingInfo":{"address":null},"buyerNote":"ignored",
		"recipientInfo":{"contactDetails":{"firstName":"Max"}},
		"shippingInfo":{"logistics":{"shippingDestination":{"address":{"country":"DE"}}}},
		"extendedFields":{"namespaces":{"@app/ns":{"points":3}}}}`
	if err := json.Unmarshal([]byte(body), &u); err != nil {
		t.Fatal(err)
	}
	got, err := s.orders.UpdateOrder(t.Context(), o.ID, u)
	if err != nil {
		t.Fatal(err)
	}
	want := o.Clone()
	want.BuyerInfo.Email, want.Archived, want.SeenByAHuman, want.WeightUnit = "john@example.com", true, true, item.WeightUnitLB
	want.BuyerLanguage, want.AttributionSource = "de", order.AttributionSourceFacebookAds
	want.BillingInfo.Address = nil
	want.RecipientInfo = &contact.AddressWithContact{ContactDetails: &contact.Details{FirstName: "Max"}}
	want.ShippingInfo.Logistics.ShippingDestination = &contact.AddressWithContact{Address: &contact.Address{Country: "DE"}}
	want.ExtendedFields = &item.ExtendedFields{Namespaces: map[string]item.Object{"@app/ns": {"points": float64(3)}}}
	want.UpdatedDate, want.Activities = got.UpdatedDate, got.Activities
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Errorf("UpdateOrder() (-want +got):\n%s", diff)
	}
	var kinds []order.ActivityType
	for _, a := range got.Activities {
		kinds = append(kinds, a.ActivityType)
	}
	if want := []order.ActivityType{order.ActivityTypeOrderPlaced, order.ActivityTypeEmailEdited, order.ActivityTypeShippingAddressEdited}; !slices.Equal(kinds, want) {
		t.Errorf("activities are %v, want %v", kinds, want)
	}
	evs := s.events.Events()
	if e := s.raised(); e != "updated" {
		t.Fatalf("raised %s, want updated", e)
	}
	modified := evs[0].Payload.(order.OrderUpdated).Modified()
	for path, before := range map[string]any{"buyerInfo.email": "Jane@Example.com", "archived": false, "weightUnit": "KG"} {
		if modified[path] != before {
			t.Errorf("modifiedFields[%s] = %v, want %v", path, modified[path], before)
		}
	}
}

func TestUpdateOrderRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	for body, want := range map[string]string{
		`{"buyerInfo":null}`:                          "order.buyerInfo",
		`{"billingInfo":{"contactDetails":null}}`:     "order.billingInfo.contactDetails",
		`{"recipientInfo":null}`:                      "order.recipientInfo.contactDetails",
		`{"buyerInfo":{"email":"nobody"}}`:            "order.buyerInfo.email",
		`{"weightUnit":"STONE"}`:                      "order.weightUnit",
		`{"billingInfo":{"address":{"country":"X"}}}`: "order.billingInfo.address.country",
	} {
		var u order.OrderUpdate
		if err := json.Unmarshal([]byte(body), &u); err != nil {
			t.Fatal(err)
		}
		_, err := s.orders.UpdateOrder(t.Context(), o.ID, u)
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != want {
			t.Errorf("UpdateOrder(%s) = %v, want a violation at %s", body, err, want)
		}
	}
	for status, code := range map[order.Status]string{order.StatusPending: "ORDER_IS_PENDING", order.StatusRejected: "ORDER_IS_REJECTED"} {
		o := s.create(t, func(o *order.Order) { o.Status = status })
		if _, err := s.orders.UpdateOrder(t.Context(), o.ID, order.OrderUpdate{Archived: patch.Set(true)}); fault.Code(err) != code {
			t.Errorf("UpdateOrder of a %s order = %v, want %s", status, err, code)
		}
	}
}

func TestBulkUpdateOrders(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	a, b := s.create(t), s.create(t, func(o *order.Order) { o.Status = order.StatusPending })
	archive := order.OrderUpdate{Archived: patch.Set(true)}
	ctx := idempotency.WithKey(t.Context(), "bulk")
	var first *order.BulkOrdersResult
	for range 2 {
		got, err := s.orders.BulkUpdateOrders(ctx, []order.MaskedOrder{{ID: a.ID, Order: archive}, {ID: b.ID, Order: archive}, {ID: "none", Order: archive}}, true)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		var codes []string
		for i, r := range got.Results {
			if r.ItemMetadata.OriginalIndex != i || r.ItemMetadata.Success != (r.Item != nil) {
				t.Errorf("result %d is %+v", i, r)
			}
			if r.ItemMetadata.Error != nil {
				codes = append(codes, r.ItemMetadata.Error.Code)
			}
		}
		if want := []string{"ORDER_IS_PENDING", "ORDER_NOT_FOUND"}; !slices.Equal(codes, want) {
			t.Errorf("codes are %v, want %v", codes, want)
		}
		if m := got.BulkActionMetadata; m != (order.BulkActionMetadata{TotalSuccesses: 1, TotalFailures: 2}) {
			t.Errorf("metadata is %+v", m)
		}
		if !got.Results[0].Item.Archived {
			t.Error("the order was not changed")
		}
	}
	if e := s.raised(); e != "updated" {
		t.Errorf("raised %s, want one update", e)
	}
	if _, err := s.orders.BulkUpdateOrders(t.Context(), nil, false); !errors.Is(err, fault.Invalid) {
		t.Errorf("no orders: %v, want an Invalid error", err)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	tags := func(ids ...string) *item.Tags { return &item.Tags{Tags: &item.TagList{TagIDs: ids}} }
	for _, step := range []struct {
		assign, unassign *item.Tags
		want             []string
	}{
		{tags("a", "b"), nil, []string{"a", "b"}},
		{tags("b", "c"), tags("a", "c"), []string{"b", "c"}},
		{nil, tags("b", "c"), nil},
	} {
		res, err := s.orders.BulkUpdateOrderTags(t.Context(), []order.ID{o.ID, "none"}, step.assign, step.unassign)
		if err != nil {
			t.Fatal(err)
		}
		if !res.Results[0].ItemMetadata.Success || res.Results[1].ItemMetadata.Success {
			t.Errorf("results are %+v", res.Results)
		}
		got, err := s.orders.GetOrder(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		if got.Tags != nil {
			ids = got.Tags.Tags.TagIDs
		}
		if !slices.Equal(ids, step.want) {
			t.Errorf("tags are %v, want %v", ids, step.want)
		}
	}
	if _, err := s.orders.BulkUpdateOrderTags(t.Context(), []order.ID{o.ID}, tags("longer"), nil); !errors.Is(err, fault.Invalid) {
		t.Errorf("a tag of six characters: %v, want an Invalid error", err)
	}
}

func TestActivities(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	comment := func(m string) order.Activity {
		return order.Activity{MerchantComment: &order.MerchantComment{Message: m}}
	}
	res, err := s.orders.AddActivities(t.Context(), o.ID, []order.Activity{comment("one"), comment("two")})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.ActivityIDs) != 2 || res.Order.Activities[2].ID != res.ActivityIDs[1] || res.Order.Activities[2].ActivityType != order.ActivityTypeMerchantComment {
		t.Errorf("AddActivities() = %v %+v", res.ActivityIDs, res.Order.Activities)
	}
	got, err := s.orders.UpdateActivity(t.Context(), o.ID, res.ActivityIDs[0], comment("uno"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Activities[1].MerchantComment.Message != "uno" || got.Activities[1].ID != res.ActivityIDs[0] {
		t.Errorf("UpdateActivity() = %+v", got.Activities[1])
	}
	if got, err = s.orders.DeleteActivity(t.Context(), o.ID, res.ActivityIDs[1]); err != nil || len(got.Activities) != 2 {
		t.Errorf("DeleteActivity() = %v, want two activities left", err)
	}
	custom := order.Activity{CustomActivity: &order.CustomActivity{AppID: member, Type: "packed", AdditionalData: map[string]string{"by": "Max"}}}
	if res, err = s.orders.AddActivity(t.Context(), o.ID, custom); err != nil || len(res.Order.Activities) != 3 {
		t.Errorf("AddActivity() = %v, want three activities", err)
	}
	if e := s.raised(); e != "updated updated updated updated" {
		t.Errorf("raised %s, want four updates", e)
	}

	if _, err := s.orders.AddActivities(t.Context(), o.ID, []order.Activity{custom}); !errors.Is(err, fault.Invalid) {
		t.Errorf("AddActivities(custom) = %v, want an Invalid error", err)
	}
	placed := order.Activity{ActivityType: order.ActivityTypeOrderPaid}
	if _, err := s.orders.AddActivity(t.Context(), o.ID, placed); !errors.Is(err, fault.Invalid) {
		t.Errorf("AddActivity(ORDER_PAID) = %v, want an Invalid error", err)
	}
	if _, err := s.orders.UpdateActivity(t.Context(), o.ID, got.Activities[0].ID, comment("x")); !errors.Is(err, fault.State) {
		t.Errorf("UpdateActivity(ORDER_PLACED) = %v, want a State error", err)
	}
	if _, err := s.orders.DeleteActivity(t.Context(), o.ID, "none"); !errors.Is(err, fault.NotFound) {
		t.Errorf("DeleteActivity(none) = %v, want a NotFound error", err)
	}
}

func TestActivitiesAreBounded(t *testing.T) {
	t.Parallel()
	var o order.Order
	for i := range order.MaxActivities + 5 {
		order.AddActivity(&o, order.Activity{ID: strconv.Itoa(i)})
	}
	if n := len(o.Activities); n != order.MaxActivities || o.Activities[n-1].ID != strconv.Itoa(order.MaxActivities+4) {
		t.Errorf("there are %d activities, the last %s", n, o.Activities[n-1].ID)
	}
}

func TestUpdateOrderStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from, to order.Status
		code     string
		raised   string
		left     int64
	}{
		{order.StatusInitialized, order.StatusApproved, "", "approved updated", 8},
		{order.StatusInitialized, order.StatusPending, "", "updated", 8},
		{order.StatusInitialized, order.StatusCanceled, "", "canceled updated", 10},
		{order.StatusInitialized, order.StatusRejected, "UNSUPPORTED_TRANSITION", "", 8},
		{order.StatusPending, order.StatusApproved, "", "approved updated", 8},
		{order.StatusPending, order.StatusRejected, "", "updated", 10},
		{order.StatusPending, order.StatusCanceled, "UNSUPPORTED_TRANSITION", "", 8},
		{order.StatusApproved, order.StatusCanceled, "", "canceled updated", 8},
		{order.StatusApproved, order.StatusApproved, "STATUS_ALREADY_SET", "", 8},
		{order.StatusApproved, order.StatusInitialized, "UNSUPPORTED_TRANSITION", "", 8},
		{order.StatusApproved, "SHIPPED", "STATUS_NOT_SUPPORTED", "", 8},
		{order.StatusRejected, order.StatusApproved, "UNSUPPORTED_TRANSITION", "", 10},
		{order.StatusCanceled, order.StatusApproved, "UNSUPPORTED_TRANSITION", "", 10},
	}
	for _, tt := range tests {
		t.Run(string(tt.from+" "+tt.to), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.create(t, func(o *order.Order) { o.Status = tt.from })
			got, err := s.orders.UpdateOrderStatus(t.Context(), o.ID, tt.to)
			if fault.Code(err) != tt.code {
				t.Fatalf("UpdateOrderStatus() = %v, want code %q", err, tt.code)
			}
			if err == nil && got.Status != tt.to {
				t.Errorf("status is %s, want %s", got.Status, tt.to)
			}
			if e := s.raised(); e != tt.raised {
				t.Errorf("raised %q, want %q", e, tt.raised)
			}
			if n := s.left(t); n != tt.left {
				t.Errorf("%d mugs are left, want %d", n, tt.left)
			}
		})
	}
}

// An order with nothing to ship is fulfilled when it is approved.
func TestApprovalFulfills(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t, func(o *order.Order) { o.Status, o.ShippingInfo = order.StatusInitialized, nil })
	if o.FulfillmentStatus != order.FulfillmentStatusNotFulfilled {
		t.Fatalf("before it is approved it is %s", o.FulfillmentStatus)
	}
	var seen []order.OrderFulfilled
	events.Subscribe(s.env.Bus, "fulfilled", func(_ context.Context, e events.Event[order.OrderFulfilled]) error {
		seen = append(seen, e.Data)
		return nil
	})
	got, err := s.orders.UpdateOrderStatus(t.Context(), o.ID, order.StatusApproved)
	if err != nil || got.FulfillmentStatus != order.FulfillmentStatusFulfilled {
		t.Fatalf("approved: %v, it is %s, want FULFILLED", err, got.FulfillmentStatus)
	}
	if e := s.raised(); e != "approved fulfilled updated" {
		t.Errorf("raised %s", e)
	}
	if len(seen) != 1 || seen[0].PreviousFulfillmentStatus != order.FulfillmentStatusNotFulfilled || seen[0].NewFulfillmentStatus != order.FulfillmentStatusFulfilled {
		t.Errorf("the event is %+v", seen)
	}
}

func TestUpdateOrderLineItem(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.create(t)
	id := o.LineItems[0].ID
	got, err := s.orders.UpdateOrderLineItem(t.Context(), o.ID, id, order.LineItemUpdate{
		ProductName:      patch.Set(item.Text("Cup")),
		DescriptionLines: patch.Set([]item.DescriptionLine{item.PlainLine("Size", "L")}),
	})
	if err != nil || got.LineItems[0].ProductName.Original != "Cup" || len(got.LineItems[0].DescriptionLines) != 1 || got.LineItems[0].Quantity != 2 {
		t.Errorf("UpdateOrderLineItem() = %v, %+v", err, got.LineItems[0])
	}
	if _, err := s.orders.UpdateOrderLineItem(t.Context(), o.ID, "none", order.LineItemUpdate{}); !errors.Is(err, fault.NotFound) {
		t.Errorf("UpdateOrderLineItem(none) = %v, want a NotFound error", err)
	}
	if _, err := s.orders.UpdateOrderLineItem(t.Context(), o.ID, id, order.LineItemUpdate{ProductName: patch.Clear[item.Translatable]()}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a name cleared: %v, want an Invalid error", err)
	}
}
