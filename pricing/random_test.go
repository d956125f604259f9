// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/pricing"
)

// sale is a shop and a cart, drawn at random.
type sale struct {
	cfg    pricing.Config
	in     *pricing.Input
	rules  []*discount.Rule
	coupon *discount.Coupon
}

func (s sale) String() string { return fmt.Sprintf("%+v", s.in.Lines) }

var (
	currencies = []money.Currency{money.USD, money.JPY, money.KWD, money.CLF}
	modes      = []money.Mode{money.HalfUp, money.HalfDown, money.HalfEven, money.Up, money.Down, money.Ceiling, money.Floor}
	points     = []money.Point{money.PointLine, money.PointUnit, money.PointRate, money.PointOrder}
	noon       = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
)

// drawer draws amounts of one currency.
type drawer struct {
	*rapid.T
	cur money.Currency
}

func (d drawer) minor(name string, high int64) money.Amount {
	return money.Minor(rapid.Int64Range(0, high).Draw(d.T, name), d.cur)
}

func (d drawer) amount(name string) money.Amount { return d.minor(name, 20_000) }

func (d drawer) maybe(name string) bool { return rapid.Bool().Draw(d.T, name) }

// seldom is true once in a few times.
func (d drawer) seldom(name string) bool { return rapid.IntRange(0, 3).Draw(d.T, name) == 0 }

func (d drawer) value(name string) *discount.Value {
	v := discount.ValueOf(decimal.New(rapid.Int64Range(1, 99_999).Draw(d.T, name), -int32(rapid.IntRange(0, 4).Draw(d.T, name+" digits"))))
	return &v
}

func (d drawer) percentage(name string) *discount.Percentage {
	p := discount.PercentageOf(decimal.New(rapid.Int64Range(1, 1000).Draw(d.T, name), -1))
	return &p
}

func (d drawer) rates(name string) []plugin.Rate {
	return rapid.SliceOfN(rapid.SampledFrom([]plugin.Rate{190_000, 70_000, 88_750, 0, 200_000, 45_000, 333_333}), 0, 3).Draw(d.T, name)
}

func (d drawer) items(name string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"i0", "i1", "i2", "i3", "i4"}), 1, 3, rapid.ID).Draw(d.T, name)
}

func (d drawer) scopes(name string, least int) []discount.Scope {
	scopes := make([]discount.Scope, rapid.IntRange(least, 2).Draw(d.T, name+" number"))
	for i := range scopes {
		switch rapid.IntRange(0, 2).Draw(d.T, name+" kind") {
		case 0:
			scopes[i].CatalogItemFilter = &discount.CatalogItemFilter{}
		case 1:
			scopes[i].CatalogItemFilter = &discount.CatalogItemFilter{CatalogItemIDs: d.items(name)}
		default:
			scopes[i].CustomFilter = &discount.CustomFilter{Params: map[string]any{"collectionIds": []string{
				rapid.SampledFrom([]string{"c0", "c1"}).Draw(d.T, name+" collection"),
			}}}
		}
	}
	return scopes
}

func (d drawer) leaf(name string) discount.Trigger {
	if d.maybe(name + " by subtotal") {
		s := &discount.SubtotalRange{Scopes: d.scopes(name, 0), From: d.value(name + " from")}
		if d.seldom(name + " bounded") {
			to := discount.ValueOf(s.From.Decimal().Add(decimal.NewFromInt(1000)))
			s.To = &to
		}
		return discount.Trigger{SubtotalRange: s}
	}
	from := rapid.Int64Range(1, 20).Draw(d.T, name+" from")
	return discount.Trigger{ItemQuantityRange: &discount.ItemQuantityRange{Scopes: d.scopes(name, 0), From: &from}}
}

func (d drawer) rule(i int) *discount.Rule {
	name := fmt.Sprintf("rule %d", i)
	v := discount.Discount{SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: d.scopes(name+" scope", 1)}}
	switch rapid.IntRange(0, 2).Draw(d.T, name+" kind") {
	case 0:
		v.Percentage = d.percentage(name)
	case 1:
		v.FixedAmount = d.value(name)
	default:
		v.FixedPrice = d.value(name)
	}
	r := &discount.Rule{ID: name, Name: name, Discounts: discount.Discounts{Values: []discount.Discount{v}}}
	switch rapid.IntRange(0, 3).Draw(d.T, name+" trigger") {
	case 0:
		t := d.leaf(name + " leaf")
		r.Trigger = &t
	case 1:
		op := &discount.Operator{Triggers: []discount.Trigger{d.leaf(name + " leaf 0"), d.leaf(name + " leaf 1")}}
		if d.maybe(name + " and") {
			r.Trigger = &discount.Trigger{And: op}
		} else {
			r.Trigger = &discount.Trigger{Or: op}
		}
	}
	return r
}

func (d drawer) drawCoupon() *discount.Coupon {
	c := &discount.Coupon{Code: "SAVE"}
	switch rapid.IntRange(0, 3).Draw(d.T, "coupon kind") {
	case 0:
		c.PercentOffRate = d.percentage("coupon")
	case 1:
		c.MoneyOffAmount = d.value("coupon")
	case 2:
		c.FixedPriceAmount = d.value("coupon")
	default:
		c.FreeShipping = true
		return c
	}
	c.LimitedToOneItem = d.seldom("coupon for one item")
	if d.maybe("coupon scoped") {
		c.Scope = &discount.CouponScope{CatalogItemIDs: d.items("coupon scope")}
	}
	return c
}

