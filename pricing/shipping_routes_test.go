// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

type routerFunc func(shipping.RouteRequest) ([]shipping.Route, error)

func (f routerFunc) Route(_ context.Context, r shipping.RouteRequest) ([]shipping.Route, error) {
	return f(r)
}

// A router that fails is a general shipping error, and nothing else breaks.
func TestRouterTrouble(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		route routerFunc
		code  string
	}{
		"no profiles": {func(shipping.RouteRequest) ([]shipping.Route, error) { return nil, nil }, ""},
		"fails": {func(shipping.RouteRequest) ([]shipping.Route, error) {
			return nil, fault.New(fault.Unavailable, "", "no")
		}, "UNAVAILABLE"},
		"panics":   {func(shipping.RouteRequest) ([]shipping.Route, error) { panic("no") }, "INTERNAL"},
		"too many": {func(shipping.RouteRequest) ([]shipping.Route, error) { return make([]shipping.Route, 2), nil }, "INTERNAL"},
		"needs more": {func(shipping.RouteRequest) ([]shipping.Route, error) {
			return []shipping.Route{{Missing: "subdivision"}}, nil
		}, shipping.CodePartialAddress},
		"goes nowhere": {func(shipping.RouteRequest) ([]shipping.Route, error) { return []shipping.Route{{}}, nil }, pricing.CodeShippingOptionNotFound},
		"nobody's there": {func(shipping.RouteRequest) ([]shipping.Route, error) {
			return []shipping.Route{{Region: &shipping.Region{}, Carriers: []shipping.RouteCarrier{{ID: "gone"}}}}, nil
		}, pricing.CodeShippingOptionNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newYork(line("tea", 1, "30.00"))
			in.SelectedShippingOption = &pricing.SelectedShippingOption{Code: "bike"}
			totals := calculateIn(t, in, func(c *pricing.Config) {
				c.Shipping = []shipping.Service{{ID: "a", Carrier: carrier(func() (shipping.Response, error) { return rates(c.Currency) })}}
				c.Router = tt.route
			})
			code := ""
			if e := totals.CalculationErrors; e != nil {
				code = e.GeneralShippingCalculationError.Code() + e.SelectedShippingOptionError.Code()
			}
			if code != tt.code {
				t.Errorf("error %q, want %q", code, tt.code)
			}
			if charged := !totals.PriceSummary.Shipping.Amount.IsZero(); charged != (tt.code == "") {
				t.Errorf("shipping = %s", totals.PriceSummary.Shipping.Amount)
			}
		})
	}
}
