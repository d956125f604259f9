// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/tax"
)

// Result is every figure of a calculation as a count of minor units. It refers
// to the Input it was made from, which must not be changed while the Result is
// in use. It is immutable and safe for concurrent use.
type Result struct {
	calc *Calculator
	in   *Input
	figures
	converted *figures // nil without conversion

	applied  []applied                // what discounts took something off, in order
	parts    []portion                // of lines, that discounts were for
	floors   []int64                  // by line, the least price of a unit; nil: there is none
	external []external               // what other programs take off
	rates    []rateSet                // the combinations of tax rates that occur
	feeInfo  []feeInfo                // beside figures.fees
	ship     shippingInfo             // beside figures.shipping
	conv     *conversion              // into the buyer's currency; nil: none
	fallback *tax.Fallback            // why other rates stand in for those of the tax calculator
	coupon   *discount.CompiledCoupon // that was applied
	errors   CalculationErrors
	skipped  []Skipped // when an explanation was asked for

	memberships *membership.EligibleResponse // what the keeper of memberships said; nil: nobody was asked
	held        []MembershipUse              // charged already
}

// figures is the sums of one calculation in one currency.
type figures struct {
	lines    []lineFigures
	shares   []share // of all discounts, grouped by discount
	taken    []int64 // by discount: off the lines
	comps    []int64 // of taxes with several rates, by rate
	shipping chargeFigures
	shipOff  []int64 // by discount: off shipping
	fees     []chargeFigures
	total    sums
	now      sums // due when the order is placed
	later    sums
	trial    sums    // due after a free trial
	cards    []int64 // by gift card
	cardsNow int64   // what gift cards cover of now.total
}

// lineFigures is every figure of a line. All but unit prices are for the whole
// line.
type lineFigures struct {
	quantity  int64
	unit      int64 // priceBeforeDiscounts
	full      int64 // fullPrice, unit
	modifiers int64 // unit
	deposit   int64 // unit
	price     int64 // unit after rules, for display

	base       int64 // unit × quantity
	afterRules int64 // lineItemPrice
	shown      int64 // after all discounts, as shown to the buyer
	tax        int64

	nowShown, nowTax, nowBase int64 // what of shown, tax and base is due now, by a deposit

	rates    int32 // which of Result.rates; -1: none
	comps    int32 // where in comps; -1: one rate, or none
	included bool  // shown includes tax
	due      due
	covered  bool // by a membership
}

// due is when a line is paid.
type due uint8

const (
	dueNow due = iota
	dueLater
	dueDeposit // partly now, partly later
	dueTrial
)

func (l *lineFigures) net() int64 {
	if l.included {
		return l.shown - l.tax
	}
	return l.shown
}

func (l *lineFigures) gross() int64 {
	if l.included {
		return l.shown
	}
	return l.shown + l.tax
}

// chargeFigures is the figures of shipping or of a fee.
type chargeFigures struct {
	price    int64 // as shown, before its discount
	discount int64
	tax      int64
	rates    int32
	comps    int32
	included bool
	due      due
}

func (f *chargeFigures) shown() int64 { return f.price - f.discount }

func (f *chargeFigures) net() int64 {
	if f.included {
		return f.shown() - f.tax
	}
	return f.shown()
}

func (f *chargeFigures) gross() int64 {
	if f.included {
		return f.shown()
	}
	return f.shown() + f.tax
}

// sums is a PriceSummary.
type sums struct {
	subtotal, shipping, discount, fees int64
	tax                                int64 // all
	onTop                              int64 // what of tax was not inside a price
}

func (s *sums) totalOf() int64 { return s.subtotal - s.discount + s.shipping + s.fees + s.onTop }

// share is what a discount takes off a line; 0 where the line had a weight in
// the discount, but its share came to nothing.
type share struct {
	line   int32
	amount int64
}

// applied is a discount that took something off.
type applied struct {
	kind       appliedKind
	index      int32 // of the merchant discount, or in Result.external
	start, end int32 // in shares
	parts      int32 // where in Result.parts those of the shares are; -1: they are of whole lines
	rule       *discount.CompiledRule
	target     DiscountTarget
}

type appliedKind uint8

const (
	appliedLine appliedKind = iota // the lines' own discounts
	appliedRule
	appliedCoupon
	appliedMerchant
	appliedShipping // the Input's shipping discount
	appliedExternal // of another program
)

// beforeCoupon reports whether the discount is in a line's price already when
// the coupon comes.
func (k appliedKind) beforeCoupon() bool { return k == appliedLine || k == appliedRule }

