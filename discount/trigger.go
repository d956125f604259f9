// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"math"
	"slices"

	"github.com/go-ecom/ecom/money"
)

// trigger is a compiled trigger: all or any of some leaves. Without leaves it
// always holds.
type trigger struct {
	any    bool // one leaf is enough
	leaves []leaf
}

// leaf is a compiled trigger that is no operator.
type leaf struct {
	kind      TriggerType
	low, high int64    // of minor units or of units, inclusive
	members   []string // of CUSTOMER_ELIGIBILITY
	custom    CustomTrigger
	scopes    scopeSet
	set       int32 // the set of the live rules that equals scopes
}

func compileTrigger(t *Trigger, c money.Currency) trigger {
	if t == nil {
		return trigger{}
	}
	switch t.Kind() {
	case TriggerAnd:
		return trigger{leaves: compileLeaves(t.And.Triggers, c)}
	case TriggerOr:
		return trigger{any: true, leaves: compileLeaves(t.Or.Triggers, c)}
	default:
		return trigger{leaves: []leaf{compileLeaf(t, c)}}
	}
}

func compileLeaves(ts []Trigger, c money.Currency) []leaf {
	leaves := make([]leaf, len(ts))
	for i := range ts {
		leaves[i] = compileLeaf(&ts[i], c)
	}
	return leaves
}

func compileLeaf(t *Trigger, c money.Currency) leaf {
	l := leaf{kind: t.Kind(), low: math.MinInt64, high: math.MaxInt64}
	switch l.kind {
	case TriggerSubtotalRange:
		l.low, l.high = bounds(t.SubtotalRange.From, t.SubtotalRange.To, c)
		l.scopes = compileScopes(t.SubtotalRange.Scopes)
	case TriggerItemQuantityRange:
		if q := t.ItemQuantityRange; q.From != nil {
			l.low = *q.From
		}
		if q := t.ItemQuantityRange; q.To != nil {
			l.high = *q.To
		}
		l.scopes = compileScopes(t.ItemQuantityRange.Scopes)
	case TriggerCustom:
		l.custom = *t.CustomTrigger
	default:
		l.members = t.CustomerEligibility.IndividualMembersInfo.MemberIDs
	}
	return l
}

// holds reports whether the trigger is met.
func (t *trigger) holds(m *Matcher) bool {
	if len(t.leaves) == 0 {
		return true
	}
	for i := range t.leaves {
		if t.leaves[i].holds(m) == t.any {
			return t.any
		}
	}
	return !t.any
}

// scoped reports whether the leaf looks at lines in scope.
func (l *leaf) scoped() bool {
	return l.kind == TriggerSubtotalRange || l.kind == TriggerItemQuantityRange
}

func (l *leaf) holds(m *Matcher) bool {
	switch l.kind {
	case TriggerCustom:
		return m.suppose || m.cart.Met != nil && m.cart.Met(l.custom)
	case TriggerCustomerEligibility:
		return m.cart.MemberID != "" && slices.Contains(l.members, m.cart.MemberID)
	default:
	}
	subtotal, quantity := m.sums(l.set)
	n := quantity
	if l.kind == TriggerSubtotalRange {
		n = subtotal
	}
	return n >= l.low && n <= l.high
}
