// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import "slices"

// Match is a rule whose trigger is met, and the lines it lowers.
type Match struct {
	Rule   *CompiledRule
	Lines  []int32 // indices of lines, rising; valid until the next Match call
	Bought []int32 // of those that count as bought, likewise; only for rules with a BuyGet
}

// Matcher matches rules against carts. It keeps its working memory from one
// cart to the next; the zero Matcher is ready, and is not safe for concurrent
// use.
type Matcher struct {
	rules *live
	cart  Cart
	lines []Line // of the cart

	suppose bool // custom triggers are met

	round   int32   // counts calls, so that marks need no clearing
	known   []mark  // by set
	found   []pair  // a line that an index found, and its set
	touched []int32 // sets that were found
	order   []int32 // rules to be tried
	members []int32 // lines, grouped by set
	matches []Match // the answer
}

// mark is what is known of one set in one round.
type mark struct {
	round    int32 // when found by an index
	complete int32 // when its lines are in members
	start    int32
	count    int32
	subtotal int64
	quantity int64
	last     int32 // the line found last
}

type pair struct{ set, line int32 }

// Match returns the rules that apply to a cart, in the order in which they
// apply. Whether a trigger is met depends on the cart only, never on what other
// rules do. The answer is valid until the next call.
func (m *Matcher) Match(s *RuleSet, c Cart) []Match {
	m.matches = m.matches[:0]
	if s.Len() == 0 {
		return nil
	}
	m.look(s, c)
	for _, i := range m.order {
		r := &m.rules.rules[i]
		if !r.trigger.holds(m) {
			continue
		}
		in := m.in(r.set)
		if len(in) == 0 || m.usedUp(r.rule.Rule) {
			continue
		}
		match := Match{Rule: r.rule, Lines: in}
		if r.rule.BuyGet != nil {
			match.Bought = m.in(r.bought)
		}
		m.matches = append(m.matches, match)
	}
	return m.matches
}

// usedUp reports whether a rule was used as often as it may be.
func (m *Matcher) usedUp(r *Rule) bool {
	return m.cart.UsedUp != nil && r.Limited() && m.cart.UsedUp(r)
}

// look finds the rules that a cart's lines may be in the scope of.
func (m *Matcher) look(s *RuleSet, c Cart) {
	m.begin(s.at(c.At), c)
	m.find()
	m.group()
	m.order = m.order[:0]
	for _, set := range m.touched {
		m.order = append(m.order, m.rules.bySet[set]...)
	}
	if c.MemberID != "" {
		m.order = append(m.order, m.rules.byMember[c.MemberID]...)
	}
	m.order = append(m.order, m.rules.always...)
	slices.Sort(m.order)
	m.order = slices.Compact(m.order)
}

func (m *Matcher) begin(l *live, c Cart) {
	m.cart, m.lines = c, c.Lines
	if m.rules != l {
		m.rules = l
		clear(m.known[:cap(m.known)])
		m.round = 0
	}
	if n := len(l.sets); cap(m.known) < n {
		m.known = make([]mark, n)
		m.round = 0
	} else {
		m.known = m.known[:n]
	}
	m.round++
	m.found, m.touched, m.members = m.found[:0], m.touched[:0], m.members[:0]
}

// find looks up each line's item and collections.
func (m *Matcher) find() {
	items, collections, filtered := m.rules.items, m.rules.collections, m.rules.filtered
	if len(items) == 0 && len(filtered) == 0 { // every collection is one of a filter
		return
	}
	for i := range m.lines {
		l := &m.lines[i]
		if l.ItemID == "" {
			continue
		}
		if len(items) > 0 {
			m.touch(items[l.ItemID], l, int32(i))
			if l.RootItemID != "" && l.RootItemID != l.ItemID {
				m.touch(items[l.RootItemID], l, int32(i))
			}
		}
		if l.Filters != nil {
			for _, f := range l.Filters {
				m.touch(filtered[f], l, int32(i))
			}
			continue
		}
		if len(collections) > 0 {
			for _, c := range l.Collections {
				m.touch(collections[c], l, int32(i))
			}
		}
	}
}

// touch records that a line is in the sets of entries of its catalog.
func (m *Matcher) touch(entries []entry, l *Line, line int32) {
	for i := range entries {
		if !sameApp(entries[i].app, l.AppID) {
			continue
		}
		set := entries[i].set
		k := &m.known[set]
		if k.round != m.round {
			*k = mark{round: m.round, last: -1}
			m.touched = append(m.touched, set)
		}
		if k.last == line {
			continue // by another of its keys
		}
		k.last = line
		k.count++
		m.found = append(m.found, pair{set, line})
	}
}

// group gathers the lines of each set that was found. Wide sets hold more
// lines than an index finds; they are completed when asked for.
func (m *Matcher) group() {
	n := int32(len(m.found))
	m.members = slices.Grow(m.members, int(n))[:n]
	start := int32(0)
	for _, set := range m.touched {
		k := &m.known[set]
		k.start = start
		start += k.count
		k.count = 0
	}
	for _, p := range m.found {
		k := &m.known[p.set]
		m.members[k.start+k.count] = p.line
		k.count++
		l := &m.lines[p.line]
		k.subtotal += l.Subtotal
		k.quantity += l.Quantity
	}
	for _, set := range m.touched {
		if !m.rules.sets[set].wide() {
			m.known[set].complete = m.round
		}
	}
}

// complete returns what is known of a set once all its lines are.
func (m *Matcher) complete(set int32) *mark {
	k := &m.known[set]
	if k.complete == m.round {
		return k
	}
	*k = mark{round: k.round, complete: m.round}
	s := &m.rules.sets[set]
	if !s.wide() {
		return k // no line was found
	}
	k.start = int32(len(m.members))
	for i := range m.lines {
		if l := &m.lines[i]; s.contains(l) {
			m.members = append(m.members, int32(i))
			k.count++
			k.subtotal += l.Subtotal
			k.quantity += l.Quantity
		}
	}
	return k
}

// in returns the lines in a set.
func (m *Matcher) in(set int32) []int32 {
	k := m.complete(set)
	return m.members[k.start : k.start+k.count : k.start+k.count]
}

// sums returns what the lines in a set cost, and how many units they are.
func (m *Matcher) sums(set int32) (subtotal, quantity int64) {
	k := m.complete(set)
	return k.subtotal, k.quantity
}
