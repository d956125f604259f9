// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// Plug-ins that tidy up the addresses they are given change neither what the
// caller gave, nor the shop's own, nor what others are told.
func TestPluginsGetCopies(t *testing.T) {
	t.Parallel()
	business := contact.Address{Country: "US", Subdivision: "US-CA", Geocode: &contact.Geocode{Latitude: 1}}
	spoil := func(as ...*contact.Address) {
		for _, a := range as {
			if a == nil {
				continue
			}
			a.Country = "XX"
			if a.Geocode != nil {
				a.Geocode.Latitude = 9
			}
		}
	}
	var inner tax.Calculator
	c := shop(t, func(c *pricing.Config) {
		at := business
		at.Geocode = &contact.Geocode{Latitude: 1}
		c.BusinessAddress, inner = &at, c.Tax
		c.Shipping = []shipping.Service{{ID: "a", Carrier: shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
			spoil(r.ShippingDestination, r.ShippingOrigin)
			r.BuyerContactDetails.FirstName = "Nobody"
			return rates(money.USD)
		})}}
		c.Fees = []pricing.Fees{{Provider: fee.ProviderFunc(func(_ context.Context, r fee.Request) (fee.Response, error) {
			spoil(r.ShippingAddress)
			r.BuyerDetails.ContactDetails.FirstName = "Nobody"
			return fee.Response{Currency: r.Currency}, nil
		})}}
		c.Tax = calculator(func(ctx context.Context, r tax.Request) (tax.Response, error) {
			resp, err := inner.CalculateTax(ctx, r)
			for i := range r.Addresses {
				spoil(&r.Addresses[i])
			}
			return resp, err
		})
	})
	cart := func() *pricing.Input {
		in := newYork(line("tea", 1, "30.00"))
		in.SelectedShippingOption = &pricing.SelectedShippingOption{Code: "bike"}
		in.ShippingAddress.Geocode = &contact.Geocode{Latitude: 2}
		in.Buyer.Contact = &contact.Details{FirstName: "Ann"}
		return in
	}
	in := cart()
	for range 2 {
		totals, err := c.Calculate(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := totals.PriceSummary.Tax.Amount.String(); got != "2.73" { // 8.5 % of the tea, 4 % of 4.50
			t.Errorf("tax = %s, want that of New York, 2.73", got)
		}
	}
	if diff := cmp.Diff(cart().ShippingAddress, in.ShippingAddress); diff != "" {
		t.Errorf("the caller's address changed (-want +got):\n%s", diff)
	}
	if got := in.Buyer.Contact.FirstName; got != "Ann" {
		t.Errorf("the caller's contact changed: %q", got)
	}
}

type calculator func(context.Context, tax.Request) (tax.Response, error)

func (f calculator) CalculateTax(ctx context.Context, r tax.Request) (tax.Response, error) {
	return f(ctx, r)
}
