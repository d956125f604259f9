// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
)

// Check refuses answers that a shop can't work with: another currency than the
// request's, too many fees, names or codes that are missing or too long, prices
// that are negative or have more digits than the currency, and fees of lines
// that are not in the request. The error is Invalid and names every violation
// in a by its path.
func Check(r Request, a Response) error {
	var c fault.Checker
	if a.Currency != r.Currency {
		c.Add("currency", fault.RuleValidation, fmt.Sprintf("must be %s", r.Currency), nil)
		return c.Err()
	}
	if !c.Size("additionalFees", len(a.AdditionalFees), 0, MaxFees) {
		return c.Err()
	}
	lines := make(map[string]bool, len(r.LineItems))
	for i := range r.LineItems {
		lines[r.LineItems[i].ID] = true
	}
	for i := range a.AdditionalFees {
		f := &a.AdditionalFees[i]
		path := fault.Index("additionalFees", i)
		c.Length(path+".code", f.Code, 0, 100)
		c.Length(path+".name", f.Name, 1, 50)
		c.Length(path+".translatedName", f.TranslatedName, 0, 50)
		price, err := f.Price.Bind(r.Currency)
		switch {
		case err != nil:
			c.AddAll(path+".price", err)
		case price.IsNegative():
			decimals.TooLow(&c, path+".price", 0)
		}
		for j, id := range f.LineItemIDs {
			if !lines[id] {
				c.Add(path+fault.Index(".lineItemIds", j), fault.RuleValidation, fmt.Sprintf("%.100q is not a line item of the request", id), nil)
			}
		}
		if t := f.TaxDetails; t != nil && t.TaxRate != nil && *t.TaxRate < 0 {
			decimals.TooLow(&c, path+".taxDetails.taxRate", 0)
		}
	}
	return c.Err()
}
