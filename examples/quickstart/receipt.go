// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/transaction"
)

// receipt is an order with its money and its goods, for people to read.
type receipt struct {
	shop   string
	locale money.Locale
	words  words
	order  *order.Order
	paid   *transaction.OrderTransactions
	sent   *fulfillment.OrderWithFulfillments
}

const width = 66

// String returns the receipt, 66 columns wide.
func (r receipt) String() string {
	var p page
	o := r.order
	p.rule("═")
	p.row(strings.ToUpper(r.shop), r.words.order+" "+o.Number)
	to := o.BillingInfo
	p.row(to.ContactDetails.FullName(), o.CreatedDate.Format(r.words.date))
	p.row(to.Address.AddressLine+", "+r.words.place(to.Address), "")
	p.rule("─")
	r.lines(&p)
	p.rule("─")
	r.sums(&p)
	p.rule("─")
	r.payments(&p)
	p.rule("─")
	r.parcels(&p)
	p.rule("═")
	return p.String()
}

func (r receipt) lines(p *page) {
	for i := range r.order.LineItems {
		l := &r.order.LineItems[i]
		total, _ := l.PriceBeforeDiscounts.Amount.Mul(int64(l.Quantity)) // it fits: the order was checked when it was placed
		p.row(l.ProductName.Original, "")
		p.row(fmt.Sprintf("  %d × %s", l.Quantity, r.amount(l.PriceBeforeDiscounts.Amount)), r.amount(total))
	}
}

func (r receipt) sums(p *page) {
	s := &r.order.PriceSummary
	p.row(r.words.subtotal, r.amount(s.Subtotal.Amount))
	for i := range r.order.AppliedDiscounts {
		d := &r.order.AppliedDiscounts[i]
		name := ""
		switch {
		case d.Coupon != nil:
			name = d.Coupon.Name
		case d.DiscountRule != nil:
			name = d.DiscountRule.Name.Original
		}
		p.row(name, r.amount(d.Amount().Neg()))
	}
	if ship := r.order.ShippingInfo; ship != nil {
		p.row(fmt.Sprintf("%s (%s)", ship.Title, ship.Logistics.DeliveryTime), r.amount(ship.Cost.Price.Amount))
	}
	for i := range r.order.AdditionalFees {
		p.row(r.order.AdditionalFees[i].Name, r.amount(r.order.AdditionalFees[i].Price.Amount))
	}
	if r.order.TaxIncludedInPrices {
		p.row(r.words.total, r.amount(s.Total.Amount))
		r.taxes(p, "  "+r.words.included+" ")
		return
	}
	r.taxes(p, "")
	p.row(r.words.total, r.amount(s.Total.Amount))
}

func (r receipt) taxes(p *page, before string) {
	if r.order.TaxInfo == nil {
		return
	}
	for i := range r.order.TaxInfo.TaxBreakdown {
		t := &r.order.TaxInfo.TaxBreakdown[i]
		p.row(before+t.TaxName, r.amount(t.AggregatedTaxAmount.Amount))
	}
}

func (r receipt) payments(p *page) {
	for i := range r.paid.Payments {
		m := &r.paid.Payments[i]
		name := r.words.paid
		if d := m.RegularPaymentDetails; d != nil && d.CreditCardDetails != nil {
			name += fmt.Sprintf(", %s •••• %s", d.CreditCardDetails.Brand, d.CreditCardDetails.LastFourDigits)
		}
		p.row(m.CreatedDate.Format(r.words.date)+"  "+name, r.amount(m.Amount.Amount))
	}
	for i := range r.paid.Refunds {
		f := &r.paid.Refunds[i]
		p.row(f.CreatedDate.Format(r.words.date)+"  "+r.words.refund, r.amount(f.Summary.Refunded.Amount.Neg()))
		for _, l := range f.Details.Lines() {
			p.row(fmt.Sprintf("  %d × %s", l.Quantity, r.name(l.LineItemID)), "")
		}
	}
	b := &r.order.BalanceSummary
	kept, _ := b.Paid.Amount.Sub(b.Refunded.Amount) // both are in the order's currency
	p.row(r.words.left, r.amount(kept))
	p.row(r.words.open, r.amount(b.Balance.Amount))
}

func (r receipt) parcels(p *page) {
	for i := range r.sent.Fulfillments {
		f := &r.sent.Fulfillments[i]
		p.row(f.CreatedDate.Format(r.words.date)+"  "+r.words.sent, strings.ToUpper(f.TrackingInfo.ShippingProvider)+" "+f.TrackingInfo.TrackingNumber)
		for _, l := range f.LineItems {
			p.row(fmt.Sprintf("  %d × %s", l.Quantity, r.name(l.ID)), "")
		}
		p.row("  "+f.TrackingInfo.TrackingLink, "")
	}
}

// name returns what a line of the order is called.
func (r receipt) name(lineID string) string {
	for i := range r.order.LineItems {
		if l := &r.order.LineItems[i]; l.ID == lineID {
			return l.ProductName.Original
		}
	}
	return lineID
}

func (r receipt) amount(a money.Amount) string { return r.locale.Format(a) }

// page is text in two columns, the second on the right.
type page struct{ strings.Builder }

func (p *page) row(left, right string) {
	gap := width - utf8.RuneCountInString(left) - utf8.RuneCountInString(right)
	p.WriteString(strings.TrimRight(left+strings.Repeat(" ", max(gap, 1))+right, " ") + "\n")
}

func (p *page) rule(of string) { p.WriteString(strings.Repeat(of, width) + "\n") }

// words are the words of a receipt in a language.
type words struct {
	date  string
	place func(*contact.Address) string

	order, subtotal, total, included, paid, refund, left, open, sent string
}

var (
	english = words{
		date: "Jan _2, 2006", order: "Order", subtotal: "Subtotal", total: "TOTAL", included: "including", paid: "Paid",
		refund: "Refunded", left: "Left of the payment", open: "Still to be paid", sent: "Sent",
		place: func(a *contact.Address) string {
			return a.City + ", " + strings.TrimPrefix(a.Subdivision, a.Country+"-") + " " + a.PostalCode
		},
	}
	german = words{
		date: "02.01.2006", order: "Bestellung", subtotal: "Zwischensumme", total: "SUMME", included: "darin", paid: "Bezahlt",
		refund: "Erstattet", left: "Verbleibt von der Zahlung", open: "Noch zu zahlen", sent: "Versandt",
		place: func(a *contact.Address) string { return a.PostalCode + " " + a.City },
	}
)
