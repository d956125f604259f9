// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// The platform's limits of a request.
const (
	maxReferences = 20
	maxGiftCards  = 5
	maxWeight     = 1_000_000_000
)

// Validate returns an error of class fault.Invalid that names everything wrong
// with the request in amounts of a currency, or nil; money.Currency(0) leaves
// out how many digits they have.
func (r *Request) Validate(c money.Currency) error {
	var v fault.Checker
	r.validate(&v, c)
	r.checkSelection(&v)
	err := v.Err()
	if e, ok := errors.AsType[*fault.Error](err); ok && r.SelectedMemberships != nil && r.MembershipSelection != nil {
		e.Code = CodeInvalidArgument
	}
	return err
}

// validate records what is wrong with a request in amounts of a currency.
func (r *Request) validate(c *fault.Checker, cur money.Currency) {
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
	c.Length("taxExemptGroupId", r.TaxExemptGroupID, 0, 100)
	c.Length("calculationId", r.CalculationID, 0, 100)
	r.ShippingAddress.Validate(c, "shippingAddress")
	r.BillingAddress.Validate(c, "billingAddress")
	r.SelectedShippingOption.Validate(c, "selectedShippingOption")
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
		checkReduction(c, path, m.Amount, m.Percentage, cur)
		for j, id := range m.LineItemIDs {
			if !ids[id] {
				c.Add(path+fault.Index(".lineItemIds", j), fault.RuleValidation, fmt.Sprintf("%.100q is not the id of a line", id), nil)
			}
		}
	}
	checkAmount(c, "shippingPrice", r.ShippingPrice, cur)
	checkRate(c, "shippingTaxRate", r.ShippingTaxRate)
	if d := r.ShippingDiscount; d != nil {
		checkReduction(c, "shippingDiscount", d.Amount, d.Percentage, cur)
	}
}

func (r *Request) validateGiftCards(c *fault.Checker, cur money.Currency) {
	if r.GiftCardRedeemAmount != nil {
		c.Required("giftCardCode", r.GiftCardCode != "")
	}
	checkAmount(c, "giftCardRedeemAmount", r.GiftCardRedeemAmount, cur)
	c.Size("giftCards", len(r.GiftCards), 0, maxGiftCards)
	for i := range r.GiftCards {
		path := fault.Index("giftCards", i)
		c.Required(path+".code", r.GiftCards[i].Code != "")
		checkAmount(c, path+".redeemAmount", r.GiftCards[i].RedeemAmount, cur)
	}
}

func (l *RequestLine) validate(c *fault.Checker, path string, cur money.Currency) {
	c.Length(path+".id", l.ID, 1, 100)
	c.Range(path+".quantity", int64(l.Quantity), 1, maxQuantity)
	if ref := l.CatalogReference; ref != nil {
		c.Length(path+".catalogReference.catalogItemId", ref.CatalogItemID, 1, 36)
	} else {
		c.Required(path+".price", l.Price != nil)
	}
	c.Length(path+".productName", l.ProductName, 0, 200)
	checkAmount(c, path+".price", l.Price, cur)
	checkAmount(c, path+".fullPrice", l.FullPrice, cur)
	checkAmount(c, path+".depositAmount", l.DepositAmount, cur)
	checkAmount(c, path+".discount", l.Discount, cur)
	if p := l.PhysicalProperties; p != nil {
		p.Weight.Check(c, path+".physicalProperties.weight", 0, maxWeight)
		c.Length(path+".physicalProperties.sku", p.SKU, 0, 40)
	}
	l.SubscriptionSettings.Validate(c, path+".subscriptionSettings")
	l.PaymentOption.Validate(c, path+".paymentOption")
	l.ServiceProperties.Validate(c, path+".serviceProperties")
	c.Length(path+".rootCatalogItemId", l.RootCatalogItemID, 0, 36)
	item.CheckGUID(c, path+".deliveryProfileId", l.DeliveryProfileID)
	if !l.ItemType.IsZero() {
		l.ItemType.Validate(c, path+".itemType")
	}
	l.TaxableAddress.Validate(c, path+".taxableAddress")
	c.Size(path+".additionalFees", len(l.AdditionalFees), 0, 5)
	for i := range l.AdditionalFees {
		f, at := &l.AdditionalFees[i], path+fault.Index(".additionalFees", i)
		c.Length(at+".code", f.Code, 0, 100)
		c.Length(at+".name", f.Name, 1, 50)
		c.Required(at+".price", f.Price != (money.Amount{}))
		checkAmount(c, at+".price", &f.Price, cur)
	}
	item.ValidateModifierGroups(c, path+".modifierGroups", l.ModifierGroups)
	for i := range l.ModifierGroups {
		for j := range l.ModifierGroups[i].Modifiers {
			m := &l.ModifierGroups[i].Modifiers[j]
			if cur != 0 && m.Price != (money.Amount{}) {
				_, err := m.Price.Bind(cur)
				c.AddAll(path+fault.Index(".modifierGroups", i)+fault.Index(".modifiers", j)+".price", err)
			}
		}
	}
	if l.TaxRate != nil && l.TaxRates != nil {
		c.Add(path+".taxRate", fault.RuleOneOfAlignment, "only one of taxRate and taxRates may be set", nil)
	}
	checkRate(c, path+".taxRate", l.TaxRate)
	for i := range l.TaxRates {
		checkRate(c, path+fault.Index(".taxRates", i), &l.TaxRates[i])
	}
}

// checkReduction records what is wrong with a discount that is an amount or a
// percentage.
func checkReduction(c *fault.Checker, path string, a *money.Amount, p *discount.Percentage, cur money.Currency) {
	switch {
	case a != nil && p != nil:
		c.Add(path, fault.RuleOneOfAlignment, "only one of amount and percentage may be set", nil)
	case a == nil && p == nil:
		c.Add(path, fault.RuleRequiredOneOf, "one of amount and percentage must be set", nil)
	}
	checkAmount(c, path+".amount", a, cur)
	if p != nil {
		_, err := p.Effect()
		c.AddAll(path+".percentage", err)
	}
}

// checkAmount records what is wrong with an amount; nil is right.
func checkAmount(c *fault.Checker, path string, a *money.Amount, cur money.Currency) {
	if a == nil {
		return
	}
	if decimals.Amount(c, path, *a) && cur != 0 {
		_, err := a.Bind(cur)
		c.AddAll(path, err)
	}
}

// checkRate records what is wrong with a tax rate; nil is right.
func checkRate(c *fault.Checker, path string, r *plugin.Rate) {
	switch {
	case r == nil:
	case *r < 0:
		decimals.TooLow(c, path, 0)
	case r.Decimal().GreaterThan(decimal.NewFromInt(1)):
		c.Add(path, fault.RuleDecimalLTE, fmt.Sprintf("must be at most 1: %s is %s %%", r, r.Decimal().Shift(2)), map[string]any{"threshold": int64(1)})
	}
}
