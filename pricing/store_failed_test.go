// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
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

// cardKeeper keeps gift cards as a keeper keeps other things.
type cardKeeper struct {
	giftcard.Provider
	keeper
}

func (c cardKeeper) Balance(context.Context, giftcard.BalanceRequest) (giftcard.BalanceResponse, error) {
	return giftcard.BalanceResponse{}, c.err
}

func directly(ctx context.Context, _ string, _ time.Duration, _ any, call func(context.Context) error) error {
	return call(ctx)
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
		for name, cfg := range map[string]pricing.Config{
			"router": {Router: tt.keeps}, "tax": {Tax: tt.keeps},
			"gift card": {GiftCards: &pricing.GiftCardKeeper{Provider: cardKeeper{keeper: tt.keeps}, Currency: money.USD, Call: directly}},
		} {
			t.Run(tt.name+" "+name, func(t *testing.T) {
				t.Parallel()
				cfg.Currency = money.USD
				c, err := pricing.New(cfg)
				if err != nil {
					t.Fatal(err)
				}
				price := usd("10.00")
				totals, err := c.CalculateTotals(t.Context(), pricing.Request{
					LineItems:       []pricing.RequestLine{{ID: "a", Quantity: 1, Price: &price}},
					ShippingAddress: &contact.Address{Country: "US"}, At: noon,
					GiftCards: []pricing.RequestGiftCard{{Code: "GIFT-0001"}},
				})
				switch {
				case tt.fails && (err == nil || fault.ClassOf(err) != fault.ClassOf(tt.keeps.err)):
					t.Errorf("CalculateTotals() = %v, want %v", err, tt.keeps.err)
				case !tt.fails && err != nil:
					t.Errorf("CalculateTotals() = %v, want a calculation error", err)
				case !tt.fails && name == "gift card" && totals.CalculationErrors.GiftCardCalculationError == nil,
					!tt.fails && name == "tax" && totals.CalculationErrors.TaxCalculationError == nil,
					!tt.fails && name == "router" && totals.CalculationErrors.GeneralShippingCalculationError == nil:
					t.Errorf("CalculateTotals() has the calculation errors %+v", totals.CalculationErrors)
				}
			})
		}
	}
}
