// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import "github.com/go-ecom/ecom/discount"

// cart returns what rules are matched against, with the answers to what only
// others know.
func (p *pricer) cart(set *discount.RuleSet) (discount.Cart, error) {
	c := discount.Cart{At: p.at, Lines: p.views(), MemberID: p.in.Buyer.MemberID}
	if !set.Asks() {
		return c, nil
	}
	q := p.s.matcher.Questions(set, c)
	if len(q.Triggers) > 0 && len(p.c.cfg.Triggers) > 0 {
		met, err := p.askTriggers(q.Triggers)
		if err != nil {
			return c, err
		}
		c.Met = func(t discount.CustomTrigger) bool { return met[t] }
	}
	if len(q.Limited) > 0 && p.c.cfg.Usage != nil {
		used, err := p.askUses(q.Limited)
		if err != nil {
			return c, err
		}
		c.UsedUp = func(r *discount.Rule) bool { return used[r] }
	}
	return c, nil
}

// askUses finds out which rules were used as often as they may be: all of them,
// when that cannot be found out.
func (p *pricer) askUses(rules []*discount.Rule) (map[*discount.Rule]bool, error) {
	of := make([]discount.Use, len(rules))
	for i, r := range rules {
		of[i] = r.Use(p.in.Buyer.customer())
	}
	uses, err := p.c.cfg.usesOf(p.ctx, of)
	if err != nil {
		if p.ctx.Err() != nil {
			return nil, p.ctx.Err()
		}
		p.discountsFailed(err)
	}
	used := make(map[*discount.Rule]bool, len(rules))
	for i, r := range rules {
		used[r] = err != nil || r.UsedUp(uses[i])
	}
	return used, nil
}
