// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// notRun is every published case that is not run, and why. A case that is
// missing here and cannot be run fails, and so does one that stands here in
// vain.
var notRun = map[string]map[string]string{
	"totals_medusa": {
		"medusa-totals-3": "the discount comes off the net of a price that includes tax; here it comes off the price as shown",
		"medusa-totals-6": "totals of fulfillments and returns are not the calculator's",
	},
	"tax_sylius": {},
	"promotions_medusa": {
		"medusa-each-fixed-500-budget": "no rule has a budget",
		"medusa-ship-across-fixed-200": "an order has one shipping price",
		"medusa-ship-across-pct-10-10": "an order has one shipping price",
		"medusa-bxgy-1":                "the cheapest units are given, not the dearest",
		"medusa-bxgx-50-1000_10-20":    "what a rule takes off some units of a line lowers the line: the next rule does not see which units they were",
		"medusa-bxgx-split-540":        "what a rule takes off some units of a line lowers the line: the next rule does not see which units they were",
	},
	"promotions_misc": {
		"lunar-bxgy-reward-12": "a limit is of how many times something is given, not of how many units",
		"sol-pct-cap-650":      "no rule has a greatest discount",
		"sol-flexi-1-0":        "no rule takes more off further units than off the first",
		"sol-flexi-2-0":        "no rule takes more off further units than off the first",
		"sol-flexi-10-0":       "no rule takes more off further units than off the first",
		"sol-flexi-10-5":       "no rule takes more off further units than off the first",
		"shopify-10-15-base":   "percentages are of what is left, not of the original price",
		"ss-best-of-10-30-20":  "of exclusive rules the one with the highest priority applies, not the one that takes most off",
		"ss-stack-10+5pct+3":   "discounts are off what is left, not off the original price",
		"ss-stack-15pct+5":     "discounts are off what is left, not off the original price",
		"craft-695":            "prices with three decimals are refused in a currency of two",
	},
}

// vector is a published case of any suite.
type vector struct {
	ID               string
	Kind             string
	PricesIncludeTax *bool
	Currency         string
	Items            []vectorItem
	Shipping         []vectorItem
	Lines            []struct {
		ID       string
		Qty      int
		Subtotal string
	}
	Promotions []struct {
		Code, Target, Allocation, Type, Value string
		MaxQuantity                           int
		Campaign                              any
		Buy                                   struct {
			Product string
			Min     int64
		}
		Get struct {
			Products     []string
			ApplyTo, Max int64
		}
	}
	QualifyingQty, MinQty, RewardQty int64
	MaxRewardQty                     *int64
	Buy, Get                         int64
	OrderDiscounts                   []string
	ShippingDiscountPercent          string
	Tiers                            [][2]string
	LinePrices                       []string
	Price, Percent                   string
	Fixed                            any
	Percents                         []string
	Mode, Subtotal, Cap              string
	SalePercent                      string
	VoucherPercent                   string
	Expected                         json.RawMessage
}

type vectorItem struct {
	Qty                 int
	Price               string
	TaxRate             string
	TaxIncluded         *bool
	Discount            string
	ItemDiscountPerUnit string
	Fulfilled           int
}

func TestVectors(t *testing.T) {
	t.Parallel()
	run := map[string]func(*testing.T, *vector) bool{
		"totals_medusa": runTotals, "tax_sylius": runTotals, "promotions_medusa": runPromotions, "promotions_misc": runMisc,
	}
	for suite, runner := range run {
		t.Run(suite, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("testdata", "vectors", suite+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var file struct{ Cases []vector }
			if err := json.Unmarshal(data, &file); err != nil {
				t.Fatal(err)
			}
			left := maps.Clone(notRun[suite])
			for i := range file.Cases {
				v := &file.Cases[i]
				t.Run(v.ID, func(t *testing.T) {
					reason, listed := left[v.ID]
					delete(left, v.ID)
					switch ran := runner(t, v); {
					case ran && listed:
						t.Errorf("the case runs, though it is listed as not run: %s", reason)
					case !ran && !listed:
						t.Error("the case is neither run nor listed as not run")
					}
				})
			}
			for id := range left {
				t.Errorf("%s is listed as not run, there is no such case", id)
			}
		})
	}
}

