// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// SelectedShippingOption is the buyer's choice.
type SelectedShippingOption struct {
	CarrierID string `json:"carrierId,omitempty"` // may be left out: the first carrier that offers Code
	Code      string `json:"code"`
}

// Validate records what is wrong with the choice, which stands at path. No
// choice is none that is wrong.
func (o *SelectedShippingOption) Validate(c *fault.Checker, path string) {
	if o == nil {
		return
	}
	item.CheckGUID(c, path+".carrierId", o.CarrierID)
	c.Length(path+".code", o.Code, 1, 100)
}

// ShippingInformation is what shipping is offered and chosen.
type ShippingInformation struct {
	Region                       *Region                       `json:"region,omitempty"`
	SelectedCarrierServiceOption *SelectedCarrierServiceOption `json:"selectedCarrierServiceOption,omitempty"`
	CarrierServiceOptions        []CarrierServiceOption        `json:"carrierServiceOptions"`
}

// Clone returns a deep copy.
func (s *ShippingInformation) Clone() *ShippingInformation {
	c := ptr.Copy(s)
	if c != nil {
		c.Region = ptr.Copy(c.Region)
		c.SelectedCarrierServiceOption = c.SelectedCarrierServiceOption.Clone()
		c.CarrierServiceOptions = ptr.CopyEach(c.CarrierServiceOptions, CarrierServiceOption.Clone)
	}
	return c
}

// Region is the shipping region that the destination lies in.
type Region struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// SelectedCarrierServiceOption is the shipping option in effect, with its cost.
type SelectedCarrierServiceOption struct {
	Code                    string                                    `json:"code"`
	Title                   string                                    `json:"title,omitempty"`
	Logistics               *DeliveryLogistics                        `json:"logistics,omitempty"`
	Cost                    *SelectedCarrierServiceOptionPrices       `json:"cost,omitempty"`
	RequestedShippingOption bool                                      `json:"requestedShippingOption"` // false: the chosen one was not offered, this is the first that is
	OtherCharges            []SelectedCarrierServiceOptionOtherCharge `json:"otherCharges,omitempty"`
	CarrierID               string                                    `json:"carrierId,omitempty"`
	DeliveryAllocations     []DeliveryAllocation                      `json:"deliveryAllocations,omitempty"`
	Partial                 *bool                                     `json:"partial,omitempty"`
}

// Clone returns a deep copy.
func (o *SelectedCarrierServiceOption) Clone() *SelectedCarrierServiceOption {
	c := ptr.Copy(o)
	if c != nil {
		c.Logistics = c.Logistics.Clone()
		c.Cost = c.Cost.Clone()
		c.OtherCharges = ptr.CopyEach(c.OtherCharges, SelectedCarrierServiceOptionOtherCharge.Clone)
		c.DeliveryAllocations = ptr.CopyEach(c.DeliveryAllocations, DeliveryAllocation.Clone)
		c.Partial = ptr.Copy(c.Partial)
	}
	return c
}

// SelectedCarrierServiceOptionPrices is the cost of shipping, its other
// charges included.
type SelectedCarrierServiceOptionPrices struct {
	TotalPriceAfterTax  money.MultiCurrencyPrice `json:"totalPriceAfterTax,omitzero"`
	TotalPriceBeforeTax money.MultiCurrencyPrice `json:"totalPriceBeforeTax,omitzero"`
	TaxDetails          *ItemTaxFullDetails      `json:"taxDetails,omitempty"`
	TotalDiscount       money.MultiCurrencyPrice `json:"totalDiscount,omitzero"`
	Price               money.MultiCurrencyPrice `json:"price,omitzero"` // as shown, before its discount
}

// Clone returns a deep copy.
func (p *SelectedCarrierServiceOptionPrices) Clone() *SelectedCarrierServiceOptionPrices {
	c := ptr.Copy(p)
	if c != nil {
		c.TaxDetails = c.TaxDetails.Clone()
	}
	return c
}

// SelectedCarrierServiceOptionOtherCharge is a part of the shipping price
// that is shown apart.
type SelectedCarrierServiceOptionOtherCharge struct {
	Type    ChargeType                          `json:"type,omitempty"`
	Details string                              `json:"details,omitempty"`
	Cost    *SelectedCarrierServiceOptionPrices `json:"cost,omitempty"`
}

// Clone returns a deep copy.
func (c SelectedCarrierServiceOptionOtherCharge) Clone() SelectedCarrierServiceOptionOtherCharge {
	c.Cost = c.Cost.Clone()
	return c
}

// ChargeType is the kind of an additional shipping charge.
type ChargeType string

