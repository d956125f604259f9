// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/tips"
)

// What a buyer chose is a fee of the checkout and of its order, under the tip's
// id; without a choice there is none.
func TestTipOfAPurchase(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := ecomtest.Visitor(t.Context(), 1)
	must(s.TipSettings.CreateDefaultTipSettings(t.Context(), percentages()))(t)
	c := must(s.Checkout(ctx, s.Line("mug", 2), s.Line("ebook", 1)))(t)
	if len(c.AdditionalFees) != 0 {
		t.Fatalf("there are fees before a tip was chosen: %+v", c.AdditionalFees)
	}
	before := c.PriceSummary.Total.Amount
	choice := tips.Choice{TipType: tips.TypePercentage, Value: "12.5"}
	must(s.Tips.UpdateTipChoice(ctx, c.PurchaseFlowID, choice))(t)
	if got := must(s.Tips.GetTipChoice(ctx, c.PurchaseFlowID))(t); got != choice {
		t.Errorf("GetTipChoice() = %+v, want %+v", got, choice)
	}
	if _, err := s.Tips.GetTipChoice(ecomtest.Visitor(t.Context(), 2), c.PurchaseFlowID); !errors.Is(err, fault.Denied) {
		t.Errorf("another buyer reads the choice: %v", err)
	}
	if _, err := s.Tips.UpdateTipChoice(ecomtest.Visitor(t.Context(), 2), c.PurchaseFlowID, choice); !errors.Is(err, fault.Denied) {
		t.Errorf("another buyer changes the choice: %v", err)
	}
	placed, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	if err != nil { // the total has changed: the buyer sees it first
		placed = must(s.Checkouts.CreateOrder(ctx, c.ID, nil))(t)
	}
	o := must(s.Orders.GetOrder(t.Context(), placed.OrderID))(t)
	tip := must(s.Tips.GetTipByOrderID(t.Context(), o.ID))(t)
	if len(o.AdditionalFees) != 1 || o.AdditionalFees[0].Code != tip.ID || tip.Amount.String() != "6.88" || tip.UndistributedAmount.String() != "6.88" {
		t.Errorf("the tip is %+v of the fees %+v, want 6.88: 12.5 %% of 55.00", tip, o.AdditionalFees)
	}
	if want := must(before.Add(tip.Amount))(t); !o.PriceSummary.Total.Amount.Equal(want) {
		t.Errorf("the order comes to %s, want %s", o.PriceSummary.Total.Amount, want)
	}
	must(s.Tips.UpdateTipChoice(ctx, c.PurchaseFlowID, tips.Choice{}))(t)
	if got := must(s.Tips.GetTipChoice(ctx, c.PurchaseFlowID))(t); got != (tips.Choice{}) {
		t.Errorf("what was taken back is %+v", got)
	}
}

