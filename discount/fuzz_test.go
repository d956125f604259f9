// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// dice makes choices from bytes; when they are used up, the first each time.
type dice []byte

func (d *dice) pick(n int) int {
	if len(*d) == 0 {
		return 0
	}
	b := (*d)[0]
	*d = (*d)[1:]
	return int(b) % n
}

func (d *dice) some(low, high int, pick func()) {
	for range low + d.pick(high-low+1) {
		pick()
	}
}

func (d *dice) id() string  { return string(rune('a' + d.pick(4))) }
func (d *dice) app() string { return []string{"", "p", "q"}[d.pick(3)] }

func (d *dice) scopes(low int) []discount.Scope {
	var scopes []discount.Scope
	d.some(low, 3, func() {
		if d.pick(3) == 2 {
			s := collections(d.id(), d.id())
			s.CustomFilter.AppID = d.app()
			scopes = append(scopes, s)
			return
		}
		var ids []string
		d.some(0, 2, func() { ids = append(ids, d.id()) })
		s := items(ids...)
		s.CatalogItemFilter.CatalogAppID = d.app()
		scopes = append(scopes, s)
	})
	return scopes
}

func (d *dice) trigger(operators bool) *discount.Trigger {
	kinds := 4
	if operators {
		kinds = 6
	}
	switch d.pick(kinds) {
	case 0:
		t := quantityFrom(int64(1+d.pick(9)), d.scopes(0)...)
		if d.pick(2) == 1 {
			to := *t.ItemQuantityRange.From + int64(d.pick(4))
			t.ItemQuantityRange.To = &to
		}
		return &t
	case 1:
		from := discount.ValueOf(decimal.New(int64(d.pick(250)), int32(-d.pick(3))))
		r := &discount.SubtotalRange{Scopes: d.scopes(0)}
		if d.pick(2) == 1 {
			r.To = &from
		} else {
			r.From = &from
		}
		return &discount.Trigger{SubtotalRange: r}
	case 2:
		return &discount.Trigger{CustomTrigger: &discount.CustomTrigger{ID: d.id(), AppID: d.app()}}
	case 3:
		return &discount.Trigger{CustomerEligibility: &discount.CustomerEligibility{IndividualMembersInfo: &discount.IndividualMembers{MemberIDs: []string{d.id(), d.id()}}}}
	default:
		op := &discount.Operator{}
		d.some(2, 5, func() { op.Triggers = append(op.Triggers, *d.trigger(false)) })
		if d.pick(2) == 1 {
			return &discount.Trigger{And: op}
		}
		return &discount.Trigger{Or: op}
	}
}

func (d *dice) rule(i int) *discount.Rule {
	r := named(fmt.Sprint(i), d.scopes(1)...)
	if d.pick(4) > 0 {
		r.Trigger = d.trigger(true)
	}
	switch d.pick(6) {
	case 0:
		r.Extension = &discount.Extension{UsageLimit: 1}
	case 1:
		r.Extension = &discount.Extension{BuyXGetY: &discount.BuyXGetY{
			Buys: discount.Buys{MinimumQuantity: 1, Scopes: d.scopes(0)}, Gets: discount.Gets{Quantity: 1, Scopes: d.scopes(0)},
		}}
	case 2:
		r.Extension = &discount.Extension{TimeZone: "Europe/Berlin", TimeWindows: []discount.TimeWindow{
			{DayOfWeek: []string{"THU", "FRI", "SAT"}[d.pick(3)], StartTime: fmt.Sprintf("%02d:00", d.pick(24)), EndTime: fmt.Sprintf("%02d:30", d.pick(24))},
		}}
	}
	return r
}

func (d *dice) cart() discount.Cart {
	c := discount.Cart{At: noon.Add(time.Duration(d.pick(96)-48) * time.Hour)}
	if d.pick(2) == 1 {
		c.MemberID = d.id()
	}
	d.some(0, 6, func() {
		l := discount.Line{Quantity: int64(d.pick(4)), Subtotal: int64(d.pick(250)) * 10}
		if d.pick(5) > 0 {
			l.ItemID, l.AppID, l.Collections = d.id(), d.app(), []string{d.id()}
			if d.pick(3) == 0 {
				l.RootItemID = d.id()
			}
		}
		c.Lines = append(c.Lines, l)
	})
	met, used := d.pick(256), d.pick(64)
	c.Met = func(t discount.CustomTrigger) bool { return (met>>(t.ID[0]-'a'))&1 == 1 != (t.AppID == "p") }
	c.UsedUp = func(r *discount.Rule) bool { return (used>>(r.Name[0]-'0'))&1 == 1 }
	return c
}

// naive is matching as it is described: every rule is tried on every line.
type naive struct{ discount.Cart }

func (n naive) in(scopes []discount.Scope) []int32 {
	var found []int32
	for i, l := range n.Lines {
		hit := len(scopes) == 0
		for _, s := range scopes {
			app, ids, own := "", []string(nil), []string{l.ItemID, l.RootItemID}
			if f := s.CustomFilter; f != nil {
				app, own = f.AppID, l.Collections
				for _, id := range f.Params["collectionIds"].([]any) {
					ids = append(ids, id.(string))
				}
			} else {
				app, ids = s.CatalogItemFilter.CatalogAppID, s.CatalogItemFilter.CatalogItemIDs
			}
			named := len(ids) == 0 || slices.ContainsFunc(own, func(id string) bool { return slices.Contains(ids, id) })
			hit = hit || l.ItemID != "" && (app == "" || l.AppID == "" || app == l.AppID) && named
		}
		if hit {
			found = append(found, int32(i))
		}
	}
	return found
}

