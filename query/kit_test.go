// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/query"
)

// doc is the record that the tests ask about. Zero members are missing.
type doc struct {
	ID      string
	Status  string
	Email   string
	Total   *decimal.Decimal
	Number  int64
	Created time.Time
	Flag    bool
	Items   []string
	Names   []string
}

func (d *doc) values(path string, dst []query.Value) []query.Value {
	text := func(s string) []query.Value {
		if s == "" {
			return dst
		}
		return append(dst, query.Text(s))
	}
	switch path {
	case "id":
		return text(d.ID)
	case "status":
		return text(d.Status)
	case "buyer.email":
		return text(d.Email)
	case "total":
		if d.Total != nil {
			dst = append(dst, query.Number(*d.Total))
		}
	case "number":
		dst = append(dst, query.Int(d.Number))
	case "createdDate":
		dst = append(dst, query.Time(d.Created))
	case "flag":
		dst = append(dst, query.Bool(d.Flag))
	case "items":
		for _, s := range d.Items {
			dst = append(dst, query.Text(s))
		}
	case "names":
		for _, s := range d.Names {
			dst = append(dst, query.Text(s))
		}
	}
	return dst
}

func schema() query.Schema {
	return query.Schema{
		Kind: "doc",
		Fields: []query.Field{
			{Path: "id", Ops: query.Equality, Sortable: true},
			{Path: "status", Sortable: true, Values: []string{"A", "B", "C", "D"}},
			{Path: "buyer.email", Aliases: []string{"email"}, Sortable: true, CaseInsensitive: true},
			{Path: "total", Type: query.TypeNumber, Sortable: true},
			{Path: "number", Type: query.TypeNumber, Sortable: true, Whole: true},
			{Path: "createdDate", Type: query.TypeTime, Sortable: true},
			{Path: "flag", Type: query.TypeBool},
			{Path: "items", List: true},
			{Path: "names", List: true, CaseInsensitive: true, Sortable: true},
		},
		Indexes: []query.Index{
			{Name: "created", Fields: []string{"createdDate"}},
			{Name: "number", Fields: []string{"number"}},
			{Name: "status-created", Fields: []string{"status", "createdDate"}},
			{Name: "email-created", Fields: []string{"buyer.email", "createdDate"}},
			{Name: "item-created", Fields: []string{"items", "createdDate"}, Multi: true},
		},
		DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
		MaxSort:     3,
	}
}

func lang(change ...func(*query.Schema)) *query.Language {
	s := schema()
	for _, fn := range change {
		fn(&s)
	}
	return query.Define(s)
}

var options = query.Options{Key: []byte("a key for tests"), Site: "main"}

func parse(t testing.TB, l *query.Language, filter string) query.Node {
	t.Helper()
	n, err := l.ParseJSON("filter", []byte(filter))
	if err != nil {
		t.Fatalf("ParseJSON(%s) = %v", filter, err)
	}
	return n
}

// violations writes what an error names, one "field RULE" each.
func violations(err error) string {
	var out []string
	for _, v := range fault.Violations(err) {
		out = append(out, v.Field+" "+string(v.Rule))
	}
	return strings.Join(out, "; ")
}

// shelf keeps documents with the indexes of a schema, as a store would.
type shelf struct {
	docs []*doc
	read int // how many records scans have shown
}

type indexed struct {
	key []query.Value
	doc *doc
}

// key returns the index keys of a document.
func (s *shelf) keys(d *doc, fields []*query.Field) [][]query.Value {
	keys := [][]query.Value{nil}
	for _, f := range fields {
		vs := d.values(f.Path, nil)
		if f.CaseInsensitive {
			for i := range vs {
				vs[i] = query.Text(query.Fold(vs[i].Text()))
			}
		}
		if len(vs) == 0 && f.List {
			return nil
		}
		if len(vs) == 0 {
			vs = append(vs, query.Value{})
		}
		for i := range vs {
			vs[i] = kept(f, vs[i])
		}
		var next [][]query.Value
		for _, k := range keys {
			for _, v := range vs {
				next = append(next, append(slices.Clone(k), v))
			}
		}
		keys = next
	}
	slices.SortFunc(keys, compareKeys)
	return slices.CompactFunc(keys, func(a, b []query.Value) bool { return compareKeys(a, b) == 0 })
}

// kept returns what stands in an index for a value of a field, or for none.
func kept(f *query.Field, v query.Value) query.Value {
	if v.IsNull() && f.Type == query.TypeText {
		return query.Text("")
	}
	return v
}

func compareKeys(a, b []query.Value) int { return slices.CompareFunc(a, b, query.Compare) }

