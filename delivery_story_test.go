// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

const courierID = "0a1b2c3d-0000-4000-8000-00000000000c"

// deliveryShop is a shop with one of every kind of delivery, in one region.
type deliveryShop struct {
	*ecomtest.Shop
	region  delivery.RegionID
	profile *delivery.Profile
	codes   map[string]string // of the options, by title
	courier error             // what the courier says to every question; nil: 9.00
}

func newDeliveryShop(t *testing.T, change func(*ecom.Config)) *deliveryShop {
	t.Helper()
	s := &deliveryShop{codes: map[string]string{}}
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{
		{Country: "US", Subdivision: "US-NY", Rates: []tax.RegionRate{{Name: "NY", Rate: "0.08", Shipping: true}}},
		{Country: "US", Subdivision: "US-NJ", Rates: []tax.RegionRate{{Name: "NJ", Rate: "0.06", Shipping: true}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.Shop = ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Tax, c.Payments = taxes, nil
		c.BusinessAddress = &contact.Address{Country: "US", Subdivision: "US-NJ", Geocode: &contact.Geocode{Latitude: 40.73, Longitude: -74.03}}
		c.Shipping = []shipping.Service{{ID: courierID, Name: "Courier", Carrier: shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
			if s.courier != nil {
				return shipping.Response{}, s.courier
			}
			rate := shipping.Rate{Code: "night", Title: "Overnight", Cost: shipping.Cost{Price: money.MustParse("9.00", r.Currency), Currency: r.Currency}}
			return shipping.Response{ShippingRates: []shipping.Rate{rate}}, nil
		})}}
		c.RatesFor = -1
		if change != nil {
			change(c)
		}
	})
	ctx := t.Context()
	carriers := []delivery.Carrier{{AppID: delivery.BasicShipping}, {AppID: delivery.Pickup}, {AppID: delivery.LocalDelivery}, {
		AppID: courierID, BackupRate: &delivery.BackupRate{Title: "Some courier", Amount: "14.00", Active: true},
		AdditionalCharges: []delivery.AdditionalCharge{{Description: "Packing", Amount: "1.00"}},
	}}
	s.profile, err = s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "All", DeliveryRegions: []delivery.Region{
		{Name: "Home", Destinations: []delivery.Destination{{CountryCode: "US"}}, DeliveryCarriers: carriers},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.region = s.profile.DeliveryRegions[0].ID
	in := []delivery.RegionID{s.region}
	flat := func(amount string) []delivery.ConditionalRates {
		return []delivery.ConditionalRates{{Amount: plugin.Decimal(amount)}}
	}
	option, err := s.ShippingOptions.CreateShippingOption(ctx, delivery.ShippingOption{Title: "Post", DeliveryRegionIDs: in, Rates: flat("5.00"), EstimatedDeliveryTime: "3 days"})
	if err != nil {
		t.Fatal(err)
	}
	place, err := s.PickupLocations.CreatePickupLocation(ctx, delivery.PickupLocation{
		Name: "Warehouse", Address: &contact.Address{Country: "US", Subdivision: "US-NJ", City: "Newark"}, DeliveryRegionIDs: in, Rates: flat("1.00"), Instructions: "Ring",
	})
	if err != nil {
		t.Fatal(err)
	}
	local, err := s.LocalDeliveryOptions.CreateLocalDeliveryOption(ctx, delivery.LocalDeliveryOption{
		AreaName: "Manhattan", ZipConfig: &delivery.ZipCodeConfig{ZipCodes: []string{"100*"}}, DeliveryRegionIDs: in,
		Rates: []delivery.ConditionalRates{{Amount: "4.00", Conditions: []delivery.Condition{{Type: delivery.ByTotalPrice, Operator: delivery.GTE, Value: "20"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.codes["Post"], s.codes["Warehouse"], s.codes["Manhattan"] = string(option.ID), string(place.ID), string(local.ID)
	s.codes["Overnight"], s.codes["Some courier"] = "night", shipping.BackupCode
	return s
}

// choose takes a buyer with lines to a checkout at home, and chooses an option
// unless title is "".
func (s *deliveryShop) choose(ctx context.Context, title string, lines ...cart.LineItem) (*checkout.Checkout, error) {
	c, err := s.Checkout(ctx, lines...)
	if err != nil || title == "" {
		return c, err
	}
	return s.pick(ctx, c.ID, title)
}

func (s *deliveryShop) pick(ctx context.Context, id checkout.ID, title string) (*checkout.Checkout, error) {
	var u checkout.UpdateCheckoutRequest
	u.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: s.codes[title]})
	r, err := s.Checkouts.UpdateCheckout(ctx, id, u)
	if err != nil {
		return nil, err
	}
	return r.Checkout, nil
}

// Every kind of delivery, from the cart to the order. The mugs cost 50.00; taxes
// are those of where the goods are handed over.
func TestDeliveryStories(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]struct {
		carrier, shipping, tax, total string
		pickup                        bool
	}{
		"Post":         {delivery.BasicShipping, "5.00", "4.40", "59.40", false},
		"Warehouse":    {delivery.Pickup, "1.00", "3.06", "54.06", true},
		"Manhattan":    {delivery.LocalDelivery, "4.00", "4.32", "58.32", false},
		"Overnight":    {courierID, "10.00", "4.80", "64.80", false},
		"Some courier": {courierID, "15.00", "5.20", "70.20", false},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			s := newDeliveryShop(t, nil)
			if title == "Some courier" {
				s.courier = fault.New(fault.Unavailable, "", "nobody there")
			}
			ctx := ecomtest.Visitor(t.Context(), 1)
			c, err := s.choose(ctx, title, s.Line("mug", 2))
			if err != nil {
				t.Fatal(err)
			}
			sel := c.ShippingInfo.SelectedCarrierServiceOption
			if sel.Title != title || sel.CarrierID != want.carrier || !sel.RequestedShippingOption || c.CalculationErrors.Any() {
				t.Errorf("chose %+v, errors %+v", sel, c.CalculationErrors)
			}
			if n := len(c.ShippingInfo.CarrierServiceOptions); n != 4 {
				t.Errorf("%d carriers offer something, want 4", n)
			}
			if r := c.ShippingInfo.Region; r == nil || r.ID != string(s.region) || r.Name != "Home" {
				t.Errorf("region = %+v", r)
			}
			placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
			if err != nil {
				t.Fatal(err)
			}
			o := placed.Order()
			got := []string{o.PriceSummary.Shipping.Amount.String(), o.PriceSummary.Tax.Amount.String(), o.PriceSummary.Total.Amount.String()}
			if diff := cmp.Diff([]string{want.shipping, want.tax, want.total}, got); diff != "" {
				t.Errorf("shipping, tax and total (-want +got):\n%s", diff)
			}
			i := o.ShippingInfo
			if i.CarrierID != want.carrier || i.Code != s.codes[title] || i.Title != title || i.Region == nil || i.Region.Name != "Home" {
				t.Errorf("the order says %+v", i)
			}
			if l := i.Logistics; (l.PickupDetails != nil) != want.pickup || (l.ShippingDestination == nil) != want.pickup {
				t.Errorf("the order is handed over %+v", l)
			} else if want.pickup && (l.PickupDetails.Address.City != "Newark" || l.PickupDetails.PickupMethod != "STORE_PICKUP" || l.Instructions != "Ring") {
				t.Errorf("picked up at %+v", l.PickupDetails)
			}
		})
	}
}

// What was chosen is not offered any more: the first option is shown in its
// place, and nobody is charged for what they did not choose.
func TestDeliveryOptionGone(t *testing.T) {
	t.Parallel()
	s := newDeliveryShop(t, nil)
	ctx := ecomtest.Visitor(t.Context(), 1)
	c, err := s.choose(ctx, "Manhattan", s.Line("plate", 3)) // 25.50
	if err != nil {
		t.Fatal(err)
	}
	// Two plates are below the minimum of local delivery.
	r, err := s.Checkouts.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 2}})
	if err != nil {
		t.Fatal(err)
	}
	sel := r.Checkout.ShippingInfo.SelectedCarrierServiceOption
	if sel.Title != "Post" || sel.RequestedShippingOption || r.Checkout.CalculationErrors.SelectedShippingOptionError.Code() != pricing.CodeShippingOptionNotFound {
		t.Errorf("selected %+v, errors %+v, want the post unasked for", sel, r.Checkout.CalculationErrors)
	}
	if _, err = s.Checkouts.CreateOrder(ctx, c.ID, nil); fault.Code(err) != "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE" {
		t.Errorf("CreateOrder() = %v", err)
	}
	if _, err = s.pick(ctx, c.ID, "Post"); err != nil {
		t.Fatal(err)
	}
	if _, err = s.Checkouts.CreateOrder(ctx, c.ID, nil); err != nil {
		t.Errorf("CreateOrder() = %v", err)
	}
	// Nothing at all reaches a country that no region has.
	other := ecomtest.Visitor(t.Context(), 2)
	if c, err = s.choose(other, "Post", s.Line("mug", 1)); err != nil {
		t.Fatal(err)
	}
	var u checkout.UpdateCheckoutRequest
	u.Checkout.ShippingInfo.ShippingDestination = patch.Set(contact.AddressWithContact{Address: &contact.Address{Country: "FR"}})
	if r, err = s.Checkouts.UpdateCheckout(other, c.ID, u); err != nil {
		t.Fatal(err)
	}
	if i := r.Checkout.ShippingInfo; len(i.CarrierServiceOptions) != 0 || i.Region != nil || i.SelectedCarrierServiceOption != nil {
		t.Errorf("to France: %+v", i)
	}
	if _, err = s.Checkouts.CreateOrder(other, c.ID, nil); fault.Code(err) != "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE" {
		t.Errorf("CreateOrder() = %v", err)
	}
}

