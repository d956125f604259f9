// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/pricing"
)

// ShippingInfo says where goods go, how that is chosen and what else is
// offered. Of SelectedCarrierServiceOption a caller sets Code and CarrierID;
// everything else but ShippingDestination is derived.
type ShippingInfo struct {
	ShippingDestination          *contact.AddressWithContact           `json:"shippingDestination,omitempty"`
	SelectedCarrierServiceOption *pricing.SelectedCarrierServiceOption `json:"selectedCarrierServiceOption,omitempty"`
	Region                       *pricing.Region                       `json:"region,omitempty"`
	CarrierServiceOptions        []pricing.CarrierServiceOption        `json:"carrierServiceOptions,omitzero"`
}

// Clone returns a copy that shares nothing changeable with s. The clone of nil
// is nil.
func (s *ShippingInfo) Clone() *ShippingInfo {
	if s == nil {
		return nil
	}
	return &ShippingInfo{
		ShippingDestination:          s.ShippingDestination.Clone(),
		SelectedCarrierServiceOption: s.SelectedCarrierServiceOption.Clone(),
		Region:                       ptr.Copy(s.Region),
		CarrierServiceOptions:        ptr.CopyEach(s.CarrierServiceOptions, pricing.CarrierServiceOption.Clone),
	}
}
