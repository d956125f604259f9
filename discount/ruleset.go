// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// RuleSet is rules made ready to be matched against carts: checked, put in
// order, and found by the items and collections they name, so that rules which
// name none of a cart's cost nothing. It is immutable and safe for concurrent
// use. A nil RuleSet has no rules.
type RuleSet struct {
	rules     []CompiledRule
	asks      bool                 // a rule has something that only others know
	exclusive bool                 // a rule is exclusive
	hasFloors bool                 // a rule names floor prices
	filtered  bool                 // a rule has a custom filter
	live      atomic.Pointer[live] // of the last moment asked for
}

// CompiledRule is one rule of a RuleSet.
type CompiledRule struct {
	Rule   *Rule   // the set's own copy; not to be changed
	Effect Effect  // what it does to the lines in its scope
	BuyGet *BuyGet // the units of them that it lowers, for others bought; nil: all
	Lowest bool    // it lowers one unit of the line that costs least

	trigger trigger
	scopes  scopeSet
	windows *weekly
	floors  map[string]int64
	kept    bool // in a store, which counts how often it is used
}

// Counted reports whether uses of the rule are counted: those of rules that are
// limited, or kept in a store.
func (r *CompiledRule) Counted() bool { return r.kept || r.Rule.Limited() }

// filtered reports whether a scope of the rule has a custom filter.
func (r *CompiledRule) filtered() bool {
	return len(r.scopes.filters) > 0 || r.BuyGet != nil && len(r.BuyGet.scopes.filters) > 0 ||
		slices.ContainsFunc(r.trigger.leaves, func(l leaf) bool { return len(l.scopes.filters) > 0 })
}

// Exclusive reports whether the rule keeps others from the lines it lowers.
func (r *CompiledRule) Exclusive() bool { return r.Rule.Extension != nil && r.Rule.Extension.Exclusive }

// Compile checks rules and makes them ready for carts in a currency. The error
// names every violation by path, as "[3].discounts.values[0].percentage"; two
// rules with one id are one. The
// rules apply in the order of their priorities, exclusive ones first among
// equals, then of their creation, then of their ids; one without either of the
// last two keeps its place in the list.
func Compile(rules []*Rule, c money.Currency) (*RuleSet, error) {
	var v fault.Checker
	z := zones{}
	set := &RuleSet{rules: make([]CompiledRule, 0, len(rules))}
	seen := make(map[string]bool, len(rules))
	for i, r := range rules {
		if r == nil {
			v.Required(fault.Index("", i), false)
			continue
		}
		r.validate(&v, fault.Index("", i), z)
		if seen[r.ID] && r.ID != "" {
			v.AddOther(fault.Join(fault.Index("", i), "id"), "ALREADY_EXISTS", fmt.Sprintf("there is another rule %.50q", r.ID))
		}
		seen[r.ID] = true
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	for _, r := range ordered(rules) {
		compiled := compileRule(r.Clone(), c, z)
		set.rules = append(set.rules, compiled)
		set.asks = set.asks || compiled.asks()
		set.exclusive = set.exclusive || compiled.Exclusive()
		set.filtered = set.filtered || compiled.filtered()
		set.hasFloors = set.hasFloors || compiled.floors != nil
	}
	return set, nil
}

func compileRule(r *Rule, c money.Currency, z zones) CompiledRule {
	d := &r.Discounts.Values[0]
	own := d.SpecificItemsInfo.Scopes
	out := CompiledRule{Rule: r, trigger: compileTrigger(r.Trigger, c), floors: r.Extension.floors(c)}
	if e := r.Extension; e != nil {
		zone, _ := z.load(e.TimeZone)
		out.windows, out.Lowest = compileWindows(e.TimeWindows, zone), e.AppliesTo == AppliesToLowestPricedItem
		if e.BuyXGetY != nil {
			out.BuyGet = compileBuyGet(e.BuyXGetY, own, c)
			own = orScopes(e.BuyXGetY.Gets.Scopes, own)
		}
	}
	out.scopes = compileScopes(own)
	switch d.Kind() {
	case TypePercentage:
		out.Effect = percentEffect(*d.Percentage)
	case TypeFixedAmount:
		out.Effect = amountEffect(TypeFixedAmount, *d.FixedAmount, c)
	case TypeQuantityBased:
		b := &d.QuantityBased.Configurations[0]
		out.Effect = amountEffect(TypeQuantityBased, b.Price, c)
		out.Effect.Bundle = b.Quantity
	default:
		out.Effect = amountEffect(TypeFixedPrice, *d.FixedPrice, c)
	}
	return out
}

// rank returns the priority of a rule, and whether it is exclusive.
func (r *Rule) rank() (priority, exclusive int) {
	if e := r.Extension; e != nil {
		if e.Exclusive {
			exclusive = 1
		}
		return e.Priority, exclusive
	}
	return 0, 0
}

// ordered returns the rules by priority. Among equals, those that have a
// creation date and an id are sorted by these, in the places that such rules
// have in the list.
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
	slices.SortStableFunc(out, func(a, b *Rule) int {
		p, x := a.rank()
		q, y := b.rank()
		return cmp.Or(cmp.Compare(q, p), cmp.Compare(y, x))
	})
	return out
}

// Len returns the number of rules.
func (s *RuleSet) Len() int {
	if s == nil {
		return 0
	}
	return len(s.rules)
}

// HasExclusive reports whether a rule is exclusive.
func (s *RuleSet) HasExclusive() bool { return s != nil && s.exclusive }

// Rules returns the rules in the order in which they apply. They are not to be
// changed.
func (s *RuleSet) Rules() []CompiledRule {
	if s == nil {
		return nil
	}
	return s.rules
}