// Lines returns the number of lines.
func (r *Result) Lines() int { return len(r.lines) }

// LineFigures is the figures of one line in minor units. Unit figures say so.
type LineFigures struct {
	Quantity                                     int64
	PriceBeforeDiscounts, Price, FullPrice       int64 // unit
	LineItemPrice, TotalDiscount                 int64
	TotalPriceBeforeTax, Tax, TotalPriceAfterTax int64
}

// Line returns the figures of a line of the Input.
func (r *Result) Line(i int) LineFigures {
	l := &r.lines[i]
	return LineFigures{
		Quantity: l.quantity, PriceBeforeDiscounts: l.unit, Price: l.price, FullPrice: l.full,
		LineItemPrice: l.afterRules, TotalDiscount: l.afterRules - l.shown,
		TotalPriceBeforeTax: l.net(), Tax: l.tax, TotalPriceAfterTax: l.gross(),
	}
}

// Summary is a PriceSummary in minor units.
type Summary struct {
	Subtotal, Shipping, Tax, Discount, Total, AdditionalFees int64
}

// Summary returns the sums of everything.
func (r *Result) Summary() Summary { return r.total.summary() }

// PayNow returns the sums of what is due when the order is placed.
func (r *Result) PayNow() Summary { return r.now.summary() }

// PayLater returns the sums of what is due later.
func (r *Result) PayLater() Summary { return r.later.summary() }

func (s *sums) summary() Summary {
	return Summary{
		Subtotal: s.subtotal, Shipping: s.shipping, Tax: s.tax, Discount: s.discount,
		Total: s.totalOf(), AdditionalFees: s.fees,
	}
}

// Currency returns the currency of all figures.
func (r *Result) Currency() money.Currency { return r.calc.cfg.Currency }

// Errors reports what went wrong beside the calculation.
func (r *Result) Errors() *CalculationErrors {
	if !r.errors.Any() {
		return nil
	}
	return r.errors.Clone()
}

// pricer computes one Result.
type pricer struct {
	c     *Calculator
	ctx   context.Context //nolint:containedctx // lives as long as one call
	in    *Input
	s     *scratch
	r     *Result
	mode  money.Mode
	point money.Point
	at    time.Time // the moment it is priced for

	owned   bool // a line has a discount of its own
	charged bool // a line brings a fee
	ships   bool // a line is to be shipped
	member  int  // the first line that a membership is to pay; -1: none

	set    *discount.RuleSet // the rules as they are now
	ruling bool              // scratch.ruled is of this Input
	parted bool              // the shares of the discount at hand have parts
	floors []int64           // by line, the least price of a unit; nil: there is none

	viewed          bool  // scratch.lines are of this Input
	goods           int64 // what the goods cost after all discounts, as shown
	couponElsewhere bool  // a provider of discounts knows the coupon

	freeShip int // the applied discount that makes shipping free; -1: none
}

// scratch is working memory that one calculation leaves to the next.
type scratch struct {
	matcher discount.Matcher
	lines   []discount.Line
	all     []int32 // every line
	some    []int32
	weights []int64
	cuts    []int64
	groups  []unitGroup
	taken   []portion // by line
	lines32 []int32
	parts   []portion
	ruled   []ruled
	bases   []taxable
}

// run computes the steps in order.
func (p *pricer) run() error {
	if err := p.readLines(); err != nil {
		return err
	}
	if err := p.memberships(); err != nil {
		return err
	}
	if err := p.lineDiscounts(); err != nil {
		return err
	}
	if err := p.readRules(); err != nil {
		return err
	}
	if err := p.rules(); err != nil {
		return err
	}
	if err := p.coupon(); err != nil {
		return err
	}
	if err := p.external(); err != nil {
		return err
	}
	if err := p.merchant(); err != nil {
		return err
	}
	if err := p.shipping(); err != nil {
		return err
	}
	if err := p.fees(); err != nil {
		return err
	}
	if err := p.tax(); err != nil {
		return err
	}
	p.split()
	p.r.summarize()
	if err := p.giftCards(); err != nil {
		return err
	}
	p.skipPayments()
	if err := p.bounds(); err != nil {
		return err
	}
	if err := p.conversion(); err != nil {
		return err
	}
	if c := p.r.conv; c != nil {
		var tooGreat string
		if p.r.converted, tooGreat = p.r.convert(c, p.r.applied, p.mode); tooGreat != "" {
			return tooMuchOf(tooGreat+".convertedAmount", c.to, sumLimit(c.to))
		}
	}
	return nil
}
