// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// Totals returns the figures in their wire form. It makes everything anew, so
// what it returns is the caller's.
func (r *Result) Totals() *Totals {
	cfg := &r.calc.cfg
	w := r.projector()
	t := &Totals{
		Currency: cfg.Currency, ConversionCurrency: cfg.Currency, TaxIncludedInPrice: cfg.TaxIncluded,
		WeightUnit: cfg.WeightUnit, Policy: cfg.Policy,
	}
	if c := r.conv; c != nil {
		t.ConversionCurrency, t.CheckoutConversionRate = c.to, ConversionRateOf(c.rate)
	}
	w.lines(t)
	w.sums(t)
	w.shippingInfo(t)
	w.discounts(t)
	w.fees(t)
	w.giftCards(t)
	w.cash(t)
	if r.errors.Any() {
		t.CalculationErrors = r.errors.Clone()
		if t.CalculationErrors.OrderValidationErrors == nil {
			t.CalculationErrors.OrderValidationErrors = []ApplicationError{}
		}
	}
	t.MembershipOptions = r.membershipOptions()
	if r.in.Explain {
		t.Explanation = r.Explain()
	}
	return t
}

// projector dresses up the figures of a in the shop's currency, and beside them
// those of b in the buyer's.
type projector struct {
	r          *Result
	a, b       *figures
	cur, conv  money.Currency
	conversion *conversion
	locale     money.Locale
	mode       money.Mode
}

func (r *Result) projector() projector {
	cfg := &r.calc.cfg
	w := projector{r: r, a: &r.figures, b: &r.figures, cur: cfg.Currency, conv: cfg.Currency, locale: cfg.Locale, mode: cfg.Policy.Mode}
	if c := r.conv; c != nil {
		w.conversion, w.conv, w.b = c, c.to, r.converted
	}
	return w
}

func (w *projector) price(a, b int64) money.MultiCurrencyPrice {
	return money.MultiPrice(money.Minor(a, w.cur), money.Minor(b, w.conv), w.locale)
}

// alone is price for what is converted by itself.
func (w *projector) alone(a int64) money.MultiCurrencyPrice {
	b := a
	if w.conversion != nil {
		b, _ = w.conversion.of(a, w.mode)
	}
	return w.price(a, b)
}

func (w *projector) lines(t *Totals) {
	n := len(w.a.lines)
	t.CalculatedLineItems = make([]CalculatedLineItem, n)
	prices := make([]LineItemPricesData, n)
	taxes := make([]ItemTaxFullDetails, n)
	addresses := make([]item.TaxableAddress, n)
	breakdowns := w.breakdowns()
	usual := w.usualAddress()
	for i := range w.a.lines {
		l, a, b := &w.r.in.Lines[i], &w.a.lines[i], &w.b.lines[i]
		taxes[i] = ItemTaxFullDetails{TaxableAmount: w.price(a.net(), b.net()), TotalTax: w.price(a.tax, b.tax)}
		if a.rates >= 0 {
			set := &w.r.rates[a.rates]
			taxes[i].TaxRate = set.rate()
			var list []TaxBreakdown
			list, breakdowns = cut(breakdowns, len(set.breakdown))
			w.breakdown(list, set, a.comps, a.net(), b.net(), a.tax, b.tax)
			taxes[i].TaxBreakdown = list
		}
		p := &prices[i]
		p.TotalPriceAfterTax, p.TotalPriceBeforeTax = w.price(a.gross(), b.gross()), taxes[i].TaxableAmount
		p.TaxDetails = &taxes[i]
		p.TotalDiscount = w.price(a.afterRules-a.shown, b.afterRules-b.shown)
		p.Price, p.PriceBeforeDiscounts = w.price(a.price, b.price), w.price(a.unit, b.unit)
		p.LineItemPrice, p.FullPrice = w.price(a.afterRules, b.afterRules), w.price(a.full, b.full)
		if a.modifiers > 0 {
			p.Modifiers = w.price(a.modifiers, b.modifiers)
		}
		if a.deposit > 0 {
			p.DepositAmount = w.price(a.deposit, b.deposit)
		}
		addresses[i].AddressType = usual
		if l.TaxableAddress != nil && l.TaxableAddress.AddressType != "" {
			addresses[i].AddressType = l.TaxableAddress.AddressType
		}
		t.CalculatedLineItems[i] = CalculatedLineItem{LineItemID: l.ID, PricesBreakdown: p, PaymentOption: l.PaymentOption.OrDefault()}
		if addresses[i].AddressType != "" {
			t.CalculatedLineItems[i].TaxableAddress = &addresses[i]
		}
	}
}

