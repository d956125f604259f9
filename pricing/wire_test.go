// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/pricing"
)

// everythingAt returns totals that have one of everything.
func everythingAt(t *testing.T) *pricing.Totals {
	t.Helper()
	in := newYork(line("mug", 3, "25.00"), line("sofa", 1, "199.99"), line("club", 1, "9.00"))
	in.Lines[0].Modifiers, in.Lines[0].TaxableAddress = usd("1.50"), &item.TaxableAddress{AddressType: item.AddressShipping}
	in.Lines[0].AdditionalFees = []pricing.ItemFee{{Code: "room", Name: "Room", Price: usd("5.00"), Taxable: true}}
	in.Lines[1].PaymentOption, in.Lines[1].DepositAmount = item.DepositOnline, usd("50.00")
	in.Lines[2].FreeTrial = true
	in.CouponCode = "OVER"
	in.GiftCards = []pricing.GiftCardInput{{ID: "g", ObfuscatedCode: "****", Balance: usd("20.00")}}
	in.SelectedShippingOption = &pricing.SelectedShippingOption{Code: "pickup"}
	in.SelectedMemberships = &pricing.SelectedMemberships{Memberships: []pricing.SelectedMembership{{ID: "m", AppID: "a", LineItemIDs: []string{"club"}}}}
	pickup := shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
		return shipping.Response{ShippingRates: []shipping.Rate{{
			Code: "pickup", Title: "Pickup",
			Logistics: shipping.Logistics{DeliveryTime: "today", PickupDetails: &shipping.PickupDetails{Address: &contact.Address{Country: "US", Subdivision: "US-NY"}, PickupMethod: shipping.StorePickup}},
			Cost:      shipping.Cost{Price: usd("1.00"), Currency: r.Currency, AdditionalCharges: []shipping.AdditionalCharge{{Type: shipping.ChargeInsurance, Price: usd("0.50")}}},
		}}}, nil
	})
	return calculateIn(t, in, func(c *pricing.Config) {
		c.Conversion = euros("0.917")
		c.Shipping = []shipping.Service{{ID: "p", Carrier: pickup}}
	})
}

// What is written and read again is the same, and so is a clone.
func TestTotalsRoundTrip(t *testing.T) {
	t.Parallel()
	totals := everythingAt(t)
	want, err := json.MarshalIndent(totals, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	var read pricing.Totals
	if err := json.Unmarshal(want, &read); err != nil {
		t.Fatal(err)
	}
	if err := prices.Bind(&read, money.USD, money.EUR, money.MustParseLocale("en-US")); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]*pricing.Totals{"read": &read, "clone": totals.Clone()} {
		got, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	if err := pricing.Check(&read); err != nil {
		t.Errorf("Check() = %v for totals that were read", err)
	}
}

// Nothing of a clone is shared with what it was made from.
func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	totals := everythingAt(t)
	want, err := json.Marshal(totals)
	if err != nil {
		t.Fatal(err)
	}
	c := totals.Clone()
	prices.Visit(c, nil, func(p *money.MultiCurrencyPrice) { *p = money.MultiCurrencyPrice{} })
	c.AdditionalFees[0].LineItemIDs[0], c.AppliedDiscounts[0].LineItemIDs[0] = "changed", "changed"
	c.MembershipOptions.SelectedMemberships.Memberships[0].LineItemIDs[0] = "changed"
	c.ShippingInfo.SelectedCarrierServiceOption.Logistics.PickupDetails.Address.Country = "DE"
	c.CalculationErrors.CouponCalculationError.ApplicationError.Code = "changed"
	got, err := json.Marshal(totals)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("changing a clone changes the original (-want +got):\n%s", diff)
	}
}

