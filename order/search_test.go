// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// shelfful creates the orders that the searches below look through, a minute
// apart: 10001 approved, 10002 approved and archived, 10003 canceled, 10004
// initialized, 10005 pending, 10006 rejected, 10007 fulfilled, 10008 fulfilled
// and canceled.
func shelfful(t testing.TB) *shop {
	t.Helper()
	s := newShop(t)
	custom := func(o *order.Order) { o.LineItems[0].CatalogReference = nil }
	for i, change := range []func(*order.Order){
		func(o *order.Order) {
			o.LineItems[0].CatalogReference = &item.CatalogReference{CatalogItemID: "cup", AppID: "catalog"}
			o.LineItems[0].ProductName.Original = "Cup"
		},
		func(o *order.Order) {
			custom(o)
			o.Archived = true
			o.BuyerInfo.MemberID = ""
			o.BuyerInfo.VisitorID = stranger
		},
		func(o *order.Order) { custom(o); o.Status = order.StatusCanceled },
		func(o *order.Order) { custom(o); o.Status = order.StatusInitialized },
		func(o *order.Order) { custom(o); o.Status = order.StatusPending },
		func(o *order.Order) { custom(o); o.Status = order.StatusRejected },
		func(o *order.Order) {
			custom(o)
			o.FulfillmentStatus, o.BuyerInfo = order.FulfillmentStatusFulfilled, contact.BuyerInfo{Email: "zoe@example.com"}
			o.PriceSummary = order.PriceSummary{Subtotal: usd("99.50"), Total: usd("99.50")}
			o.ShippingInfo.Title = "Express"
		},
		func(o *order.Order) {
			custom(o)
			o.FulfillmentStatus, o.Status = order.FulfillmentStatusFulfilled, order.StatusCanceled
		},
	} {
		s.clock.Store(int64(60 * i))
		s.create(t, change)
	}
	return s
}

// numbers returns the numbers of orders, less what they have in common.
func numbers(orders []*order.Order) string {
	var out []string
	for _, o := range orders {
		out = append(out, strings.TrimPrefix(o.Number, "1000"))
	}
	return strings.Join(out, " ")
}

func TestSearchOrders(t *testing.T) {
	t.Parallel()
	s := shelfful(t)
	for _, tt := range []struct{ search, want string }{
		{`{}`, "8 7 3 2 1"},
		{`{"sort":[{"fieldName":"number"}]}`, "1 2 3 7 8"},
		{`{"filter":{"status":"APPROVED"}}`, "7 2 1"},
		{`{"filter":{"status":"PENDING"}}`, "5"},
		{`{"filter":{"status":{"$in":["REJECTED","APPROVED"]}}}`, "7 6 2 1"},
		{`{"filter":{"status":"INITIALIZED"}}`, ""},
		{`{"filter":{"status":{"$ne":"APPROVED"}}}`, "8 3"},
		{`{"filter":{"fulfillmentStatus":"FULFILLED"}}`, "7"},
		{`{"filter":{"fulfillmentStatus":"FULFILLED","status":"CANCELED"}}`, "8"},
		{`{"filter":{"number":10003}}`, "3"},
		{`{"filter":{"number":{"$gt":10002}}}`, "8 7 3"},
		{`{"filter":{"archived":true}}`, "2"},
		{`{"filter":{"buyerInfo.email":"JANE@example.com"}}`, "8 3 2 1"},
		{`{"filter":{"buyerInfo.email":{"$startsWith":"ZO"}}}`, "7"},
		{`{"filter":{"buyerInfo.memberId":"` + member + `"}}`, "8 3 1"},
		{`{"filter":{"createdDate":{"$lt":"2026-01-05T09:02:00.000Z"}}}`, "2 1"},
		{`{"filter":{"$and":[{"createdDate":{"$gte":"2026-01-05T09:01:00Z"}},{"createdDate":{"$lt":"2026-01-05T09:03:00Z"}}]}}`, "3 2"},
		{`{"filter":{"lineItems.catalogReference.catalogItemId":{"$hasSome":["cup"]}}}`, "1"},
		{`{"filter":{"lineItems.productName.original":{"$hasSome":["cup"]}}}`, "1"},
		{`{"filter":{"lineItems.productName.original":{"$hasSome":["cu"]}}}`, ""},
		{`{"filter":{"priceSummary.total.amount":{"$gt":"50"}}}`, "7"},
		{`{"filter":{"shippingInfo.title":"Express"}}`, "7"},
		{`{"filter":{"billingInfo.contactDetails.fullName":{"$startsWith":"jane"}},"sort":[{"fieldName":"billingInfo.contactDetails.fullName"},{"fieldName":"number"}]}`, "1 2 3 7 8"},
		{`{"filter":{"billingInfo.contactDetails.lastName":"Doe"}}`, "8 7 3 2 1"},
		{`{"filter":{"purchasedDate":{"$exists":false},"demo":false}}`, "8 7 3 2 1"},
		{`{"filter":{"$or":[{"number":10001},{"$not":{"archived":false}}]}}`, "2 1"},
		{`{"filter":{"paymentStatus":"NOT_PAID","status":{"$in":["APPROVED","PENDING"]}}}`, "7 5 2 1"},
		{`{"sort":[{"fieldName":"priceSummary.total.amount","order":"DESC"},{"fieldName":"createdDate"}],"cursorPaging":{"limit":2}}`, "7 1"},
	} {
		var r query.Request
		if err := json.Unmarshal([]byte(tt.search), &r); err != nil {
			t.Fatal(err)
		}
		res, err := s.orders.SearchOrders(t.Context(), r)
		if err != nil {
			t.Errorf("SearchOrders(%s) = %v", tt.search, err)
			continue
		}
		if got := numbers(res.Orders); got != tt.want {
			t.Errorf("SearchOrders(%s) = %q, want %q", tt.search, got, tt.want)
		}
		if res.Metadata.Count != len(res.Orders) {
			t.Errorf("SearchOrders(%s): count %d of %d", tt.search, res.Metadata.Count, len(res.Orders))
		}
	}
}

func TestSearchOrdersRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	fields := []string{"number", "status", "createdDate", "updatedDate", "paymentStatus"}
	five := make([]query.Sorting, len(fields))
	for i, f := range fields {
		five[i].FieldName = f
	}
	if _, err := s.orders.SearchOrders(t.Context(), query.Request{Sort: five}); !errors.Is(err, fault.Invalid) {
		t.Errorf("five sort fields: %v, want an Invalid error", err)
	}
	for _, tt := range []struct{ search, field string }{
		{`{"filter":{"buyerNote":"x"}}`, "search.filter"},
		{`{"filter":{"createdDate":{"$gte":"2026-01-05T09:00:00Z","$lt":"2026-01-06T09:00:00Z"}}}`, "search.filter"},
		{`{"filter":{"lineItems.catalogReference.catalogItemId":"cup"}}`, "search.filter"},
		{`{"filter":{"status":"SOLD"}}`, "search.filter"},
		{`{"sort":[{"fieldName":"archived"}]}`, "search.sort[0].fieldName"},
		{`{"cursorPaging":{"limit":101}}`, "search.cursorPaging.limit"},
	} {
		var r query.Request
		if err := json.Unmarshal([]byte(tt.search), &r); err != nil {
			t.Fatal(err)
		}
		_, err := s.orders.SearchOrders(t.Context(), r)
		if vs := fault.Violations(err); !errors.Is(err, fault.Invalid) || len(vs) == 0 || !strings.HasPrefix(vs[0].Field, tt.field) {
			t.Errorf("SearchOrders(%s) = %v, want a violation at %s", tt.search, err, tt.field)
		}
	}
}

