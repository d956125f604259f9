// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/transaction"
)

// racing is a shop with one mug whose store calls race decides on.
func racing(t *testing.T, race *ecomtest.Race) *ecomtest.Shop {
	t.Helper()
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(1))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return ecomtest.NewShop(t, func(c *ecom.Config) { c.Store, c.Catalog = race.Store(memory()), products })
}

// Two buyers want the last mug. Whatever happens in which order, one gets it.
func TestTwoBuyersOneMug(t *testing.T) {
	t.Parallel()
	n := ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
		s := racing(t, race)
		sold := 0
		var buyers []func(context.Context)
		for i := range 2 {
			c, err := s.Checkout(ecomtest.Visitor(t.Context(), i), s.Line("mug", 1))
			if err != nil {
				t.Fatal(err)
			}
			buyers = append(buyers, func(ctx context.Context) {
				switch _, err := s.Checkouts.CreateOrder(ecomtest.Visitor(ctx, i), c.ID, nil); {
				case err == nil:
					sold++
				case fault.Code(err) != "FULL_OUT_OF_STOCK":
					t.Error(err)
				}
			})
		}
		race.Run(buyers...)
		if left, err := s.Products.Stock(t.Context(), "mug"); sold != 1 || left != 0 || err != nil {
			t.Errorf("sold %d, and %d are left, %v", sold, left, err)
		}
	})
	if n < 10 {
		t.Errorf("%d orders were tried, want more", n)
	}
}

// A buyer whose impatient clicks end up at two processes gets one order.
func TestTwoClicksOneOrder(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "click"} {
		t.Run("key="+key, func(t *testing.T) {
			t.Parallel()
			ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memory()) })
				c, err := s.Checkout(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 1))
				if err != nil {
					t.Fatal(err)
				}
				ids := make([]order.ID, 2)
				var clicks []func(context.Context)
				for i, s := range []*ecomtest.Shop{s, s.Twin()} {
					clicks = append(clicks, func(ctx context.Context) {
						r, err := s.Checkouts.CreateOrder(idempotency.WithKey(ecomtest.Visitor(ctx, 1), key), c.ID, nil)
						if err != nil {
							t.Error(err)
							return
						}
						ids[i] = r.OrderID
					})
				}
				race.Run(clicks...)
				if ids[0] != ids[1] {
					t.Errorf("the buyer got the orders %s and %s", ids[0], ids[1])
				}
				if left, err := s.Products.Stock(t.Context(), "mug"); left != 9 || err != nil {
					t.Errorf("%d are left, %v, want 9", left, err)
				}
			})
		})
	}
}

// An order that is paid twice at the same time, in two processes, is charged
// once; one that is canceled meanwhile shows what was charged of it.
func TestPayingRaces(t *testing.T) {
	t.Parallel()
	pay := func(ctx context.Context, s *ecomtest.Shop, id order.ID) error {
		_, err := s.Pay(ecomtest.Visitor(ctx, 1), id)
		return err
	}
	cancel := func(ctx context.Context, s *ecomtest.Shop, id order.ID) error {
		_, err := s.Orders.CancelOrder(ctx, id, nil)
		return err
	}
	for name, rivals := range map[string][]func(context.Context, *ecomtest.Shop, order.ID) error{
		"pay twice":      {pay, pay},
		"pay and cancel": {pay, cancel},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memory()) })
				o, err := s.Order(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 1))
				if err != nil {
					t.Fatal(err)
				}
				done := 0
				var fns []func(context.Context)
				for i, s := range []*ecomtest.Shop{s, s.Twin()} {
					fns = append(fns, func(ctx context.Context) {
						switch err := rivals[i](ctx, s, o.ID); {
						case err == nil:
							done++
						case !errors.Is(err, fault.State):
							t.Error(err)
						}
					})
				}
				race.Run(fns...)
				if o, err = s.Orders.GetOrder(t.Context(), o.ID); err != nil {
					t.Fatal(err)
				}
				want := 0
				if o.PaymentStatus == order.PaymentStatusPaid {
					want = 1
				}
				if charges := len(s.Gateway.Ledger()); charges != want || o.Status == order.StatusInitialized || done < 1 {
					t.Errorf("%d charges of an order that is %s and %s, %d calls done", charges, o.Status, o.PaymentStatus, done)
				}
			})
		})
	}
}

// refund gives an order's money back, on behalf of the shop.
func refund(ctx context.Context, s *ecomtest.Shop, id order.ID) error {
	ctx = actor.With(ctx, actor.User("owner"))
	paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
		OrderID: id, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
	})
	return err
}

