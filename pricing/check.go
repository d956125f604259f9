// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// LedgerError says which figure of totals does not add up. It is of class
// fault.Internal: totals that were computed here always do.
type LedgerError struct {
	Figure string       // its path, such as "priceSummary.total"; lines, carriers and fees by their index
	Got    money.Amount // what it is
	Want   money.Amount // what its parts come to, or the bound that it passes
}

// Error names the figure.
func (e *LedgerError) Error() string {
	return fmt.Sprintf("pricing: %s is %s %s, its parts come to %s %s", e.Figure, e.Got, e.Got.Currency(), e.Want, e.Want.Currency())
}

// Unwrap returns the class.
func (e *LedgerError) Unwrap() error { return fault.Internal }

// Check verifies that t adds up, in the shop's currency and in the buyer's:
// lines, discounts, taxes and their shares, shipping and fees against the
// sums, and payNow, payLater and payAfterFreeTrial against priceSummary. The
// error is a *LedgerError.
func Check(t *Totals) error {
	if err := check(t, t.Currency, false); err != nil {
		return err
	}
	if t.ConversionCurrency != 0 && t.ConversionCurrency != t.Currency {
		return check(t, t.ConversionCurrency, true)
	}
	return nil
}

// check checks t in one of its currencies. Figures are named only when one
// does not add up, since names cost more than sums.
func check(t *Totals, cur money.Currency, converted bool) error {
	if (&ledger{t: t, cur: cur, converted: converted}).check() == nil {
		return nil
	}
	return (&ledger{t: t, cur: cur, converted: converted, named: true}).check()
}

// ledger adds totals up in one of their currencies.
type ledger struct {
	t         *Totals
	cur       money.Currency
	converted bool
	named     bool // paths are made
	err       error

	shown, tax, onTop, gross int64 // of lines, shipping and fees
	taxable                  int64 // likewise
	goods                    int64 // shown of lines
	shipping, shipOff, fees  int64
}

func (l *ledger) check() error {
	if l.t.PriceSummary == nil {
		return &LedgerError{Figure: "priceSummary", Got: money.Zero(l.cur), Want: money.Zero(l.cur)}
	}
	for i := range l.t.CalculatedLineItems {
		l.line(l.index("calculatedLineItems", i), l.t.CalculatedLineItems[i].PricesBreakdown)
	}
	l.ship()
	for i := range l.t.AdditionalFees {
		f := &l.t.AdditionalFees[i]
		path := l.index("additionalFees", i)
		l.fees += l.minor(path+".price", f.Price)
		l.part(path, f.Price, money.MultiCurrencyPrice{}, f.PriceBeforeTax, f.PriceAfterTax, f.TaxDetails)
	}
	l.sums()
	l.payments()
	return l.err
}

// index returns the path of an element, or "" when nobody asks for paths.
// What is appended to "" is not copied.
func (l *ledger) index(path string, i int) string {
	if !l.named {
		return ""
	}
	return fault.Index(path, i)
}

// member is index for a member.
func (l *ledger) member(path, name string) string {
	if !l.named {
		return ""
	}
	return path + "." + name
}

// minor returns a figure in minor units; one that is missing is nothing.
func (l *ledger) minor(figure string, p money.MultiCurrencyPrice) int64 {
	a := p.Amount
	if l.converted {
		a = p.Converted
	}
	if a == (money.Amount{}) {
		return 0
	}
	m, ok := a.Minor()
	if l.err == nil && (!ok || a.Currency() != l.cur || m < 0) {
		l.err = &LedgerError{Figure: figure, Got: a, Want: money.Zero(l.cur)}
	}
	return m
}

// equal records that a figure is not what its parts come to.
func (l *ledger) equal(figure string, got, want int64) {
	if l.err == nil && got != want {
		l.err = &LedgerError{Figure: figure, Got: money.Minor(got, l.cur), Want: money.Minor(want, l.cur)}
	}
}

func (l *ledger) line(path string, p *LineItemPricesData) {
	if p == nil {
		p = &LineItemPricesData{}
	}
	l.goods += l.part(l.member(path, "pricesBreakdown"), p.LineItemPrice, p.TotalDiscount, p.TotalPriceBeforeTax, p.TotalPriceAfterTax, p.TaxDetails)
	l.minor(path+".pricesBreakdown.price", p.Price)
	l.minor(path+".pricesBreakdown.priceBeforeDiscounts", p.PriceBeforeDiscounts)
	l.minor(path+".pricesBreakdown.fullPrice", p.FullPrice)
}

func (l *ledger) ship() {
	if l.t.ShippingInfo == nil || l.t.ShippingInfo.SelectedCarrierServiceOption == nil {
		return
	}
	c := l.t.ShippingInfo.SelectedCarrierServiceOption.Cost
	if c == nil {
		return
	}
	path := l.member("shippingInfo", "selectedCarrierServiceOption.cost")
	l.shipping, l.shipOff = l.minor(path+".price", c.Price), l.minor(path+".totalDiscount", c.TotalDiscount)
	l.part(path, c.Price, c.TotalDiscount, c.TotalPriceBeforeTax, c.TotalPriceAfterTax, c.TaxDetails)
}

