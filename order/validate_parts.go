// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
)

func (c *checker) line(l *LineItem) {
	c.guid("id", l.ID)
	l.ProductName.Validate(&c.Checker, c.in("productName"), item.UseProductName)
	l.CatalogReference.Validate(&c.Checker, c.in("catalogReference"))
	c.Range(c.in("quantity"), int64(l.Quantity), 1, MaxQuantity)
	if l.ItemType.IsZero() {
		c.Required(c.in("itemType"), false)
	} else {
		l.ItemType.Validate(&c.Checker, c.in("itemType"))
	}
	c.required("price", l.Price)
	c.price("priceBeforeDiscounts", l.PriceBeforeDiscounts)
	c.price("lineItemPrice", l.LineItemPrice)
	c.price("totalDiscount", l.TotalDiscount)
	c.price("totalPriceBeforeTax", l.TotalPriceBeforeTax)
	c.price("totalPriceAfterTax", l.TotalPriceAfterTax)
	c.price("depositAmount", l.DepositAmount)
	l.PaymentOption.Validate(&c.Checker, c.in("paymentOption"))
	c.taxInfo(l.TaxInfo, l.TaxDetails)
	item.ValidateDescriptionLines(&c.Checker, c.in("descriptionLines"), l.DescriptionLines, 20)
	l.PhysicalProperties.Validate(&c.Checker, c.in("physicalProperties"))
	if l.ItemType.Preset == item.PresetDigital {
		c.Required(c.in("digitalFile"), l.DigitalFile != nil)
	}
	l.DigitalFile.Validate(&c.Checker, c.in("digitalFile"))
	c.guid("fulfillerId", l.FulfillerID)
	c.Range(c.in("refundQuantity"), int64(l.RefundQuantity), 0, MaxQuantity)
	c.Range(c.in("restockQuantity"), int64(l.RestockQuantity), 0, MaxQuantity)
	if s := l.SubscriptionInfo; s != nil {
		c.under("subscriptionInfo", func() {
			c.guid("id", s.ID)
			c.text("subscriptionOptionTitle", s.SubscriptionOptionTitle, 150)
			c.text("subscriptionOptionDescription", s.SubscriptionOptionDescription, 500)
			s.SubscriptionSettings.Validate(&c.Checker, c.in("subscriptionSettings"))
			c.text("chargesDescription", s.ChargesDescription, 1000)
		})
	}
	l.PriceDescription.Validate(&c.Checker, c.in("priceDescription"), item.UsePriceDescription)
	item.ValidateLocations(&c.Checker, c.in("locations"), l.Locations, l.Quantity)
	l.TaxableAddress.Validate(&c.Checker, c.in("taxableAddress"))
	if l.DecimalQuantity != nil {
		l.DecimalQuantity.Validate(&c.Checker, c.in("decimalQuantity"))
		if l.Quantity != 1 {
			c.Add(c.in("quantity"), fault.RuleValidation, "must be 1 with decimalQuantity", nil)
		}
		if !l.FixedQuantity {
			c.Add(c.in("fixedQuantity"), fault.RuleValidation, "must be true with decimalQuantity", nil)
		}
	}
	c.Size(c.in("modifierGroups"), len(l.ModifierGroups), 0, MaxModifierGroups)
	for i := range l.ModifierGroups {
		g := &l.ModifierGroups[i]
		c.under(fault.Index("modifierGroups", i), func() { c.modifiers(g) })
	}
}

func (c *checker) modifiers(g *ModifierGroup) {
	c.Length(c.in("id"), g.ID, 1, 36)
	g.Name.Validate(&c.Checker, c.in("name"), item.UseLabel)
	c.Size(c.in("modifiers"), len(g.Modifiers), 1, 10)
	for i := range g.Modifiers {
		m := &g.Modifiers[i]
		c.under(fault.Index("modifiers", i), func() {
			c.Length(c.in("id"), m.ID, 1, 36)
			if m.Quantity != 0 {
				c.Range(c.in("quantity"), int64(m.Quantity), 1, MaxQuantity)
			}
			m.Label.Validate(&c.Checker, c.in("label"), item.UseLabel)
			m.Details.Validate(&c.Checker, c.in("details"), item.UseLabel)
			c.price("price", m.Price)
		})
	}
}

func (c *checker) shipping(s *ShippingInformation) {
	c.text("carrierId", s.CarrierID, 100)
	c.text("code", s.Code, 100)
	c.text("title", s.Title, 250)
	c.under("logistics", func() {
		l := &s.Logistics
		if l.ShippingDestination != nil && l.PickupDetails != nil {
			c.Add(c.at, fault.RuleOneOfAlignment, "only one of shippingDestination and pickupDetails may be set", nil)
		}
		c.Date(c.in("deliverByDate"), l.DeliverByDate)
		if slot := l.DeliveryTimeSlot; slot != nil {
			c.Date(c.in("deliveryTimeSlot.from"), slot.From)
			c.Date(c.in("deliveryTimeSlot.to"), slot.To)
		}
		l.ShippingDestination.Validate(&c.Checker, c.in("shippingDestination"))
		if p := l.PickupDetails; p != nil {
			p.Address.ValidatePickup(&c.Checker, c.in("pickupDetails.address"))
			c.enum("pickupDetails.pickupMethod", p.PickupMethod, string(p.PickupMethod))
		}
		c.text("deliveryTime", l.DeliveryTime, 500)
		c.text("instructions", l.Instructions, 1000)
		if t := l.DeliveryTimeSlot; t != nil && !t.From.IsZero() && !t.To.IsZero() && t.To.Before(t.From) {
			c.Add(c.in("deliveryTimeSlot.to"), fault.RuleValidation, "must not be before from", nil)
		}
	})
	c.under("cost", func() {
		c.price("price", s.Cost.Price)
		c.price("totalPriceBeforeTax", s.Cost.TotalPriceBeforeTax)
		c.price("totalPriceAfterTax", s.Cost.TotalPriceAfterTax)
		c.price("discount", s.Cost.Discount)
		c.taxInfo(s.Cost.TaxInfo, s.Cost.TaxDetails)
	})
	if s.Region != nil {
		c.text("region.name", s.Region.Name, 100)
	}
}

