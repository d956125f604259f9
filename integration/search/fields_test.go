// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// stores are where orders are searched. Each call of open gives an empty store,
// closed with the test.
var stores = []struct {
	name string
	open func(t testing.TB) driver.Store
}{
	{"memory", openMemory},
	{"sqlite", func(t testing.TB) driver.Store {
		return openSQLite(t, filepath.Join(t.TempDir(), "shop.sqlite"), sqlitestore.Config{})
	}},
	{"postgres", func(t testing.TB) driver.Store { return openPostgres(t, pgtest.DSN(t)) }},
}

const (
	orders = 60
	page   = 25
)

// shelf is a shop with odd orders, and these as rows.
type shelf struct {
	driver driver.Store
	orders *order.Service
	rows   []*row
}

func openShelf(t *testing.T, d driver.Store) *shelf {
	t.Helper()
	fill(t.Context(), t, d, 0, orders, oddOrder)
	s := &shelf{driver: d, orders: openShop(t, d).Orders}
	for i := range orders {
		s.rows = append(s.rows, rowOf(t, oddOrder(i)))
	}
	return s
}

// check compares all pages of a search with what is to be found.
func (s *shelf) check(t *testing.T, c *cond, sort []query.Sorting) {
	t.Helper()
	r := query.Request{Sort: sort, CursorPaging: &query.CursorPaging{Limit: page}}
	if c.op != "" {
		r.Filter = c.filter()
	}
	var got []string
	for o, err := range s.orders.All(t.Context(), r) {
		if err != nil {
			t.Errorf("All(%v by %v) = %v", r.Filter, sort, err)
			return
		}
		got = append(got, string(o.ID))
	}
	want := c.search(s.rows, sort)
	if slices.Equal(got, want) {
		return
	}
	first := 0
	for first < min(len(got), len(want)) && got[first] == want[first] {
		first++
	}
	t.Errorf("All(%v by %v)\n got %d, from the first that differs: %s\nwant %d: %s",
		r.Filter, sort, len(got), strings.Join(got[first:min(len(got), first+3)], " "), len(want), strings.Join(want[first:min(len(want), first+3)], " "))
}

// onEveryStore runs a test on every store. What they find must be the same.
func onEveryStore(t *testing.T, run func(t *testing.T, s *shelf)) {
	t.Helper()
	for _, st := range stores {
		t.Run(st.name, func(t *testing.T) {
			t.Parallel()
			run(t, openShelf(t, st.open(t)))
		})
	}
}

