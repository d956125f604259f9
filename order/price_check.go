// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// RulePriceSummary is the name of the rule that a price summary's figures make
// up its total.
const RulePriceSummary = "PRICE_SUMMARY_MISMATCH"

// CheckPriceSummary returns nil when the figures of the order's price summary
// make up its total:
//
//	total = subtotal − discount + shipping + totalAdditionalFees + tax not inside a price
//
// Which part of the tax is inside prices follows from the tax details of
// lines, shipping and fees, or, where they say nothing, from
// TaxIncludedInPrices; either reading is accepted. What does not add up is an
// Invalid error at priceSummary.total.
func CheckPriceSummary(o *Order) error {
	s := &o.PriceSummary
	base, err := sum(s.Subtotal.Amount, s.Discount.Amount.Neg(), s.Shipping.Amount, s.TotalAdditionalFees.Amount)
	if err != nil {
		return mismatch("priceSummary", err.Error())
	}
	flag, tax := money.Amount{}, s.Tax.Amount
	if !o.TaxIncludedInPrices {
		flag = tax
	}
	included, err := includedTax(o)
	if err != nil {
		return mismatch("priceSummary.tax", err.Error())
	}
	detailed, err := minus(tax, included)
	if err != nil {
		return mismatch("priceSummary.tax", err.Error())
	}
	var want money.Amount
	for i, onTop := range [...]money.Amount{flag, detailed} {
		t, err := plus(base, onTop)
		if err != nil {
			return mismatch("priceSummary", err.Error())
		}
		if c, err := compare(t, s.Total.Amount); err != nil {
			return mismatch("priceSummary.total", err.Error())
		} else if c == 0 {
			return nil
		}
		if i == 0 {
			want = t
		}
	}
	return mismatch("priceSummary.total", fmt.Sprintf("is %s, but subtotal − discount + shipping + fees + tax is %s", s.Total.Amount, want))
}

// includedTax adds up the taxes that are marked as being inside a price.
func includedTax(o *Order) (money.Amount, error) {
	var t money.Amount
	add := func(ti *LineItemTaxInfo) (err error) {
		if ti != nil && ti.TaxIncludedInPrice {
			t, err = plus(t, ti.TaxAmount.Amount)
		}
		return err
	}
	for i := range o.LineItems {
		if err := add(o.LineItems[i].TaxInfo); err != nil {
			return t, err
		}
	}
	for i := range o.AdditionalFees {
		if err := add(o.AdditionalFees[i].TaxInfo); err != nil {
			return t, err
		}
	}
	if o.ShippingInfo != nil {
		if err := add(o.ShippingInfo.Cost.TaxInfo); err != nil {
			return t, err
		}
	}
	return t, nil
}

// mismatch is the error for a figure that does not add up.
func mismatch(field, description string) error {
	var c fault.Checker
	c.AddOther(field, RulePriceSummary, description)
	return c.Err()
}

// sum adds amounts up; those never set count as nothing.
func sum(as ...money.Amount) (t money.Amount, err error) {
	for _, a := range as {
		if t, err = plus(t, a); err != nil {
			return t, err
		}
	}
	return t, nil
}
