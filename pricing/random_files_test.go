// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

// shopJSON is what a drawn shop has of a shop file.
type shopJSON struct {
	Currency            money.Currency       `json:"currency"`
	TaxIncludedInPrices bool                 `json:"taxIncludedInPrices"`
	Rounding            money.Policy         `json:"rounding"`
	Conversion          *conversionJSON      `json:"conversion,omitempty"`
	Catalog             catalog.Config       `json:"catalog"`
	DiscountRules       []*discount.Rule     `json:"discountRules,omitempty"`
	Coupons             []*discount.Coupon   `json:"coupons,omitempty"`
	GiftCards           []shopfile.GiftCard  `json:"giftCards,omitempty"`
	Tax                 tax.Config           `json:"tax"`
	CashRounding        money.CashRounding   `json:"cashRounding,omitzero"`
	PlatformFee         *pricing.PlatformFee `json:"platformFee,omitempty"`
}

type conversionJSON struct {
	Currency money.Currency `json:"currency"`
	Rate     plugin.Decimal `json:"rate"`
}

// files returns the sale as "ecom price" takes it: a shop file and a request.
func (s *sale) files() (shop, request []byte, err error) {
	f := shopJSON{
		Currency: s.cfg.Currency, TaxIncludedInPrices: s.cfg.TaxIncluded, Rounding: s.cfg.Policy,
		Catalog: catalog.Config{AppID: saleApp}, DiscountRules: s.rules,
	}
	if s.region != nil {
		f.Tax.Regions = []tax.Region{{Country: "DE", Rates: s.region}}
	}
	f.CashRounding, f.PlatformFee = s.cfg.CashRounding, s.cfg.PlatformFee
	if c := s.cfg.Conversion; c != nil {
		f.Conversion = &conversionJSON{c.Currency, plugin.Decimal(c.Rate.String())}
	}
	for _, id := range saleItems {
		f.Catalog.Items = append(f.Catalog.Items, catalog.Product{ID: id, Name: id, Price: "1", Collections: s.collections[id]})
	}
	r := pricing.Request{
		At: s.in.At, MerchantDiscounts: s.in.MerchantDiscounts, ShippingPrice: s.in.ShippingPrice,
		ShippingTaxRate: s.in.ShippingTaxRate, ShippingDiscount: s.in.ShippingDiscount, MemberID: s.in.Buyer.MemberID,
		ShippingAddress: s.in.ShippingAddress, TaxExemptGroupID: s.in.Buyer.TaxExemptGroupID,
	}
	if s.coupon != nil {
		f.Coupons = []*discount.Coupon{s.coupon}
		r.CouponCode = s.coupon.Code
	}
	for i := range s.in.GiftCards {
		g := &s.in.GiftCards[i]
		code := fmt.Sprintf("GIFT-%04d", i)
		f.GiftCards = append(f.GiftCards, shopfile.GiftCard{Code: code, Balance: plugin.Decimal(g.Balance.String())})
		r.GiftCards = append(r.GiftCards, pricing.RequestGiftCard{Code: code, RedeemAmount: g.RequestedAmount})
	}
	for i := range s.in.Lines {
		r.LineItems = append(r.LineItems, requestLine(&s.in.Lines[i]))
	}
	if shop, err = json.MarshalIndent(f, "", " "); err != nil {
		return nil, nil, err
	}
	request, err = json.MarshalIndent(r, "", " ")
	return shop, request, err
}

func requestLine(l *pricing.Line) pricing.RequestLine {
	r := pricing.RequestLine{
		ID: l.ID, Quantity: l.Quantity, Price: &l.Price, PaymentOption: l.PaymentOption,
		TaxRates: l.TaxRates, TaxIncluded: l.TaxIncluded, Discount: l.Discount,
	}
	if covered(l) && l.PaymentOption != item.MembershipOffline { // shop files have no memberships
		r.Price = &l.Modifiers
		if r.PaymentOption = item.FullPaymentOnline; l.PaymentOption == item.MembershipOnlineWithOfflineRemainder {
			r.PaymentOption = item.FullPaymentOffline
		}
	}
	if l.CatalogReference.CatalogItemID != "" {
		r.CatalogReference = &l.CatalogReference
	}
	if l.DepositAmount != (money.Amount{}) {
		r.DepositAmount = &l.DepositAmount
	}
	if l.FreeTrial {
		r.SubscriptionSettings = &item.SubscriptionSettings{
			Frequency: item.FrequencyMonth, AutoRenewal: true, FreeTrialPeriod: &item.FreeTrialPeriod{Frequency: item.FrequencyDay, Interval: 7},
		}
	}
	for _, f := range l.AdditionalFees {
		r.AdditionalFees = append(r.AdditionalFees, pricing.RequestFee{Code: f.Code, Name: f.Name, Price: f.Price})
	}
	return r
}

// priceFiles prices the files of a sale as "ecom price" does.
func (s *sale) priceFiles() (*pricing.Totals, error) {
	shop, request, err := s.files()
	if err != nil {
		return nil, err
	}
	f, err := shopfile.Parse(shop)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, shop)
	}
	r, err := pricing.ParseRequest(request, f.Currency)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, request)
	}
	return f.CalculateTotals(context.Background(), r, s.in.At)
}

// reproduce tells of a case that failed as files that reproduce it. rapid shows
// only what is told of the smallest one.
func (s *sale) reproduce(t *rapid.T) {
	if !t.Failed() {
		return
	}
	shop, request, err := s.files()
	if err != nil {
		t.Logf("no files: %v", err)
		return
	}
	t.Logf("beside the files: %s", s.said)
	t.Logf("ecom price --shop shop.json --explain request.json shows it with\n\nshop.json:\n%s\n\nrequest.json:\n%s", shop, request)
}

// The files that a failing case is told of with are that case.
func TestFilesReproduceCases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		want := calculate(t, &s)
		got, err := s.priceFiles()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(figuresOf(want), figuresOf(got)); diff != "" {
			t.Errorf("the files come to other figures (-want +got):\n%s", diff)
		}
	})
}
