// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/pricing"
)

// figuresOf returns every figure of totals by its name.
func figuresOf(t *pricing.Totals) map[string]string {
	out := map[string]string{}
	for name, p := range t.Figures() {
		out[name] = p.Amount.String() + " " + p.Converted.String() + " " + p.Converted.Currency().Code()
	}
	return out
}

// estimated returns the totals of an estimate.
func estimated(e *cart.EstimateTotalsResponse) *pricing.Totals {
	return &pricing.Totals{
		CalculatedLineItems: e.CalculatedLineItems, PriceSummary: e.PriceSummary, TaxSummary: e.TaxSummary, ShippingInfo: e.ShippingInfo,
		AppliedDiscounts: e.AppliedDiscounts, AdditionalFees: e.AdditionalFees, PayNow: e.PayNow, PayLater: e.PayLater, Currency: e.Currency,
	}
}

// checkedOut returns the totals of a checkout.
func checkedOut(c *checkout.Checkout) *pricing.Totals {
	t := &pricing.Totals{
		PriceSummary: &c.PriceSummary, TaxSummary: c.TaxSummary, AppliedDiscounts: c.AppliedDiscounts, AdditionalFees: c.AdditionalFees,
		PayNow: &c.PayNow, PayLater: &c.PayLater, Currency: c.Currency,
	}
	if s := c.ShippingInfo; s != nil {
		t.ShippingInfo = &pricing.ShippingInformation{SelectedCarrierServiceOption: s.SelectedCarrierServiceOption, CarrierServiceOptions: s.CarrierServiceOptions}
	}
	for i := range c.LineItems {
		l := &c.LineItems[i]
		t.CalculatedLineItems = append(t.CalculatedLineItems, pricing.CalculatedLineItem{LineItemID: l.ID, PricesBreakdown: &pricing.LineItemPricesData{
			TotalPriceAfterTax: l.TotalPriceAfterTax, TotalPriceBeforeTax: l.TotalPriceBeforeTax, TaxDetails: l.TaxDetails, TotalDiscount: l.Discount,
			Price: l.Price, PriceBeforeDiscounts: l.PriceBeforeDiscounts, LineItemPrice: l.LineItemPrice, FullPrice: l.FullPrice,
			Modifiers: l.ModifiersTotalPrice, DepositAmount: l.DepositAmount,
		}})
	}
	return t
}

