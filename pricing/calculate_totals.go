// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"cmp"
	"context"
	"slices"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// The codes of what can go wrong with the lines and gift cards of a request.
const (
	CodeItemNotFound     = "ITEM_NOT_FOUND_IN_CATALOG"
	CodeCatalogFailed    = "CATALOG_NOT_AVAILABLE"
	CodeGiftCardNotFound = "GIFT_CARD_NOT_FOUND"
)

// CalculateTotals is the platform's method: it looks the lines up in the
// catalog and prices them, without keeping anything. Lines that the catalog
// does not know are left out, with an entry of the calculation errors each.
// Lines with a reference are priced by their own prices where the shop has no
// catalog.
func (c *Calculator) CalculateTotals(ctx context.Context, req Request) (*Totals, error) {
	const op = "pricing.CalculateTotals"
	if err := req.Validate(); err != nil {
		return nil, fault.At(op, err)
	}
	if err := c.checkAmounts(&req); err != nil {
		return nil, fault.At(op, err)
	}
	in, problems, err := c.input(ctx, &req)
	if err != nil {
		return nil, fault.At(op, err)
	}
	t, err := c.Calculate(ctx, in)
	if err != nil {
		return nil, fault.At(op, err)
	}
	if len(problems) > 0 {
		if t.CalculationErrors == nil {
			t.CalculationErrors = &CalculationErrors{}
		}
		t.CalculationErrors.OrderValidationErrors = append(problems, t.CalculationErrors.OrderValidationErrors...)
	}
	return t, nil
}

// checkAmounts names the amounts of a request that are none of the shop's
// currency.
func (c *Calculator) checkAmounts(req *Request) error {
	var v fault.Checker
	check := func(path string, a *money.Amount) {
		if a == nil || *a == (money.Amount{}) {
			return
		}
		if _, err := a.Bind(c.cfg.Currency); err != nil {
			v.AddAll(path, err)
		}
	}
	for i := range req.LineItems {
		l, path := &req.LineItems[i], fault.Index("lineItems", i)
		check(path+".price", l.Price)
		check(path+".fullPrice", l.FullPrice)
		check(path+".depositAmount", l.DepositAmount)
		check(path+".discount", l.Discount)
		for j := range l.AdditionalFees {
			check(path+fault.Index(".additionalFees", j)+".price", &l.AdditionalFees[j].Price)
		}
	}
	check("giftCardRedeemAmount", req.GiftCardRedeemAmount)
	for i := range req.GiftCards {
		check(fault.Index("giftCards", i)+".redeemAmount", req.GiftCards[i].RedeemAmount)
	}
	for i := range req.MerchantDiscounts {
		check(fault.Index("merchantDiscounts", i)+".amount", req.MerchantDiscounts[i].Amount)
	}
	check("shippingPrice", req.ShippingPrice)
	if req.ShippingDiscount != nil {
		check("shippingDiscount.amount", req.ShippingDiscount.Amount)
	}
	return v.Err()
}

// input turns a request into an Input, and says which lines it leaves out.
func (c *Calculator) input(ctx context.Context, req *Request) (*Input, []ApplicationError, error) {
	in := &Input{
		CouponCode: req.CouponCode, CouponID: req.CouponID, MerchantDiscounts: req.MerchantDiscounts,
		SelectedShippingOption: req.SelectedShippingOption, ShippingAddress: req.ShippingAddress, BillingAddress: req.BillingAddress,
		Buyer:               Buyer{Email: req.BuyerEmail, MemberID: req.MemberID, Phone: req.BuyerPhone},
		SelectedMemberships: req.SelectedMemberships, BusinessLocationID: req.BusinessLocationID,
		At: req.At, PurchaseFlowID: req.PurchaseFlowID,
		ShippingPrice: req.ShippingPrice, ShippingTaxRate: req.ShippingTaxRate, ShippingDiscount: req.ShippingDiscount,
		CalculateTax: true, CalculateShipping: true, CalculateAdditionalFees: true, Explain: req.Explain,
	}
	if req.BuyerPhone != "" || req.BuyerEmail != "" {
		in.Buyer.Contact = &contact.Details{Phone: req.BuyerPhone, Email: req.BuyerEmail}
	}
	if in.At.IsZero() {
		in.At = c.cfg.Now()
	}
	problems, err := c.requestLines(ctx, req, in)
	if err != nil {
		return nil, nil, err
	}
	if err := c.requestGiftCards(ctx, req, in); err != nil {
		return nil, nil, err
	}
	return in, problems, nil
}

