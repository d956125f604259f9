// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
)

// raised returns the events raised since the last call, without what all names
// begin with.
func (s *shop) raised() string {
	var out []string
	for _, name := range s.Recorder.Types() {
		out = append(out, strings.TrimPrefix(name, "wix.ecom.v1."))
	}
	s.Recorder.Reset()
	return strings.Join(out, " ")
}

// The life of a profile, with its revisions and events.
func TestProfileLife(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := actor.With(t.Context(), actor.User(nowhere))
	d := s.DeliveryProfiles
	p := must(d.CreateDeliveryProfile(ctx, delivery.Profile{Name: "first", DeliveryRegions: []delivery.Region{country("us", "us")}}))(t)
	if !p.Default || p.Revision != 1 || p.CreatedBy == nil || p.CreatedBy.UserID != nowhere || !*p.DeliveryRegions[0].Active {
		t.Errorf("made %+v, want the default profile of the user", p)
	}
	if got := p.DeliveryRegions[0]; len(got.DeliveryCarriers) != 3 || got.Destinations[0].CountryCode != "US" {
		t.Errorf("the region is %+v, want the shop's own carriers", got)
	}
	if got := s.raised(); got != "delivery_profile_created" {
		t.Errorf("raised %s", got)
	}
	p = must(d.UpdateDeliveryProfile(ctx, p.ID, delivery.ProfileUpdate{Revision: 1, Name: patch.Set("renamed")}))(t)
	if p.Name != "renamed" || p.Revision != 2 {
		t.Errorf("renamed to %q in revision %d", p.Name, p.Revision)
	}
	if _, err := d.UpdateDeliveryProfile(ctx, p.ID, delivery.ProfileUpdate{Revision: 1, Name: patch.Set("late")}); !errors.Is(err, fault.Conflict) || fault.Code(err) != "REVISION_MISMATCH" {
		t.Errorf("an old revision: %v, want a conflict", err)
	}
	p = must(d.UpdateExtendedFields(ctx, delivery.UpdateExtendedFieldsRequest{ID: string(p.ID), Namespace: "@app/ns", NamespaceData: map[string]any{"a": 1.0}}))(t)
	if p.Revision != 2 || p.ExtendedFields.Get("@app/ns", "a") != 1.0 {
		t.Errorf("extended fields %+v in revision %d", p.ExtendedFields, p.Revision)
	}
	s.raised()
	p = must(d.AddDeliveryRegion(ctx, delivery.AddDeliveryRegionRequest{DeliveryProfileID: p.ID, DeliveryRegion: country("de", "DE")}))(t)
	de := p.DeliveryRegions[1].ID
	if got := s.raised(); got != "delivery_profile_region_added delivery_profile_updated" {
		t.Errorf("raised %s", got)
	}
	if byRegion := must(d.GetDeliveryProfileByDeliveryRegionID(ctx, de))(t); byRegion.ID != p.ID {
		t.Errorf("the region belongs to %s", byRegion.ID)
	}
	p = must(d.UpdateDeliveryRegion(ctx, delivery.UpdateDeliveryRegionRequest{
		DeliveryProfileID: p.ID, DeliveryRegionID: de, DeliveryRegion: delivery.RegionUpdate{Name: patch.Set("rest"), Destinations: patch.Clear[[]delivery.Destination]()},
	}))(t)
	if r := p.Region(de); r.Name != "rest" || len(r.Destinations) != 0 {
		t.Errorf("the region is %+v", r)
	}
	if got := s.raised(); got != "delivery_profile_region_updated delivery_profile_updated" {
		t.Errorf("raised %s", got)
	}
	p = must(d.RemoveDeliveryRegion(ctx, delivery.RemoveDeliveryRegionRequest{DeliveryProfileID: p.ID, DeliveryRegionID: de, Revision: p.Revision}))(t)
	if len(p.DeliveryRegions) != 1 {
		t.Errorf("%d regions, want 1", len(p.DeliveryRegions))
	}
	if got := s.raised(); got != "delivery_profile_region_removed delivery_profile_updated" {
		t.Errorf("raised %s", got)
	}
	if err := d.DeleteDeliveryProfile(ctx, p.ID); fault.Code(err) != "DEFAULT_CANNOT_BE_DELETED" {
		t.Errorf("deleted the default profile: %v", err)
	}
	other := s.profile(t, "other", country("us", "US"))
	if err := d.DeleteDeliveryProfile(ctx, other.ID); err != nil {
		t.Error(err)
	}
	if got := s.raised(); got != "delivery_profile_created delivery_profile_deleted" {
		t.Errorf("raised %s", got)
	}
	if _, err := d.GetDeliveryProfile(ctx, other.ID); fault.Code(err) != "DELIVERY_PROFILE_NOT_FOUND" {
		t.Errorf("the deleted profile: %v", err)
	}
	if got := must(d.GetDeliveryProfile(ctx, p.ID))(t); !cmp.Equal(got, p) {
		t.Errorf("GetDeliveryProfile() (-want +got):\n%s", cmp.Diff(p, got))
	}
}

