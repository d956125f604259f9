// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/currency"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

const (
	ofTotals = "calculateTotals"
	ofRates  = "getShippingRates"
)

// The totals tell with every code that they have what is wrong, and with every
// code that the platform documents for carriers. The reasons for which a coupon
// does not apply are those of the platform's second version.
func TestCodesOfTotals(t *testing.T) {
	t.Parallel()
	codes := codetest.List{
		Documented: map[string][]string{
			ofTotals: {"INVALID_ARGUMENT"},
			ofRates:  {"MISSING_POSTAL_CODE", "INVALID_POSTAL_CODE", "PARTIAL_ADDRESS", "GENERIC_ERROR"},
		},
		Own: []string{
			"ERROR_COUPON_NOT_APPLICABLE", "MIN_SUBTOTAL_NOT_REACHED", "MIN_LINE_ITEM_QUANTITY_NOT_REACHED", "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS",
			"CANNOT_REDEEM_COUPON_WHEN_PURCHASING_GIFT_CARD", "GIFT_CARD_CODE_INVALID", "GIFT_CARD_IS_EMPTY", "CATALOG_NOT_AVAILABLE",
			"CURRENCY_CONVERSION_FAILED", "CONVERSION_RATE_NOT_FOUND", "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND",
			"DELIVERY_METHOD_NOT_APPLIED_TO_ALL_LINE_ITEMS", "MEMBERSHIP_NOT_FOUND",
		},
		Source: codetest.Source(t, "../pricing"),
	}
	half := discount.MustPercentage("50")
	s := ecomtest.NewShop(t, both(
		sells(t, catalog.Product{ID: "voucher", Name: "Voucher", Price: "30.00", ItemType: string(item.PresetGiftCard)},
			catalog.Product{ID: "class", Name: "Class", Price: "15.00", ItemType: string(item.PresetService), PaymentOption: item.Membership}),
		func(c *ecom.Config) {
			c.Coupons = []*discount.Coupon{
				{Code: "HALF", PercentOffRate: half},
				{Code: "DEAR", PercentOffRate: half, MinimumSubtotal: discount.MustValue("100")},
				{Code: "PLATES", PercentOffRate: half, Scope: &discount.CouponScope{CatalogItemIDs: []string{"plate"}}},
				{Code: "THREE", BuyXGetY: &discount.CouponBuyXGetY{X: 2, Y: 1}},
			}
		}))
	totals := func(s *ecomtest.Shop, edit func(*pricing.Request), ids ...string) *pricing.CalculationErrors {
		t.Helper()
		var req pricing.Request
		for _, id := range ids {
			req.LineItems = append(req.LineItems, pricing.RequestLine{ID: id, Quantity: 1, CatalogReference: s.Line(id, 1).CatalogReference})
		}
		if edit != nil {
			edit(&req)
		}
		got, err := s.Totals.CalculateTotals(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return got.CalculationErrors
	}
	for coupon, want := range map[string]string{
		"DEAR": "MIN_SUBTOTAL_NOT_REACHED", "PLATES": "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS", "THREE": "MIN_LINE_ITEM_QUANTITY_NOT_REACHED",
	} {
		e := totals(s, func(r *pricing.Request) { r.CouponCode = coupon }, "ebook").CouponCalculationError
		codes.Told(t, ofTotals, discount.CodeCouponNotApplicable, e.Code())
		reason, _ := e.ApplicationError.Data["reason"].(string)
		codes.Told(t, ofTotals, want, reason)
	}
	withCoupon := totals(s, func(r *pricing.Request) { r.CouponCode = "HALF" }, "voucher")
	codes.Told(t, ofTotals, pricing.CodeCouponWithGiftCardPurchase, withCoupon.CouponCalculationError.Code())
	if _, err := s.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: "CARD-EMPTY", Amount: dollars("1.00")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.GiftCards.RedeemGiftCard(t.Context(), giftcard.RedeemGiftCardRequest{Code: "CARD-EMPTY", Amount: dollars("1.00")}); err != nil {
		t.Fatal(err)
	}
	for card, want := range map[string]string{"CARD-EMPTY": pricing.CodeGiftCardIsEmpty, "NONE": pricing.CodeGiftCardInvalid} {
		e := totals(s, func(r *pricing.Request) { r.GiftCardCode = card }, "ebook")
		codes.Told(t, ofTotals, want, e.GiftCardCalculationError.Code())
	}
	_, err := s.Totals.CalculateTotals(t.Context(), pricing.Request{SelectedMemberships: &pricing.SelectedMemberships{}, MembershipSelection: &pricing.MembershipSelection{}})
	codes.Refused(t, ofTotals, fault.Invalid, pricing.CodeInvalidArgument, err)
	unpaid := totals(s, nil, "class")
	codes.Told(t, ofTotals, pricing.CodeMembershipNotFound, unpaid.MembershipError.Code())
	lost := totals(s, func(r *pricing.Request) {
		r.ShippingAddress, r.SelectedShippingOption = ecomtest.Home().Address, &pricing.SelectedShippingOption{Code: "rocket"}
	}, "mug")
	codes.Told(t, ofTotals, pricing.CodeShippingOptionNotFound, lost.SelectedShippingOptionError.Code())

	codesOfPlugins(t, &codes, totals)
	codesOfRoutes(t, &codes)
	codes.Done(t)
}

// codesOfPlugins are those of catalogs, rates and carriers that fail.
func codesOfPlugins(t *testing.T, codes *codetest.List, totals func(*ecomtest.Shop, func(*pricing.Request), ...string) *pricing.CalculationErrors) {
	t.Helper()
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Rates = currency.ProviderFunc(func(context.Context, money.Currency, money.Currency) (currency.Rate, error) {
			return currency.Rate{}, fault.New(fault.NotFound, currency.CodeNoRate, "there is no such rate")
		})
	})
	got, err := s.Totals.Calculate(t.Context(), &pricing.Input{
		Lines: []pricing.Line{{ID: "a", Quantity: 1, Price: dollars("9.99")}}, ConversionCurrency: money.CHF,
	})
	if err != nil {
		t.Fatal(err)
	}
	e := got.CalculationErrors.OrderValidationErrors[0]
	codes.Told(t, ofTotals, pricing.CodeConversionFailed, e.Code)
	reason, _ := e.Data["reason"].(string)
	codes.Told(t, ofTotals, currency.CodeNoRate, reason)

	for code, refusal := range map[string]error{
		shipping.CodeMissingPostalCode: shipping.MissingPostalCode(), shipping.CodeInvalidPostalCode: shipping.InvalidPostalCode(),
		shipping.CodePartialAddress: shipping.PartialAddress("city"), shipping.CodeGenericError: shipping.GenericError("closed today"),
	} {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Shipping[0].Carrier = shipping.CarrierFunc(func(context.Context, shipping.Request) (shipping.Response, error) {
				return shipping.Response{}, refusal
			})
		})
		e := totals(s, func(r *pricing.Request) { r.ShippingAddress = ecomtest.Home().Address }, "mug")
		codes.Told(t, ofRates, code, e.CarrierErrors.Errors[0].Error.Code())
	}
	s = ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Catalog = catalog.Func(func(context.Context, catalog.Request) (catalog.Response, error) {
			return catalog.Response{}, fault.New(fault.Unavailable, "", "away")
		})
	})
	failed := totals(s, func(r *pricing.Request) {
		r.LineItems = []pricing.RequestLine{{ID: "1", Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "tea", AppID: catalog.DefaultAppID}}}
	})
	codes.Told(t, ofTotals, pricing.CodeCatalogFailed, failed.OrderValidationErrors[0].Code)
}

