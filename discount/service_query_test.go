// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
)

func TestQueryDiscountRules(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx, begin := t.Context(), s.Clock.Now()
	var ids []string
	for i := range 5 {
		r := off(fmt.Sprintf("rule %d", i), "10")
		r.Active = new(i != 3)
		if i > 2 {
			r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: begin.Add(time.Duration(i) * time.Hour)}
		}
		made, err := s.DiscountRules.CreateDiscountRule(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.ID)
		s.Clock.Advance(time.Minute)
	}
	if _, err := s.DiscountRules.UpdateDiscountRule(ctx, ids[1], discount.RuleUpdate{Revision: 1, Name: patch.Set("Rule 1")}); err != nil {
		t.Fatal(err)
	}
	at := func(d time.Duration) string { return begin.Add(d).Format(time.RFC3339) }
	sorted := func(field string, order query.SortOrder) []query.Sorting {
		return []query.Sorting{{FieldName: field, Order: order}}
	}
	for _, tt := range []struct {
		name string
		req  query.Request
		want string // the digits of the names
	}{
		{"all, by id", query.Request{}, "01234"},
		{"id", query.Request{Filter: query.Filter{"id": ids[2]}}, "2"},
		{"ids", query.Request{Filter: query.Filter{"id": map[string]any{"$in": []string{ids[4], ids[0], "none"}}}}, "04"},
		{"name", query.Request{Filter: query.Filter{"name": "rule 4"}}, "4"},
		{"names", query.Request{Filter: query.Filter{"name": map[string]any{"$startsWith": "rule 4"}}}, "4"},
		{"active", query.Request{Filter: query.Filter{"active": true}}, "0124"},
		{"inactive", query.Request{Filter: query.Filter{"active": false}}, "3"},
		{"revision", query.Request{Filter: query.Filter{"revision": map[string]any{"$gt": 1}}}, "1"},
		{"created", query.Request{Filter: query.Filter{"createdDate": map[string]any{"$gte": at(2 * time.Minute)}}}, "234"},
		{"updated", query.Request{Filter: query.Filter{"updatedDate": map[string]any{"$gt": at(4 * time.Minute)}}}, "1"},
		{"start", query.Request{Filter: query.Filter{"activeTimeInfo.start": map[string]any{"$lt": at(4 * time.Hour)}}}, "3"},
		{"no end", query.Request{Filter: query.Filter{"activeTimeInfo.end": map[string]any{"$exists": false}}}, "01234"},
		{"newest first", query.Request{Sort: sorted("createdDate", query.Desc)}, "43210"},
		{"by revision", query.Request{Sort: append(sorted("revision", query.Desc), sorted("name", query.Desc)...)}, "14320"},
		{"and", query.Request{Filter: query.Filter{"$and": []any{map[string]any{"active": true}, map[string]any{"$not": map[string]any{"name": "rule 0"}}}}}, "124"},
		{"offset", query.Request{Paging: &query.Paging{Limit: 2, Offset: 1}}, "12"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, shop := range []*ecomtest.Shop{s, s.Twin()} {
				res, err := shop.DiscountRules.QueryDiscountRules(ctx, tt.req)
				if err != nil {
					t.Fatal(err)
				}
				if got := digits(res.DiscountRules, func(r *discount.Rule) string { return r.Name }); got != tt.want {
					t.Errorf("found %s, want %s", got, tt.want)
				}
				if total := res.PagingMetadata.Total; len(tt.req.Filter) == 0 && total != 5 || len(tt.req.Filter) > 0 && total != 0 {
					t.Errorf("total = %d", total)
				}
			}
		})
	}
	for field, req := range map[string]query.Request{
		"query.filter.usageCount":  {Filter: query.Filter{"usageCount": 1}},
		"query.sort[0].fieldName":  {Sort: sorted("status", query.Asc)},
		"query.cursorPaging.limit": {CursorPaging: &query.CursorPaging{Limit: 101}},
		"query.paging.limit":       {Paging: &query.Paging{Limit: 101}},
	} {
		_, err := s.DiscountRules.QueryDiscountRules(ctx, req)
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Field != field {
			t.Errorf("QueryDiscountRules(%+v) = %v, want a violation of %s", req, err, field)
		}
	}

	// Page after page, forwards and back.
	var got []string
	req := query.Request{CursorPaging: &query.CursorPaging{Limit: 2}, Sort: sorted("name", query.Desc)}
	for r, err := range s.DiscountRules.All(ctx, req) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Name)
	}
	if diff := cmp.Diff([]string{"rule 4", "rule 3", "rule 2", "rule 0", "Rule 1"}, got); diff != "" {
		t.Errorf("All() (-want +got):\n%s", diff)
	}
	first, err := s.DiscountRules.QueryDiscountRules(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.DiscountRules.QueryDiscountRules(ctx, query.Request{CursorPaging: &query.CursorPaging{Cursor: first.PagingMetadata.Cursors.Next}})
	if err != nil || second.PagingMetadata.Total != 0 {
		t.Fatal(second, err)
	}
	back, err := s.DiscountRules.QueryDiscountRules(ctx, query.Request{CursorPaging: &query.CursorPaging{Cursor: second.PagingMetadata.Cursors.Prev}})
	if err != nil || !cmp.Equal(back.DiscountRules, first.DiscountRules) {
		t.Errorf("the page before = %+v, %v, want the first", back, err)
	}
	_, err = s.Coupons.QueryCoupons(ctx, query.Request{CursorPaging: &query.CursorPaging{Cursor: first.PagingMetadata.Cursors.Next}})
	wantCode(t, "a cursor of rules for coupons", err, fault.Invalid, "INVALID_CURSOR")
}

