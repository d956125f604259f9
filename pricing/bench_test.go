// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// benchInput is a cart of so many lines with one discount on the whole order
// and one tax.
func benchInput(lines int) *pricing.Input {
	in := &pricing.Input{CalculateTax: true, At: noon, MerchantDiscounts: []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("10")}}}
	for i := range lines {
		id := fmt.Sprintf("00000000-0000-0000-0000-%012d", i+1)
		in.Lines = append(in.Lines, pricing.Line{
			ID: id, Quantity: 1 + i%5, Price: money.Minor(int64(999+i*37), money.USD),
			CatalogReference: item.CatalogReference{CatalogItemID: fmt.Sprintf("df19c1f7-07d8-a265-42f8-%012d", i), AppID: appID},
			TaxRates:         []plugin.Rate{190_000},
		})
	}
	return in
}

// BenchmarkPrice prices carts, every figure of the result present. floor is the
// same work as a plain loop over int64 counts of minor units that leaves a
// result, too, but has nothing to choose or to check; decimal is the
// plain-decimal twin of the tests; totals is with the figures in wire form.
func BenchmarkPrice(b *testing.B) {
	for _, lines := range []int{1, 10, 100, 300} {
		for _, included := range []bool{false, true} {
			name := map[bool]string{false: "excluded", true: "included"}[included]
			in := benchInput(lines)
			c, err := pricing.New(pricing.Config{Currency: money.USD, TaxIncluded: included})
			if err != nil {
				b.Fatal(err)
			}
			prefix := fmt.Sprintf("lines=%d/%s", lines, name)
			b.Run(prefix, func(b *testing.B) { benchPrice(b, c, in) })
			b.Run(prefix+"/totals", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := c.Calculate(b.Context(), in); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(prefix+"/floor", func(b *testing.B) { benchFloor(b, in, included) })
			b.Run(prefix+"/decimal", func(b *testing.B) { benchTwin(b, &twin{cur: money.USD, included: included, in: in}) })
		}
		in := benchInput(lines)
		rules := benchRules(50, 3)
		c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileBench(b, rules)})
		if err != nil {
			b.Fatal(err)
		}
		prefix := fmt.Sprintf("lines=%d/rules=50", lines)
		b.Run(prefix, func(b *testing.B) { benchPrice(b, c, in) })
		b.Run(prefix+"/floor", func(b *testing.B) { benchRulesFloor(b, in, rules) })
		b.Run(prefix+"/decimal", func(b *testing.B) { benchTwin(b, &twin{cur: money.USD, rules: rules, in: in}) })
	}
	// Rules that name nothing of the cart must not cost.
	in := benchInput(100)
	for _, n := range []int{0, 10_000} {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileBench(b, append(benchRules(50, 3), benchRules(n, 0)...))})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("lines=100/rules=50/foreign=%d", n), func(b *testing.B) { benchPrice(b, c, in) })
	}
	// Nor must those that would lower everything, but need what the cart has not:
	// items to be bought or counted, members, an hour of the week.
	for _, need := range []string{"quantity", "either", "bought", "member", "hours"} {
		c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: compileBench(b, append(benchRules(50, 3), benchNeeds(10_000, need)...))})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("lines=100/rules=50/foreign=10000/need="+need, func(b *testing.B) { benchPrice(b, c, in) })
	}
}

func benchPrice(b *testing.B, c *pricing.Calculator, in *pricing.Input) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Price(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func benchTwin(b *testing.B, w *twin) {
	b.ReportAllocs()
	for b.Loop() {
		run := *w
		run.run()
		_ = run.summary()
	}
}

// benchRules returns rules of which some match, on the first items of the cart.
func benchRules(n, match int) []*discount.Rule {
	rules := make([]*discount.Rule, n)
	for i := range rules {
		id := fmt.Sprintf("00000000-07d8-a265-42f8-%012d", i)
		if i < match {
			id = fmt.Sprintf("df19c1f7-07d8-a265-42f8-%012d", i*30)
		}
		rules[i] = percentRule(fmt.Sprintf("r%d-%d", n, i), "rule", "15", scopeOf(id))
	}
	return rules
}

// benchNeeds returns rules on everything that need what no cart has.
func benchNeeds(n int, need string) []*discount.Rule {
	rules := make([]*discount.Rule, n)
	for i := range rules {
		from, item := int64(2), scopeOf(fmt.Sprintf("00000000-07d8-a265-42f8-%012d", i))
		many := discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{From: &from, Scopes: []discount.Scope{item}}}
		spent := discount.Trigger{SubtotalRange: &discount.SubtotalRange{From: discount.MustValue("5"), Scopes: []discount.Scope{item}}}
		r := percentRule(fmt.Sprintf("n%d", i), "rule", "15", allItems())
		switch need {
		case "quantity":
			r.Trigger = &many
		case "either":
			r.Trigger = &discount.Trigger{Or: &discount.Operator{Triggers: []discount.Trigger{many, spent}}}
		case "bought":
			r.Extension = &discount.Extension{BuyXGetY: &discount.BuyXGetY{
				Buys: discount.Buys{MinimumQuantity: 2, Scopes: []discount.Scope{item}}, Gets: discount.Gets{Quantity: 1},
			}}
		case "member":
			r.Trigger = &discount.Trigger{CustomerEligibility: &discount.CustomerEligibility{
				IndividualMembersInfo: &discount.IndividualMembers{MemberIDs: []string{fmt.Sprint("member ", i)}},
			}}
		default:
			r.Extension = &discount.Extension{TimeZone: "Europe/Berlin", TimeWindows: []discount.TimeWindow{{DayOfWeek: "MON", StartTime: "09:00", EndTime: "17:00"}}}
		}
		rules[i] = r
	}
	return rules
}

