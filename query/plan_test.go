// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/query"
)

// planText writes a plan in one line.
func planText(p query.Plan) string {
	var parts []string
	for _, part := range p.Parts {
		parts = append(parts, partText(part))
	}
	text := strings.Join(parts, " + ")
	if p.Reverse {
		text += " reverse"
	}
	if p.InMemorySort && p.Lead > 0 {
		text += fmt.Sprintf(" lead %d", p.Lead)
	}
	if p.InMemorySort {
		text += " sort"
	}
	return text
}

func partText(p query.Part) string {
	var b strings.Builder
	name := p.Index
	if name == "" {
		name = "all"
	}
	b.WriteString(name)
	for _, r := range p.Ranges {
		b.WriteString(" ")
		for _, v := range r.Prefix {
			fmt.Fprintf(&b, "%s/", v)
		}
		if r.From != nil || r.To != nil {
			open, end := "[", ")"
			if r.Above {
				open = "("
			}
			if r.Through {
				end = "]"
			}
			b.WriteString(open)
			if r.From != nil {
				b.WriteString(r.From.String())
			}
			b.WriteString("..")
			if r.To != nil {
				b.WriteString(r.To.String())
			}
			b.WriteString(end)
		}
	}
	if p.Residual.Op != 0 {
		b.WriteString(" if " + p.Residual.String())
	}
	return b.String()
}

