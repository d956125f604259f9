// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/validation"
)

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

func price(text string) money.MultiCurrencyPrice {
	return money.MultiPrice(usd(text), usd(text), 0)
}

func request(lines ...validation.LineItem) validation.Request {
	return validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCheckout},
		ValidationInfo: validation.Info{Currency: money.USD, LineItems: lines},
	}
}

func minimum(t testing.TB, amount plugin.Decimal) *validation.MinimumOrder {
	t.Helper()
	m, err := validation.NewMinimumOrder(validation.MinimumConfig{Currency: money.USD, Amount: amount})
	if err != nil {
		t.Fatalf("NewMinimumOrder(%s) = %v", amount, err)
	}
	return m
}

func TestMinimumOrder(t *testing.T) {
	t.Parallel()
	m := minimum(t, "10.00")
	line := func(text string, quantity int) validation.LineItem {
		return validation.LineItem{ID: "1", Quantity: quantity, Price: price(text)}
	}
	discounted := line("6.00", 2)
	discounted.PricesBreakdown = &validation.LinePrices{LineItemPrice: price("12.00"), TotalDiscount: price("2.01")}
	undiscounted := line("6.00", 2)
	undiscounted.PricesBreakdown = &validation.LinePrices{LineItemPrice: price("10.00")}
	withGoods := request(line("20.00", 1))
	withGoods.ValidationInfo.Goods = new(usd("9.50"))
	for _, tt := range []struct {
		name    string
		r       validation.Request
		missing string
	}{
		{"empty", request(), ""},
		{"below", request(line("9.99", 1)), "USD 0.01"},
		{"exactly", request(line("5.00", 2)), ""},
		{"above", request(line("5.00", 3)), ""},
		{"line after discounts", request(discounted), "USD 0.01"},
		{"line without discounts", request(undiscounted), ""},
		{"goods after all discounts", withGoods, "USD 0.50"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plugintest.TestValidator(t, m, tt.r)
			resp, err := m.GetValidationViolations(t.Context(), tt.r)
			if err != nil {
				t.Fatalf("GetValidationViolations() = %v", err)
			}
			if tt.missing == "" {
				if len(resp.Violations) != 0 || validation.Blocks(resp.Violations) {
					t.Errorf("violations = %v, want none", resp.Violations)
				}
				return
			}
			if !validation.Blocks(resp.Violations) || !strings.Contains(resp.Violations[0].Description, tt.missing+" more") {
				t.Errorf("violations = %v, want one that says %s", resp.Violations, tt.missing)
			}
		})
	}
}

func TestMinimumOrderConfig(t *testing.T) {
	t.Parallel()
	for amount, rule := range map[plugin.Decimal]fault.Rule{"x": fault.RuleFormat, "-1": fault.RuleDecimalGTE, "1.999": fault.RuleDecimalMaxScale} {
		_, err := validation.NewMinimumOrder(validation.MinimumConfig{Currency: money.USD, Amount: amount})
		if vs := fault.Violations(err); len(vs) != 1 || vs[0].Rule != rule || vs[0].Field != "" {
			t.Errorf("NewMinimumOrder(%s) = %v, want %s", amount, err, rule)
		}
	}
	if _, err := validation.NewMinimumOrder(validation.MinimumConfig{Amount: "1"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("NewMinimumOrder(no currency) = %v, want %v", err, fault.Invalid)
	}
	m := minimum(t, "")
	if resp, err := m.GetValidationViolations(t.Context(), request(validation.LineItem{Quantity: 1, Price: price("0.01")})); err != nil || len(resp.Violations) != 0 {
		t.Errorf("without minimum: %v, %v, want none", resp.Violations, err)
	}
}

func TestValidatesCarts(t *testing.T) {
	t.Parallel()
	if !validation.ValidatesCarts(minimum(t, "1")) {
		t.Error("ValidatesCarts(MinimumOrder) = false, want true")
	}
	if validation.ValidatesCarts(validation.ProviderFunc(func(context.Context, validation.Request) (validation.Response, error) {
		return validation.Response{}, nil
	})) {
		t.Error("ValidatesCarts(ProviderFunc) = true, want false")
	}
}

func TestWireForm(t *testing.T) {
	t.Parallel()
	resp := validation.Response{Violations: []validation.Violation{
		validation.Error("Too small."), validation.Warning("Late.").On("line-1"),
	}}
	data, err := json.Marshal(resp)
	if err != nil {
		t.Fatalf("Marshal() = %v", err)
	}
	const want = `{"violations":[{"severity":"ERROR","target":{"other":{"name":"OTHER_DEFAULT"}},"description":"Too small."},` +
		`{"severity":"WARNING","target":{"lineItem":{"name":"LINE_ITEM_DEFAULT","id":"line-1"}},"description":"Late."}]}`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("Marshal() (-want +got):\n%s", diff)
	}
	if err := validation.Check(resp); err != nil {
		t.Errorf("Check() = %v", err)
	}
	if validation.Blocks(resp.Violations[1:]) {
		t.Error("Blocks(warning) = true, want false")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	both := validation.Error("x")
	both.Target.LineItem = &validation.LineItemTarget{}
	err := validation.Check(validation.Response{Violations: []validation.Violation{
		{}, both, validation.Error(strings.Repeat("x", 1001)),
	}})
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, v.Field+" "+string(v.Rule))
	}
	want := []string{
		"violations[0].severity INVALID_ENUM_VALUE",
		"violations[0].description MIN_LENGTH",
		"violations[0].target REQUIRED_ONE_OF_FIELD",
		"violations[1].target ONE_OF_ALIGNMENT",
		"violations[2].description MAX_LENGTH",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Check() (-want +got):\n%s", diff)
	}
}

func TestRequestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(validation.Request), func(r *validation.Request) *validation.Request { return new(r.Clone()) })
}
