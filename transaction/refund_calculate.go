// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/pricing"
)

// The platform's codes for what cannot be refunded.
const (
	CodePaymentNotFound                  = "PAYMENT_NOT_FOUND"
	CodeLineItemNotFound                 = "LINE_ITEM_NOT_FOUND"
	CodeAdditionalFeeNotFound            = "ADDITIONAL_FEE_NOT_FOUND"
	CodeShippingNotFound                 = "SHIPPING_NOT_FOUND"
	CodeInvalidLineItemRefundQuantity    = "INVALID_LINE_ITEM_REFUND_QUANTITY"
	CodeInvalidAdditionalFeeRefundAmount = "INVALID_ADDITIONAL_FEE_REFUND_AMOUNT"
	CodeInvalidShippingRefundAmount      = "INVALID_SHIPPING_REFUND_AMOUNT"
)

// RefundItems is what of an order is to be refunded.
type RefundItems struct {
	LineItems      []LineItemRefund      `json:"lineItems,omitzero"`      // up to 300
	AdditionalFees []AdditionalFeeRefund `json:"additionalFees,omitzero"` // up to 100; without amount: all that is left
	Shipping       *ShippingRefund       `json:"shipping,omitzero"`       // without amount: all that is left
}

// RefundCalculation is what a refund would come to. Available is set, or
// NotAvailable says why not; the rest is set only with Available.
type RefundCalculation struct {
	Available             bool                   `json:"available,omitzero"`
	NotAvailable          *RefundNotAvailable    `json:"notAvailable,omitzero"`
	Summary               *RefundTotals          `json:"summary,omitzero"`
	CalculatedRefundItems *CalculatedRefundItems `json:"calculatedRefundItems,omitzero"`
}

// RefundNotAvailable says why a refund cannot be made, item by item.
type RefundNotAvailable struct {
	Errors []RefundItemError `json:"errors,omitzero"` // up to 401
}

// RefundItemError says what is wrong with one item of a refund. Exactly one of
// LineItem, AdditionalFee and Shipping is set.
type RefundItemError struct {
	LineItem      *LineItemRefund      `json:"lineItem,omitzero"`
	AdditionalFee *AdditionalFeeRefund `json:"additionalFee,omitzero"`
	Shipping      *ShippingRefund      `json:"shipping,omitzero"`
	Error         *pricing.Details     `json:"error,omitzero"`
}

// RefundTotals is what a whole refund comes to:
//
//	total = subtotal − discount + tax, the tax left out where it is inside prices
type RefundTotals struct {
	Total               money.Price `json:"total,omitzero"`
	Tax                 money.Price `json:"tax,omitzero"`
	Discount            money.Price `json:"discount,omitzero"`
	Subtotal            money.Price `json:"subtotal,omitzero"` // before discounts, as shown
	LineItemsSubtotal   money.Price `json:"lineItemsSubtotal,omitzero"`
	AdditionalFeesTotal money.Price `json:"additionalFeesTotal,omitzero"`
}

// RefundFigures is what one item of a refund comes to.
type RefundFigures struct {
	Total    money.Price `json:"total,omitzero"`
	Tax      money.Price `json:"tax,omitzero"`
	Discount money.Price `json:"discount,omitzero"`
	Subtotal money.Price `json:"subtotal,omitzero"`
}

// CalculatedRefundItems is what each item of a refund comes to.
type CalculatedRefundItems struct {
	LineItems      []CalculatedLineItemRefund      `json:"lineItems,omitzero"`
	AdditionalFees []CalculatedAdditionalFeeRefund `json:"additionalFees,omitzero"`
	Shipping       *CalculatedShippingRefund       `json:"shipping,omitzero"`
}

// CalculatedLineItemRefund is what units of a line come to.
type CalculatedLineItemRefund struct {
	Item    LineItemRefund `json:"item,omitzero"`
	Summary RefundFigures  `json:"summary,omitzero"`
}

