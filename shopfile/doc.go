// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package shopfile reads a shop that is described in a file, usually called
// shop.json: its currency, products, discounts, shipping, fees and taxes. The
// embedded plug-ins of this module serve all of it.
//
//	shop, err := shopfile.Load("shop.json")
//
// Only the currency is required. Keys are matched exactly, unknown ones are
// errors at every depth, and one error names everything that is wrong, each by
// its path, such as "shipping[0].price".
//
//	{
//	  "site": "main",                    // names the shop in its store
//	  "currency": "USD",                 // of all amounts
//	  "taxIncludedInPrices": false,
//	  "weightUnit": "KG",                // or "LB"
//	  "locale": "en-US",                 // how amounts are shown
//	  "rounding": {"mode": "HALF_UP", "point": "LINE"},
//	  "conversion": {"currency": "EUR", "rate": "0.92"},
//	  "cashRounding": {"step": "0.05", "mode": "HALF_UP"},
//	  "platformFee": {…},                // pricing.PlatformFee
//	  "catalog": {…},                    // catalog.Config
//	  "discountRules": [{…}],            // discount.Rule
//	  "coupons": [{…}],                  // discount.Coupon
//	  "shipping": [{…}],                 // shipping.Option
//	  "fees": [{…}],                     // fee.Fee
//	  "tax": {…},                        // tax.Config
//	  "giftCards": [{…}],                // GiftCard
//	  "minimumOrder": "10.00",
//	  "abandonedAfter": "1h",
//	  "unpaidOrderExpiry": "24h"
//	}
//
// A taxGroupId that neither tax.groups nor, where there are none, the rates have
// is an error; a file without any tax group names those of another calculator.
//
// The values shown are the defaults of site, taxIncludedInPrices, weightUnit,
// locale and rounding; everything else is absent. Amounts and rates are texts
// or numbers; they are never read through a float. Times are ISO 8601, such as
// "2026-01-31T09:30:00Z"; a date alone is its first moment in UTC.
//
// Shop.CalculateTotals prices goods in such a shop without keeping anything,
// which is what the command "ecom price" does.
package shopfile
