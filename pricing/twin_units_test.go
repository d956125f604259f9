// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// twinPart is some units of a line and what is left of them.
type twinPart struct{ amount, units decimal.Decimal }

// unit is one unit of a line.
type unit struct {
	line  int
	price decimal.Decimal
}

func keys(parts map[int]twinPart) []int { return slices.Sorted(maps.Keys(parts)) }

// inOrder returns the rules in the order in which they apply.
func (w *twin) inOrder() []*discount.Rule {
	rank := func(r *discount.Rule) (int, int) {
		if r.Extension == nil {
			return 0, 0
		}
		if r.Extension.Exclusive {
			return -r.Extension.Priority, -1
		}
		return -r.Extension.Priority, 0
	}
	rules := slices.Clone(w.rules)
	slices.SortStableFunc(rules, func(a, b *discount.Rule) int {
		p, x := rank(a)
		q, y := rank(b)
		return cmp.Or(cmp.Compare(p, q), cmp.Compare(x, y))
	})
	return rules
}

// open reports whether one of the windows is, minute by minute of the two days
// that it may lie in.
func open(e *discount.Extension, at time.Time) bool {
	if e == nil || len(e.TimeWindows) == 0 {
		return true
	}
	zone, err := time.LoadLocation(e.TimeZone)
	if err != nil {
		panic(err)
	}
	day := func(t time.Time) string {
		return []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}[t.Weekday()]
	}
	local := at.In(zone)
	// The wall's clock as if no clock was ever changed.
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
	today, yesterday, clock := day(wall), day(wall.AddDate(0, 0, -1)), wall.Format("15:04")
	for _, w := range e.TimeWindows {
		over := w.EndTime <= w.StartTime
		if w.DayOfWeek == today && clock >= w.StartTime && (over || clock < w.EndTime) ||
			w.DayOfWeek == yesterday && over && clock < w.EndTime {
			return true
		}
	}
	return false
}

// readFloors finds the highest floor price of each line.
func (w *twin) readFloors() {
	for _, r := range w.rules {
		if r.Extension == nil {
			continue
		}
		for id, floor := range r.Extension.FloorPrices {
			if w.floors == nil {
				w.floors = make([]decimal.Decimal, len(w.lines))
			}
			least := floor.Decimal().RoundCeil(int32(w.cur.Digits()))
			for i := range w.in.Lines {
				if w.in.Lines[i].CatalogReference.CatalogItemID == id {
					w.floors[i] = decimal.Max(w.floors[i], least)
				}
			}
		}
	}
}

// room returns what may be taken off some units of a line.
func (w *twin) room(i int, of twinPart) decimal.Decimal {
	if w.floors == nil {
		return of.amount
	}
	return decimal.Max(of.amount.Sub(w.floors[i].Mul(of.units)), decimal.Zero)
}

func (w *twin) part(parts map[int]twinPart, i int) twinPart {
	if parts != nil {
		return parts[i]
	}
	return twinPart{w.lines[i].shown, w.lines[i].quantity}
}

// each returns the units of lines that cost something, in line order.
func (w *twin) each(lines []int) []unit {
	var list []unit
	for _, i := range lines {
		l := &w.lines[i]
		if l.quantity.IsZero() {
			continue
		}
		price, rest := l.shown.QuoRem(l.quantity, int32(w.cur.Digits()))
		dearer := rest.Shift(int32(w.cur.Digits())).IntPart()
		for k := range l.quantity.IntPart() {
			switch {
			case k >= l.quantity.IntPart()-dearer:
				list = append(list, unit{i, price.Add(decimal.New(1, -int32(w.cur.Digits())))})
			case price.IsPositive():
				list = append(list, unit{i, price})
			}
		}
	}
	return list
}

func sortUnits(units []unit, dearest bool) {
	slices.SortStableFunc(units, func(a, b unit) int {
		if dearest {
			a, b = b, a
		}
		return a.price.Cmp(b.price)
	})
}

func partsOf(units []unit) map[int]twinPart {
	parts := map[int]twinPart{}
	for _, u := range units {
		of := parts[u.line]
		parts[u.line] = twinPart{of.amount.Add(u.price), of.units.Add(one)}
	}
	return parts
}

// lowest is the one unit that costs least.
func (w *twin) lowest(lines []int) map[int]twinPart {
	units := w.each(lines)
	sortUnits(units, false)
	return partsOf(units[:min(1, len(units))])
}

// given is the units given for those bought, found by trying one time more as
// long as that works.
func (w *twin) given(b *discount.BuyXGetY, bought, lines []int) map[int]twinPart {
	units := w.each(lines)
	sortUnits(units, false)
	best := []unit(nil)
	for times := int64(1); b.Limit == 0 || times <= b.Limit; times++ {
		chosen := w.choose(b, bought, units, times)
		if chosen == nil {
			break
		}
		best = chosen
	}
	return partsOf(best)
}

