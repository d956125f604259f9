// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// The total and the discount are converted exactly, and no line is further from
// its exact conversion than the roundings on the way explain.
func TestConversion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSale(t)
		rate := decimal.New(rapid.Int64Range(1, 2_000_000).Draw(t, "rate"), -4)
		s.cfg.Conversion = &pricing.Conversion{Currency: rapid.SampledFrom(currencies).Draw(t, "to"), Rate: rate}
		totals := calculate(t, &s)
		to := totals.ConversionCurrency
		if to == totals.Currency { // none
			if totals.PriceSummary.Total.Converted != totals.PriceSummary.Total.Amount {
				t.Errorf("total %s is converted to %s of the same currency", totals.PriceSummary.Total.Amount, totals.PriceSummary.Total.Converted)
			}
			return
		}
		for name, p := range map[string]money.MultiCurrencyPrice{"total": totals.PriceSummary.Total, "discount": totals.PriceSummary.Discount} {
			want, err := money.Convert(p.Amount, rate, to, s.cfg.Policy.Mode)
			if err != nil {
				t.Fatal(err)
			}
			if !p.Converted.Equal(want) {
				t.Errorf("%s %s is converted to %s, want %s", name, p.Amount, p.Converted, want)
			}
		}
		unit := decimal.New(1, -int32(to.Digits()))
		for i := range totals.CalculatedLineItems {
			p := totals.CalculatedLineItems[i].PricesBreakdown.TotalPriceAfterTax
			if off := p.Converted.Decimal().Sub(p.Amount.Decimal().Mul(rate)).Abs(); off.GreaterThan(unit.Mul(decimal.NewFromInt(2))) {
				t.Errorf("line %d: %s × %s is converted to %s", i, p.Amount, rate, p.Converted)
			}
		}
	})
}

func TestConversionOfEveryPart(t *testing.T) {
	t.Parallel()
	in := newYork(line("mug", 3, "25.00"), line("sofa", 1, "199.99"))
	in.Lines[1].PaymentOption, in.Lines[1].DepositAmount = item.DepositOnline, usd("50.00")
	in.CouponCode = "SAVE10"
	in.GiftCards = []pricing.GiftCardInput{{ID: "g", Balance: usd("20.00")}}
	totals := calculateIn(t, in, func(c *pricing.Config) { c.Conversion = euros("0.917") })
	s, o := totals.PriceSummary, totals.ShippingInfo.CarrierServiceOptions[0].ShippingOptions[0]
	got := fmt.Sprint(s.Subtotal.Converted, " ", s.Discount.Converted, " ", s.Shipping.Converted, " ", s.AdditionalFees.Converted, " ", s.Tax.Converted,
		" ", s.Total.Converted, " | ", totals.PayNow.Total.Converted, " ", totals.PayLater.Total.Converted, " | ", totals.GiftCard.Amount.Converted,
		" ", totals.TotalAfterGiftCard.Converted, " | ", o.Cost.Price.Converted, " | ", totals.CheckoutConversionRate)
	const want = "252.17 19.49 4.58 4.16 20.11 261.53 | 119.85 141.68 | 18.34 243.19 | 4.58 | 0.917"
	if got != want {
		t.Errorf("converted figures = %s, want %s", got, want)
	}
}
