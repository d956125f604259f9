// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"strings"
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

// A destination lies in the region that has it; what none has is the rest of the
// world.
func TestRegions(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	west := delivery.Region{Name: "west", Destinations: []delivery.Destination{{CountryCode: "us", Subdivisions: []string{"ca", "US-OR"}}, {CountryCode: "CA"}}}
	east := delivery.Region{Name: "east", Destinations: []delivery.Destination{{CountryCode: "US", Subdivisions: []string{"US-NY"}}}}
	off := country("closed", "FR")
	off.Active = new(false)
	p := s.profile(t, "default", west, east, off)
	for i := range p.DeliveryRegions {
		s.option(t, p.DeliveryRegions[i].Name, "1.00", p.DeliveryRegions[i].ID)
	}
	check := func(want map[*contact.Address]string) {
		t.Helper()
		for address, want := range want {
			if got := s.offered(t, address, line("a", 1, "")); got != want {
				t.Errorf("offered %q to %+v, want %q", got, address, want)
			}
		}
	}
	check(map[*contact.Address]string{
		nil: "", to("", ""): "PARTIAL_ADDRESS", to("US", ""): "PARTIAL_ADDRESS", to("US", "US-CA"): "west 1.00", to("US", "or"): "west 1.00",
		to("CA", "ON"): "west 1.00", to("US", "NY"): "east 1.00", to("US", "TX"): "", to("FR", ""): "", to("DE", ""): "",
	})
	p = must(s.DeliveryProfiles.AddDeliveryRegion(t.Context(), delivery.AddDeliveryRegionRequest{
		DeliveryProfileID: p.ID, DeliveryRegion: delivery.Region{Name: "rest"}, Revision: p.Revision,
	}))(t)
	s.option(t, "rest", "9.00", p.DeliveryRegions[3].ID)
	check(map[*contact.Address]string{to("US", "TX"): "rest 9.00", to("DE", ""): "rest 9.00", to("FR", ""): "", to("US", ""): "PARTIAL_ADDRESS"})

	totals := s.totals(t, to("US", "NY"), "", line("a", 1, ""))
	if r := totals.ShippingInfo.Region; r == nil || r.ID != string(p.DeliveryRegions[1].ID) || r.Name != "east" {
		t.Errorf("region = %+v, want the east", r)
	}
	where := must(s.DeliveryProfiles.GetDeliveryDestinationProperties(t.Context()))(t)
	var codes []string
	for _, c := range where.Countries {
		code := c.Country
		for _, sub := range c.Subdivisions {
			code += "-" + sub.Subdivision
		}
		codes = append(codes, code)
	}
	if got := strings.Join(codes, " "); got != "CA US-CA-NY-OR" || where.RestOfWorld == nil || where.RestOfWorld.PickupOnly {
		t.Errorf("destinations are %s and %+v, want CA, parts of the US and the rest of the world", got, where.RestOfWorld)
	}
}

