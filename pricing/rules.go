// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

// rules applies the shop's discount rules, each to what those before it left.
// From then on a line's unit price is known.
func (p *pricer) rules() error {
	set := p.c.cfg.Rules
	if set.Len() > 0 {
		matches := p.s.matcher.Match(set, p.at, p.views(), p.in.Buyer.MemberID)
		for i := range matches {
			m := &matches[i]
			total, err := p.takeOff(applied{kind: appliedRule, rule: m.Rule, target: DiscountTargetSpecificItems}, m.Rule.Effect, m.Lines)
			if err != nil {
				return err
			}
			if total == 0 {
				p.skip(SkippedRule, m.Rule.Rule.ID, m.Rule.Rule.Name, "it takes nothing off what is left of the lines in its scope")
			}
		}
		if p.in.Explain {
			for _, s := range p.s.matcher.Skipped(set, p.at, p.c.cfg.Currency) {
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