// conds returns conditions on a field with an operator, whose operands are
// values that orders have and one that none has.
func (s *shelf) conds(t *testing.T, f *field, op string) []cond {
	var raws []any
	for _, o := range s.rows {
		raws = append(raws, o.raw[f.path]...)
	}
	slices.SortFunc(raws, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	raws = slices.Compact(raws)
	none := map[kind]any{text: "none", number: "77.77", moment: "2020-02-02T02:02:02.020202Z", truth: true}[f.kind]
	if known := known[f.path]; known != "" {
		none = known
	}
	first, last := none, none
	if len(raws) > 0 {
		first, last = raws[0], raws[len(raws)-1]
	}
	mid := first
	if len(raws) > 2 {
		mid = raws[len(raws)/2]
	}
	with := func(operand any, vs ...any) cond {
		c := cond{field: f, op: op, operand: operand}
		if !slices.Contains(strings.Fields(f.ops), op) {
			return c // it will be refused
		}
		for _, v := range vs {
			c.operands = append(c.operands, f.plain(t, v))
		}
		return c
	}
	switch op {
	case "$in", "$nin", "$hasAll", "$hasSome":
		list := func(vs ...any) cond { return with(append([]any{}, vs...), vs...) }
		return []cond{list(), list(mid), list(first, last), list(none, mid, mid)}
	case "$exists", "$isEmpty":
		return []cond{with(true), with(false)}
	case "$startsWith", "$contains":
		s := []rune(fmt.Sprint(mid))
		start, end := strings.ToUpper(string(s[:min(3, len(s))])), strings.ToLower(string(s[max(0, len(s)-3):]))
		return []cond{with(start, start), with(end, end), with(none, none)}
	}
	return []cond{with(first, first), with(mid, mid), with(none, none)}
}

// known are values of enums: no others can be asked for.
var known = map[string]string{"status": "REJECTED", "paymentStatus": "DECLINED", "fulfillmentStatus": "FULFILLED"}

const operators = "$eq $ne $gt $gte $lt $lte $in $nin $startsWith $contains $isEmpty $exists $hasAll $hasSome"

// TestEveryFieldWithEveryOperator asks for every field with every operator of
// the platform's table, and for those that the table does not have.
func TestEveryFieldWithEveryOperator(t *testing.T) {
	t.Parallel()
	onEveryStore(t, func(t *testing.T, s *shelf) {
		for i := range fields {
			f := &fields[i]
			for op := range strings.FieldsSeq(operators) {
				cs := s.conds(t, f, op)
				if slices.Contains(strings.Fields(f.ops), op) {
					for j := range cs {
						s.check(t, &cs[j], nil)
					}
					continue
				}
				_, err := s.orders.SearchOrders(t.Context(), query.Request{Filter: cs[0].filter()})
				if !errors.Is(err, fault.Invalid) || len(fault.Violations(err)) == 0 {
					t.Errorf("%s %s: SearchOrders() = %v, want a violation", f.path, op, err)
				}
			}
		}
		for name, path := range aliases {
			f := &fields[slices.IndexFunc(fields, func(f field) bool { return f.path == path })]
			cs := s.conds(t, f, "$in")
			for j := range cs {
				cs[j].name = name
				s.check(t, &cs[j], nil)
			}
		}
	})
}

// TestEverySort sorts by every field, up and down, of all orders and of a
// status, and refuses what can't be sorted by.
func TestEverySort(t *testing.T) {
	t.Parallel()
	onEveryStore(t, func(t *testing.T, s *shelf) {
		status := s.conds(t, &fields[0], "$eq")
		for i := range fields {
			f := &fields[i]
			for _, direction := range []query.SortOrder{query.Asc, query.Desc} {
				sort := []query.Sorting{{FieldName: f.path, Order: direction}}
				if !f.sortable {
					if _, err := s.orders.SearchOrders(t.Context(), query.Request{Sort: sort}); !errors.Is(err, fault.Invalid) {
						t.Errorf("SearchOrders(by %s) = %v, want a violation", f.path, err)
					}
					continue
				}
				s.check(t, &cond{op: "$and", of: status[:1]}, sort)
				s.check(t, &cond{op: "$not", of: status[2:]}, sort)
			}
		}
	})
}

// TestCombinations draws filters of several conditions and sorts of several
// fields.
func TestCombinations(t *testing.T) {
	t.Parallel()
	onEveryStore(t, func(t *testing.T, s *shelf) {
		r := rand.New(rand.NewPCG(3, 4))
		for range 80 {
			c := s.draw(t, r, 2)
			var sort []query.Sorting
			for range r.IntN(5) {
				f := pick(r, fields...)
				if used := func(o query.Sorting) bool { return o.FieldName == f.path }; f.sortable && !slices.ContainsFunc(sort, used) {
					sort = append(sort, query.Sorting{FieldName: f.path, Order: pick(r, query.Asc, query.Desc)})
				}
			}
			s.check(t, &c, sort)
		}
	})
}

// draw returns a random filter.
func (s *shelf) draw(t *testing.T, r *rand.Rand, depth int) cond {
	op := "field"
	if depth > 0 {
		op = pick(r, "$and", "$and", "$or", "$or", "$not", "field")
	}
	if op == "field" {
		f := &fields[r.IntN(len(fields))]
		return pick(r, s.conds(t, f, pick(r, strings.Fields(f.ops)...))...)
	}
	c := cond{op: op}
	for range 1 + r.IntN(3) {
		if c.of = append(c.of, s.draw(t, r, depth-1)); op == "$not" {
			break
		}
	}
	return c
}
