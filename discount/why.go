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
// takes the set of that call, and its currency.
func (m *Matcher) Skipped(s *RuleSet, c money.Currency) []Skip {
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
		skips = append(skips, Skip{Rule: r.Rule, Reason: m.why(r, triggers[r], c)})
	}
	return skips
}

func (m *Matcher) why(r *CompiledRule, live *liveRule, c money.Currency) string {
	switch status := r.Rule.StatusAt(m.cart.At); {
	case !r.Rule.IsActive():
		return "it is switched off"
	case status == StatusPending:
		return "it starts at " + r.Rule.ActiveTimeInfo.Start.UTC().Format(time.RFC3339)
	case status == StatusExpired:
		return "it ended at " + r.Rule.ActiveTimeInfo.End.UTC().Format(time.RFC3339)
	case !r.windows.open(m.cart.At):
		return "none of its time windows is open"
	case live == nil || len(m.in(live.set)) == 0:
		return "no line is in its scope"
	case live.trigger.holds(m):
		return "it was used as often as it may be"
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
	switch l.kind {
	case TriggerCustomerEligibility:
		return "the buyer is not one of its members"
	case TriggerCustom:
		return fmt.Sprintf("the custom trigger %.100q is not met", l.custom.ID)
	default:
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
