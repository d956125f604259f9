// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// UnmarshalJSON reads a request and checks it; see Request.
func (r *Request) UnmarshalJSON(data []byte) error {
	var v fault.Checker
	out := Request{}
	o := object(&v, "", data)
	o.list("lineItems", func(path string, raw []byte) {
		out.LineItems = append(out.LineItems, readRequestLine(&v, path, raw))
	})
	o.read("couponCode", &out.CouponCode)
	o.read("couponId", &out.CouponID)
	o.read("giftCardCode", &out.GiftCardCode)
	o.read("giftCardRedeemAmount", &out.GiftCardRedeemAmount)
	o.list("giftCards", func(path string, raw []byte) {
		var g RequestGiftCard
		m := object(&v, path, raw)
		m.read("code", &g.Code)
		m.read("redeemAmount", &g.RedeemAmount)
		out.GiftCards = append(out.GiftCards, g)
	})
	o.read("calculationId", &out.CalculationID)
	o.read("shippingAddress", &out.ShippingAddress)
	o.read("billingAddress", &out.BillingAddress)
	o.read("selectedShippingOption", &out.SelectedShippingOption)
	o.read("buyerEmail", &out.BuyerEmail)
	o.read("buyerPhone", &out.BuyerPhone)
	o.read("memberId", &out.MemberID)
	o.read("selectedMemberships", &out.SelectedMemberships)
	o.read("purchaseFlowId", &out.PurchaseFlowID)
	o.read("externalReferences", &out.ExternalReferences)
	o.read("businessLocationId", &out.BusinessLocationID)
	o.read("extendedFields", &out.ExtendedFields)
	o.list("merchantDiscounts", func(path string, raw []byte) {
		var d MerchantDiscount
		m := object(&v, path, raw)
		m.read("amount", &d.Amount)
		m.read("percentage", &d.Percentage)
		m.read("lineItemIds", &d.LineItemIDs)
		out.MerchantDiscounts = append(out.MerchantDiscounts, d)
	})
	o.read("at", &out.At)
	o.read("shippingPrice", &out.ShippingPrice)
	o.rate("shippingTaxRate", &out.ShippingTaxRate)
	if raw := o.members["shippingDiscount"]; present(raw) {
		out.ShippingDiscount = &ShippingDiscount{}
		m := object(&v, "shippingDiscount", raw)
		m.read("amount", &out.ShippingDiscount.Amount)
		m.read("percentage", &out.ShippingDiscount.Percentage)
	}
	if v.OK() {
		out.validate(&v)
	} else {
		// What could not be read is absent now, which is no further violation.
		var more fault.Checker
		out.validate(&more)
		addOthers(&v, more.Err())
	}
	if err := v.Err(); err != nil {
		return err
	}
	out.Explain = r.Explain
	*r = out
	return nil
}

// addOthers adds the violations of err but those of fields that have some.
func addOthers(v *fault.Checker, err error) {
	var keep []fault.Violation
	known := map[string]bool{}
	for _, x := range fault.Violations(v.Err()) {
		known[x.Field] = true
	}
	for _, x := range fault.Violations(err) {
		if !known[x.Field] {
			keep = append(keep, x)
		}
	}
	if len(keep) > 0 {
		v.AddAll("", &fault.Error{Class: fault.Invalid, Violations: keep})
	}
}

func readRequestLine(v *fault.Checker, path string, raw []byte) RequestLine {
	var l RequestLine
	o := object(v, path, raw)
	o.read("id", &l.ID)
	if present(o.members["quantity"]) {
		o.read("quantity", &l.Quantity)
	} else if o.members != nil {
		v.Required(fault.Join(path, "quantity"), false)
	}
	o.read("catalogReference", &l.CatalogReference)
	o.read("productName", &l.ProductName)
	o.read("price", &l.Price)
	o.read("fullPrice", &l.FullPrice)
	o.read("physicalProperties", &l.PhysicalProperties)
	o.read("subscriptionSettings", &l.SubscriptionSettings)
	o.read("paymentOption", &l.PaymentOption)
	o.read("serviceProperties", &l.ServiceProperties)
	o.read("rootCatalogItemId", &l.RootCatalogItemID)
	o.read("depositAmount", &l.DepositAmount)
	o.read("deliveryProfileId", &l.DeliveryProfileID)
	o.read("itemType", &l.ItemType)
	o.read("taxableAddress", &l.TaxableAddress)
	o.list("additionalFees", func(path string, raw []byte) {
		var f RequestFee
		m := object(v, path, raw)
		m.read("code", &f.Code)
		m.read("name", &f.Name)
		m.read("price", &f.Price)
		m.read("taxDetails", &f.TaxDetails)
		l.AdditionalFees = append(l.AdditionalFees, f)
	})
	o.read("modifierGroups", &l.ModifierGroups)
	o.rate("taxRate", &l.TaxRate)
	if present(o.members["taxRates"]) {
		l.TaxRates = []plugin.Rate{}
		o.list("taxRates", func(path string, raw []byte) {
			if rate, ok := readRate(v, path, raw); ok {
				l.TaxRates = append(l.TaxRates, rate)
			}
		})
	}
	o.read("taxIncluded", &l.TaxIncluded)
	o.read("discount", &l.Discount)
	return l
}

