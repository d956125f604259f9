// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
)

// draftOrder returns the order that a checkout becomes. It shares with it what
// neither changes. Ids, dates, number and status are left to the order.
func draftOrder(c *Checkout, site *service.Site, platform *pricing.PlatformFee, conversion *pricing.Conversion, newID func() string) *order.Order {
	d := drafter{locale: site.Locale, newID: newID, included: c.TaxIncludedInPrice}
	o := &order.Order{
		CheckoutID:          string(c.ID),
		PurchaseFlowID:      c.PurchaseFlowID,
		BuyerInfo:           contact.BuyerInfo{VisitorID: c.BuyerInfo.VisitorID, MemberID: c.BuyerInfo.MemberID, ContactID: c.BuyerInfo.ContactID, Email: c.BuyerInfo.Email},
		BuyerLanguage:       c.BuyerLanguage,
		SiteLanguage:        c.SiteLanguage,
		WeightUnit:          c.WeightUnit,
		Currency:            c.Currency,
		TaxIncludedInPrices: c.TaxIncludedInPrice,
		PriceSummary:        d.summary(&c.PriceSummary),
		BillingInfo:         c.BillingInfo,
		BuyerNote:           c.BuyerNote,
		ChannelInfo:         order.ChannelInfo{Type: c.ChannelType},
		ExtendedFields:      c.ExtendedFields,
		CustomFields:        c.CustomFields,
	}
	if conversion != nil && conversion.Currency == c.ConversionCurrency {
		k := conversion
		o.CurrencyConversionDetails = &order.CurrencyConversionDetails{OriginalCurrency: c.Currency, ConversionRate: k.Rate}
	}
	for i := range c.LineItems {
		o.LineItems = append(o.LineItems, d.line(&c.LineItems[i]))
	}
	for i := range c.AdditionalFees {
		o.AdditionalFees = append(o.AdditionalFees, d.fee(&c.AdditionalFees[i]))
	}
	for i := range c.AppliedDiscounts {
		o.AppliedDiscounts = append(o.AppliedDiscounts, d.discount(&c.AppliedDiscounts[i]))
	}
	if c.BusinessLocationID != "" {
		o.BusinessLocation = &item.Location{ID: c.BusinessLocationID}
	}
	if c.ExternalReference != nil {
		o.ChannelInfo.ExternalOrderID = c.ExternalReference.ResourceID
	}
	if !c.PayAfterFreeTrial.IsZero() {
		s := d.summary(&c.PayAfterFreeTrial)
		o.PayAfterFreeTrial = &s
	}
	if c.ShippingInfo != nil && c.ShippingInfo.SelectedCarrierServiceOption != nil {
		o.ShippingInfo = d.shipping(c.ShippingInfo)
		o.RecipientInfo = c.ShippingInfo.ShippingDestination
	} else {
		o.RecipientInfo = c.BillingInfo
	}
	if platform != nil {
		o.PlatformFeeSummary = d.platformFees(c, platform, site)
	}
	o.TaxInfo = d.taxInfo(o)
	o.TaxInfo.TaxExempt = c.TaxExemptGroupID != "" && o.TaxInfo.TotalTax.Amount.IsZero()
	o.TaxSummary = &order.TaxSummary{TotalTax: o.PriceSummary.Tax}
	return o
}

// drafter turns the figures of a checkout into those of an order, which has
// no converted amounts.
type drafter struct {
	locale   money.Locale
	newID    func() string
	included bool
}

func (d *drafter) price(p money.MultiCurrencyPrice) money.Price {
	if p.IsZero() {
		return money.Price{}
	}
	return money.PriceOf(p.Amount, d.locale)
}

func (d *drafter) summary(s *pricing.PriceSummary) order.PriceSummary {
	return order.PriceSummary{
		Subtotal: d.price(s.Subtotal), Shipping: d.price(s.Shipping), Tax: d.price(s.Tax), Discount: d.price(s.Discount),
		Total: d.price(s.Total), TotalAdditionalFees: d.price(s.AdditionalFees),
	}
}

