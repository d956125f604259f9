// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func compile(t testing.TB, rules ...*discount.Rule) *discount.RuleSet {
	t.Helper()
	set, err := discount.Compile(rules, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// named returns a valid rule with a name and scopes.
func named(name string, scopes ...discount.Scope) *discount.Rule {
	r := ok()
	r.Name = name
	r.Discounts.Values[0].SpecificItemsInfo.Scopes = scopes
	return r
}

// names returns what matches, as "rule: lines".
func names(matches []discount.Match) []string {
	list := make([]string, len(matches))
	for i, m := range matches {
		list[i] = fmt.Sprintf("%s %v", m.Rule.Rule.Name, m.Lines)
	}
	return list
}

func TestOrderOfRules(t *testing.T) {
	t.Parallel()
	dated := func(name string, days int) *discount.Rule {
		r := named(name, items("mug"))
		r.ID, r.CreatedDate = name, noon.AddDate(0, 0, days)
		return r
	}
	tests := []struct {
		name  string
		rules []*discount.Rule
		want  string
	}{
		{"by creation", []*discount.Rule{dated("b", 2), dated("a", 1)}, "a b"},
		{"then by id", []*discount.Rule{dated("b", 1), dated("a", 1)}, "a b"},
		{"in the order of the file", []*discount.Rule{named("b", items("mug")), named("a", items("mug"))}, "b a"},
		{"mixed", []*discount.Rule{dated("c", 3), named("x", items("mug")), dated("a", 1), dated("b", 2)}, "a x b c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for i, r := range compile(t, tt.rules...).Rules() {
				if i > 0 {
					got += " "
				}
				got += r.Rule.Name
			}
			if got != tt.want {
				t.Errorf("Compile() applies %s, want %s", got, tt.want)
			}
		})
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	lines := []discount.Line{
		{AppID: "stores", ItemID: "mug", Quantity: 1, Collections: []string{"kitchen", "sale"}},
		{AppID: "stores", ItemID: "booking-1", RootItemID: "class", Quantity: 1},
		{AppID: "other", ItemID: "mug", Quantity: 1, Collections: []string{"kitchen"}},
		{Quantity: 1, Collections: []string{"kitchen"}}, // no catalog reference
	}
	inApp := func(app string, ids ...string) discount.Scope {
		s := items(ids...)
		s.CatalogItemFilter.CatalogAppID = app
		return s
	}
	tests := []struct {
		name   string
		scopes []discount.Scope
		want   []int32
	}{
		{"item of any catalog", []discount.Scope{items("mug")}, []int32{0, 2}},
		{"item of one catalog", []discount.Scope{inApp("stores", "mug")}, []int32{0}},
		{"the true item", []discount.Scope{items("class")}, []int32{1}},
		{"both ids of one line", []discount.Scope{items("class", "booking-1")}, []int32{1}},
		{"all items", []discount.Scope{items()}, []int32{0, 1, 2}},
		{"a whole catalog", []discount.Scope{inApp("other")}, []int32{2}},
		{"a collection", []discount.Scope{collections("kitchen")}, []int32{0, 2}},
		{"two collections", []discount.Scope{collections("kitchen", "sale")}, []int32{0, 2}},
		{"a union", []discount.Scope{inApp("other"), items("class"), items("class")}, []int32{1, 2}},
		{"an id is no collection", []discount.Scope{items("kitchen"), collections("mug")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m discount.Matcher
			matches := m.Match(compile(t, named("r", tt.scopes...)), discount.Cart{At: noon, Lines: lines})
			var got []int32
			for _, match := range matches {
				got = append(got, match.Lines...)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Match() differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	lines := []discount.Line{
		{ItemID: "mug", Quantity: 2, Subtotal: 50_00}, {ItemID: "tea", Quantity: 5, Subtotal: 20_00}, {Quantity: 1, Subtotal: 30_00},
	}
	to := func(tr discount.Trigger, v string) discount.Trigger {
		tr.SubtotalRange.To = discount.MustValue(v)
		return tr
	}
	members := func(ids ...string) discount.Trigger {
		return discount.Trigger{CustomerEligibility: &discount.CustomerEligibility{IndividualMembersInfo: &discount.IndividualMembers{MemberIDs: ids}}}
	}
	and := func(ts ...discount.Trigger) discount.Trigger {
		return discount.Trigger{And: &discount.Operator{Triggers: ts}}
	}
	or := func(ts ...discount.Trigger) discount.Trigger {
		return discount.Trigger{Or: &discount.Operator{Triggers: ts}}
	}
	tests := []struct {
		name    string
		trigger discount.Trigger
		want    bool
	}{
		{"subtotal of everything", subtotalFrom("100"), true},
		{"a little more", subtotalFrom("100.0001"), false},
		{"subtotal in scope", subtotalFrom("50", items("mug")), true},
		{"subtotal not in scope", subtotalFrom("50.01", items("mug")), false},
		{"all items are not custom lines", subtotalFrom("70.01", items()), false},
		{"upper bound", to(subtotalFrom("10", items("tea")), "20"), true},
		{"below the bound by a fraction", to(subtotalFrom("10", items("tea")), "19.9999"), false},
		{"quantity", quantityFrom(8), true},
		{"quantity too small", quantityFrom(9), false},
		{"quantity in scope", quantityFrom(5, items("tea")), true},
		{"nothing in scope", quantityFrom(1, items("book")), false},
		{"member", members("m1", "m2"), true},
		{"no member", members("m3"), false},
		{"and", and(quantityFrom(8), subtotalFrom("100")), true},
		{"and fails", and(quantityFrom(9), subtotalFrom("100")), false},
		{"or", or(quantityFrom(9), subtotalFrom("100")), true},
		{"or fails", or(quantityFrom(9), subtotalFrom("101")), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := named("r", items("mug"))
			r.Trigger = &tt.trigger
			var m discount.Matcher
			if got := len(m.Match(compile(t, r), discount.Cart{At: noon, Lines: lines, MemberID: "m2"})) == 1; got != tt.want {
				t.Errorf("Match() applies the rule: %t, want %t", got, tt.want)
			}
		})
	}
}

func TestWindows(t *testing.T) {
	t.Parallel()
	window := func(name string, start, end int) *discount.Rule {
		r := named(name, items())
		r.ActiveTimeInfo = &discount.ActiveTimeInfo{}
		if start != 0 {
			r.ActiveTimeInfo.Start = noon.Add(time.Duration(start) * time.Hour)
		}
		if end != 0 {
			r.ActiveTimeInfo.End = noon.Add(time.Duration(end) * time.Hour)
		}
		return r
	}
	off := named("off", items())
	off.Active = new(bool)
	set := compile(t, window("a", 1, 3), window("b", 2, 0), window("c", 0, 2), off)
	var m discount.Matcher
	lines := []discount.Line{{ItemID: "mug", Quantity: 1}}
	// Back and forth: what was kept from the last moment must not be used.
	for _, tt := range []struct {
		at   float64
		want []string
	}{
		{0, []string{"c [0]"}},
		{1, []string{"a [0]", "c [0]"}},
		{2, []string{"a [0]", "b [0]"}},
		{3, []string{"b [0]"}},
		{1.5, []string{"a [0]", "c [0]"}},
		{0.5, []string{"c [0]"}},
		{99, []string{"b [0]"}},
	} {
		at := noon.Add(time.Duration(tt.at * float64(time.Hour)))
		if diff := cmp.Diff(tt.want, names(m.Match(set, discount.Cart{At: at, Lines: lines}))); diff != "" {
			t.Errorf("Match() after %v hours differs (-want +got):\n%s", tt.at, diff)
		}
	}
}

// A RuleSet serves many goroutines, each with a Matcher of its own.
func TestCompileRefusesTwoRulesOfOneID(t *testing.T) {
	t.Parallel()
	named := func(id string) *discount.Rule {
		return &discount.Rule{ID: id, Name: "x", Discounts: discount.Discounts{Values: []discount.Discount{{
			Percentage:        discount.MustPercentage("10"),
			SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		}}}}
	}
	_, err := discount.Compile([]*discount.Rule{named("x"), named(""), named("y"), named(""), named("x")}, money.USD)
	v := fault.Violations(err)
	if len(v) != 1 || v[0].Field != "[4].id" || v[0].RuleName != "ALREADY_EXISTS" {
		t.Errorf("Compile() = %v, want [4].id to be refused", err)
	}
}

func TestMatchConcurrently(t *testing.T) {
	t.Parallel()
	start := named("late", items())
	start.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: noon}
	set := compile(t, start, named("always", items("mug")))
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			var m discount.Matcher
			for i := range 200 {
				at := noon.Add(time.Duration((i+g)%2-1) * time.Hour)
				want := 1 + (i+g)%2
				if got := len(m.Match(set, discount.Cart{At: at, Lines: []discount.Line{{ItemID: "mug", Quantity: 1}}})); got != want {
					t.Errorf("Match() = %d rules, want %d", got, want)
				}
			}
		})
	}
	wg.Wait()
}

