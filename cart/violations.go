// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

// Violations asks validation plug-ins, one after the other, what they object
// to. It returns what the others say when one fails or answers nonsense, with
// the first such error: while prices are shown that is nothing to mind, when an
// order is placed it is. The list is never nil.
func (p *Picker) Violations(ctx context.Context, providers []validation.Provider, r validation.Request) ([]pricing.Violation, error) {
	out := []pricing.Violation{}
	var first error
	for _, v := range providers {
		own := r.Clone() // what a plug-in changes is its own
		resp, err := service.Plugin(ctx, p.env, "validation", validation.Budget, v,
			func(ctx context.Context) (validation.Response, error) { return v.GetValidationViolations(ctx, own) })
		if err == nil {
			err = validation.Check(resp)
		}
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		for _, v := range resp.Violations {
			out = append(out, v.Clone())
		}
	}
	return validation.Bound(out), first
}

// validationRequest asks about a cart and its totals.
func (s *Service) validationRequest(c *Cart, g *Goods, in *pricing.Input, t *pricing.Totals) validation.Request {
	info := ValidationInfo(g, t)
	info.BuyerDetails = &validation.BuyerDetails{Email: c.BuyerInfo.Email, ContactID: c.BuyerInfo.ContactID}
	info.ConversionCurrency, info.PaymentCurrency = c.ConversionCurrency, c.PaymentCurrency
	if in.BillingAddress != nil {
		info.BillingInfo = &contact.AddressWithContact{Address: in.BillingAddress}
	}
	if in.ShippingAddress != nil {
		info.ShippingAddress = &contact.AddressWithContact{Address: in.ShippingAddress, ContactDetails: in.Buyer.Contact}
	}
	return validation.Request{
		SourceInfo:     validation.SourceInfo{Source: validation.SourceCart, PurchaseFlowID: c.PurchaseFlowID},
		ValidationInfo: info,
		ExtendedFields: c.ExtendedFields,
	}
}

// ValidationInfo returns what validation plug-ins are told of goods and their
// totals. Who buys, and what else only a cart or a checkout knows, is left to
// the caller.
func ValidationInfo(g *Goods, t *pricing.Totals) validation.Info {
	info := validation.Info{
		LineItems: make([]validation.LineItem, len(g.Lines)), WeightUnit: t.WeightUnit,
		Currency: t.Currency, ConversionCurrency: t.ConversionCurrency,
	}
	for i := range g.Lines {
		l := &g.Lines[i]
		v := validation.LineItem{
			ID: l.ID, Quantity: l.Quantity, ProductName: l.ProductName, Price: l.Price, PhysicalProperties: l.PhysicalProperties,
			ItemType: l.ItemType, SubscriptionOptionInfo: l.SubscriptionOptionInfo,
		}
		if l.CatalogReference != nil {
			v.CatalogReference = *l.CatalogReference
		}
		if c := lineOf(t, i, l.ID); c != nil && c.PricesBreakdown != nil {
			b := c.PricesBreakdown
			v.PricesBreakdown = &validation.LinePrices{
				TotalPriceAfterTax: b.TotalPriceAfterTax, TotalPriceBeforeTax: b.TotalPriceBeforeTax, TotalDiscount: b.TotalDiscount,
				Price: b.Price, PriceBeforeDiscounts: b.PriceBeforeDiscounts, LineItemPrice: b.LineItemPrice, FullPrice: b.FullPrice,
			}
		}
		info.LineItems[i] = v
	}
	if s := t.PriceSummary; s != nil {
		info.PriceSummary = validation.PriceSummary{
			Subtotal: s.Subtotal, Shipping: s.Shipping, Tax: s.Tax, Discount: s.Discount, Total: s.Total, AdditionalFees: s.AdditionalFees,
		}
	}
	if gc := t.GiftCard; gc != nil {
		info.GiftCard = &validation.GiftCard{ObfuscatedCode: gc.ObfuscatedCode, Amount: gc.Amount, AppID: gc.AppID}
	}
	for i := range t.AppliedDiscounts {
		info.AppliedDiscounts = append(info.AppliedDiscounts, discountOf(&t.AppliedDiscounts[i]))
	}
	if o := t.ShippingInfo; o != nil && o.SelectedCarrierServiceOption != nil {
		sel := o.SelectedCarrierServiceOption
		info.ShippingInfo = &validation.ShippingInfo{SelectedCarrierServiceOption: optionOf(sel)}
		if sel.Cost != nil {
			info.ShippingInfo.SelectedCarrierServiceOption.Cost = &validation.SelectedCost{
				Price: sel.Cost.Price, TotalDiscount: sel.Cost.TotalDiscount,
				TotalPriceBeforeTax: sel.Cost.TotalPriceBeforeTax, TotalPriceAfterTax: sel.Cost.TotalPriceAfterTax,
			}
		}
	}
	return info
}

// optionOf returns a chosen shipping option as plug-ins are told of it, without
// its cost.
func optionOf(sel *pricing.SelectedCarrierServiceOption) *validation.SelectedOption {
	o := &validation.SelectedOption{Code: sel.Code, Title: sel.Title, Partial: ptr.Or(sel.Partial, false)}
	for _, a := range sel.DeliveryAllocations {
		var to validation.DeliveryAllocation
		if a.DeliveryCarrier != nil {
			to.DeliveryCarrier = validation.DeliveryCarrier(*a.DeliveryCarrier)
		}
		if a.DeliveryRegion != nil {
			to.DeliveryRegion = validation.DeliveryRegion(*a.DeliveryRegion)
		}
		if a.ApplicableLineItems != nil {
			to.ApplicableLineItems = validation.ApplicableLineItems(*a.ApplicableLineItems)
		}
		o.DeliveryAllocations = append(o.DeliveryAllocations, to)
	}
	return o
}

// discountOf returns a discount as plug-ins are told of it.
func discountOf(d *pricing.AppliedDiscount) plugin.AppliedDiscount {
	out := plugin.AppliedDiscount{DiscountType: string(d.DiscountType), LineItemIDs: d.LineItemIDs}
	amount := d.Amount().Amount
	switch {
	case d.Coupon != nil:
		out.Coupon = &plugin.Coupon{ID: d.Coupon.ID, Code: d.Coupon.Code, Name: d.Coupon.Name, Amount: amount}
	case d.MerchantDiscount != nil:
		out.MerchantDiscount = &plugin.MerchantDiscount{Amount: amount}
	case d.DiscountRule != nil:
		n := d.DiscountRule.Name
		out.DiscountRule = &plugin.DiscountRule{
			ID: d.DiscountRule.ID, Amount: amount, Name: item.Translatable{Original: n.Original, Translated: n.Translated},
		}
	}
	return out
}
