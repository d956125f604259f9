// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/fault"
)

// What dashboards show of carriers, and what they switch.
func TestDashboard(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := t.Context()
	p := s.profile(t, "default", country("us", "US"), country("de", "DE"))
	us := p.DeliveryRegions[0].ID
	s.option(t, "Post", "5.00", us)
	l := must(s.PickupLocations.CreatePickupLocation(ctx, delivery.PickupLocation{Name: "Shop", Address: to("US", "NY"), DeliveryRegionIDs: []delivery.RegionID{us}}))(t)
	list := must(s.DeliveryProfiles.ListDeliveryCarriers(ctx, p.ID, []string{delivery.BasicShipping, delivery.Pickup, parcelID, nowhere}))(t)
	basic, pickup, parcel, none := list[0], list[1], list[2], list[3]
	if rows := basic.DeliveryCarrierRegionalSettings[0].DashboardTables[0].Rows; len(rows) != 1 || rows[0].Data["title"] != "Post" || !rows[0].Active {
		t.Errorf("shipping options are %+v", rows)
	}
	if n := len(basic.DeliveryCarrierRegionalSettings); n != 2 || len(basic.DeliveryCarrierRegionalSettings[1].DashboardTables[0].Rows) != 0 {
		t.Errorf("%d regions of shipping options, want 2, the second without any", n)
	}
	if !pickup.DeliveryCarrierDetails.ToggleUpdateCarrierActiveStatusEnabled || basic.DeliveryCarrierDetails.ToggleUpdateCarrierActiveStatusEnabled {
		t.Error("not only rows of pickup can be switched")
	}
	if d := parcel.DeliveryCarrierDetails; d == nil || d.DisplayName != "Parcel" || parcel.DeliveryCarrierRegionalSettings != nil {
		t.Errorf("the parcel carrier is %+v", parcel)
	}
	if m := none.DeliveryCarrierMetadata; m.Success || fault.Code(m.Error.Error) != "DELIVERY_CARRIER_NOT_FOUND" {
		t.Errorf("an unknown carrier is %+v", m)
	}
	if b, err := json.Marshal(none); err != nil || !strings.Contains(string(b), `"code":"DELIVERY_CARRIER_NOT_FOUND"`) {
		t.Errorf("an unknown carrier is %s, %v", b, err)
	}

	if err := s.DeliveryProfiles.SetDeliveryCarrierActiveStatus(ctx, delivery.Pickup, string(l.ID), false); err != nil {
		t.Fatal(err)
	}
	if got := s.offered(t, to("US", "NY"), line("a", 1, "")); got != "Post 5.00" {
		t.Errorf("offered %q while pickup is off", got)
	}
	if err := s.DeliveryProfiles.UpdateCarrierSettings(ctx, delivery.Pickup, string(l.ID), true); err != nil {
		t.Fatal(err)
	}
	if got := s.offered(t, to("US", "NY"), line("a", 1, "")); got != "Post 5.00, Shop 0.00" {
		t.Errorf("offered %q with pickup", got)
	}
	for name, tt := range map[string]struct {
		err  error
		code string
	}{
		"list of no profile": {only(s.DeliveryProfiles.ListDeliveryCarriers(ctx, nowhere, []string{parcelID})), "DELIVERY_PROFILE_NOT_FOUND"},
		"switch":             {s.DeliveryProfiles.SetDeliveryCarrierActiveStatus(ctx, nowhere, string(l.ID), true), "DELIVERY_CARRIER_NOT_FOUND"},
		"older switch":       {s.DeliveryProfiles.UpdateCarrierSettings(ctx, nowhere, string(l.ID), true), "DELIVERY_CARRIER_NOT_FOUND"},
		"no row":             {s.DeliveryProfiles.SetDeliveryCarrierActiveStatus(ctx, delivery.Pickup, nowhere, true), "PICKUP_LOCATION_NOT_FOUND"},
	} {
		if fault.Code(tt.err) != tt.code {
			t.Errorf("%s: %v, want %s", name, tt.err, tt.code)
		}
	}
	if err := s.DeliveryProfiles.SetDeliveryCarrierActiveStatus(ctx, parcelID, string(l.ID), true); !errors.Is(err, fault.State) {
		t.Errorf("switching what can't be switched: %v", err)
	}
	if _, err := s.DeliveryProfiles.ListDeliveryCarriers(ctx, p.ID, nil); !errors.Is(err, fault.Invalid) {
		t.Errorf("listing nothing: %v", err)
	}
}
