// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// scribblers are plug-ins that write over all that they are asked with.
type scribblers struct {
	catalog.Catalog
	rates shipping.Carrier
	taxes tax.Calculator
}

func (s scribblers) GetCatalogItems(ctx context.Context, r catalog.Request) (catalog.Response, error) {
	own := catalog.Request{WeightUnit: r.WeightUnit, Currency: r.Currency}
	for _, ref := range r.CatalogReferences {
		own.CatalogReferences = append(own.CatalogReferences, catalog.ReferenceAndQuantity{CatalogReference: *ref.CatalogReference.Clone(), Quantity: ref.Quantity})
	}
	scribble(&r)
	return s.Catalog.GetCatalogItems(ctx, own)
}

func (s scribblers) GetShippingRates(ctx context.Context, r shipping.Request) (shipping.Response, error) {
	resp, err := s.rates.GetShippingRates(ctx, r)
	scribble(&r)
	return resp, err
}

func (s scribblers) CalculateTax(ctx context.Context, r tax.Request) (tax.Response, error) {
	resp, err := s.taxes.CalculateTax(ctx, r)
	scribble(&r)
	return resp, err
}

func (s scribblers) CalculateAdditionalFees(_ context.Context, r fee.Request) (fee.Response, error) {
	resp := fee.Response{Currency: r.Currency}
	scribble(&r)
	return resp, nil
}

func (s scribblers) ValidateInCart() bool { return true }

func (s scribblers) GetValidationViolations(_ context.Context, r validation.Request) (validation.Response, error) {
	scribble(&r)
	return validation.Response{}, nil
}

// Plug-ins may do what they like with what they are given: it is theirs.
func TestPluginsChangeNothing(t *testing.T) {
	t.Parallel()
	f := &frozen{Store: memstore.New(memstore.Config{}), records: make(map[driver.Ref]string), events: make(map[string]kept)}
	s := newShop(t, func(c *ecom.Config) {
		all := scribblers{c.Catalog, c.Shipping[0].Carrier, c.Tax}
		c.Store, c.Catalog, c.Tax = f, all, all
		c.Shipping = []shipping.Service{{ID: "a", Name: "A", Carrier: all}, {ID: "b", Name: "B", Carrier: all}}
		c.Fees, c.Validators = []fee.Provider{all, all}, []validation.Provider{all, all}
	})
	buyer := as(t, actor.Member(ann))
	lines := add(s.line("plate", 3))
	lines.LineItems[0].CatalogReference.Options = item.Object{"color": "blue"}
	if _, err := s.CurrentCart.AddToCurrentCart(buyer, lines); err != nil {
		t.Fatal(err)
	}
	f.check(t, "AddToCurrentCart")
	to := contact.AddressWithContact{Address: newYork(), ContactDetails: &contact.Details{FirstName: "Ann"}}
	update := cart.UpdateCartRequest{}
	update.CartInfo.ContactInfo = patch.Set(to)
	if _, err := s.CurrentCart.UpdateCurrentCart(buyer, update); err != nil {
		t.Fatal(err)
	}
	estimate := cart.EstimateTotalsRequest{BillingAddress: newYork()}
	if _, err := s.CurrentCart.EstimateCurrentCartTotals(buyer, estimate); err != nil {
		t.Fatal(err)
	}
	f.check(t, "EstimateCurrentCartTotals")
	if got := estimate.BillingAddress.Country; got != "US" {
		t.Errorf("the country that the caller gave is %q now", got)
	}
	made, err := s.CurrentCart.CreateCheckoutFromCurrentCart(buyer, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err != nil {
		t.Fatal(err)
	}
	f.check(t, "CreateCheckoutFromCurrentCart")
	id := checkout.ID(made.CheckoutID)
	more := details("")
	more.Checkout.CustomFields = patch.Set([]item.CustomField{{Title: "Gift?", Value: map[string]any{"yes": true}}})
	if _, err := s.Checkouts.UpdateCheckout(buyer, id, more); err != nil {
		t.Fatal(err)
	}
	f.check(t, "UpdateCheckout")
	placed, err := s.Checkouts.CreateOrder(buyer, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.check(t, "CreateOrder")
	o := placed.Order()
	if got := o.LineItems[0].CatalogReference.Options["color"]; got != "blue" {
		t.Errorf("the color is %v, want blue", got)
	}
	if o.BillingInfo.Address.City != "New York" || o.CustomFields[0].Value.(map[string]any)["yes"] != true || o.PriceSummary.Tax.Amount.IsZero() {
		t.Errorf("the order is %+v, want what the buyer has filled in, taxed", o)
	}
}
