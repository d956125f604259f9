// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/tax"
)

// taxed is something that is taxed, to be explained.
type taxed struct {
	path       string // before the names of its figures, with the dot
	net, gross string // the names of two
	from       Term   // what is taxed, as shown
	shown      int64  // the same
	quantity   int64
	tax        int64
	rates      int32
	comps      int32
	included   bool
	line       bool // a line, not a charge
}

// taxOf explains the tax of something, and what it costs without and with it.
func (e *explainer) taxOf(t taxed) {
	tax := t.path + "taxDetails.totalTax"
	if t.rates < 0 {
		e.repeat(tax, tSum(), t.tax)
	} else {
		e.totalTax(tax, &t)
		e.byRate(&t)
	}
	net, gross := Step{Figure: t.path + t.net}, Step{Figure: t.path + t.gross}
	if t.included {
		net.Formula, net.How = e.text(t.shown)+" − "+e.text(t.tax), tLess(t.from, tRef(tax))
		gross.Formula, gross.How = "the price includes the tax", t.from
		e.add(net, t.shown-t.tax)
		e.add(gross, t.shown)
	} else {
		net.Formula, net.How = "what is left after all discounts", t.from
		gross.Formula, gross.How = e.text(t.shown)+" + "+e.text(t.tax), tSum(t.from, tRef(tax))
		e.add(net, t.shown)
		e.add(gross, t.shown+t.tax)
	}
	e.repeat(t.path+"taxDetails.taxableAmount", tRef(t.path+t.net), netOf(&t))
}

func netOf(t *taxed) int64 {
	if t.included {
		return t.shown - t.tax
	}
	return t.shown
}

// rateTerm is what the rates of a set come to, as a fraction of the net price.
func rateTerm(s *rateSet) Term { return tRatio(s.num, s.den) }

// taxTerm is the exact tax on a price.
func taxTerm(s *rateSet, from Term, included bool) Term {
	if included {
		return tLess(from, tOver(from, tSum(tCount(1), rateTerm(s))))
	}
	return tTimes(from, rateTerm(s))
}

// totalTax explains the tax of something that has rates.
func (e *explainer) totalTax(figure string, t *taxed) {
	s := &e.r.rates[t.rates]
	step := Step{Figure: figure, Source: "tax " + rateText(s)}
	exact := quotient(e.major(t.shown).Mul(decimal.New(s.num, 0)), decimal.New(s.divisor(t.included), 0))
	step.Formula = e.taxText(s, t.shown, t.included)
	step.How = tRound(taxTerm(s, t.from, t.included))
	where := "per line"
	switch {
	case s.fixed >= 0:
		step.Formula, step.How = "as the tax calculator computed it", e.input(s.fixed)
		if t.shown == 0 {
			step.How = tSum()
		}
		exact = e.major(t.tax)
	case e.point == money.PointUnit && t.line && t.quantity > 0:
		step.How = tUnits(t.from, t.quantity, tRound(taxTerm(s, tUnit(), t.included)))
		if t.quantity > 1 && t.shown > 0 {
			step.Formula = e.perUnit(figure, step.Source, t.from, t.shown, t.quantity, func(unit Term) Term {
				return tRound(taxTerm(s, unit, t.included))
			}, func(unit int64) unitFigure {
				num, div := s.num, s.divisor(t.included)
				one, _ := money.MulDivRound(unit, num, div, e.mode)
				return unitFigure{e.taxText(s, unit, t.included), quotient(e.major(unit).Mul(decimal.New(num, 0)), decimal.New(div, 0)), one}
			})
			exact = e.major(t.tax)
		}
	case e.point == money.PointRate, e.point == money.PointOrder:
		if where = "per rate"; e.point == money.PointOrder {
			where = "once for the order"
		}
		if t.shown == 0 {
			step.How = tSum()
			break
		}
		step.Share = fmt.Sprintf("%s of all that has this rate", e.text(t.shown))
		k, index := e.bucketOf(t)
		step.How = tShare(tRef(fmt.Sprintf("taxes[%d]", k)), index, tList(fmt.Sprintf("taxes[%d]", k)))
	}
	if t.included {
		step.How = tMin(step.How, t.from)
	}
	e.rounded(e.add(step, t.tax), exact, where)
}