func (s *shelf) scan(_ context.Context, sc query.Scan, match func(*doc) bool) iter.Seq2[*doc, error] {
	return func(yield func(*doc, error) bool) {
		var all []indexed
		for _, d := range s.docs {
			for _, k := range s.keys(d, sc.Fields) {
				all = append(all, indexed{k, d})
			}
		}
		order := func(a, b indexed) int {
			return cmp.Or(compareKeys(a.key, b.key), strings.Compare(a.doc.ID, b.doc.ID))
		}
		slices.SortFunc(all, order)
		if sc.After != nil {
			for i, f := range sc.Fields {
				sc.After.Values[i] = kept(f, sc.After.Values[i])
			}
		}
		if sc.Reverse {
			slices.Reverse(all)
		}
		for _, e := range all {
			if !within(sc, e.key) {
				continue
			}
			if sc.After != nil {
				c := order(e, indexed{sc.After.Values, &doc{ID: sc.After.ID}})
				if sc.Reverse {
					c = -c
				}
				if c <= 0 {
					continue
				}
			}
			s.read++
			if match(e.doc) && !yield(e.doc, nil) {
				return
			}
		}
	}
}

func within(sc query.Scan, key []query.Value) bool {
	r, n := sc.Range, len(sc.Range.Prefix)
	if len(key) < n || compareKeys(key[:n], r.Prefix) != 0 {
		return false
	}
	if r.From != nil {
		if c := query.Compare(key[n], kept(sc.Fields[n], *r.From)); c < 0 || c == 0 && r.Above {
			return false
		}
	}
	if r.To != nil {
		if c := query.Compare(key[n], kept(sc.Fields[n], *r.To)); c > 0 || c == 0 && !r.Through {
			return false
		}
	}
	return true
}

func (s *shelf) source() query.Source[*doc] {
	return query.Source[*doc]{
		Scan:   s.scan,
		Values: func(d *doc, path string, dst []query.Value) []query.Value { return d.values(path, dst) },
		ID:     func(d *doc) string { return d.ID },
	}
}

func (s *shelf) run(t testing.TB, l *query.Language, r query.Request) *query.Page[*doc] {
	t.Helper()
	q, err := l.Query(r, options)
	if err != nil {
		t.Fatalf("Query(%v) = %v", r, err)
	}
	p, err := query.Run(t.Context(), q, s.source())
	if err != nil {
		t.Fatalf("Run(%v) = %v", r, err)
	}
	return p
}

func ids(ds []*doc) string {
	out := make([]string, len(ds))
	for i, d := range ds {
		out[i] = d.ID
	}
	return strings.Join(out, " ")
}

func filterOf(t testing.TB, text string) query.Filter {
	t.Helper()
	var f query.Filter
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatalf("Unmarshal(%s) = %v", text, err)
	}
	return f
}

func day(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }

func num(s string) *decimal.Decimal {
	d := decimal.RequireFromString(s)
	return &d
}

func sampleDocs() []*doc {
	return []*doc{
		{ID: "1", Status: "A", Email: "Ann@Example.com", Total: num("10.50"), Number: 10001, Created: day(1), Items: []string{"mug"}, Names: []string{"Mug"}},
		{ID: "2", Status: "B", Email: "bob@example.com", Total: num("20"), Number: 10002, Created: day(2), Flag: true, Items: []string{"mug", "cup"}, Names: []string{"Mug", "Cup"}},
		{ID: "3", Status: "A", Total: num("0.1"), Number: 10003, Created: day(3), Items: []string{"cup", "mug"}},
		{ID: "4", Status: "C", Email: "ann@elsewhere.org", Number: 10004, Created: day(4)},
		{ID: "5", Total: num("99999999999999999999.5"), Number: 10005, Flag: true},
	}
}

func ExampleDefine() {
	orders := query.Define(query.Schema{
		Kind: "order",
		Fields: []query.Field{
			{Path: "status", Ops: query.Equality, Values: []string{"APPROVED", "CANCELED"}},
			{Path: "createdDate", Type: query.TypeTime, Sortable: true},
		},
	})
	_, err := orders.Parse("filter", query.Filter{
		"status":  map[string]any{"$gt": "A"},
		"colour":  "red",
		"created": time.Time{},
	})
	for _, v := range fault.Violations(err) {
		fmt.Println(v.Field, v.Rule)
	}
	// Output:
	// filter.colour FIELD_NOT_ALLOWED
	// filter.created FIELD_NOT_ALLOWED
	// filter.status.$gt FIELD_NOT_ALLOWED
}

func ExampleRun() {
	l := lang()
	q, err := l.Query(query.Request{
		Filter:       query.Filter{"status": map[string]any{"$in": []string{"A", "B"}}},
		CursorPaging: &query.CursorPaging{Limit: 2},
	}, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := &shelf{docs: sampleDocs()}
	page, err := query.Run(context.Background(), q, s.source())
	fmt.Println(ids(page.Items), page.HasNext, err)

	q, _ = l.Query(query.Request{CursorPaging: &query.CursorPaging{Cursor: page.Cursors.Next}}, options)
	page, err = query.Run(context.Background(), q, s.source())
	fmt.Println(ids(page.Items), page.HasNext, err)
	// Output:
	// 3 2 true <nil>
	// 1 false <nil>
}