// The kinds of charges.
const (
	ChargeTypeHandlingFee ChargeType = "HANDLING_FEE"
	ChargeTypeInsurance   ChargeType = "INSURANCE"
)

// CarrierServiceOption is what one carrier offers.
type CarrierServiceOption struct {
	CarrierID       string           `json:"carrierId"`
	ShippingOptions []ShippingOption `json:"shippingOptions"`
}

// Clone returns a deep copy.
func (o CarrierServiceOption) Clone() CarrierServiceOption {
	o.ShippingOptions = ptr.CopyEach(o.ShippingOptions, ShippingOption.Clone)
	return o
}

// ShippingOption is one way of shipping on offer.
type ShippingOption struct {
	Code                string               `json:"code"`
	Title               string               `json:"title"`
	Logistics           *DeliveryLogistics   `json:"logistics,omitempty"`
	Cost                *ShippingPrice       `json:"cost,omitempty"`
	DeliveryAllocations []DeliveryAllocation `json:"deliveryAllocations,omitempty"`
	Partial             *bool                `json:"partial,omitempty"`
}

// Clone returns a deep copy.
func (o ShippingOption) Clone() ShippingOption {
	o.Logistics = o.Logistics.Clone()
	if o.Cost != nil {
		o.Cost = &ShippingPrice{Price: o.Cost.Price, OtherCharges: slices.Clone(o.Cost.OtherCharges)}
	}
	o.DeliveryAllocations = ptr.CopyEach(o.DeliveryAllocations, DeliveryAllocation.Clone)
	o.Partial = ptr.Copy(o.Partial)
	return o
}

// ShippingPrice is the price of an option, its other charges included.
type ShippingPrice struct {
	Price        money.MultiCurrencyPrice `json:"price,omitzero"`
	OtherCharges []OtherCharge            `json:"otherCharges,omitempty"`
}

// OtherCharge is a part of a shipping price that is shown apart.
type OtherCharge struct {
	Type    ChargeType               `json:"type,omitempty"`
	Price   money.MultiCurrencyPrice `json:"price,omitzero"`
	Details string                   `json:"details,omitempty"`
}

// DeliveryLogistics says when and how goods arrive.
type DeliveryLogistics struct {
	DeliveryTime  string         `json:"deliveryTime,omitempty"` // such as "3-5 days"
	Instructions  string         `json:"instructions,omitempty"`
	PickupDetails *PickupDetails `json:"pickupDetails,omitempty"`
}

// Clone returns a deep copy.
func (l *DeliveryLogistics) Clone() *DeliveryLogistics {
	c := ptr.Copy(l)
	if c != nil && c.PickupDetails != nil {
		p := *c.PickupDetails
		if p.Address != nil {
			p.Address = p.Address.Clone()
		}
		c.PickupDetails = &p
	}
	return c
}

// PickupDetails says where the buyer fetches the goods.
type PickupDetails struct {
	Address          *contact.Address `json:"address,omitempty"`
	BusinessLocation bool             `json:"businessLocation,omitempty"` // deprecated
	PickupMethod     PickupMethod     `json:"pickupMethod,omitempty"`
}

// PickupMethod is the kind of place where goods are picked up.
type PickupMethod string

// The kinds of places.
const (
	PickupMethodStore PickupMethod = "STORE_PICKUP"
	PickupMethodPoint PickupMethod = "PICKUP_POINT"
)

// DeliveryAllocation says which carrier and region serve which lines.
type DeliveryAllocation struct {
	DeliveryCarrier     *Carrier             `json:"deliveryCarrier,omitempty"`
	DeliveryRegion      *Region              `json:"deliveryRegion,omitempty"`
	ApplicableLineItems *ApplicableLineItems `json:"applicableLineItems,omitempty"`
}

// Clone returns a deep copy.
func (a DeliveryAllocation) Clone() DeliveryAllocation {
	a.DeliveryCarrier = ptr.Copy(a.DeliveryCarrier)
	a.DeliveryRegion = ptr.Copy(a.DeliveryRegion)
	if a.ApplicableLineItems != nil {
		a.ApplicableLineItems = &ApplicableLineItems{LineItemIDs: slices.Clone(a.ApplicableLineItems.LineItemIDs)}
	}
	return a
}

// Carrier is a carrier and its code for an option.
type Carrier struct {
	AppID string `json:"appId,omitempty"`
	Code  string `json:"code"`
}

// ApplicableLineItems names lines.
type ApplicableLineItems struct {
	LineItemIDs []string `json:"lineItemIds"`
}
