// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/pricing"
)

// rateCuts is what a rate takes off some lines together.
func (w *twin) rateCuts(r *discounts.Rate, lines []int) map[int]decimal.Decimal {
	if r.Type == discounts.RatePercentage {
		p := discount.PercentageOf(r.Value())
		return w.effect(discount.Discount{Type: discount.TypePercentage, Percentage: &p}, lines, nil)
	}
	return w.spread(w.round(r.Value()), lines)
}

// externalCuts is what another program takes off the lines. Discounts on single
// lines are taken at once, one after another.
func (w *twin) externalCuts(d *discounts.Discount, took func(int, decimal.Decimal)) map[int]decimal.Decimal {
	switch {
	case d.GlobalDiscounts != nil:
		all := make([]int, len(w.lines))
		for i := range all {
			all[i] = i
		}
		return w.rateCuts(&d.GlobalDiscounts.Rate, all)
	case d.LineItemsDiscounts != nil:
		for k := range d.LineItemsDiscounts.LineItems {
			l := &d.LineItemsDiscounts.LineItems[k]
			i := slices.IndexFunc(w.in.Lines, func(line pricing.Line) bool { return line.ID == l.ID })
			took(i, w.rateCuts(&l.Rate, []int{i})[i])
		}
	}
	return nil
}

func (d drawer) rate(name string) discounts.Rate {
	n := decimal.New(rapid.Int64Range(0, 100_000_000).Draw(d.T, name), -6)
	if d.maybe(name + " percent") {
		return discounts.Rate{Type: discounts.RatePercentage, PercentageValue: plugin.Decimal(n.String())}
	}
	return discounts.Rate{Type: discounts.RateFixedAmount, FixedAmountValue: plugin.Decimal(n.String())}
}

func (d drawer) externalDiscount(name string, lines []pricing.Line) discounts.Discount {
	x := discounts.Discount{Name: item.Text(name), ExternalID: name}
	switch rapid.IntRange(0, 2).Draw(d.T, name+" kind") {
	case 0:
		x.TargetType, x.ShippingDiscounts = discounts.TargetShipping, &discounts.BaseDiscounts{Rate: d.rate(name)}
	case 1:
		x.TargetType, x.GlobalDiscounts = discounts.TargetGlobal, &discounts.BaseDiscounts{Rate: d.rate(name)}
	default:
		x.TargetType, x.LineItemsDiscounts = discounts.TargetLineItems, &discounts.LineItemsDiscounts{}
		for k := range rapid.IntRange(1, len(lines)).Draw(d.T, name+" lines") {
			x.LineItemsDiscounts.LineItems = append(x.LineItemsDiscounts.LineItems, discounts.LineItemRate{ID: lines[k].ID, Rate: d.rate(name + " line")})
		}
	}
	return x
}

// What other programs take off adds up, is explained, and is what plain decimals
// come to.
func TestExternalDiscountsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		if len(s.in.Lines) == 0 {
			return // nobody is asked
		}
		d := drawer{T: t, cur: s.cfg.Currency}
		for i := range rapid.IntRange(1, 4).Draw(t, "external discounts") {
			s.external = append(s.external, d.externalDiscount(fmt.Sprint("external ", i), s.in.Lines))
		}
		s.in.Explain = true
		totals := calculate(t, &s)
		checkTwin(t, &s, totals)
		checkSums(t, &s, totals)
		checkDiscounts(t, &s, totals)
		checkFloors(t, &s, totals)
		checkTrace(t, totals)
	})
}