// The life of an option.
func TestOptionLife(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := t.Context()
	p := s.profile(t, "default", country("us", "US"), country("de", "DE"))
	us, de := p.DeliveryRegions[0].ID, p.DeliveryRegions[1].ID
	s.raised()
	o := must(s.ShippingOptions.CreateShippingOption(ctx, delivery.ShippingOption{Title: "Post", DeliveryRegionID: us, Rates: []delivery.ConditionalRates{when("5.00")}}))(t)
	if !slices.Equal(o.DeliveryRegionIDs, []delivery.RegionID{us}) || o.DeliveryRegionID != us || o.Revision != 1 {
		t.Errorf("made %+v", o)
	}
	o = must(s.ShippingOptions.AddDeliveryRegion(ctx, o.ID, de, 1))(t)
	o = must(s.ShippingOptions.AddDeliveryRegion(ctx, o.ID, de, 2))(t)
	if !slices.Equal(o.DeliveryRegionIDs, []delivery.RegionID{us, de}) || o.Revision != 3 {
		t.Errorf("after AddDeliveryRegion %+v", o)
	}
	o = must(s.ShippingOptions.RemoveDeliveryRegion(ctx, o.ID, us, 3))(t)
	if !slices.Equal(o.DeliveryRegionIDs, []delivery.RegionID{de}) || o.DeliveryRegionID != de {
		t.Errorf("after RemoveDeliveryRegion %+v", o)
	}
	for name, err := range map[string]error{
		"region that it is not in": only(s.ShippingOptions.RemoveDeliveryRegion(ctx, o.ID, us, 4)),
		"region that there is not": only(s.ShippingOptions.AddDeliveryRegion(ctx, o.ID, nowhere, 4)),
	} {
		if fault.Code(err) != "DELIVERY_REGION_NOT_FOUND" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.ShippingOptions.AddDeliveryRegion(ctx, o.ID, us, 0); !errors.Is(err, fault.Invalid) {
		t.Errorf("without a revision: %v, want invalid", err)
	}
	o = must(s.ShippingOptions.UpdateShippingOption(ctx, o.ID, delivery.ShippingOptionUpdate{Revision: 4, Title: patch.Set("Mail"), EstimatedDeliveryTime: patch.Set("2 days")}))(t)
	if o.Title != "Mail" || o.EstimatedDeliveryTime != "2 days" || o.Revision != 5 {
		t.Errorf("updated to %+v", o)
	}
	o = must(s.ShippingOptions.UpdateExtendedFields(ctx, delivery.UpdateExtendedFieldsRequest{ID: string(o.ID), Namespace: "n", NamespaceData: map[string]any{"a": "b"}}))(t)
	if o.Revision != 5 || o.ExtendedFields.Get("n", "a") != "b" {
		t.Errorf("extended fields %+v in revision %d", o.ExtendedFields, o.Revision)
	}
	if err := s.ShippingOptions.DeleteShippingOption(ctx, o.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.ShippingOptions.GetShippingOption(ctx, o.ID); fault.Code(err) != "SHIPPING_OPTION_NOT_FOUND" {
		t.Errorf("the deleted option: %v", err)
	}
	want := "shipping_option_created" + strings.Repeat(" shipping_option_updated", 5) + " shipping_option_deleted"
	if got := s.raised(); got != want {
		t.Errorf("raised %s, want %s", got, want)
	}

	l := must(s.PickupLocations.CreatePickupLocation(ctx, delivery.PickupLocation{Name: "Shop", Address: to("US", "NY"), DeliveryRegionIDs: []delivery.RegionID{us, us}}))(t)
	l = must(s.PickupLocations.UpdatePickupLocation(ctx, l.ID, delivery.PickupLocationUpdate{
		Revision: 1, Name: patch.Set("Store"), Address: patch.Set(contact.Address{Country: "US", City: "Albany"}), Active: patch.Set(false),
	}))(t)
	if l.Name != "Store" || l.Address.City != "Albany" || l.IsActive() || len(l.DeliveryRegionIDs) != 1 {
		t.Errorf("updated to %+v", l)
	}
	if got := s.offered(t, to("US", "NY"), line("a", 1, "")); got != "" {
		t.Errorf("offered %q while the location is closed", got)
	}
	r := must(s.PickupLocations.BulkUpdatePickupLocation(ctx, []delivery.PickupLocationUpdate{
		{ID: l.ID, Revision: 2, Active: patch.Clear[bool](), Rates: patch.Set([]delivery.ConditionalRates{when("1.00")})}, {ID: nowhere, Revision: 1},
	}))(t)
	if len(r.PickupLocations) != 1 || len(r.Errors) != 1 || r.Errors[0].ID != nowhere || fault.Code(r.Errors[0].Error) != "PICKUP_LOCATION_NOT_FOUND" {
		t.Errorf("bulk update: %+v", r)
	}
	if b, _ := json.Marshal(r.Errors[0]); !strings.Contains(string(b), `"code":"PICKUP_LOCATION_NOT_FOUND"`) {
		t.Errorf("the error is %s", b)
	}
	if got := s.offered(t, to("US", "NY"), line("a", 1, "")); got != "Store 1.00" {
		t.Errorf("offered %q, want pickup", got)
	}
	if where := must(s.DeliveryProfiles.GetDeliveryDestinationProperties(ctx))(t); len(where.Countries) != 1 || !where.Countries[0].DeliveryDestinationProperties.PickupOnly {
		t.Errorf("destinations %+v, want one to come to", where)
	}
	local := must(s.LocalDeliveryOptions.CreateLocalDeliveryOption(ctx, delivery.LocalDeliveryOption{AreaName: "Town", ZipConfig: &delivery.ZipCodeConfig{ZipCodes: []string{"1*"}}}))(t)
	local = must(s.LocalDeliveryOptions.UpdateLocalDeliveryOption(ctx, local.ID, delivery.LocalDeliveryOptionUpdate{
		Revision: 1, RadiusConfig: patch.Set(delivery.RadiusConfig{Radius: "1"}), Rate: patch.Set(delivery.LocalDeliveryOption{}.Rate),
	}))(t)
	if local.ZipConfig != nil || local.RadiusConfig == nil || local.RadiusConfig.LengthUnit != delivery.Kilometres {
		t.Errorf("updated to %+v, want a radius alone", local)
	}
}

// A region has as many shipping options as carriers may have rates, at most; who
// leaves it makes room.
func TestShippingOptionsOfARegion(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	p := s.profile(t, "default", country("us", "US"), country("de", "DE"))
	us, de := p.DeliveryRegions[0].ID, p.DeliveryRegions[1].ID
	var last *delivery.ShippingOption
	for range delivery.MaxOptionsPerRegion {
		last = s.option(t, "Post", "1.00", us)
	}
	other := s.option(t, "Post", "1.00", de)
	if _, err := s.ShippingOptions.AddDeliveryRegion(t.Context(), other.ID, us, 1); !errors.Is(err, fault.Limit) || fault.Code(err) != "LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED" {
		t.Errorf("one more: %v, want the limit", err)
	}
	must(s.ShippingOptions.RemoveDeliveryRegion(t.Context(), last.ID, us, 1))(t)
	must(s.ShippingOptions.AddDeliveryRegion(t.Context(), other.ID, us, 1))(t)
	if n := strings.Count(s.offered(t, to("US", "NY"), line("a", 1, "")), "Post 1.00"); n != delivery.MaxOptionsPerRegion {
		t.Errorf("%d options are offered, want %d", n, delivery.MaxOptionsPerRegion)
	}
}

// Every query knows its fields, and finds the newest first.
func TestQueries(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := t.Context()
	a := s.profile(t, "a", country("us", "US"))
	s.Clock.Advance(1e9)
	b := s.profile(t, "b", country("us", "US"))
	region := a.DeliveryRegions[0].ID
	s.option(t, "Post", "1", region)
	s.Clock.Advance(1e9)
	s.option(t, "Truck", "2", region, b.DeliveryRegions[0].ID)
	for filter, want := range map[string]string{
		`{}`: "b a", `{"name":"a"}`: "a", `{"default":true}`: "a", `{"deliveryRegions.id":{"$hasSome":["` + string(region) + `"]}}`: "a",
	} {
		page, err := s.DeliveryProfiles.QueryDeliveryProfiles(ctx, query.Request{Filter: filterOf(t, filter)})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range page.DeliveryProfiles {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("profiles of %s: %s, want %s", filter, got, want)
		}
	}
	for filter, want := range map[string]string{
		`{}`: "Truck Post", `{"title":"Post"}`: "Post", `{"deliveryRegionIds":{"$hasSome":["` + string(b.DeliveryRegions[0].ID) + `"]}}`: "Truck",
		`{"deliveryRegionId":"` + string(region) + `"}`: "Truck Post",
	} {
		page := must(s.ShippingOptions.QueryShippingOptions(ctx, query.Request{Filter: filterOf(t, filter)}))(t)
		var titles []string
		for _, o := range page.ShippingOptions {
			titles = append(titles, o.Title)
		}
		if got := strings.Join(titles, " "); got != want {
			t.Errorf("options of %s: %s, want %s", filter, got, want)
		}
	}
	if _, err := s.PickupLocations.QueryPickupLocation(ctx, query.Request{Filter: filterOf(t, `{"mood":"good"}`)}); !errors.Is(err, fault.Invalid) {
		t.Errorf("an unknown field: %v, want invalid", err)
	}
	if page := must(s.LocalDeliveryOptions.QueryLocalDeliveryOptions(ctx, query.Request{Filter: filterOf(t, `{"areaName":"x"}`)}))(t); page.LocalDeliveryOptions == nil {
		t.Error("no options are nil, want an empty list")
	}
	list := must(s.DeliveryProfiles.ListInstalledDeliveryCarriers(ctx))(t)
	if len(list) != 5 || list[4].ID != freight || !list[4].FallbackDefinitionMandatory {
		t.Errorf("installed carriers are %+v", list)
	}
}

func filterOf(t *testing.T, text string) query.Filter {
	t.Helper()
	var f query.Filter
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// A repetition under the same key has no further effect.
func TestIdempotent(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	ctx := idempotency.WithKey(t.Context(), "key")
	one := must(s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "a"}))(t)
	two := must(s.DeliveryProfiles.CreateDeliveryProfile(ctx, delivery.Profile{Name: "a"}))(t)
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("the answers differ:\n%s", diff)
	}
	bulk := []delivery.PickupLocation{{Name: "a", Address: to("US", "NY")}, {Name: "b", Address: to("US", "NY")}}
	first := must(s.PickupLocations.BulkCreatePickupLocation(ctx, bulk))(t)
	again := must(s.PickupLocations.BulkCreatePickupLocation(ctx, bulk))(t)
	if diff := cmp.Diff(first.PickupLocations, again.PickupLocations); diff != "" || len(first.PickupLocations) != 2 {
		t.Errorf("the answers differ:\n%s", diff)
	}
}