func TestPlan(t *testing.T) {
	t.Parallel()
	l := lang(func(s *query.Schema) {
		s.Indexes = append(s.Indexes, query.Index{Name: "checkout", Fields: []string{"status"}, Unique: true})
		s.Indexes[3].Multi = true
	})
	plain := lang()
	byStatus := []query.Sorting{{FieldName: "status"}}
	byCreated := []query.Sorting{{FieldName: "createdDate"}}
	tests := []struct {
		l      *query.Language
		filter string
		sort   []query.Sorting
		want   string
	}{
		{plain, `{}`, nil, `created  reverse`},
		{plain, `{}`, byCreated, `created `},
		{plain, `{}`, []query.Sorting{{FieldName: "id"}}, `all `},
		{plain, `{}`, []query.Sorting{{FieldName: "id", Order: query.Desc}}, `all  reverse`},
		{plain, `{}`, []query.Sorting{{FieldName: "total"}}, `all  sort`},
		{plain, `{}`, byStatus, `status-created  lead 1 sort`}, // the index sorts by date within a status
		{plain, `{}`, append(byStatus, byCreated...), `status-created `},
		{plain, `{}`, []query.Sorting{{FieldName: "status"}, {FieldName: "createdDate", Order: query.Desc}}, `status-created  lead 1 sort`},
		{plain, `{}`, []query.Sorting{{FieldName: "createdDate", Order: query.Desc}, {FieldName: "number"}}, `created  reverse lead 1 sort`},
		{plain, `{}`, append(byCreated, query.Sorting{FieldName: "id"}), `created `},
		{plain, `{}`, append(byCreated, query.Sorting{FieldName: "id", Order: query.Desc}), `created  lead 1 sort`},

		{plain, `{"id":"7"}`, nil, `all "7"/ sort`},
		{plain, `{"id":{"$in":["7","3"]},"status":"A"}`, nil, `all "3"/ "7"/ if {"status":{"$eq":"A"}} sort`},

		{plain, `{"status":"A"}`, nil, `status-created "A"/ reverse`},
		{plain, `{"status":{"$in":["B","A","B"]}}`, nil, `status-created "A"/ "B"/ reverse`},
		{plain, `{"$and":[{"status":{"$in":["B","A","C"]}},{"status":{"$nin":["C","D"]}},{"status":{"$gt":"A"}}]}`, nil, `status-created "B"/ reverse`},
		{plain, `{"$and":[{"status":"A"},{"status":"B"},{"flag":true}]}`, nil, `status-created if {"flag":{"$eq":true}} reverse`},
		{plain, `{"status":{"$in":[]}}`, nil, `status-created reverse`},
		{plain, `{"status":null}`, nil, `created  if {"status":{"$eq":null}} reverse`},
		{plain, `{"status":"A","flag":true}`, nil, `status-created "A"/ if {"flag":{"$eq":true}} reverse`},
		{plain, `{"status":"A"}`, append(byStatus, byCreated...), `status-created "A"/`},
		{plain, `{"status":"A"}`, append(byCreated, byStatus...), `status-created "A"/`},
		{plain, `{"status":{"$in":["A","B"]}}`, append(byCreated, byStatus...), `status-created "A"/ "B"/ lead 1 sort`},
		{plain, `{"status":"A"}`, []query.Sorting{{FieldName: "number"}}, `number  if {"status":{"$eq":"A"}} | status-created "A"/ sort`},
		{
			plain, `{"status":{"$ne":"A"}}`, nil,
			`created  if {"status":{"$ne":"A"}} reverse | status-created ""/ "B"/ "C"/ "D"/ if {"status":{"$ne":"A"}} reverse`,
		},
		{
			plain, `{"$and":[{"status":{"$nin":["A","B"]}},{"status":{"$ne":null}}]}`, nil,
			`created  if {"$and":[{"status":{"$nin":["A","B"]}},{"status":{"$ne":null}}]} reverse | status-created ""/ "C"/ "D"/ if {"$and":[{"status":{"$nin":["A","B"]}},{"status":{"$ne":null}}]} reverse`,
		},
		{
			plain, `{"$and":[{"createdDate":{"$gte":"2024-01-02"}},{"createdDate":{"$lt":"2024-01-04"}}]}`, nil,
			`created ["2024-01-02T00:00:00Z".."2024-01-04T00:00:00Z") reverse`,
		},
		{
			plain, `{"$and":[{"createdDate":{"$gt":"2024-01-02"}},{"createdDate":{"$lte":"2024-01-04"}},{"status":"A"}]}`, nil,
			`status-created "A"/("2024-01-02T00:00:00Z".."2024-01-04T00:00:00Z"] reverse`,
		},
		{
			plain, `{"createdDate":{"$lt":"2024-01-04"}}`, nil,
			`created [.."2024-01-04T00:00:00Z") if {"createdDate":{"$lt":"2024-01-04T00:00:00Z"}} reverse`,
		},
		{plain, `{"email":"ANN@x.org"}`, nil, `email-created "ann@x.org"/ reverse`},
		{ // what few records have first; which has fewer shows only when they are read
			plain, `{"email":"ANN@x.org","status":"A"}`, nil,
			`email-created "ann@x.org"/ if {"status":{"$eq":"A"}} reverse | status-created "A"/ if {"buyer.email":{"$eq":"ANN@x.org"}} reverse`,
		},
		{
			plain, `{"email":{"$startsWith":"Ann@"}}`, nil,
			`email-created ["ann@".."annA") sort | created  if {"buyer.email":{"$startsWith":"Ann@"}} reverse`,
		},
		{plain, `{"number":10003}`, nil, `number 10003/ sort | created  if {"number":{"$eq":10003}} reverse`},
		{plain, `{"number":10003.5}`, nil, `number sort`},
		{plain, `{"number":{"$gt":3}}`, []query.Sorting{{FieldName: "number"}}, `number (3..)`},
		{plain, `{"items":"mug"}`, nil, `item-created "mug"/ reverse`},
		{plain, `{"items":{"$hasSome":["mug","cup"]}}`, nil, `item-created "cup"/ "mug"/ reverse`},
		{plain, `{"items":{"$hasAll":["mug","cup"]}}`, nil, `item-created "mug"/ if {"items":{"$hasAll":["mug","cup"]}} reverse`},
		{plain, `{"items":["mug"]}`, nil, `created  if {"items":{"$eq":["mug"]}} reverse`},
		{plain, `{"total":{"$gt":1}}`, nil, `created  if {"total":{"$gt":1}} reverse`},

		{plain, `{"$or":[{"status":"A"},{"status":"B"}]}`, nil, `status-created "A"/ + status-created "B"/ reverse`},
		{
			plain, `{"$or":[{"email":"a@b"},{"items":"mug","flag":true}],"status":"A"}`, nil,
			`email-created "a@b"/ if {"status":{"$eq":"A"}} + item-created "mug"/ if {"$and":[{"flag":{"$eq":true}},{"status":{"$eq":"A"}}]} reverse` +
				` | status-created "A"/ if {"$or":[{"buyer.email":{"$eq":"a@b"}},{"$and":[{"flag":{"$eq":true}},{"items":{"$eq":"mug"}}]}]} reverse`,
		},
		{
			plain, `{"$or":[{"email":"a@b"},{"number":3}]}`, nil,
			`email-created "a@b"/ + number 3/ sort | created  if {"$or":[{"buyer.email":{"$eq":"a@b"}},{"number":{"$eq":3}}]} reverse`,
		},
		{
			plain, `{"$or":[{"status":"A"},{"status":"B"}]}`, append(byStatus, byCreated...),
			`status-created  if {"$or":[{"status":{"$eq":"A"}},{"status":{"$eq":"B"}}]} | status-created "A"/ + status-created "B"/ sort`,
		},
		{plain, `{"$or":[{"status":"A"},{"flag":true}]}`, nil, `created  if {"$or":[{"status":{"$eq":"A"}},{"flag":{"$eq":true}}]} reverse`},

		{
			l, `{"email":{"$startsWith":"Ann@"}}`, nil,
			`email-created ["ann@".."annA") sort | created  if {"buyer.email":{"$startsWith":"Ann@"}} reverse`,
		},
		{l, `{}`, []query.Sorting{{FieldName: "email"}, {FieldName: "createdDate"}}, `all  sort`},
		{l, `{"status":"A"}`, byCreated, `checkout "A"/ sort`},
		{l, `{"status":{"$in":["A",""]}}`, byCreated, ``},
		{l, `{}`, byStatus, `status-created  lead 1 sort`},
		{l, `{"status":{"$gt":"A"}}`, byStatus, `checkout ("A"..)`},
	}
	for _, tt := range tests {
		q, err := tt.l.Query(query.Request{Filter: filterOf(t, tt.filter), Sort: tt.sort}, options)
		if err != nil {
			if tt.want != "" {
				t.Errorf("Query(%s) = %v", tt.filter, err)
			}
			continue
		}
		var got []string
		for _, p := range q.Plan() {
			got = append(got, planText(p))
		}
		if s := strings.Join(got, " | "); s != tt.want {
			t.Errorf("Plan(%s by %v)\n got %s\nwant %s", tt.filter, tt.sort, s, tt.want)
		}
	}
}
