// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

// colored is a catalog that knows the colors of items.
type colored struct {
	catalog.Func
	colors map[string]string
	answer func(catalog.FilterResponse) catalog.FilterResponse
	err    error
	asked  []catalog.FilterRequest
}

func (c *colored) MatchFilters(_ context.Context, r catalog.FilterRequest) (catalog.FilterResponse, error) {
	c.asked = append(c.asked, r)
	var resp catalog.FilterResponse
	for k, f := range r.Filters {
		m := catalog.FilterMatch{Filter: k}
		for i, ref := range r.CatalogReferences {
			if color := c.colors[ref.CatalogItemID]; color != "" && color == f.Params["color"] {
				m.Items = append(m.Items, i)
			}
		}
		resp.Matches = append(resp.Matches, m)
	}
	if c.answer != nil {
		resp = c.answer(resp)
	}
	return resp, c.err
}

// wrapped is a catalog around another one.
type wrapped struct{ catalog.Catalog }

func (w wrapped) Unwrap() catalog.Catalog { return w.Catalog }

func filterScope(params map[string]any) discount.Scope {
	return discount.Scope{Type: discount.ScopeCustomFilter, CustomFilter: &discount.CustomFilter{AppID: appID, Params: params}}
}

func TestCustomFilters(t *testing.T) {
	t.Parallel()
	red := filterScope(map[string]any{"color": "red"})
	kitchen := filterScope(map[string]any{"collectionIds": []any{"kitchen"}})
	tests := []struct {
		name  string
		scope discount.Scope
		shop  *colored // nil: no catalog that can say
		asked int
		want  string // what rules leave of 10.00 10.00 10.00
		code  string
	}{
		{name: "by color", scope: red, shop: &colored{colors: map[string]string{"0": "red", "1": "blue"}}, asked: 1, want: "5.00 10.00 10.00"},
		{name: "nothing matches", scope: red, shop: &colored{}, asked: 1, want: "10.00 10.00 10.00"},
		{name: "the catalog says it all", scope: kitchen, shop: &colored{}, asked: 1, want: "10.00 10.00 10.00"},
		{name: "collections of the lines", scope: kitchen, want: "10.00 5.00 10.00"},
		{name: "nobody can say", scope: red, want: "10.00 10.00 10.00"},
		{name: "no filter", scope: scopeOf("1"), shop: &colored{}, want: "10.00 5.00 10.00"},
		{name: "of another catalog", scope: discount.Scope{CustomFilter: &discount.CustomFilter{AppID: "other", Params: map[string]any{"color": "red"}}}, shop: &colored{colors: map[string]string{"0": "red"}}, asked: 1, want: "10.00 10.00 10.00"},
		{name: "fails", scope: red, shop: &colored{colors: map[string]string{"0": "red"}, err: errors.New("no answer")}, asked: 1, want: "10.00 10.00 10.00", code: "INTERNAL"},
		{
			name: "answers nonsense", scope: red, asked: 1, want: "10.00 10.00 10.00", code: "INTERNAL",
			shop: &colored{colors: map[string]string{"0": "red"}, answer: func(r catalog.FilterResponse) catalog.FilterResponse {
				r.Matches[0].Items = append(r.Matches[0].Items, 2)
				return r
			}},
		},
		{
			name: "says it twice", scope: red, asked: 1, want: "5.00 10.00 10.00",
			shop: &colored{colors: map[string]string{"0": "red"}, answer: func(r catalog.FilterResponse) catalog.FilterResponse {
				r.Matches = append(r.Matches, r.Matches...)
				return r
			}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := pricing.Config{Currency: money.USD, Rules: compileRules(t, money.USD, percentRule("r", "r", "50", tt.scope))}
			if tt.shop != nil {
				cfg.Catalog = wrapped{tt.shop}
			}
			c, err := pricing.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			in := goods(money.USD, "10.00", "10.00", "10.00")
			in.At = noon
			in.Lines[1].Collections = []string{"kitchen"}
			in.Lines[2].CatalogReference = item.CatalogReference{} // is in no scope
			for range 2 {                                          // nothing is left behind
				totals, err := c.Calculate(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				if got := lineItemPrices(totals); got != tt.want {
					t.Errorf("lines cost %s, want %s", got, tt.want)
				}
				var code string
				if e := totals.CalculationErrors; e != nil {
					code = e.DiscountsCalculationError.Code()
				}
				if code != tt.code {
					t.Errorf("DiscountsCalculationError = %q, want %q", code, tt.code)
				}
			}
			if tt.shop == nil {
				return
			}
			if len(tt.shop.asked) != 2*tt.asked {
				t.Fatalf("MatchFilters() is called %d times for two calculations, want %d", len(tt.shop.asked), 2*tt.asked)
			}
			if tt.asked > 0 {
				want := catalog.FilterRequest{
					CatalogReferences: []item.CatalogReference{in.Lines[0].CatalogReference, in.Lines[1].CatalogReference},
					Filters:           []catalog.Filter{{AppID: tt.scope.CustomFilter.AppID, Params: tt.scope.CustomFilter.Params}},
				}
				if diff := cmp.Diff(want, tt.shop.asked[0]); diff != "" {
					t.Errorf("the request differs (-want +got):\n%s", diff)
				}
			}
		})
	}
}