// A cart's estimate, the checkout made of it and the method for what is in no
// cart come to the same figures, each of them.
func TestTotalsAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		fees, err := fee.New(fee.Config{Currency: money.USD, Fees: []fee.Fee{
			{Code: "wrap", Name: "Gift wrap", Amount: "2.00", TaxRate: "0.05"}, {Code: "green", Name: "Climate", Percentage: "1"},
		}})
		if err != nil {
			rt.Fatal(err)
		}
		s := newShop(t, func(c *ecom.Config) {
			c.TaxIncludedInPrices = rapid.Bool().Draw(rt, "tax included")
			c.Rounding = money.Policy{
				Mode:  rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Floor}).Draw(rt, "mode"),
				Point: rapid.SampledFrom([]money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder}).Draw(rt, "point"),
			}
			c.Fees = []fee.Provider{fees}
			c.Conversion = &ecom.Conversion{Currency: money.EUR, Rate: decimal.RequireFromString("0.9237")}
			c.DiscountRules = []*discount.Rule{{ID: "plates", Name: "Plates", Discounts: discount.Discounts{Values: []discount.Discount{{
				Percentage:        discount.MustPercentage("12.5"),
				SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{CatalogItemIDs: []string{"plate"}}}}},
			}}}}}
		})
		ctx := as(t, actor.Visitor(ann))
		var lines []cart.LineItem
		for _, id := range []string{"mug", "plate", "ebook"} {
			if n := rapid.IntRange(0, 4).Draw(rt, id); n > 0 || len(lines) == 0 && id == "ebook" {
				lines = append(lines, s.line(id, max(n, 1)))
			}
		}
		coupon := rapid.SampledFrom([]string{"", "SAVE10"}).Draw(rt, "coupon")
		option := &pricing.SelectedShippingOption{Code: rapid.SampledFrom([]string{"standard", "express"}).Draw(rt, "option")}

		if _, err := s.CurrentCart.AddToCurrentCart(ctx, add(lines...)); err != nil {
			rt.Fatal(err)
		}
		if coupon != "" {
			if _, err := s.CurrentCart.UpdateCurrentCart(ctx, cart.UpdateCartRequest{CouponCode: coupon}); err != nil {
				rt.Fatal(err)
			}
		}
		estimate, err := s.CurrentCart.EstimateCurrentCartTotals(ctx, cart.EstimateTotalsRequest{
			ShippingAddress: newYork(), BillingAddress: newYork(), SelectedShippingOption: option,
		})
		if err != nil {
			rt.Fatal(err)
		}
		made, err := s.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{
			ChannelType: cart.ChannelWeb, ShippingAddress: newYork(), BillingAddress: newYork(), SelectedShippingOption: option, Email: "ann@example.com",
		})
		if err != nil {
			rt.Fatal(err)
		}
		bought, err := s.Checkouts.GetCheckout(ctx, checkout.ID(made.CheckoutID))
		if err != nil {
			rt.Fatal(err)
		}
		request := pricing.Request{
			CouponCode: coupon, ShippingAddress: newYork(), BillingAddress: newYork(), SelectedShippingOption: option, At: s.clock.Now(), BuyerEmail: "ann@example.com",
		}
		for i := range estimate.Cart.LineItems {
			l := &estimate.Cart.LineItems[i]
			request.LineItems = append(request.LineItems, pricing.RequestLine{ID: l.ID, Quantity: l.Quantity, CatalogReference: l.CatalogReference})
			// A checkout counts its lines itself.
			if bought.LineItems[i].CatalogReference.CatalogItemID != l.CatalogReference.CatalogItemID {
				rt.Fatalf("line %d of the checkout is another", i)
			}
			bought.LineItems[i].ID = l.ID
		}
		direct, err := s.Totals.CalculateTotals(ctx, request)
		if err != nil {
			rt.Fatal(err)
		}
		want := figuresOf(direct)
		if len(want) < 40 {
			rt.Fatalf("%d figures", len(want))
		}
		for name, totals := range map[string]*pricing.Totals{"estimate": estimated(estimate), "checkout": checkedOut(bought)} {
			got := figuresOf(totals)
			for _, figure := range slices.Sorted(maps.Keys(want)) {
				// What gift cards leave is no member of these.
				if _, ok := got[figure]; !ok && strings.HasSuffix(figure, "AfterGiftCard") {
					got[figure] = want[figure]
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Errorf("the %s has other figures than CalculateTotals (-want +got):\n%s", name, diff)
			}
		}
	})
}

// Nothing but package pricing takes discounts off or adds taxes up: no other
// package rounds a product of amounts or allocates one, but those that are named
// here with their reason.
func TestTotalsAreComputedInOnePlace(t *testing.T) {
	t.Parallel()
	allowed := map[string]string{
		"money":       "defines them",
		"pricing":     "is the calculator",
		"checkout":    "shares the platform's fee out over what was computed",
		"transaction": "refunds parts of what was computed",
		"tips":        "shares a tip out among the staff, which is no figure of totals",
	}
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := s.X.(*ast.Ident)
			if !ok || pkg.Name != "money" {
				return true
			}
			switch s.Sel.Name {
			case "MulDivRound", "Allocate", "AllocateInto", "RoundDiv":
				top, _, _ := strings.Cut(filepath.ToSlash(path), "/")
				used[top] = true
				if allowed[top] == "" {
					t.Errorf("%s uses money.%s", path, s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range allowed {
		if !used[pkg] && pkg != "money" {
			t.Errorf("package %s may use them and does not", pkg)
		}
	}
}