// The index finds what trying every rule on every line finds.
func TestMatchIsWhatTryingAllFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		scope := rapid.Custom(func(t *rapid.T) discount.Scope {
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				return items(rapid.SliceOfN(id, 0, 3).Draw(t, "items")...)
			case 1:
				s := items(rapid.SliceOfN(id, 0, 2).Draw(t, "items")...)
				s.CatalogItemFilter.CatalogAppID = rapid.SampledFrom([]string{"p", "q"}).Draw(t, "app")
				return s
			default:
				return collections(id.Draw(t, "collection"))
			}
		})
		var rules []*discount.Rule
		for i := range rapid.IntRange(0, 6).Draw(t, "rules") {
			r := named(fmt.Sprint(i), rapid.SliceOfN(scope, 1, 3).Draw(t, "scopes")...)
			if rapid.Bool().Draw(t, "triggered") {
				tr := quantityFrom(rapid.Int64Range(1, 9).Draw(t, "from"), rapid.SliceOfN(scope, 0, 2).Draw(t, "trigger scopes")...)
				r.Trigger = &tr
			}
			rules = append(rules, r)
		}
		set, err := discount.Compile(rules, money.USD)
		if err != nil {
			t.Fatal(err)
		}
		var m discount.Matcher
		for range 2 { // the second time with what the first left behind
			var lines []discount.Line
			for range rapid.IntRange(0, 6).Draw(t, "lines") {
				l := discount.Line{Quantity: rapid.Int64Range(1, 3).Draw(t, "quantity")}
				if rapid.IntRange(0, 4).Draw(t, "custom") > 0 {
					l.ItemID, l.AppID = id.Draw(t, "item"), rapid.SampledFrom([]string{"p", "q"}).Draw(t, "line's app")
					l.Collections = rapid.SliceOfNDistinct(id, 0, 2, rapid.ID).Draw(t, "collections")
				}
				if rapid.Bool().Draw(t, "rooted") && l.ItemID != "" {
					l.RootItemID = id.Draw(t, "root")
				}
				lines = append(lines, l)
			}
			if diff := cmp.Diff(tryAll(rules, lines), names(m.Match(set, discount.Cart{At: noon, Lines: lines})), cmpEmpty); diff != "" {
				t.Errorf("Match() differs (-want +got):\n%s", diff)
			}
		}
	})
}

