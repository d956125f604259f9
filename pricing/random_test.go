// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/discounts"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// sale is a shop and a cart, drawn at random.
type sale struct {
	cfg         pricing.Config
	in          *pricing.Input
	rules       []*discount.Rule
	coupon      *discount.Coupon
	external    []discounts.Discount // of a provider of discounts; in no file
	collections map[string][]string  // that items are in
	region      []tax.RegionRate     // of the goods that bring no rates with them
	said                             // by plug-ins; in no file
}

// saleItems is the items of the shops; saleApp their catalog.
var saleItems = []string{"i0", "i1", "i2", "i3", "i4"}

const saleApp = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

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
	cur         money.Currency
	collections map[string][]string
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
	return rapid.SliceOfNDistinct(rapid.SampledFrom(saleItems), 1, 3, rapid.ID).Draw(d.T, name)
}

func (d drawer) scopes(name string, least int) []discount.Scope {
	scopes := make([]discount.Scope, rapid.IntRange(least, 2).Draw(d.T, name+" number"))
	for i := range scopes {
		switch rapid.IntRange(0, 3).Draw(d.T, name+" kind") {
		case 0:
			scopes[i].CatalogItemFilter = &discount.CatalogItemFilter{}
		case 1:
			scopes[i].CatalogItemFilter = &discount.CatalogItemFilter{CatalogItemIDs: d.items(name)}
		case 2:
			scopes[i].CustomFilter = &discount.CustomFilter{Params: map[string]any{"color": rapid.SampledFrom(colors).Draw(d.T, name+" color")}}
		default:
			scopes[i].CustomFilter = &discount.CustomFilter{Params: map[string]any{"collectionIds": []string{
				rapid.SampledFrom([]string{"c0", "c1"}).Draw(d.T, name+" collection"),
			}}}
		}
	}
	return scopes
}

