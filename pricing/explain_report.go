// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reportSection is the figures of one thing, such as a line, for people.
type reportSection struct {
	Title string
	Rows  []reportRow
}

// reportRow is one figure.
type reportRow struct {
	Figure string // its name in the explanation
	Label  string // what people call it
	Amount string
	How    string
	Source string
}

// report returns the steps that tell people something, in sections. All texts
// are printable.
func (e *Explanation) report() []reportSection {
	var out []reportSection
	at := map[string]int{}
	for i := range e.Steps {
		s := &e.Steps[i]
		if s.Formula == "" {
			continue
		}
		title, label := e.labels(s.Figure)
		k, ok := at[title]
		if !ok {
			k = len(out)
			at[title] = k
			out = append(out, reportSection{Title: printable(title)})
		}
		out[k].Rows = append(out[k].Rows, reportRow{
			Figure: printable(s.Figure), Label: printable(label), Amount: s.Amount.String(), How: printable(s.how()), Source: printable(s.Source),
		})
	}
	return out
}

// reportSkipped returns what did not apply in the same way.
func (e *Explanation) reportSkipped() []Skipped {
	out := make([]Skipped, len(e.Skipped))
	for i := range e.Skipped {
		s := &e.Skipped[i]
		name := s.Name
		if name == "" {
			name = s.ID
		}
		out[i] = Skipped{Kind: s.Kind, Name: printable(name), Reason: printable(s.Reason)}
	}
	return out
}

// printable replaces what would break a table, or do something to a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// how writes the whole of how a figure came about.
func (s *Step) how() string {
	how := s.Formula
	if s.Exact != "" {
		how += " = " + s.Exact
	}
	if s.Rounding != "" {
		how += ", rounded " + s.Rounding
	}
	if s.Share != "" {
		how += "; " + s.Share
	}
	return how
}

// summary says what all amounts have in common.
func (e *Explanation) summary() string {
	return fmt.Sprintf("All amounts in %s, rounded %s at point %s.", e.Currency.Code(), e.Policy.Mode, e.Policy.Point)
}

// labels returns the section in which a figure is shown to people, and what they
// call it there. A figure without a label is shown by its name.
func (e *Explanation) labels(figure string) (section, label string) {
	if shop, ok := strings.CutSuffix(figure, convertedSuffix); ok {
		if section, label = e.labels(shop); section == "Total" {
			return "In " + e.ConversionCurrency.Code(), label
		}
		return "In " + e.ConversionCurrency.Code(), strings.ToLower(section) + ": " + label
	}
	if line, rest, ok := cutLine(figure); ok {
		if rest == "price" {
			return "Line " + line, "unit price"
		}
		return "Line " + line, labelOf(rest)
	}
	if figure == shippingCost+"totalDiscount" {
		return "Shipping", "discounts"
	}
	for _, s := range figureSections {
		if rest, ok := strings.CutPrefix(figure, s.prefix); ok {
			return s.title, labelOf(s.keep + rest)
		}
	}
	return "Total", labelOf(figure)
}

// figureSections are the sections of figures that are not of lines, by what
// their names begin with.
var figureSections = [...]struct{ prefix, title, keep string }{
	{"appliedDiscounts", "Discounts", "appliedDiscounts"},
	{shippingCost, "Shipping", ""},
	{"additionalFees", "Fees", "additionalFees"},
	{"taxes", "Taxes", "taxes"},
	{"payNow.", "Due now", ""},
	{"payLater.", "Due later", ""},
	{"payAfterFreeTrial.", "Due after the free trial", ""},
	{"priceSummary.", "Total", "priceSummary."},
	{"giftCards", "Gift cards", "giftCards"},
	{"totalAfterGiftCard", "Gift cards", "totalAfterGiftCard"},
	{"payNowTotalAfterGiftCard", "Gift cards", "payNowTotalAfterGiftCard"},
}

// figureLabels is what people call figures. Indices are "[]" in the names, and
// the last one, counted from 1, stands for "#".
var figureLabels = map[string]string{
	"priceBeforeDiscounts":                "price of one unit",
	"subtotal":                            "goods",
	"discounts[]":                         "discount",
	"lineItemPrice":                       "after rules",
	"price":                               "price",
	"totalDiscount":                       "discounts after rules",
	"taxDetails.totalTax":                 "tax",
	"taxDetails.taxBreakdown[].taxAmount": "of it, part #",
	"taxDetails.taxBreakdown[].taxableAmount":                     "part # is on",
	"taxDetails.taxBreakdown[].nonTaxableAmount":                  "part # is not on",
	"additionalFees[].taxDetails.taxBreakdown[].taxableAmount":    "part # is on",
	"additionalFees[].taxDetails.taxBreakdown[].nonTaxableAmount": "part # is not on",
	"discounts[].units[]":                                         "discount on one unit",
	"taxDetails.totalTax.units[]":                                 "tax on one unit",
	"totalPriceBeforeTax":                                         "without tax",
	"totalPriceAfterTax":                                          "with tax",
	"payNow":                                                      "due now",
	"payNow.tax":                                                  "tax due now",
	"payNow.subtotal":                                             "goods due now",
	"appliedDiscounts[].amount":                                   "discount #",
	"additionalFees[].price":                                      "fee #",
	"additionalFees[].taxDetails.totalTax":                        "tax on fee #",
	"additionalFees[].priceBeforeTax":                             "fee # without tax",
	"additionalFees[].priceAfterTax":                              "fee # with tax",
	"taxes[]":                                                     "tax #",
	"discount":                                                    "discounts",
	"shipping":                                                    "shipping",
	"additionalFees":                                              "fees",
	"tax":                                                         "tax",
	"total":                                                       "total",
	"priceSummary.subtotal":                                       "goods",
	"priceSummary.discount":                                       "discounts",
	"priceSummary.shipping":                                       "shipping",
	"priceSummary.additionalFees":                                 "fees",
	"priceSummary.tax":                                            "tax",
	"priceSummary.total":                                          "total",
	"giftCards[].amount":                                          "gift card #",
	"cashRoundingAdjustment":                                      "added when paid in cash",
	"totalAfterGiftCard":                                          "total after gift cards",
	"payNowTotalAfterGiftCard":                                    "due now after gift cards",
	"additionalFees[].taxDetails.taxBreakdown[].taxAmount": "tax on a fee, part #",
}

// labelOf returns what people call a figure, or else its name.
func labelOf(name string) string {
	var plain strings.Builder
	last := 0
	for rest := name; rest != ""; {
		before, after, ok := strings.Cut(rest, "[")
		plain.WriteString(before)
		if !ok {
			break
		}
		index, after, _ := strings.Cut(after, "]")
		n, err := strconv.Atoi(index)
		if err != nil {
			return name
		}
		last = n + 1
		plain.WriteString("[]")
		rest = after
	}
	label, ok := figureLabels[plain.String()]
	if !ok {
		return name
	}
	return strings.ReplaceAll(label, "#", strconv.Itoa(last))
}

// cutLine returns the id of the line that a figure is of, as it stands in the
// name, and the rest of that.
func cutLine(figure string) (id, rest string, ok bool) {
	after, ok := strings.CutPrefix(figure, "lineItems[")
	if !ok {
		return "", "", false
	}
	if quoted, err := strconv.QuotedPrefix(after); err == nil {
		rest, ok = strings.CutPrefix(after[len(quoted):], "].")
		return quoted, rest, ok
	}
	return strings.Cut(after, "].")
}
