// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"encoding/json"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// inputOf returns the members of a line that a caller gives when it is added.
// It shares nothing with l.
func inputOf(l *LineItem) LineItem {
	return LineItem{
		Quantity:              l.Quantity,
		CatalogReference:      l.CatalogReference.Clone(),
		SelectedMembership:    ptr.Copy(l.SelectedMembership),
		CatalogOverrideFields: l.CatalogOverrideFields.Clone(),
		TaxableAddress:        l.TaxableAddress.Clone(),
		ExtendedFields:        l.ExtendedFields.Clone(),
	}
}

// keyOf returns the key of a catalog's line from that of its item: lines of the
// same item with the same overrides have the same.
func keyOf(l *LineItem, key string) string {
	if o := l.CatalogOverrideFields.Key(); o != "" {
		key += "\n" + o
	}
	return key
}

// describe returns l with everything that the catalog says of its item, and the
// overrides on top. It keeps id, quantity and what the caller gave, and shares
// nothing with d.
func (p *Picker) describe(l LineItem, d *catalog.ItemData) (LineItem, error) {
	cur := p.env.Site.Currency
	price, err := d.Price.Bind(cur)
	if err != nil {
		return l, err
	}
	full, err := bindOr(d.FullPrice, price, cur)
	if err != nil {
		return l, err
	}
	deposit, err := bindOr(d.DepositAmount, money.Amount{}, cur)
	if err != nil {
		return l, err
	}
	out := LineItem{
		ID: l.ID, Quantity: l.Quantity, CatalogReference: l.CatalogReference,
		SelectedMembership: l.SelectedMembership, CatalogOverrideFields: l.CatalogOverrideFields,
		TaxableAddress: ptr.First(l.TaxableAddress, d.TaxableAddress.Clone()), ExtendedFields: l.ExtendedFields,

		ProductName: d.ProductName.Defaulted(), URL: pageURL(d.URL), Image: image(d.Media),
		DescriptionLines:             item.CloneDescriptionLines(d.DescriptionLines),
		Availability:                 availabilityOf(l.Quantity, d.QuantityAvailable),
		PhysicalProperties:           d.PhysicalProperties.Clone(),
		ItemType:                     d.ItemType,
		SubscriptionOptionInfo:       d.SubscriptionOptionInfo.Clone(),
		PaymentOption:                d.PaymentOption.OrDefault(),
		ServiceProperties:            d.ServiceProperties.Clone(),
		RootCatalogItemID:            d.RootCatalogItemID,
		PriceDescription:             d.PriceDescription.Clone(),
		DeliveryProfileID:            d.DeliveryProfileID,
		TaxGroupID:                   d.TaxGroupID,
		ConsentRequiredPaymentPolicy: d.ConsentRequiredPaymentPolicy,
		PriceUndetermined:            d.PriceUndetermined,
		FixedQuantity:                d.FixedQuantity,
		SavePaymentMethod:            d.SavePaymentMethod,
		Policies:                     append([]item.Policy(nil), d.Policies...),
		MembersOnly:                  d.MembersOnly,
	}
	if o := l.CatalogOverrideFields; o != nil {
		if o.Price != nil && o.FullPrice == nil {
			full = *o.Price
		}
		price, full = ptr.Or(o.Price, price), ptr.Or(o.FullPrice, full)
		deposit = ptr.Or(o.DepositAmount, deposit)
		out.override(o)
	}
	out.PriceBeforeDiscounts.Amount, out.FullPrice.Amount = price, full
	if len(d.ModifierGroups) > 0 {
		if err = p.modify(&out, d.ModifierGroups); err != nil {
			return l, err
		}
	}
	if deposit.IsZero() {
		return out, nil
	}
	out.DepositAmount, err = p.show(deposit)
	return out, err
}

// show returns an amount as buyers see it.
func (p *Picker) show(a money.Amount) (money.MultiCurrencyPrice, error) {
	site := &p.env.Site
	if site.Conversion == nil {
		return money.MultiPrice(a, a, site.Locale), nil
	}
	converted, err := money.Convert(a, site.Conversion.Rate, site.Conversion.Currency, site.Policy.Mode)
	return money.MultiPrice(a, converted, site.Locale), err
}

// override replaces what an admin set, but the prices.
func (l *LineItem) override(o *item.CatalogOverrideFields) {
	if o.ProductName != nil {
		l.ProductName = o.ProductName.Defaulted()
	}
	if o.DescriptionLines != nil {
		l.DescriptionLines = item.CloneDescriptionLines(o.DescriptionLines)
	}
	if o.PhysicalProperties != nil {
		l.PhysicalProperties = o.PhysicalProperties.Clone()
	}
	if o.Image != nil {
		l.Image = o.Image.Clone()
	}
	if o.PaymentOption != nil && o.PaymentOption.Value != "" {
		l.PaymentOption = o.PaymentOption.Value
	}
	if o.SavePaymentMethod != nil {
		l.SavePaymentMethod = *o.SavePaymentMethod
	}
}