// members is a JSON object whose members are read one by one, so that all that
// is wrong is found, each by its path.
type members struct {
	v       *fault.Checker
	path    string
	members map[string]json.RawMessage
}

func object(v *fault.Checker, path string, data []byte) members {
	o := members{v: v, path: path}
	if err := json.Unmarshal(data, &o.members); err != nil || o.members == nil {
		o.members = nil
		v.Add(path, fault.RuleFormat, "must be an object", nil)
	}
	return o
}

func present(raw []byte) bool { return len(raw) > 0 && !bytes.Equal(raw, []byte("null")) }

// read decodes a member that is present and not null.
func (o members) read(name string, target any) {
	raw := o.members[name]
	if !present(raw) {
		return
	}
	if err := json.Unmarshal(raw, target); err != nil {
		addDecodeError(o.v, fault.Join(o.path, name), err)
	}
}

// addDecodeError records why JSON could not be decoded.
func addDecodeError(v *fault.Checker, path string, err error) {
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		// Types with codecs of their own decode through an embedded twin without.
		v.Add(fault.Join(path, strings.TrimPrefix(te.Field, "plain.")), fault.RuleFormat, fmt.Sprintf("must not be a %s", te.Value), nil)
		return
	}
	if len(fault.Violations(err)) > 0 {
		v.AddAll(path, err)
		return
	}
	v.Add(path, fault.RuleFormat, err.Error(), nil)
}

// list calls fn for each element of a list.
func (o members) list(name string, fn func(path string, raw []byte)) {
	raw := o.members[name]
	if !present(raw) {
		return
	}
	path := fault.Join(o.path, name)
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		o.v.Add(path, fault.RuleFormat, "must be a list", nil)
		return
	}
	for i := range list {
		fn(fault.Index(path, i), list[i])
	}
}

func (o members) rate(name string, target **plugin.Rate) {
	raw := o.members[name]
	if !present(raw) {
		return
	}
	if rate, ok := readRate(o.v, fault.Join(o.path, name), raw); ok {
		*target = &rate
	}
}

// readRate reads a fraction of 0 to 1.
func readRate(v *fault.Checker, path string, raw []byte) (plugin.Rate, bool) {
	var d plugin.Decimal
	if err := json.Unmarshal(raw, &d); err != nil {
		addDecodeError(v, path, err)
		return 0, false
	}
	if d == "" {
		v.Add(path, fault.RuleFormat, "must be a decimal number", nil)
		return 0, false
	}
	return d.CheckRate(v, path)
}

// Validate names everything wrong with the request, by field path. What needs
// the shop to be checked, such as the digits of amounts, CalculateTotals finds.
func (r *Request) Validate() error {
	var v fault.Checker
	r.validate(&v)
	return v.Err()
}

func (r *Request) validate(v *fault.Checker) {
	v.Size("lineItems", len(r.LineItems), 0, maxLines)
	seen := make(map[string]bool, len(r.LineItems))
	for i := range r.LineItems {
		l, path := &r.LineItems[i], fault.Index("lineItems", i)
		l.validate(v, path)
		if l.ID != "" && seen[l.ID] {
			v.Add(path+".id", fault.RuleValidation, fmt.Sprintf("%.100q is the id of another line", l.ID), nil)
		}
		seen[l.ID] = true
	}
	if r.CouponCode != "" && r.CouponID != "" {
		v.Add("couponId", fault.RuleOneOfAlignment, "only one of couponCode and couponId may be set", nil)
	}
	v.Length("calculationId", r.CalculationID, 0, 100)
	validateAmount(v, "giftCardRedeemAmount", r.GiftCardRedeemAmount)
	v.Size("giftCards", len(r.GiftCards), 0, 5)
	cards := map[string]bool{r.GiftCardCode: r.GiftCardCode != ""}
	for i := range r.GiftCards {
		g, path := &r.GiftCards[i], fault.Index("giftCards", i)
		v.Required(path+".code", g.Code != "")
		if cards[g.Code] {
			v.Add(path+".code", fault.RuleValidation, "is given twice", nil)
		}
		cards[g.Code] = g.Code != ""
		validateAmount(v, path+".redeemAmount", g.RedeemAmount)
	}
	if r.ShippingAddress != nil {
		r.ShippingAddress.Validate(v, "shippingAddress")
	}
	if r.BillingAddress != nil {
		r.BillingAddress.Validate(v, "billingAddress")
	}
	if s := r.SelectedShippingOption; s != nil {
		v.Length("selectedShippingOption.code", s.Code, 1, 100)
	}
	if r.BuyerEmail != "" {
		contact.CheckEmail(v, "buyerEmail", r.BuyerEmail)
	}
	v.Size("externalReferences", len(r.ExternalReferences), 0, 20)
	if s := r.SelectedMemberships; s != nil {
		v.Size("selectedMemberships.memberships", len(s.Memberships), 0, 300)
	}
	r.validateOwn(v, seen)
}

