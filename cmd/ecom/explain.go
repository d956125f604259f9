// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// explainForm is the flag --explain: in which form totals are explained.
type explainForm string

const (
	explainNot  explainForm = ""
	explainText explainForm = "text"
	explainHTML explainForm = "html"
	explainJSON explainForm = "json"
)

// String returns the form.
func (f *explainForm) String() string { return string(*f) }

// IsBoolFlag tells that --explain may stand alone.
func (f *explainForm) IsBoolFlag() bool { return true }

// Set reads the form; "true" is the table for people.
func (f *explainForm) Set(text string) error {
	on, err := strconv.ParseBool(text)
	form := explainForm(text)
	switch {
	case form == explainText, form == explainHTML, form == explainJSON:
		*f = form
	case err != nil:
		return errors.New("must be one of text, html and json")
	case on:
		*f = explainText
	default:
		*f = explainNot
	}
	return nil
}

// write writes totals in the form.
func (f explainForm) write(w *bytes.Buffer, t *pricing.Totals) error {
	switch f {
	case explainText:
		explainTotals(w, t)
		return nil
	case explainHTML:
		return t.Explanation.WriteHTML(w)
	case explainJSON:
		return writeJSON(w, t.Explanation)
	default:
		return writeJSON(w, t)
	}
}

// explainTotals writes totals as tables for people: the sums, how every figure
// came about, and what did not apply.
func explainTotals(w io.StringWriter, t *pricing.Totals) {
	explainLines(w, t)
	explainSums(w, t)
	explainErrors(w, t.CalculationErrors)
	if t.Explanation != nil {
		_, _ = w.WriteString(t.Explanation.Table())
	}
}

// shown returns an amount as the shop shows it.
func shown(p money.MultiCurrencyPrice) string {
	text := p.FormattedAmount()
	if text == "" {
		text = p.Amount.String()
	}
	if converted := p.FormattedConvertedAmount(); converted != "" && p.Converted.Currency() != p.Amount.Currency() {
		text += " (" + converted + ")"
	}
	return text
}

func explainLines(w io.StringWriter, t *pricing.Totals) {
	lines := table{title: "Lines", right: []bool{false, true, true, true, true, true, true}}
	for i := range t.CalculatedLineItems {
		l := &t.CalculatedLineItems[i]
		if i == 0 {
			lines.row("line", "unit price", "after rules", "discount", "net", "tax", "gross")
		}
		b := l.PricesBreakdown
		var tax money.MultiCurrencyPrice
		if b.TaxDetails != nil {
			tax = b.TaxDetails.TotalTax
		}
		lines.row(l.LineItemID, shown(b.PriceBeforeDiscounts), shown(b.LineItemPrice), shown(b.TotalDiscount),
			shown(b.TotalPriceBeforeTax), shown(tax), shown(b.TotalPriceAfterTax))
	}
	lines.write(w)
}

func explainSums(w io.StringWriter, t *pricing.Totals) {
	sums := table{title: "Totals", right: []bool{false, true}}
	s := t.PriceSummary
	sums.row("subtotal", shown(s.Subtotal))
	sums.row("discount", shown(s.Discount))
	sums.row("shipping", shown(s.Shipping))
	sums.row("additional fees", shown(s.AdditionalFees))
	if t.TaxIncludedInPrice {
		sums.row("tax (inside the prices)", shown(s.Tax))
	} else {
		sums.row("tax", shown(s.Tax))
	}
	sums.row("total", shown(s.Total))
	for _, g := range t.GiftCards {
		sums.row("gift card "+g.ObfuscatedCode, shown(g.Amount))
	}
	if len(t.GiftCards) > 0 {
		sums.row("total after gift cards", shown(t.TotalAfterGiftCard))
	}
	if t.PayLater != nil && !t.PayLater.Total.Amount.IsZero() {
		sums.row("due now", shown(t.PayNow.Total))
		if len(t.GiftCards) > 0 {
			sums.row("due now after gift cards", shown(t.PayNowTotalAfterGiftCard))
		}
		sums.row("due later", shown(t.PayLater.Total))
	}
	if t.PayAfterFreeTrial != nil && !t.PayAfterFreeTrial.Total.Amount.IsZero() {
		sums.row("due after a free trial", shown(t.PayAfterFreeTrial.Total))
	}
	sums.write(w)
	discounts := table{title: "Discounts", right: []bool{true}}
	for _, d := range t.AppliedDiscounts {
		discounts.row(shown(d.Amount()), nameOf(d), strings.Join(d.LineItemIDs, ", "))
	}
	discounts.write(w)
}

// nameOf returns what people call a discount.
func nameOf(d pricing.AppliedDiscount) string {
	switch {
	case d.Coupon != nil:
		return "coupon " + d.Coupon.Code
	case d.DiscountRule != nil:
		return "rule " + d.DiscountRule.Name.Original
	case d.DiscountType == pricing.DiscountTargetShipping:
		return "shipping discount"
	case d.MerchantDiscount != nil && d.MerchantDiscount.Percentage != nil:
		return "merchant discount of " + d.MerchantDiscount.Percentage.String() + " %"
	default:
		return "merchant discount"
	}
}

func explainErrors(w io.StringWriter, e *pricing.CalculationErrors) {
	if !e.Any() {
		return
	}
	errs := table{title: "Errors"}
	add := func(what string, d *pricing.Details) {
		if d != nil {
			errs.row(what, d.Code(), description(d))
		}
	}
	add("shipping", e.GeneralShippingCalculationError)
	if e.CarrierErrors != nil {
		for _, c := range e.CarrierErrors.Errors {
			add("carrier "+c.CarrierID, c.Error)
		}
	}
	add("shipping option", e.SelectedShippingOptionError)
	add("tax", e.TaxCalculationError)
	add("coupon", e.CouponCalculationError)
	add("gift card", e.GiftCardCalculationError)
	add("membership", e.MembershipError)
	add("discounts", e.DiscountsCalculationError)
	for i := range e.OrderValidationErrors {
		add("order", &pricing.Details{ApplicationError: &e.OrderValidationErrors[i]})
	}
	errs.write(w)
}

// description returns what an error says to people.
func description(d *pricing.Details) string {
	switch {
	case d.ApplicationError != nil:
		return d.ApplicationError.Description
	case d.ValidationError != nil:
		var texts []string
		for _, v := range d.ValidationError.FieldViolations {
			texts = append(texts, v.String())
		}
		return strings.Join(texts, "; ")
	default:
		return ""
	}
}