func (d drawer) line(i int) pricing.Line {
	name := fmt.Sprintf("line %d ", i)
	l := pricing.Line{
		ID: fmt.Sprintf("l%d", i), Quantity: rapid.IntRange(1, 12).Draw(d.T, name+"quantity"), Price: d.amount(name + "price"),
		TaxRates: d.rates(name + "rates"),
	}
	if l.TaxRates == nil {
		l.TaxRates = []plugin.Rate{}
	}
	if !d.seldom(name + "custom") {
		l.CatalogReference = item.CatalogReference{AppID: "app", CatalogItemID: rapid.SampledFrom([]string{"i0", "i1", "i2", "i3", "i4"}).Draw(d.T, name+"item")}
		l.Collections = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"c0", "c1"}), 0, 2, rapid.ID).Draw(d.T, name+"collections")
	}
	if d.seldom(name + "own tax mode") {
		included := d.maybe(name + "included")
		l.TaxIncluded = &included
	}
	if d.seldom(name + "discounted") {
		a := d.amount(name + "discount")
		l.Discount = &a
	}
	if d.seldom(name + "fee") {
		l.AdditionalFees = []pricing.ItemFee{{Name: "fee", Price: d.minor(name+"fee", 500)}}
	}
	switch rapid.IntRange(0, 5).Draw(d.T, name+"payment") {
	case 0:
		l.PaymentOption = item.FullPaymentOffline
	case 1:
		l.PaymentOption, l.DepositAmount = item.DepositOnline, d.minor(name+"deposit", 5_000)
	case 2:
		l.FreeTrial = true
	}
	return l
}

// drawSale draws a shop and a cart of it.
func drawSale(t *rapid.T) sale {
	d := drawer{t, rapid.SampledFrom(currencies).Draw(t, "currency")}
	s := sale{cfg: pricing.Config{
		Currency: d.cur, TaxIncluded: d.maybe("included"),
		Policy: money.Policy{Mode: rapid.SampledFrom(modes).Draw(t, "mode"), Point: rapid.SampledFrom(points).Draw(t, "point")},
	}}
	s.in = &pricing.Input{CalculateTax: true, CalculateAdditionalFees: true, At: noon}
	for i := range rapid.IntRange(0, 8).Draw(t, "lines") {
		s.in.Lines = append(s.in.Lines, d.line(i))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "rules") {
		s.rules = append(s.rules, d.rule(i))
	}
	if d.maybe("coupon") {
		s.coupon = d.drawCoupon()
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "merchant discounts") {
		m := pricing.MerchantDiscount{}
		if d.maybe("by amount") {
			a := d.amount("merchant discount")
			m.Amount = &a
		} else {
			m.Percentage = d.percentage("merchant discount")
		}
		if i > 0 && len(s.in.Lines) > 0 {
			m.LineItemIDs = []string{s.in.Lines[len(s.in.Lines)-1].ID}
		}
		s.in.MerchantDiscounts = append(s.in.MerchantDiscounts, m)
	}
	if d.maybe("shipping") {
		a := d.amount("shipping price")
		s.in.ShippingPrice = &a
		if d.maybe("taxed shipping") {
			r := plugin.Rate(190_000)
			s.in.ShippingTaxRate = &r
		}
		if d.seldom("shipping discount") {
			if d.maybe("shipping discount by amount") {
				a := d.amount("shipping discount")
				s.in.ShippingDiscount = &pricing.ShippingDiscount{Amount: &a}
			} else {
				s.in.ShippingDiscount = &pricing.ShippingDiscount{Percentage: d.percentage("shipping discount")}
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "gift cards") {
		g := pricing.GiftCardInput{ID: fmt.Sprint(i), Balance: d.minor("balance", 100_000)}
		if d.maybe("partly") {
			a := d.minor("requested", 50_000)
			g.RequestedAmount = &a
		}
		s.in.GiftCards = append(s.in.GiftCards, g)
	}
	if d.seldom("conversion") {
		to := rapid.SampledFrom(currencies).Draw(t, "buyer's currency")
		s.cfg.Conversion = &pricing.Conversion{Currency: to, Rate: decimal.New(rapid.Int64Range(1, 2_000_000).Draw(t, "conversion rate"), -4)}
	}
	return s
}

// compile makes the calculator of the sale.
func (s *sale) compile() (*pricing.Calculator, error) {
	rules, err := discount.Compile(s.rules, s.cfg.Currency)
	if err != nil {
		return nil, err
	}
	s.cfg.Rules = rules
	if s.coupon != nil {
		if s.cfg.Coupons, err = discount.CompileCoupons([]*discount.Coupon{s.coupon}, s.cfg.Currency); err != nil {
			return nil, err
		}
		s.in.CouponCode = strings.ToLower(s.coupon.Code)
	}
	return pricing.New(s.cfg)
}

// twin computes the sale by the other way.
func (s *sale) twin(applies bool) *twin {
	w := &twin{
		cur: s.cfg.Currency, mode: s.cfg.Policy.Mode, point: s.cfg.Policy.Point, included: s.cfg.TaxIncluded,
		rules: s.rules, in: s.in,
	}
	if applies {
		w.coupon = s.coupon
	}
	w.run()
	return w
}