var cmpEmpty = cmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())

func tryAll(rules []*discount.Rule, lines []discount.Line) []string {
	in := func(scopes []discount.Scope) []int32 {
		var found []int32
		for i, l := range lines {
			hit := len(scopes) == 0
			for _, s := range scopes {
				switch {
				case l.ItemID == "":
				case s.CustomFilter != nil:
					for _, c := range s.CustomFilter.Params["collectionIds"].([]any) {
						hit = hit || slices.Contains(l.Collections, c.(string))
					}
				default:
					f := s.CatalogItemFilter
					hit = hit || (f.CatalogAppID == "" || f.CatalogAppID == l.AppID) && (len(f.CatalogItemIDs) == 0 ||
						slices.Contains(f.CatalogItemIDs, l.ItemID) || slices.Contains(f.CatalogItemIDs, l.RootItemID))
				}
			}
			if hit {
				found = append(found, int32(i))
			}
		}
		return found
	}
	var list []string
	for _, r := range rules {
		if r.Trigger != nil {
			n := int64(0)
			for _, i := range in(r.Trigger.ItemQuantityRange.Scopes) {
				n += lines[i].Quantity
			}
			if n < *r.Trigger.ItemQuantityRange.From {
				continue
			}
		}
		if found := in(r.Discounts.Values[0].SpecificItemsInfo.Scopes); len(found) > 0 {
			list = append(list, fmt.Sprintf("%s %v", r.Name, found))
		}
	}
	return list
}

func TestCompileNamesEverything(t *testing.T) {
	t.Parallel()
	a, b := ok(), ok()
	a.Name = ""
	b.Discounts.Values[0].Percentage = discount.MustPercentage("101")
	_, err := discount.Compile([]*discount.Rule{a, ok(), nil, b}, money.USD)
	want := []string{"[0].name MIN_LENGTH", "[2] REQUIRED_FIELD", "[3].discounts.values[0].percentage DECIMAL_LTE"}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Compile() differs (-want +got):\n%s", diff)
	}
}

// Rules that name nothing of a cart cost it nothing.
func BenchmarkMatch(b *testing.B) {
	lines := make([]discount.Line, 100)
	for i := range lines {
		lines[i] = discount.Line{ItemID: fmt.Sprintf("df19c1f7-07d8-a265-42f8-%012d", i), Quantity: 1, Subtotal: 10_00}
	}
	for _, foreign := range []int{0, 10_000} {
		rules := []*discount.Rule{named("three", items("df19c1f7-07d8-a265-42f8-000000000003"))}
		for i := range foreign {
			rules = append(rules, named("other", items(fmt.Sprintf("00000000-07d8-a265-42f8-%012d", i))))
		}
		set := compile(b, rules...)
		b.Run(fmt.Sprintf("lines=100/foreign=%d", foreign), func(b *testing.B) {
			b.ReportAllocs()
			var m discount.Matcher
			for b.Loop() {
				if got := len(m.Match(set, discount.Cart{At: noon, Lines: lines})); got != 1 {
					b.Fatalf("Match() = %d rules, want 1", got)
				}
			}
		})
	}
}
