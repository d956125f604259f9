// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-ecom/ecom/money"
)

// Skip is a rule that does not apply, and why.
type Skip struct {
	Rule   *Rule // not to be changed
	Reason string
}

// Skipped returns the rules that the last Match left out, in order, and why. It
// takes what that call was given, and the currency of the set.
func (m *Matcher) Skipped(s *RuleSet, at time.Time, c money.Currency) []Skip {
	matched := map[*CompiledRule]bool{}
	for i := range m.matches {
		matched[m.matches[i].Rule] = true
	}
	triggers := map[*CompiledRule]*liveRule{}
	if s.Len() > 0 {
		for i := range m.rules.rules {
			triggers[m.rules.rules[i].rule] = &m.rules.rules[i]
		}
	}
	var skips []Skip
	for i := range s.Rules() {
		r := &s.rules[i]
		if matched[r] {
			continue
		}
		skips = append(skips, Skip{Rule: r.Rule, Reason: m.why(r, triggers[r], at, c)})
	}
	return skips
}

func (m *Matcher) why(r *CompiledRule, live *liveRule, at time.Time, c money.Currency) string {
	switch status := r.Rule.StatusAt(at); {
	case !r.Rule.IsActive():
		return "it is switched off"
	case status == StatusPending:
		return "it starts at " + r.Rule.ActiveTimeInfo.Start.UTC().Format(time.RFC3339)
	case status == StatusExpired:
		return "it ended at " + r.Rule.ActiveTimeInfo.End.UTC().Format(time.RFC3339)
	case live == nil || len(m.in(live.set)) == 0:
		return "no line is in its scope"
	case len(live.trigger.leaves) == 0:
		return "it takes nothing off"
	}
	var parts []string
	for i := range live.trigger.leaves {
		if l := &live.trigger.leaves[i]; !l.holds(m) {
			parts = append(parts, l.why(m, c))
		}
	}
	return strings.Join(parts, "; ")
}

// why says how far a leaf is from being met.
func (l *leaf) why(m *Matcher, c money.Currency) string {
	if l.kind == TriggerCustomerEligibility {
		return "the buyer is not one of its members"
	}
	subtotal, quantity := m.sums(l.set)
	what, n := "the lines in scope have %s units", quantity
	text := func(n int64) string { return fmt.Sprint(n) }
	if l.kind == TriggerSubtotalRange {
		what, n = "the lines in scope cost %s", subtotal
		text = func(n int64) string { return money.Minor(n, c).String() }
	}
	got := fmt.Sprintf(what, text(n))
	if n < l.low {
		return got + ", it asks for at least " + text(l.low)
	}
	if l.high != math.MaxInt64 {
		return got + ", it asks for at most " + text(l.high)
	}
	return got
}
