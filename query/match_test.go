// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"testing"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	l := lang(func(s *query.Schema) { s.SeveralOps = true })
	tests := []struct{ filter, want string }{
		{`{}`, "1 2 3 4 5"},
		{`null`, "1 2 3 4 5"},

		// Texts.
		{`{"status":"A"}`, "1 3"},
		{`{"status":{"$eq":"A"}}`, "1 3"},
		{`{"status":{"$ne":"A"}}`, "2 4 5"},
		{`{"status":{"$gt":"A"}}`, "2 4"},
		{`{"status":{"$gte":"A"}}`, "1 2 3 4"},
		{`{"status":{"$lt":"B"}}`, "1 3"},
		{`{"status":{"$lte":"B"}}`, "1 2 3"},
		{`{"status":{"$in":["A","C"]}}`, "1 3 4"},
		{`{"status":{"$in":[]}}`, ""},
		{`{"status":{"$in":["A",null]}}`, "1 3 5"},
		{`{"status":{"$nin":["A","C"]}}`, "2 5"},
		{`{"status":{"$nin":[]}}`, "1 2 3 4 5"},
		{`{"status":{"$startsWith":"a"}}`, "1 3"},
		{`{"status":{"$exists":true}}`, "1 2 3 4"},
		{`{"status":{"$exists":false}}`, "5"},
		{`{"status":{"$isEmpty":true}}`, "5"},
		{`{"status":{"$isEmpty":false}}`, "1 2 3 4"},
		{`{"status":null}`, "5"},
		{`{"status":{"$ne":null}}`, "1 2 3 4"},

		// Texts whose case does not matter.
		{`{"buyer.email":"ANN@example.COM"}`, "1"},
		{`{"email":"ANN@example.COM"}`, "1"},
		{`{"buyer.email":{"$startsWith":"ANN@"}}`, "1 4"},
		{`{"buyer.email":{"$contains":"EXAMPLE"}}`, "1 2"},
		{`{"buyer.email":{"$in":["BOB@EXAMPLE.COM","x"]}}`, "2"},
		{`{"buyer.email":{"$gt":"ANN@EXAMPLE.COM"}}`, "2"},

		// Numbers are exact, as numbers and as texts.
		{`{"total":10.5}`, "1"},
		{`{"total":"10.50"}`, "1"},
		{`{"total":1.05e1}`, "1"},
		{`{"total":{"$gt":0.1}}`, "1 2 5"},
		{`{"total":{"$gte":0.1}}`, "1 2 3 5"},
		{`{"total":{"$gt":99999999999999999999.4}}`, "5"},
		{`{"total":{"$gt":99999999999999999999.5}}`, ""},
		{`{"total":{"$lt":20}}`, "1 3"},
		{`{"total":{"$ne":20}}`, "1 3 4 5"},
		{`{"total":{"$exists":false}}`, "4"},
		{`{"number":10003}`, "3"},
		{`{"number":"10003"}`, "3"},
		{`{"number":{"$in":[10001,10002.5,10004]}}`, "1 4"},

		// Moments.
		{`{"createdDate":"2024-01-02T00:00:00.000Z"}`, "2"},
		{`{"createdDate":{"$gte":"2024-01-03"}}`, "3 4"},
		{`{"createdDate":{"$lt":"2024-01-02T01:00:00+01:00"}}`, "1"},
		{`{"createdDate":{"$lte":"2024-01-02T01:00:00+01:00"}}`, "1 2"},
		{`{"createdDate":{"$exists":false}}`, "5"},
		{`{"createdDate":{"$gte":"2024-01-02","$lt":"2024-01-04"}}`, "2 3"},

		// Booleans.
		{`{"flag":true}`, "2 5"},
		{`{"flag":{"$ne":true}}`, "1 3 4"},
		{`{"flag":{"$in":[false]}}`, "1 3 4"},

		// Lists.
		{`{"items":"mug"}`, "1 2 3"},
		{`{"items":["mug","cup"]}`, "2"},
		{`{"items":["cup","mug"]}`, "3"},
		{`{"items":{"$ne":["cup","mug"]}}`, "1 2 4 5"},
		{`{"items":[]}`, "4 5"},
		{`{"items":{"$ne":"cup"}}`, "1 4 5"},
		{`{"items":{"$hasAll":["cup","mug"]}}`, "2 3"},
		{`{"items":{"$hasAll":[]}}`, "1 2 3 4 5"},
		{`{"items":{"$hasSome":["cup","jug"]}}`, "2 3"},
		{`{"items":{"$hasSome":[]}}`, ""},
		{`{"items":{"$in":["cup"]}}`, "2 3"},
		{`{"items":{"$nin":["cup"]}}`, "1 4 5"},
		{`{"items":{"$isEmpty":true}}`, "4 5"},
		{`{"items":{"$exists":true}}`, "1 2 3"},
		{`{"items":{"$startsWith":"C"}}`, "2 3"},
		{`{"names":{"$hasSome":["CUP"]}}`, "2"},
		{`{"names":{"$hasSome":["cu"]}}`, ""},

		// Logic.
		{`{"status":"A","total":{"$gt":1}}`, "1"},
		{`{"$and":[{"status":"A"},{"total":{"$gt":1}}]}`, "1"},
		{`{"$or":[{"status":"C"},{"flag":true}]}`, "2 4 5"},
		{`{"$not":{"status":"A"}}`, "2 4 5"},
		{`{"$not":[{"status":"A"}]}`, "2 4 5"},
		{`{"$not":[{"status":"A"},{"total":{"$gt":1}}]}`, "2 3 4 5"},
		{`{"$not":{"total":{"$gt":15}}}`, "1 3 4"},
		{`{"status":{"$not":{"$in":["A","B"]}}}`, "4 5"},
		{`{"$and":[{"$or":[{"status":"A"},{"status":"B"}]},{"$not":{"id":"2"}}]}`, "1 3"},
	}
	for _, tt := range tests {
		n := parse(t, l, tt.filter)
		var got []*doc
		for _, d := range sampleDocs() {
			if n.Match(d.values) {
				got = append(got, d)
			}
		}
		if ids(got) != tt.want {
			t.Errorf("Match(%s) = %q, want %q", tt.filter, ids(got), tt.want)
		}
	}
}

