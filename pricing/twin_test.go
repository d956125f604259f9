// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/pricing"
)

// twin is the calculator once more, written down plainly on decimals from the
// description of the totals alone. It knows no plug-ins: rates come with the
// lines, or are those of the one region that there is.
type twin struct {
	cur      money.Currency
	mode     money.Mode
	point    money.Point
	included bool
	rules    []*discount.Rule
	coupon   *discount.Coupon
	external []discounts.Discount
	said     said
	floors   []decimal.Decimal // by line, of a unit; nil: there are none
	alone    []bool            // by line: an exclusive rule lowers it
	lowered  []bool            // by line: a rule lowers it
	platform *pricing.PlatformFee
	cash     money.CashRounding

	region, shippingRegion []twinRate

	in    *pricing.Input
	lines []twinLine
	ship  twinCharge
	fees  []twinCharge
	cards []decimal.Decimal
}

type twinLine struct {
	quantity, unit, base, afterRules, shown, tax decimal.Decimal
	rates                                        []twinRate
	rateTaxes                                    []decimal.Decimal
	included                                     bool
	due                                          string
	nowShown, nowTax, nowBase                    decimal.Decimal
}

type twinCharge struct {
	price, off, tax decimal.Decimal
	rates           []twinRate
	rateTaxes       []decimal.Decimal
	included        bool
	taxable         bool
	due             string
}

var one = decimal.NewFromInt(1)

// twinRate is a rate, and whether it is on top of those before it.
type twinRate struct {
	rate     plugin.Rate
	compound bool
}

// plain returns rates that are not on top of each other.
func plain(rates ...plugin.Rate) []twinRate {
	var out []twinRate
	for _, r := range rates {
		out = append(out, twinRate{rate: r})
	}
	return out
}

// parts returns what each rate comes to of the net price.
func parts(rates []twinRate) []decimal.Decimal {
	sum := decimal.Zero
	var out []decimal.Decimal
	for _, r := range rates {
		part := r.rate.Decimal()
		if r.compound {
			part = part.Mul(one.Add(sum))
		}
		sum = sum.Add(part)
		out = append(out, part)
	}
	return out
}

func (w *twin) round(d decimal.Decimal) decimal.Decimal {
	return money.Round(d, int32(w.cur.Digits()), w.mode)
}

func dec(a money.Amount) decimal.Decimal { return a.Decimal() }

// allocate is largest remainder, ties to the earlier.
func (w *twin) allocate(total decimal.Decimal, weights []decimal.Decimal, digits int32) []decimal.Decimal {
	sum := decimal.Zero
	for _, x := range weights {
		sum = sum.Add(x)
	}
	out := make([]decimal.Decimal, len(weights))
	if sum.IsZero() {
		return out
	}
	type rest struct {
		i    int
		rest decimal.Decimal
	}
	var rests []rest
	left := total
	for i, x := range weights {
		// Compared as total·x − floor·sum, which is exact.
		q, _ := total.Mul(x).QuoRem(sum, digits)
		out[i] = q
		left = left.Sub(q)
		rests = append(rests, rest{i, total.Mul(x).Sub(q.Mul(sum))})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return b.rest.Cmp(a.rest) })
	unit := decimal.New(1, -digits)
	for k := 0; left.IsPositive(); k++ {
		out[rests[k].i] = out[rests[k].i].Add(unit)
		left = left.Sub(unit)
	}
	return out
}

// apportion rounds exact amounts together: each is rounded down, and the units
// left go to those that lost most.
func (w *twin) apportion(exacts []decimal.Decimal) []decimal.Decimal {
	digits := int32(w.cur.Digits())
	sum := decimal.Zero
	out := make([]decimal.Decimal, len(exacts))
	order := make([]int, len(exacts))
	for i, e := range exacts {
		sum = sum.Add(e)
		out[i] = e.Truncate(digits)
		order[i] = i
	}
	// Quotients of 40 digits do not add up to a half exactly; 30 of them do.
	left := w.round(sum.Round(30))
	for i := range out {
		left = left.Sub(out[i])
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return exacts[b].Sub(out[b]).Round(30).Cmp(exacts[a].Sub(out[a]).Round(30))
	})
	unit := decimal.New(1, -digits)
	for k := 0; left.IsPositive(); k++ {
		out[order[k]] = out[order[k]].Add(unit)
		left = left.Sub(unit)
	}
	return out
}

