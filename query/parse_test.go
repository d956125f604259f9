// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/query"
)

func TestParseViolations(t *testing.T) {
	t.Parallel()
	l := lang()
	tests := []struct{ filter, want string }{
		{`{"colour":"red"}`, "filter.colour FIELD_NOT_ALLOWED"},
		{`{"$colour":"red"}`, "filter.$colour FIELD_NOT_ALLOWED"},
		{`{"$eq":"red"}`, "filter.$eq FIELD_NOT_ALLOWED"},
		{`[]`, "filter FORMAT"},
		{`"status"`, "filter FORMAT"},
		{`{"status":"A"`, "filter FORMAT"},
		{`{"status":"A"} {}`, "filter FORMAT"},
		{`{"status":{"$gt":"A","$lt":"C"}}`, "filter.status VALIDATION"},
		{`{"status":{}}`, "filter.status VALIDATION"},
		{`{"status":{"$like":"A"}}`, "filter.status.$like FIELD_NOT_ALLOWED"},
		{`{"status":{"$and":[]}}`, "filter.status.$and FIELD_NOT_ALLOWED"},
		{`{"id":{"$gt":"A"}}`, "filter.id.$gt FIELD_NOT_ALLOWED"},
		{`{"flag":{"$gt":true}}`, "filter.flag.$gt FIELD_NOT_ALLOWED"},
		{`{"total":{"$startsWith":"1"}}`, "filter.total.$startsWith FIELD_NOT_ALLOWED"},
		{`{"status":"Z"}`, "filter.status INVALID_ENUM_VALUE"},
		{`{"status":{"$in":["A","Z"]}}`, "filter.status.$in[1] INVALID_ENUM_VALUE"},
		{`{"status":{"$in":"A"}}`, "filter.status.$in FORMAT"},
		{`{"status":["A"]}`, "filter.status FORMAT"},
		{`{"status":7}`, "filter.status FORMAT"},
		{`{"status":{"$gt":null}}`, "filter.status.$gt FORMAT"},
		{`{"flag":"true"}`, "filter.flag FORMAT"},
		{`{"total":"ten"}`, "filter.total FORMAT"},
		{`{"total":"1e999999999"}`, "filter.total FORMAT"},
		{`{"total":1e999999999}`, "filter.total FORMAT"},
		{`{"total":"` + strings.Repeat("9", 41) + `"}`, "filter.total FORMAT"},
		{`{"createdDate":"yesterday"}`, "filter.createdDate FORMAT"},
		{`{"createdDate":1704067200000}`, "filter.createdDate FORMAT"},
		{`{"status":{"$exists":"yes"}}`, "filter.status.$exists FORMAT"},
		{`{"items":{"$hasSome":["a",null,3]}}`, "filter.items.$hasSome[1] FORMAT; filter.items.$hasSome[2] FORMAT"},
		{`{"$and":{"status":"A"}}`, "filter.$and FORMAT"},
		{`{"$and":[]}`, "filter.$and MIN_SIZE"},
		{`{"$or":[]}`, "filter.$or MIN_SIZE"},
		{`{"$or":["status"]}`, "filter.$or[0] FORMAT"},
		{`{"$not":"status"}`, "filter.$not FORMAT"},
		{`{"$and":[{"status":"Z"},{"$not":{"colour":1}}],"total":"x"}`, "filter.$and[0].status INVALID_ENUM_VALUE; filter.$and[1].$not[0].colour FIELD_NOT_ALLOWED; filter.total FORMAT"},
		{`{"buyer.email":"` + strings.Repeat("é", query.MaxText+1) + `"}`, "filter.buyer.email MAX_LENGTH"},
		{`{"id":{"$in":[` + strings.Repeat(`"a",`, query.MaxOperands) + `"a"]}}`, "filter.id.$in MAX_SIZE"},
		{`{"$or":[` + strings.Repeat(`{"id":"a"},`, query.MaxConditions) + `{"id":"a"}]}`, "filter.$or[149].id MAX_SIZE"},
		{strings.Repeat(`{"$and":[`, 20) + `{"id":"a"}` + strings.Repeat(`]}`, 20), "filter" + strings.Repeat(".$and[0]", query.MaxDepth) + " MAX_SIZE"},
		{`{"id":"` + strings.Repeat("a", query.MaxFilterBytes) + `"}`, "filter MAX_LENGTH"},
	}
	for _, tt := range tests {
		n, err := l.ParseJSON("filter", []byte(tt.filter))
		if got := violations(err); got != tt.want || !errors.Is(err, fault.Invalid) || n.Op != 0 {
			t.Errorf("ParseJSON(%.100s) = %v, %q, want %q", tt.filter, n, got, tt.want)
		}
	}
}

