// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

// codeViolations is the platform's code for what a validation objects to.
const codeViolations = "VIOLATIONS_WITH_ERROR_SEVERITY"

// CalculateTotals prices the goods of a request as a cart of the shop would.
// now is the moment for requests that name none.
//
// A coupon, gift card, shipping option or plug-in that fails is an entry of the
// answer's CalculationErrors, and so are goods below the shop's minimum order.
// A malformed request is an Invalid error that names every violation.
func (s *Shop) CalculateTotals(ctx context.Context, r *CalculateTotalsRequest, now time.Time) (*pricing.Totals, error) {
	if err := r.Validate(s.Currency); err != nil {
		return nil, err
	}
	calc, err := s.Calculator()
	if err != nil {
		return nil, err
	}
	in, err := s.input(ctx, r, now)
	if err != nil {
		return nil, err
	}
	t, err := calc.Calculate(ctx, in)
	if err != nil {
		return nil, err
	}
	return t, s.object(ctx, t)
}

// input returns a request as the calculator takes it.
func (s *Shop) input(ctx context.Context, r *CalculateTotalsRequest, now time.Time) (*pricing.Input, error) {
	in := &pricing.Input{
		CouponCode: r.CouponCode, CouponID: r.CouponID,
		SelectedShippingOption: r.SelectedShippingOption, ShippingAddress: r.ShippingAddress, BillingAddress: r.BillingAddress,
		Buyer:               pricing.Buyer{Email: r.BuyerEmail, MemberID: r.MemberID, Phone: r.BuyerPhone},
		SelectedMemberships: r.SelectedMemberships, BusinessLocationID: r.BusinessLocationID,
		At: r.At, PurchaseFlowID: r.PurchaseFlowID,
		ShippingPrice: r.ShippingPrice, ShippingTaxRate: r.ShippingTaxRate,
		CalculateTax: true, CalculateShipping: true, CalculateAdditionalFees: true, Explain: r.Explain,
	}
	if in.At.IsZero() {
		in.At = now
	}
	if d := r.ShippingDiscount; d != nil {
		in.ShippingDiscount = &pricing.ShippingDiscount{Amount: d.Amount, Percentage: d.Percentage}
	}
	for _, m := range r.MerchantDiscounts {
		in.MerchantDiscounts = append(in.MerchantDiscounts, pricing.MerchantDiscount(m))
	}
	s.redeem(in, r)
	var err error
	in.Lines, err = s.lines(ctx, r.LineItems)
	return in, err
}

// redeem finds the gift cards of a request. The first that cannot pay is
// reported; the others pay.
func (s *Shop) redeem(in *pricing.Input, r *CalculateTotalsRequest) {
	cards := r.GiftCards
	if r.GiftCardCode != "" {
		cards = []GiftCardToRedeem{{Code: r.GiftCardCode, RedeemAmount: r.GiftCardRedeemAmount}}
	}
	used := map[string]bool{}
	for _, c := range cards {
		key := giftCardKey(c.Code)
		if used[key] {
			continue
		}
		used[key] = true
		g, err := s.GiftCard(c.Code, in.At)
		if err != nil {
			if in.GiftCardError == nil {
				in.GiftCardError = err
			}
			continue
		}
		g.RequestedAmount = c.RedeemAmount
		in.GiftCards = append(in.GiftCards, g)
	}
}

// lines returns the lines of a request, those with a catalog reference as the
// catalog describes them.
func (s *Shop) lines(ctx context.Context, items []LineItem) ([]pricing.Line, error) {
	req := catalog.Request{Currency: s.Currency, WeightUnit: s.WeightUnit}
	for i := range items {
		if ref := s.reference(&items[i]); !ref.IsZero() {
			req.CatalogReferences = append(req.CatalogReferences, catalog.ReferenceAndQuantity{CatalogReference: ref, Quantity: *items[i].Quantity})
		}
	}
	known := map[string]*catalog.ItemData{}
	if len(req.CatalogReferences) > 0 {
		resp, err := s.Products.GetCatalogItems(ctx, req)
		if err != nil {
			return nil, err
		}
		for i := range resp.CatalogItems {
			known[resp.CatalogItems[i].CatalogReference.Key()] = &resp.CatalogItems[i].Data
		}
	}
	var c fault.Checker
	lines := make([]pricing.Line, len(items))
	for i := range items {
		l := &items[i]
		ref := s.reference(l)
		data := known[ref.Key()]
		if data == nil && l.Price == nil {
			c.Add(fault.Index("lineItems", i)+".catalogReference.catalogItemId", fault.RuleValidation,
				"the catalog has no item \""+ref.CatalogItemID+"\", and no price is given", nil)
			continue
		}
		lines[i] = s.line(&c, fault.Index("lineItems", i), l, ref, data)
	}
	return lines, c.Err()
}

// reference returns which item a line is, the zero reference when none.
func (s *Shop) reference(l *LineItem) item.CatalogReference {
	if l.CatalogReference == nil {
		return item.CatalogReference{}
	}
	ref := *l.CatalogReference
	if ref.AppID == "" {
		ref.AppID = s.Products.AppID()
	}
	return ref
}

// object adds to the errors of t what the minimum order has against it.
func (s *Shop) object(ctx context.Context, t *pricing.Totals) error {
	if s.MinimumOrder == nil {
		return nil
	}
	goods := money.Zero(s.Currency)
	info := validation.Info{WeightUnit: t.WeightUnit, Currency: t.Currency, ConversionCurrency: t.ConversionCurrency, Goods: &goods}
	for i := range t.CalculatedLineItems {
		b := t.CalculatedLineItems[i].PricesBreakdown
		left, err := b.LineItemPrice.Amount.Sub(b.TotalDiscount.Amount)
		if err == nil {
			goods, err = goods.Add(left)
		}
		if err != nil {
			return err
		}
		info.LineItems = append(info.LineItems, validation.LineItem{ID: t.CalculatedLineItems[i].LineItemID})
	}
	resp, err := s.MinimumOrder.GetValidationViolations(ctx, validation.Request{
		SourceInfo: validation.SourceInfo{Source: validation.SourceOther}, ValidationInfo: info,
	})
	if err != nil {
		return err
	}
	for _, v := range resp.Violations {
		if v.Severity != validation.SeverityError {
			continue
		}
		if t.CalculationErrors == nil {
			t.CalculationErrors = new(pricing.CalculationErrors)
		}
		t.CalculationErrors.OrderValidationErrors = append(t.CalculationErrors.OrderValidationErrors,
			pricing.ApplicationError{Code: codeViolations, Description: v.Description})
	}
	return nil
}