func (w *twin) run() {
	for i := range w.in.Lines {
		l := &w.in.Lines[i]
		q := decimal.NewFromInt(int64(l.Quantity))
		price := dec(l.Price)
		if covered(l) {
			if price = dec(l.Modifiers); l.PaymentOption == item.MembershipOffline {
				price = decimal.Zero
			}
		}
		t := twinLine{quantity: q, unit: price, base: price.Mul(q), rates: plain(l.TaxRates...), included: w.included, due: "now"}
		if l.TaxRates == nil {
			t.rates = w.region
		}
		if l.TaxIncluded != nil {
			t.included = *l.TaxIncluded
		}
		switch {
		case l.FreeTrial:
			t.due = "trial"
		case l.PaymentOption == item.FullPaymentOffline, l.PaymentOption == item.MembershipOnlineWithOfflineRemainder,
			l.PaymentOption == item.MembershipOffline:
			t.due = "later"
		case l.PaymentOption == item.DepositOnline && l.DepositAmount.IsPositive():
			t.due = "deposit"
		}
		t.shown = t.base
		w.lines = append(w.lines, t)
	}
	took := func(line int, amount decimal.Decimal) {
		if !amount.IsPositive() {
			return
		}
		w.lines[line].shown = w.lines[line].shown.Sub(amount)
	}
	for i := range w.in.Lines {
		if d := w.in.Lines[i].Discount; d != nil {
			took(i, decimal.Min(dec(*d), w.lines[i].shown))
		}
	}
	w.readFloors()
	w.alone, w.lowered = make([]bool, len(w.lines)), make([]bool, len(w.lines))
	for _, r := range w.inOrder() {
		if !w.triggered(r.Trigger) || !open(r.Extension, w.in.At) {
			continue
		}
		for i, off := range w.ruleCuts(r) {
			if off.IsPositive() {
				took(i, off)
				w.lowered[i] = true
				w.alone[i] = w.alone[i] || r.Extension != nil && r.Extension.Exclusive
			}
		}
	}
	for i := range w.lines {
		w.lines[i].afterRules = w.lines[i].shown
	}
	if w.coupon != nil {
		for i, off := range w.couponCuts() {
			took(i, off)
		}
	}
	for i := range w.external {
		for line, off := range w.externalCuts(&w.external[i], took) {
			took(line, off)
		}
	}
	for _, m := range w.in.MerchantDiscounts {
		var chosen []int
		for i := range w.in.Lines {
			if len(m.LineItemIDs) == 0 || slices.Contains(m.LineItemIDs, w.in.Lines[i].ID) {
				chosen = append(chosen, i)
			}
		}
		var cuts map[int]decimal.Decimal
		if m.Amount != nil {
			cuts = w.spread(dec(*m.Amount), chosen)
		} else {
			cuts = w.effect(discount.Discount{Type: discount.TypePercentage, Percentage: m.Percentage}, chosen, nil)
		}
		for _, i := range chosen {
			took(i, cuts[i])
		}
	}
	w.charges()
	w.taxes()
	w.dues()
}

