// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/shopfile"
)

func load(t *testing.T) *shopfile.Shop {
	t.Helper()
	s, err := shopfile.Load(filepath.Join("testdata", "full.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoadReadsEveryKey(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, f := range []struct {
		name      string
		got, want any
	}{
		{"site", s.Site, "mugs"},
		{"currency", s.Currency, money.USD},
		{"taxIncludedInPrices", s.TaxIncluded, false},
		{"weightUnit", s.WeightUnit, item.WeightUnitKG},
		{"locale", s.Locale.String(), "en-GB"},
		{"rounding", s.Policy, money.Policy{Mode: money.HalfEven, Point: money.PointRate}},
		{"conversion.currency", s.Conversion.Currency, money.EUR},
		{"conversion.rate", s.Conversion.Rate.String(), "0.92"},
		{"catalog.appId", s.Products.AppID(), "215238eb-22a5-4c36-9e7b-e7c08025e04e"},
		{"catalog.items", len(s.Products.List()), 3},
		{"discountRules", len(s.Rules), 3},
		{"discountRules[1].extension.buyXGetY.limit", s.Rules[1].Extension.BuyXGetY.Limit, int64(2)},
		{"discountRules[1].extension.floorPrices", s.Rules[1].Extension.FloorPrices["mug"].String(), "9.00"},
		{"discountRules[2].quantityBased", s.Rules[2].Discounts.Values[0].QuantityBased.Configurations[0].Quantity, int64(3)},
		{"discountRules[0].activeTimeInfo.end", s.Rules[0].ActiveTimeInfo.End, time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC)},
		{"discountRules[0].revision", s.Rules[0].Revision, int64(3)},
		{"coupons", len(s.Coupons), 4},
		{"shipping", len(s.Shipping), 1},
		{"fees", len(s.Fees), 1},
		{"giftCards", len(s.GiftCards), 5},
		{"giftCards[1].currency", s.GiftCards[1].Currency, money.USD},
		{"minimumOrder", s.MinimumOrder != nil, true},
		{"abandonedAfter", s.AbandonedAfter, time.Hour},
		{"unpaidOrderExpiry", s.UnpaidOrderExpiry, 24 * time.Hour},
	} {
		if f.got != f.want {
			t.Errorf("%s = %v, want %v", f.name, f.got, f.want)
		}
	}
}