// CalculatedAdditionalFeeRefund is what a part of a fee comes to.
type CalculatedAdditionalFeeRefund struct {
	AdditionalFee AdditionalFeeRefund `json:"additionalFee,omitzero"`
	Summary       RefundFigures       `json:"summary,omitzero"`
}

// CalculatedShippingRefund is what a part of shipping comes to.
type CalculatedShippingRefund struct {
	Shipping ShippingRefund `json:"shipping,omitzero"`
	Summary  RefundFigures  `json:"summary,omitzero"`
}

// CalculateRefund returns what giving back these items of an order would come
// to, after the refunds that it had. A slice of a figure is F(r+q) − F(r) with
// F(k) = round(figure × k ÷ whole) in mode m, the one of the order's policy: so
// the slices of any partition add up to the figure. What cannot be refunded
// makes the refund not available, with one error for each item at fault; an
// error is returned only when the order's own figures cannot be added up.
func CalculateRefund(o *order.Order, t *OrderTransactions, items RefundItems, m money.Mode) (*RefundCalculation, error) {
	p, err := partsOf(o)
	if err != nil {
		return nil, err
	}
	if t == nil {
		t = &OrderTransactions{}
	}
	before, err := refundedOf(o, t, &p, -1)
	if err != nil {
		return nil, err
	}
	c := calculator{o: o, parts: p, before: before, mode: m, locale: o.PriceSummary.Total.Locale()}
	zero := money.Zero(p.currency)
	c.sum = figures{subtotal: zero, discount: zero, tax: zero, total: zero}
	c.goods, c.fees = zero, zero
	for _, l := range items.LineItems {
		c.line(l)
	}
	for _, f := range items.AdditionalFees {
		c.fee(f)
	}
	if items.Shipping != nil {
		c.shipping(*items.Shipping)
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case len(c.errors) > 0:
		return &RefundCalculation{NotAvailable: &RefundNotAvailable{Errors: c.errors}}, nil
	}
	return &RefundCalculation{
		Available: true,
		Summary: &RefundTotals{
			Total: c.price(c.sum.total), Tax: c.price(c.sum.tax),
			Discount: c.price(c.sum.discount), Subtotal: c.price(c.sum.subtotal),
			LineItemsSubtotal: c.price(c.goods), AdditionalFeesTotal: c.price(c.fees),
		},
		CalculatedRefundItems: &c.items,
	}, nil
}

// calculator works through the items of one refund. Items that name the same
// thing twice follow on each other.
type calculator struct {
	o      *order.Order
	parts  parts
	before refunded
	mode   money.Mode
	locale money.Locale

	sum         figures
	goods, fees money.Amount
	items       CalculatedRefundItems
	errors      []RefundItemError
	err         error
}

func (c *calculator) price(a money.Amount) money.Price { return money.PriceOf(a, c.locale) }

func (c *calculator) figures(f figures) RefundFigures {
	return RefundFigures{Total: c.price(f.total), Tax: c.price(f.tax), Discount: c.price(f.discount), Subtotal: c.price(f.subtotal)}
}

// add counts what one item comes to.
func (c *calculator) add(f figures, err error, to *money.Amount, part money.Amount) bool {
	if err == nil {
		err = c.sum.plus(f)
	}
	if err == nil && to != nil {
		*to, err = to.Add(part)
	}
	if err != nil && c.err == nil {
		c.err = err
	}
	return c.err == nil
}