// Who asks nothing and fails leaves the field to his backup rate, and every rate
// costs the region's charges besides.
func TestBackupAndCharges(t *testing.T) {
	t.Parallel()
	charges := []delivery.AdditionalCharge{{Description: "Packing", Amount: "1.50"}, {Description: "Insurance", Amount: "0.25"}}
	backup := &delivery.BackupRate{Title: "Anyhow", Amount: "12.00", Active: true}
	asleep := &delivery.BackupRate{Amount: "12.00"}
	for name, tt := range map[string]struct {
		carrier delivery.Carrier
		rates   []shipping.Rate
		err     error
		want    string
	}{
		"rates":                    {delivery.Carrier{BackupRate: backup}, []shipping.Rate{quoted("a", "4.00"), quoted("b", "8.00")}, nil, "A 4.00, B 8.00"},
		"rates with charges":       {delivery.Carrier{AdditionalCharges: charges}, []shipping.Rate{quoted("a", "4.00")}, nil, "A 5.75"},
		"nothing":                  {delivery.Carrier{BackupRate: backup}, nil, nil, "Anyhow 12.00"},
		"nothing, charged":         {delivery.Carrier{BackupRate: backup, AdditionalCharges: charges}, nil, nil, "Anyhow 13.75"},
		"an error":                 {delivery.Carrier{BackupRate: backup}, nil, shipping.MissingPostalCode(), "Anyhow 12.00"},
		"an error without backup":  {delivery.Carrier{}, nil, shipping.MissingPostalCode(), "MISSING_POSTAL_CODE of 0a1b2c3d"},
		"backup that is not meant": {delivery.Carrier{BackupRate: asleep}, nil, shipping.InvalidPostalCode(), "INVALID_POSTAL_CODE of 0a1b2c3d"},
		"untitled":                 {delivery.Carrier{BackupRate: &delivery.BackupRate{Active: true}}, nil, nil, "Parcel 0.00"},
		"nonsense":                 {delivery.Carrier{BackupRate: backup}, []shipping.Rate{{Code: "x"}}, nil, "Anyhow 12.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, nil)
			s.parcel.rates, s.parcel.err = tt.rates, tt.err
			tt.carrier.AppID = parcelID
			s.profile(t, "default", delivery.Region{Name: "world", DeliveryCarriers: []delivery.Carrier{tt.carrier}})
			if got := s.offered(t, to("DE", ""), line("a", 1, "")); got != tt.want {
				t.Errorf("offered %q, want %q", got, tt.want)
			}
			if len(s.freight.asked) > 0 {
				t.Error("asked a carrier that the region does not have")
			}
		})
	}
	s := newShop(t, nil)
	s.parcel.rates = []shipping.Rate{quoted("a", "4.00")}
	s.profile(t, "default", delivery.Region{Name: "world", DeliveryCarriers: []delivery.Carrier{{AppID: parcelID, AdditionalCharges: charges}}})
	totals := s.totals(t, to("DE", ""), "a", line("a", 1, ""))
	chosen := totals.ShippingInfo.SelectedCarrierServiceOption
	var parts []string
	for _, c := range chosen.OtherCharges {
		parts = append(parts, string(c.Type)+" "+c.Details+" "+c.Cost.Price.Amount.String())
	}
	if got := strings.Join(parts, ", "); got != "HANDLING_FEE Packing 1.50, HANDLING_FEE Insurance 0.25" {
		t.Errorf("other charges are %q", got)
	}
	if got := totals.PriceSummary.Shipping.Amount.String(); got != "5.75" || chosen.Cost.Price.Amount.String() != got {
		t.Errorf("shipping is %s, of an option of %s, want 5.75", got, chosen.Cost.Price.Amount)
	}
	if len(s.parcel.rates[0].Cost.AdditionalCharges) != 0 {
		t.Error("the carrier's own answer was changed")
	}
}

// Goods of several profiles go by one option where there is one for all of them.
func TestSeveralProfiles(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	a := s.profile(t, "small", delivery.Region{Name: "world"})
	b := s.profile(t, "bulky", country("near", "DE", "FR"))
	far, near := a.DeliveryRegions[0].ID, b.DeliveryRegions[0].ID
	post := must(s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{
		Title: "Post", DeliveryRegionIDs: []delivery.RegionID{far, near}, Rates: []delivery.ConditionalRates{
			when("3.00"), when("2.00", is(delivery.ByTotalPrice, delivery.GTE, "20")),
		},
	}))(t)
	s.option(t, "Letter", "1.00", far)
	truck := s.option(t, "Truck", "30.00", near)
	small, bulky := line("s", 1, ""), line("b", 2, b.ID)

	// The post brings both: 3.00 for 10.00 worth of goods and 2.00 for 20.00.
	totals := s.totals(t, to("DE", ""), string(post.ID), small, bulky)
	if got := offers(totals); got != "Post 5.00" {
		t.Fatalf("offered %q, want only the post", got)
	}
	chosen := totals.ShippingInfo.SelectedCarrierServiceOption
	if !chosen.RequestedShippingOption || chosen.Partial != nil || totals.PriceSummary.Shipping.Amount.String() != "5.00" {
		t.Errorf("chose %+v for %s", chosen, totals.PriceSummary.Shipping.Amount)
	}
	if got := allocated(chosen.DeliveryAllocations); got != "s by 45c44b27 to world; b by 45c44b27 to near" {
		t.Errorf("allocated %q", got)
	}

	// Without it, the cheapest of each together.
	if err := s.ShippingOptions.DeleteShippingOption(t.Context(), post.ID); err != nil {
		t.Fatal(err)
	}
	totals = s.totals(t, to("DE", ""), pricing.CodeCombined, small, bulky)
	if got := offers(totals); got != "Letter + Truck 31.00" || totals.PriceSummary.Shipping.Amount.String() != "31.00" {
		t.Errorf("offered %q for %s, want both together", got, totals.PriceSummary.Shipping.Amount)
	}

	// Where nobody brings the bulky goods, the letter brings only the others.
	for choice, want := range map[string]string{
		"":               "Letter 1.00 partial",
		string(truck.ID): "Letter 1.00 partial, SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND",
		letterOf(t, s):   "Letter 1.00 partial, DELIVERY_METHOD_NOT_APPLIED_TO_ALL_LINE_ITEMS",
	} {
		totals = s.totals(t, to("US", "NY"), choice, small, bulky)
		if got := offers(totals); got != want {
			t.Errorf("offered %q when %q was chosen, want %q", got, choice, want)
		}
		if got := allocated(totals.ShippingInfo.CarrierServiceOptions[0].ShippingOptions[0].DeliveryAllocations); got != "s by 45c44b27 to world" {
			t.Errorf("allocated %q", got)
		}
	}
	// Goods of one profile are one parcel, whichever way they name it.
	if got := s.offered(t, to("DE", ""), small, line("c", 1, a.ID), line("d", 1, nowhere)); got != "Letter 1.00" {
		t.Errorf("offered %q for goods of one profile", got)
	}
}