func TestExternalDiscounts(t *testing.T) {
	t.Parallel()
	percent := func(v string) discounts.Rate {
		return discounts.Rate{Type: discounts.RatePercentage, PercentageValue: plugin.Decimal(v)}
	}
	global := func(r discounts.Rate) discounts.Discount {
		return discounts.Discount{TargetType: discounts.TargetGlobal, GlobalDiscounts: &discounts.BaseDiscounts{Rate: r}, Name: item.Text("club"), ExternalID: "x1"}
	}
	byCoupon := func(code string) discounts.Discount {
		d := global(percent("10"))
		d.Source, d.CouponOptions = discounts.SourceCoupon, &discounts.CouponOptions{Code: code}
		return d
	}
	own := compileCoupon(t, discount.Coupon{PercentOffRate: discount.MustPercentage("50")}) // its code is C
	tests := []struct {
		name    string
		given   []discounts.Discount
		err     error
		code    string // of a coupon
		total   string // of 100.00
		coupons string // the code of the coupon's error
		failed  string // the code of the discounts' error
		applied string // as coupon or rule
	}{
		{name: "nothing", total: "100.00"},
		{name: "everything", given: []discounts.Discount{global(percent("10"))}, total: "90.00", applied: "rule x1 club"},
		{name: "after the coupon", given: []discounts.Discount{global(percent("10"))}, code: "C", total: "45.00", applied: "coupon C C rule x1 club"},
		{name: "for a coupon of its own", given: []discounts.Discount{byCoupon("MINE")}, code: "mine", total: "90.00", applied: "coupon x1 MINE"},
		{name: "twice for its coupon", given: []discounts.Discount{byCoupon("MINE"), byCoupon("MINE")}, code: "MINE", total: "81.00", applied: "coupon x1 MINE coupon x1 MINE"},
		{name: "for a coupon of the shop", given: []discounts.Discount{byCoupon("C")}, code: "C", total: "50.00", applied: "coupon C C"},
		{name: "for another coupon", given: []discounts.Discount{byCoupon("OTHER")}, code: "MINE", total: "100.00", coupons: discount.CodeCouponDoesNotExist},
		{name: "for no coupon", given: []discounts.Discount{byCoupon("MINE")}, total: "100.00"},
		{name: "the coupon has expired", err: fault.New(fault.State, discount.CodeCouponHasExpired, "too late"), code: "MINE", total: "100.00", coupons: discount.CodeCouponHasExpired},
		{name: "a coupon of the shop has expired elsewhere", err: fault.New(fault.State, discount.CodeCouponHasExpired, "too late"), code: "C", total: "50.00", applied: "coupon C C"},
		{name: "nobody knows the coupon", err: fault.New(fault.NotFound, discount.CodeCouponDoesNotExist, "unknown"), code: "MINE", total: "100.00", coupons: discount.CodeCouponDoesNotExist},
		{name: "fails", err: errors.New("no answer"), total: "100.00", failed: "INTERNAL"},
		{name: "answers nonsense", given: []discounts.Discount{global(percent("101"))}, total: "100.00", failed: "INTERNAL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var asked []discounts.Request
			c, err := pricing.New(pricing.Config{Currency: money.USD, Coupons: own, Discounts: []discounts.Provider{
				discounts.ProviderFunc(func(_ context.Context, r discounts.Request) (discounts.Response, error) {
					asked = append(asked, r)
					return discounts.Response{Discounts: tt.given}, tt.err
				}),
			}})
			if err != nil {
				t.Fatal(err)
			}
			in := goods(money.USD, "100.00")
			in.At, in.CouponCode, in.Buyer.Email, in.PurchaseFlowID = noon, tt.code, "a@example.com", "flow"
			totals, err := c.Calculate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if got := totals.PriceSummary.Total.Amount.String(); got != tt.total {
				t.Errorf("total = %s, want %s", got, tt.total)
			}
			var coupons, failed string
			if e := totals.CalculationErrors; e != nil {
				coupons, failed = e.CouponCalculationError.Code(), e.DiscountsCalculationError.Code()
			}
			if coupons != tt.coupons || failed != tt.failed {
				t.Errorf("errors = %q and %q, want %q and %q", coupons, failed, tt.coupons, tt.failed)
			}
			var applied []string
			for _, d := range totals.AppliedDiscounts {
				if d.Coupon != nil {
					applied = append(applied, "coupon "+d.Coupon.ID+" "+d.Coupon.Code)
				} else {
					applied = append(applied, "rule "+d.DiscountRule.ID+" "+d.DiscountRule.Name.Original)
				}
			}
			if got := strings.Join(applied, " "); got != tt.applied {
				t.Errorf("applied: %s, want %s", got, tt.applied)
			}
			want := discounts.Request{
				LineItems:      []discounts.LineItem{{ID: "0", Quantity: 1, CatalogReference: in.Lines[0].CatalogReference, Price: usd("100.00")}},
				PurchaseFlowID: "flow", BuyerEmail: "a@example.com", Currency: money.USD,
			}
			if tt.code != "" {
				want.CouponCodes = []string{tt.code}
			}
			if diff := cmp.Diff([]discounts.Request{want}, asked); diff != "" {
				t.Errorf("the requests differ (-want +got):\n%s", diff)
			}
		})
	}
}
