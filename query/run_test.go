// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/query"
)

// drawDoc and drawFilter know few values, so that many filters match something.
func drawDoc(t *rapid.T, id int) *doc {
	d := &doc{
		ID:     fmt.Sprintf("%03d", id),
		Status: rapid.SampledFrom([]string{"", "A", "B", "C"}).Draw(t, "status"),
		Email:  rapid.SampledFrom([]string{"", "ann@x", "ANN@x", "Bob@y", "bobby"}).Draw(t, "email"),
		Number: rapid.Int64Range(0, 4).Draw(t, "number"),
		Flag:   rapid.Bool().Draw(t, "flag"),
		Items:  rapid.SliceOfN(rapid.SampledFrom([]string{"mug", "cup"}), 0, 2).Draw(t, "items"),
		Names:  rapid.SliceOfN(rapid.SampledFrom([]string{"Mug", "mug", "Cup"}), 0, 2).Draw(t, "names"),
	}
	if s := rapid.SampledFrom([]string{"", "1", "1.0", "1.5", "-2"}).Draw(t, "total"); s != "" {
		d.Total = num(s)
	}
	if n := rapid.IntRange(0, 3).Draw(t, "day"); n > 0 {
		d.Created = day(n)
	}
	return d
}

var operands = map[string][]any{
	"id":          {"001", "005", "x"},
	"status":      {"A", "B", "C", "D"},
	"buyer.email": {"ann@x", "BOB@Y", "b", "z"},
	"total":       {1, "1.50", -2, 7},
	"number":      {0, 1, 2, 2.5},
	"createdDate": {day(1), day(2), day(3)},
	"flag":        {true, false},
	"items":       {"mug", "cup", "jug"},
	"names":       {"MUG", "cup", "jug"},
}

