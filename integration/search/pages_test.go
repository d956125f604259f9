// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// TestPagesWhileOrdersChange inserts, changes and moves orders between pages.
// Those that stay as they are are found once, in their order, whatever happens
// around them.
func TestPagesWhileOrdersChange(t *testing.T) {
	t.Parallel()
	onEveryStore(t, func(t *testing.T, s *shelf) {
		approved := query.Filter{"status": "APPROVED"}
		some := query.Filter{"status": query.Filter{"$in": []string{"APPROVED", "CANCELED"}}}
		by := func(field string, o query.SortOrder) []query.Sorting {
			return []query.Sorting{{FieldName: field, Order: o}}
		}
		next := orders
		for _, r := range []query.Request{
			{},
			{Filter: approved},
			{Filter: some, Sort: by("createdDate", query.Asc)},
			{Sort: by("updatedDate", query.Asc)},
			{Filter: some, Sort: by("updatedDate", query.Desc)},
			{Filter: approved, Sort: by("priceSummary.total.amount", query.Asc)},
			{Sort: append(by("createdDate", query.Desc), query.Sorting{FieldName: "buyerInfo.email"})},
		} {
			want := s.ids(t, r)
			rnd := rand.New(rand.NewPCG(uint64(next), 5))
			touched := map[string]bool{}
			var got []string
			r.CursorPaging = &query.CursorPaging{Limit: 7}
			for page := 0; ; page++ {
				res, err := s.orders.SearchOrders(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range res.Orders {
					got = append(got, string(o.ID))
				}
				if !res.Metadata.HasNext || page > 100 {
					break
				}
				r = query.Request{CursorPaging: &query.CursorPaging{Cursor: res.Metadata.Cursors.Next}}
				fill(t.Context(), t, s.driver, next, next+2, oddOrder)
				next += 2
				id := order.ID(want[rnd.IntN(len(want))])
				touched[string(id)] = true
				s.change(t, id, func(o *order.Order) {
					o.UpdatedDate = epoch.Add(time.Duration(rnd.IntN(20)-10) * 24 * time.Hour)
					o.Status = pick(rnd, order.StatusApproved, order.StatusCanceled)
				})
			}
			stay := func(ids []string) []string {
				return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return touched[id] || !slices.Contains(want, id) })
			}
			if !slices.Equal(stay(got), stay(want)) {
				t.Errorf("pages of %v by %v: found %v of what did not change, want %v", r.Filter, r.Sort, stay(got), stay(want))
			}
		}
	})
}

// ids returns all that a search finds.
func (s *shelf) ids(t *testing.T, r query.Request) (ids []string) {
	t.Helper()
	for o, err := range s.orders.All(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, string(o.ID))
	}
	return ids
}

// change changes an order behind its service's back.
func (s *shelf) change(t *testing.T, id order.ID, fn func(*order.Order)) {
	t.Helper()
	db, err := store.New(s.driver, store.Config{Site: site})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Load(ctx, tx, id)
		if err != nil {
			return err
		}
		fn(&r.Order)
		s.orders.Keep(tx, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestForeignCursors asks with cursors that were changed, or made with another
// secret or for another site.
func TestForeignCursors(t *testing.T) {
	t.Parallel()
	onEveryStore(t, func(t *testing.T, s *shelf) {
		res, err := s.orders.SearchOrders(t.Context(), query.Request{Filter: query.Filter{"status": "APPROVED"}, CursorPaging: &query.CursorPaging{Limit: 5}})
		if err != nil {
			t.Fatal(err)
		}
		cursor := res.Metadata.Cursors.Next
		flipped := []byte(cursor)
		flipped[len(flipped)/2] ^= 1
		for _, tt := range []struct {
			name   string
			orders *order.Service
			cursor string
		}{
			{"changed", s.orders, string(flipped)},
			{"cut", s.orders, cursor[:len(cursor)-1]},
			{"of another secret", openShopAs(t, s.driver, site, "another").Orders, cursor},
			{"of another site", openShopAs(t, s.driver, "second", secret).Orders, cursor},
		} {
			_, err := tt.orders.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Cursor: tt.cursor}})
			if !errors.Is(err, fault.Invalid) || fault.Code(err) != query.CodeInvalidCursor {
				t.Errorf("a cursor %s: SearchOrders() = %v, want %s", tt.name, err, query.CodeInvalidCursor)
			}
		}
		again := openShopAs(t, s.driver, site, secret).Orders
		if _, err := again.SearchOrders(t.Context(), query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor}}); err != nil {
			t.Errorf("a cursor of another process with the same secret: SearchOrders() = %v", err)
		}
	})
}
