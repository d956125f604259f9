// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/shipping"
)

// InstalledCarrier is a carrier that regions can have.
type InstalledCarrier struct {
	ID                          string `json:"id"`
	DisplayName                 string `json:"displayName"`
	Description                 string `json:"description,omitempty"`
	LearnMoreURL                string `json:"learnMoreUrl,omitempty"`
	DashboardURL                string `json:"dashboardUrl,omitempty"`
	ThumbnailURL                string `json:"thumbnailUrl,omitempty"`
	FallbackDefinitionMandatory bool   `json:"fallbackDefinitionMandatory"` // it needs a backup rate
}

// installed is the carriers of a shop, in the order of their lists.
type installed struct {
	list       []InstalledCarrier
	configured map[string]bool // those of the configuration
}

func installedOf(services []shipping.Service) *installed {
	in := &installed{configured: map[string]bool{}, list: []InstalledCarrier{
		{ID: BasicShipping, DisplayName: "Shipping"},
		{ID: Pickup, DisplayName: "Pickup"},
		{ID: LocalDelivery, DisplayName: "Local delivery"},
	}}
	for _, s := range services {
		c := InstalledCarrier{
			ID: s.ID, DisplayName: s.Name, Description: s.Description, LearnMoreURL: s.LearnMoreURL, DashboardURL: s.DashboardURL,
			ThumbnailURL: s.ThumbnailURL, FallbackDefinitionMandatory: s.FallbackDefinitionMandatory,
		}
		in.configured[s.ID] = true
		if own := in.find(s.ID); own != nil {
			*own = c
			continue
		}
		in.list = append(in.list, c)
	}
	return in
}

// find returns a carrier, or nil.
func (in *installed) find(id string) *InstalledCarrier {
	for i := range in.list {
		if in.list[i].ID == id {
			return &in.list[i]
		}
	}
	return nil
}

// ownCarriers are what a region without carriers gets.
func ownCarriers() []Carrier {
	return []Carrier{{AppID: BasicShipping}, {AppID: Pickup}, {AppID: LocalDelivery}}
}

// site is what of the shop delivery depends on.
type site struct {
	currency money.Currency
	unit     item.WeightUnit
	length   LengthUnit
	business *contact.Address // may be nil
}

// geocode returns where the business is, or nil.
func (s *site) geocode() *contact.Geocode {
	if s.business == nil {
		return nil
	}
	return s.business.Geocode
}
