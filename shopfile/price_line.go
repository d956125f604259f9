// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

// line returns one line as the calculator takes it. data is what the catalog
// says of the item, or nil; what the line itself says comes first.
func (s *Shop) line(c *fault.Checker, path string, l *LineItem, ref item.CatalogReference, data *catalog.ItemData) pricing.Line {
	out := pricing.Line{
		ID: l.ID, Quantity: *l.Quantity, CatalogReference: ref, Name: l.ProductName, RootCatalogItemID: l.RootCatalogItemID,
		ItemType: l.ItemType, PaymentOption: l.PaymentOption, DeliveryProfileID: l.DeliveryProfileID,
		TaxableAddress: l.TaxableAddress, TaxRates: l.TaxRates, TaxIncluded: l.TaxIncluded, Discount: l.Discount,
		Modifiers: s.modifiers(c, path, l),
	}
	if l.TaxRate != nil {
		out.TaxRates = []plugin.Rate{*l.TaxRate}
	}
	if t := l.SubscriptionSettings; t != nil {
		out.Subscription, out.FreeTrial = true, t.FreeTrialPeriod != nil
	}
	if data != nil {
		describe(&out, data)
		out.Collections = s.Products.Collections(ref.CatalogItemID)
		out.Price = plus(c, path+".price", data.Price, out.Modifiers)
		out.FullPrice = plus(c, path+".fullPrice", deref(data.FullPrice, data.Price), out.Modifiers)
	} else if out.ItemType.IsZero() {
		out.ItemType = item.Of(item.PresetPhysical)
	}
	if l.Price != nil {
		out.Price, out.FullPrice = *l.Price, *l.Price
	}
	out.FullPrice = deref(l.FullPrice, out.FullPrice)
	out.DepositAmount = deref(l.DepositAmount, out.DepositAmount)
	out.PhysicalProperties = physical(l, out.ItemType, data)
	for _, f := range l.AdditionalFees {
		fee := pricing.ItemFee{Code: f.Code, Name: f.Name, Price: *f.Price}
		if f.TaxDetails != nil {
			fee.Taxable, fee.TaxGroupID = f.TaxDetails.Taxable, f.TaxDetails.TaxGroupID
		}
		out.AdditionalFees = append(out.AdditionalFees, fee)
	}
	return out
}

// describe fills in what a line leaves to the catalog, but the prices.
func describe(out *pricing.Line, data *catalog.ItemData) {
	if out.Name == "" {
		out.Name = data.ProductName.Original
	}
	if out.RootCatalogItemID == "" {
		out.RootCatalogItemID = data.RootCatalogItemID
	}
	if out.ItemType.IsZero() {
		out.ItemType = data.ItemType
	}
	if out.PaymentOption == "" {
		out.PaymentOption = data.PaymentOption
	}
	if out.DeliveryProfileID == "" {
		out.DeliveryProfileID = data.DeliveryProfileID
	}
	if out.TaxableAddress == nil {
		out.TaxableAddress = data.TaxableAddress
	}
	out.TaxGroupID = data.TaxGroupID
	out.DepositAmount = deref(data.DepositAmount, money.Amount{})
}

// physical returns the physical properties of a line of a type.
func physical(l *LineItem, t item.Type, data *catalog.ItemData) item.PhysicalProperties {
	p := item.PhysicalProperties{Shippable: t.Preset == item.PresetPhysical}
	if data != nil && data.PhysicalProperties != nil {
		p = *data.PhysicalProperties
	}
	own := l.PhysicalProperties
	if own == nil {
		return p
	}
	if own.Weight != "" {
		p.Weight, _ = money.ParseDecimal(string(own.Weight)) // it was checked
	}
	if own.SKU != "" {
		p.SKU = own.SKU
	}
	p.Shippable = deref(own.Shippable, p.Shippable)
	return p
}

// modifiers returns what the modifiers of one unit cost together.
func (s *Shop) modifiers(c *fault.Checker, path string, l *LineItem) money.Amount {
	var sum money.Amount
	for i := range l.ModifierGroups {
		for j := range l.ModifierGroups[i].Modifiers {
			m := &l.ModifierGroups[i].Modifiers[j]
			if m.Price == (money.Amount{}) { // none was given
				continue
			}
			at := path + fault.Index(".modifierGroups", i) + fault.Index(".modifiers", j) + ".price"
			price, err := m.Price.Bind(s.Currency)
			if err == nil {
				price, err = price.Mul(int64(m.Count()))
			}
			c.AddAll(at, err)
			sum = plus(c, at, sum, price)
		}
	}
	return sum
}

// plus adds two amounts and records when they do not fit.
func plus(c *fault.Checker, path string, a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	c.AddAll(path, err)
	return sum
}

func deref[T any](p *T, other T) T {
	if p != nil {
		return *p
	}
	return other
}