func (n naive) met(t *discount.Trigger) bool {
	switch {
	case t == nil:
		return true
	case t.And != nil:
		return !slices.ContainsFunc(t.And.Triggers, func(t discount.Trigger) bool { return !n.met(&t) })
	case t.Or != nil:
		return slices.ContainsFunc(t.Or.Triggers, func(t discount.Trigger) bool { return n.met(&t) })
	case t.CustomTrigger != nil:
		return n.Met(*t.CustomTrigger)
	case t.CustomerEligibility != nil:
		return n.MemberID != "" && slices.Contains(t.CustomerEligibility.IndividualMembersInfo.MemberIDs, n.MemberID)
	case t.SubtotalRange != nil:
		var sum int64
		for _, i := range n.in(t.SubtotalRange.Scopes) {
			sum += n.Lines[i].Subtotal
		}
		cost, r := decimal.New(sum, -2), t.SubtotalRange
		return (r.From == nil || cost.GreaterThanOrEqual(r.From.Decimal())) && (r.To == nil || cost.LessThanOrEqual(r.To.Decimal()))
	default:
		var sum int64
		for _, i := range n.in(t.ItemQuantityRange.Scopes) {
			sum += n.Lines[i].Quantity
		}
		r := t.ItemQuantityRange
		return (r.From == nil || sum >= *r.From) && (r.To == nil || sum <= *r.To)
	}
}

func (n naive) open(e *discount.Extension) bool {
	if e == nil || len(e.TimeWindows) == 0 {
		return true
	}
	zone, err := time.LoadLocation(e.TimeZone)
	if err != nil {
		panic(err)
	}
	days := []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	local := n.At.In(zone)
	w, clock, today, yesterday := e.TimeWindows[0], local.Format("15:04"), days[local.Weekday()], days[(local.Weekday()+6)%7]
	over := w.EndTime <= w.StartTime
	return w.DayOfWeek == today && w.StartTime <= clock && (over || clock < w.EndTime) || w.DayOfWeek == yesterday && over && clock < w.EndTime
}

// match returns what applies, as describe does.
func (n naive) match(rules []*discount.Rule) []string {
	var list []string
	for _, r := range rules {
		own := r.Discounts.Values[0].SpecificItemsInfo.Scopes
		lines, bought := n.in(own), []int32(nil)
		if r.Extension != nil && r.Extension.BuyXGetY != nil {
			gets, buys := own, own
			if s := r.Extension.BuyXGetY.Gets.Scopes; len(s) > 0 {
				gets = s
			}
			if s := r.Extension.BuyXGetY.Buys.Scopes; len(s) > 0 {
				buys = s
			}
			lines, bought = n.in(gets), n.in(buys)
			if len(bought) == 0 {
				continue // nothing can be given for it, whether it is matched or not
			}
		}
		if len(lines) > 0 && n.open(r.Extension) && n.met(r.Trigger) && (!r.Limited() || !n.UsedUp(r)) {
			list = append(list, fmt.Sprint(r.Name, lines, bought))
		}
	}
	return list
}

func describe(matches []discount.Match) []string {
	var list []string
	for _, m := range matches {
		if m.Rule.BuyGet == nil || len(m.Bought) > 0 {
			list = append(list, fmt.Sprint(m.Rule.Rule.Name, m.Lines, m.Bought))
		}
	}
	return list
}

// matching returns the keys of the filters for some collections.
func matching(filters []discount.Filter, collections []string) []string {
	keys := []string{}
	for _, f := range filters {
		if slices.ContainsFunc(collections, func(id string) bool { return slices.Contains(f.Params["collectionIds"].([]any), any(id)) }) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// Rules apply to the carts and lines that trying each of them on every line
// finds, and what has to be asked for that is asked beforehand.
func FuzzTriggers(f *testing.F) {
	for _, seed := range []string{"", "rules and carts", "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", "zyxwvutsrqponmlkjihgfedcba9876543210"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := dice(data)
		var rules []*discount.Rule
		d.some(1, 6, func() { rules = append(rules, d.rule(len(rules))) })
		set, err := discount.Compile(rules, money.USD)
		if err != nil {
			t.Fatal(err)
		}
		var m discount.Matcher
		for range 3 { // again with what the last cart left behind
			c := d.cart()
			if d.pick(2) == 1 { // the catalog says what matches filters
				for i := range c.Lines {
					c.Lines[i].Filters = matching(set.Filters(c.At), c.Lines[i].Collections)
				}
			}
			want := naive{c}.match(rules)
			if diff := cmp.Diff(want, describe(m.Match(set, c)), cmpEmpty); diff != "" {
				t.Errorf("Match() differs (-want +got):\n%s", diff)
			}
			// The questions are enough to answer.
			q := m.Questions(set, c)
			if q.Any() && !set.Asks() {
				t.Error("Asks() = false, but there are questions")
			}
			met, used := c.Met, c.UsedUp
			c.Met = func(t discount.CustomTrigger) bool { return slices.Contains(q.Triggers, t) && met(t) }
			c.UsedUp = func(r *discount.Rule) bool {
				if !slices.ContainsFunc(q.Limited, func(l *discount.Rule) bool { return l.Name == r.Name }) {
					t.Errorf("the uses of rule %s were not asked for", r.Name)
				}
				return used(r)
			}
			if diff := cmp.Diff(want, describe(m.Match(set, c)), cmpEmpty); diff != "" {
				t.Errorf("Match() with nothing but what was asked for differs (-want +got):\n%s", diff)
			}
		}
	})
}