// usualAddress returns where lines are taxed that say nothing else, or "" when
// there is no address.
func (w *projector) usualAddress() item.AddressType {
	a := w.r.taxAddresses()
	if a.at(a.usual) == nil {
		return ""
	}
	return a.usual
}

// breakdowns returns room for the tax breakdowns of all lines.
func (w *projector) breakdowns() []TaxBreakdown {
	n := 0
	for i := range w.a.lines {
		if rates := w.a.lines[i].rates; rates >= 0 {
			n += len(w.r.rates[rates].breakdown)
		}
	}
	return make([]TaxBreakdown, n)
}

// cut returns the first n elements, and the rest.
func cut[T any](s []T, n int) (first, rest []T) { return s[:n:n], s[n:] }

// breakdown shares a tax out over its rates.
func (w *projector) breakdown(out []TaxBreakdown, set *rateSet, comps int32, net, convertedNet, tax, convertedTax int64) {
	for j := range out {
		b := &set.breakdown[j]
		on, convertedOn := net, convertedNet
		if b.Compound && comps >= 0 { // it is on those before it, too
			for i := range j {
				on += w.a.comps[int(comps)+i]
				convertedOn += w.b.comps[int(comps)+i]
			}
		}
		out[j] = TaxBreakdown{
			Jurisdiction: b.Jurisdiction, Rate: b.Rate, TaxType: b.TaxType, TaxName: b.TaxName, JurisdictionType: b.JurisdictionType,
			TaxableAmount: w.price(on, convertedOn), NonTaxableAmount: w.price(0, 0),
		}
		if exempted(b) {
			out[j].TaxableAmount, out[j].NonTaxableAmount = out[j].NonTaxableAmount, out[j].TaxableAmount
		}
		if b.TaxableAmount != nil {
			out[j].TaxableAmount = w.given(*b.TaxableAmount)
		}
		if b.NonTaxableAmount != nil {
			out[j].NonTaxableAmount = w.given(*b.NonTaxableAmount)
		}
		if comps < 0 {
			out[j].TaxAmount = w.price(tax, convertedTax)
		} else {
			out[j].TaxAmount = w.price(w.a.comps[int(comps)+j], w.b.comps[int(comps)+j])
		}
	}
}

// given dresses up an amount that a tax calculator gave, with up to 4 decimals.
func (w *projector) given(a money.Amount) money.MultiCurrencyPrice {
	d := money.Round(a.Decimal(), int32(w.cur.Digits()), w.mode)
	b, err := money.New(d, w.cur)
	if err != nil {
		return money.MultiCurrencyPrice{}
	}
	m, _ := b.Minor()
	return w.alone(m)
}

// chargeTax returns the tax details of shipping or of a fee.
func (w *projector) chargeTax(a, b *chargeFigures) *ItemTaxFullDetails {
	d := &ItemTaxFullDetails{TaxableAmount: w.price(a.net(), b.net()), TotalTax: w.price(a.tax, b.tax)}
	if a.rates >= 0 {
		set := &w.r.rates[a.rates]
		d.TaxRate = set.rate()
		d.TaxBreakdown = make([]TaxBreakdown, len(set.breakdown))
		w.breakdown(d.TaxBreakdown, set, a.comps, a.net(), b.net(), a.tax, b.tax)
	}
	return d
}

func (w *projector) sums(t *Totals) {
	t.PriceSummary = w.summary(&w.a.total, &w.b.total)
	t.PayNow = w.summary(&w.a.now, &w.b.now)
	t.PayLater = w.summary(&w.a.later, &w.b.later)
	if slices.ContainsFunc(w.a.lines, func(l lineFigures) bool { return l.due == dueTrial }) {
		t.PayAfterFreeTrial = w.summary(&w.a.trial, &w.b.trial)
	}
	t.TaxSummary = &TaxSummary{
		TaxableAmount: w.price(w.r.taxable(w.a), w.r.taxable(w.b)),
		TotalTax:      t.PriceSummary.Tax,

		CalculationDetails: w.r.taxFallback(),
	}
}

// taxable returns what everything costs net that has tax details: all but the
// fees that are never taxed.
func (r *Result) taxable(f *figures) int64 {
	n := f.shipping.net()
	for i := range f.lines {
		n += f.lines[i].net()
	}
	for i := range f.fees {
		if r.feeInfo[i].taxable {
			n += f.fees[i].net()
		}
	}
	return n
}

func (w *projector) summary(a, b *sums) *PriceSummary {
	return &PriceSummary{
		Subtotal: w.price(a.subtotal, b.subtotal), Shipping: w.price(a.shipping, b.shipping), Tax: w.price(a.tax, b.tax),
		Discount: w.price(a.discount, b.discount), Total: w.price(a.totalOf(), b.totalOf()), AdditionalFees: w.price(a.fees, b.fees),
	}
}