// requestLines describes the lines of a request as the catalog and they
// themselves do.
func (c *Calculator) requestLines(ctx context.Context, req *Request, in *Input) ([]ApplicationError, error) {
	items, err := c.lookUp(ctx, req)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	collections, _ := catalog.As[catalog.Collections](c.cfg.Catalog)
	var problems []ApplicationError
	dropped := map[string]bool{}
	for i := range req.LineItems {
		l := &req.LineItems[i]
		line := Line{ID: l.ID, Quantity: l.Quantity, ItemType: item.Of(item.PresetPhysical)}
		line.PhysicalProperties.Shippable = l.ItemType.IsZero() || l.ItemType.Preset == item.PresetPhysical
		if l.CatalogReference != nil {
			line.CatalogReference = *l.CatalogReference
			data, known := items[l.CatalogReference.Key()]
			switch {
			case c.cfg.Catalog == nil && l.Price != nil, err != nil && l.Price != nil:
				// Its own price has to do.
			case err != nil:
				problems = append(problems, lineProblem(l.ID, CodeCatalogFailed, "the catalog did not answer: "+message(err)))
			case !known:
				problems = append(problems, lineProblem(l.ID, CodeItemNotFound, "the catalog does not have the item"))
			default:
				line.describe(data)
			}
			if !known && (l.Price == nil || c.cfg.Catalog != nil && err == nil) {
				dropped[l.ID] = true
				continue
			}
			if collections != nil {
				line.Collections = collections.Collections(cmp.Or(line.RootCatalogItemID, l.CatalogReference.CatalogItemID))
			}
		}
		line.override(l)
		in.Lines = append(in.Lines, line)
	}
	if len(dropped) > 0 {
		in.MerchantDiscounts = withoutLines(in.MerchantDiscounts, dropped)
	}
	return problems, nil
}

func lineProblem(line, code, description string) ApplicationError {
	return ApplicationError{Code: code, Description: description, Data: map[string]any{"lineItemId": line}}
}

// withoutLines returns discounts that do not name lines which were left out. One
// that named no others is left out, too.
func withoutLines(list []MerchantDiscount, dropped map[string]bool) []MerchantDiscount {
	out := make([]MerchantDiscount, 0, len(list))
	for _, d := range list {
		if len(d.LineItemIDs) > 0 {
			d.LineItemIDs = slices.DeleteFunc(slices.Clone(d.LineItemIDs), func(id string) bool { return dropped[id] })
			if len(d.LineItemIDs) == 0 {
				continue
			}
		}
		out = append(out, d)
	}
	return out
}

// lookUp asks the catalog for everything that a request refers to, by the keys
// of the references.
func (c *Calculator) lookUp(ctx context.Context, req *Request) (map[string]*catalog.ItemData, error) {
	cat := c.cfg.Catalog
	if cat == nil {
		return nil, nil
	}
	question := catalog.Request{WeightUnit: c.cfg.WeightUnit, Currency: c.cfg.Currency}
	at := map[string]int{}
	for i := range req.LineItems {
		l := &req.LineItems[i]
		if l.CatalogReference == nil {
			continue
		}
		key := l.CatalogReference.Key()
		if j, ok := at[key]; ok {
			question.CatalogReferences[j].Quantity += l.Quantity
			continue
		}
		at[key] = len(question.CatalogReferences)
		question.CatalogReferences = append(question.CatalogReferences, catalog.ReferenceAndQuantity{CatalogReference: *l.CatalogReference, Quantity: l.Quantity})
	}
	if len(question.CatalogReferences) == 0 {
		return nil, nil
	}
	resp, err := ask(ctx, c, "catalog", catalog.Budget, cat, func(ctx context.Context) (catalog.Response, error) {
		resp, err := cat.GetCatalogItems(ctx, question)
		if err == nil {
			if err = catalog.Check(question, resp); err != nil {
				err = unusable(err)
			}
		}
		return resp, err
	})
	if err != nil {
		return nil, err
	}
	items := make(map[string]*catalog.ItemData, len(resp.CatalogItems))
	for i := range resp.CatalogItems {
		items[resp.CatalogItems[i].CatalogReference.Key()] = &resp.CatalogItems[i].Data
	}
	return items, nil
}