var comparisons = map[string][]string{
	"id":          {"$eq", "$ne", "$in", "$nin"},
	"status":      {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$startsWith", "$contains", "$isEmpty", "$exists"},
	"buyer.email": {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$startsWith", "$contains", "$isEmpty", "$exists"},
	"total":       {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists"},
	"number":      {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"},
	"createdDate": {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists"},
	"flag":        {"$eq", "$ne", "$in", "$nin"},
	"items":       {"$eq", "$ne", "$gt", "$lte", "$in", "$nin", "$hasAll", "$hasSome", "$isEmpty", "$exists", "list"},
	"names":       {"$eq", "$ne", "$gte", "$lt", "$in", "$nin", "$hasAll", "$hasSome", "$startsWith", "list"},
}

func drawFilter(t *rapid.T, depth int) query.Filter {
	kinds := []string{"field", "field", "field", "$and", "$or", "$not", "two"}
	if depth == 0 {
		kinds = kinds[:1]
	}
	switch kind := rapid.SampledFrom(kinds).Draw(t, "kind"); kind {
	case "$and", "$or":
		var list []query.Filter
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			list = append(list, drawFilter(t, depth-1))
		}
		return query.Filter{kind: list}
	case "$not":
		return query.Filter{kind: drawFilter(t, depth-1)}
	case "two":
		f := drawFilter(t, 0)
		for k, v := range drawFilter(t, 0) {
			f[k] = v
		}
		return f
	}
	path := rapid.SampledFrom(slices.Sorted(keysOf(operands))).Draw(t, "field")
	op := rapid.SampledFrom(comparisons[path]).Draw(t, "op")
	one := rapid.SampledFrom(operands[path])
	var v any
	switch op {
	case "$in", "$nin", "$hasAll", "$hasSome", "list":
		v = append([]any{}, rapid.SliceOfN(one, 0, 3).Draw(t, "operands")...)
	case "$exists", "$isEmpty":
		v = rapid.Bool().Draw(t, "operand")
	default:
		v = one.Draw(t, "operand")
	}
	if op == "list" {
		return query.Filter{path: v}
	}
	return query.Filter{path: map[string]any{op: v}}
}

func keysOf[V any](m map[string]V) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// naive evaluates a filter as the package comment describes it, in the plainest
// way.
func naive(f query.Filter, d *doc) bool {
	for key, v := range f {
		ok := true
		switch v := v.(type) {
		case []query.Filter:
			some := false
			for _, g := range v {
				some = some || naive(g, d)
				ok = ok && naive(g, d)
			}
			if key == "$or" {
				ok = some
			}
		case query.Filter:
			ok = !naive(v, d)
		case []any:
			ok = slices.Equal(plain(key, d), plainOperands(key, v))
		case map[string]any:
			for op, operand := range v {
				ok = naiveOp(key, op, operand, plain(key, d))
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// plain returns the values of a field as texts that compare as the values do.
func plain(path string, d *doc) []string {
	var out []string
	for _, v := range d.values(path, nil) {
		if !v.IsNull() {
			out = append(out, plainValue(path, v))
		}
	}
	return out
}

func plainValue(path string, v query.Value) string {
	switch v.Type() {
	case query.TypeNumber:
		f, _ := v.Number().Float64()
		return fmt.Sprintf("%010.3f", f+1000)
	case query.TypeTime:
		return v.Time().Format("2006-01-02")
	case query.TypeBool:
		return fmt.Sprint(v.Bool())
	default:
	}
	if path == "buyer.email" || path == "names" {
		return strings.ToLower(v.Text())
	}
	return v.Text()
}

func plainOperands(path string, list []any) []string {
	var out []string
	for _, v := range list {
		out = append(out, plainOperand(path, v))
	}
	return out
}

func plainOperand(path string, v any) string {
	switch path {
	case "total", "number":
		return plainValue(path, query.Number(*num(fmt.Sprint(v))))
	case "createdDate":
		return fmt.Sprint(v)[:10]
	case "buyer.email", "names":
		return strings.ToLower(fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

func naiveOp(path, op string, operand any, vs []string) bool {
	switch op {
	case "$in", "$hasSome":
		return slices.ContainsFunc(plainOperands(path, operand.([]any)), func(w string) bool { return slices.Contains(vs, w) })
	case "$nin":
		return !naiveOp(path, "$in", operand, vs)
	case "$hasAll":
		return !slices.ContainsFunc(plainOperands(path, operand.([]any)), func(w string) bool { return !slices.Contains(vs, w) })
	case "$exists":
		return operand.(bool) == (len(vs) > 0)
	case "$isEmpty":
		return operand.(bool) == (len(vs) == 0)
	case "$ne":
		return !naiveOp(path, "$eq", operand, vs)
	}
	w := plainOperand(path, operand)
	return slices.ContainsFunc(vs, func(v string) bool {
		switch op {
		case "$eq":
			return v == w
		case "$gt":
			return v > w
		case "$gte":
			return v >= w
		case "$lt":
			return v < w
		case "$lte":
			return v <= w
		case "$startsWith":
			return strings.HasPrefix(strings.ToLower(v), strings.ToLower(w))
		case "$contains":
			return strings.Contains(strings.ToLower(v), strings.ToLower(w))
		}
		panic(op)
	})
}

func TestMatchAgreesWithNaive(t *testing.T) {
	t.Parallel()
	l := lang()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFilter(t, 3)
		n, err := l.Parse("filter", f)
		if err != nil {
			t.Fatalf("Parse(%v) = %v", f, err)
		}
		for i := range 5 {
			d := drawDoc(t, i)
			if got, want := n.Match(d.values), naive(f, d); got != want {
				t.Fatalf("Match(%s, %+v) = %v, want %v", n, d, got, want)
			}
		}
	})
}

// TestPagesAgreeWithNaive walks through all pages of random queries, to the end
// and back, and compares them with a filtered and sorted list.
func TestPagesAgreeWithNaive(t *testing.T) {
	t.Parallel()
	languages := []*query.Language{
		lang(),
		lang(func(s *query.Schema) { s.Indexes = nil }),
		lang(func(s *query.Schema) { s.Indexes[3].Multi, s.Indexes = true, s.Indexes[2:] }),
	}
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(languages).Draw(t, "language")
		s := &shelf{}
		for i := range rapid.IntRange(0, 25).Draw(t, "docs") {
			s.docs = append(s.docs, drawDoc(t, i))
		}
		f := drawFilter(t, 2)
		var sorts []query.Sorting
		for range rapid.IntRange(0, 3).Draw(t, "sorts") {
			sorts = append(sorts, query.Sorting{
				FieldName: rapid.SampledFrom([]string{"id", "status", "buyer.email", "total", "number", "createdDate", "names"}).Draw(t, "sort"),
				Order:     rapid.SampledFrom([]query.SortOrder{"", query.Asc, query.Desc}).Draw(t, "order"),
			})
		}
		limit := rapid.IntRange(1, 7).Draw(t, "limit")
		q, err := l.Query(query.Request{Filter: f, Sort: sorts, CursorPaging: &query.CursorPaging{Limit: limit}}, options)
		if err != nil {
			t.Fatalf("Query(%v) = %v", f, err)
		}
		want := wanted(s.docs, f, q)
		turn := rapid.IntRange(0, 5).Draw(t, "turn")

		var got []*doc
		var pages []string
		var last *query.Page[*doc]
		for {
			q.SetTurn(turn)
			last, err = query.Run(t.Context(), q, s.source())
			if err != nil {
				t.Fatalf("Run(%v) = %v", f, err)
			}
			got = append(got, last.Items...)
			pages = append(pages, ids(last.Items))
			if last.HasNext != (last.Cursors.Next != "") {
				t.Fatalf("HasNext = %v with next cursor %q", last.HasNext, last.Cursors.Next)
			}
			if !last.HasNext {
				break
			}
			if len(last.Items) != limit {
				t.Fatalf("page of %d items before the last, want %d", len(last.Items), limit)
			}
			q = follow(t, l, last.Cursors.Next)
		}
		if ids(got) != ids(want) {
			t.Fatalf("%v by %v: pages %q, want %q, by %s", f, sorts, pages, ids(want), planText(q.Plan()[0]))
		}
		for i := len(pages) - 2; i >= 0 && last.Cursors.Prev != ""; i-- {
			last, err = query.Run(t.Context(), follow(t, l, last.Cursors.Prev), s.source())
			if err != nil || ids(last.Items) != pages[i] {
				t.Fatalf("page %d backwards = %q, %v, want %q", i, ids(last.Items), err, pages[i])
			}
		}
		if len(pages) > 1 && last.Cursors.Prev != "" {
			t.Fatalf("the first page has the cursor %q before it", last.Cursors.Prev)
		}
	})
}

// TestPagesUnderWrites changes the list between pages. What stays as it is
// from the first page to the last is found once, in order; nothing is found
// twice in one place.
func TestPagesUnderWrites(t *testing.T) {
	t.Parallel()
	l := lang()
	rapid.Check(t, func(t *rapid.T) {
		s := &shelf{}
		for i := range rapid.IntRange(5, 25).Draw(t, "docs") {
			s.docs = append(s.docs, drawDoc(t, 10*i))
		}
		f := drawFilter(t, 1)
		sorts := []query.Sorting{{
			FieldName: rapid.SampledFrom([]string{"id", "status", "buyer.email", "total", "number", "createdDate"}).Draw(t, "sort"),
			Order:     rapid.SampledFrom([]query.SortOrder{query.Asc, query.Desc}).Draw(t, "order"),
		}, {FieldName: "number"}}
		first, err := l.Query(query.Request{Filter: f, Sort: sorts, CursorPaging: &query.CursorPaging{Limit: rapid.IntRange(1, 4).Draw(t, "limit")}}, options)
		if err != nil {
			t.Fatalf("Query(%v) = %v", f, err)
		}
		stays := slices.Clone(s.docs)
		var got []*doc
		for q, next := first, 1; ; next++ {
			q.SetTurn(rapid.IntRange(0, 3).Draw(t, "turn"))
			page, err := query.Run(t.Context(), q, s.source())
			if err != nil {
				t.Fatalf("Run(%v) = %v", f, err)
			}
			got = append(got, page.Items...)
			if !page.HasNext || next > 100 {
				break
			}
			q = follow(t, l, page.Cursors.Next)
			for range rapid.IntRange(0, 3).Draw(t, "writes") {
				d := drawDoc(t, rapid.IntRange(0, 300).Draw(t, "id"))
				same := func(e *doc) bool { return e.ID == d.ID }
				stays = slices.DeleteFunc(stays, same)
				if s.docs = slices.DeleteFunc(s.docs, same); rapid.Bool().Draw(t, "put") {
					s.docs = append(s.docs, d)
				}
			}
		}
		if !slices.IsSortedFunc(got, func(a, b *doc) int {
			return first.Compare(first.Position(a.values, a.ID), first.Position(b.values, b.ID))
		}) {
			t.Fatalf("%v by %v: pages %s are not in order", f, sorts, ids(got))
		}
		want := ids(wanted(stays, f, first))
		if found := ids(slices.DeleteFunc(got, func(d *doc) bool { return !slices.Contains(stays, d) })); found != want {
			t.Fatalf("%v by %v: of what did not change, found %s, want %s", f, sorts, found, want)
		}
	})
}

func follow(t *rapid.T, l *query.Language, cursor string) *query.Query {
	q, err := l.Query(query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor}}, options)
	if err != nil {
		t.Fatalf("Query(cursor) = %v", err)
	}
	return q
}

// wanted filters and sorts in the plainest way.
func wanted(docs []*doc, f query.Filter, q *query.Query) []*doc {
	var out []*doc
	for _, d := range docs {
		if naive(f, d) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b *doc) int {
		for _, o := range q.Sort {
			va, vb := plain(o.Field.Path, a), plain(o.Field.Path, b)
			slices.Sort(va)
			slices.Sort(vb)
			if o.Desc {
				slices.Reverse(va)
				slices.Reverse(vb)
			}
			if c := slices.Compare(va[:min(1, len(va))], vb[:min(1, len(vb))]); c != 0 {
				if o.Desc {
					return -c
				}
				return c
			}
		}
		c := cmp.Compare(a.ID, b.ID)
		if q.Sort[len(q.Sort)-1].Desc {
			return -c
		}
		return c
	})
	return out
}

// manyDocs returns n documents, each newer than those before it: every other
// one of status A, every tenth from Ann, every hundredth of status D.
func manyDocs(n int) []*doc {
	out := make([]*doc, n)
	for i := range out {
		out[i] = &doc{ID: fmt.Sprintf("%06d", i), Status: string(rune('A' + i%2)), Number: int64(i), Created: day(1 + i/3), Email: "bob@x"}
		if i%10 == 0 {
			out[i].Email = "ann@x"
		}
		if i%100 == 50 {
			out[i].Status = "D"
		}
	}
	return out
}

func TestRunReadsLittle(t *testing.T) {
	t.Parallel()
	l := lang(func(s *query.Schema) { s.MaxScan = 2500 })
	newest := query.Sorting{FieldName: "createdDate", Order: query.Desc}
	tests := []struct {
		name   string
		filter string
		sort   []query.Sorting
		read   int // at most, for the first page, and for one in the middle
	}{
		{"newest", `{}`, nil, 11},
		{"newest of a status", `{"status":"A"}`, nil, 11},
		{"newest of two", `{"status":{"$in":["A","B"]}}`, nil, 13},
		{"newest of either", `{"$or":[{"status":"A"},{"status":"B"}]}`, nil, 13},
		{"newest of either, one in both", `{"$or":[{"status":"A"},{"email":"ann@x"}]}`, nil, 24},
		{"newest of all but one", `{"status":{"$ne":"D"}}`, nil, 12},
		{"newest of all but two", `{"status":{"$nin":["A","B"]}}`, nil, 140}, // the other order's turn first
		{"one number", `{"number":17}`, nil, 1},
		{"some ids", `{"id":{"$in":["000017","000018","x"]}}`, nil, 2},
		{"wide range, in order", `{"number":{"$gte":1}}`, nil, 112},
		{"narrow range, few in order", `{"number":{"$lt":150}}`, nil, 450},
		{"buyer, of a status", `{"email":"ann@x","status":"A"}`, nil, 20},
		{"status in another order", `{"status":"A"}`, []query.Sorting{{FieldName: "number"}}, 24},
		{"rare status in another order", `{"status":"D"}`, []query.Sorting{{FieldName: "number"}}, 130},
		{"in one of two ranges only", `{"$and":[{"status":{"$in":["A","B"]}},{"email":"ann@x"},{"number":{"$gt":0}}]}`, nil, 350},
		{"several sort fields", `{}`, []query.Sorting{newest, {FieldName: "total"}, {FieldName: "number"}}, 17},
		{"several sort fields of a status", `{"status":"A"}`, []query.Sorting{newest, {FieldName: "email"}}, 15},
	}
	for _, tt := range tests {
		for _, middle := range []bool{false, true} {
			s := &shelf{docs: manyDocs(3000)}
			r := query.Request{Filter: filterOf(t, tt.filter), Sort: tt.sort, CursorPaging: &query.CursorPaging{Limit: 10}}
			if middle {
				q, err := l.Query(r, options)
				if err != nil {
					t.Fatal(err)
				}
				at := q.Position(s.docs[1500].values, s.docs[1500].ID)
				r = query.Request{CursorPaging: &query.CursorPaging{Cursor: q.Cursor(at, false), Limit: 10}}
			}
			p := s.run(t, l, r)
			if s.read > tt.read || len(p.Items) == 0 && !middle {
				t.Errorf("%s, in the middle: %v: read %d for %d items, want at most %d", tt.name, middle, s.read, len(p.Items), tt.read)
			}
		}
	}
	s := &shelf{docs: manyDocs(100)}
	if s.run(t, l, query.Request{Paging: &query.Paging{Offset: 20, Limit: 10}}); s.read > 31 {
		t.Errorf("offset: read %d for 10 items behind 20", s.read)
	}
}

func TestRunNamesMissingIndex(t *testing.T) {
	t.Parallel()
	l := lang(func(s *query.Schema) { s.MaxScan = 250 })
	for _, tt := range []struct {
		filter string
		sort   []query.Sorting
		want   []string
		read   int
	}{
		{`{"flag":true,"total":{"$gt":1}}`, []query.Sorting{{FieldName: "total"}}, []string{"flag", "total"}, 251},
		{`{"flag":true}`, nil, []string{"flag", "createdDate"}, 251},
		{`{"$or":[{"flag":true},{"email":"x"}],"$not":{"number":3}}`, nil, []string{"flag", "buyer.email", "createdDate"}, 251},
		{`{"number":{"$gt":100},"flag":true}`, nil, []string{"flag", "createdDate", "number"}, 502}, // two ways, both too long
		{`{}`, []query.Sorting{{FieldName: "buyer.email"}, {FieldName: "number"}}, []string{"buyer.email", "number"}, 251},
	} {
		s := &shelf{docs: manyDocs(1000)}
		for _, d := range s.docs {
			d.Email = "ann@x"
		}
		q, err := l.Query(query.Request{Filter: filterOf(t, tt.filter), Sort: tt.sort}, options)
		if err != nil {
			t.Fatal(err)
		}
		_, err = query.Run(t.Context(), q, s.source())
		missing, ok := errors.AsType[*query.MissingIndexError](err)
		if !ok || !slices.Equal(missing.Fields, tt.want) || missing.Read != tt.read {
			t.Errorf("Run(%s) = %v, want a missing index on %v after %d records", tt.filter, err, tt.want, tt.read)
		}
		if !errors.Is(err, fault.Limit) || fault.Code(err) != query.CodeMissingIndex || !strings.Contains(err.Error(), strings.Join(tt.want, " × ")) {
			t.Errorf("Run(%s) = %v, want fault.Limit with code %s", tt.filter, err, query.CodeMissingIndex)
		}
	}
}

func TestRunPassesErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	l := lang()
	for _, filter := range []string{`{}`, `{"status":{"$in":["A","B"]}}`, `{"number":{"$gt":1}}`} {
		src := (&shelf{docs: sampleDocs()}).source()
		scan := src.Scan
		src.Scan = func(ctx context.Context, s query.Scan, match func(*doc) bool) iter.Seq2[*doc, error] {
			return func(yield func(*doc, error) bool) {
				for d, err := range scan(ctx, s, match) {
					if !yield(d, err) {
						return
					}
					break
				}
				yield(nil, broken)
			}
		}
		q, err := l.Query(query.Request{Filter: filterOf(t, filter)}, options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = query.Run(t.Context(), q, src); !errors.Is(err, broken) {
			t.Errorf("Run(%s) = %v, want %v", filter, err, broken)
		}
	}
}

func TestRestrict(t *testing.T) {
	t.Parallel()
	l := lang()
	s := &shelf{docs: sampleDocs()}
	ask := func(r query.Request) *query.Page[*doc] {
		q, err := l.Query(r, options)
		if err != nil {
			t.Fatal(err)
		}
		q.Restrict(l.Cond("status", query.Ne, query.Text("B")))
		p, err := query.Run(t.Context(), q, s.source())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := ask(query.Request{Filter: query.Filter{"items": "mug"}, CursorPaging: &query.CursorPaging{Limit: 1}})
	if ids(p.Items) != "3" || !p.HasNext {
		t.Fatalf("first page = %s, want 3", ids(p.Items))
	}
	if p = ask(query.Request{CursorPaging: &query.CursorPaging{Cursor: p.Cursors.Next}}); ids(p.Items) != "1" || p.HasNext {
		t.Errorf("second page = %s, want 1 and no more", ids(p.Items))
	}
}