// taxText writes how a tax is computed.
func (e *explainer) taxText(s *rateSet, shown int64, included bool) string {
	percent := quotient(decimal.New(s.num, 0), decimal.New(s.den, 0)).Shift(2)
	if included {
		return fmt.Sprintf("%s − %s ÷ %s", e.text(shown), e.text(shown), plain(percent.Shift(-2).Add(decimal.NewFromInt(1))))
	}
	return fmt.Sprintf("%s × %s %%", e.text(shown), plain(percent))
}

// byRate explains the parts of a tax.
func (e *explainer) byRate(t *taxed) {
	s := &e.r.rates[t.rates]
	total := tRef(t.path + "taxDetails.totalTax")
	list := fmt.Sprintf("rates[%d]", t.rates)
	if t.comps >= 0 && !e.listed[list] {
		terms := make([]Term, len(s.weights))
		for j, w := range s.weights {
			terms[j] = tCount(w)
		}
		e.list(list, terms)
	}
	for j := range s.breakdown {
		b := &s.breakdown[j]
		path := fmt.Sprintf("%staxDetails.taxBreakdown[%d].", t.path, j)
		if t.comps < 0 {
			e.repeat(path+"taxAmount", total, t.tax)
		} else {
			e.add(Step{
				Figure: path + "taxAmount", Source: "tax " + b.Rate.Decimal().Shift(2).String() + " %", Formula: "its part of " + e.text(t.tax),
				Share: fmt.Sprintf("%s of %s", s.part(j), quotient(decimal.New(s.num, 0), decimal.New(s.den, 0))), How: tShare(total, j, tList(list)),
			}, e.r.comps[int(t.comps)+j])
		}
		base := e.taxedBase(e.shop(), t.path, taxedPart{tRef(t.path + t.net), netOf(t), ""}, b, j, t.comps)
		net, exempt := taxedOf(b, base)
		e.givenAmount(path+"taxableAmount", b.TaxableAmount, net)
		e.givenAmount(path+"nonTaxableAmount", b.NonTaxableAmount, exempt)
	}
}

// part returns what the tax number j comes to, of the net price.
func (s *rateSet) part(j int) decimal.Decimal {
	var all decimal.Decimal
	for _, w := range s.weights {
		all = all.Add(decimal.New(w, 0))
	}
	return quotient(decimal.New(s.num, 0).Mul(decimal.New(s.weights[j], 0)), decimal.New(s.den, 0).Mul(all))
}

// taxedPart is what a tax is on, or is not on.
type taxedPart struct {
	how     Term
	amount  int64
	formula string // "" where it only repeats another figure
}

// taxedBase returns what the tax number j is on: the net price, and the taxes
// before it when it is on top of them.
func (e *explainer) taxedBase(w view, path string, net taxedPart, b *tax.Breakdown, j int, comps int32) taxedPart {
	if !b.Compound || comps < 0 || j == 0 {
		return net
	}
	terms, parts := []Term{net.how}, []int64{net.amount}
	for i := range j {
		part := w.f.comps[int(comps)+i]
		terms = append(terms, w.ref(fmt.Sprintf("%staxDetails.taxBreakdown[%d].taxAmount", path, i)))
		parts = append(parts, part)
		net.amount += part
	}
	net.how, net.formula = tSum(terms...), e.texts(parts)
	return net
}

// taxedOf returns what of a net price a tax is on, and what it is not on.
func taxedOf(b *tax.Breakdown, net taxedPart) (on, off taxedPart) {
	none := taxedPart{how: tSum()}
	if exempted(b) {
		return none, net
	}
	return net, none
}

// exempted reports whether the buyer does not owe a tax.
func exempted(b *tax.Breakdown) bool { return b.Exempt && b.Rate == 0 }

