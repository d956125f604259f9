// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// CodeCatalogFailed is the code of a line that the catalog did not tell of.
const CodeCatalogFailed = "CATALOG_NOT_AVAILABLE"

// CalculateTotals is the platform's method: it looks the lines up in the
// catalog and prices them, without keeping anything.
//
// A malformed request is an error of class fault.Invalid that names every
// violation, and so is a line without a price whose item the catalog does not
// have. Where the catalog does not answer, lines are priced by their own prices;
// those without are left out, with an entry of the calculation errors each.
func (c *Calculator) CalculateTotals(ctx context.Context, req Request) (*Totals, error) {
	const op = "pricing.CalculateTotals"
	if err := req.Validate(c.cfg.Currency); err != nil {
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

// input turns a request into an Input, and says which lines it leaves out.
func (c *Calculator) input(ctx context.Context, req *Request) (*Input, []ApplicationError, error) {
	in := &Input{
		CouponCode: req.CouponCode, CouponID: req.CouponID, MerchantDiscounts: req.MerchantDiscounts,
		SelectedShippingOption: req.SelectedShippingOption, ShippingAddress: req.ShippingAddress, BillingAddress: req.BillingAddress,
		Buyer:               Buyer{Email: req.BuyerEmail, MemberID: req.MemberID, Phone: req.BuyerPhone, TaxExemptGroupID: req.TaxExemptGroupID},
		SelectedMemberships: req.selection(), BusinessLocationID: req.BusinessLocationID,
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
	refs := c.references(req)
	items, failure := c.lookUp(ctx, req, refs)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var v fault.Checker
	var problems []ApplicationError
	dropped := map[string]bool{}
	for i := range req.LineItems {
		l, path := &req.LineItems[i], fault.Index("lineItems", i)
		data := items[refs[i].Key()]
		switch {
		case data != nil, l.Price != nil:
			in.Lines = append(in.Lines, c.requestLine(&v, path, l, refs[i], data))
		case failure != nil:
			dropped[l.ID] = true
			problems = append(problems, ApplicationError{
				Code: CodeCatalogFailed, Description: "the catalog did not answer: " + message(failure), Data: map[string]any{"lineItemId": l.ID},
			})
		default:
			v.Add(path+".catalogReference.catalogItemId", fault.RuleValidation,
				fmt.Sprintf("the catalog has no item %q, and no price is given", refs[i].CatalogItemID), nil)
		}
	}
	if len(dropped) > 0 {
		in.MerchantDiscounts = withoutLines(in.MerchantDiscounts, dropped)
	}
	return problems, v.Err()
}

// references returns which item each line is, the zero reference when none.
func (c *Calculator) references(req *Request) []item.CatalogReference {
	own := ""
	if cat, ok := catalog.As[interface{ AppID() string }](c.cfg.Catalog); ok {
		own = cat.AppID()
	}
	refs := make([]item.CatalogReference, len(req.LineItems))
	for i := range req.LineItems {
		if ref := req.LineItems[i].CatalogReference; ref != nil {
			refs[i] = *ref
			refs[i].AppID = cmp.Or(ref.AppID, own)
		}
	}
	return refs
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
func (c *Calculator) lookUp(ctx context.Context, req *Request, refs []item.CatalogReference) (map[string]*catalog.ItemData, error) {
	cat := c.cfg.Catalog
	if cat == nil {
		return nil, nil
	}
	question := catalog.Request{WeightUnit: c.cfg.WeightUnit, Currency: c.cfg.Currency}
	at := map[string]int{}
	for i, ref := range refs {
		if ref.IsZero() {
			continue
		}
		key, quantity := ref.Key(), req.LineItems[i].Quantity
		if j, ok := at[key]; ok {
			question.CatalogReferences[j].Quantity += quantity
			continue
		}
		at[key] = len(question.CatalogReferences)
		question.CatalogReferences = append(question.CatalogReferences, catalog.ReferenceAndQuantity{CatalogReference: ref, Quantity: quantity})
	}
	if len(question.CatalogReferences) == 0 {
		return nil, nil
	}
	resp, err := ask(ctx, c, "catalog", catalog.Budget, cat, func(ctx context.Context) (catalog.Response, error) {
		resp, err := cat.GetCatalogItems(ctx, question.Clone())
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

// requestGiftCards finds the gift cards of a request. Those that cannot pay are
// reported; the others pay.
func (c *Calculator) requestGiftCards(ctx context.Context, req *Request, in *Input) error {
	cards := req.GiftCards
	if req.GiftCardCode != "" {
		cards = append([]RequestGiftCard{{Code: req.GiftCardCode, RedeemAmount: req.GiftCardRedeemAmount}}, cards...)
	}
	used := make(map[string]bool, len(cards))
	for _, g := range cards {
		key := strings.ToUpper(strings.TrimSpace(g.Code))
		if used[key] {
			continue
		}
		used[key] = true
		var found GiftCardInput
		var err error
		if c.cfg.GiftCards == nil {
			err = giftcard.Refuse(giftcard.CodeNotFound, "there is no such gift card")
		} else {
			found, err = c.cfg.GiftCards.GiftCard(ctx, g.Code, in.At)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			in.GiftCardErrors = append(in.GiftCardErrors, GiftCardFailure{ObfuscatedCode: giftcard.Obfuscate(g.Code), Err: err})
			continue
		}
		if g.RedeemAmount != nil {
			found.RequestedAmount = g.RedeemAmount
		}
		in.GiftCards = append(in.GiftCards, found)
	}
	return nil
}
