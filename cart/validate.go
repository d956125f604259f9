// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// CheckLines records what is wrong with lines to be added, which stand at path.
func CheckLines(c *fault.Checker, path string, lines []LineItem, most int) {
	c.Size(path, len(lines), 0, most)
	for i := range min(len(lines), fault.MaxViolations) {
		l, at := &lines[i], fault.Index(path, i)
		c.Range(at+".quantity", int64(l.Quantity), 1, MaxQuantity)
		c.Required(at+".catalogReference", l.CatalogReference != nil)
		l.CatalogReference.Validate(c, at+".catalogReference")
		if m := l.SelectedMembership; m != nil {
			c.Length(at+".selectedMembership.id", m.ID, 1, 100)
			c.Required(at+".selectedMembership.appId", m.AppID != "")
			item.CheckGUID(c, at+".selectedMembership.appId", m.AppID)
		}
		l.CatalogOverrideFields.Validate(c, at+".catalogOverrideFields")
		l.TaxableAddress.Validate(c, at+".taxableAddress")
	}
}

// CheckCustomLines records what is wrong with custom items to be added, which
// stand at path. A price may be missing only where they may join a line there
// is: see priced.
func CheckCustomLines(c *fault.Checker, path string, lines []CustomLineItem, most int, priced bool) {
	c.Size(path, len(lines), 0, most)
	for i := range min(len(lines), fault.MaxViolations) {
		l, at := &lines[i], fault.Index(path, i)
		c.Range(at+".quantity", int64(l.Quantity), 1, MaxQuantity)
		c.Required(at+".price", l.Price != nil || !priced && l.CatalogReference != nil)
		checkPrice(c, at+".price", l.Price)
		checkPrice(c, at+".fullPrice", l.FullPrice)
		checkPrice(c, at+".depositAmount", l.DepositAmount)
		switch {
		case !l.ItemType.IsZero():
			l.ItemType.Validate(c, at+".itemType")
		case l.Price != nil:
			c.Required(at+".itemType", false)
		}
		if !l.ProductName.IsZero() {
			l.ProductName.Validate(c, at+".productName", item.UseProductName)
		}
		l.CatalogReference.Validate(c, at+".catalogReference")
		l.PriceDescription.Validate(c, at+".priceDescription", item.UsePriceDescription)
		item.ValidateDescriptionLines(c, at+".descriptionLines", l.DescriptionLines, 10)
		if l.QuantityAvailable != nil {
			c.Range(at+".quantityAvailable", int64(*l.QuantityAvailable), 0, MaxQuantity)
		}
		l.PhysicalProperties.Validate(c, at+".physicalProperties")
		item.CheckGUID(c, at+".taxGroupId", l.TaxGroupID)
		l.TaxableAddress.Validate(c, at+".taxableAddress")
		l.PaymentOption.Validate(c, at+".paymentOption")
		l.ServiceProperties.Validate(c, at+".serviceProperties")
		c.Length(at+".rootCatalogItemId", l.RootCatalogItemID, 0, 36)
		item.CheckGUID(c, at+".deliveryProfileId", l.DeliveryProfileID)
		item.ValidatePolicies(c, at+".policies", l.Policies)
		item.ValidateModifierGroups(c, at+".modifierGroups", l.ModifierGroups)
		c.Length(at+".consentRequiredPaymentPolicy", l.ConsentRequiredPaymentPolicy, 0, 1000)
	}
}

// checkPrice records what is wrong with an optional price.
func checkPrice(c *fault.Checker, path string, a *money.Amount) {
	if a != nil {
		decimals.Amount(c, path, *a)
	}
}

// CheckQuantities records what is wrong with new quantities, which stand at
// path.
func CheckQuantities(c *fault.Checker, path string, qs []LineItemQuantityUpdate) {
	c.Size(path, len(qs), 1, MaxLinesPerCall)
	seen := make(map[string]bool, len(qs))
	for i, q := range qs {
		at := fault.Index(path, i)
		c.Required(at+".id", q.ID != "")
		if seen[q.ID] {
			c.Add(at+".id", fault.RuleValidation, "the line is named twice", nil)
		}
		seen[q.ID] = true
		c.Range(at+".quantity", int64(q.Quantity), 1, MaxQuantity)
	}
}

// CheckLineIDs records what is wrong with the ids of lines to be removed, which
// stand at path.
func CheckLineIDs(c *fault.Checker, path string, ids []string, most int) {
	c.Size(path, len(ids), 1, most)
	for i, id := range ids {
		c.Required(fault.Index(path, i), id != "")
	}
}

// CheckCouponCode records what is wrong with a coupon code.
func CheckCouponCode(c *fault.Checker, path, code string) { c.Length(path, code, 0, 100) }

// Prepare returns lines and custom items as a Change takes them: what callers
// may give and no more, with amounts in the shop's currency. It shares nothing
// with what it is given. The errors of amounts are recorded.
func (p *Picker) Prepare(c *fault.Checker, lines []LineItem, custom []CustomLineItem) ([]LineItem, []CustomLineItem) {
	add := make([]LineItem, len(lines))
	for i := range min(len(lines), fault.MaxViolations) {
		add[i] = inputOf(&lines[i])
	}
	own := ptr.CopyEach(custom, CustomLineItem.Clone)
	cur := p.env.Site.Currency
	if slices.ContainsFunc(add, func(l LineItem) bool { return l.CatalogOverrideFields != nil }) { // else there are no amounts
		c.AddAll("lineItems", prices.Bind(&add, cur, cur, 0))
	}
	if len(own) > 0 {
		c.AddAll("customLineItems", prices.Bind(&own, cur, cur, 0))
	}
	return add, own
}

