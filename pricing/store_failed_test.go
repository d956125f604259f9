// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// keeper fails as what is kept in the shop's own store does, or as a plug-in.
type keeper struct {
	own bool
	err error
}

func (k keeper) Inline() bool { return k.own }

func (k keeper) Route(context.Context, shipping.RouteRequest) ([]shipping.Route, error) {
	return nil, k.err
}

func (k keeper) Table(context.Context) (*tax.Regions, error) { return nil, k.err }

func (k keeper) CalculateTax(context.Context, tax.Request) (tax.Response, error) {
	return tax.Response{}, k.err
}

// A store that does not answer fails the calculation; a plug-in does not.
func TestStoreThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	down, broken := fault.New(fault.Unavailable, "", "the store does not answer"), fault.New(fault.Internal, "", "broken")
	for _, tt := range []struct {
		name  string
		keeps keeper
		fails bool
	}{
		{"the store is down", keeper{true, down}, true},
		{"its answer is lost", keeper{true, fault.New(fault.Unknown, "", "lost")}, true},
		{"what is kept is broken", keeper{true, broken}, false},
		{"a plug-in is down", keeper{false, down}, false},
	} {
		for name, cfg := range map[string]pricing.Config{"router": {Router: tt.keeps}, "tax": {Tax: tt.keeps}} {
			t.Run(tt.name+" "+name, func(t *testing.T) {
				t.Parallel()
				cfg.Currency = money.USD
				c, err := pricing.New(cfg)
				if err != nil {
					t.Fatal(err)
				}
				in := &pricing.Input{
					Lines:           []pricing.Line{{ID: "a", Quantity: 1, Price: usd("10.00"), PhysicalProperties: item.PhysicalProperties{Shippable: true}}},
					ShippingAddress: &contact.Address{Country: "US"}, CalculateTax: true, CalculateShipping: true, At: noon,
				}
				totals, err := c.Calculate(t.Context(), in)
				switch {
				case tt.fails && !errors.Is(err, tt.keeps.err):
					t.Errorf("Calculate() = %v, want %v", err, tt.keeps.err)
				case !tt.fails && err != nil:
					t.Errorf("Calculate() = %v, want a calculation error", err)
				case !tt.fails && totals.CalculationErrors == nil:
					t.Error("Calculate() has no calculation error")
				}
			})
		}
	}
}
