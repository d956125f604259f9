// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// requestLine returns a line of a request as it is to be priced. data is what
// the catalog says of the item, or nil; what the line itself says comes first.
func (c *Calculator) requestLine(v *fault.Checker, path string, l *RequestLine, ref item.CatalogReference, data *catalog.ItemData) Line {
	out := Line{ID: l.ID, Quantity: l.Quantity, CatalogReference: ref, ItemType: item.Of(item.PresetPhysical)}
	if data != nil {
		out.describe(data)
	}
	out.Modifiers = c.modifiersOf(v, path, l.ModifierGroups)
	if data != nil && out.Modifiers != (money.Amount{}) { // the catalog's prices are without
		out.Price = plus(v, path+".price", data.Price, out.Modifiers)
		out.FullPrice = plus(v, path+".fullPrice", ptr.Or(data.FullPrice, data.Price), out.Modifiers)
	}
	out.override(l, data)
	if collections, ok := catalog.As[catalog.Collections](c.cfg.Catalog); ok && !ref.IsZero() {
		out.Collections = collections.Collections(cmp.Or(out.RootCatalogItemID, ref.CatalogItemID))
	}
	return out
}

// describe takes over what the catalog says of a line's item.
func (l *Line) describe(d *catalog.ItemData) {
	l.Name, l.ItemType, l.Price = d.ProductName.String(), d.ItemType, d.Price
	l.FullPrice = ptr.Or(d.FullPrice, money.Amount{})
	if s := d.SubscriptionOptionInfo; s != nil {
		l.Subscription, l.FreeTrial = true, s.SubscriptionSettings.FreeTrialPeriod != nil
	}
	l.PaymentOption, l.RootCatalogItemID, l.TaxGroupID = d.PaymentOption, d.RootCatalogItemID, d.TaxGroupID
	l.DepositAmount = ptr.Or(d.DepositAmount, money.Amount{})
	l.DeliveryProfileID, l.TaxableAddress, l.ServiceProperties = d.DeliveryProfileID, d.TaxableAddress, d.ServiceProperties
	for _, f := range d.AdditionalFees {
		fee := ItemFee{Code: f.Code, Name: f.Name, Price: f.Price}
		if f.TaxDetails != nil {
			fee.Taxable, fee.TaxGroupID = f.TaxDetails.Taxable, f.TaxDetails.TaxGroupID
		}
		l.AdditionalFees = append(l.AdditionalFees, fee)
	}
}

// override takes over what the request says of a line itself.
func (l *Line) override(r *RequestLine, data *catalog.ItemData) {
	if r.Price != nil {
		l.Price, l.FullPrice = *r.Price, money.Amount{}
	}
	l.FullPrice = ptr.Or(r.FullPrice, l.FullPrice)
	l.DepositAmount = ptr.Or(r.DepositAmount, l.DepositAmount)
	l.Name = cmp.Or(r.ProductName, l.Name)
	l.PaymentOption = cmp.Or(r.PaymentOption, l.PaymentOption)
	l.RootCatalogItemID = cmp.Or(r.RootCatalogItemID, l.RootCatalogItemID)
	l.DeliveryProfileID = cmp.Or(r.DeliveryProfileID, l.DeliveryProfileID)
	l.TaxableAddress = cmp.Or(r.TaxableAddress, l.TaxableAddress)
	if !r.ItemType.IsZero() {
		l.ItemType = r.ItemType
	}
	l.ServiceProperties = cmp.Or(r.ServiceProperties, l.ServiceProperties)
	l.PhysicalProperties = r.PhysicalProperties.of(l.ItemType, data)
	if s := r.SubscriptionSettings; s != nil {
		l.Subscription, l.FreeTrial = true, s.FreeTrialPeriod != nil
	}
	for _, f := range r.AdditionalFees {
		fee := ItemFee{Code: f.Code, Name: f.Name, Price: f.Price}
		if f.TaxDetails != nil {
			fee.Taxable, fee.TaxGroupID = f.TaxDetails.Taxable, f.TaxDetails.TaxGroupID
		}
		l.AdditionalFees = append(l.AdditionalFees, fee)
	}
	l.TaxRates, l.TaxIncluded, l.Discount = r.TaxRates, r.TaxIncluded, r.Discount
	if r.TaxRate != nil {
		l.TaxRates = []plugin.Rate{*r.TaxRate}
	}
}

// of returns the physical properties of a line of a type; p may be nil.
func (p *RequestPhysical) of(t item.Type, data *catalog.ItemData) item.PhysicalProperties {
	out := item.PhysicalProperties{Shippable: t.Preset == item.PresetPhysical}
	if data != nil && data.PhysicalProperties != nil {
		out = *data.PhysicalProperties
	}
	if p == nil {
		return out
	}
	if p.Weight != "" {
		out.Weight, _ = money.ParseDecimal(string(p.Weight)) // it was checked
	}
	out.SKU = cmp.Or(p.SKU, out.SKU)
	out.Shippable = ptr.Or(p.Shippable, out.Shippable)
	return out
}

// modifiersOf returns what the modifiers of one unit cost together.
func (c *Calculator) modifiersOf(v *fault.Checker, path string, groups []item.CatalogModifierGroup) money.Amount {
	var sum money.Amount
	for i := range groups {
		for j := range groups[i].Modifiers {
			m := &groups[i].Modifiers[j]
			if m.Price == (money.Amount{}) { // none was given
				continue
			}
			at := path + fault.Index(".modifierGroups", i) + fault.Index(".modifiers", j) + ".price"
			price, err := m.Price.Bind(c.cfg.Currency)
			if err == nil {
				price, err = price.Mul(int64(m.Count()))
			}
			v.AddAll(at, err)
			sum = plus(v, at, sum, price)
		}
	}
	return sum
}

// plus adds two amounts and records when they do not fit.
func plus(v *fault.Checker, path string, a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	v.AddAll(path, err)
	return sum
}