func TestCondAndNames(t *testing.T) {
	t.Parallel()
	l := lang()
	pending := query.Text("B")
	tests := []struct {
		filter string
		want   bool
	}{
		{`{"status":"B"}`, true},
		{`{"status":{"$in":["A","B"]}}`, true},
		{`{"$or":[{"flag":true},{"$and":[{"status":"B"}]}]}`, true},
		{`{"status":{"$ne":"B"}}`, false},
		{`{"$not":{"status":"B"}}`, false},
		{`{"status":"A"}`, false},
		{`{}`, false},
	}
	for _, tt := range tests {
		n := parse(t, l, tt.filter)
		if got := n.Names("status", pending); got != tt.want {
			t.Errorf("Names(%s) = %v, want %v", tt.filter, got, tt.want)
		}
	}
	n := query.AllOf(parse(t, l, `{"flag":true}`), l.Cond("status", query.Ne, pending), query.Node{})
	if got, want := n.String(), `{"$and":[{"flag":{"$eq":true}},{"status":{"$ne":"B"}}]}`; got != want {
		t.Errorf("AllOf() = %s, want %s", got, want)
	}
	count := 0
	n.Conditions(func(*query.Node) bool { count++; return true })
	if count != 2 {
		t.Errorf("Conditions() yielded %d, want 2", count)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	wide := money.MustParse("1000000000000000.123456789", 0)
	tests := []struct {
		v    query.Value
		want string
		typ  query.Type
	}{
		{query.Value{}, "null", 0},
		{query.Text(`a"b`), `"a\"b"`, query.TypeText},
		{query.Amount(money.MustParse("12.50", money.USD)), "12.5", query.TypeNumber},
		{query.Amount(money.MustParse("-3", money.JPY)), "-3", query.TypeNumber},
		{query.Amount(wide), "1000000000000000.123456789", query.TypeNumber},
		{query.Number(*num("1e20")), "100000000000000000000", query.TypeNumber},
		{query.Time(day(2)), `"2024-01-02T00:00:00Z"`, query.TypeTime},
		{query.Bool(true), "true", query.TypeBool},
	}
	for i, tt := range tests {
		if tt.v.String() != tt.want || tt.v.Type() != tt.typ {
			t.Errorf("value %d = %s of type %s, want %s of type %s", i, tt.v, tt.v.Type(), tt.want, tt.typ)
		}
		for j, o := range tests {
			c := query.Compare(tt.v, o.v)
			if (c == 0) != (i == j) || c != -query.Compare(o.v, tt.v) {
				t.Errorf("Compare(%s, %s) = %d", tt.v, o.v, c)
			}
		}
	}
	if n, ok := query.Number(*num("10.00")).Int(); n != 10 || !ok {
		t.Errorf("Int(10.00) = %d, %v, want 10, true", n, ok)
	}
	for _, s := range []string{"10.5", "9223372036854775808"} {
		if n, ok := query.Number(*num(s)).Int(); ok {
			t.Errorf("Int(%s) = %d, true, want false", s, n)
		}
	}
}
