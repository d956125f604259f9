// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"slices"
	"time"
)

// live is the rules that are switched on and within their windows from one
// moment until another, found by what they name.
type live struct {
	from, until time.Time // zero: no bound
	sets        []scopeSet
	items       map[string][]entry // item id -> sets that name it
	collections map[string][]entry // collection id -> sets that name it
	filtered    map[string][]entry // key of a filter -> sets that have it
	filters     []Filter           // each once
	rules       []liveRule         // in order
	floors      map[string]int64   // item id -> the least price of a unit

	// What a cart must have for rules to be tried. A rule is under one set or
	// member without whose lines it cannot apply, or under all of which it
	// needs one, or in always.
	bySet    [][]int32
	byMember map[string][]int32
	always   []int32
}

// entry is a set that names an item or a collection of a catalog.
type entry struct {
	set int32
	app string // "" for any
}

type liveRule struct {
	rule    *CompiledRule
	set     int32   // what it lowers
	bought  int32   // what counts as bought, for rules with a BuyGet
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
	l := &live{items: map[string][]entry{}, collections: map[string][]entry{}, filtered: map[string][]entry{}, byMember: map[string][]int32{}}
	ids := map[string]int32{}
	for i := range s.rules {
		r := &s.rules[i]
		l.bound(r.Rule.ActiveTimeInfo, t)
		if !r.Rule.IsActive() || r.Rule.StatusAt(t) != StatusLive {
			continue
		}
		l.addFloors(r.floors)
		if r.windows != nil {
			from, until := r.windows.same(t)
			l.narrow(from, until)
			if !r.windows.open(t) {
				continue
			}
		}
		lr := liveRule{rule: r, set: l.setOf(ids, r.scopes), trigger: r.trigger}
		if r.BuyGet != nil {
			lr.bought = l.setOf(ids, r.BuyGet.scopes)
		}
		lr.trigger.leaves = slices.Clone(r.trigger.leaves)
		for j := range lr.trigger.leaves {
			if leaf := &lr.trigger.leaves[j]; leaf.scoped() {
				leaf.set = l.setOf(ids, leaf.scopes)
			}
		}
		l.index(&lr, int32(len(l.rules)))
		l.rules = append(l.rules, lr)
	}
	return l
}

// setOf returns the number of a set, the same for equal ones.
func (l *live) setOf(ids map[string]int32, s scopeSet) int32 {
	key := s.key()
	id, ok := ids[key]
	if !ok {
		id = int32(len(l.sets))
		ids[key] = id
		l.sets = append(l.sets, s)
		l.bySet = append(l.bySet, nil)
		for _, k := range s.keys {
			index := l.items
			switch k.kind {
			case keyFilter:
				index = l.filtered
			case keyFallback:
				index = l.collections
			default:
			}
			index[k.id] = append(index[k.id], entry{id, k.app})
		}
		for _, f := range s.filters {
			if len(l.filtered[f.Key]) == 1 {
				l.filters = append(l.filters, f)
			}
		}
	}
	return id
}

// index puts a rule where carts find it to which it may apply.
func (l *live) index(r *liveRule, number int32) {
	sets, members, ok := l.needs(r)
	if !ok {
		l.always = append(l.always, number)
	}
	for _, set := range sets {
		l.bySet[set] = append(l.bySet[set], number)
	}
	for _, m := range members {
		l.byMember[m] = append(l.byMember[m], number)
	}
}

// needs returns sets and members of which a cart must have one for a rule to
// apply, and false when there are none that an index can find.
func (l *live) needs(r *liveRule) (sets []int32, members []string, ok bool) {
	if !l.sets[r.set].wide() {
		return []int32{r.set}, nil, true
	}
	if r.rule.BuyGet != nil && !l.sets[r.bought].wide() {
		return []int32{r.bought}, nil, true
	}
	for i := range r.trigger.leaves {
		leaf := &r.trigger.leaves[i]
		found := true
		switch {
		case leaf.kind == TriggerCustomerEligibility:
			members = append(members, leaf.members...)
		case leaf.scoped() && leaf.low >= 1 && !l.sets[leaf.set].wide():
			sets = append(sets, leaf.set)
		default:
			found = false
		}
		switch {
		case found && !r.trigger.any:
			return sets, members, true
		case !found && r.trigger.any:
			return nil, nil, false // it may do without the others
		}
	}
	return sets, members, r.trigger.any && len(r.trigger.leaves) > 0
}

func (l *live) addFloors(floors map[string]int64) {
	if floors != nil && l.floors == nil {
		l.floors = make(map[string]int64, len(floors))
	}
	for id, floor := range floors {
		l.floors[id] = max(l.floors[id], floor)
	}
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
			l.narrow(time.Time{}, edge)
		default:
			l.narrow(edge, time.Time{})
		}
	}
}

// narrow makes the time for which the live rules stay the same no longer than
// from one moment until another; zero is no bound.
func (l *live) narrow(from, until time.Time) {
	if !from.IsZero() && (l.from.IsZero() || from.After(l.from)) {
		l.from = from
	}
	if !until.IsZero() && (l.until.IsZero() || until.Before(l.until)) {
		l.until = until
	}
}
