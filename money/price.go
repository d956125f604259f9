// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import "github.com/go-ecom/ecom/fault"

// Price is an amount as orders and payments show it:
// {"amount":"85.00","formattedAmount":"$85.00"}.
//
// The formatted text is made when it is asked for, in the price's locale. A
// price read from JSON keeps the text that was sent with it for as long as its
// amount stays what it was. The zero Price is no price; declare optional ones
// with omitzero.
type Price struct {
	Amount Amount

	locale Locale
	read   *readTexts
}

// MultiCurrencyPrice is an amount as carts and checkouts show it: in the shop's
// currency, and converted for the buyer. The two are never added up.
//
//	{"amount":"85.00","convertedAmount":"78.20",
//	 "formattedAmount":"$85.00","formattedConvertedAmount":"€78.20"}
//
// Formatted texts are those of Price.
type MultiCurrencyPrice struct {
	Amount    Amount
	Converted Amount

	locale Locale
	read   *readTexts
}

// readTexts are formatted texts as read from JSON, each with the amount that it
// belongs to. Never written once made, so copies of a price share it.
type readTexts struct {
	amount, converted readText
}

// readText is a formatted text with the amount that it was read beside.
type readText struct {
	of   Amount
	text string
}

// PriceOf returns a price that is formatted in l; with no locale it has no
// formatted text.
func PriceOf(a Amount, l Locale) Price { return Price{Amount: a, locale: l} }

// MultiPrice returns a price with its conversion, both formatted in l. Without
// conversion converted is the amount itself.
func MultiPrice(a, converted Amount, l Locale) MultiCurrencyPrice {
	return MultiCurrencyPrice{Amount: a, Converted: converted, locale: l}
}

// FormattedAmount returns the text read from JSON, else one in the price's
// locale, else "".
func (p Price) FormattedAmount() string {
	if text := p.read.amountText(p.Amount); text != "" || p.locale == 0 || p.Amount.absent() {
		return text
	}
	return p.locale.Format(p.Amount)
}

// Locale returns the locale in which the price is formatted.
func (p Price) Locale() Locale { return p.locale }

// IsZero reports whether p is no price: it has no amount, and no text was read. A
// price of 0.00 is one.
func (p Price) IsZero() bool { return p.Amount.absent() && p.read == nil }

// Equal reports whether two prices have equal amounts and formatted texts.
func (p Price) Equal(q Price) bool {
	return p.Amount.Equal(q.Amount) &&
		(p.locale == q.locale && p.read == nil && q.read == nil || p.FormattedAmount() == q.FormattedAmount())
}

// Bind returns the price with its amount bound to c and its text made in l. With
// no locale a text that was read stays. Errors are those of Amount.Bind, with
// the path "amount"; a price without amount keeps none.
func (p Price) Bind(c Currency, l Locale) (Price, error) {
	var err error
	if p.Amount, err = bindMember(p.Amount, c); err != nil {
		return p, atField("amount", err)
	}
	if l != 0 {
		p.locale, p.read = l, nil
	}
	return p, nil
}

// Bare returns the price with its amount alone: no locale, no formatted text.
func (p Price) Bare() Price { return Price{Amount: p.Amount} }

// FormattedAmount is that of Price.
func (p MultiCurrencyPrice) FormattedAmount() string {
	if text := p.read.amountText(p.Amount); text != "" || p.locale == 0 || p.Amount.absent() {
		return text
	}
	return p.locale.Format(p.Amount)
}

// FormattedConvertedAmount is FormattedAmount of the converted amount.
func (p MultiCurrencyPrice) FormattedConvertedAmount() string {
	if text := p.read.convertedText(p.Converted); text != "" || p.locale == 0 || p.Converted.absent() {
		return text
	}
	return p.locale.Format(p.Converted)
}

// Locale returns the locale in which the price is formatted.
func (p MultiCurrencyPrice) Locale() Locale { return p.locale }

// IsZero reports whether p is no price: it has no amounts, and no text was read.
// A price of 0.00 is one.
func (p MultiCurrencyPrice) IsZero() bool {
	return p.Amount.absent() && p.Converted.absent() && p.read == nil
}

// Equal reports whether two prices have equal amounts and formatted texts.
func (p MultiCurrencyPrice) Equal(q MultiCurrencyPrice) bool {
	return p.Amount.Equal(q.Amount) && p.Converted.Equal(q.Converted) &&
		(p.locale == q.locale && p.read == nil && q.read == nil ||
			p.FormattedAmount() == q.FormattedAmount() && p.FormattedConvertedAmount() == q.FormattedConvertedAmount())
}

// Bind returns the price with its amounts bound to c and converted (to c as
// well when converted is none), and its texts made in l, as Price.Bind does. An
// error names every amount that cannot be bound, as "amount" and
// "convertedAmount".
func (p MultiCurrencyPrice) Bind(c, converted Currency, l Locale) (MultiCurrencyPrice, error) {
	if converted == 0 {
		converted = c
	}
	var check fault.Checker
	var err, err2 error
	if p.Amount, err = bindMember(p.Amount, c); err != nil {
		check.AddAll("amount", err)
	}
	if p.Converted, err2 = bindMember(p.Converted, converted); err2 != nil {
		check.AddAll("convertedAmount", err2)
	}
	if err := check.Err(); err != nil {
		return p, err
	}
	if l != 0 {
		p.locale, p.read = l, nil
	}
	return p, nil
}

// Bare returns the price with its amounts alone: no locale, no formatted texts.
func (p MultiCurrencyPrice) Bare() MultiCurrencyPrice {
	return MultiCurrencyPrice{Amount: p.Amount, Converted: p.Converted}
}

// Price returns the price in the shop's currency alone.
func (p MultiCurrencyPrice) Price() Price {
	return Price{Amount: p.Amount, locale: p.locale, read: p.read}
}

func (r *readTexts) amountText(a Amount) string {
	if r == nil {
		return ""
	}
	return r.amount.textOf(a)
}

func (r *readTexts) convertedText(a Amount) string {
	if r == nil {
		return ""
	}
	return r.converted.textOf(a)
}

func (t *readText) textOf(a Amount) string {
	if t.text == "" || t.of.compare(a) != 0 {
		return ""
	}
	return t.text
}

// bindMember binds an amount unless there is none.
func bindMember(a Amount, c Currency) (Amount, error) {
	if a.absent() {
		return a, nil
	}
	b, err := a.Bind(c)
	if err != nil {
		return a, err
	}
	return b, nil
}

// atField puts a path before the violations of err, which stays its cause.
func atField(field string, err error) error {
	var check fault.Checker
	check.AddAll(field, err)
	return &fault.Error{Class: fault.Invalid, Violations: fault.Violations(check.Err()), Err: err}
}