// Two refunds at the same time, in two processes, are one refund.
func TestRefundingRaces(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(driver.Store) driver.Store{
		"values":    func(d driver.Store) driver.Store { return d },
		"encodings": ecomtest.Encoded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(wrap(memory())) })
				o, err := s.Buy(ecomtest.Visitor(t.Context(), 1), s.Line("mug", 1))
				if err != nil {
					t.Fatal(err)
				}
				done := 0
				var fns []func(context.Context)
				for _, s := range []*ecomtest.Shop{s, s.Twin()} {
					fns = append(fns, func(ctx context.Context) {
						switch err := refund(ctx, s, o.ID); {
						case err == nil:
							done++
						case !errors.Is(err, fault.State) && !errors.Is(err, fault.Invalid):
							t.Error(err)
						}
					})
				}
				race.Run(fns...)
				if l := s.Gateway.Ledger(); done != 1 || len(l) != 1 || l[0].Refunded.String() != "30.00" {
					t.Errorf("%d refunds done, and the ledger is %v", done, l)
				}
				if o, err = s.Orders.GetOrder(t.Context(), o.ID); err != nil || o.PaymentStatus != order.PaymentStatusFullyRefunded {
					t.Errorf("the order is %s, %v, want FULLY_REFUNDED", o.PaymentStatus, err)
				}
			})
		})
	}
}

// A purchase is one purchase, whatever happens to any of its commits, when
// every call that failed is repeated under its key.
func TestPurchaseWithFaults(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]ecomtest.Fault{
		"unavailable":  ecomtest.Unavailable,
		"conflict":     ecomtest.Conflicting,
		"canceled":     ecomtest.Canceled,
		"answer lost":  ecomtest.AnswerLost,
		"request lost": ecomtest.RequestLost,
	} {
		for _, silent := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/silent=%v", name, silent), func(t *testing.T) {
				t.Parallel()
				for n := 1; ; n++ {
					s := ecomtest.NewShop(t, nil)
					s.Store.Silence(silent)
					s.Store.OnCommit(n, f)
					purchase(t, s, fmt.Sprintf("at commit %d", n), func() *ecomtest.Shop { return s })
					if s.Store.Commits() < n {
						break
					}
				}
			})
		}
	}
}

// The same with a crash of the process; another one goes on.
func TestPurchaseWithCrashes(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("after=%v", after), func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				s := ecomtest.NewShop(t, nil)
				s.Store.CrashOnCommit(n, after)
				purchase(t, s, fmt.Sprintf("at commit %d", n), func() *ecomtest.Shop {
					s.Store.Restart()
					return s.Twin()
				})
				if s.Store.Commits() < n {
					break
				}
			}
		})
	}
}

// purchase buys step by step, repeats the step that fails in the shop as it is
// then, and checks what came of it.
func purchase(t *testing.T, s *ecomtest.Shop, at string, recovered func() *ecomtest.Shop) {
	t.Helper()
	step := func(name string, fn func(ctx context.Context) error) {
		t.Helper()
		ctx := idempotency.WithKey(ecomtest.Visitor(t.Context(), 1), name)
		if err := fn(ctx); err == nil {
			return
		}
		s = recovered()
		if err := fn(ctx); err != nil {
			t.Fatalf("%s %s again: %v", at, name, err)
		}
	}
	var o *order.Order
	step("buy", func(ctx context.Context) (err error) {
		o, err = s.Order(ctx, s.Line("mug", 2))
		return err
	})
	id := o.ID
	step("pay", func(ctx context.Context) (err error) {
		o, err = s.Pay(ctx, id)
		return err
	})
	if o.Status != order.StatusApproved || o.PaymentStatus != order.PaymentStatusPaid || o.Number != "10001" {
		t.Errorf("%s: order %s is %s and %s, want 10001 APPROVED and PAID", at, o.Number, o.Status, o.PaymentStatus)
	}
	if left, err := s.Products.Stock(t.Context(), "mug"); left != 8 || err != nil {
		t.Errorf("%s: %d mugs are left, %v, want 8", at, left, err)
	}
	if l := s.Gateway.Ledger(); len(l) != 1 || l[0].Captured.String() != "55.00" {
		t.Errorf("%s: the ledger is %v, want one charge of 55.00", at, l)
	}
	if err := paymenttest.Check(s.Gateway.Ledger()...); err != nil {
		t.Errorf("%s: %v", at, err)
	}
	step("refund", func(ctx context.Context) error { return refund(ctx, s, id) })
	if o, err := s.Orders.GetOrder(t.Context(), id); err != nil || o.PaymentStatus != order.PaymentStatusFullyRefunded {
		t.Errorf("%s: the order is %s, %v after the refund, want FULLY_REFUNDED", at, o.PaymentStatus, err)
	}
	if l := s.Gateway.Ledger(); len(l) != 1 || l[0].Refunded.String() != "55.00" {
		t.Errorf("%s: the ledger is %v, want a refund of 55.00", at, l)
	}
	if _, err := s.CurrentCart.GetCurrentCart(ecomtest.Visitor(t.Context(), 1)); !errors.Is(err, fault.NotFound) {
		t.Errorf("%s: the current cart afterwards = %v, want none", at, err)
	}
}