// lineIDs returns the lines that a discount lowered.
func (r *Result) lineIDs(a *applied) []string {
	ids := make([]string, 0, a.end-a.start)
	for _, s := range r.shares[a.start:a.end] {
		if s.amount > 0 {
			ids = append(ids, r.in.Lines[s.line].ID)
		}
	}
	return ids
}

func (w *projector) discounts(t *Totals) {
	t.Uses = w.r.uses()
	t.AppliedDiscounts = make([]AppliedDiscount, len(w.r.applied))
	for i := range w.r.applied {
		a := &w.r.applied[i]
		amount := w.price(w.a.taken[i]+w.a.shipOff[i], w.b.taken[i]+w.b.shipOff[i])
		d := AppliedDiscount{DiscountType: a.target, LineItemIDs: w.r.lineIDs(a)}
		switch a.kind {
		case appliedRule:
			d.DiscountRule = &AppliedRule{ID: a.rule.Rule.ID, Name: item.Text(a.rule.Rule.Name), Amount: amount}
		case appliedCoupon:
			k := w.r.coupon.Coupon
			d.Coupon = &AppliedCoupon{ID: k.EffectiveID(), Code: k.Code, Name: k.EffectiveName(), Amount: amount, CouponType: couponType(k)}
		case appliedMerchant:
			d.MerchantDiscount = &AppliedMerchantDiscount{Amount: amount, Percentage: ptr.Copy(w.r.in.MerchantDiscounts[a.index].Percentage)}
		case appliedExternal:
			x := w.r.external[a.index].applied(amount)
			d.Coupon, d.DiscountRule = x.Coupon, x.DiscountRule
		case appliedShipping:
			d.MerchantDiscount = &AppliedMerchantDiscount{Amount: amount, Percentage: ptr.Copy(w.r.in.ShippingDiscount.Percentage)}
		default:
			d.MerchantDiscount = &AppliedMerchantDiscount{Amount: amount}
		}
		t.AppliedDiscounts[i] = d
	}
}

func couponType(k *discount.Coupon) CouponType {
	switch {
	case k.PercentOffRate != nil:
		return CouponTypePercentOff
	case k.MoneyOffAmount != nil:
		return CouponTypeMoneyOff
	case k.FixedPriceAmount != nil:
		return CouponTypeFixedPrice
	case k.FreeShipping:
		return CouponTypeFreeShipping
	default:
		return CouponTypeBuyXGetY
	}
}

func (w *projector) fees(t *Totals) {
	t.AdditionalFees = make([]AdditionalFee, len(w.a.fees))
	for i := range w.a.fees {
		a, b, info := &w.a.fees[i], &w.b.fees[i], &w.r.feeInfo[i]
		f := AdditionalFee{
			Code: info.code, Name: info.name, TranslatedName: info.translated, ProviderAppID: info.appID, Source: info.source,
			Price: w.price(a.price, b.price), PriceBeforeTax: w.price(a.net(), b.net()), PriceAfterTax: w.price(a.gross(), b.gross()),
			LineItemIDs: slices.Clone(info.lineIDs), TaxableAddress: ptr.Copy(info.taxableAddress),
		}
		if f.LineItemIDs == nil {
			f.LineItemIDs = []string{}
		}
		if info.taxable {
			f.TaxDetails = w.chargeTax(a, b)
		}
		t.AdditionalFees[i] = f
	}
}

func (w *projector) giftCards(t *Totals) {
	a, b := w.a, w.b
	var drawn, convertedDrawn int64
	for i := range a.cards {
		in := &w.r.in.GiftCards[i]
		g := GiftCard{ID: in.ID, ObfuscatedCode: in.ObfuscatedCode, AppID: in.AppID, ExternalID: in.ExternalID, Amount: w.price(a.cards[i], b.cards[i])}
		if in.RequestedAmount != nil {
			if asked, err := in.RequestedAmount.Bind(w.cur); err == nil {
				m, _ := asked.Minor()
				g.RequestedAmount = w.alone(m)
			}
		}
		drawn += a.cards[i]
		convertedDrawn += b.cards[i]
		t.GiftCards = append(t.GiftCards, g)
	}
	if len(t.GiftCards) > 0 {
		t.GiftCard = ptr.Copy(&t.GiftCards[0])
	}
	t.TotalAfterGiftCard = w.price(a.total.totalOf()-drawn, b.total.totalOf()-convertedDrawn)
	t.PayNowTotalAfterGiftCard = w.price(a.now.totalOf()-a.cardsNow, b.now.totalOf()-b.cardsNow)
}
