// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/money"
)

// Check refuses answers that a shop can't work with: another currency, lines
// left out, unknown or twice, more than MaxBreakdowns taxes on a line, a tax
// that has another sign than the line's price, or more tax inside a price than
// the price. The error is Invalid and names every violation in a by its path.
func Check(r Request, a Response) error {
	var c fault.Checker
	if a.Currency != r.Currency {
		c.Add("currency", fault.RuleValidation, fmt.Sprintf("must be %s", r.Currency), nil)
	}
	if !c.Size("lineItemTaxDetails", len(a.LineItemTaxDetails), 0, max(MaxLineItems, len(r.LineItems))) {
		return c.Err()
	}
	lines := make(map[string]*LineItem, len(r.LineItems))
	for i := range r.LineItems {
		lines[r.LineItems[i].ID] = &r.LineItems[i]
	}
	for i := range a.LineItemTaxDetails {
		d := &a.LineItemTaxDetails[i]
		path := fault.Index("lineItemTaxDetails", i)
		line := lines[d.ID]
		if line == nil {
			c.Add(path+".id", fault.RuleValidation, fmt.Sprintf("%.100q is not a line item of the request, or was answered before", d.ID), nil)
			continue
		}
		delete(lines, d.ID)
		d.check(&c, path, line, r.Currency)
	}
	for i := range r.LineItems {
		if id := r.LineItems[i].ID; lines[id] != nil {
			delete(lines, id)
			c.Add("lineItemTaxDetails", fault.RuleValidation, fmt.Sprintf("line item %.100q has no answer", id), nil)
		}
	}
	return c.Err()
}

func (d *LineItemTaxDetails) check(c *fault.Checker, path string, line *LineItem, cur money.Currency) {
	if !c.Size(path+".taxBreakdown", len(d.TaxBreakdown), 0, MaxBreakdowns) {
		return
	}
	price := line.TotalPrice.Decimal()
	sum := price.Sub(price)
	for i := range d.TaxBreakdown {
		b := &d.TaxBreakdown[i]
		at := path + fault.Index(".taxBreakdown", i)
		if b.Rate < 0 {
			decimals.TooLow(c, at+".rate", 0)
		}
		if b.JurisdictionType != "" && !b.JurisdictionType.Valid() {
			c.Add(at+".jurisdictionType", fault.RuleInvalidEnum, fault.NotOneOf(b.JurisdictionType, jurisdictionTypes[:]...), nil)
		}
		for _, text := range [...]struct{ name, value string }{
			{".jurisdiction", b.Jurisdiction}, {".taxType", b.TaxType}, {".taxName", b.TaxName},
		} {
			c.Length(at+text.name, text.value, 0, 200)
		}
		checkPart(c, at+".taxableAmount", b.TaxableAmount, cur)
		checkPart(c, at+".nonTaxableAmount", b.NonTaxableAmount, cur)
		if b.TaxAmount == nil || !inCurrency(c, at+".taxAmount", b.TaxAmount, cur) {
			continue
		}
		tax := b.TaxAmount.Decimal()
		if tax.Sign()*price.Sign() < 0 || tax.Sign() != 0 && price.Sign() == 0 {
			c.Add(at+".taxAmount", fault.RuleValidation, fmt.Sprintf("%s has another sign than the price %s", b.TaxAmount, line.TotalPrice), nil)
		}
		sum = sum.Add(tax)
	}
	if line.TaxIncludedInPrice && sum.Abs().GreaterThan(price.Abs()) {
		c.Add(path+".taxBreakdown", fault.RuleValidation, fmt.Sprintf("has more tax than the price %s that includes it", line.TotalPrice), nil)
	}
}

// checkPart records what is wrong with an optional amount that may not be
// negative.
func checkPart(c *fault.Checker, path string, a *money.Amount, cur money.Currency) {
	if a != nil && inCurrency(c, path, a, cur) && a.IsNegative() {
		decimals.TooLow(c, path, 0)
	}
}

func inCurrency(c *fault.Checker, path string, a *money.Amount, cur money.Currency) bool {
	if a.Bound() && a.Currency() != cur {
		c.Add(path, fault.RuleValidation, fmt.Sprintf("must be in %s", cur), nil)
		return false
	}
	return true
}
