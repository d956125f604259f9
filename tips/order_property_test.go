// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// drawShop is a shop of one service, in a currency and by taxes that are drawn.
func drawShop(t *rapid.T, tb testing.TB) (*ecomtest.Shop, money.Currency) {
	cur := rapid.SampledFrom([]money.Currency{money.USD, money.JPY, money.KWD}).Draw(t, "currency")
	price := money.Minor(rapid.Int64Range(1, 9_999).Draw(t, "price"), cur)
	products, err := catalog.New(catalog.Config{Currency: cur, Items: []catalog.Product{
		{ID: "cut", Name: "Haircut", Price: plugin.Decimal(price.String()), ItemType: "SERVICE"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{Name: "tax", Rate: "0.08875"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	encoded := rapid.Bool().Draw(t, "stored as bytes")
	included := rapid.Bool().Draw(t, "tax included")
	return ecomtest.NewShop(tb, func(c *ecom.Config) {
		c.Currency, c.Catalog, c.Tax, c.Shipping, c.TaxIncludedInPrices = cur, products, taxes, nil, included
		if c.Store = memstore.New(memstore.Config{}); encoded {
			c.Store = ecomtest.Encoded(c.Store)
		}
	}), cur
}

// After whatever is done with an order's tip, its payments and refunds, the order
// adds up, its balance and payment status are what its payments make them, and no
// more of the tip is shared out than it is. What is refused changes nothing.
func TestOrdersAddUpWhateverTheTip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s, cur := drawShop(r, t)
		ctx := t.Context()
		o := must(s.Buy(ecomtest.Visitor(ctx, 1), s.Line("cut", rapid.IntRange(1, 3).Draw(r, "quantity"))))(t)
		draw := func(name string, least, most int64) money.Amount {
			return money.Minor(rapid.Int64Range(least, most).Draw(r, name), cur)
		}
		shares := func(least int64) []tips.Distribution {
			ds := make([]tips.Distribution, rapid.IntRange(1, 4).Draw(r, "shares"))
			for i := range ds {
				ds[i] = tips.Distribution{Staff: tips.Staff{StaffMemberID: staff(i)}, Amount: draw("share", least, 200)}
				if rapid.IntRange(0, 9).Draw(r, "charged") == 0 {
					ds[i].Transaction = &tips.Transaction{ID: staff(1000 + i)}
				}
			}
			return ds
		}
		pay := func(amount money.Amount) error {
			p := cash("0")
			p.Amount = money.PriceOf(amount, 0)
			return errorOf(s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{p}}))
		}
		actions := map[string]func() error{
			"set": func() error {
				return errorOf(s.Tips.SetTipOnOrder(ctx, o.ID, tips.Tip{Amount: draw("tip", 0, 900), Distributions: shares(0)}))
			},
			"set anew": func() error {
				tip, err := s.Tips.GetTipByOrderID(ctx, o.ID)
				if err != nil {
					return err
				}
				tip.UndistributedAmount, tip.Amount = money.Amount{}, draw("tip", 1, 900)
				if n := len(tip.Distributions); n > 0 {
					tip.Distributions = append(tip.Distributions[rapid.IntRange(0, n-1).Draw(r, "first"):], shares(0)...)
				}
				return errorOf(s.Tips.SetTipOnOrder(ctx, o.ID, *tip))
			},
			"add":    func() error { return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, shares(0))) },
			"remove": func() error { return errorOf(s.Tips.RemoveTipFromOrder(ctx, o.ID)) },
			"pay":    func() error { return errorOf(s.Pay(ctx, o.ID)) },
			"note":   func() error { return pay(draw("payment", 1, 300)) },
			"refund": func() error {
				if rapid.IntRange(0, 3).Draw(r, "really") > 0 {
					return nil // nothing can be done with the tip afterwards
				}
				return errorOf(s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{
					PaymentID: paidBy(t, s, o.ID)[0].ID, Amount: money.PriceOf(draw("refund", 1, 100), 0),
				}}}))
			},
		}
		names := []string{"set", "set anew", "add", "remove", "pay", "note", "refund"}
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			name := rapid.SampledFrom(names).Draw(r, "action")
			before := state(t, s, o.ID)
			was := must(s.Orders.GetOrder(ctx, o.ID))(t)
			if err := actions[name](); err != nil {
				if !errors.Is(err, fault.State) && !errors.Is(err, fault.Invalid) && !errors.Is(err, fault.NotFound) {
					r.Fatalf("%s: %v", name, err)
				}
				if after := state(t, s, o.ID); after != before {
					r.Fatalf("%s was refused by %v, and has changed\n%s\n%s", name, err, before, after)
				}
			}
			checkFigures(t, s, o.ID)
			now := must(s.Orders.GetOrder(ctx, o.ID))(t)
			goods := func(o *order.Order) string {
				p := o.PriceSummary
				return fmt.Sprint(p.Subtotal.Amount, p.Discount.Amount, p.Shipping.Amount, p.Tax.Amount, text(t, o.LineItems[0].TaxInfo))
			}
			if goods(now) != goods(was) {
				r.Fatalf("%s changed what the goods cost", name)
			}
			if t.Failed() {
				r.Fatalf("after %s", name)
			}
		}
	})
}