func compileBench(b *testing.B, rules []*discount.Rule) *discount.RuleSet {
	b.Helper()
	set, err := discount.Compile(rules, money.USD)
	if err != nil {
		b.Fatal(err)
	}
	return set
}

// floorGoods is what the plain loop is given of a line.
type floorGoods struct {
	id             string
	quantity, unit int64
}

// floorLine is what it leaves of a line.
type floorLine struct {
	quantity, unit, full, price, base, afterRules, shown int64
	off, tax, net, gross, now, later                     int64
}

func floorInput(in *pricing.Input) []floorGoods {
	lines := make([]floorGoods, len(in.Lines))
	for i := range in.Lines {
		unit, _ := in.Lines[i].Price.Minor()
		lines[i] = floorGoods{id: in.Lines[i].CatalogReference.CatalogItemID, quantity: int64(in.Lines[i].Quantity), unit: unit}
	}
	return lines
}

// floorResult is what it leaves of the cart.
type floorResult struct {
	lines                          []floorLine
	subtotal, discount, tax, total int64
}

// finish takes the order's discount off and adds the tax.
func (r *floorResult) finish(over int64, included bool) {
	for i := range r.lines {
		l := &r.lines[i]
		l.off = (l.afterRules*percentOff + hundred/2) / hundred
		l.shown = l.afterRules - l.off
		l.tax = (l.shown*taxRate + over/2) / over
		if l.net, l.gross = l.shown, l.shown+l.tax; included {
			l.net, l.gross = l.shown-l.tax, l.shown
		}
		l.now, l.later = l.gross, 0
		r.subtotal += l.base
		r.discount += l.base - l.shown
		r.tax += l.tax
		r.total += l.now + l.later
	}
}

// Percentages and rates are data: variables keep the compiler from turning the
// divisions into multiplications.
var percentOff, hundred, taxRate, million int64 = 10, 100, 190_000, 1_000_000

// sink keeps results from being optimized away.
var sink *floorResult

func benchFloor(b *testing.B, in *pricing.Input, included bool) {
	b.ReportAllocs()
	floor := plainFloor(in, included)
	for b.Loop() {
		floor()
	}
}

// plainFloor returns the plain loop over a cart.
func plainFloor(in *pricing.Input, included bool) func() {
	goods := floorInput(in)
	over := million
	if included {
		over += taxRate
	}
	return func() {
		r := &floorResult{lines: make([]floorLine, len(goods))}
		for i := range goods {
			g, l := &goods[i], &r.lines[i]
			l.quantity, l.unit, l.full, l.price = g.quantity, g.unit, g.unit, g.unit
			l.base = g.unit * g.quantity
			l.afterRules = l.base
		}
		r.finish(over, included)
		sink = r
	}
}

func benchRulesFloor(b *testing.B, in *pricing.Input, rules []*discount.Rule) {
	b.ReportAllocs()
	floor := plainRulesFloor(in, rules)
	for b.Loop() {
		floor()
	}
}

// plainRulesFloor returns the plain loop that tries every rule on every line.
func plainRulesFloor(in *pricing.Input, rules []*discount.Rule) func() {
	goods := floorInput(in)
	type plainRule struct {
		item    string
		percent int64
	}
	plain := make([]plainRule, len(rules))
	for i, r := range rules {
		plain[i] = plainRule{r.Discounts.Values[0].SpecificItemsInfo.Scopes[0].CatalogItemFilter.CatalogItemIDs[0], 15}
	}
	return func() {
		r := &floorResult{lines: make([]floorLine, len(goods))}
		for i := range goods {
			g, l := &goods[i], &r.lines[i]
			l.quantity, l.unit, l.full = g.quantity, g.unit, g.unit
			l.base = g.unit * g.quantity
			l.afterRules = l.base
		}
		for _, p := range plain {
			for i := range goods {
				if goods[i].id == p.item {
					l := &r.lines[i]
					l.afterRules -= (l.afterRules*p.percent + hundred/2) / hundred
				}
			}
		}
		for i := range r.lines {
			r.lines[i].price = (r.lines[i].afterRules + r.lines[i].quantity/2) / r.lines[i].quantity
		}
		r.finish(million, false)
		sink = r
	}
}