// givenAmount explains an amount that a tax calculator may have given.
func (e *explainer) givenAmount(figure string, given *money.Amount, otherwise taxedPart) {
	if given == nil {
		e.add(Step{Figure: figure, Formula: otherwise.formula, How: otherwise.how}, otherwise.amount)
		return
	}
	d := given.Decimal()
	units := money.Round(d, int32(e.cur.Digits()), e.mode).Shift(int32(e.cur.Digits())).IntPart()
	e.repeat(figure, tRound(tValue(d)), units)
}

// rateText writes the rates of a set: "8.875 %" or "5 % + 9.975 % on top".
func rateText(s *rateSet) string {
	parts := make([]string, len(s.breakdown))
	for j := range s.breakdown {
		b := &s.breakdown[j]
		parts[j] = b.Rate.Decimal().Shift(2).String() + " %"
		if b.TaxName != "" {
			parts[j] += " " + b.TaxName
		}
		if b.Compound && j > 0 {
			parts[j] += " on top of these"
		}
	}
	return strings.Join(parts, " + ")
}

// taxBucket is what is taxed together, because it has one rate.
type taxBucket struct {
	set      *rateSet
	included bool
	bases    []Term
	of       []string // the paths of what is in it
	base     int64
	tax      int64
}

// buckets returns what is taxed together at PointRate and PointOrder, in the
// order of lines, shipping and fees.
func (e *explainer) taxBuckets() []taxBucket {
	if e.buckets != nil || e.point != money.PointRate && e.point != money.PointOrder {
		return e.buckets
	}
	add := func(path string, from Term, shown, tax int64, rates int32, included bool) {
		if rates < 0 || shown == 0 || e.r.rates[rates].fixed >= 0 {
			return
		}
		s := &e.r.rates[rates]
		k := slices.IndexFunc(e.buckets, func(b taxBucket) bool { return b.included == included && b.set.same(s) })
		if k < 0 {
			k = len(e.buckets)
			e.buckets = append(e.buckets, taxBucket{set: s, included: included})
		}
		b := &e.buckets[k]
		b.bases, b.of = append(b.bases, from), append(b.of, path)
		b.base += shown
		b.tax += tax
	}
	for i := range e.r.lines {
		f := &e.r.lines[i]
		add(e.names[i]+".", tRef(e.shown[i]), f.shown, f.tax, f.rates, f.included)
	}
	ship := &e.r.shipping
	add(shippingCost, e.shippingShown(), ship.shown(), ship.tax, ship.rates, ship.included)
	for i := range e.r.fees {
		f := &e.r.fees[i]
		add(feePath(i), tRef(feePath(i)+"price"), f.shown(), f.tax, f.rates, f.included)
	}
	return e.buckets
}

// bucketOf returns what something is taxed together with, and its place there.
func (e *explainer) bucketOf(t *taxed) (bucket, index int) {
	for k, b := range e.taxBuckets() {
		if i := slices.Index(b.of, t.path); i >= 0 {
			return k, i
		}
	}
	return -1, -1
}

// taxes explains taxes that are computed together.
func (e *explainer) taxes() {
	buckets := e.taxBuckets()
	exact := make([]Term, len(buckets))
	for k := range buckets {
		b := &buckets[k]
		all := tSum(e.list(fmt.Sprintf("taxes[%d]", k), b.bases))
		exact[k] = taxTerm(b.set, all, b.included)
	}
	once := e.point == money.PointOrder && len(buckets) > 1
	if once {
		e.list("taxes", exact)
	}
	for k := range buckets {
		b := &buckets[k]
		step := Step{
			Figure: fmt.Sprintf("taxes[%d]", k), Source: "tax " + rateText(b.set), Formula: e.taxText(b.set, b.base, b.included) + ", of all that has this rate",
			How: tRound(exact[k]),
		}
		where := "per rate"
		if e.point == money.PointOrder {
			where = "once for the order"
		}
		if once {
			step.How = tApportion(k, tList("taxes"))
		}
		sum := quotient(e.major(b.base).Mul(decimal.New(b.set.num, 0)), decimal.New(b.set.divisor(b.included), 0))
		e.rounded(e.add(step, b.tax), sum, where)
	}
}
