// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

type thing struct {
	ID      string
	Status  string
	Email   string
	Code    string
	Number  int64
	Created time.Time
	Items   []string
}

func (t *thing) RecordID() string { return t.ID }

func (t *thing) Clone() *thing {
	c := *t
	c.Items = slices.Clone(t.Items)
	return &c
}

func values(t *thing, path string, dst []query.Value) []query.Value {
	text := func(s string) []query.Value {
		if s == "" {
			return dst
		}
		return append(dst, query.Text(s))
	}
	switch path {
	case "status":
		return text(t.Status)
	case "email":
		return text(t.Email)
	case "code":
		return text(t.Code)
	case "number":
		return append(dst, query.Int(t.Number))
	case "createdDate":
		return append(dst, query.Time(t.Created))
	case "items":
		for _, s := range t.Items {
			dst = append(dst, query.Text(s))
		}
	}
	return dst
}

func kind() *store.Kind[thing, *thing] {
	return store.Define[thing]("thing", 1,
		store.Unique("code", func(t *thing) string { return t.Code }),
		store.By("created", func(t *thing) store.Part { return store.Time(t.Created) }),
		store.By("number", func(t *thing) store.Part { return store.Int(t.Number) }),
		store.By("status", func(t *thing) store.Part { return store.Text(t.Status) }, func(t *thing) store.Part { return store.Time(t.Created) }),
		store.By("email", func(t *thing) store.Part { return store.Text(query.Fold(t.Email)) }),
		store.ByAny("items", func(t *thing) []store.Composite {
			var keys []store.Composite
			for _, s := range t.Items {
				keys = append(keys, store.Composite{store.Text(s), store.Time(t.Created)})
			}
			return keys
		}))
}

var things = query.Define(query.Schema{
	Kind: "thing",
	Fields: []query.Field{
		{Path: "id", Sortable: true},
		{Path: "status", Sortable: true},
		{Path: "code", Sortable: true},
		{Path: "email", CaseInsensitive: true, Sortable: true},
		{Path: "number", Type: query.TypeNumber, Whole: true, Sortable: true},
		{Path: "createdDate", Type: query.TypeTime, Sortable: true},
		{Path: "items", List: true},
	},
	Indexes: []query.Index{
		{Name: "code", Fields: []string{"code"}, Unique: true},
		{Name: "created", Fields: []string{"createdDate"}},
		{Name: "number", Fields: []string{"number"}},
		{Name: "status", Fields: []string{"status", "createdDate"}},
		{Name: "email", Fields: []string{"email"}},
		{Name: "items", Fields: []string{"items", "createdDate"}, Multi: true},
	},
	DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
})

// TestRun asks for pages of three and checks each against the whole list,
// filtered and sorted in memory.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	k := kind()
	var all []*thing
	err = db.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		all = nil
		for i := range 40 {
			v := &thing{
				ID: fmt.Sprintf("t%02d", i*7%40), Status: []string{"", "A", "B", "C\x00D"}[i%4],
				Email:  []string{"", "Ann@x", "ann@X", "bob@y"}[i%4],
				Number: int64(i%5 - 2), Items: [][]string{nil, {"mug"}, {"cup", "mug"}}[i%3],
			}
			if i%6 > 0 {
				v.Created = time.Date(2024, 1, i%6, 0, 0, 0, 1000*i, time.UTC)
			}
			if i%2 == 0 {
				v.Code = fmt.Sprint("c", i)
			}
			all = append(all, v)
			k.Put(tx, v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	filters := []query.Filter{
		nil,
		{"status": "A"},
		{"status": map[string]any{"$in": []string{"A", "B", "C\x00D"}}},
		{"status": map[string]any{"$gt": "A"}},
		{"status": nil},
		{"email": "ANN@x"},
		{"email": map[string]any{"$startsWith": "AN"}},
		{"number": map[string]any{"$gte": -1}},
		{"number": -2},
		{"$and": []query.Filter{{"createdDate": map[string]any{"$gte": "2024-01-02"}}, {"createdDate": map[string]any{"$lt": "2024-01-04"}}}},
		{"items": map[string]any{"$hasSome": []string{"cup", "mug"}}},
		{"items": map[string]any{"$hasAll": []string{"cup", "mug"}}},
		{"code": "c10"},
		{"code": map[string]any{"$in": []string{"c10", "c12", "c99"}}},
		{"code": map[string]any{"$exists": false}},
	}
	sorts := [][]query.Sorting{
		nil,
		{{FieldName: "id"}},
		{{FieldName: "id", Order: query.Desc}},
		{{FieldName: "createdDate"}},
		{{FieldName: "number"}},
		{{FieldName: "number", Order: query.Desc}},
		{{FieldName: "email"}},
		{{FieldName: "code", Order: query.Desc}},
		{{FieldName: "status"}, {FieldName: "createdDate"}},
		{{FieldName: "status"}, {FieldName: "createdDate", Order: query.Desc}},
	}
	for _, f := range filters {
		for _, s := range sorts {
			checkPages(t, db, k, all, f, s)
		}
	}
}

func checkPages(t *testing.T, db *store.Store, k *store.Kind[thing, *thing], all []*thing, f query.Filter, s []query.Sorting) {
	t.Helper()
	r := query.Request{Filter: f, Sort: s, CursorPaging: &query.CursorPaging{Limit: 3}}
	var want, got []string
	for first := true; first || r.CursorPaging.Cursor != ""; first = false {
		q, err := things.Query(r, query.Options{Key: []byte("key")})
		if err != nil {
			t.Fatalf("Query(%v) = %v", r, err)
		}
		if first {
			want = plain(all, q)
		}
		p, err := search.Run(t.Context(), db, k, q, values)
		if err != nil {
			t.Fatalf("Run(%v by %v) = %v", f, s, err)
		}
		for _, v := range p.Items {
			got = append(got, v.ID)
		}
		r = query.Request{CursorPaging: &query.CursorPaging{Cursor: p.Cursors.Next}}
	}
	if !slices.Equal(got, want) {
		t.Errorf("Run(%v by %v)\n got %s\nwant %s", f, s, strings.Join(got, " "), strings.Join(want, " "))
	}
}

func plain(all []*thing, q *query.Query) []string {
	getter := func(v *thing) query.Getter {
		return func(path string, dst []query.Value) []query.Value { return values(v, path, dst) }
	}
	var match []*thing
	for _, v := range all {
		if q.Filter.Match(getter(v)) {
			match = append(match, v)
		}
	}
	slices.SortFunc(match, func(a, b *thing) int {
		return q.Compare(q.Position(getter(a), a.ID), q.Position(getter(b), b.ID))
	})
	var ids []string
	for _, v := range match {
		ids = append(ids, v.ID)
	}
	return ids
}