func (w *twin) charges() {
	w.ship = twinCharge{included: w.included, taxable: true}
	if w.in.ShippingPrice != nil {
		w.ship.price = dec(*w.in.ShippingPrice)
	}
	if w.in.ShippingPrice != nil {
		w.ship.rates = w.shippingRegion
	}
	if w.in.ShippingTaxRate != nil {
		w.ship.rates = plain(*w.in.ShippingTaxRate)
	}
	if w.coupon != nil && w.coupon.FreeShipping {
		w.ship.off = w.ship.price
	}
	for i := range w.external {
		if d := w.external[i].ShippingDiscounts; d != nil {
			left := w.ship.price.Sub(w.ship.off)
			off := w.round(d.Rate.Value())
			if d.Rate.Type == discounts.RatePercentage {
				off = w.round(left.Mul(d.Rate.Value()).Shift(-2))
			}
			w.ship.off = w.ship.off.Add(decimal.Min(off, left))
		}
	}
	if d := w.in.ShippingDiscount; d != nil {
		left := w.ship.price.Sub(w.ship.off)
		var off decimal.Decimal
		if d.Amount != nil {
			off = decimal.Min(dec(*d.Amount), left)
		} else {
			off = w.round(left.Mul(d.Percentage.Decimal()).Shift(-2))
		}
		w.ship.off = w.ship.off.Add(off)
	}
	for i := range w.in.Lines {
		for _, f := range w.in.Lines[i].AdditionalFees {
			w.fees = append(w.fees, twinCharge{price: dec(f.Price), included: w.included, due: whole(w.lines[i].due)})
		}
	}
	if p := w.said.tip; p != nil {
		goods := decimal.Zero // at prices for display
		for i := range w.lines {
			l := &w.lines[i]
			price := l.unit
			if !l.afterRules.Equal(l.base) {
				price = w.quo(l.afterRules, l.quantity)
			}
			goods = goods.Add(price.Mul(l.quantity))
		}
		if f := (twinCharge{price: p.of(goods, w.cur), included: w.included, due: "of the order"}); f.price.IsPositive() {
			w.fees = append(w.fees, f)
		}
	}
	if p := w.platform; p != nil && p.ChargeType == pricing.PassOn {
		goods := decimal.Zero
		for i := range w.lines {
			goods = goods.Add(w.lines[i].shown)
		}
		f := twinCharge{price: w.round(goods.Mul(p.PercentageRate.Decimal())), included: w.included, due: "of the order", taxable: p.Taxable}
		if p.Taxable {
			f.rates = w.region
		}
		if f.price.IsPositive() {
			w.fees = append(w.fees, f)
		}
	}
}

func whole(due string) string {
	if due == "deposit" {
		return "now"
	}
	return due
}

func (w *twin) inScope(scopes []discount.Scope) []int {
	var in []int
	for i := range w.in.Lines {
		l := &w.in.Lines[i]
		if len(scopes) == 0 {
			in = append(in, i)
			continue
		}
		for _, s := range scopes {
			ref := l.CatalogReference
			ok := false
			switch {
			case ref.CatalogItemID == "":
			case s.CustomFilter != nil:
				ids, _ := s.CustomFilter.Params["collectionIds"].([]string)
				for _, id := range ids {
					ok = ok || slices.Contains(l.Collections, id)
				}
				if color, asked := s.CustomFilter.Params["color"]; asked {
					ok = w.said.colors[ref.CatalogItemID] == color
				}
			case len(s.CatalogItemFilter.CatalogItemIDs) == 0:
				ok = true
			default:
				ok = slices.Contains(s.CatalogItemFilter.CatalogItemIDs, ref.CatalogItemID)
			}
			if ok {
				in = append(in, i)
				break
			}
		}
	}
	return in
}

func (w *twin) triggered(t *discount.Trigger) bool {
	switch {
	case t == nil:
		return true
	case t.And != nil:
		for i := range t.And.Triggers {
			if !w.triggered(&t.And.Triggers[i]) {
				return false
			}
		}
		return true
	case t.Or != nil:
		for i := range t.Or.Triggers {
			if w.triggered(&t.Or.Triggers[i]) {
				return true
			}
		}
		return false
	case t.CustomTrigger != nil:
		return slices.Contains(w.said.met, t.CustomTrigger.ID)
	case t.SubtotalRange != nil:
		sum := decimal.Zero
		for _, i := range w.inScope(t.SubtotalRange.Scopes) {
			sum = sum.Add(w.lines[i].base)
		}
		r := t.SubtotalRange
		return (r.From == nil || sum.GreaterThanOrEqual(r.From.Decimal())) && (r.To == nil || sum.LessThanOrEqual(r.To.Decimal()))
	default:
		var sum int64
		for _, i := range w.inScope(t.ItemQuantityRange.Scopes) {
			sum += int64(w.in.Lines[i].Quantity)
		}
		r := t.ItemQuantityRange
		return (r.From == nil || sum >= *r.From) && (r.To == nil || sum <= *r.To)
	}
}

