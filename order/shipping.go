// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"time"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
)

// ShippingInformation says how an order reaches its buyer and at what price.
type ShippingInformation struct {
	CarrierID string            `json:"carrierId,omitzero"` // 1 to 100 characters
	Code      string            `json:"code,omitzero"`      // 1 to 100 characters: the option that was chosen
	Title     string            `json:"title,omitzero"`     // up to 250 characters
	Logistics DeliveryLogistics `json:"logistics,omitzero"`
	Cost      ShippingPrice     `json:"cost,omitzero"`
	Region    *ShippingRegion   `json:"region,omitzero"`
}

// DeliveryLogistics says where and when goods are handed over. At most one of
// ShippingDestination and PickupDetails is set.
type DeliveryLogistics struct {
	ShippingDestination *contact.AddressWithContact `json:"shippingDestination,omitzero"`
	PickupDetails       *PickupDetails              `json:"pickupDetails,omitzero"`
	DeliveryTime        string                      `json:"deliveryTime"`           // up to 500 characters, for people
	Instructions        string                      `json:"instructions,omitzero"`  // up to 1000 characters
	DeliverByDate       time.Time                   `json:"deliverByDate,omitzero"` // deprecated
	DeliveryTimeSlot    *DeliveryTimeSlot           `json:"deliveryTimeSlot,omitzero"`
}

// PickupDetails says where the buyer fetches an order.
type PickupDetails struct {
	Address      *contact.Address `json:"address,omitzero"`
	PickupMethod PickupMethod     `json:"pickupMethod,omitzero"`
}

// DeliveryTimeSlot is when goods are delivered or fetched.
type DeliveryTimeSlot struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// ShippingPrice is what shipping costs.
type ShippingPrice struct {
	Price               money.Price         `json:"price,omitzero"`               // as shown, before its discount
	TotalPriceBeforeTax money.Price         `json:"totalPriceBeforeTax,omitzero"` // net, after its discount
	TotalPriceAfterTax  money.Price         `json:"totalPriceAfterTax,omitzero"`  // gross, after its discount
	TaxInfo             *LineItemTaxInfo    `json:"taxInfo,omitzero"`
	TaxDetails          *ItemTaxFullDetails `json:"taxDetails,omitzero"` // deprecated form of TaxInfo
	Discount            money.Price         `json:"discount,omitzero"`
}

// ShippingRegion is the region whose rates apply.
type ShippingRegion struct {
	Name string `json:"name,omitzero"` // up to 100 characters
}
