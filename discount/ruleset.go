// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// RuleSet is rules made ready to be matched against carts: checked, put in
// order, and found by the items and collections they name, so that rules which
// name none of a cart's cost nothing. It is immutable and safe for concurrent
// use. A nil RuleSet has no rules.
type RuleSet struct {
	rules []CompiledRule
	live  atomic.Pointer[live] // of the last moment asked for
}

// CompiledRule is one rule of a RuleSet.
type CompiledRule struct {
	Rule   *Rule  // the set's own copy; not to be changed
	Effect Effect // what it does to the lines in its scope

	trigger trigger
	scopes  scopeSet
}

// Compile checks rules and makes them ready for carts in a currency. The error
// names every violation by path, as "[3].discounts.values[0].percentage". The
// rules apply in the order of their creation, then of their ids; one without
// either keeps its place in the list.
func Compile(rules []*Rule, c money.Currency) (*RuleSet, error) {
	var v fault.Checker
	set := &RuleSet{rules: make([]CompiledRule, 0, len(rules))}
	for i, r := range rules {
		if r == nil {
			v.Required(fault.Index("", i), false)
			continue
		}
		r.validate(&v, fault.Index("", i))
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	for _, r := range ordered(rules) {
		set.rules = append(set.rules, compileRule(r.Clone(), c))
	}
	return set, nil
}

func compileRule(r *Rule, c money.Currency) CompiledRule {
	d := &r.Discounts.Values[0]
	out := CompiledRule{Rule: r, scopes: compileScopes(d.SpecificItemsInfo.Scopes), trigger: compileTrigger(r.Trigger, c)}
	switch d.Kind() {
	case TypePercentage:
		out.Effect = percentEffect(*d.Percentage)
	case TypeFixedAmount:
		out.Effect = amountEffect(TypeFixedAmount, *d.FixedAmount, c)
	default:
		out.Effect = amountEffect(TypeFixedPrice, *d.FixedPrice, c)
	}
	return out
}

// ordered returns the rules that have a creation date and an id sorted by
// these, in the places that such rules have in the list.
func ordered(rules []*Rule) []*Rule {
	var dated []*Rule
	for _, r := range rules {
		if r.ID != "" && !r.CreatedDate.IsZero() {
			dated = append(dated, r)
		}
	}
	slices.SortStableFunc(dated, func(a, b *Rule) int {
		if c := a.CreatedDate.Compare(b.CreatedDate); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	out := slices.Clone(rules)
	for i, r := range out {
		if r.ID != "" && !r.CreatedDate.IsZero() {
			out[i], dated = dated[0], dated[1:]
		}
	}
	return out
}

// Len returns the number of rules.
func (s *RuleSet) Len() int {
	if s == nil {
		return 0
	}
	return len(s.rules)
}

// Rules returns the rules in the order in which they apply. They are not to be
// changed.
func (s *RuleSet) Rules() []CompiledRule {
	if s == nil {
		return nil
	}
	return s.rules
}

// live is the rules that are switched on and within their window from one
// moment until another, found by what they name.
type live struct {
	from, until time.Time // zero: no bound
	sets        []scopeSet
	items       map[string][]entry // item id -> sets that name it
	collections map[string][]entry // collection id -> sets that name it
	rulesOf     [][]int32          // set -> the rules that lower it
	wide        []int32            // wide sets that rules lower
	rules       []liveRule         // in order
}

// entry is a set that names an item or a collection of a catalog.
type entry struct {
	set int32
	app string // "" for any
}

type liveRule struct {
	rule    *CompiledRule
	set     int32   // what it lowers
	trigger trigger // its leaves name sets
}

// at returns the rules that are live at a moment. The answer is kept until a
// window opens or closes.
func (s *RuleSet) at(t time.Time) *live {
	l := s.live.Load()
	if l != nil && (l.from.IsZero() || !t.Before(l.from)) && (l.until.IsZero() || t.Before(l.until)) {
		return l
	}
	l = s.build(t)
	s.live.Store(l)
	return l
}

func (s *RuleSet) build(t time.Time) *live {
	l := &live{items: map[string][]entry{}, collections: map[string][]entry{}}
	ids := map[string]int32{}
	setOf := func(s scopeSet) int32 {
		key := s.key()
		id, ok := ids[key]
		if !ok {
			id = int32(len(l.sets))
			ids[key] = id
			l.sets = append(l.sets, s)
			l.rulesOf = append(l.rulesOf, nil)
			for _, k := range s.keys {
				index := l.items
				if k.collection {
					index = l.collections
				}
				index[k.id] = append(index[k.id], entry{id, k.app})
			}
		}
		return id
	}
	for i := range s.rules {
		r := &s.rules[i]
		l.bound(r.Rule.ActiveTimeInfo, t)
		if !r.Rule.IsActive() || r.Rule.StatusAt(t) != StatusLive {
			continue
		}
		id := setOf(r.scopes)
		if len(l.rulesOf[id]) == 0 && r.scopes.wide() {
			l.wide = append(l.wide, id)
		}
		l.rulesOf[id] = append(l.rulesOf[id], int32(len(l.rules)))
		lr := liveRule{rule: r, set: id, trigger: r.trigger}
		lr.trigger.leaves = slices.Clone(r.trigger.leaves)
		for j := range lr.trigger.leaves {
			if leaf := &lr.trigger.leaves[j]; leaf.kind != TriggerCustomerEligibility {
				leaf.set = setOf(leaf.scopes)
			}
		}
		l.rules = append(l.rules, lr)
	}
	return l
}

// bound narrows the time for which the live rules stay the same to what a
// window allows.
func (l *live) bound(w *ActiveTimeInfo, t time.Time) {
	if w == nil {
		return
	}
	for _, edge := range [2]time.Time{w.Start, w.End} {
		switch {
		case edge.IsZero():
		case t.Before(edge):
			if l.until.IsZero() || edge.Before(l.until) {
				l.until = edge
			}
		case l.from.IsZero() || edge.After(l.from):
			l.from = edge
		}
	}
}