func (c *checker) discount(d *AppliedDiscount) {
	n := 0
	if d.Coupon != nil {
		n++
		c.price("coupon.amount", d.Coupon.Amount)
	}
	if m := d.MerchantDiscount; m != nil {
		n++
		c.under("merchantDiscount", func() {
			if m.DiscountReason != "" && m.Description != "" {
				c.Add(c.at, fault.RuleOneOfAlignment, "only one of discountReason and description may be set", nil)
			}
			c.enum("discountReason", m.DiscountReason, string(m.DiscountReason))
			c.text("description", m.Description, 200)
			c.price("amount", m.Amount)
		})
	}
	if r := d.DiscountRule; r != nil {
		n++
		c.guid("discountRule.id", r.ID)
		r.Name.Validate(&c.Checker, c.in("discountRule.name"), item.UseDiscountRuleName)
		c.price("discountRule.amount", r.Amount)
	}
	switch {
	case n == 0:
		c.Add(c.at, fault.RuleRequiredOneOf, "one of coupon, merchantDiscount and discountRule must be set", nil)
	case n > 1:
		c.Add(c.at, fault.RuleOneOfAlignment, "only one of coupon, merchantDiscount and discountRule may be set", nil)
	}
	c.guid("id", d.ID)
	c.enum("discountType", d.DiscountType, string(d.DiscountType))
	c.Size(c.in("lineItemIds"), len(d.LineItemIDs), 0, MaxLineItems)
	c.Size(c.in("lineItemDiscounts"), len(d.LineItemDiscounts), 0, MaxLineItems)
	for i := range d.LineItemDiscounts {
		c.price(fault.Index("lineItemDiscounts", i)+".totalDiscount", d.LineItemDiscounts[i].TotalDiscount)
	}
}

func (c *checker) fee(f *AdditionalFee) {
	c.guid("id", f.ID)
	c.text("code", f.Code, 100)
	if f.Name == "" {
		c.Required(c.in("name"), false)
	} else {
		c.Length(c.in("name"), f.Name, 1, 50)
	}
	c.required("price", f.Price)
	c.price("priceBeforeTax", f.PriceBeforeTax)
	c.price("priceAfterTax", f.PriceAfterTax)
	c.taxInfo(f.TaxInfo, f.TaxDetails)
	c.guid("providerAppId", f.ProviderAppID)
	for i, id := range f.LineItemIDs {
		c.guid(fault.Index("lineItemIds", i), id)
	}
	c.enum("source", f.Source, string(f.Source))
	f.TaxableAddress.Validate(&c.Checker, c.in("taxableAddress"))
}

func (c *checker) platformFees(s *PlatformFeeSummary) {
	if s == nil {
		return
	}
	c.under("platformFeeSummary", func() {
		c.price("total", s.Total)
		c.price("totalPassOn", s.TotalPassOn)
		c.price("totalAbsorbed", s.TotalAbsorbed)
		c.Size(c.in("fees"), len(s.Fees), 0, MaxPlatformFees)
		for i := range s.Fees {
			f := &s.Fees[i]
			c.under(fault.Index("fees", i), func() {
				f.Name.Validate(&c.Checker, c.in("name"), item.UseLabel)
				c.price("amount", f.Amount)
				c.enum("chargeType", f.ChargeType, string(f.ChargeType))
				c.rate("percentageRate", f.PercentageRate, 4)
			})
		}
	})
}

// ValidateActivity records what is wrong with an activity that somebody wants
// to add by hand: only comments of the merchant and activities of other
// programs may be.
func ValidateActivity(c *fault.Checker, path string, a *Activity) {
	comment, custom := a.MerchantComment, a.CustomActivity
	switch {
	case comment != nil && custom != nil:
		c.Add(path, fault.RuleOneOfAlignment, "only one of merchantComment and customActivity may be set", nil)
	case comment != nil:
		c.Length(fault.Join(path, "merchantComment.message"), comment.Message, 1, 5000)
	case custom != nil:
		c.Required(fault.Join(path, "customActivity.appId"), custom.AppID != "")
		item.CheckGUID(c, fault.Join(path, "customActivity.appId"), custom.AppID)
		c.Length(fault.Join(path, "customActivity.type"), custom.Type, 0, 100)
	default:
		c.Add(path, fault.RuleRequiredOneOf, "one of merchantComment and customActivity must be set", nil)
	}
	switch want := a.contentType(); {
	case a.ActivityType == "" || a.ActivityType == want:
	case want == "":
		c.Add(fault.Join(path, "activityType"), fault.RuleInvalidEnum,
			fmt.Sprintf("%s cannot be added by hand", a.ActivityType), nil)
	default:
		c.Add(fault.Join(path, "activityType"), fault.RuleOneOfAlignment,
			fmt.Sprintf("is %s, the content is that of %s", a.ActivityType, want), nil)
	}
}

// contentType returns the type of an activity that may be added by hand, by
// its content.
func (a *Activity) contentType() ActivityType {
	switch {
	case a.MerchantComment != nil:
		return ActivityTypeMerchantComment
	case a.CustomActivity != nil:
		return ActivityTypeCustomActivity
	}
	return ""
}
