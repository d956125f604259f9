// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"cmp"
	"context"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// The limits of what dashboards are told of.
const (
	MaxListedCarriers  = 25 // of one call
	MaxListedRegions   = 5  // of a carrier
	MaxDashboardTables = 5  // of a region
	MaxDashboardRows   = 25 // of a table
)

// ListDeliveryCarriersResult is one of the carriers that were asked for.
type ListDeliveryCarriersResult struct {
	DeliveryCarrierMetadata         ItemMetadata       `json:"deliveryCarrierMetadata"`
	DeliveryCarrierDetails          *CarrierDetails    `json:"deliveryCarrierDetails,omitempty"` // nil when the shop does not have it
	DeliveryCarrierRegionalSettings []RegionalSettings `json:"deliveryCarrierRegionalSettings,omitempty"`
}

// ItemMetadata says what became of one element of a call.
type ItemMetadata struct {
	ID      string     `json:"id"`
	Success bool       `json:"success"`
	Error   *BulkError `json:"error,omitempty"`
}

// CarrierDetails is a carrier as dashboards show it.
type CarrierDetails struct {
	InstalledCarrier
	ToggleGetCarrierSettingsEnabled        bool `json:"toggleGetCarrierSettingsEnabled"`        // it has tables
	ToggleUpdateCarrierActiveStatusEnabled bool `json:"toggleUpdateCarrierActiveStatusEnabled"` // SetDeliveryCarrierActiveStatus switches its rows
}

// RegionalSettings is what a carrier offers in a region.
type RegionalSettings struct {
	DeliveryRegionID RegionID         `json:"deliveryRegionId"`
	DashboardTables  []DashboardTable `json:"dashboardTables"` // up to 5
}

// DashboardTable is a table of options.
type DashboardTable struct {
	Title   string            `json:"title"`
	Columns []DashboardColumn `json:"columns"`
	Rows    []DashboardRow    `json:"rows"` // up to 25
}

// DashboardColumn is a column of a table.
type DashboardColumn struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// DashboardRow is an option.
type DashboardRow struct {
	Key    string         `json:"key"` // its id
	Data   map[string]any `json:"data,omitempty"`
	Active bool           `json:"active"`
}

// ListDeliveryCarriers returns what carriers offer in the regions of a profile:
// of the shop's own the options, as tables. A profile that there is not is
// fault.NotFound with DELIVERY_PROFILE_NOT_FOUND; a carrier that the shop does
// not have is told of in its result, by DELIVERY_CARRIER_NOT_FOUND. Dashboards
// are told of no more than the first regions and options that fit the platform's
// limits.
func (s *Profiles) ListDeliveryCarriers(ctx context.Context, id ProfileID, appIDs []string) ([]ListDeliveryCarriersResult, error) {
	const op = "delivery.ListDeliveryCarriers"
	var check fault.Checker
	check.Size("appIds", len(appIDs), 1, MaxListedCarriers)
	err := cmp.Or(service.RequireAdmin(ctx), check.Err())
	if err != nil {
		return nil, fault.At(op, err)
	}
	p, err := profiles.Get(ctx, s.c.env.Store, string(id))
	if err != nil {
		return nil, fault.At(op, profileMissing(err, id))
	}
	rows, err := s.c.rows(ctx)
	if err != nil {
		return nil, fault.At(op, err)
	}
	out := make([]ListDeliveryCarriersResult, len(appIDs))
	for i, appID := range appIDs {
		out[i].DeliveryCarrierMetadata = ItemMetadata{ID: appID, Success: true}
		found := s.c.installed.find(appID)
		if found == nil {
			out[i].DeliveryCarrierMetadata = ItemMetadata{ID: appID, Error: &BulkError{appID, fault.Missing("delivery carrier", appID, CodeCarrierNotFound)}}
			continue
		}
		own := rows[appID]
		out[i].DeliveryCarrierDetails = &CarrierDetails{
			InstalledCarrier: *found, ToggleGetCarrierSettingsEnabled: own != nil, ToggleUpdateCarrierActiveStatusEnabled: appID == Pickup,
		}
		for j := range p.DeliveryRegions {
			r := &p.DeliveryRegions[j]
			if own == nil || r.Carrier(appID) == nil || len(out[i].DeliveryCarrierRegionalSettings) == MaxListedRegions {
				continue
			}
			out[i].DeliveryCarrierRegionalSettings = append(out[i].DeliveryCarrierRegionalSettings, RegionalSettings{r.ID, tables(found.DisplayName, own[r.ID])})
		}
	}
	return out, nil
}

