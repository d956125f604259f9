// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/plugin/validation"
)

// Config returns the configuration of the shop, for ecom.New. What no file
// describes, such as the store and the payment provider, is the caller's to
// fill in. The products belong to the shop that is made of it: it is for one
// call of ecom.New.
func (s *Shop) Config() ecom.Config {
	c := ecom.Config{
		Site: s.Site, Currency: s.Currency, Locale: s.Locale.String(), TaxIncludedInPrices: s.TaxIncluded,
		WeightUnit: s.WeightUnit, Rounding: s.Policy, Catalog: s.Products, Shipping: s.Shipping, Tax: s.Tax,
		DiscountRules: s.Rules, Coupons: s.Coupons, UnpaidOrderExpiry: s.UnpaidOrderExpiry,
	}
	c.CashRounding, c.PlatformFee = s.CashRounding, s.PlatformFee
	if k := s.Conversion; k != nil {
		c.Conversion = &ecom.Conversion{Currency: k.Currency, Rate: k.Rate}
	}
	for _, f := range s.Fees {
		c.Fees = append(c.Fees, f.Provider)
	}
	if s.MinimumOrder != nil {
		c.Validators = []validation.Provider{s.MinimumOrder}
	}
	return c
}
