// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/query"
)

func TestRequestJSON(t *testing.T) {
	t.Parallel()
	var body struct {
		Search query.Request `json:"search"`
	}
	in := `{"search":{"filter":{"number":12345678901234567890},"sort":[{"fieldName":"number"}],"cursor_paging":{"limit":5,"cursor":"x"},"fields":["id"]}}`
	if err := json.Unmarshal([]byte(in), &body); err != nil {
		t.Fatal(err)
	}
	want := query.Request{
		Filter:       query.Filter{"number": json.Number("12345678901234567890")},
		Sort:         []query.Sorting{{FieldName: "number"}},
		CursorPaging: &query.CursorPaging{Limit: 5, Cursor: "x"},
		Fields:       []string{"id"},
	}
	if diff := cmp.Diff(want, body.Search); diff != "" {
		t.Errorf("Unmarshal() differs (-want +got):\n%s", diff)
	}
	page := query.Page[string]{Items: []string{"a"}, HasNext: true, Cursors: query.Cursors{Next: "n"}}
	for _, tt := range []struct {
		v    any
		want string
	}{
		{page.Metadata(), `{"count":1,"cursors":{"next":"n"},"hasNext":true}`},
		{page.PagingMetadata(), `{"count":1,"offset":0,"hasNext":true,"cursors":{"next":"n"}}`},
	} {
		got, err := json.Marshal(tt.v)
		if err != nil || string(got) != tt.want {
			t.Errorf("Marshal(%T) = %s, %v, want %s", tt.v, got, err, tt.want)
		}
	}
}

func TestQueryViolations(t *testing.T) {
	t.Parallel()
	l := lang()
	cursor := firstCursor(t, l, options)
	tests := []struct {
		name string
		r    query.Request
		want string
	}{
		{"limit below", query.Request{CursorPaging: &query.CursorPaging{Limit: -1}}, "search.cursorPaging.limit MIN"},
		{"limit above", query.Request{CursorPaging: &query.CursorPaging{Limit: 101}}, "search.cursorPaging.limit MAX"},
		{"offset below", query.Request{Paging: &query.Paging{Offset: -1, Limit: 101}}, "search.paging.limit MAX; search.paging.offset MIN"},
		{"both pagings", query.Request{Paging: &query.Paging{}, CursorPaging: &query.CursorPaging{}}, "search.paging ONE_OF_ALIGNMENT"},
		{
			"filter and sort",
			query.Request{Filter: query.Filter{"x": 1}, Sort: []query.Sorting{{FieldName: "y"}}},
			"search.filter.x FIELD_NOT_ALLOWED; search.sort[0].fieldName FIELD_NOT_ALLOWED",
		},
		{
			"filter beside a cursor",
			query.Request{Filter: query.Filter{"flag": true}, CursorPaging: &query.CursorPaging{Cursor: cursor}},
			"search.filter FIELD_NOT_ALLOWED",
		},
		{
			"sort beside a cursor",
			query.Request{Sort: []query.Sorting{{FieldName: "status"}}, CursorPaging: &query.CursorPaging{Cursor: cursor}},
			"search.sort FIELD_NOT_ALLOWED",
		},
		{"long cursor", query.Request{CursorPaging: &query.CursorPaging{Cursor: strings.Repeat("a", query.MaxCursor+1)}}, "search.cursorPaging.cursor MAX_LENGTH"},
	}
	o := options
	o.Path = "search"
	for _, tt := range tests {
		_, err := l.Query(tt.r, o)
		if got := violations(err); got != tt.want || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: Query() = %v, %q, want %q", tt.name, err, got, tt.want)
		}
	}
	if _, err := l.Query(query.Request{}, query.Options{}); !errors.Is(err, fault.Internal) {
		t.Errorf("Query() without key = %v, want fault.Internal", err)
	}
	if _, err := l.Query(query.Request{Filter: query.Filter{}, Sort: []query.Sorting{}, CursorPaging: &query.CursorPaging{Cursor: cursor}}, o); err != nil {
		t.Errorf("Query() with an empty filter beside a cursor = %v, want nil", err)
	}
}