func (c *calculator) line(l LineItemRefund) {
	i := lineIndex(c.o, l.LineItemID)
	if i < 0 {
		c.errors = append(c.errors, RefundItemError{LineItem: &l, Error: applicationError(CodeLineItemNotFound, "the order has no such line", nil)})
		return
	}
	whole, done := c.o.LineItems[i].Quantity, c.before.lines[l.LineItemID]
	if left := max(whole-done, 0); l.Quantity < 1 || l.Quantity > left {
		c.errors = append(c.errors, RefundItemError{LineItem: &l, Error: applicationError(CodeInvalidLineItemRefundQuantity,
			fmt.Sprintf("the quantity must be 1 to %d", left), map[string]any{"availableRefundQuantity": left})})
		return
	}
	f, err := c.parts.lines[i].cut(int64(done), int64(l.Quantity), int64(whole), c.mode)
	if c.add(f, err, &c.goods, f.subtotal) {
		c.before.lines[l.LineItemID] += l.Quantity
		c.items.LineItems = append(c.items.LineItems, CalculatedLineItemRefund{l, c.figures(f)})
	}
}

func (c *calculator) fee(r AdditionalFeeRefund) {
	i := feeIndex(c.o, r.AdditionalFeeID)
	if i < 0 {
		c.errors = append(c.errors, RefundItemError{AdditionalFee: &r, Error: applicationError(CodeAdditionalFeeNotFound, "the order has no such fee", nil)})
		return
	}
	done := c.before.fees[r.AdditionalFeeID]
	amount, problem := c.amount(c.parts.fees[i].total, done, r.Amount, CodeInvalidAdditionalFeeRefundAmount)
	if problem != nil {
		c.errors = append(c.errors, RefundItemError{AdditionalFee: &r, Error: problem})
		return
	}
	f, err := c.parts.fees[i].cutAmount(done, amount, c.mode)
	if c.add(f, err, &c.fees, f.total) {
		a := adder{}
		a.add(&done, amount)
		c.before.fees[r.AdditionalFeeID] = done
		r.Amount = c.price(amount)
		c.items.AdditionalFees = append(c.items.AdditionalFees, CalculatedAdditionalFeeRefund{r, c.figures(f)})
	}
}

func (c *calculator) shipping(r ShippingRefund) {
	s := c.parts.shipping
	if s == nil {
		c.errors = append(c.errors, RefundItemError{Shipping: &r, Error: applicationError(CodeShippingNotFound, "the order has no shipping", nil)})
		return
	}
	amount, problem := c.amount(s.total, c.before.shipping, r.Amount, CodeInvalidShippingRefundAmount)
	if problem != nil {
		c.errors = append(c.errors, RefundItemError{Shipping: &r, Error: problem})
		return
	}
	f, err := s.cutAmount(c.before.shipping, amount, c.mode)
	if c.add(f, err, nil, money.Amount{}) {
		r.Amount = c.price(amount)
		c.items.Shipping = &CalculatedShippingRefund{r, c.figures(f)}
	}
}

// amount returns what is wanted of a total of which done is given back
// already, or what is wrong with that. Nothing wanted means all that is left.
func (c *calculator) amount(total, done money.Amount, want money.Price, code string) (money.Amount, *pricing.Details) {
	left, a := total, adder{}
	if left == (money.Amount{}) {
		left = money.Zero(c.parts.currency)
	}
	a.sub(&left, done)
	if a.err != nil {
		return left, applicationError(code, a.err.Error(), nil)
	}
	data := map[string]any{"availableRefundAmount": left.String()}
	if want.IsZero() {
		if !left.IsPositive() {
			return left, applicationError(code, "nothing is left to refund", data)
		}
		return left, nil
	}
	amount, err := want.Amount.Bind(c.parts.currency)
	if err != nil {
		return left, applicationError(code, err.Error(), data)
	}
	if over, err := amount.Cmp(left); err != nil || over > 0 || !amount.IsPositive() {
		return left, applicationError(code, "the amount must be above 0 and at most "+left.String(), data)
	}
	return amount, nil
}

// applicationError returns the wire form of an error with one of the
// platform's codes.
func applicationError(code, description string, data map[string]any) *pricing.Details {
	return pricing.DetailsOf(&fault.Error{Class: fault.Invalid, Code: code, Message: description, Data: data})
}
