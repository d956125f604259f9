// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

// drawOrder makes an order whose figures add up: lines with discounts and tax,
// inside or on top, shipping with a discount, and fees.
func drawOrder(t *rapid.T) *order.Order {
	cur := rapid.SampledFrom([]money.Currency{money.USD, money.JPY, money.KWD}).Draw(t, "currency")
	price := func(units int64) money.Price { return money.PriceOf(money.Minor(units, cur), 0) }
	included := rapid.Bool().Draw(t, "taxIncluded")
	o := &order.Order{ID: "order", Currency: cur, Status: order.StatusApproved, TaxIncludedInPrices: included}
	var total int64
	// taxed returns net, gross and the tax details of something shown at a net or gross price.
	taxed := func(shown int64) (net, gross int64, ti *order.LineItemTaxInfo) {
		tax := rapid.Int64Range(0, shown/3+1).Draw(t, "tax")
		if included {
			tax = min(tax, shown)
			return shown - tax, shown, &order.LineItemTaxInfo{TaxAmount: price(tax), TaxIncludedInPrice: true}
		}
		return shown, shown + tax, &order.LineItemTaxInfo{TaxAmount: price(tax)}
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		q := rapid.IntRange(1, 12).Draw(t, "quantity")
		unit := rapid.Int64Range(0, 5000).Draw(t, "unit")
		rules := rapid.Int64Range(0, unit*int64(q)).Draw(t, "rules")
		coupon := rapid.Int64Range(0, unit*int64(q)-rules).Draw(t, "coupon")
		shown := unit*int64(q) - rules - coupon
		net, gross, ti := taxed(shown)
		o.LineItems = append(o.LineItems, order.LineItem{
			ID: fmt.Sprint("line", i), Quantity: q, PriceBeforeDiscounts: price(unit), LineItemPrice: price(unit*int64(q) - rules),
			TotalDiscount: price(coupon), TotalPriceBeforeTax: price(net), TotalPriceAfterTax: price(gross), TaxInfo: ti,
		})
		total += gross
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "fees") {
		shown := rapid.Int64Range(0, 2000).Draw(t, "fee")
		net, gross, ti := taxed(shown)
		o.AdditionalFees = append(o.AdditionalFees, order.AdditionalFee{
			ID: fmt.Sprint("fee", i), Price: price(shown), PriceBeforeTax: price(net), PriceAfterTax: price(gross), TaxInfo: ti,
		})
		total += gross
	}
	if rapid.Bool().Draw(t, "shipped") {
		shown := rapid.Int64Range(0, 2000).Draw(t, "shipping")
		off := rapid.Int64Range(0, shown).Draw(t, "shipping discount")
		net, gross, ti := taxed(shown - off)
		o.ShippingInfo = &order.ShippingInformation{Cost: order.ShippingPrice{
			Price: price(shown), Discount: price(off), TotalPriceBeforeTax: price(net), TotalPriceAfterTax: price(gross), TaxInfo: ti,
		}}
		total += gross
	}
	// A total that its parts don't explain, as callers' orders may have.
	total -= min(total, rapid.Int64Range(0, 3).Draw(t, "unexplained"))
	o.PriceSummary.Total = price(total)
	return o
}

// drawItems picks something that is still to be refunded, or nothing.
func drawItems(t *rapid.T, left *transaction.OrderRefundability) transaction.RefundItems {
	var items transaction.RefundItems
	for _, l := range left.LineItems {
		if n := rapid.IntRange(0, l.AvailableRefundQuantity).Draw(t, "units"); n > 0 {
			items.LineItems = append(items.LineItems, transaction.LineItemRefund{LineItemID: l.LineItemID, Quantity: n})
		}
	}
	part := func(p money.Price) (money.Price, bool) {
		most, _ := p.Amount.Minor()
		n := rapid.Int64Range(0, most).Draw(t, "amount")
		return money.PriceOf(money.Minor(n, p.Amount.Currency()), 0), n > 0
	}
	for _, f := range left.AdditionalFees {
		if p, ok := part(f.AvailableRefundAmount); ok {
			items.AdditionalFees = append(items.AdditionalFees, transaction.AdditionalFeeRefund{AdditionalFeeID: f.AdditionalFeeID, Amount: p})
		}
	}
	if left.Shipping != nil {
		if p, ok := part(left.Shipping.AvailableRefundAmount); ok {
			items.Shipping = &transaction.ShippingRefund{Amount: p}
		}
	}
	return items
}

// rest picks all that is still to be refunded.
func rest(left *transaction.OrderRefundability) transaction.RefundItems {
	var items transaction.RefundItems
	for _, l := range left.LineItems {
		if l.AvailableRefundQuantity > 0 {
			items.LineItems = append(items.LineItems, transaction.LineItemRefund{LineItemID: l.LineItemID, Quantity: l.AvailableRefundQuantity})
		}
	}
	for _, f := range left.AdditionalFees {
		if f.AvailableRefundAmount.Amount.IsPositive() {
			items.AdditionalFees = append(items.AdditionalFees, transaction.AdditionalFeeRefund{AdditionalFeeID: f.AdditionalFeeID})
		}
	}
	if left.Shipping != nil && left.Shipping.AvailableRefundAmount.Amount.IsPositive() {
		items.Shipping = &transaction.ShippingRefund{}
	}
	return items
}

// ledger adds up what refunds came to, by what they were for and in total.
type ledger map[string]money.Amount

func (l ledger) add(t *rapid.T, key string, f transaction.RefundFigures) {
	for name, p := range map[string]money.Price{"total": f.Total, "tax": f.Tax, "discount": f.Discount, "subtotal": f.Subtotal} {
		a, ok := l[key+" "+name]
		if !ok {
			a = money.Zero(p.Amount.Currency())
		}
		sum, err := a.Add(p.Amount)
		if err != nil {
			t.Fatal(err)
		}
		l[key+" "+name] = sum
	}
}

