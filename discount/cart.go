// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"slices"
	"time"
)

// Cart is what rules are matched against: a cart at a moment, and what only
// others know about it.
type Cart struct {
	At       time.Time
	Lines    []Line
	MemberID string // "" for a buyer who is no member

	// UsedUp reports whether a rule with a usage limit was used as often as it
	// may be, by anybody or by the buyer. It is asked only about such rules
	// whose trigger is met. nil: none is.
	UsedUp func(r *Rule) bool

	// Met reports whether a custom trigger is met. nil: none is.
	Met func(t CustomTrigger) bool
}

// Limited reports whether the rule can be used so many times only, by all
// buyers or by one.
func (r *Rule) Limited() bool {
	return r.Extension != nil && (r.Extension.UsageLimit > 0 || r.Extension.UsageLimitPerUser > 0)
}

// Use returns a use of the rule by a customer. Uses of a rule
// without an id are counted under its name.
//
// Uses are counted by customer only where that is limited: a rule that applies by
// itself would else leave a number behind for everybody who ever buys.
func (r *Rule) Use(customer Customer) Use {
	u := Use{Kind: UseOfRule, ID: cmp.Or(r.ID, r.Name)}
	if e := r.Extension; e != nil {
		u.Limit, u.LimitPerCustomer = e.UsageLimit, e.UsageLimitPerUser
	}
	if u.LimitPerCustomer > 0 {
		u.Customer = customer
	}
	return u
}

// UsedUp reports whether a rule that was used so often may not be used again.
func (r *Rule) UsedUp(u Uses) bool {
	e := r.Extension
	return e != nil && (e.UsageLimit > 0 && u.Total >= e.UsageLimit || e.UsageLimitPerUser > 0 && u.ByBuyer >= e.UsageLimitPerUser)
}

// Questions is what has to be asked about a cart before it is matched.
type Questions struct {
	Limited  []*Rule         // the rules with a usage limit that could apply; not to be changed
	Triggers []CustomTrigger // the custom triggers on which it depends whether rules apply; each once
}

// Any reports whether there is something to ask.
func (q *Questions) Any() bool { return len(q.Limited) > 0 || len(q.Triggers) > 0 }

// Asks reports whether Questions can ever ask something about a cart.
func (s *RuleSet) Asks() bool { return s != nil && s.asks }

// Questions returns what Match will ask the cart's functions, so that it can
// be found out at once beforehand. It does not call them.
func (m *Matcher) Questions(s *RuleSet, c Cart) Questions {
	var q Questions
	if !s.Asks() {
		return q
	}
	c.Met = nil
	m.look(s, c)
	asked := map[CustomTrigger]bool{}
	for _, i := range m.order {
		r := &m.rules.rules[i]
		if !r.rule.asks() || len(m.in(r.set)) == 0 {
			continue
		}
		met := r.trigger.holds(m)
		if !met {
			m.suppose = true
			could := r.trigger.holds(m)
			m.suppose = false
			if !could {
				continue
			}
			for j := range r.trigger.leaves {
				if l := &r.trigger.leaves[j]; l.kind == TriggerCustom && !asked[l.custom] {
					asked[l.custom] = true
					q.Triggers = append(q.Triggers, l.custom)
				}
			}
		}
		if r.rule.Rule.Limited() {
			q.Limited = append(q.Limited, r.rule.Rule)
		}
	}
	return q
}

// asks reports whether it takes others to know whether the rule applies.
func (r *CompiledRule) asks() bool {
	return r.Rule.Limited() || slices.ContainsFunc(r.trigger.leaves, func(l leaf) bool { return l.kind == TriggerCustom })
}
