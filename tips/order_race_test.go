// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// Whatever happens to an order and its tip at the same time, in two processes,
// happens one after the other: what is refused is refused for its state, and the
// figures add up.
func TestTipRaces(t *testing.T) {
	t.Parallel()
	type call = func(context.Context, *ecomtest.Shop, *order.Order) error
	set := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("2.00", share(1, "1.50"))))
	}
	other := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Tips.SetTipOnOrder(ctx, o.ID, tipOf("2.00", share(2, "0.75"), share(3, "0.25"))))
	}
	add := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, []tips.Distribution{share(4, "1.00")}))
	}
	charge := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, o.ID, []tips.Distribution{charged(4, "1.00")}))
	}
	remove := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Tips.RemoveTipFromOrder(ctx, o.ID))
	}
	pay := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error { return errorOf(s.Pay(ctx, o.ID)) }
	note := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{cash("1.00")}}))
	}
	refunds := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, o.ID)
		if err != nil {
			return err
		}
		return errorOf(s.Billing.RefundPayments(ctx, transaction.RefundPaymentsRequest{
			OrderID: o.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
		}))
	}
	cancel := func(ctx context.Context, s *ecomtest.Shop, o *order.Order) error {
		return errorOf(s.Orders.CancelOrder(ctx, o.ID, nil))
	}
	for name, tt := range map[string]struct {
		tip    bool // the order has one before
		whole  bool // it has one that is not shared out
		rivals [2]call
		may    []string // what the order may have afterwards
	}{
		"set twice":         {false, false, [2]call{set, other}, []string{"2.00: 1.50", "2.00: 0.75 0.25"}},
		"share out twice":   {false, true, [2]call{set, other}, []string{"2.00: 1.50", "2.00: 0.75 0.25"}},
		"set twice anew":    {true, false, [2]call{set, other}, []string{"2.00: 1.50", "2.00: 0.75 0.25"}},
		"add twice":         {false, false, [2]call{add, add}, []string{"2.00: 1.00 1.00"}},
		"set and add":       {false, false, [2]call{set, add}, []string{"2.00: 1.50", "3.00: 1.50 1.00"}},
		"set and remove":    {true, false, [2]call{set, remove}, []string{"2.00: 1.50", "none"}},
		"charge, remove":    {true, false, [2]call{charge, remove}, []string{"2.00: 0.10 1.00", "1.00: 1.00"}},
		"charge and set":    {true, false, [2]call{charge, set}, []string{"2.00: 0.10 1.00", "3.00: 1.50 1.00"}},
		"set and pay":       {true, false, [2]call{set, pay}, []string{"2.00: 1.50", "1.00: 0.10"}},
		"set and payment":   {true, false, [2]call{set, note}, []string{"2.00: 1.50"}},
		"set and refund":    {true, false, [2]call{set, refunds}, []string{"2.00: 1.50", "1.00: 0.10"}},
		"remove, refund":    {true, false, [2]call{remove, refunds}, []string{"none", "1.00: 0.10"}},
		"set and cancel":    {true, false, [2]call{set, cancel}, []string{"2.00: 1.50", "1.00: 0.10"}},
		"remove and remove": {true, false, [2]call{remove, remove}, []string{"none"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[string]bool{}
			n := ecomtest.Interleave(t, ecomtest.Orders{Runs: 80}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memstore.New(memstore.Config{})) })
				o := bought(t, s)
				if tt.tip {
					must(s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("1.00", share(9, "0.10"))))(t)
				}
				if tt.whole {
					must(s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("2.00")))(t)
				}
				var fns []func(context.Context)
				done := 0
				for i, s := range []*ecomtest.Shop{s, s.Twin()} {
					fns = append(fns, func(ctx context.Context) {
						switch err := tt.rivals[i](ctx, s, o); {
						case err == nil:
							done++
						case !errors.Is(err, fault.State) && fault.Code(err) != tips.CodeInvalidTip:
							t.Error(err)
						}
					})
				}
				// What is read meanwhile is of one moment.
				fns = append(fns, func(ctx context.Context) {
					tip, err := s.Tips.GetTipByOrderID(ctx, o.ID)
					if err == nil {
						seen[shared(tip)] = true
					} else if fault.Code(err) != tips.CodeTipNotFound {
						t.Error(err)
					}
				})
				race.Run(fns...)
				if done == 0 {
					t.Error("neither was done")
				}
				checkFigures(t, s, o.ID)
				is := "none"
				if tip, err := s.Tips.GetTipByOrderID(t.Context(), o.ID); err == nil {
					is = shared(tip)
				}
				if !slices.Contains(tt.may, is) {
					t.Errorf("the order has a tip of %s, want one of %q", is, tt.may)
				}
			})
			if n < 10 {
				t.Errorf("%d orders were tried, want more", n)
			}
			whole := append([]string{"2.00:", "1.00: 0.10", "1.00: 1.00", "2.00: 0.10 1.00", "2.00: 1.50", "2.00: 0.75 0.25"}, tt.may...)
			for tip := range seen {
				if !slices.Contains(whole, tip) {
					t.Errorf("a tip of %s was read, which there never was", tip)
				}
			}
		})
	}
}

// shared is what a tip is, and how it is shared.
func shared(tip *tips.Tip) string {
	s := tip.Amount.String() + ":"
	for _, d := range tip.Distributions {
		s += " " + d.Amount.String()
	}
	return s
}
