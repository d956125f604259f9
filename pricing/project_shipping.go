// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/plugin/shipping"
)

func (w *projector) shippingInfo(t *Totals) {
	s := &w.r.ship
	info := &ShippingInformation{CarrierServiceOptions: []CarrierServiceOption{}}
	info.Region = s.region()
	for i := range s.quotes {
		if len(s.quotes[i].rates) == 0 {
			continue
		}
		o := CarrierServiceOption{CarrierID: s.quotes[i].carrier}
		for j := range s.quotes[i].rates {
			rate := &s.quotes[i].rates[j]
			o.ShippingOptions = append(o.ShippingOptions, ShippingOption{
				Code: rate.Code, Title: rate.Title, Logistics: logistics(rate),
				Cost:                &ShippingPrice{Price: w.alone(s.quotes[i].prices[j]), OtherCharges: w.charges(rate)},
				DeliveryAllocations: w.allocations(&s.quotes[i], j), Partial: s.partialMember(&s.quotes[i], j),
			})
		}
		info.CarrierServiceOptions = append(info.CarrierServiceOptions, o)
	}
	a, b := &w.a.shipping, &w.b.shipping
	rate := s.selected()
	switch {
	case rate != nil:
		info.SelectedCarrierServiceOption = &SelectedCarrierServiceOption{
			Code: rate.Code, Title: rate.Title, Logistics: logistics(rate), CarrierID: s.quotes[s.service].carrier,
			RequestedShippingOption: s.requested, DeliveryAllocations: w.allocations(&s.quotes[s.service], s.rate),
			Partial: s.partialMember(&s.quotes[s.service], s.rate),
		}
		for _, c := range w.charges(rate) {
			info.SelectedCarrierServiceOption.OtherCharges = append(info.SelectedCarrierServiceOption.OtherCharges,
				SelectedCarrierServiceOptionOtherCharge{Type: c.Type, Details: c.Details, Cost: &SelectedCarrierServiceOptionPrices{Price: c.Price}})
		}
	case w.r.in.ShippingPrice != nil:
		info.SelectedCarrierServiceOption = &SelectedCarrierServiceOption{RequestedShippingOption: true}
		if want := w.r.in.SelectedShippingOption; want != nil {
			info.SelectedCarrierServiceOption.Code, info.SelectedCarrierServiceOption.CarrierID = want.Code, want.CarrierID
		}
	}
	if o := info.SelectedCarrierServiceOption; o != nil {
		o.Cost = &SelectedCarrierServiceOptionPrices{
			Price: w.price(a.price, b.price), TotalDiscount: w.price(a.discount, b.discount), TaxDetails: w.chargeTax(a, b),
			TotalPriceBeforeTax: w.price(a.net(), b.net()), TotalPriceAfterTax: w.price(a.gross(), b.gross()),
		}
	}
	t.ShippingInfo = info
}

// charges returns the charges inside the price of a rate.
func (w *projector) charges(rate *shipping.Rate) []OtherCharge {
	var out []OtherCharge
	for _, c := range rate.Cost.AdditionalCharges {
		a, err := c.Price.Bind(w.cur)
		if err != nil {
			continue // refused before
		}
		m, _ := a.Minor()
		out = append(out, OtherCharge{Type: ChargeType(c.Type), Details: c.Details, Price: w.alone(m)})
	}
	return out
}

func logistics(rate *shipping.Rate) *DeliveryLogistics {
	l := &DeliveryLogistics{DeliveryTime: rate.Logistics.DeliveryTime, Instructions: rate.Logistics.Instructions}
	if p := rate.Logistics.PickupDetails; p != nil {
		l.PickupDetails = &PickupDetails{PickupMethod: PickupMethod(p.PickupMethod), Address: p.Address.Clone()}
	}
	return l
}
