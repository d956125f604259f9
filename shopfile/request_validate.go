// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// The platform's limits of a request.
const (
	maxLines      = 300
	maxQuantity   = 100_000
	maxReferences = 20
	maxWeight     = 1_000_000_000
)

// validate records what is wrong with a request in amounts of a currency.
func (r *CalculateTotalsRequest) validate(c *fault.Checker, cur money.Currency) {
	c.Size("lineItems", len(r.LineItems), 0, maxLines)
	ids := map[string]bool{}
	for i := range r.LineItems[:min(len(r.LineItems), maxLines)] {
		l, path := &r.LineItems[i], fault.Index("lineItems", i)
		l.validate(c, path, cur)
		if l.ID != "" && ids[l.ID] {
			c.Add(path+".id", fault.RuleValidation, fmt.Sprintf("%.100q is the id of another line", l.ID), nil)
		}
		ids[l.ID] = true
	}
	if r.CouponCode != "" && r.CouponID != "" {
		c.Add("couponCode", fault.RuleOneOfAlignment, "only one of couponCode and couponId may be set", nil)
	}
	r.validateGiftCards(c, cur)
	optional(c, "calculationId", r.CalculationID, 100)
	r.ShippingAddress.Validate(c, "shippingAddress")
	r.BillingAddress.Validate(c, "billingAddress")
	if o := r.SelectedShippingOption; o != nil {
		c.Length("selectedShippingOption.code", o.Code, 1, 100)
	}
	contact.CheckEmail(c, "buyerEmail", r.BuyerEmail)
	contact.CheckPhone(c, "buyerPhone", r.BuyerPhone)
	item.CheckGUID(c, "purchaseFlowId", r.PurchaseFlowID)
	item.CheckGUID(c, "businessLocationId", r.BusinessLocationID)
	c.Size("externalReferences", len(r.ExternalReferences), 0, maxReferences)
	for i := range r.ExternalReferences {
		r.ExternalReferences[i].Validate(c, fault.Index("externalReferences", i))
	}
	for i := range r.MerchantDiscounts {
		m, path := &r.MerchantDiscounts[i], fault.Index("merchantDiscounts", i)
		validateDiscount(c, path, m.Amount, m.Percentage, cur)
		for j, id := range m.LineItemIDs {
			if !ids[id] {
				c.Add(path+fault.Index(".lineItemIds", j), fault.RuleValidation, fmt.Sprintf("%.100q is not the id of a line", id), nil)
			}
		}
	}
	amount(c, "shippingPrice", r.ShippingPrice, cur)
	rate(c, "shippingTaxRate", r.ShippingTaxRate)
	if d := r.ShippingDiscount; d != nil {
		validateDiscount(c, "shippingDiscount", d.Amount, d.Percentage, cur)
	}
}

func (r *CalculateTotalsRequest) validateGiftCards(c *fault.Checker, cur money.Currency) {
	if r.GiftCardCode != "" && len(r.GiftCards) > 0 {
		c.Add("giftCardCode", fault.RuleOneOfAlignment, "only one of giftCards and giftCardCode may be set", nil)
	}
	if r.GiftCardRedeemAmount != nil {
		c.Required("giftCardCode", r.GiftCardCode != "")
	}
	amount(c, "giftCardRedeemAmount", r.GiftCardRedeemAmount, cur)
	for i := range r.GiftCards {
		path := fault.Index("giftCards", i)
		c.Required(path+".code", r.GiftCards[i].Code != "")
		amount(c, path+".redeemAmount", r.GiftCards[i].RedeemAmount, cur)
	}
}

