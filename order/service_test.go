// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
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
