// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

const oneRule = `{"id": "r", "name": "Sale", "discounts": {"values": [{"percentage": 10, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}}`

func TestWithRules(t *testing.T) {
	t.Parallel()
	shop, err := shopfile.Parse([]byte(`{"currency": "USD", "discountRules": [` + oneRule + `], "coupons": [{"code": "A", "percentOffRate": 5}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, file     string
		rules, coupons int
		wrong          []string
	}{
		{"a list", "\ufeff [" + oneRule + `]`, 1, 1, nil},
		{"none", `[]`, 0, 1, nil},
		{"rules", `{"discountRules": []}`, 0, 1, nil},
		{"coupons", `{"coupons": [{"code": "A", "percentOffRate": 5}, {"code": "B", "moneyOffAmount": "1"}]}`, 1, 2, nil},
		{"nothing", `{}`, 0, 0, []string{"discountRules REQUIRED_FIELD"}},
		{"unknown", `{"rules": []}`, 0, 0, []string{"rules FIELD_NOT_ALLOWED"}},
		{
			"wrong", `{"discountRules": [{"name": "", "discounts": {"values": []}}], "coupons": [{"code": "A"}]}`, 0, 0,
			[]string{"discountRules[0].name MIN_LENGTH", "discountRules[0].discounts.values OTHER", "coupons[0] REQUIRED_ONE_OF_FIELD"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := shop.WithRules([]byte(tt.file))
			if len(tt.wrong) > 0 {
				var wrong []string
				for _, v := range fault.Violations(err) {
					wrong = append(wrong, v.Field+" "+string(v.Rule))
				}
				if diff := cmp.Diff(tt.wrong, wrong); diff != "" {
					t.Errorf("WithRules() = %v (-want +got):\n%s", err, diff)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rules) != tt.rules || len(got.Coupons) != tt.coupons {
				t.Errorf("%d rules, %d coupons, want %d, %d", len(got.Rules), len(got.Coupons), tt.rules, tt.coupons)
			}
			if len(shop.Rules) != 1 || len(shop.Coupons) != 1 || got.Products != shop.Products {
				t.Error("the shop itself was changed")
			}
		})
	}
	if _, err := shop.WithRules([]byte(`{`)); err == nil || len(fault.Violations(err)) > 0 {
		t.Errorf("WithRules() of no JSON = %v", err)
	}
}

// Floors are those of the rules that the calculator would hold to them.
func TestFloors(t *testing.T) {
	t.Parallel()
	rule := func(id, members string) string {
		return `{"id": "` + id + `", "name": "r", ` + members + `, "discounts": {"values": [{"percentage": 90, "specificItemsInfo": {"scopes": [{"catalogItemFilter": {}}]}}]}}`
	}
	shop, err := shopfile.Parse([]byte(`{"currency": "USD", "discountRules": [` + strings.Join([]string{
		rule("always", `"extension": {"floorPrices": {"mug": "4.001", "tea": "1"}}`),
		rule("off", `"active": false, "extension": {"floorPrices": {"mug": "9"}}`),
		rule("may", `"activeTimeInfo": {"start": "2026-05-01", "end": "2026-06-01"}, "extension": {"floorPrices": {"mug": "8"}}`),
		rule("mondays", `"extension": {"floorPrices": {"tea": "2"}, "timeWindows": [{"dayOfWeek": "MON", "startTime": "10:00", "endTime": "11:00"}]}`),
	}, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	price := money.MustParse("10.00", money.USD)
	for _, tt := range []struct {
		at   time.Time
		mugs string
	}{{may.Add(-1), "4.01"}, {may, "8.00"}, {may.AddDate(0, 1, 0).Add(-1), "8.00"}, {may.AddDate(0, 1, 0), "4.01"}} {
		got := shop.Floors(tt.at)
		if len(got) != 2 || got["mug"].String() != tt.mugs || got["tea"].String() != "2.00" {
			t.Errorf("Floors(%s) = %v, want mugs at %s and tea at 2.00", tt.at, got, tt.mugs)
		}
		totals, err := shop.CalculateTotals(t.Context(), pricing.Request{
			At: tt.at, LineItems: []pricing.RequestLine{{ID: "m", Quantity: 1, Price: &price, CatalogReference: &item.CatalogReference{CatalogItemID: "mug"}}},
		}, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if left := totals.PriceSummary.Total.Amount.String(); left != tt.mugs {
			t.Errorf("at %s a mug costs %s, want its floor %s", tt.at, left, tt.mugs)
		}
	}
}