func digits[T any](list []T, name func(T) string) string {
	var b strings.Builder
	for _, v := range list {
		n := name(v)
		b.WriteByte(n[len(n)-1])
	}
	return b.String()
}

func TestQueryCoupons(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx, begin := t.Context(), s.Clock.Now()
	for i := range 5 {
		c := tenOff(fmt.Sprintf("C%d", 4-i))
		c.Name, c.UsageLimit, c.Active = fmt.Sprintf("coupon %d", i), int64(i), new(i != 3)
		if i > 2 {
			c.StartTime, c.ExpirationTime = begin.Add(-time.Hour), begin.Add(time.Duration(i)*time.Minute)
		}
		if i < 2 {
			c.Scope = &discount.CouponScope{CatalogItemIDs: []string{"mug", fmt.Sprint("item", i)}}
		}
		if _, err := s.Coupons.CreateCoupon(ctx, c); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(time.Second)
	}
	s.Clock.Advance(3 * time.Minute)
	sorted := func(field string, order query.SortOrder) []query.Sorting {
		return []query.Sorting{{FieldName: field, Order: order}}
	}
	for _, tt := range []struct {
		name string
		req  query.Request
		want string // the digits of the names
	}{
		{"all, by id", query.Request{}, "01234"},
		{"code", query.Request{Filter: query.Filter{"specification.code": "c3"}}, "1"},
		{"codes", query.Request{Filter: query.Filter{"specification.code": map[string]any{"$in": []string{"c1", "C2", "c9"}}}}, "23"},
		{"name", query.Request{Filter: query.Filter{"specification.name": "coupon 2"}}, "2"},
		{"active", query.Request{Filter: query.Filter{"specification.active": true}}, "0124"},
		{"expired", query.Request{Filter: query.Filter{"expired": true}}, "3"},
		{"not expired", query.Request{Filter: query.Filter{"expired": false}}, "0124"},
		{"limit", query.Request{Filter: query.Filter{"specification.usageLimit": map[string]any{"$gte": 3}}}, "34"},
		{"no limit", query.Request{Filter: query.Filter{"specification.usageLimit": map[string]any{"$exists": false}}}, "0"},
		{"started", query.Request{Filter: query.Filter{"specification.startTime": map[string]any{"$lt": begin.Format(time.RFC3339)}}}, "34"},
		{"ends", query.Request{Filter: query.Filter{"specification.expirationTime": map[string]any{"$gt": s.Clock.Now().Format(time.RFC3339)}}}, "4"},
		{"for an item", query.Request{Filter: query.Filter{"specification.scope.group.entityId": map[string]any{"$hasSome": []string{"item1", "x"}}}}, "1"},
		{"by code", query.Request{Sort: sorted("specification.code", query.Asc)}, "43210"},
		{"newest first", query.Request{Sort: sorted("dateCreated", query.Desc), Paging: &query.Paging{Limit: 3}}, "432"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, err := s.Coupons.QueryCoupons(ctx, tt.req)
			if err != nil {
				t.Fatal(err)
			}
			if got := digits(res.Coupons, func(c *discount.CouponEntity) string { return c.Specification.Name }); got != tt.want {
				t.Errorf("found %s, want %s", got, tt.want)
			}
		})
	}
	_, err := s.Coupons.QueryCoupons(ctx, query.Request{Filter: query.Filter{"numberOfUsages": 1}, Sort: sorted("expired", query.Asc)})
	if vs := fault.Violations(err); len(vs) != 2 {
		t.Errorf("QueryCoupons() = %v, want two violations", err)
	}
}