// A Result tells the same figures in minor units.
func TestResult(t *testing.T) {
	t.Parallel()
	in := newYork(line("mug", 3, "25.00"))
	in.CouponCode = "OVER"
	r, err := shop(t, func(c *pricing.Config) { c.Fees = nil }).Price(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if r.Lines() != 1 || r.Currency() != money.USD || r.Errors() == nil {
		t.Errorf("%d lines in %s, errors %v, want 1 in USD and the coupon's", r.Lines(), r.Currency(), r.Errors())
	}
	wantLine := pricing.LineFigures{
		Quantity: 3, PriceBeforeDiscounts: 2500, Price: 2125, FullPrice: 2500, LineItemPrice: 6375,
		TotalPriceBeforeTax: 6375, Tax: 542, TotalPriceAfterTax: 6917,
	}
	if diff := cmp.Diff(wantLine, r.Line(0)); diff != "" {
		t.Errorf("Line() differs (-want +got):\n%s", diff)
	}
	want := pricing.Summary{Subtotal: 7500, Shipping: 499, Tax: 562, Discount: 1125, Total: 7436}
	if diff := cmp.Diff(want, r.Summary()); diff != "" {
		t.Errorf("Summary() differs (-want +got):\n%s", diff)
	}
	if r.PayNow() != want || r.PayLater() != (pricing.Summary{}) {
		t.Errorf("PayNow() = %+v, PayLater() = %+v, want everything now", r.PayNow(), r.PayLater())
	}
}

// All that a catalog says of an item reaches its line, and so does all that a
// request says instead.
func TestDescribedAndOverridden(t *testing.T) {
	t.Parallel()
	deposit, full := usd("5.00"), usd("12.00")
	cat := catalog.Func(func(_ context.Context, r catalog.Request) (catalog.Response, error) {
		data := catalog.ItemData{
			ProductName: item.Text("Class"), ItemType: item.Of(item.PresetService), Price: usd("10.00"), FullPrice: &full,
			PaymentOption: item.DepositOnline, DepositAmount: &deposit, TaxGroupID: "food", RootCatalogItemID: "mug",
			TaxableAddress:         &item.TaxableAddress{AddressType: item.AddressShipping},
			SubscriptionOptionInfo: &item.SubscriptionOptionInfo{SubscriptionSettings: item.SubscriptionSettings{Frequency: item.FrequencyMonth, AutoRenewal: true}},
			AdditionalFees:         []catalog.AdditionalFee{{Code: "room", Name: "Room", Price: usd("1.00"), TaxDetails: &catalog.TaxDetails{Taxable: true, TaxGroupID: "food"}}},
		}
		return catalog.Response{CatalogItems: []catalog.Item{{CatalogReference: r.CatalogReferences[0].CatalogReference, Data: data}}}, nil
	})
	c := shop(t, func(cfg *pricing.Config) { cfg.Catalog, cfg.Fees = cat, nil })
	const head = `{"shippingAddress": {"country": "US", "subdivision": "NY"}, "lineItems": [{"id": "1", "quantity": 2, "catalogReference": {"catalogItemId": "x", "appId": "APP"}`
	totals, err := c.CalculateTotals(t.Context(), request(t, head+"}]}"))
	if err != nil {
		t.Fatal(err)
	}
	p := totals.CalculatedLineItems[0].PricesBreakdown
	got := []string{
		p.FullPrice.Amount.String(), p.LineItemPrice.Amount.String(), p.TaxDetails.TotalTax.Amount.String(), p.DepositAmount.Amount.String(),
		totals.PayNow.Total.Amount.String(), totals.AdditionalFees[0].PriceAfterTax.Amount.String(),
	}
	// The rule on mugs finds the item by its true id.
	if diff := cmp.Diff([]string{"12.00", "17.00", "0.17", "5.00", "11.11", "1.01"}, got); diff != "" {
		t.Errorf("described line differs (-want +got):\n%s", diff)
	}
	totals, err = c.CalculateTotals(t.Context(), request(t, head+`, "price": "20.00", "fullPrice": "21.00", "productName": "Mine",
		"itemType": {"custom": "course"}, "paymentOption": "FULL_PAYMENT_OFFLINE", "depositAmount": "1.00", "rootCatalogItemId": "other",
		"physicalProperties": {"shippable": true, "weight": 1.5}, "taxableAddress": {"addressType": "BILLING"}, "deliveryProfileId": "5b2a1c0e-0d5f-4a3f-9a57-1f6f0c6d7e81",
		"subscriptionSettings": {"frequency": "MONTH", "freeTrialPeriod": {"frequency": "DAY", "interval": 7}},
		"additionalFees": [{"name": "Extra", "price": "2.00", "taxDetails": {"taxable": true}}],
		"modifierGroups": [{"id": "g", "name": {"original": "Toppings"}, "modifiers": [{"id": "m", "label": {"original": "Cheese"}, "quantity": 2, "price": "0.75"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p = totals.CalculatedLineItems[0].PricesBreakdown
	got = []string{
		p.FullPrice.Amount.String(), p.LineItemPrice.Amount.String(), p.TaxDetails.TotalTax.Amount.String(), p.Modifiers.Amount.String(),
		totals.PayAfterFreeTrial.Total.Amount.String(), string(totals.CalculatedLineItems[0].PaymentOption),
	}
	// Billed to nowhere, the line is untaxed; the fees go where goods go, and
	// the trial takes everything along.
	if diff := cmp.Diff([]string{"21.00", "40.00", "0.00", "1.50", "43.18", "FULL_PAYMENT_OFFLINE"}, got); diff != "" {
		t.Errorf("overridden line differs (-want +got):\n%s", diff)
	}
}

func TestConversionRate(t *testing.T) {
	t.Parallel()
	var v struct {
		A, B, C pricing.ConversionRate
	}
	if err := json.Unmarshal([]byte(`{"A": "0.920", "B": 0.92, "C": null}`), &v); err != nil {
		t.Fatal(err)
	}
	if !v.A.Equal(v.B) || !v.C.IsZero() || v.A.String() != "0.92" || !v.A.Decimal().Equal(v.B.Decimal()) {
		t.Errorf("read %v, %v and %v, want 0.92 twice and nothing", v.A, v.B, v.C)
	}
	if err := json.Unmarshal([]byte(`"1e999999999"`), &v.A); err == nil {
		t.Error("Unmarshal(1e999999999) = nil, want an error")
	}
}