// describe takes over what the catalog says of a line's item.
func (l *Line) describe(d *catalog.ItemData) {
	l.Name, l.ItemType, l.Price = d.ProductName.String(), d.ItemType, d.Price
	if d.FullPrice != nil {
		l.FullPrice = *d.FullPrice
	}
	if d.PhysicalProperties != nil {
		l.PhysicalProperties = *d.PhysicalProperties
	} else {
		l.PhysicalProperties = item.PhysicalProperties{Shippable: d.ItemType.Preset == item.PresetPhysical}
	}
	if s := d.SubscriptionOptionInfo; s != nil {
		l.Subscription, l.FreeTrial = true, s.SubscriptionSettings.FreeTrialPeriod != nil
	}
	l.PaymentOption, l.RootCatalogItemID, l.TaxGroupID = d.PaymentOption, d.RootCatalogItemID, d.TaxGroupID
	if d.DepositAmount != nil {
		l.DepositAmount = *d.DepositAmount
	}
	l.DeliveryProfileID, l.TaxableAddress = d.DeliveryProfileID, d.TaxableAddress
	for _, f := range d.AdditionalFees {
		fee := ItemFee{Code: f.Code, Name: f.Name, Price: f.Price}
		if f.TaxDetails != nil {
			fee.Taxable, fee.TaxGroupID = f.TaxDetails.Taxable, f.TaxDetails.TaxGroupID
		}
		l.AdditionalFees = append(l.AdditionalFees, fee)
	}
}

// override takes over what the request says of a line itself.
func (l *Line) override(r *RequestLine) {
	if r.ProductName != "" {
		l.Name = r.ProductName
	}
	if r.Price != nil {
		l.Price, l.FullPrice = *r.Price, money.Amount{}
	}
	if r.FullPrice != nil {
		l.FullPrice = *r.FullPrice
	}
	if !r.ItemType.IsZero() {
		l.ItemType = r.ItemType
	}
	if r.PhysicalProperties != nil {
		l.PhysicalProperties = *r.PhysicalProperties
	}
	if s := r.SubscriptionSettings; s != nil {
		l.Subscription, l.FreeTrial = true, s.FreeTrialPeriod != nil
	}
	if r.PaymentOption != "" {
		l.PaymentOption = r.PaymentOption
	}
	if r.RootCatalogItemID != "" {
		l.RootCatalogItemID = r.RootCatalogItemID
	}
	if r.DepositAmount != nil {
		l.DepositAmount = *r.DepositAmount
	}
	if r.DeliveryProfileID != "" {
		l.DeliveryProfileID = r.DeliveryProfileID
	}
	if r.TaxableAddress != nil {
		l.TaxableAddress = r.TaxableAddress
	}
	for _, f := range r.AdditionalFees {
		fee := ItemFee{Code: f.Code, Name: f.Name, Price: f.Price}
		if f.TaxDetails != nil {
			fee.Taxable, fee.TaxGroupID = f.TaxDetails.Taxable, f.TaxDetails.TaxGroupID
		}
		l.AdditionalFees = append(l.AdditionalFees, fee)
	}
	l.Modifiers = modifiersOf(r.ModifierGroups)
	l.TaxRates, l.TaxIncluded, l.Discount = r.TaxRates, r.TaxIncluded, r.Discount
	if r.TaxRate != nil {
		l.TaxRates = []plugin.Rate{*r.TaxRate}
	}
}

// modifiersOf returns what the modifiers of one unit cost. Sums beyond all
// bounds count as nothing: they are for display, and inside the price anyway.
func modifiersOf(groups []item.CatalogModifierGroup) money.Amount {
	var sum money.Amount
	for i := range groups {
		for j := range groups[i].Modifiers {
			m := &groups[i].Modifiers[j]
			a, err := m.Price.Mul(int64(m.Count()))
			if err == nil {
				sum, err = sum.Add(a)
			}
			if err != nil {
				return money.Amount{}
			}
		}
	}
	return sum
}

// requestGiftCards finds the gift cards of a request.
func (c *Calculator) requestGiftCards(ctx context.Context, req *Request, in *Input) error {
	cards := req.GiftCards
	if req.GiftCardCode != "" {
		cards = append([]RequestGiftCard{{Code: req.GiftCardCode, RedeemAmount: req.GiftCardRedeemAmount}}, cards...)
	}
	for _, g := range cards {
		var found GiftCardInput
		var err error
		if c.cfg.GiftCards == nil {
			err = fault.New(fault.NotFound, CodeGiftCardNotFound, "there is no such gift card")
		} else {
			found, err = c.cfg.GiftCards.GiftCard(ctx, g.Code, in.At)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			if in.GiftCardError == nil {
				in.GiftCardError = err
			}
			continue
		}
		if g.RedeemAmount != nil {
			found.RequestedAmount = g.RedeemAmount
		}
		in.GiftCards = append(in.GiftCards, found)
	}
	return nil
}