func mustDecimal(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func rateOf(t *testing.T, percent string) []plugin.Rate {
	r, err := plugin.RateOf(mustDecimal(percent).Shift(-2))
	if err != nil {
		t.Fatal(err)
	}
	return []plugin.Rate{r}
}

// totalsOf prices a case.
func totalsOf(t *testing.T, cfg pricing.Config, in *pricing.Input) *pricing.Totals {
	t.Helper()
	cfg.Currency = money.USD
	if len(in.Lines) > 0 && in.Lines[0].Price.Currency() != 0 {
		cfg.Currency = in.Lines[0].Price.Currency()
	}
	c, err := pricing.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	in.CalculateTax, in.At, in.Explain = true, noon, true
	totals, err := c.Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if totals.CalculationErrors != nil {
		t.Fatalf("CalculationErrors = %+v, want none", totals.CalculationErrors)
	}
	if err := pricing.Check(totals); err != nil {
		t.Errorf("Check() = %v", err)
	}
	checkTrace(t, totals)
	return totals
}

func amount(p money.MultiCurrencyPrice) decimal.Decimal { return p.Amount.Decimal() }

// runTotals runs the cases of lines, taxes and totals.
func runTotals(t *testing.T, v *vector) bool {
	cfg := pricing.Config{}
	if v.PricesIncludeTax != nil {
		cfg.TaxIncluded = *v.PricesIncludeTax
	}
	in := &pricing.Input{}
	discounted, netDiscount := false, false
	for i := range v.Items {
		it := &v.Items[i]
		if it.Fulfilled > 0 {
			return false
		}
		l := pricing.Line{ID: fmt.Sprint(i), Quantity: it.Qty, Price: usd(it.Price), TaxRates: rateOf(t, it.TaxRate), TaxIncluded: it.TaxIncluded}
		off := decimal.Zero
		if it.Discount != "" {
			off = mustDecimal(it.Discount)
			netDiscount = netDiscount || it.TaxIncluded != nil && *it.TaxIncluded
		}
		if it.ItemDiscountPerUnit != "" {
			off = mustDecimal(it.ItemDiscountPerUnit).Mul(decimal.NewFromInt(int64(it.Qty)))
		}
		if off.IsPositive() {
			a := usd(off.String())
			l.Discount, discounted = &a, true
		}
		in.Lines = append(in.Lines, l)
	}
	if netDiscount || len(v.Shipping) > 1 {
		return false
	}
	for _, d := range v.OrderDiscounts {
		a := usd(d)
		in.MerchantDiscounts = append(in.MerchantDiscounts, pricing.MerchantDiscount{Amount: &a})
	}
	if len(v.Shipping) == 1 {
		s := &v.Shipping[0]
		price, rate := usd(s.Price), rateOf(t, s.TaxRate)[0]
		in.ShippingPrice, in.ShippingTaxRate = &price, &rate
		cfg.TaxIncluded = *s.TaxIncluded // shipping is as the shop is; lines say so themselves
		if s.Discount != "" {
			off := usd(s.Discount)
			in.ShippingDiscount = &pricing.ShippingDiscount{Amount: &off}
			discounted = true
		}
		if v.ShippingDiscountPercent != "" {
			in.ShippingDiscount = &pricing.ShippingDiscount{Percentage: discount.MustPercentage(v.ShippingDiscountPercent)}
		}
	}
	totals := totalsOf(t, cfg, in)
	compareTotals(t, v, cfg, in, totals, discounted)
	return true
}

func compareTotals(t *testing.T, v *vector, cfg pricing.Config, in *pricing.Input, totals *pricing.Totals, discounted bool) {
	var want map[string]any
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		t.Fatal(err)
	}
	added, included := decimal.Zero, decimal.Zero
	count := func(inside bool, tax decimal.Decimal) {
		if inside {
			included = included.Add(tax)
		} else {
			added = added.Add(tax)
		}
	}
	net := decimal.Zero
	var lineTotals, lineTaxes, shippingTotals []decimal.Decimal
	for i := range totals.CalculatedLineItems {
		p := totals.CalculatedLineItems[i].PricesBreakdown
		inside := cfg.TaxIncluded
		if own := in.Lines[i].TaxIncluded; own != nil {
			inside = *own
		}
		count(inside, amount(p.TaxDetails.TotalTax))
		net = net.Add(amount(p.TotalPriceBeforeTax))
		lineTotals = append(lineTotals, amount(p.TotalPriceAfterTax))
		lineTaxes = append(lineTaxes, amount(p.TaxDetails.TotalTax))
	}
	if o := totals.ShippingInfo.SelectedCarrierServiceOption; o != nil {
		count(cfg.TaxIncluded, amount(o.Cost.TaxDetails.TotalTax))
		shippingTotals = append(shippingTotals, amount(o.Cost.TotalPriceAfterTax))
	}
	subtotal := amount(totals.PriceSummary.Subtotal)
	if included.IsPositive() && !discounted { // the source's subtotal is net
		subtotal = net
	}
	original := func() *pricing.Totals {
		plain := *in
		plain.MerchantDiscounts, plain.ShippingDiscount = nil, nil
		plain.Lines = append([]pricing.Line(nil), in.Lines...)
		for i := range plain.Lines {
			plain.Lines[i].Discount = nil
		}
		return totalsOf(t, cfg, &plain)
	}
	got := map[string][]decimal.Decimal{
		"subtotal": {subtotal}, "tax": {amount(totals.PriceSummary.Tax)}, "total": {amount(totals.PriceSummary.Total)},
		"taxAdded": {added}, "taxIncluded": {included}, "lineTotals": lineTotals, "lineTax": lineTaxes, "shippingTotals": shippingTotals,
		"discountNet": {amount(totals.PriceSummary.Discount)},
	}
	for name, value := range want {
		if name == "originalTotal" {
			got[name] = []decimal.Decimal{amount(original().PriceSummary.Total)}
		}
		if name == "discountTax" {
			got[name] = []decimal.Decimal{amount(original().PriceSummary.Tax).Sub(amount(totals.PriceSummary.Tax))}
		}
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		if got[name] == nil || len(got[name]) != len(list) {
			t.Errorf("%s = %v, want %v", name, got[name], list)
			continue
		}
		for i := range list {
			w := money.Round(mustDecimal(list[i].(string)), 2, money.HalfUp)
			if !got[name][i].Equal(w) {
				t.Errorf("%s = %s, want %s", name, got[name][i], w)
			}
		}
	}
}