func (l ledger) take(t *rapid.T, c *transaction.RefundCalculation) {
	s := c.Summary
	l.add(t, "order", transaction.RefundFigures{Total: s.Total, Tax: s.Tax, Discount: s.Discount, Subtotal: s.Subtotal})
	for _, x := range c.CalculatedRefundItems.LineItems {
		l.add(t, x.Item.LineItemID, x.Summary)
	}
	for _, x := range c.CalculatedRefundItems.AdditionalFees {
		l.add(t, x.AdditionalFee.AdditionalFeeID, x.Summary)
	}
	if x := c.CalculatedRefundItems.Shipping; x != nil {
		l.add(t, "shipping", x.Summary)
	}
}

// details records what a calculation came to, as a refund that went through.
func details(c *transaction.RefundCalculation, amount money.Price) transaction.Refund {
	d := &transaction.RefundDetails{}
	for _, x := range c.CalculatedRefundItems.LineItems {
		d.LineItems = append(d.LineItems, x.Item)
	}
	for _, x := range c.CalculatedRefundItems.AdditionalFees {
		d.AdditionalFees = append(d.AdditionalFees, x.AdditionalFee)
	}
	if x := c.CalculatedRefundItems.Shipping; x != nil {
		d.Shipping = &x.Shipping
	}
	return transaction.Refund{Details: d, Transactions: []transaction.RefundTransaction{
		{PaymentID: "payment", Amount: amount, RefundStatus: transaction.RefundSucceeded},
	}}
}

// However a full refund is cut into parts, the parts of every line, fee and of
// shipping come to the same as one refund of everything, and all of them to
// the order's total.
func TestAnyPartitionReturnsWhatWasPaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t)
		mode := rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.HalfDown, money.Up, money.Down, money.Ceiling, money.Floor}).Draw(t, "mode")
		tx := &transaction.OrderTransactions{OrderID: o.ID}

		calculate := func(items transaction.RefundItems) *transaction.RefundCalculation {
			c, err := transaction.CalculateRefund(o, tx, items, mode)
			if err != nil {
				t.Fatal(err)
			}
			if !c.Available {
				t.Fatalf("CalculateRefund(%+v) is not available: %+v", items, c.NotAvailable.Errors[0].Error)
			}
			return c
		}
		refundability := func() *transaction.OrderRefundability {
			r, err := transaction.Refundability(o, tx)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}

		whole := ledger{}
		whole.take(t, calculate(rest(refundability())))
		if got := whole["order total"]; !got.Equal(o.PriceSummary.Total.Amount) {
			t.Fatalf("a full refund comes to %s, want the order's total %s", got, o.PriceSummary.Total.Amount)
		}

		cut := ledger{}
		for range rapid.IntRange(0, 4).Draw(t, "refunds") {
			c := calculate(drawItems(t, refundability()))
			if c.Summary.Total.Amount.IsNegative() {
				t.Fatalf("a refund comes to %s", c.Summary.Total.Amount)
			}
			cut.take(t, c)
			tx.Refunds = append(tx.Refunds, details(c, c.Summary.Total))
		}
		last := rest(refundability())
		c := calculate(last)
		cut.take(t, c)
		tx.Refunds = append(tx.Refunds, details(c, c.Summary.Total))

		for key, want := range whole {
			if got, ok := cut[key]; !ok && !want.IsZero() || ok && !got.Equal(want) {
				t.Fatalf("the parts' %s come to %s, want %s", key, got, want)
			}
		}
		left := refundability()
		for _, l := range left.LineItems {
			if l.AvailableRefundQuantity != 0 {
				t.Fatalf("after everything %d units of %s are left", l.AvailableRefundQuantity, l.LineItemID)
			}
		}
		if l := rest(left); l.Shipping != nil || len(l.AdditionalFees) > 0 {
			t.Fatalf("after everything there is left %+v", l)
		}
	})
}

// An order of which less was paid than its tax comes to gives back nothing for
// each of its units, not less.
func TestNoSliceIsNegative(t *testing.T) {
	t.Parallel()
	price := func(units int64) money.Price { return money.PriceOf(money.Minor(units, money.USD), 0) }
	o := &order.Order{ID: "order", Currency: money.USD, Status: order.StatusApproved, LineItems: []order.LineItem{{
		ID: "line", Quantity: 2, PriceBeforeDiscounts: price(1), LineItemPrice: price(2), TotalDiscount: price(0),
		TotalPriceBeforeTax: price(2), TotalPriceAfterTax: price(3), TaxInfo: &order.LineItemTaxInfo{TaxAmount: price(1)},
	}}}
	o.PriceSummary.Total = price(0)
	for _, mode := range []money.Mode{money.HalfUp, money.HalfEven, money.HalfDown, money.Up, money.Down, money.Ceiling, money.Floor} {
		c, err := transaction.CalculateRefund(o, nil, transaction.RefundItems{LineItems: []transaction.LineItemRefund{{LineItemID: "line", Quantity: 1}}}, mode)
		if err != nil {
			t.Fatal(err)
		}
		if s := c.Summary; !s.Total.Amount.IsZero() || !s.Tax.Amount.IsZero() || s.Subtotal.Amount.String() != "0.01" || s.Discount.Amount.String() != "0.01" {
			t.Errorf("%s: subtotal %s, discount %s, tax %s, total %s", mode, s.Subtotal.Amount, s.Discount.Amount, s.Tax.Amount, s.Total.Amount)
		}
	}
}