// tables puts rows into tables, at least one.
func tables(title string, rows []DashboardRow) []DashboardTable {
	columns := []DashboardColumn{{Key: "title", Name: "Title"}}
	out := []DashboardTable{}
	for chunk := range slices.Chunk(rows, MaxDashboardRows) {
		if len(out) < MaxDashboardTables {
			out = append(out, DashboardTable{Title: title, Columns: columns, Rows: chunk})
		}
	}
	if len(out) == 0 {
		out = append(out, DashboardTable{Title: title, Columns: columns, Rows: []DashboardRow{}})
	}
	return out
}

// rows returns all options, by carrier and region.
func (c *core) rows(ctx context.Context) (map[string]map[RegionID][]DashboardRow, error) {
	out := map[string]map[RegionID][]DashboardRow{BasicShipping: {}, Pickup: {}, LocalDelivery: {}}
	add := func(carrier string, st stamps, title string, active bool) {
		for _, id := range *st.regions {
			out[carrier][id] = append(out[carrier][id], DashboardRow{Key: st.id, Data: map[string]any{"title": title}, Active: active})
		}
	}
	inOrder := store.Range{Index: indexCreated}
	for o, err := range shippingOptions.Find(ctx, c.env.Store, inOrder) {
		if err != nil {
			return nil, err
		}
		add(BasicShipping, o.stamps(), o.Title, true)
	}
	for l, err := range pickupLocations.Find(ctx, c.env.Store, inOrder) {
		if err != nil {
			return nil, err
		}
		add(Pickup, l.stamps(), l.Name, l.IsActive())
	}
	for o, err := range localOptions.Find(ctx, c.env.Store, inOrder) {
		if err != nil {
			return nil, err
		}
		add(LocalDelivery, o.stamps(), o.AreaName, true)
	}
	return out, nil
}

// activeRequest switches a row.
type activeRequest struct {
	CarrierAppID string `json:"carrierAppId"`
	RowID        string `json:"rowId"`
	Active       bool   `json:"active"`
}

// SetDeliveryCarrierActiveStatus switches a row of a carrier's tables on or off: a
// pickup location, by its id. A carrier that the shop does not have is
// fault.NotFound with DELIVERY_CARRIER_NOT_FOUND, and so is a row that it does not
// have, with the code of what the row would be; one whose rows can't be switched
// is fault.State.
func (s *Profiles) SetDeliveryCarrierActiveStatus(ctx context.Context, carrierAppID, rowID string, active bool) error {
	return s.setActive(ctx, "delivery.SetDeliveryCarrierActiveStatus", activeRequest{carrierAppID, rowID, active})
}

// UpdateCarrierSettings is SetDeliveryCarrierActiveStatus by the platform's older
// name.
func (s *Profiles) UpdateCarrierSettings(ctx context.Context, carrierID, rowID string, active bool) error {
	return s.setActive(ctx, "delivery.UpdateCarrierSettings", activeRequest{carrierID, rowID, active})
}

func (s *Profiles) setActive(ctx context.Context, op string, r activeRequest) error {
	locations := newPickupLocations(s.c)
	_, err := mutate(ctx, s.c, op, r, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		switch {
		case s.c.installed.find(r.CarrierAppID) == nil:
			return nil, fault.Missing("delivery carrier", r.CarrierAppID, CodeCarrierNotFound)
		case r.CarrierAppID != Pickup:
			return nil, fault.New(fault.State, "", "the options of this carrier cannot be switched off: delete them")
		}
		_, err := locations.change(ctx, tx, locations.member, r.RowID, 0, true, func(l *PickupLocation) error {
			l.Active = &r.Active
			return nil
		})
		return &struct{}{}, err
	})
	return err
}
