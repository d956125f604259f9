// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// MinimumConfig sets up MinimumOrder.
type MinimumConfig struct {
	Currency money.Currency // required
	Amount   plugin.Decimal // the "minimumOrder" of a shop file: the least that the goods may cost, inclusive; empty or 0: anything

	// Formatter writes amounts in the message; default their code and digits,
	// such as "USD 10.00". A money.Locale is one.
	Formatter money.Formatter
}

// MinimumOrder is the embedded Provider: it objects, with an ERROR about the
// whole cart, to orders whose goods cost less than a sum after all discounts,
// as shown to the buyer. Carts without lines are left alone. It is asked about
// carts too. It is safe for concurrent use and never changes.
type MinimumOrder struct {
	least  money.Amount
	format money.Formatter
}

var (
	_ Provider      = (*MinimumOrder)(nil)
	_ CartValidator = (*MinimumOrder)(nil)
)

// NewMinimumOrder reads a configuration. What is wrong with it is an Invalid
// error; the path of the amount is empty, for the caller to put its own.
func NewMinimumOrder(cfg MinimumConfig) (*MinimumOrder, error) {
	var c fault.Checker
	if cfg.Currency.IsZero() {
		c.Required("currency", false)
	}
	m := &MinimumOrder{format: cfg.Formatter}
	m.least, _ = cfg.Amount.CheckAmount(&c, "", cfg.Currency)
	if m.format == nil {
		m.format = plain{}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// Inline returns true: MinimumOrder never blocks.
func (m *MinimumOrder) Inline() bool { return true }

// ValidateInCart returns true.
func (m *MinimumOrder) ValidateInCart() bool { return true }

// GetValidationViolations objects to a cart below the minimum.
func (m *MinimumOrder) GetValidationViolations(_ context.Context, r Request) (Response, error) {
	fine := Response{Violations: []Violation{}}
	if len(r.ValidationInfo.LineItems) == 0 || m.least.IsZero() {
		return fine, nil
	}
	goods, err := r.ValidationInfo.GoodsTotal(m.least.Currency())
	if err != nil {
		return Response{}, err
	}
	missing, err := m.least.Sub(goods)
	if err != nil {
		return Response{}, err
	}
	if !missing.IsPositive() {
		return fine, nil
	}
	return Response{Violations: []Violation{Error(fmt.Sprintf(
		"The minimum order is %s. Add goods for %s more to go on.", m.format.Format(m.least), m.format.Format(missing)))}}, nil
}

// GoodsTotal returns Goods, or what the lines' own breakdowns or prices add up
// to, in currency cur.
func (i *Info) GoodsTotal(cur money.Currency) (money.Amount, error) {
	if i.Goods != nil {
		return i.Goods.Bind(cur)
	}
	sum := money.Zero(cur)
	for n := range i.LineItems {
		a, err := i.LineItems[n].goods(cur)
		if err == nil {
			sum, err = sum.Add(a)
		}
		if err != nil {
			return money.Amount{}, err
		}
	}
	return sum, nil
}

// goods returns what a line costs after all discounts.
func (l *LineItem) goods(cur money.Currency) (money.Amount, error) {
	b := l.PricesBreakdown
	if b != nil && !b.LineItemPrice.IsZero() {
		price, err := b.LineItemPrice.Amount.Bind(cur)
		if err != nil || b.TotalDiscount.IsZero() {
			return price, err
		}
		discount, err := b.TotalDiscount.Amount.Bind(cur)
		if err != nil {
			return money.Amount{}, err
		}
		return price.Sub(discount)
	}
	price, err := l.Price.Amount.Bind(cur)
	if err != nil {
		return money.Amount{}, err
	}
	return price.Mul(int64(l.Quantity))
}

// plain writes amounts without a locale.
type plain struct{}

func (plain) Format(a money.Amount) string { return a.Currency().Code() + " " + a.String() }