// Authorize refuses buyers who override what the catalog says or add items that
// it does not have.
func Authorize(ctx context.Context, lines []LineItem, custom []CustomLineItem) error {
	who := actor.From(ctx)
	if who.Admin() {
		return nil
	}
	if len(custom) > 0 {
		return denied(who, "add custom line items")
	}
	for i := range min(len(lines), fault.MaxViolations) {
		if lines[i].CatalogOverrideFields.Key() != "" {
			return denied(who, "override catalog fields")
		}
	}
	return nil
}

func denied(who actor.Identity, what string) error {
	return fault.New(fault.Denied, "PERMISSION_DENIED", fmt.Sprintf("%s may not %s", who, what))
}

// validate records what is wrong with a new cart.
func (r *CreateCartRequest) validate(c *fault.Checker) {
	CheckLines(c, "lineItems", r.LineItems, MaxLines)
	CheckCustomLines(c, "customLineItems", r.CustomLineItems, MaxLines, true)
	CheckCouponCode(c, "couponCode", r.CouponCode)
	i := &r.CartInfo
	c.Length("cartInfo.buyerNote", i.BuyerNote, 0, 1000)
	item.CheckGUID(c, "cartInfo.buyerInfo.contactId", i.BuyerInfo.ContactID)
	contact.CheckEmail(c, "cartInfo.buyerInfo.email", i.BuyerInfo.Email)
	i.ContactInfo.Validate(c, "cartInfo.contactInfo")
	c.Length("cartInfo.overrideCheckoutUrl", i.OverrideCheckoutURL, 0, 1000)
	i.SelectedShippingOption.Validate(c, "cartInfo.selectedShippingOption")
	item.CheckGUID(c, "cartInfo.businessLocationId", i.BusinessLocationID)
}

// validate records what is wrong with a change.
func (r *UpdateCartRequest) validate(c *fault.Checker) {
	CheckLines(c, "lineItems", r.LineItems, MaxLines)
	CheckCustomLines(c, "customLineItems", r.CustomLineItems, MaxLines, false)
	CheckCouponCode(c, "couponCode", r.CouponCode)
	i := &r.CartInfo
	if s, ok := i.BuyerNote.Get(); ok {
		c.Length("cartInfo.buyerNote", s, 0, 1000)
	}
	if s, ok := i.BuyerInfo.ContactID.Get(); ok {
		item.CheckGUID(c, "cartInfo.buyerInfo.contactId", s)
	}
	if s, ok := i.BuyerInfo.Email.Get(); ok {
		contact.CheckEmail(c, "cartInfo.buyerInfo.email", s)
	}
	if v, ok := i.ContactInfo.Get(); ok {
		v.Validate(c, "cartInfo.contactInfo")
	}
	if s, ok := i.OverrideCheckoutURL.Get(); ok {
		c.Length("cartInfo.overrideCheckoutUrl", s, 0, 1000)
	}
	if v, ok := i.SelectedShippingOption.Get(); ok {
		v.Validate(c, "cartInfo.selectedShippingOption")
	}
	if s, ok := i.BusinessLocationID.Get(); ok {
		item.CheckGUID(c, "cartInfo.businessLocationId", s)
	}
}

// validate records what is wrong with what is to be added.
func (r *AddToCartRequest) validate(c *fault.Checker) {
	CheckLines(c, "lineItems", r.LineItems, MaxLinesPerAdd)
	CheckCustomLines(c, "customLineItems", r.CustomLineItems, MaxLinesPerAdd, true)
	item.CheckGUID(c, "businessLocationId", r.BusinessLocationID)
}

// validate records what is wrong with a request for totals.
func (r *EstimateTotalsRequest) validate(c *fault.Checker) {
	r.SelectedShippingOption.Validate(c, "selectedShippingOption")
	r.ShippingAddress.Validate(c, "shippingAddress")
	r.BillingAddress.Validate(c, "billingAddress")
	r.SelectedMemberships.Validate(c, "selectedMemberships")
}

// validate records what is wrong with a request for a checkout of a cart, whose
// buyer may be one of whom nothing is known.
func (r *CreateCheckoutRequest) validate(c *fault.Checker, anonymous bool) {
	switch {
	case r.ChannelType == "":
		c.Required("channelType", false)
	case !r.ChannelType.Valid():
		c.Add("channelType", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not a channel that something can be bought in", r.ChannelType), nil)
	}
	r.ShippingAddress.Validate(c, "shippingAddress")
	r.BillingAddress.Validate(c, "billingAddress")
	r.SelectedShippingOption.Validate(c, "selectedShippingOption")
	contact.CheckEmail(c, "email", r.Email)
	if anonymous && (r.ShippingAddress != nil || r.BillingAddress != nil) {
		c.Required("email", r.Email != "")
	}
}