// Visitors and members find their own orders, whatever they ask for.
func TestSearchOrdersOfOnesOwn(t *testing.T) {
	t.Parallel()
	s := shelfful(t)
	for _, tt := range []struct {
		who  actor.Identity
		want string
	}{
		{actor.Member(member), "8 3 1"},
		{actor.Visitor(stranger), "2"},
		{actor.Member(stranger), ""},
		{actor.User(stranger), "8 7 3 2 1"},
	} {
		res, err := s.orders.SearchOrders(actor.With(t.Context(), tt.who), query.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if got := numbers(res.Orders); got != tt.want {
			t.Errorf("%s finds %q, want %q", tt.who, got, tt.want)
		}
	}
}

// Pages put together are the whole, forwards and backwards; a cursor is no
// good with a filter beside it.
func TestSearchOrdersPages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var want []string
	for i := range 23 {
		s.clock.Store(int64(i / 3)) // three orders a second
		o := s.create(t, func(o *order.Order) { o.LineItems[0].CatalogReference = nil })
		want = append([]string{string(o.ID)}, want...)
	}
	var got []string
	for o, err := range s.orders.All(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Limit: 5}}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(o.ID))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("All() (-want +got):\n%s", diff)
	}
	first, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Limit: 5}})
	if err != nil {
		t.Fatal(err)
	}
	if !first.Metadata.HasNext || first.Metadata.Cursors.Prev != "" {
		t.Errorf("the first page's metadata is %+v", first.Metadata)
	}
	next := query.CursorPaging{Cursor: first.Metadata.Cursors.Next}
	second, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &next})
	if err != nil {
		t.Fatal(err)
	}
	back, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Cursor: second.Metadata.Cursors.Prev}})
	if err != nil || numbers(back.Orders) != numbers(first.Orders) {
		t.Errorf("the page before the second is %v %v, want the first", numbers(back.Orders), err)
	}
	if _, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &next, Filter: query.Filter{"archived": true}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a filter beside a cursor: %v, want an Invalid error", err)
	}
	if _, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Cursor: "made up"}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a cursor made up: %v, want an Invalid error", err)
	}
}

// A visitor's page after the first is restricted like the first.
func TestCursorsAreRestrictedAnew(t *testing.T) {
	t.Parallel()
	s := shelfful(t)
	res, err := s.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	mine := actor.With(t.Context(), actor.Member(member))
	res, err = s.orders.SearchOrders(mine, query.Request{CursorPaging: &query.CursorPaging{Cursor: res.Metadata.Cursors.Next, Limit: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(res.Orders); got != "3 1" {
		t.Errorf("a member goes on with %q, want 3 1", got)
	}
}

// What payments and fulfillments leave with an order can be searched by.
func TestSearchByPaymentsAndFulfillments(t *testing.T) {
	t.Parallel()
	s := shelfful(t)
	all, err := s.orders.SearchOrders(t.Context(), query.Request{})
	if err != nil {
		t.Fatal(err)
	}
	err = s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Load(ctx, tx, all.Orders[0].ID)
		if err != nil {
			return err
		}
		r.Internal.PaymentMethods, r.Internal.FulfillmentStatuses = []string{"Cash", "GiftCard"}, []string{"Ready"}
		s.orders.Keep(tx, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []query.Filter{
		{"paymentMethods": query.Filter{"$hasSome": []string{"GiftCard"}}},
		{"fulfillmentStatuses": query.Filter{"$hasAll": []string{"Ready"}}},
		{"fulfillmentStatusesAggregate.statuses": query.Filter{"$hasSome": []string{"Ready", "Pending"}}},
	} {
		res, err := s.orders.SearchOrders(t.Context(), query.Request{Filter: f})
		if err != nil || len(res.Orders) != 1 || res.Orders[0].ID != all.Orders[0].ID {
			t.Errorf("SearchOrders(%v) = %v, want the one order", f, err)
		}
	}
}

func TestSearchSeesUpdates(t *testing.T) {
	t.Parallel()
	s := shelfful(t)
	s.clock.Store(int64(time.Hour / time.Second))
	res, err := s.orders.SearchOrders(t.Context(), query.Request{Filter: query.Filter{"number": 10001}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.orders.CancelOrder(t.Context(), res.Orders[0].ID, nil); err != nil {
		t.Fatal(err)
	}
	res, err = s.orders.SearchOrders(t.Context(), query.Request{
		Filter: query.Filter{"status": "CANCELED"}, Sort: []query.Sorting{{FieldName: "updatedDate", Order: query.Desc}},
	})
	if err != nil || numbers(res.Orders) != "1 8 3" {
		t.Errorf("canceled orders are %q %v, want 1 8 3", numbers(res.Orders), err)
	}
}

func ExampleService_SearchOrders() {
	s := shelfful(exampleT{})
	res, err := s.orders.SearchOrders(exampleT{}.Context(), query.Request{
		Filter: query.Filter{"status": order.StatusApproved, "buyerInfo.email": "jane@example.com"},
		Sort:   []query.Sorting{{FieldName: "number"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range res.Orders {
		fmt.Println(o.Number, o.PriceSummary.Total.FormattedAmount(), o.PaymentStatus)
	}
	// Output:
	// 10001 $25.00 NOT_PAID
	// 10002 $25.00 NOT_PAID
}