func TestParseDefaults(t *testing.T) {
	t.Parallel()
	s, err := shopfile.Parse([]byte(`{"currency": "JPY"}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.Site != "main" || s.WeightUnit != item.WeightUnitKG || s.Locale.String() != "en-US" || s.TaxIncluded || s.Policy != (money.Policy{}) ||
		s.Conversion != nil || s.Shipping != nil || s.Fees != nil || s.Tax == nil || s.MinimumOrder != nil || s.AbandonedAfter != 0 {
		t.Errorf("Parse() = %+v, want the documented defaults", s)
	}
	if _, err := s.Calculator(); err != nil {
		t.Error(err)
	}
}

// Null is the same as leaving a key out.
func TestParseNull(t *testing.T) {
	t.Parallel()
	s, err := shopfile.Parse([]byte(`{"currency": "USD", "locale": null, "site": null, "shipping": null, "conversion": null, "minimumOrder": null}`))
	if err != nil || s.Site != "main" || s.Locale.String() != "en-US" {
		t.Errorf("Parse() = %+v, %v, want the defaults", s, err)
	}
}

func TestParseNamesEveryProblem(t *testing.T) {
	t.Parallel()
	const usd = `{"currency": "USD", `
	for _, tt := range []struct{ name, data, want string }{
		{"no currency", `{}`, "currency REQUIRED_FIELD"},
		{"unknown currency", `{"currency": "USDX"}`, "currency FORMAT"},
		{"currency is a number", `{"currency": 840}`, "currency FORMAT"},
		{"unknown key", usd + `"curency": "EUR"}`, "curency FIELD_NOT_ALLOWED"},
		{"key given twice", usd + `"currency": "EUR"}`, "currency FIELD_NOT_ALLOWED"},
		{
			"unknown deep keys", usd + `"catalog": {"items": [{"id": "a", "name": "A", "price": "1", "prize": "1"}]}, "tax": {"regions": [{"country": "US", "rates": [{"rate": "0.1", "name": "x", "percent": 1}]}]}}`,
			"catalog.items[0].prize FIELD_NOT_ALLOWED; tax.regions[0].rates[0].percent FIELD_NOT_ALLOWED",
		},
		{
			"unknown key of a rule's extension", usd + `"discountRules": [{"name": "x", "discounts": {"values": [{"percentage": 10, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}, "extension": {"buyXgetY": {}}}]}`,
			"discountRules[0].extension.buyXgetY FIELD_NOT_ALLOWED",
		},
		{
			"prices", usd + `"catalog": {"items": [{"id": "a", "name": "A", "price": "-1"}, {"id": "b", "name": "B", "price": "1.005"}, {"id": "c", "name": "C", "price": "1e999999999"}, {"id": "d", "name": "D"}, {"id": "e", "name": "E", "price": true}, {"id": "a", "name": "A", "price": 1}]}}`,
			"catalog.items[0].price DECIMAL_GTE; catalog.items[1].price DECIMAL_MAX_SCALE; catalog.items[2].price FORMAT; catalog.items[3].price REQUIRED_FIELD; catalog.items[4].price FORMAT; catalog.items[5].id ALREADY_EXISTS",
		},
		{
			"without currency amounts are checked as far as possible", `{"catalog": {"items": [{"id": "a", "name": "A", "price": "1.005"}, {"id": "b", "name": "B", "price": "x"}]}, "minimumOrder": "1.23456"}`,
			"currency REQUIRED_FIELD; catalog.items[1].price FORMAT; minimumOrder DECIMAL_MAX_SCALE",
		},
		{
			"shipping", usd + `"shipping": [{"code": "a", "title": "A", "price": "-1"}, {"code": "a", "title": "", "price": "1", "byWeight": [{"price": "1"}]}, {"code": "c", "title": "C", "price": "1", "countries": ["USA"]}]}`,
			"shipping[0].price DECIMAL_GTE; shipping[1].title MIN_LENGTH; shipping[1] ONE_OF_ALIGNMENT; shipping[1].code ALREADY_EXISTS; shipping[2].countries[0] FORMAT",
		},
		{"fees", usd + `"fees": [{"code": "a", "name": "A"}, {"code": "b", "name": "B", "percentage": 101}]}`, "fees[0] REQUIRED_ONE_OF_FIELD; fees[1].percentage DECIMAL_LTE"},
		{
			"tax", usd + `"tax": {"regions": [{"country": "XX", "rates": [{"name": "a", "rate": "19"}]}, {"country": "DE"}, {"country": "de"}]}}`,
			"tax.regions[0].country FORMAT; tax.regions[0].rates[0].rate DECIMAL_LTE; tax.regions[2] ALREADY_EXISTS",
		},
		{
			"coupons", usd + `"coupons": [{"code": "A"}, {"code": "B", "percentOffRate": 10, "freeShipping": true}, {"code": "b", "percentOffRate": 101}]}`,
			"coupons[0] REQUIRED_ONE_OF_FIELD; coupons[1] ONE_OF_ALIGNMENT; coupons[2].percentOffRate DECIMAL_LTE; coupons[2].code ALREADY_EXISTS",
		},
		{
			"rules", usd + `"discountRules": [{"name": "", "discounts": {"values": []}}, {"name": "b", "discounts": []}, null]}`,
			"discountRules[1].discounts FORMAT; discountRules[0].name MIN_LENGTH; discountRules[0].discounts.values INVALID_EMPTY_DISCOUNT; discountRules[2] REQUIRED_FIELD",
		},
		{
			"wrong shapes say no more than that", usd + `"catalog": {"items": ["mug", {"id": 1, "name": "B", "price": "1"}]}, "coupons": [{"code": "A", "freeShipping": "yes"}]}`,
			"catalog.items[0] FORMAT; catalog.items[1].id FORMAT; coupons[0].freeShipping FORMAT",
		},
		{
			"gift cards", usd + `"giftCards": [{"code": "short", "balance": "1"}, {"code": "GIFT-0001", "balance": "-1"}, {"code": "gift-0001"}, {"code": "GIFT-0002", "balance": "1.5", "currency": "JPY"}]}`,
			"giftCards[0].code MIN_LENGTH; giftCards[1].balance DECIMAL_GTE; giftCards[2].code ALREADY_EXISTS; giftCards[2].balance REQUIRED_FIELD; giftCards[3].balance DECIMAL_MAX_SCALE",
		},
		{"conversion", usd + `"conversion": {"currency": "EUR", "rate": "0"}}`, "conversion.rate DECIMAL_GT"},
		{"conversion without rate", usd + `"conversion": {}}`, "conversion.currency REQUIRED_FIELD; conversion.rate REQUIRED_FIELD"},
		{"rounding", usd + `"rounding": {"mode": "HALF", "point": "CENT"}}`, "rounding.mode INVALID_ENUM_VALUE; rounding.point INVALID_ENUM_VALUE"},
		{"unit, locale, site", usd + `"weightUnit": "OZ", "locale": "xx-YY", "site": ""}`, "locale FORMAT; site MIN_LENGTH; weightUnit INVALID_ENUM_VALUE"},
		{"durations", usd + `"abandonedAfter": "1 hour", "unpaidOrderExpiry": "-1h"}`, "abandonedAfter FORMAT; unpaidOrderExpiry MIN"},
		{"minimum", usd + `"minimumOrder": "ten"}`, "minimumOrder FORMAT"},
		{"times", usd + `"coupons": [{"code": "A", "percentOffRate": 1, "startTime": "tomorrow"}]}`, "coupons[0].startTime FORMAT"},
		{"a list", `[]`, " FORMAT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := shopfile.Parse([]byte(tt.data))
			if !errors.Is(err, fault.Invalid) {
				t.Errorf("Parse() = %v, want an Invalid error", err)
			}
			if got := rules(err); got != tt.want {
				t.Errorf("Parse() finds\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// rules returns the paths at fault, each with the rule it breaks.
func rules(err error) string {
	var texts []string
	for _, v := range fault.Violations(err) {
		rule := string(v.Rule)
		if v.Rule == fault.RuleOther {
			rule = v.RuleName
		}
		texts = append(texts, v.Field+" "+rule)
	}
	return strings.Join(texts, "; ")
}

func TestLoadSaysWhereJSONBreaks(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "shop.json")
	if err := os.WriteFile(name, []byte("{\n  \"currency\": \"USD\",\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := shopfile.Load(name)
	if want := name + ": line 3, column 1: invalid character '}' looking for beginning of object key string"; err == nil || err.Error() != want {
		t.Errorf("Load() = %v, want %s", err, want)
	}
	if _, err := shopfile.Load(name + ".not"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load() of no file = %v, want os.ErrNotExist", err)
	}
}

func TestConfigOpensAShop(t *testing.T) {
	t.Parallel()
	s := load(t)
	cfg := s.Config()
	if _, err := ecom.New(cfg); err != nil {
		t.Fatal(err)
	}
	if cfg.Site != "mugs" || cfg.Locale != "en-GB" || cfg.Conversion == nil || len(cfg.Fees) != 1 || len(cfg.Validators) != 1 || cfg.UnpaidOrderExpiry != 24*time.Hour {
		t.Errorf("Config() = %+v, want what the file says", cfg)
	}
}
