// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/item"
)

// Members that published bodies of the platform spell in snake case.
const (
	oldItemType      = `"item_type"`
	oldPaymentStatus = `"payment_status"`
)

// UnmarshalJSON reads an order in the wire form. The older spellings item_type
// of lines and payment_status are read where the current ones are absent.
// Amounts keep the exact decimals that were read until they are bound to the
// order's currency. Members that the platform does not declare are ignored.
func (o *Order) UnmarshalJSON(data []byte) error {
	type plain Order
	if err := json.Unmarshal(data, (*plain)(o)); err != nil {
		return err
	}
	if bytes.Contains(data, []byte(oldItemType)) || bytes.Contains(data, []byte(oldPaymentStatus)) {
		var old struct {
			PaymentStatus PaymentStatus `json:"payment_status"`
			LineItems     []struct {
				ItemType item.Type `json:"item_type"`
			} `json:"lineItems"`
		}
		if err := json.Unmarshal(data, &old); err != nil {
			return err
		}
		if o.PaymentStatus == "" {
			o.PaymentStatus = old.PaymentStatus
		}
		for i := range old.LineItems {
			if o.LineItems[i].ItemType.IsZero() {
				o.LineItems[i].ItemType = old.LineItems[i].ItemType
			}
		}
	}
	return o.checkDecimals()
}

// maxExponent bounds the exponents of rates and quantities that are read: a
// few characters must not stand for a number of a million digits.
const maxExponent = 30

// checkDecimals refuses decimals that no rate or quantity can have, before
// anything computes with them or prints them.
func (o *Order) checkDecimals() error {
	for i := range o.LineItems {
		if err := o.LineItems[i].checkDecimals(); err != nil {
			return fmt.Errorf("lineItems[%d].%w", i, err)
		}
	}
	for i := range o.AdditionalFees {
		f := &o.AdditionalFees[i]
		if err := checkTaxDecimals(f.TaxInfo, f.TaxDetails); err != nil {
			return fmt.Errorf("additionalFees[%d].%w", i, err)
		}
	}
	if s := o.ShippingInfo; s != nil {
		if err := checkTaxDecimals(s.Cost.TaxInfo, s.Cost.TaxDetails); err != nil {
			return fmt.Errorf("shippingInfo.cost.%w", err)
		}
	}
	if o.TaxInfo != nil {
		for i := range o.TaxInfo.TaxBreakdown {
			if err := checkDecimal("rate", o.TaxInfo.TaxBreakdown[i].Rate); err != nil {
				return fmt.Errorf("taxInfo.taxBreakdown[%d].%w", i, err)
			}
		}
	}
	if o.CurrencyConversionDetails != nil {
		if err := checkDecimal("conversionRate", o.CurrencyConversionDetails.ConversionRate); err != nil {
			return fmt.Errorf("currencyConversionDetails.%w", err)
		}
	}
	if o.PlatformFeeSummary != nil {
		for i := range o.PlatformFeeSummary.Fees {
			if err := checkDecimal("percentageRate", o.PlatformFeeSummary.Fees[i].PercentageRate); err != nil {
				return fmt.Errorf("platformFeeSummary.fees[%d].%w", i, err)
			}
		}
	}
	return nil
}

func (l *LineItem) checkDecimals() error {
	return checkTaxDecimals(l.TaxInfo, l.TaxDetails)
}

func checkTaxDecimals(t *LineItemTaxInfo, d *ItemTaxFullDetails) error {
	if d != nil {
		if err := checkDecimal("taxDetails.taxRate", d.TaxRate); err != nil {
			return err
		}
	}
	if t == nil {
		return nil
	}
	if err := checkDecimal("taxInfo.taxRate", t.TaxRate); err != nil {
		return err
	}
	for i := range t.TaxBreakdown {
		if err := checkDecimal("rate", t.TaxBreakdown[i].Rate); err != nil {
			return fmt.Errorf("taxInfo.taxBreakdown[%d].%w", i, err)
		}
	}
	return nil
}

func checkDecimal(field string, d decimal.Decimal) error {
	if e := d.Exponent(); e > maxExponent || e < -maxExponent {
		return fmt.Errorf("%s: the exponent %d is out of range", field, e)
	}
	return nil
}