func TestParseGoValues(t *testing.T) {
	t.Parallel()
	type status string
	l := lang()
	n, err := l.Parse("filter", query.Filter{
		"status":      status("A"),
		"total":       map[string]any{"$gte": decimal.RequireFromString("9999999999999999.99")},
		"number":      map[string]any{"$in": []int{1, 2}},
		"createdDate": map[string]any{"$lt": time.Date(2024, 1, 2, 3, 4, 5, 678901000, time.FixedZone("", 3600))},
	})
	want := `{"$and":[{"createdDate":{"$lt":"2024-01-02T02:04:05.678901Z"}},{"number":{"$in":[1,2]}},{"status":{"$eq":"A"}},{"total":{"$gte":9999999999999999.99}}]}`
	if err != nil || n.String() != want {
		t.Errorf("Parse() = %s, %v, want %s", n, err, want)
	}
	if _, err = l.Parse("filter", query.Filter{"total": func() {}}); violations(err) != "filter FORMAT" {
		t.Errorf("Parse(func) = %v, want a violation", err)
	}
}

func TestParseSort(t *testing.T) {
	t.Parallel()
	l := lang()
	tests := []struct {
		sort []query.Sorting
		want string
	}{
		{nil, "-createdDate"},
		{[]query.Sorting{{FieldName: "status"}, {FieldName: "email", Order: query.Desc}}, "status -buyer.email"},
		{[]query.Sorting{{FieldName: "status"}, {FieldName: "status", Order: query.Desc}}, "status"},
		{[]query.Sorting{{FieldName: "flag"}}, "sort[0].fieldName FIELD_NOT_ALLOWED"},
		{[]query.Sorting{{FieldName: "colour"}, {}}, "sort[0].fieldName FIELD_NOT_ALLOWED; sort[1].fieldName REQUIRED_FIELD"},
		{[]query.Sorting{{FieldName: "status", Order: "asc"}}, "sort[0].order INVALID_ENUM_VALUE"},
		{make([]query.Sorting, 4), "sort MAX_SIZE"},
	}
	for _, tt := range tests {
		orders, err := l.ParseSort("sort", tt.sort)
		got := violations(err)
		if err == nil {
			var names []string
			for _, o := range orders {
				name := o.Field.Path
				if o.Desc {
					name = "-" + name
				}
				names = append(names, name)
			}
			got = strings.Join(names, " ")
		}
		if got != tt.want {
			t.Errorf("ParseSort(%v) = %q, want %q", tt.sort, got, tt.want)
		}
	}
}

func TestDefinePanics(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*query.Schema){
		"no kind":                func(s *query.Schema) { s.Kind = "" },
		"operator of no use":     func(s *query.Schema) { s.Fields[3].Ops = query.StartsWith },
		"case of numbers":        func(s *query.Schema) { s.Fields[3].CaseInsensitive = true },
		"same name twice":        func(s *query.Schema) { s.Fields[1].Path = "id" },
		"alias taken":            func(s *query.Schema) { s.Fields[1].Aliases = []string{"id"} },
		"operator as name":       func(s *query.Schema) { s.Fields[1].Path = "$and" },
		"index on nothing":       func(s *query.Schema) { s.Indexes[0].Fields = []string{"x"} },
		"index on decimals":      func(s *query.Schema) { s.Indexes[0].Fields = []string{"total"} },
		"single index on a list": func(s *query.Schema) { s.Indexes[0].Fields = []string{"items"} },
		"default sort":           func(s *query.Schema) { s.DefaultSort[0].FieldName = "flag" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if r := recover(); r == nil || !strings.HasPrefix(fmt.Sprint(r), "query: ") {
					t.Errorf("Define() panicked with %v, want a message", r)
				}
			}()
			lang(change)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"status":"A"}`, `{"$and":[{"total":{"$gt":1e3}},{"$not":{"items":{"$hasAll":["a"]}}}]}`,
		`{"createdDate":{"$lt":"2024-01-02T03:04:05+01:00"}}`, `{"number":{"$in":[1,2,null]}}`, `{"items":[["a"]]}`, `null`,
	} {
		f.Add([]byte(s))
	}
	l := lang()
	docs := sampleDocs()
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := l.ParseJSON("filter", data)
		if err != nil {
			if !errors.Is(err, fault.Invalid) || len(fault.Violations(err)) == 0 {
				t.Fatalf("ParseJSON(%q) = %v, want violations", data, err)
			}
			return
		}
		again, err := l.ParseJSON("filter", []byte(n.String()))
		if err != nil || again.String() != n.String() {
			t.Fatalf("ParseJSON(%s) = %s, %v", n, again, err)
		}
		for _, d := range docs {
			if n.Match(d.values) != again.Match(d.values) {
				t.Fatalf("%q and %s match differently", data, n)
			}
		}
	})
}