// Every documented code that is within reach is provoked.
func TestCodes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	ann := ecomtest.Visitor(ctx, 1)
	s := newShop(t)
	line := []tips.LineItemInfo{{Price: "10", Quantity: 1}}
	ten := tips.Choice{TipType: tips.TypePercentage, Value: "10"}
	unset := errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{LineItemInfo: line, TipChoice: ten}))
	unchosen := errorOf(s.Tips.UpdateTipChoice(ann, flow, ten))
	byDefault := must(s.TipSettings.CreateDefaultTipSettings(ctx, percentages()))(t)
	amounts := percentages()
	amounts.TipType, amounts.AllowCustomAmount = tips.TypeAmount, false
	other := must(s.TipSettings.CreateTipSettings(ctx, amounts))(t)
	order := must(s.Order(ann, s.Line("ebook", 1)))(t)

	create := func(change func(*tips.Settings)) error {
		set := percentages()
		change(&set)
		return errorOf(s.TipSettings.CreateTipSettings(ctx, set))
	}
	preview := func(settings string, c tips.Choice) error {
		return errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{LineItemInfo: line, TipChoice: c, TipSettingsID: settings}))
	}
	provoked := map[string]bool{}
	for _, tt := range []struct {
		name, code string
		err        error
	}{
		{"no default settings", tips.CodeSettingsNotFound, unset},
		{"no default settings to choose by", tips.CodeSettingsNotFound, unchosen},
		{"no such settings", tips.CodeSettingsNotFound, preview(flow, ten)},
		{"settings that are gone", tips.CodeSettingsNotFound, s.TipSettings.DeleteTipSettings(ctx, flow)},
		{"not in the catalog", tips.CodeItemsNotFound, errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{
			LineItemInfo: []tips.LineItemInfo{{CatalogReference: &item.CatalogReference{CatalogItemID: "gone"}, Quantity: 1}}, TipChoice: ten,
		}))},
		{"nobody reads", tips.CodeNoIdentity, errorOf(s.Tips.GetTipChoice(ctx, flow))},
		{"an app chooses", tips.CodeNoIdentity, errorOf(s.Tips.UpdateTipChoice(actor.With(ctx, actor.App("a")), flow, ten))},
		{"another type", tips.CodeInvalidTip, preview("", tips.Choice{TipType: tips.TypeAmount, Value: "10"})},
		{"no preset", tips.CodeInvalidTip, preview("", tips.Choice{TipType: tips.TypePercentage, Value: "11"})},
		{"no custom amounts", tips.CodeInvalidTip, preview(other.ID, tips.Choice{TipType: tips.TypeCustom, Value: "11"})},
		{"no such order", tips.CodeOrderNotFound, errorOf(s.Tips.GetTipByOrderID(ctx, "gone"))},
		{"an order without tip", tips.CodeTipNotFound, errorOf(s.Tips.GetTipByOrderID(ctx, order.ID))},
		{"two defaults", tips.CodeTwoDefaults, create(func(set *tips.Settings) { set.Presets[0].Default = true })},
		{"more than all", tips.CodePercentageTooHigh, create(func(set *tips.Settings) { set.Presets[0].Value = "100.01" })},
		{"second default settings", tips.CodeDefaultExists, errorOf(s.TipSettings.CreateDefaultTipSettings(ctx, percentages()))},
		{"deletion of the default", tips.CodeDefaultStays, s.TipSettings.DeleteTipSettings(ctx, byDefault.ID)},
	} {
		provoked[tt.code] = true
		if fault.Code(tt.err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, tt.err, tt.code)
		}
	}
	for _, code := range []string{
		"TIP_SETTINGS_NOT_FOUND", "CATALOG_ITEMS_NOT_FOUND", "ORDER_NOT_FOUND", "TIP_NOT_FOUND", "PERSON_IDENTITY_NOT_FOUND", "INVALID_TIP",
		"CANNOT_HAVE_MORE_THAN_ONE_DEFAULT_PRESET", "PRESET_PERCENTAGE_TOO_HIGH", "DEFAULT_SETTINGS_ALREADY_EXISTS", "CANNOT_DELETE_DEFAULT_SETTINGS",
	} {
		if !provoked[code] {
			t.Errorf("nothing provokes %s", code)
		}
	}
	// 100 is no too high amount of money.
	must(s.TipSettings.UpdateTipSettings(ctx, other.ID, tips.SettingsUpdate{Revision: "1", Presets: patch.Set([]tips.Preset{{Value: "200"}})}))(t)
	if _, err := s.TipSettings.UpdateTipSettings(ctx, other.ID, tips.SettingsUpdate{Revision: "1"}); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old revision: %v", err)
	}
	if page := must(s.TipSettings.QueryTipSettings(ctx, query.Request{}))(t); len(page.TipSettings) != 2 {
		t.Errorf("there are %d settings", len(page.TipSettings))
	}
	if err := s.TipSettings.DeleteTipSettings(ctx, other.ID); err != nil {
		t.Error(err)
	}
	if err := errorOf(s.TipSettings.CreateTipSettings(ann, percentages())); !errors.Is(err, fault.Denied) {
		t.Errorf("settings made by a buyer: %v", err)
	}
}