// validateOwn checks the members that are beside the platform's.
func (r *Request) validateOwn(v *fault.Checker, lines map[string]bool) {
	for i := range r.MerchantDiscounts {
		d, path := &r.MerchantDiscounts[i], fault.Index("merchantDiscounts", i)
		validateReduction(v, path, d.Amount, d.Percentage)
		for j, id := range d.LineItemIDs {
			if !lines[id] {
				v.Add(fault.Index(path+".lineItemIds", j), fault.RuleValidation, fmt.Sprintf("%.100q is not the id of a line", id), nil)
			}
		}
	}
	validateAmount(v, "shippingPrice", r.ShippingPrice)
	if d := r.ShippingDiscount; d != nil {
		validateReduction(v, "shippingDiscount", d.Amount, d.Percentage)
	}
	if r.ShippingTaxRate != nil {
		validateRate(v, "shippingTaxRate", *r.ShippingTaxRate)
	}
}

func (l *RequestLine) validate(v *fault.Checker, path string) {
	at := func(name string) string { return fault.Join(path, name) }
	v.Length(at("id"), l.ID, 1, 100)
	v.Range(at("quantity"), int64(l.Quantity), 0, maxQuantity)
	v.Length(at("productName"), l.ProductName, 0, 200)
	if l.CatalogReference != nil {
		v.Length(at("catalogReference.catalogItemId"), l.CatalogReference.CatalogItemID, 1, 36)
	} else {
		v.Required(at("price"), l.Price != nil)
	}
	validateAmount(v, at("price"), l.Price)
	validateAmount(v, at("fullPrice"), l.FullPrice)
	validateAmount(v, at("depositAmount"), l.DepositAmount)
	validateAmount(v, at("discount"), l.Discount)
	l.PhysicalProperties.Validate(v, at("physicalProperties"))
	l.PaymentOption.Validate(v, at("paymentOption"))
	l.ServiceProperties.Validate(v, at("serviceProperties"))
	v.Length(at("rootCatalogItemId"), l.RootCatalogItemID, 0, 36)
	if !l.ItemType.IsZero() {
		l.ItemType.Validate(v, at("itemType"))
	}
	l.TaxableAddress.Validate(v, at("taxableAddress"))
	v.Size(at("additionalFees"), len(l.AdditionalFees), 0, 5)
	for i := range l.AdditionalFees {
		f, path := &l.AdditionalFees[i], fault.Index(at("additionalFees"), i)
		v.Length(path+".code", f.Code, 0, 100)
		v.Length(path+".name", f.Name, 1, 50)
		validateAmount(v, path+".price", &f.Price)
	}
	item.ValidateModifierGroups(v, at("modifierGroups"), l.ModifierGroups)
	if l.TaxRate != nil && l.TaxRates != nil {
		v.Add(at("taxRates"), fault.RuleOneOfAlignment, "only one of taxRate and taxRates may be set", nil)
	}
	if l.TaxRate != nil {
		validateRate(v, at("taxRate"), *l.TaxRate)
	}
	for i, r := range l.TaxRates {
		validateRate(v, fault.Index(at("taxRates"), i), r)
	}
}

func validateRate(v *fault.Checker, path string, r plugin.Rate) {
	switch {
	case r < 0:
		v.Add(path, fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": 0})
	case r > 1_000_000:
		v.Add(path, fault.RuleDecimalLTE, "must be at most 1", map[string]any{"threshold": 1})
	}
}

var greatest = decimal.NewFromInt(maxMajor)

func validateAmount(v *fault.Checker, path string, a *money.Amount) {
	switch {
	case a == nil:
	case a.IsNegative():
		v.Add(path, fault.RuleDecimalGTE, "must be at least 0", map[string]any{"threshold": 0})
	case a.Decimal().GreaterThan(greatest):
		v.Add(path, fault.RuleDecimalLTE, fmt.Sprintf("must be at most %d", int64(maxMajor)), map[string]any{"threshold": int64(maxMajor)})
	}
}

// validateReduction checks a discount that is an amount or a percentage.
func validateReduction(v *fault.Checker, path string, amount *money.Amount, percentage *discount.Percentage) {
	switch {
	case amount == nil && percentage == nil:
		v.Add(path, fault.RuleRequiredOneOf, "must have one of amount and percentage", nil)
	case amount != nil && percentage != nil:
		v.Add(path, fault.RuleOneOfAlignment, "only one of amount and percentage may be set", nil)
	case amount != nil:
		validateAmount(v, fault.Join(path, "amount"), amount)
	default:
		if _, err := percentage.Effect(); err != nil {
			v.AddAll(fault.Join(path, "percentage"), err)
		}
	}
}