func (d drawer) leaf(name string) discount.Trigger {
	if d.seldom(name + " custom") {
		return discount.Trigger{CustomTrigger: &discount.CustomTrigger{ID: rapid.SampledFrom(customTriggers).Draw(d.T, name+" custom trigger")}}
	}
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
	kind := rapid.IntRange(0, 3).Draw(d.T, name+" kind")
	switch kind {
	case 0:
		v.Percentage = d.percentage(name)
	case 1:
		v.FixedAmount = d.value(name)
	case 2:
		v.FixedPrice = d.value(name)
	default:
		v.QuantityBased = &discount.QuantityBased{Configurations: []discount.QuantityConfig{{
			Quantity: rapid.Int64Range(2, 6).Draw(d.T, name+" bundle"), Price: *d.value(name),
		}}}
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
	if d.maybe(name + " extended") {
		r.Extension = d.extension(name, kind < 3)
	}
	return r
}

// extension draws the extension of a rule; units says that it may be for some
// units of lines only.
func (d drawer) extension(name string, units bool) *discount.Extension {
	e := &discount.Extension{Priority: rapid.IntRange(-1, 1).Draw(d.T, name+" priority"), Exclusive: d.seldom(name + " exclusive")}
	if d.seldom(name + " floors") {
		e.FloorPrices = map[string]discount.Value{}
		for _, id := range d.items(name + " floor") {
			e.FloorPrices[id] = *d.value(name + " floor price")
		}
	}
	if d.seldom(name + " windows") {
		e.TimeZone = rapid.SampledFrom([]string{"", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}).Draw(d.T, name+" zone")
		day, hour, minute := rapid.SampledFrom([]string{"MON", "THU", "FRI", "SAT"}), rapid.IntRange(0, 23), rapid.IntRange(0, 59)
		for k := range rapid.IntRange(1, 2).Draw(d.T, name+" number of windows") {
			window := fmt.Sprintf("%s window %d", name, k)
			start := fmt.Sprintf("%02d:%02d", hour.Draw(d.T, window+" hour"), minute.Draw(d.T, window+" minute"))
			end := fmt.Sprintf("%02d:%02d", hour.Draw(d.T, window+" end"), minute.Draw(d.T, window+" end minute"))
			if start == end {
				end = "24:00"
			}
			e.TimeWindows = append(e.TimeWindows, discount.TimeWindow{DayOfWeek: day.Draw(d.T, window+" day"), StartTime: start, EndTime: end})
		}
	}
	if !units {
		return e
	}
	switch rapid.IntRange(0, 3).Draw(d.T, name+" units") {
	case 0:
		e.AppliesTo = discount.AppliesToLowestPricedItem
	case 1, 2:
		e.BuyXGetY = &discount.BuyXGetY{
			Buys:  discount.Buys{Scopes: d.scopes(name+" buys", 0)},
			Gets:  discount.Gets{Quantity: rapid.Int64Range(1, 5).Draw(d.T, name+" gets"), Scopes: d.scopes(name+" gets", 0)},
			Limit: rapid.Int64Range(0, 3).Draw(d.T, name+" limit"),
		}
		if d.maybe(name + " by spend") {
			e.BuyXGetY.Buys.MinimumSpend = d.value(name + " spend")
		} else {
			e.BuyXGetY.Buys.MinimumQuantity = rapid.Int64Range(1, 5).Draw(d.T, name+" buys units")
		}
	}
	return e
}

func (d drawer) drawCoupon() *discount.Coupon {
	c := &discount.Coupon{Code: "SAVE"}
	switch rapid.IntRange(0, 4).Draw(d.T, "coupon kind") {
	case 0:
		c.PercentOffRate = d.percentage("coupon")
	case 1:
		c.MoneyOffAmount = d.value("coupon")
	case 2:
		c.FixedPriceAmount = d.value("coupon")
	case 3:
		c.BuyXGetY = &discount.CouponBuyXGetY{X: rapid.Int64Range(1, 4).Draw(d.T, "coupon x"), Y: rapid.Int64Range(1, 4).Draw(d.T, "coupon y")}
	default:
		c.FreeShipping = true
		return c
	}
	c.LimitedToOneItem = c.BuyXGetY == nil && d.seldom("coupon for one item")
	if d.maybe("coupon scoped") {
		c.Scope = &discount.CouponScope{CatalogItemIDs: d.items("coupon scope")}
	}
	return c
}

// theRegion draws the rates of the one region where goods are sold, some of them
// on others, some lower for the buyer's exempt group.
func (d drawer) theRegion() []tax.RegionRate {
	rates := make([]tax.RegionRate, rapid.IntRange(1, 3).Draw(d.T, "region rates"))
	for i := range rates {
		name := fmt.Sprintf("region rate %d ", i)
		rates[i] = tax.RegionRate{
			Rate: plugin.Decimal(d.oneRate(name).String()), Compound: d.maybe(name + "compound"), Shipping: d.maybe(name + "shipping"),
		}
		if d.maybe(name + "exempt") {
			lower := plugin.Decimal("0")
			if d.maybe(name + "partly") {
				lower = plugin.Decimal(d.oneRate(name + "lower").String())
			}
			rates[i].ExemptRates = []tax.ExemptRate{{TaxExemptGroupID: "exempt", TaxRate: lower}}
		}
	}
	return rates
}

func (d drawer) oneRate(name string) plugin.Rate {
	return rapid.SampledFrom([]plugin.Rate{190_000, 70_000, 88_750, 0, 200_000, 50_000, 99_750}).Draw(d.T, name)
}

func (d drawer) line(i int, taxed bool) pricing.Line {
	name := fmt.Sprintf("line %d ", i)
	l := pricing.Line{
		ID: fmt.Sprintf("l%d", i), Quantity: rapid.IntRange(1, 12).Draw(d.T, name+"quantity"), Price: d.amount(name + "price"),
	}
	if !taxed || d.maybe(name+"own rates") {
		if l.TaxRates = d.rates(name + "rates"); l.TaxRates == nil {
			l.TaxRates = []plugin.Rate{}
		}
	}
	if !d.seldom(name + "custom") {
		l.CatalogReference = item.CatalogReference{AppID: saleApp, CatalogItemID: rapid.SampledFrom(saleItems).Draw(d.T, name+"item")}
		l.Collections = d.collections[l.CatalogReference.CatalogItemID]
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
	switch rapid.IntRange(0, 6).Draw(d.T, name+"payment") {
	case 0:
		l.PaymentOption = item.FullPaymentOffline
	case 1:
		l.PaymentOption, l.DepositAmount = item.DepositOnline, d.minor(name+"deposit", 5_000)
	case 2:
		l.FreeTrial = true
	case 3:
		l.PaymentOption = rapid.SampledFrom([]item.PaymentOption{item.Membership, item.MembershipOnlineWithOfflineRemainder, item.MembershipOffline}).Draw(d.T, name+"option")
		price, _ := l.Price.Minor()
		l.Modifiers = d.minor(name+"modifiers", max(price, 1))
		if m, _ := l.Modifiers.Minor(); m > price {
			l.Modifiers = l.Price
		}
		if d.maybe(name + "covered") {
			l.ServiceProperties = &item.ServiceProperties{NumberOfParticipants: 1}
		}
	}
	return l
}

// covered reports whether the memberships of random shops pay for a line.
func covered(l *pricing.Line) bool {
	return l.PaymentOption == item.MembershipOffline || l.PaymentOption.ByMembership() && l.ServiceProperties != nil
}

// ofOne are memberships that pay for what is for one.
type ofOne struct{ membership.Provider }

func (ofOne) ListEligible(_ context.Context, r membership.EligibleRequest) (resp membership.EligibleResponse, err error) {
	m := membership.Membership{ID: "one"}
	for _, l := range r.LineItems {
		if l.ServiceProperties != nil {
			m.LineItemIDs = append(m.LineItemIDs, l.ID)
		}
	}
	if len(m.LineItemIDs) > 0 {
		resp.EligibleMemberships = []membership.Membership{m}
		resp.SelectedMemberships = []membership.Selected{{ID: m.ID, LineItemIDs: m.LineItemIDs}}
	}
	return resp, nil
}

// drawSale draws a shop and a cart of it.
func drawSale(t *rapid.T) sale {
	d := drawer{T: t, cur: rapid.SampledFrom(currencies).Draw(t, "currency"), collections: map[string][]string{}}
	for _, id := range saleItems {
		d.collections[id] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"c0", "c1"}), 0, 2, rapid.ID).Draw(t, "collections of "+id)
	}
	s := sale{collections: d.collections, cfg: pricing.Config{
		Currency: d.cur, TaxIncluded: d.maybe("included"),
		Policy: money.Policy{Mode: rapid.SampledFrom(modes).Draw(t, "mode"), Point: rapid.SampledFrom(points).Draw(t, "point")},
	}}
	s.cfg.Memberships = ofOne{}
	s.in = &pricing.Input{CalculateTax: true, CalculateAdditionalFees: true, At: noon, Buyer: pricing.Buyer{MemberID: "member"}}
	if d.seldom("region") {
		s.region = d.theRegion()
		s.in.ShippingAddress = &contact.Address{Country: "DE"}
		if d.maybe("exempt buyer") {
			s.in.Buyer.TaxExemptGroupID = "exempt"
		}
	}
	if d.seldom("platform fee") {
		s.cfg.PlatformFee = &pricing.PlatformFee{
			Name: "platform", ChargeType: pricing.PassOn, PercentageRate: plugin.Rate(100 * rapid.Int64Range(1, 10_000).Draw(t, "platform fee rate")),
			Taxable: s.region != nil && d.maybe("taxed platform fee"),
		}
		if d.seldom("absorbed") {
			s.cfg.PlatformFee.ChargeType = pricing.Absorbed
		}
	}
	if d.seldom("cash rounding") {
		s.cfg.CashRounding = money.CashRounding{
			Step: money.Minor(rapid.Int64Range(1, 100).Draw(t, "cash step"), d.cur), Mode: rapid.SampledFrom(modes).Draw(t, "cash mode"),
		}
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "lines") {
		s.in.Lines = append(s.in.Lines, d.line(i, s.region != nil))
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
		balance := rapid.Int64Range(1, 100_000).Draw(t, "balance") // an empty card is none
		g := pricing.GiftCardInput{ID: fmt.Sprint(i), Balance: money.Minor(balance, d.cur)}
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
	if s.region != nil {
		if s.cfg.Tax, err = tax.New(tax.Config{Regions: []tax.Region{{Country: "DE", Rates: s.region}}}); err != nil {
			return nil, err
		}
	}
	if s.external != nil {
		s.cfg.Discounts = []discounts.Provider{discounts.ProviderFunc(func(context.Context, discounts.Request) (discounts.Response, error) {
			return discounts.Response{Discounts: s.external}, nil
		})}
	}
	s.plug()
	return pricing.New(s.cfg)
}

// twin computes the sale by the other way.
func (s *sale) twin(applies bool) *twin {
	w := &twin{
		cur: s.cfg.Currency, mode: s.cfg.Policy.Mode, point: s.cfg.Policy.Point, included: s.cfg.TaxIncluded,
		rules: s.rules, in: s.in, external: s.external, said: s.said, platform: s.cfg.PlatformFee, cash: s.cfg.CashRounding,
	}
	for _, r := range s.region {
		rate := twinRate{rate: plugin.MustParseRate(string(r.Rate)), compound: r.Compound}
		if len(r.ExemptRates) > 0 && s.in.Buyer.TaxExemptGroupID != "" {
			rate.rate = plugin.MustParseRate(string(r.ExemptRates[0].TaxRate))
		}
		w.region = append(w.region, rate)
		if r.Shipping {
			w.shippingRegion = append(w.shippingRegion, rate)
		}
	}
	if applies {
		w.coupon = s.coupon
	}
	if s.live {
		in := *s.in
		in.ShippingPrice = s.charge
		w.in = &in
	}
	w.run()
	return w
}