// firstCursor returns the cursor behind a place in a filtered and sorted list.
func firstCursor(t *testing.T, l *query.Language, o query.Options) string {
	t.Helper()
	q, err := l.Query(query.Request{
		Filter:       query.Filter{"status": "A", "total": map[string]any{"$gt": "1.5"}},
		Sort:         []query.Sorting{{FieldName: "email", Order: query.Desc}, {FieldName: "total"}},
		CursorPaging: &query.CursorPaging{Limit: 7},
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return q.Cursor(q.Position(sampleDocs()[0].values, "1"), false)
}

func TestCursor(t *testing.T) {
	t.Parallel()
	l := lang()
	cursor := firstCursor(t, l, options)
	ask := func(l *query.Language, cursor string, limit int, o query.Options) (*query.Query, error) {
		return l.Query(query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor, Limit: limit}}, o)
	}
	q, err := ask(l, cursor, 0, options)
	if err != nil {
		t.Fatalf("Query() = %v", err)
	}
	if got, want := q.Filter.String(), `{"$and":[{"status":{"$eq":"A"}},{"total":{"$gt":1.5}}]}`; got != want {
		t.Errorf("Filter = %s, want %s", got, want)
	}
	if q.Limit != 7 || q.Backward || len(q.Sort) != 2 || !q.Sort[0].Desc || q.Sort[1].Field.Path != "total" {
		t.Errorf("Query = %+v, want the limit and sort it was made with", q)
	}
	want := query.Position{Values: []query.Value{query.Text("ann@example.com"), query.Number(*num("10.50"))}, ID: "1"}
	if q.After == nil || q.Compare(*q.After, want) != 0 {
		t.Errorf("After = %v, want %v", q.After, want)
	}
	if q.Cursor(*q.After, false) != cursor {
		t.Error("the cursor of the same place is another one")
	}
	if q, err = ask(l, cursor, 3, options); err != nil || q.Limit != 3 {
		t.Errorf("Query() with a limit = %v, %v, want 3", q, err)
	}

	// Whatever character is changed, cut off or added.
	for i := range cursor {
		for _, c := range "Aa0-_ \n" {
			changed := cursor[:i] + string(c) + cursor[i+1:]
			if _, err := ask(l, changed, 0, options); changed != cursor && fault.Code(err) != query.CodeInvalidCursor {
				t.Errorf("Query(cursor with %q at %d) = %v, want %s", c, i, err, query.CodeInvalidCursor)
			}
			changed = cursor[:i] + string(c) + cursor[i:]
			if _, err := ask(l, changed, 0, options); fault.Code(err) != query.CodeInvalidCursor {
				t.Errorf("Query(cursor with %q before %d) = %v, want %s", c, i, err, query.CodeInvalidCursor)
			}
		}
		if _, err := ask(l, cursor[:i], 0, options); i > 0 && fault.Code(err) != query.CodeInvalidCursor {
			t.Errorf("Query(%d characters of the cursor) = %v, want %s", i, err, query.CodeInvalidCursor)
		}
	}
	other, err := l.Query(query.Request{Filter: query.Filter{"status": "B"}}, options)
	if err != nil {
		t.Fatal(err)
	}
	if grafted := other.Cursor(other.Position(sampleDocs()[0].values, "1"), false)[:22] + cursor[22:]; grafted != cursor {
		if _, err := ask(l, grafted, 0, options); fault.Code(err) != query.CodeInvalidCursor {
			t.Errorf("Query(a cursor with the signature of another) = %v, want %s", err, query.CodeInvalidCursor)
		}
	}

	data, _ := base64.RawURLEncoding.DecodeString(cursor)
	tampered := func(i int) string {
		b := append([]byte(nil), data...)
		b[(i+len(b))%len(b)] ^= 1
		return base64.RawURLEncoding.EncodeToString(b)
	}
	foreign := lang(func(s *query.Schema) { s.Kind = "other" })
	gone := lang(func(s *query.Schema) { s.Fields[3].Path = "sum" })
	tests := []struct {
		name   string
		l      *query.Language
		cursor string
		o      query.Options
	}{
		{"not base64", l, "%%%", options},
		{"short", l, "AAAA", options},
		{"first byte", l, tampered(0), options},
		{"last byte", l, tampered(-1), options},
		{"cut", l, cursor[:len(cursor)-4], options},
		{"other kind", foreign, cursor, options},
		{"other site", l, cursor, query.Options{Key: options.Key, Site: "second"}},
		{"other key", l, cursor, query.Options{Key: []byte("another"), Site: options.Site}},
		{"field that is gone", gone, cursor, options},
	}
	for _, tt := range tests {
		if _, err := ask(tt.l, tt.cursor, 0, tt.o); fault.Code(err) != query.CodeInvalidCursor || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: Query() = %v, want %s", tt.name, err, query.CodeInvalidCursor)
		}
	}
}

func TestCursorCarriesEveryFilter(t *testing.T) {
	t.Parallel()
	l := lang()
	var ids []string
	for i := range query.MaxOperands {
		ids = append(ids, strings.Repeat(string(rune('a'+i%26)), 36))
	}
	r := query.Request{Filter: query.Filter{"id": map[string]any{"$in": ids}}}
	q, err := l.Query(r, options)
	if err != nil {
		t.Fatalf("Query() = %v", err)
	}
	cursor := q.Cursor(q.Position(sampleDocs()[0].values, "1"), false)
	if len(cursor) > query.MaxCursor {
		t.Errorf("cursor has %d characters, want at most %d", len(cursor), query.MaxCursor)
	}
	again, err := l.Query(query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor}}, options)
	if err != nil || again.Filter.String() != q.Filter.String() {
		t.Errorf("Query(cursor) = %v, want the same filter", err)
	}

	// What does not even compress into a cursor is refused at once.
	var random strings.Builder
	x := uint32(1)
	for range 20000 {
		x = x*1664525 + 1013904223
		random.WriteByte('!' + byte(x>>24)%90)
	}
	var list []string
	for s := random.String(); s != ""; s = s[40:] {
		list = append(list, strings.ToValidUTF8(s[:40], ""))
	}
	_, err = l.Query(query.Request{Filter: query.Filter{"id": map[string]any{"$in": list}}}, options)
	if violations(err) != "filter MAX_LENGTH" {
		t.Errorf("Query() = %v, want filter MAX_LENGTH", err)
	}
}
