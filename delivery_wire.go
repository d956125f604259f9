// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import "github.com/go-ecom/ecom/delivery"

// useDelivery makes the services of delivery, and returns what asks the carriers
// of its regions.
func (s *Shop) useDelivery() *delivery.Router {
	d := delivery.NewServices(s.env, delivery.Config{Carriers: s.cfg.Shipping, BusinessAddress: s.cfg.BusinessAddress})
	s.DeliveryProfiles, s.ShippingOptions = d.Profiles, d.ShippingOptions
	s.PickupLocations, s.LocalDeliveryOptions = d.PickupLocations, d.LocalDeliveryOptions
	return d.Router
}
