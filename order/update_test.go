// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
)

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
		if m := got.BulkActionMetadata; m != (bulk.ActionMetadata{TotalSuccesses: 1, TotalFailures: 2}) {
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
