// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fee_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

func request(prices ...string) fee.Request {
	r := fee.Request{Currency: money.USD}
	for i, p := range prices {
		r.LineItems = append(r.LineItems, fee.LineItem{ID: string(rune('a' + i)), Quantity: 1, Price: usd(p)})
	}
	return r
}

func fees(t testing.TB, cfg fee.Config) *fee.Fees {
	t.Helper()
	cfg.Currency = money.USD
	f, err := fee.New(cfg)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return f
}

func TestFees(t *testing.T) {
	t.Parallel()
	f := fees(t, fee.Config{Fees: []fee.Fee{
		{Code: "wrap", Name: "Gift wrap", Amount: "2.00", TaxRate: "0.19"},
		{Code: "service", Name: "Service", Percentage: "2.5", TaxGroupID: "services"},
		{Code: "free", Name: "Free", Amount: "0", Taxable: new(false), TaxRate: "0.19"},
		{Code: "plain", Name: "Plain", Percentage: "100", Taxable: new(true)},
	}})
	r := request("10.00", "9.99")
	plugintest.TestFees(t, f, r, fee.Request{Currency: money.USD})
	resp, err := f.CalculateAdditionalFees(t.Context(), r)
	if err != nil {
		t.Fatalf("CalculateAdditionalFees() = %v", err)
	}
	data, err := json.Marshal(resp)
	if err != nil {
		t.Fatalf("Marshal() = %v", err)
	}
	const want = `{"additionalFees":[` +
		`{"code":"wrap","name":"Gift wrap","price":"2.00","taxDetails":{"taxable":true,"taxRate":"0.19"}},` +
		`{"code":"service","name":"Service","price":"0.50","taxDetails":{"taxable":true,"taxGroupId":"services"}},` +
		`{"code":"free","name":"Free","price":"0.00"},` +
		`{"code":"plain","name":"Plain","price":"19.99","taxDetails":{"taxable":true}}],"currency":"USD"}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("CalculateAdditionalFees() (-want +got):\n%s", diff)
	}
}

func TestPercentageOfWhat(t *testing.T) {
	t.Parallel()
	f := fees(t, fee.Config{Fees: []fee.Fee{{Code: "p", Name: "P", Percentage: "10"}}})
	r := request("10.00", "5.00")
	r.LineItems[1].Quantity = 3
	for _, tt := range []struct {
		name            string
		subtotal, goods *money.Amount
		want            string
	}{
		{"lines", nil, nil, "2.50"},
		{"subtotal", new(usd("20.00")), nil, "2.00"},
		{"goods", new(usd("20.00")), new(usd("12.34")), "1.23"},
		{"nothing", nil, new(usd("0.00")), "0.00"},
	} {
		r.Subtotal, r.Goods = tt.subtotal, tt.goods
		resp, err := f.CalculateAdditionalFees(t.Context(), r)
		if err != nil || resp.AdditionalFees[0].Price.String() != tt.want {
			t.Errorf("%s: fee = %v, %v, want %s", tt.name, resp.AdditionalFees, err, tt.want)
		}
	}
}

func TestRoundingMode(t *testing.T) {
	t.Parallel()
	for mode, want := range map[money.Mode]string{money.HalfUp: "0.13", money.HalfEven: "0.12", money.Down: "0.12", money.Up: "0.13"} {
		f := fees(t, fee.Config{Mode: mode, Fees: []fee.Fee{{Code: "p", Name: "P", Percentage: "12.5"}}})
		resp, err := f.CalculateAdditionalFees(t.Context(), request("1.00"))
		if err != nil || resp.AdditionalFees[0].Price.String() != want {
			t.Errorf("%s: fee = %v, %v, want %s", mode, resp.AdditionalFees, err, want)
		}
	}
}

func TestOtherCurrency(t *testing.T) {
	t.Parallel()
	f := fees(t, fee.Config{})
	if _, err := f.CalculateAdditionalFees(t.Context(), fee.Request{Currency: money.EUR}); !errors.Is(err, fault.Invalid) {
		t.Errorf("CalculateAdditionalFees(EUR) = %v, want %v", err, fault.Invalid)
	}
}

func violations(err error) []string {
	var out []string
	for _, v := range fault.Violations(err) {
		rule := string(v.Rule)
		if v.RuleName != "" {
			rule = v.RuleName
		}
		out = append(out, v.Field+" "+rule)
	}
	return out
}

func TestConfigViolations(t *testing.T) {
	t.Parallel()
	err := fee.Config{Fees: []fee.Fee{
		{},
		{Code: "a", Name: strings.Repeat("x", 51), Amount: "1", Percentage: "1"},
		{Code: "a", Name: "A", Amount: "1.999", TaxRate: "19"},
		{Code: "b", Name: "B", Percentage: "100.01", TaxRate: "x"},
	}, Currency: money.USD}.Validate()
	want := []string{
		"[0].code MIN_LENGTH",
		"[0].name MIN_LENGTH",
		"[0] REQUIRED_ONE_OF_FIELD",
		"[1].name MAX_LENGTH",
		"[1] ONE_OF_ALIGNMENT",
		"[2].amount DECIMAL_MAX_SCALE",
		"[2].taxRate DECIMAL_LTE",
		"[2].code ALREADY_EXISTS",
		"[3].percentage DECIMAL_LTE",
		"[3].taxRate FORMAT",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
	if err := (fee.Config{}).Validate(); err == nil {
		t.Error("Validate() without currency = nil, want an error")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	r := request("1.00")
	if got := violations(fee.Check(r, fee.Response{Currency: money.EUR})); len(got) != 1 || got[0] != "currency VALIDATION" {
		t.Errorf("Check(EUR) = %v, want currency VALIDATION", got)
	}
	bad := fee.Response{Currency: money.USD, AdditionalFees: []fee.AdditionalFee{
		{Name: "", Price: usd("-1")},
		{Name: "A", Price: money.MustParse("1.999", 0), LineItemIDs: []string{"a", "z"}, TaxDetails: &fee.TaxDetails{TaxRate: new(plugin.Rate(-1))}},
	}}
	want := []string{
		"additionalFees[0].name MIN_LENGTH",
		"additionalFees[0].price DECIMAL_GTE",
		"additionalFees[1].price DECIMAL_MAX_SCALE",
		"additionalFees[1].lineItemIds[1] VALIDATION",
		"additionalFees[1].taxDetails.taxRate DECIMAL_GTE",
	}
	if diff := cmp.Diff(want, violations(fee.Check(r, bad))); diff != "" {
		t.Errorf("Check() (-want +got):\n%s", diff)
	}
}