// Goods of two profiles: what brings only some of them can't be ordered, what
// brings all of them can, and validation plug-ins are told who brings what.
func TestDeliveryOfSeveralProfiles(t *testing.T) {
	t.Parallel()
	var told *validation.SelectedOption
	s := newDeliveryShop(t, func(c *ecom.Config) {
		c.Validators = []validation.Provider{validation.ProviderFunc(func(_ context.Context, r validation.Request) (validation.Response, error) {
			if i := r.ValidationInfo.ShippingInfo; i != nil {
				told = i.SelectedCarrierServiceOption
			}
			return validation.Response{}, nil
		})}
	})
	fragile, err := s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{Name: "Fragile"})
	if err != nil {
		t.Fatal(err)
	}
	plate, _ := s.Products.Product("plate")
	plate.DeliveryProfileID = string(fragile.ID)
	if err = s.Products.Put(plate); err != nil {
		t.Fatal(err)
	}
	ctx := ecomtest.Visitor(t.Context(), 1)
	c, err := s.choose(ctx, "Post", s.Line("mug", 1), s.Line("plate", 1))
	if err != nil {
		t.Fatal(err)
	}
	sel := c.ShippingInfo.SelectedCarrierServiceOption
	if sel.Partial == nil || len(sel.DeliveryAllocations) != 1 || c.CalculationErrors.SelectedShippingOptionError.Code() != pricing.CodePartialDelivery {
		t.Errorf("selected %+v, errors %+v, want what brings only the mug", sel, c.CalculationErrors)
	}
	if _, err = s.Checkouts.CreateOrder(ctx, c.ID, nil); fault.Code(err) != "CALCULATION_ERROR" {
		t.Errorf("CreateOrder() = %v, want the error of the totals", err)
	}
	if told == nil || !told.Partial || len(told.DeliveryAllocations) != 1 || told.DeliveryAllocations[0].DeliveryRegion.Name != "Home" {
		t.Errorf("plug-ins were told %+v", told)
	}
	// The post goes to where fragile goods go, too.
	added, err := s.DeliveryProfiles.AddDeliveryRegion(t.Context(), delivery.AddDeliveryRegionRequest{DeliveryProfileID: fragile.ID, DeliveryRegion: delivery.Region{Name: "World"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.ShippingOptions.AddDeliveryRegion(t.Context(), delivery.ShippingOptionID(s.codes["Post"]), added.DeliveryRegions[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	if c, err = s.pick(ctx, c.ID, "Post"); err != nil {
		t.Fatal(err)
	}
	placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := placed.Order().PriceSummary.Shipping.Amount.String(); got != "10.00" {
		t.Errorf("shipping = %s, want 5.00 for each profile", got)
	}
	if told.Partial || len(told.DeliveryAllocations) != 2 {
		t.Errorf("plug-ins were told %+v", told)
	}
}

// Delivery moves with the site.
func TestDeliveryMoves(t *testing.T) {
	t.Parallel()
	s := newDeliveryShop(t, nil)
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	moved := ecomtest.NewShop(t, nil)
	if _, err := moved.Import(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	p, err := moved.DeliveryProfiles.GetDeliveryProfile(t.Context(), s.profile.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.profile, p); diff != "" {
		t.Errorf("the profile (-want +got):\n%s", diff)
	}
	// The second one knows its limits and options.
	c, err := moved.Checkout(ecomtest.Visitor(t.Context(), 1), moved.Line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, k := range c.ShippingInfo.CarrierServiceOptions {
		for _, o := range k.ShippingOptions {
			titles = append(titles, o.Title)
		}
	}
	want := []string{"Standard", "Post", "Warehouse", "Manhattan", "Some courier"} // the courier is not installed there
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Errorf("offers (-want +got):\n%s", diff)
	}
}