func TestViolations(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ann := ecomtest.Visitor(t.Context(), 1)
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"settings": {errorOf(s.TipSettings.CreateTipSettings(t.Context(), tips.Settings{TipType: "X", StaffDistributionMethod: "Y"})), []string{"tipSettings.tipType", "tipSettings.staffDistributionMethod", "tipSettings.presets"}},
		"presets":  {errorOf(s.TipSettings.CreateTipSettings(t.Context(), tips.Settings{TipType: tips.TypeAmount, Presets: []tips.Preset{{}, {Value: "-1"}, {Value: "0.001"}}})), []string{"tipSettings.presets[0].value", "tipSettings.presets[1].value", "tipSettings.presets[2].value"}},
		"choice":   {errorOf(s.Tips.UpdateTipChoice(ann, "x", tips.Choice{TipType: tips.TypeCustom, Value: "x"})), []string{"purchaseFlowId", "tipChoice.value"}},
		"preview":  {errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{})), []string{"tipChoice.value", "lineItemInfo"}},
		"lines":    {errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{TipChoice: tips.Choice{Value: "1"}, LineItemInfo: []tips.LineItemInfo{{}, {Price: "x", Quantity: 1}}})), []string{"lineItemInfo[0].quantity", "lineItemInfo[0].price", "lineItemInfo[1].price"}},
		"too many": {errorOf(s.Tips.PreviewTip(ann, tips.PreviewTipRequest{TipChoice: tips.Choice{Value: "1"}, LineItemInfo: make([]tips.LineItemInfo, 51)})), []string{"lineItemInfo"}},
	} {
		var got []string
		for _, v := range fault.Violations(tt.err) {
			got = append(got, v.Field)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v has violations of %q, want %q", name, tt.err, got, tt.want)
		}
	}
}

// A shop that takes no tips takes none.
func TestNotEnabled(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Payments = payment.Manual{} })
	must(s.TipSettings.CreateDefaultTipSettings(t.Context(), percentages()))(t)
	if _, err := s.Tips.UpdateTipChoice(ecomtest.Visitor(t.Context(), 1), flow, tips.Choice{TipType: tips.TypePercentage, Value: "10"}); !errors.Is(err, fault.State) {
		t.Errorf("UpdateTipChoice() = %v, want %v", err, fault.State)
	}
}

// What the staff gets adds up to the tip, whoever has worked on what.
func TestDistributionsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := money.Minor(rapid.Int64Range(0, 1_000_000).Draw(t, "tip"), rapid.SampledFrom([]money.Currency{money.USD, money.JPY, money.KWD}).Draw(t, "currency"))
		method := rapid.SampledFrom([]tips.DistributionMethod{tips.Equal, tips.Proportional}).Draw(t, "method")
		lines := make([]tips.LineItemInfo, rapid.IntRange(0, 8).Draw(t, "lines"))
		weights := make([]int64, len(lines))
		somebody := false
		for i := range lines {
			lines[i].StaffMemberIDs = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"ann", "bob", "cyd", "dan"}), 0, 3, rapid.ID).Draw(t, fmt.Sprint("staff ", i))
			weights[i] = rapid.Int64Range(0, 100_000).Draw(t, fmt.Sprint("price ", i))
			somebody = somebody || len(lines[i].StaffMemberIDs) > 0
		}
		got := tips.Distribute(amount, method, lines, weights)
		sum := money.Zero(amount.Currency())
		var least, most int64 = 1 << 60, -1
		for _, d := range got {
			var err error
			if sum, err = sum.Add(d.Amount); err != nil {
				t.Fatal(err)
			}
			m, _ := d.Amount.Minor()
			least, most = min(least, m), max(most, m)
		}
		if somebody && !sum.Equal(amount) || !somebody && len(got) != 0 {
			t.Errorf("%s is shared as %+v", amount, got)
		}
		if method == tips.Equal && somebody && most-least > 1 {
			t.Errorf("equal shares are between %d and %d", least, most)
		}
	})
}

func ExampleService_PreviewTip() {
	ctx := context.Background()
	products, err := catalog.New(catalog.Config{Currency: money.USD})
	if err != nil {
		panic(err)
	}
	shop, err := ecom.New(ecom.Config{Currency: money.USD, Catalog: products, Tips: true})
	if err != nil {
		panic(err)
	}
	set := percentages()
	set.StaffDistributionMethod = tips.Proportional
	if _, err := shop.TipSettings.CreateDefaultTipSettings(ctx, set); err != nil {
		panic(err)
	}
	tip, err := shop.Tips.PreviewTip(ctx, tips.PreviewTipRequest{
		TipChoice: tips.Choice{TipType: tips.TypePercentage, Value: "10"},
		LineItemInfo: []tips.LineItemInfo{
			{Price: "30.00", Quantity: 1, StaffMemberIDs: []string{"ann"}},
			{Price: "19.99", Quantity: 1, StaffMemberIDs: []string{"ann", "bob"}},
		},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(tip.LineItemSubtotal, tip.Amount)
	for _, d := range tip.Distributions {
		fmt.Println(d.Staff.StaffMemberID, d.Amount)
	}
	// Output:
	// 49.99 5.00
	// ann 4.00
	// bob 1.00
}