func (d *drafter) line(l *LineItem) order.LineItem {
	o := order.LineItem{
		ID: l.ID, ProductName: l.ProductName, CatalogReference: l.CatalogReference, Quantity: l.Quantity, ItemType: l.ItemType,
		Price: d.price(l.Price), PriceBeforeDiscounts: d.price(l.PriceBeforeDiscounts), LineItemPrice: d.price(l.LineItemPrice),
		TotalDiscount: d.price(l.Discount), TotalPriceBeforeTax: d.price(l.TotalPriceBeforeTax), TotalPriceAfterTax: d.price(l.TotalPriceAfterTax),
		DepositAmount: d.price(l.DepositAmount), PaymentOption: l.PaymentOption,
		DescriptionLines: l.DescriptionLines, Image: l.Media, PhysicalProperties: l.PhysicalProperties,
		PriceDescription: l.PriceDescription, TaxableAddress: l.TaxableAddress, PriceUndetermined: l.PriceUndetermined,
		FixedQuantity: l.FixedQuantity, ExtendedFields: l.ExtendedFields,
	}
	o.TaxInfo, o.TaxDetails = d.tax(l.TaxDetails)
	for _, g := range l.ModifierGroups {
		o.ModifierGroups = append(o.ModifierGroups, d.modifiers(g))
	}
	if s := l.SubscriptionOptionInfo; s != nil {
		o.SubscriptionInfo = &order.SubscriptionInfo{SubscriptionSettings: &s.SubscriptionSettings}
	}
	return o
}

func (d *drafter) modifiers(g item.ModifierGroup) order.ModifierGroup {
	o := order.ModifierGroup{ID: g.ID, Name: g.Name}
	for _, m := range g.Modifiers {
		o.Modifiers = append(o.Modifiers, order.ItemModifier{
			ID: m.ID, Quantity: m.Quantity, Label: m.Label, Details: m.Details, Price: d.price(m.Price),
		})
	}
	return o
}

func (d *drafter) tax(t *pricing.ItemTaxFullDetails) (*order.LineItemTaxInfo, *order.ItemTaxFullDetails) {
	if t == nil {
		return nil, nil
	}
	info := &order.LineItemTaxInfo{
		TaxAmount: d.price(t.TotalTax), TaxableAmount: d.price(t.TaxableAmount), TaxRate: t.TaxRate.Decimal(), TaxIncludedInPrice: d.included,
	}
	for _, b := range t.TaxBreakdown {
		info.TaxBreakdown = append(info.TaxBreakdown, order.LineItemTaxBreakdown{
			Jurisdiction: b.Jurisdiction, JurisdictionType: order.JurisdictionType(b.JurisdictionType), Rate: b.Rate.Decimal(),
			TaxAmount: d.price(b.TaxAmount), TaxType: b.TaxType, TaxName: b.TaxName,
			TaxableAmount: d.price(b.TaxableAmount), NonTaxableAmount: d.price(b.NonTaxableAmount),
		})
	}
	return info, &order.ItemTaxFullDetails{TaxableAmount: info.TaxableAmount, TaxRate: info.TaxRate, TotalTax: info.TaxAmount}
}

func (d *drafter) fee(f *pricing.AdditionalFee) order.AdditionalFee {
	o := order.AdditionalFee{
		ID: d.newID(), Code: f.Code, Name: f.Name, Price: d.price(f.Price), PriceBeforeTax: d.price(f.PriceBeforeTax), PriceAfterTax: d.price(f.PriceAfterTax),
		ProviderAppID: f.ProviderAppID, LineItemIDs: f.LineItemIDs, Source: order.AdditionalFeeSource(f.Source), TaxableAddress: f.TaxableAddress,
	}
	o.TaxInfo, o.TaxDetails = d.tax(f.TaxDetails)
	return o
}

