// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// The bounds of an order.
const (
	MaxLineItems        = 300
	MaxQuantity         = 100_000
	MaxAppliedDiscounts = 320
	MaxAdditionalFees   = 100
	MaxPlatformFees     = 300
	MaxLineItemTaxes    = 7
	MaxOrderTaxes       = 50
	MaxModifierGroups   = 10
)

// Validate returns what is wrong with an order that is to be created: an
// Invalid error that names every field at fault by its path below at, which is
// "order" for the platform's request. A purchase in the future is an Invalid
// error with the code PURCHASED_DATE_CANNOT_BE_IN_FUTURE. Amounts may still be
// unbound. Whether the figures add up is for CheckPriceSummary to say.
func Validate(o *Order, at string, now time.Time) error {
	c := checker{at: at}
	c.order(o)
	if err := c.Err(); err != nil {
		return err
	}
	if o.PurchasedDate.After(now) {
		return fault.New(fault.Invalid, CodePurchasedDateInFuture, "an order cannot have been bought in the future")
	}
	return nil
}

// checker is a fault.Checker that knows where in the request it is.
type checker struct {
	fault.Checker
	at string
}

// in returns the path of a member.
func (c *checker) in(name string) string { return fault.Join(c.at, name) }

// under runs fn one level down.
func (c *checker) under(path string, fn func()) {
	above := c.at
	c.at = fault.Join(above, path)
	fn()
	c.at = above
}

// text checks an optional text.
func (c *checker) text(name, s string, most int) { c.Length(c.in(name), s, 0, most) }

// guid checks an optional identifier.
func (c *checker) guid(name, s string) { item.CheckGUID(&c.Checker, c.in(name), s) }

// enum checks an optional value of a closed list.
func (c *checker) enum(name string, v interface{ Valid() bool }, s string) {
	if s != "" && !v.Valid() {
		c.Add(c.in(name), fault.RuleInvalidEnum, fmt.Sprintf("%q is not one of the values allowed", s), nil)
	}
}

// price checks an optional price: 0 to 10^15.
func (c *checker) price(name string, p money.Price) {
	if p.IsZero() {
		return
	}
	decimals.Amount(&c.Checker, c.in(name+".amount"), p.Amount)
}

// required checks a price that must be given.
func (c *checker) required(name string, p money.Price) {
	c.Required(c.in(name), !p.IsZero())
	c.price(name, p)
}

// rate checks a fraction.
func (c *checker) rate(name string, r decimal.Decimal, scale int32) {
	if r.IsNegative() {
		decimals.TooLow(&c.Checker, c.in(name), 0)
	}
	c.scale(name, r, scale)
}

func (c *checker) scale(name string, d decimal.Decimal, most int32) {
	decimals.Scale(&c.Checker, c.in(name), d, most)
}

func (c *checker) order(o *Order) {
	c.Size(c.in("lineItems"), len(o.LineItems), 1, MaxLineItems)
	seen := make(map[string]bool, len(o.LineItems))
	for i := range min(len(o.LineItems), fault.MaxViolations) {
		c.under(fault.Index("lineItems", i), func() {
			l := &o.LineItems[i]
			if l.ID != "" && seen[l.ID] {
				c.Add(c.in("id"), fault.RuleValidation, "another line has the same id", nil)
			}
			seen[l.ID] = true
			c.line(l)
		})
	}
	c.Date(c.in("purchasedDate"), o.PurchasedDate)
	o.BuyerInfo.Validate(&c.Checker, c.in("buyerInfo"))
	c.enum("status", o.Status, string(o.Status))
	c.enum("paymentStatus", o.PaymentStatus, string(o.PaymentStatus))
	c.enum("fulfillmentStatus", o.FulfillmentStatus, string(o.FulfillmentStatus))
	if u := o.WeightUnit; u != item.WeightUnitUnspecified {
		c.enum("weightUnit", u, string(u))
	}
	if d := o.CurrencyConversionDetails; d != nil {
		c.under("currencyConversionDetails", func() {
			c.Required(c.in("originalCurrency"), !d.OriginalCurrency.IsZero())
			if !d.ConversionRate.IsPositive() {
				c.Add(c.in("conversionRate"), fault.RuleDecimalGT, "must be above 0", map[string]any{"threshold": "0"})
			}
		})
	}
	c.Required(c.in("priceSummary"), o.PriceSummary != PriceSummary{})
	c.under("priceSummary", func() { c.summary(&o.PriceSummary, true) })
	if o.PayAfterFreeTrial != nil {
		c.under("payAfterFreeTrial", func() { c.summary(o.PayAfterFreeTrial, false) })
	}
	o.BillingInfo.Validate(&c.Checker, c.in("billingInfo"))
	o.RecipientInfo.Validate(&c.Checker, c.in("recipientInfo"))
	if o.ShippingInfo != nil {
		c.under("shippingInfo", func() { c.shipping(o.ShippingInfo) })
	}
	c.text("buyerNote", o.BuyerNote, 1000)
	c.taxes(o)
	c.Size(c.in("appliedDiscounts"), len(o.AppliedDiscounts), 0, MaxAppliedDiscounts)
	for i := range o.AppliedDiscounts {
		c.under(fault.Index("appliedDiscounts", i), func() { c.discount(&o.AppliedDiscounts[i]) })
	}
	c.Size(c.in("additionalFees"), len(o.AdditionalFees), 0, MaxAdditionalFees)
	for i := range o.AdditionalFees {
		c.under(fault.Index("additionalFees", i), func() { c.fee(&o.AdditionalFees[i]) })
	}
	c.enum("attributionSource", o.AttributionSource, string(o.AttributionSource))
	o.CreatedBy.Validate(&c.Checker, c.in("createdBy"))
	c.under("channelInfo", func() { c.channel(&o.ChannelInfo) })
	c.guid("checkoutId", o.CheckoutID)
	c.guid("purchaseFlowId", o.PurchaseFlowID)
	item.ValidateCustomFields(&c.Checker, c.in("customFields"), o.CustomFields)
	o.Tags.Validate(&c.Checker, c.in("tags"))
	o.BusinessLocation.Validate(&c.Checker, c.in("businessLocation"))
	c.platformFees(o.PlatformFeeSummary)
}