// part checks one line, the shipping or a fee: net and tax are gross, what is
// left of the price is one of them, the shares of the tax are the tax. It
// returns what is left of the price.
func (l *ledger) part(path string, price, discount, net, gross money.MultiCurrencyPrice, details *ItemTaxFullDetails) int64 {
	n, g := l.minor(path+".totalPriceBeforeTax", net), l.minor(path+".totalPriceAfterTax", gross)
	var tax int64
	if details != nil {
		tax = l.minor(path+".taxDetails.totalTax", details.TotalTax)
		l.taxable += l.minor(path+".taxDetails.taxableAmount", details.TaxableAmount)
		var sum int64
		for j := range details.TaxBreakdown {
			sum += l.minor(l.index(path+".taxDetails.taxBreakdown", j), details.TaxBreakdown[j].TaxAmount)
		}
		if len(details.TaxBreakdown) > 0 {
			l.equal(path+".taxDetails.totalTax", tax, sum)
		}
	}
	l.equal(path+".totalPriceAfterTax", g, n+tax)
	shown := l.minor(path+".price", price) - l.minor(path+".totalDiscount", discount)
	if shown != n {
		l.equal(path+".totalDiscount", shown, g)
	}
	l.shown += shown
	l.tax += tax
	l.onTop += g - shown
	l.gross += g
	return shown
}

func (l *ledger) sums() {
	s := l.t.PriceSummary
	subtotal, discount := l.minor("priceSummary.subtotal", s.Subtotal), l.minor("priceSummary.discount", s.Discount)
	total := l.minor("priceSummary.total", s.Total)
	shipping, fees := l.minor("priceSummary.shipping", s.Shipping), l.minor("priceSummary.additionalFees", s.AdditionalFees)
	l.equal("priceSummary.shipping", shipping, l.shipping)
	l.equal("priceSummary.additionalFees", fees, l.fees)
	l.equal("priceSummary.discount", discount, subtotal-l.goods+l.shipOff)
	l.equal("priceSummary.tax", l.minor("priceSummary.tax", s.Tax), l.tax)
	l.equal("priceSummary.total", total, l.gross)
	l.equal("priceSummary.total", total, subtotal-discount+shipping+fees+l.onTop)
	if t := l.t.TaxSummary; t != nil {
		l.equal("taxSummary.totalTax", l.minor("taxSummary.totalTax", t.TotalTax), l.tax)
		l.equal("taxSummary.taxableAmount", l.minor("taxSummary.taxableAmount", t.TaxableAmount), l.taxable)
	}
	var applied int64
	for i := range l.t.AppliedDiscounts {
		applied += l.minor(l.index("appliedDiscounts", i), l.t.AppliedDiscounts[i].Amount())
	}
	l.equal("appliedDiscounts", applied, discount)
}

// payments checks what is due when, and what gift cards pay.
func (l *ledger) payments() {
	t := l.t
	if t.PayNow == nil || t.PayLater == nil {
		return
	}
	trial := t.PayAfterFreeTrial
	if trial == nil {
		trial = &PriceSummary{}
	}
	for _, m := range [...]struct {
		name string
		of   func(*PriceSummary) money.MultiCurrencyPrice
	}{
		{"subtotal", func(s *PriceSummary) money.MultiCurrencyPrice { return s.Subtotal }},
		{"shipping", func(s *PriceSummary) money.MultiCurrencyPrice { return s.Shipping }},
		{"tax", func(s *PriceSummary) money.MultiCurrencyPrice { return s.Tax }},
		{"discount", func(s *PriceSummary) money.MultiCurrencyPrice { return s.Discount }},
		{"additionalFees", func(s *PriceSummary) money.MultiCurrencyPrice { return s.AdditionalFees }},
		{"total", func(s *PriceSummary) money.MultiCurrencyPrice { return s.Total }},
	} {
		sum := l.minor(l.member("payNow", m.name), m.of(t.PayNow)) + l.minor(l.member("payLater", m.name), m.of(t.PayLater)) +
			l.minor(l.member("payAfterFreeTrial", m.name), m.of(trial))
		l.equal(l.member("payNow", m.name), sum, l.minor(l.member("priceSummary", m.name), m.of(t.PriceSummary)))
	}
	left := l.minor("priceSummary.total", t.PriceSummary.Total)
	cards := t.GiftCards
	if len(cards) == 0 && t.GiftCard != nil {
		cards = []GiftCard{*t.GiftCard}
	}
	for i := range cards {
		left -= l.minor(l.index("giftCards", i), cards[i].Amount)
	}
	l.equal("totalAfterGiftCard", l.minor("totalAfterGiftCard", t.TotalAfterGiftCard), left)
	// Cards pay what is due now first, and nothing of what a trial defers.
	drawn := l.minor("priceSummary.total", t.PriceSummary.Total) - left
	now, due := l.minor("payNowTotalAfterGiftCard", t.PayNowTotalAfterGiftCard), l.minor("payNow.total", t.PayNow.Total)
	switch later := l.minor("payLater.total", t.PayLater.Total); {
	case now > due:
		l.equal("payNowTotalAfterGiftCard", now, due)
	case now > 0:
		l.equal("payNowTotalAfterGiftCard", now, due-drawn)
	case drawn < due, drawn > due+later:
		l.equal("payNowTotalAfterGiftCard", now, due-drawn)
	}
}