func everything() []discount.Scope { return []discount.Scope{allItems()} }

// rule returns a rule on everything with one value.
func ruleOf(d discount.Discount, trigger *discount.Trigger) *discount.Rule {
	d.SpecificItemsInfo = &discount.SpecificItemsInfo{Scopes: everything()}
	return &discount.Rule{Name: "rule", Trigger: trigger, Discounts: discount.Discounts{Values: []discount.Discount{d}}}
}

func compileRules(t *testing.T, cur money.Currency, rules ...*discount.Rule) *discount.RuleSet {
	t.Helper()
	set, err := discount.Compile(rules, cur)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func compileCoupon(t *testing.T, c discount.Coupon) *discount.CouponSet {
	t.Helper()
	c.Code = "C"
	set, err := discount.CompileCoupons([]*discount.Coupon{&c}, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// goods returns lines of items that cost so much.
func goods(cur money.Currency, prices ...string) *pricing.Input {
	in := &pricing.Input{}
	for i, p := range prices {
		id := fmt.Sprint(i)
		in.Lines = append(in.Lines, pricing.Line{
			ID: id, Quantity: 1, Price: money.MustParse(p, cur), CatalogReference: item.CatalogReference{CatalogItemID: id, AppID: appID},
		})
	}
	return in
}

// itemsOf returns a scope of items; "any" is all.
func itemsOf(ids ...string) []discount.Scope {
	if ids[0] == "any" {
		return everything()
	}
	return []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{CatalogItemIDs: ids}}}
}

// runPromotions runs the cases of promotions on lines.
func runPromotions(t *testing.T, v *vector) bool {
	in := &pricing.Input{}
	for _, l := range v.Lines {
		// A case with a price that cannot be paid expects no discount.
		unit := mustDecimal(l.Subtotal).DivRound(decimal.NewFromInt(int64(l.Qty)), 2)
		in.Lines = append(in.Lines, pricing.Line{
			ID: l.ID, Quantity: l.Qty, Price: usd(unit.String()), CatalogReference: item.CatalogReference{CatalogItemID: l.ID, AppID: appID},
		})
	}
	var rules []*discount.Rule
	var codes []string // of merchant discounts
	add := func(code string, r *discount.Rule, scopes []discount.Scope) *discount.Rule {
		r.Name, r.Discounts.Values[0].SpecificItemsInfo.Scopes = code, scopes
		rules = append(rules, r)
		return r
	}
	for _, p := range v.Promotions {
		switch {
		case p.Target == "shipping", p.Campaign != nil:
			return false
		case p.Type == "buyget":
			add(p.Code, ruleOf(discount.Discount{Percentage: discount.MustPercentage("100")}, nil), itemsOf(p.Get.Products...)).Extension = &discount.Extension{
				BuyXGetY: &discount.BuyXGetY{
					Buys:  discount.Buys{MinimumQuantity: p.Buy.Min, Scopes: itemsOf(p.Buy.Product)},
					Gets:  discount.Gets{Quantity: p.Get.ApplyTo},
					Limit: p.Get.Max / p.Get.ApplyTo,
				},
			}
		case p.Allocation == "each":
			for _, l := range v.Lines { // a line may have more units than it is for
				r := add(p.Code, ruleOf(discount.Discount{FixedAmount: discount.MustValue(p.Value)}, nil), itemsOf(l.ID))
				switch {
				case l.Qty <= p.MaxQuantity:
				case p.MaxQuantity == 1:
					r.Extension = &discount.Extension{AppliesTo: discount.AppliesToLowestPricedItem}
				default:
					return false
				}
			}
		case p.Type == "percentage":
			codes = append(codes, p.Code)
			in.MerchantDiscounts = append(in.MerchantDiscounts, pricing.MerchantDiscount{Percentage: discount.MustPercentage(p.Value)})
		default:
			a := usd(p.Value)
			codes = append(codes, p.Code)
			in.MerchantDiscounts = append(in.MerchantDiscounts, pricing.MerchantDiscount{Amount: &a})
		}
	}
	var want [][3]string
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		t.Fatal(err)
	}
	byCode, byLine := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, w := range want {
		byCode[w[0]] = byCode[w[0]].Add(mustDecimal(w[2]))
		byLine[w[1]] = byLine[w[1]].Add(mustDecimal(w[2]))
	}
	totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.USD, rules...)}, in)
	if notRun["promotions_medusa"][v.ID] != "" {
		return false // it comes to something else, which adds up, too
	}
	got := map[string]decimal.Decimal{}
	for _, d := range totals.AppliedDiscounts {
		var code string
		if d.DiscountRule != nil {
			code = d.DiscountRule.Name.Original
		} else {
			code, codes = codes[0], codes[1:]
		}
		got[code] = got[code].Add(amount(d.Amount()))
	}
	for _, p := range v.Promotions {
		if !got[p.Code].Equal(byCode[p.Code]) {
			t.Errorf("%s takes %s off, want %s", p.Code, got[p.Code], byCode[p.Code])
		}
	}
	for i, l := range v.Lines {
		p := totals.CalculatedLineItems[i].PricesBreakdown
		base := amount(p.PriceBeforeDiscounts).Mul(decimal.NewFromInt(int64(l.Qty)))
		if off := base.Sub(amount(p.TotalPriceBeforeTax)); !off.Equal(byLine[l.ID]) {
			t.Errorf("%s is lowered by %s, want %s", l.ID, off, byLine[l.ID])
		}
	}
	return true
}

