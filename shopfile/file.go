// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"fmt"
	"reflect"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// file is the JSON of a shop file.
type file struct {
	Site                string               `json:"site"`
	Currency            money.Currency       `json:"currency"`
	TaxIncludedInPrices bool                 `json:"taxIncludedInPrices"`
	WeightUnit          item.WeightUnit      `json:"weightUnit"`
	Locale              money.Locale         `json:"locale"`
	Rounding            money.Policy         `json:"rounding"`
	Conversion          *conversion          `json:"conversion"`
	CashRounding        money.CashRounding   `json:"cashRounding"`
	PlatformFee         *pricing.PlatformFee `json:"platformFee"`
	Catalog             catalog.Config       `json:"catalog"`
	DiscountRules       []*discount.Rule     `json:"discountRules"`
	Coupons             []*discount.Coupon   `json:"coupons"`
	Shipping            []shipping.Option    `json:"shipping"`
	Fees                []fee.Fee            `json:"fees"`
	Tax                 tax.Config           `json:"tax"`
	GiftCards           []GiftCard           `json:"giftCards"`
	MinimumOrder        plugin.Decimal       `json:"minimumOrder"`
	AbandonedAfter      string               `json:"abandonedAfter"`
	UnpaidOrderExpiry   string               `json:"unpaidOrderExpiry"`
}

type conversion struct {
	Currency money.Currency `json:"currency"`
	Rate     plugin.Decimal `json:"rate"`
}

// decode reads a file as far as its JSON is of the right shape; c records where
// it is not. Data that is not JSON at all is the error.
func decode(data []byte, c *fault.Checker) (*file, error) {
	f := &file{Site: "main", WeightUnit: item.WeightUnitKG, Locale: money.MustParseLocale("en-US")}
	err := strictjson.Decode(data, f, c, strictjson.Options{
		Members: []reflect.Type{reflect.TypeFor[discount.Extension]()},
	})
	return f, err
}

// duration reads a positive duration such as "1h30m"; absent is 0.
func duration(c *fault.Checker, path, text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		c.Add(path, fault.RuleFormat, fmt.Sprintf("%.40q is not a duration such as \"1h30m\"", text), nil)
	case d <= 0:
		c.Add(path, fault.RuleMin, "must be more than 0", map[string]any{"threshold": 0})
	}
	return d
}