func (l *LineItem) validate(c *fault.Checker, path string, cur money.Currency) {
	c.Length(path+".id", l.ID, 1, 100)
	c.Required(path+".quantity", l.Quantity != nil)
	if l.Quantity != nil {
		c.Range(path+".quantity", int64(*l.Quantity), 1, maxQuantity)
	}
	if ref := l.CatalogReference; ref != nil {
		c.Length(path+".catalogReference.catalogItemId", ref.CatalogItemID, 1, 36)
	} else {
		c.Required(path+".price", l.Price != nil)
	}
	c.Length(path+".productName", l.ProductName, 0, 200)
	amount(c, path+".price", l.Price, cur)
	amount(c, path+".fullPrice", l.FullPrice, cur)
	amount(c, path+".depositAmount", l.DepositAmount, cur)
	amount(c, path+".discount", l.Discount, cur)
	if p := l.PhysicalProperties; p != nil {
		p.Weight.Check(c, path+".physicalProperties.weight", 0, maxWeight)
		c.Length(path+".physicalProperties.sku", p.SKU, 0, 40)
	}
	l.SubscriptionSettings.Validate(c, path+".subscriptionSettings")
	l.PaymentOption.Validate(c, path+".paymentOption")
	l.ServiceProperties.Validate(c, path+".serviceProperties")
	optional(c, path+".rootCatalogItemId", l.RootCatalogItemID, 36)
	item.CheckGUID(c, path+".deliveryProfileId", l.DeliveryProfileID)
	if !l.ItemType.IsZero() {
		l.ItemType.Validate(c, path+".itemType")
	}
	l.TaxableAddress.Validate(c, path+".taxableAddress")
	c.Size(path+".additionalFees", len(l.AdditionalFees), 0, 5)
	for i := range l.AdditionalFees {
		f, at := &l.AdditionalFees[i], path+fault.Index(".additionalFees", i)
		optional(c, at+".code", f.Code, 100)
		c.Length(at+".name", f.Name, 1, 50)
		c.Required(at+".price", f.Price != nil)
		amount(c, at+".price", f.Price, cur)
	}
	item.ValidateModifierGroups(c, path+".modifierGroups", l.ModifierGroups)
	if l.TaxRate != nil && l.TaxRates != nil {
		c.Add(path+".taxRate", fault.RuleOneOfAlignment, "only one of taxRate and taxRates may be set", nil)
	}
	rate(c, path+".taxRate", l.TaxRate)
	for i := range l.TaxRates {
		rate(c, path+fault.Index(".taxRates", i), &l.TaxRates[i])
	}
}

// validateDiscount records what is wrong with a discount that is an amount or a
// percentage.
func validateDiscount(c *fault.Checker, path string, a *money.Amount, p *discount.Percentage, cur money.Currency) {
	switch {
	case a != nil && p != nil:
		c.Add(path, fault.RuleOneOfAlignment, "only one of amount and percentage may be set", nil)
	case a == nil && p == nil:
		c.Add(path, fault.RuleRequiredOneOf, "one of amount and percentage must be set", nil)
	}
	amount(c, path+".amount", a, cur)
	if p != nil {
		_, err := p.Effect()
		c.AddAll(path+".percentage", err)
	}
}

// optional records a violation when a text is longer than limit.
func optional(c *fault.Checker, path, text string, limit int) { c.Length(path, text, 0, limit) }

var maxAmount = decimal.NewFromInt(plugin.MaxAmount)

// amount records what is wrong with an amount; nil is right.
func amount(c *fault.Checker, path string, a *money.Amount, cur money.Currency) {
	if a == nil {
		return
	}
	switch {
	case a.IsNegative():
		c.Add(path, fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": int64(0)})
	case a.Decimal().GreaterThan(maxAmount):
		c.Add(path, fault.RuleDecimalLTE, fmt.Sprintf("must be at most %d", int64(plugin.MaxAmount)), map[string]any{"threshold": int64(plugin.MaxAmount)})
	case cur != 0:
		_, err := a.Bind(cur)
		c.AddAll(path, err)
	}
}

// rate records what is wrong with a tax rate; nil is right.
func rate(c *fault.Checker, path string, r *plugin.Rate) {
	if r != nil && r.Decimal().GreaterThan(decimal.NewFromInt(1)) {
		c.Add(path, fault.RuleDecimalLTE, fmt.Sprintf("must be at most 1: %s is %s %%", r, r.Decimal().Shift(2)), map[string]any{"threshold": int64(1)})
	}
}
