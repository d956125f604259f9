// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"context"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
)

// Router says which carriers are asked about which goods: those of a delivery
// region of the profile that the goods belong to. A shop without one asks all
// its carriers about everything. It is safe for concurrent use and is asked
// once for each calculation.
type Router interface {
	// Route returns one route for each of the profiles asked for, in their order,
	// or none at all when the shop has no profiles: then all carriers are asked
	// about all goods. An error is a calculation error of the totals; one of class
	// fault.Unavailable or fault.Unknown from a router with a method Inline that
	// returns true, which asks nobody but the shop's own store, is that of the
	// whole calculation.
	Route(ctx context.Context, r RouteRequest) ([]Route, error)
}

// RouteRequest asks how goods get somewhere.
type RouteRequest struct {
	ShippingDestination *contact.Address // as much as is known; nil: nothing
	DeliveryProfileIDs  []string         // of the goods, each once; "" for goods that name none
}

// Route is how the goods of one delivery profile get to the destination.
type Route struct {
	ProfileID string  // goods with equal ones are asked about together
	Region    *Region // nil: the destination lies in none, so that the goods can't be brought there
	Missing   string  // the member of the address that it takes to tell the region, such as "country"; "" when it is told
	Carriers  []RouteCarrier
}

// Region is where the destination lies.
type Region struct {
	ID   string
	Name string
}

// RouteCarrier is a carrier of a region.
type RouteCarrier struct {
	ID      string             // of the Service
	Carrier Carrier            // one of the router's own, asked beside the Service with that ID; nil: none
	Charges []AdditionalCharge // added to every rate that the carrier gives, and to the backup rate
	Backup  *Backup            // offered when the carrier gives no rate, whatever the reason; nil: none
}

// Backup stands in for the rates of a carrier.
type Backup struct {
	Title string
	Price money.Amount
}

// BackupCode is the code of the rate that stands in for a carrier's own.
const BackupCode = "backup-rate"