func (d *drafter) discount(a *pricing.AppliedDiscount) order.AppliedDiscount {
	o := order.AppliedDiscount{ID: d.newID(), DiscountType: order.DiscountType(a.DiscountType), LineItemIDs: a.LineItemIDs}
	switch {
	case a.Coupon != nil:
		o.Coupon = &order.Coupon{ID: a.Coupon.ID, Code: a.Coupon.Code, Name: a.Coupon.Name, Amount: d.price(a.Coupon.Amount)}
	case a.MerchantDiscount != nil:
		o.MerchantDiscount = &order.MerchantDiscount{Amount: d.price(a.MerchantDiscount.Amount)}
	case a.DiscountRule != nil:
		o.DiscountRule = &order.DiscountRule{ID: a.DiscountRule.ID, Name: a.DiscountRule.Name, Amount: d.price(a.DiscountRule.Amount)}
	}
	return o
}

func (d *drafter) shipping(s *ShippingInfo) *order.ShippingInformation {
	sel := s.SelectedCarrierServiceOption
	o := &order.ShippingInformation{CarrierID: sel.CarrierID, Code: sel.Code, Title: sel.Title}
	if l := sel.Logistics; l != nil {
		o.Logistics.DeliveryTime, o.Logistics.Instructions = l.DeliveryTime, l.Instructions
		if p := l.PickupDetails; p != nil {
			o.Logistics.PickupDetails = &order.PickupDetails{PickupMethod: order.PickupMethod(p.PickupMethod)}
			if p.Address != nil {
				o.Logistics.PickupDetails.Address = p.Address
			}
		}
	}
	if o.Logistics.PickupDetails == nil {
		o.Logistics.ShippingDestination = s.ShippingDestination
	}
	if c := sel.Cost; c != nil {
		o.Cost = order.ShippingPrice{
			Price: d.price(c.Price), TotalPriceBeforeTax: d.price(c.TotalPriceBeforeTax), TotalPriceAfterTax: d.price(c.TotalPriceAfterTax),
			Discount: d.price(c.TotalDiscount),
		}
		o.Cost.TaxInfo, o.Cost.TaxDetails = d.tax(c.TaxDetails)
	}
	if s.Region != nil {
		o.Region = &order.ShippingRegion{Name: s.Region.Name}
	}
	return o
}

// taxInfo adds up the taxes of all parts by their name, type, jurisdiction
// and rate.
func (d *drafter) taxInfo(o *order.Order) *order.TaxInfo {
	type key struct{ name, kind, jurisdiction, jurisdictionType, rate string }
	info := &order.TaxInfo{TotalTax: o.PriceSummary.Tax}
	at := make(map[key]int)
	add := func(t *order.LineItemTaxInfo) {
		if t == nil {
			return
		}
		for _, b := range t.TaxBreakdown {
			k := key{b.TaxName, b.TaxType, b.Jurisdiction, string(b.JurisdictionType), b.Rate.String()}
			i, ok := at[k]
			if !ok {
				at[k] = len(info.TaxBreakdown)
				info.TaxBreakdown = append(info.TaxBreakdown, order.TaxBreakdown{
					TaxName: b.TaxName, TaxType: b.TaxType, Jurisdiction: b.Jurisdiction, JurisdictionType: b.JurisdictionType,
					Rate: b.Rate, AggregatedTaxAmount: b.TaxAmount,
				})
				continue
			}
			sum := &info.TaxBreakdown[i].AggregatedTaxAmount
			if total, err := sum.Amount.Add(b.TaxAmount.Amount); err == nil {
				*sum = money.PriceOf(total, d.locale)
			}
		}
	}
	for i := range o.LineItems {
		add(o.LineItems[i].TaxInfo)
	}
	if o.ShippingInfo != nil {
		add(o.ShippingInfo.Cost.TaxInfo)
	}
	for i := range o.AdditionalFees {
		add(o.AdditionalFees[i].TaxInfo)
	}
	return info
}
