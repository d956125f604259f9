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
	if p.Reverse {
		b.WriteString(" reverse")
	}
	if p.InMemorySort {
		b.WriteString(" sort")
	}
	if p.Probe > 0 {
		b.WriteString(" probe")
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
		{plain, `{}`, byStatus, `all  sort`}, // the index would sort by date within a status
		{plain, `{}`, append(byStatus, byCreated...), `status-created `},
		{plain, `{}`, []query.Sorting{{FieldName: "status"}, {FieldName: "createdDate", Order: query.Desc}}, `all  sort`},

		{plain, `{"status":"A"}`, nil, `status-created "A"/ reverse`},
		{plain, `{"status":{"$in":["B","A","B"]}}`, nil, `status-created "A"/ "B"/ reverse`},
		{plain, `{"status":{"$in":[]}}`, nil, `status-created reverse`},
		{plain, `{"status":null}`, nil, `created  reverse if {"status":{"$eq":null}}`},
		{plain, `{"status":"A","flag":true}`, nil, `status-created "A"/ reverse if {"flag":{"$eq":true}}`},
		{plain, `{"status":"A"}`, append(byStatus, byCreated...), `status-created "A"/`},
		{plain, `{"status":{"$ne":"A"}}`, nil, `created  reverse if {"status":{"$ne":"A"}}`},
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
			`created [.."2024-01-04T00:00:00Z") reverse if {"createdDate":{"$lt":"2024-01-04T00:00:00Z"}}`,
		},
		{plain, `{"email":"ANN@x.org"}`, nil, `email-created "ann@x.org"/ reverse`},
		{
			plain, `{"email":{"$startsWith":"Ann@"}}`, nil,
			`email-created ["ann@".."annA") sort probe | created  reverse if {"buyer.email":{"$startsWith":"Ann@"}}`,
		},
		{plain, `{"number":10003}`, nil, `number 10003/ sort probe | created  reverse if {"number":{"$eq":10003}}`},
		{plain, `{"number":10003.5}`, nil, `number sort probe | created  reverse if {"number":{"$eq":10003.5}}`},
		{plain, `{"number":{"$gt":3}}`, []query.Sorting{{FieldName: "number"}}, `number (3..)`},
		{plain, `{"items":"mug"}`, nil, `item-created "mug"/ reverse`},
		{plain, `{"items":{"$hasSome":["mug","cup"]}}`, nil, `item-created "cup"/ "mug"/ reverse`},
		{plain, `{"items":{"$hasAll":["mug","cup"]}}`, nil, `item-created "mug"/ reverse if {"items":{"$hasAll":["mug","cup"]}}`},
		{plain, `{"items":["mug"]}`, nil, `created  reverse if {"items":{"$eq":["mug"]}}`},
		{plain, `{"$or":[{"status":"A"},{"status":"B"}]}`, nil, `created  reverse if {"$or":[{"status":{"$eq":"A"}},{"status":{"$eq":"B"}}]}`},
		{plain, `{"total":{"$gt":1}}`, nil, `created  reverse if {"total":{"$gt":1}}`},

		{
			l, `{"email":{"$startsWith":"Ann@"}}`, nil,
			`email-created ["ann@".."annA") sort probe | created  reverse if {"buyer.email":{"$startsWith":"Ann@"}}`,
		},
		{l, `{}`, []query.Sorting{{FieldName: "email"}, {FieldName: "createdDate"}}, `all  sort`},
		{l, `{"status":"A"}`, byCreated, `checkout "A"/ sort`},
		{l, `{"status":{"$in":["A",""]}}`, byCreated, ``},
		{l, `{}`, byStatus, `all  sort`},
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