func letterOf(t *testing.T, s *shop) string {
	t.Helper()
	totals := s.totals(t, to("US", "NY"), "", line("s", 1, ""))
	return totals.ShippingInfo.CarrierServiceOptions[0].ShippingOptions[0].Code
}

func allocated(as []pricing.DeliveryAllocation) string {
	var out []string
	for _, a := range as {
		out = append(out, strings.Join(a.ApplicableLineItems.LineItemIDs, "+")+" by "+a.DeliveryCarrier.AppID[:8]+" to "+a.DeliveryRegion.Name)
	}
	return strings.Join(out, "; ")
}

// What one process changes holds in the others from the next calculation on.
func TestLive(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	twin := &shop{Shop: s.Twin(), parcel: s.parcel, freight: s.freight}
	seen := func(want string) {
		t.Helper()
		for name, s := range map[string]*shop{"this process": s, "the other": twin} {
			if got := s.offered(t, to("DE", ""), line("a", 1, "")); got != want {
				t.Errorf("%s offers %q, want %q", name, got, want)
			}
		}
	}
	s.parcel.rates = []shipping.Rate{quoted("a", "4.00")}
	seen("A 4.00") // without profiles, everybody is asked
	p := s.profile(t, "default", country("de", "DE"))
	region := p.DeliveryRegions[0].ID
	seen("")
	o := twin.option(t, "Post", "5.00", region)
	seen("Post 5.00")
	must(s.ShippingOptions.UpdateShippingOption(t.Context(), o.ID, delivery.ShippingOptionUpdate{Revision: 1, Rates: patch.Set([]delivery.ConditionalRates{when("6.00")})}))(t)
	seen("Post 6.00")
	must(twin.DeliveryProfiles.AddDeliveryCarrier(t.Context(), region, delivery.Carrier{AppID: parcelID}))(t)
	seen("Post 6.00, A 4.00")
	must(s.DeliveryProfiles.UpdateDeliveryCarrier(t.Context(), region, parcelID, delivery.CarrierUpdate{
		AdditionalCharges: patch.Set([]delivery.AdditionalCharge{{Amount: "0.50"}}),
	}))(t)
	seen("Post 6.00, A 4.50")
	must(twin.DeliveryProfiles.RemoveDeliveryCarrier(t.Context(), region, delivery.BasicShipping))(t)
	seen("A 4.50")
	must(s.DeliveryProfiles.UpdateDeliveryRegion(t.Context(), delivery.UpdateDeliveryRegionRequest{
		DeliveryProfileID: p.ID, DeliveryRegionID: region, DeliveryRegion: delivery.RegionUpdate{Active: patch.Set(false)},
	}))(t)
	seen("")
}