// codesOfRoutes are those of goods of several delivery profiles.
func codesOfRoutes(t *testing.T, codes *codetest.List) {
	t.Helper()
	s := ecomtest.NewShop(t, nil)
	region := delivery.Region{Name: "home", Destinations: []delivery.Destination{{CountryCode: "US"}}}
	made, err := s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{Name: "Usual", DeliveryRegions: []delivery.Region{region}})
	if err != nil {
		t.Fatal(err)
	}
	fragile, err := s.DeliveryProfiles.CreateDeliveryProfile(t.Context(), delivery.Profile{Name: "Fragile"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.ShippingOptions.CreateShippingOption(t.Context(), delivery.ShippingOption{
		Title: "Post", DeliveryRegionIDs: []delivery.RegionID{made.DeliveryRegions[0].ID}, Rates: []delivery.ConditionalRates{{Amount: "5.00"}},
	}); err != nil {
		t.Fatal(err)
	}
	plate, _ := s.Products.Product("plate")
	plate.DeliveryProfileID = string(fragile.ID)
	if err = s.Products.Put(plate); err != nil {
		t.Fatal(err)
	}
	req := pricing.Request{ShippingAddress: &contact.Address{Country: "US", Subdivision: "US-NY"}}
	for _, id := range []string{"mug", "plate"} {
		req.LineItems = append(req.LineItems, pricing.RequestLine{ID: id, Quantity: 1, CatalogReference: s.Line(id, 1).CatalogReference})
	}
	offered, err := s.Totals.CalculateTotals(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	of := offered.ShippingInfo.CarrierServiceOptions[0]
	req.SelectedShippingOption = &pricing.SelectedShippingOption{CarrierID: of.CarrierID, Code: of.ShippingOptions[0].Code}
	got, err := s.Totals.CalculateTotals(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	codes.Told(t, ofTotals, pricing.CodePartialDelivery, got.CalculationErrors.SelectedShippingOptionError.Code())
}