func (c *checker) channel(ch *ChannelInfo) {
	switch ch.Type {
	case "":
		c.Required(c.in("type"), false)
	case ChannelTypeUnspecified:
		c.Add(c.in("type"), fault.RuleInvalidEnum, "must be a channel; sources of their own are OTHER_PLATFORM", nil)
	default:
		c.enum("type", ch.Type, string(ch.Type))
	}
	c.text("externalOrderId", ch.ExternalOrderID, 100)
	c.text("externalOrderUrl", ch.ExternalOrderURL, 300)
}

func (c *checker) summary(s *PriceSummary, total bool) {
	c.price("subtotal", s.Subtotal)
	c.price("shipping", s.Shipping)
	c.price("tax", s.Tax)
	c.price("discount", s.Discount)
	c.price("total", s.Total)
	c.price("totalAdditionalFees", s.TotalAdditionalFees)
	if total && *s != (PriceSummary{}) {
		c.Required(c.in("total"), !s.Total.IsZero())
	}
}

func (c *checker) taxInfo(t *LineItemTaxInfo, d *ItemTaxFullDetails) {
	if t != nil {
		c.under("taxInfo", func() {
			c.price("taxAmount", t.TaxAmount)
			c.price("taxableAmount", t.TaxableAmount)
			c.rate("taxRate", t.TaxRate, 6)
			c.guid("taxGroupId", t.TaxGroupID)
			c.Size(c.in("taxBreakdown"), len(t.TaxBreakdown), 0, MaxLineItemTaxes)
			for i := range t.TaxBreakdown {
				b := &t.TaxBreakdown[i]
				c.under(fault.Index("taxBreakdown", i), func() {
					c.text("jurisdiction", b.Jurisdiction, 200)
					c.enum("jurisdictionType", b.JurisdictionType, string(b.JurisdictionType))
					c.rate("rate", b.Rate, 6)
					c.price("taxAmount", b.TaxAmount)
					c.price("taxableAmount", b.TaxableAmount)
					c.price("nonTaxableAmount", b.NonTaxableAmount)
					c.text("taxType", b.TaxType, 200)
					c.text("taxName", b.TaxName, 200)
				})
			}
		})
	}
	if d != nil {
		c.under("taxDetails", func() {
			c.price("taxableAmount", d.TaxableAmount)
			c.rate("taxRate", d.TaxRate, 6)
			c.price("totalTax", d.TotalTax)
		})
	}
}

func (c *checker) taxes(o *Order) {
	if o.TaxSummary != nil {
		c.price("taxSummary.totalTax", o.TaxSummary.TotalTax)
	}
	if o.TaxInfo == nil {
		return
	}
	c.under("taxInfo", func() {
		c.price("totalTax", o.TaxInfo.TotalTax)
		c.Size(c.in("taxBreakdown"), len(o.TaxInfo.TaxBreakdown), 0, MaxOrderTaxes)
		for i := range o.TaxInfo.TaxBreakdown {
			b := &o.TaxInfo.TaxBreakdown[i]
			c.under(fault.Index("taxBreakdown", i), func() {
				c.text("taxName", b.TaxName, 200)
				c.text("taxType", b.TaxType, 200)
				c.text("jurisdiction", b.Jurisdiction, 200)
				c.enum("jurisdictionType", b.JurisdictionType, string(b.JurisdictionType))
				c.rate("rate", b.Rate, 6)
				c.price("aggregatedTaxAmount", b.AggregatedTaxAmount)
			})
		}
	})
}