// exact returns what a discount takes off an amount of some units, unrounded.
func exact(d discount.Discount, amount, quantity decimal.Decimal) decimal.Decimal {
	switch {
	case d.Percentage != nil:
		return amount.Mul(d.Percentage.Decimal()).Shift(-2)
	case d.FixedAmount != nil:
		return decimal.Min(d.FixedAmount.Decimal().Mul(quantity), amount)
	default:
		return decimal.Max(amount.Sub(d.FixedPrice.Decimal().Mul(quantity)), decimal.Zero)
	}
}

// rounded is exact with what the discount says rounded.
func (w *twin) rounded(d discount.Discount, amount, quantity decimal.Decimal) decimal.Decimal {
	switch {
	case d.Percentage != nil:
		return decimal.Min(w.round(exact(d, amount, quantity)), amount)
	case d.FixedAmount != nil:
		return decimal.Min(w.round(d.FixedAmount.Decimal().Mul(quantity)), amount)
	default:
		return decimal.Max(amount.Sub(w.round(d.FixedPrice.Decimal().Mul(quantity))), decimal.Zero)
	}
}

// units calls fn for the units of a line: as even as whole minor units allow.
func (w *twin) units(amount, quantity decimal.Decimal, fn func(unit decimal.Decimal) decimal.Decimal) decimal.Decimal {
	digits := int32(w.cur.Digits())
	each, rest := amount.QuoRem(quantity, digits)
	more := rest.Shift(digits)
	sum := fn(each).Mul(quantity.Sub(more))
	if more.IsPositive() {
		sum = sum.Add(fn(each.Add(decimal.New(1, -digits))).Mul(more))
	}
	return sum
}

func (w *twin) couponCuts() map[int]decimal.Decimal {
	c := w.coupon
	var lines []int
	for i := range w.in.Lines {
		if !c.Scoped() || slices.Contains(c.Scope.CatalogItemIDs, w.in.Lines[i].CatalogReference.CatalogItemID) {
			lines = append(lines, i)
		}
	}
	d := discount.Discount{Percentage: c.PercentOffRate, FixedAmount: c.MoneyOffAmount, FixedPrice: c.FixedPriceAmount}
	switch {
	case c.FreeShipping:
		return nil
	case c.BuyXGetY != nil:
		parts := w.given(&discount.BuyXGetY{
			Buys: discount.Buys{MinimumQuantity: c.BuyXGetY.X}, Gets: discount.Gets{Quantity: c.BuyXGetY.Y},
		}, lines, lines)
		return w.effect(discount.Discount{Percentage: discount.MustPercentage("100")}, keys(parts), parts)
	case c.LimitedToOneItem:
		parts := w.lowest(lines)
		return w.effect(d, keys(parts), parts)
	case c.MoneyOffAmount != nil && !c.Scoped():
		return w.spread(w.round(c.MoneyOffAmount.Decimal()), lines)
	default:
		return w.effect(d, lines, nil)
	}
}

// quo divides and rounds once.
func (w *twin) quo(a, b decimal.Decimal) decimal.Decimal { return w.round(a.DivRound(b, 40)) }

// effective returns what rates come to of the net price.
func effective(rates []twinRate) decimal.Decimal {
	sum := decimal.Zero
	for _, part := range parts(rates) {
		sum = sum.Add(part)
	}
	return sum
}

// exactTax returns the tax on a price, unrounded but for 40 digits.
func exactTax(base decimal.Decimal, rates []twinRate, included bool) decimal.Decimal {
	r := effective(rates)
	if included {
		return base.Mul(r).DivRound(one.Add(r), 40)
	}
	return base.Mul(r)
}