// choose returns the cheapest units to be given so many times, such that what
// must be bought is left; nil when it cannot be.
func (w *twin) choose(b *discount.BuyXGetY, bought []int, units []unit, times int64) []unit {
	left, spend := int64(0), decimal.Zero
	for _, i := range bought {
		left += w.lines[i].quantity.IntPart()
		spend = spend.Add(w.lines[i].base)
	}
	least := decimal.Zero
	if b.Buys.MinimumSpend != nil {
		least = b.Buys.MinimumSpend.Decimal().RoundCeil(int32(w.cur.Digits())).Mul(decimal.NewFromInt(times))
	}
	if left < b.Buys.MinimumQuantity*times || spend.LessThan(least) {
		return nil
	}
	// Which of the units that count as bought, too, may be given: the cheapest,
	// one by one, while enough is left.
	spare := 0
	for _, u := range units {
		if !slices.Contains(bought, u.line) {
			continue
		}
		left--
		spend = spend.Sub(w.lines[u.line].unit)
		if left < b.Buys.MinimumQuantity*times || spend.LessThan(least) {
			break
		}
		spare++
	}
	var chosen []unit
	for _, u := range units {
		if int64(len(chosen)) == b.Gets.Quantity*times {
			break
		}
		if slices.Contains(bought, u.line) {
			if spare == 0 {
				continue
			}
			spare--
		}
		chosen = append(chosen, u)
	}
	if int64(len(chosen)) < b.Gets.Quantity*times {
		return nil
	}
	return chosen
}

// bundleCuts sells bundles of the dearest units.
func (w *twin) bundleCuts(q discount.QuantityConfig, lines []int) map[int]decimal.Decimal {
	units := w.each(lines)
	sortUnits(units, true)
	price := q.Price.Decimal()
	if w.point != money.PointOrder {
		price = w.round(price)
	}
	total, in := decimal.Zero, 0
	for n := int(q.Quantity); in+n <= len(units); in += n {
		sum := decimal.Zero
		for _, u := range units[in : in+n] {
			sum = sum.Add(u.price)
		}
		if sum.LessThanOrEqual(price) {
			break
		}
		total = total.Add(sum.Sub(price))
	}
	parts := partsOf(units[:in])
	order := keys(parts)
	weights := make([]decimal.Decimal, len(order))
	left := decimal.Zero
	for k, i := range order {
		weights[k] = w.room(i, parts[i])
		left = left.Add(weights[k])
	}
	cuts := map[int]decimal.Decimal{}
	for k, share := range w.allocate(decimal.Min(w.round(total), left), weights, int32(w.cur.Digits())) {
		cuts[order[k]] = share
	}
	return cuts
}

// ruleCuts is what a rule takes off each line.
func (w *twin) ruleCuts(r *discount.Rule) map[int]decimal.Decimal {
	d, e := r.Discounts.Values[0], r.Extension
	if e == nil {
		e = &discount.Extension{}
	}
	scopes := d.SpecificItemsInfo.Scopes
	bought := scopes
	if b := e.BuyXGetY; b != nil {
		if len(b.Buys.Scopes) > 0 {
			bought = b.Buys.Scopes
		}
		if len(b.Gets.Scopes) > 0 {
			scopes = b.Gets.Scopes
		}
	}
	lines := slices.DeleteFunc(w.inScope(scopes), func(i int) bool { return w.alone[i] || e.Exclusive && w.lowered[i] })
	switch {
	case d.QuantityBased != nil:
		return w.bundleCuts(d.QuantityBased.Configurations[0], lines)
	case e.BuyXGetY != nil:
		parts := w.given(e.BuyXGetY, w.inScope(bought), lines)
		return w.effect(d, keys(parts), parts)
	case e.AppliesTo == discount.AppliesToLowestPricedItem:
		parts := w.lowest(lines)
		return w.effect(d, keys(parts), parts)
	default:
		return w.effect(d, lines, nil)
	}
}

// effect is what a discount takes off lines, or parts of them.
func (w *twin) effect(d discount.Discount, lines []int, parts map[int]twinPart) map[int]decimal.Decimal {
	cuts := map[int]decimal.Decimal{}
	switch {
	case w.point == money.PointOrder && d.Percentage != nil:
		sum := decimal.Zero
		weights := make([]decimal.Decimal, len(lines))
		for k, i := range lines {
			of := w.part(parts, i)
			if off := exact(d, of.amount, of.units); off.GreaterThan(w.room(i, of)) {
				cuts[i] = w.room(i, of)
				continue
			}
			weights[k] = of.amount
			sum = sum.Add(exact(d, of.amount, of.units))
		}
		for k, share := range w.allocate(w.round(sum), weights, int32(w.cur.Digits())) {
			if weights[k].IsPositive() {
				cuts[lines[k]] = share
			}
		}
	case w.point == money.PointOrder:
		exacts := make([]decimal.Decimal, len(lines))
		for k, i := range lines {
			of := w.part(parts, i)
			exacts[k] = decimal.Min(exact(d, of.amount, of.units), w.room(i, of))
		}
		for k, share := range w.apportion(exacts) {
			cuts[lines[k]] = share
		}
	default:
		for _, i := range lines {
			of := w.part(parts, i)
			switch {
			case of.amount.IsZero():
			case w.point == money.PointUnit:
				cuts[i] = w.units(of.amount, of.units, func(u decimal.Decimal) decimal.Decimal { return w.rounded(d, u, one) })
			default:
				cuts[i] = w.rounded(d, of.amount, of.units)
			}
		}
	}
	for i := range cuts {
		cuts[i] = decimal.Min(cuts[i], w.room(i, w.part(parts, i)))
	}
	return cuts
}

func (w *twin) spread(amount decimal.Decimal, lines []int) map[int]decimal.Decimal {
	weights := make([]decimal.Decimal, len(lines))
	sum := decimal.Zero
	for k, i := range lines {
		weights[k] = w.room(i, w.part(nil, i))
		sum = sum.Add(weights[k])
	}
	cuts := map[int]decimal.Decimal{}
	for k, share := range w.allocate(decimal.Min(amount, sum), weights, int32(w.cur.Digits())) {
		cuts[lines[k]] = share
	}
	return cuts
}
