// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"errors"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/tax"
)

const exemptGroup = "e0000000-0000-4000-8000-000000000001"

// A checkout's exempt group reaches the rates, and the order says so; only the
// shop can say that somebody is exempt.
func TestTaxExemption(t *testing.T) {
	t.Parallel()
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{
		Name: "sales tax", Rate: "0.10", Shipping: true, ExemptRates: []tax.ExemptRate{{TaxExemptGroupID: exemptGroup, TaxRate: "0"}},
	}}}}})
	if err != nil {
		t.Fatal(err)
	}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Tax = taxes })
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	if c.PriceSummary.Tax.Amount.IsZero() {
		t.Fatal("nothing is taxed")
	}
	change := patched(t, `{"checkout": {"taxExemptGroupId": "`+exemptGroup+`"}}`)
	if _, err := s.Checkouts.UpdateCheckout(ctx, c.ID, change); !errors.Is(err, fault.Denied) {
		t.Errorf("UpdateCheckout() by the buyer = %v, want %v", err, fault.Denied)
	}
	c = update(t.Context(), t, s, c.ID, change)
	if !c.PriceSummary.Tax.Amount.IsZero() {
		t.Errorf("an exempt buyer owes %s of tax", c.PriceSummary.Tax.Amount)
	}
	b := c.LineItems[0].TaxDetails.TaxBreakdown
	if len(b) != 1 || !b[0].TaxableAmount.Amount.IsZero() || b[0].NonTaxableAmount.Amount.String() != c.LineItems[0].TotalPriceBeforeTax.Amount.String() {
		t.Errorf("the exempt amount is not reported: %s", encode(t, b))
	}
	placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Orders.GetOrder(t.Context(), placed.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	if !o.TaxInfo.TaxExempt {
		t.Errorf("the order is not marked as exempt: %s", encode(t, o.TaxInfo))
	}

	create := checkout.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{s.Line("mug", 1)}}
	create.CheckoutInfo.TaxExemptGroupID = exemptGroup
	if _, err := s.Checkouts.CreateCheckout(ctx, create); !errors.Is(err, fault.Denied) {
		t.Errorf("CreateCheckout() by the buyer = %v, want %v", err, fault.Denied)
	}
}