// Those who make the first profile at the same time make one default profile, and
// a region is not lost to whoever changes another one.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { _, _ = s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{Name: "p"}) })
	}
	wg.Wait()
	page := must(s.DeliveryProfiles.QueryDeliveryProfiles(t.Context(), query.Request{}))(t)
	var def *delivery.Profile
	for _, p := range page.DeliveryProfiles {
		if p.Default && def != nil {
			t.Fatal("there are two default profiles")
		}
		if p.Default {
			def = p
		}
	}
	if def == nil {
		t.Fatal("there is no default profile")
	}
	codes := []string{"DE", "FR", "IT", "ES"}
	errs := make([]error, len(codes))
	for i, code := range codes {
		wg.Go(func() {
			_, errs[i] = s.DeliveryProfiles.AddDeliveryRegion(t.Context(), delivery.AddDeliveryRegionRequest{DeliveryProfileID: def.ID, DeliveryRegion: country(code, code)})
		})
	}
	wg.Wait()
	want := 0
	for _, err := range errs {
		switch {
		case err == nil:
			want++
		case !errors.Is(err, fault.Conflict):
			t.Error(err)
		}
	}
	if got := len(must(s.DeliveryProfiles.GetDeliveryProfile(t.Context(), def.ID))(t).DeliveryRegions); got != want {
		t.Errorf("%d regions were added, and there are %d", want, got)
	}
}

func TestClones(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(delivery.Profile), (*delivery.Profile).Clone)
	clonetest.Deep(t, new(delivery.ShippingOption), (*delivery.ShippingOption).Clone)
	clonetest.Deep(t, new(delivery.PickupLocation), (*delivery.PickupLocation).Clone)
	clonetest.Deep(t, new(delivery.LocalDeliveryOption), (*delivery.LocalDeliveryOption).Clone)
}