// customLine returns the line that a custom item with a price becomes. Its
// amounts are bound already. It shares nothing with c.
func (p *Picker) customLine(c *CustomLineItem) (LineItem, Facts, error) {
	c = new(c.Clone())
	l := LineItem{
		Quantity: c.Quantity, CatalogReference: c.CatalogReference, CustomLineItem: true,
		ProductName: c.ProductName.Defaulted(), ItemType: c.ItemType, PriceDescription: c.PriceDescription,
		DescriptionLines: c.DescriptionLines, Image: c.Media, URL: c.URL,
		Availability:       availabilityOf(c.Quantity, c.QuantityAvailable),
		PhysicalProperties: c.PhysicalProperties, TaxGroupID: c.TaxGroupID, TaxableAddress: c.TaxableAddress,
		PaymentOption: c.PaymentOption.OrDefault(), ServiceProperties: c.ServiceProperties,
		RootCatalogItemID: c.RootCatalogItemID, DeliveryProfileID: c.DeliveryProfileID,
		PriceUndetermined: c.PriceUndetermined, FixedQuantity: c.FixedQuantity, MembersOnly: c.MembersOnly,
		Policies: c.Policies, ConsentRequiredPaymentPolicy: c.ConsentRequiredPaymentPolicy, SavePaymentMethod: c.SavePaymentMethod,
	}
	l.PriceBeforeDiscounts.Amount, l.FullPrice.Amount = *c.Price, ptr.Or(c.FullPrice, *c.Price)
	var err error
	if c.DepositAmount != nil {
		if l.DepositAmount, err = p.show(*c.DepositAmount); err != nil {
			return l, Facts{}, err
		}
	}
	if len(c.ModifierGroups) > 0 {
		err = p.modify(&l, c.ModifierGroups)
	}
	return l, Facts{Key: customKey(c)}, err
}

// modify gives l its modifiers and what they cost together, which is inside its
// price. It shares nothing with gs.
func (p *Picker) modify(l *LineItem, gs []item.CatalogModifierGroup) error {
	cur := p.env.Site.Currency
	total := money.Zero(cur)
	var failed error
	l.ModifierGroups = item.ConvertModifierGroups(gs, func(a money.Amount) money.MultiCurrencyPrice {
		if a == (money.Amount{}) { // none was given
			a = money.Zero(cur)
		}
		bound, err := a.Bind(cur)
		if err == nil {
			var shown money.MultiCurrencyPrice
			if shown, err = p.show(bound); err == nil {
				return shown
			}
		}
		failed = err
		return money.MultiCurrencyPrice{}
	})
	for _, g := range l.ModifierGroups {
		for _, m := range g.Modifiers {
			if failed != nil {
				return failed
			}
			price, err := m.Price.Amount.Mul(int64(m.Count()))
			if err != nil {
				return err
			}
			if total, err = total.Add(price); err != nil {
				return err
			}
		}
	}
	var err error
	l.ModifiersTotalPrice, err = p.show(total)
	return err
}

// customKey returns the key of a custom item: those that are the same in
// everything but their quantity have the same. One without a catalog reference
// has no identity and is never merged.
func customKey(c *CustomLineItem) string {
	if c.CatalogReference == nil {
		return ""
	}
	d := *c
	d.ID, d.Quantity = "", 0
	data, err := json.Marshal(d)
	if err != nil {
		return ""
	}
	return "custom " + c.CatalogReference.Key() + "\n" + string(data)
}

// factsOf returns what is known of a catalog's line beside its members.
// key is that of its item.
func factsOf(l *LineItem, key string, d *catalog.ItemData, collections catalog.Collections) Facts {
	f := Facts{Key: keyOf(l, key), Fees: d.AdditionalFees, item: key}
	if collections != nil {
		f.Collections = collections.Collections(l.CatalogReference.CatalogItemID)
	}
	return f.Clone()
}

func pageURL(text string) *item.PageURL {
	if text == "" {
		return nil
	}
	return &item.PageURL{URL: text}
}

func image(text string) *item.Image {
	if text == "" {
		return nil
	}
	return new(item.ParseImage(text))
}

// bindOr binds an optional amount to a currency; nil is other.
func bindOr(a *money.Amount, other money.Amount, cur money.Currency) (money.Amount, error) {
	if a == nil {
		return other, nil
	}
	return a.Bind(cur)
}