// runMisc runs the cases that each name a rule of their own.
func runMisc(t *testing.T, v *vector) bool {
	var one string
	var list []string
	var object map[string]string
	if json.Unmarshal(v.Expected, &one) != nil && json.Unmarshal(v.Expected, &list) != nil {
		_ = json.Unmarshal(v.Expected, &object) // a case of another kind is not run
	}
	equal := func(what string, got decimal.Decimal, want string) {
		t.Helper()
		if !got.Equal(mustDecimal(want)) {
			t.Errorf("%s = %s, want %s", what, got, want)
		}
	}
	percent := func(p string) discount.Discount { return discount.Discount{Percentage: discount.MustPercentage(p)} }
	switch v.Kind {
	case "tieredPercent":
		var rules []*discount.Rule
		for i, tier := range v.Tiers {
			r := &discount.SubtotalRange{From: discount.MustValue(tier[0])}
			if i+1 < len(v.Tiers) {
				to := discount.ValueOf(mustDecimal(v.Tiers[i+1][0]).Sub(decimal.New(1, -4)))
				r.To = &to
			}
			rules = append(rules, ruleOf(percent(tier[1]), &discount.Trigger{SubtotalRange: r}))
		}
		totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.USD, rules...)}, goods(money.USD, v.LinePrices...))
		for i, l := range totals.CalculatedLineItems {
			equal(fmt.Sprintf("line %d", i), mustDecimal(v.LinePrices[i]).Sub(amount(l.PricesBreakdown.LineItemPrice)), object["perLine"])
		}
	case "percent":
		totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.JPY, ruleOf(percent(v.Percent), nil))}, goods(money.JPY, v.Price))
		equal("discount", amount(totals.PriceSummary.Discount), one)
	case "percentWithCap":
		if v.ID != "sol-pct-cap-not-hit" {
			return false
		}
		totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.USD, ruleOf(percent(v.Percent), nil))}, goods(money.USD, v.LinePrices...))
		for i, l := range totals.CalculatedLineItems {
			equal(fmt.Sprintf("line %d", i), mustDecimal(v.LinePrices[i]).Sub(amount(l.PricesBreakdown.LineItemPrice)), list[i])
		}
	case "orderPercents":
		if v.Mode != "sequential" {
			return false
		}
		in := goods(money.USD, v.Subtotal)
		in.CouponCode = "C"
		totals := totalsOf(t, pricing.Config{
			Rules:   compileRules(t, money.USD, ruleOf(percent(v.Percents[0]), nil)),
			Coupons: compileCoupon(t, discount.Coupon{PercentOffRate: discount.MustPercentage(v.Percents[1])}),
		}, in)
		for i := range list {
			equal(fmt.Sprintf("discount %d", i), amount(totals.AppliedDiscounts[i].Amount()), list[i])
		}
	case "salePlusVoucher":
		in := goods(money.USD, mustDecimal(v.Items[0].Price).Mul(mustDecimal(v.SalePercent)).Shift(-2).String())
		in.Lines[0].FullPrice, in.Lines[0].Quantity, in.CouponCode = usd(v.Items[0].Price), v.Items[0].Qty, "C"
		totals := totalsOf(t, pricing.Config{Coupons: compileCoupon(t, discount.Coupon{PercentOffRate: discount.MustPercentage(v.VoucherPercent)})}, in)
		equal("total", amount(totals.PriceSummary.Total), object["total"])
	case "bxgyRewardQty":
		if v.MaxRewardQty != nil && *v.MaxRewardQty%v.RewardQty != 0 {
			return false
		}
		in := goods(money.USD, "10", "1")
		in.Lines[0].Quantity, in.Lines[1].Quantity = int(v.QualifyingQty), 100
		r := ruleOf(percent("100"), nil)
		r.Discounts.Values[0].SpecificItemsInfo.Scopes = itemsOf("1")
		r.Extension = &discount.Extension{BuyXGetY: &discount.BuyXGetY{
			Buys: discount.Buys{MinimumQuantity: v.MinQty, Scopes: itemsOf("0")}, Gets: discount.Gets{Quantity: v.RewardQty},
		}}
		if v.MaxRewardQty != nil {
			r.Extension.BuyXGetY.Limit = *v.MaxRewardQty / v.RewardQty
		}
		totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.USD, r)}, in)
		var units int64
		if err := json.Unmarshal(v.Expected, &units); err != nil {
			t.Fatal(err)
		}
		equal("discount", amount(totals.PriceSummary.Discount), fmt.Sprint(units))
	case "bxgy":
		r := ruleOf(percent(v.Percent), nil)
		r.Extension = &discount.Extension{BuyXGetY: &discount.BuyXGetY{Buys: discount.Buys{MinimumQuantity: v.Buy}, Gets: discount.Gets{Quantity: v.Get}}}
		in := goods(money.USD, v.Items[0].Price, v.Items[1].Price)
		totals := totalsOf(t, pricing.Config{Rules: compileRules(t, money.USD, r)}, in)
		equal("discount", amount(totals.PriceSummary.Discount), object["discount"])
	case "couponOncePerOrder", "couponPerItem":
		coupon := discount.Coupon{LimitedToOneItem: v.Kind == "couponOncePerOrder"}
		in := &pricing.Input{}
		var ids []string
		for i, it := range v.Items {
			l := goods(money.USD, it.Price).Lines[0]
			l.ID, l.Quantity, l.CatalogReference.CatalogItemID = fmt.Sprint(i), it.Qty, fmt.Sprint(i)
			in.Lines, ids = append(in.Lines, l), append(ids, fmt.Sprint(i))
		}
		if v.Percent != "" {
			coupon.PercentOffRate = discount.MustPercentage(v.Percent)
		} else {
			coupon.MoneyOffAmount, coupon.Scope = discount.MustValue(fmt.Sprint(v.Fixed)), &discount.CouponScope{CatalogItemIDs: ids}
		}
		in.CouponCode = "C"
		totals := totalsOf(t, pricing.Config{Coupons: compileCoupon(t, coupon)}, in)
		equal("discount", amount(totals.PriceSummary.Discount), object["discount"])
	default:
		return false
	}
	return true
}
