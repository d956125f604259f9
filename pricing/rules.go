// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import "github.com/go-ecom/ecom/discount"

// readRules finds out which rules there are, and which floor prices they name.
func (p *pricer) readRules() error {
	if p.c.cfg.Rules == nil {
		return nil
	}
	var err error
	if p.set, err = p.c.cfg.Rules.Current(p.ctx); err != nil {
		return err
	}
	p.readFloors()
	return p.askFilters()
}

// rules applies the shop's discount rules, each to what those before it left.
// From then on a line's unit price is known.
func (p *pricer) rules() error {
	if set := p.set; set.Len() > 0 {
		cart, err := p.cart(set)
		if err != nil {
			return err
		}
		matches := p.s.matcher.Match(set, cart)
		for i := range matches {
			if err := p.rule(&matches[i]); err != nil {
				return err
			}
		}
		if p.in.Explain {
			for _, s := range p.s.matcher.Skipped(set, p.c.cfg.Currency) {
				p.skip(SkippedRule, s.Rule.ID, s.Rule.Name, s.Reason)
			}
		}
	}
	for i := range p.r.lines {
		f := &p.r.lines[i]
		f.afterRules, f.price = f.shown, f.unit
		if f.shown != f.base && f.quantity > 0 {
			f.price = unitOf(f.shown, f.quantity, p.mode)
		}
	}
	return nil
}

// rule applies one rule.
func (p *pricer) rule(m *discount.Match) error {
	a := applied{kind: appliedRule, rule: m.Rule, target: DiscountTargetSpecificItems}
	lines := p.openLines(m)
	why := "it takes nothing off what is left of the lines in its scope"
	if len(lines) == 0 {
		why = "another rule lowers the lines in its scope, and one of the two is exclusive"
	}
	var parts []portion
	switch {
	case len(lines) == 0:
	case m.Rule.BuyGet != nil:
		if lines, parts = p.given(m.Rule.BuyGet, m.Bought, lines); len(lines) == 0 {
			why = "too little is bought and left over to be given for it"
		}
	case m.Rule.Lowest:
		lines, parts = p.lowest(lines)
	}
	var total int64
	var err error
	switch {
	case len(lines) == 0:
	case m.Rule.Effect.Type == discount.TypeQuantityBased:
		total = p.bundles(a, m.Rule.Effect, lines)
	default:
		total, err = p.takeOff(a, m.Rule.Effect, lines, parts)
	}
	if err != nil {
		return err
	}
	if total == 0 {
		p.skip(SkippedRule, m.Rule.Rule.ID, m.Rule.Rule.Name, why)
		return nil
	}
	p.closeLines(m)
	return nil
}

// ruled is what rules did to a line.
type ruled struct {
	lowered   bool // by any rule
	exclusive bool // by one that shares it with no other
}

// openLines returns the lines of a match that no exclusive rule keeps for
// itself; for an exclusive one those that no rule has lowered.
func (p *pricer) openLines(m *discount.Match) []int32 {
	if !p.set.HasExclusive() {
		return m.Lines
	}
	if n := len(p.r.lines); !p.ruling {
		p.s.ruled = resize(p.s.ruled, n)
		clear(p.s.ruled)
		p.ruling = true
	}
	lines, exclusive := p.s.some[:0], m.Rule.Exclusive()
	for _, i := range m.Lines {
		if r := p.s.ruled[i]; !r.exclusive && (!exclusive || !r.lowered) {
			lines = append(lines, i)
		}
	}
	p.s.some = lines
	return lines
}

// closeLines remembers which lines the last discount, a rule, lowered.
func (p *pricer) closeLines(m *discount.Match) {
	if !p.ruling {
		return
	}
	a := &p.r.applied[len(p.r.applied)-1]
	for _, s := range p.r.shares[a.start:a.end] {
		if s.amount > 0 {
			p.s.ruled[s.line] = ruled{lowered: true, exclusive: m.Rule.Exclusive()}
		}
	}
}
