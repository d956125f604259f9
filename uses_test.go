// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

const firstBuyers = "d0000000-0000-4000-8000-000000000001"

// limited is a rule of ten percent off everything for the first buyers.
func limited(all, each int64) *discount.Rule {
	return &discount.Rule{
		ID: firstBuyers, Name: "For the first",
		Discounts: discount.Discounts{Values: []discount.Discount{{
			Percentage: discount.MustPercentage("10"), SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		}}},
		Extension: &discount.Extension{UsageLimit: all, UsageLimitPerUser: each},
	}
}

func memory() driver.Store { return memstore.New(memstore.Config{}) }

func withRule(r *discount.Rule, more ...func(*ecom.Config)) func(*ecom.Config) {
	return func(c *ecom.Config) {
		c.DiscountRules = append(c.DiscountRules, r)
		for _, m := range more {
			m(c)
		}
	}
}

// wantUses checks how often the limited rule is in use, in all and by a buyer.
func wantUses(t *testing.T, s *ecomtest.Shop, when string, buyer context.Context, all, own int64) {
	t.Helper()
	use := limited(1, 1).Use(discount.CustomerOf("", actor.From(buyer).ID+"@example.com"))
	kept, err := store.New(s.Store, store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := discount.NewUsage(kept).Uses(t.Context(), []discount.Use{use})
	if err != nil || got[0] != (discount.Uses{Total: all, ByBuyer: own}) {
		t.Errorf("%s: uses = %+v, %v, want %d in all and %d by the buyer", when, got, err, all, own)
	}
}

// wantTotal checks what one e-book costs a buyer now.
func wantTotal(t *testing.T, s *ecomtest.Shop, when string, buyer context.Context, want string) checkout.ID {
	t.Helper()
	c, err := s.Checkout(buyer, cart.LineItem{CatalogReference: s.Line("ebook", 1).CatalogReference, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.PriceSummary.Total.Amount.String(); got != want {
		t.Errorf("%s: an e-book costs %s, want %s", when, got, want)
	}
	return c.ID
}

// A use of a rule is taken when an order is placed, and given back when nothing
// comes of it.
func TestUsesOfRulesGoWithTheOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		end  func(t *testing.T, s *ecomtest.Shop, o *order.Order) error
		left int64 // uses afterwards
	}{
		{"paid", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			_, err := s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID)
			return err
		}, 1},
		{"canceled unpaid", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			_, err := s.Orders.CancelOrder(t.Context(), o.ID, nil)
			return err
		}, 0},
		{"canceled once paid", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			if _, err := s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID); err != nil {
				return err
			}
			_, err := s.Orders.CancelOrder(t.Context(), o.ID, nil)
			return err
		}, 0},
		{"declined", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			s.Gateway.Script(paymenttest.Decline("no"))
			if _, err := s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID); !errors.Is(err, fault.Declined) {
				return errors.New("the charge was not declined")
			}
			return nil
		}, 0},
		{"declined, then paid", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			s.Gateway.Script(paymenttest.Decline("no"))
			_, _ = s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID)
			_, err := s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID)
			return err
		}, 1},
		{"expired", func(t *testing.T, s *ecomtest.Shop, _ *order.Order) error {
			s.Clock.Advance(25 * time.Hour)
			return s.Sweep(t.Context())
		}, 0},
		{"rejected", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			if _, err := s.Orders.UpdateOrderStatus(t.Context(), o.ID, order.StatusPending); err != nil {
				return err
			}
			_, err := s.Orders.UpdateOrderStatus(t.Context(), o.ID, order.StatusRejected)
			return err
		}, 0},
		{"refunded in part", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error { return payAndRefund(t, s, o, "1.00") }, 1},
		{"refunded in full", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error { return payAndRefund(t, s, o, "4.50") }, 0},
		{"refunded in full and canceled", func(t *testing.T, s *ecomtest.Shop, o *order.Order) error {
			if err := payAndRefund(t, s, o, "4.50"); err != nil {
				return err
			}
			_, err := s.Orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true})
			return err
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := ecomtest.NewShop(t, withRule(limited(1, 1)))
			ann, bob := ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2)
			id := wantTotal(t, s, "at first", ann, "4.50")
			wantUses(t, s, "before the order", ann, 0, 0)
			placed, err := s.Checkouts.CreateOrder(ann, id, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantUses(t, s, "once ordered", ann, 1, 1)
			// Her own checkout still shows the price at which she has ordered.
			note := checkout.UpdateCheckoutRequest{OverrideCheckoutURL: "https://example.com/pay"}
			if r, err := s.Checkouts.UpdateCheckout(ann, id, note); err != nil || r.Checkout.PriceSummary.Total.Amount.String() != "4.50" {
				t.Errorf("her checkout shows %+v, %v, want 4.50", r, err)
			}
			if e, err := s.CurrentCart.EstimateCurrentCartTotals(ann, cart.EstimateTotalsRequest{}); err != nil || e.PriceSummary.Total.Amount.String() != "4.50" {
				t.Errorf("her cart shows %+v, %v, want 4.50", e.PriceSummary, err)
			}
			wantTotal(t, s, "used up", bob, "5.00")
			if err := tt.end(t, s, placed.Order()); err != nil {
				t.Fatal(err)
			}
			wantUses(t, s, "in the end", ann, tt.left, tt.left)
			want := "9.00" // two by now
			if tt.left > 0 {
				want = "10.00"
			}
			wantTotal(t, s, "in the end", bob, want)
		})
	}
}

func payAndRefund(t *testing.T, s *ecomtest.Shop, o *order.Order, amount string) error {
	t.Helper()
	if _, err := s.Pay(ecomtest.Visitor(t.Context(), 1), o.ID); err != nil {
		return err
	}
	paid, err := s.Transactions.ListTransactionsForSingleOrder(t.Context(), o.ID)
	if err != nil {
		return err
	}
	_, err = s.Billing.RefundPayments(t.Context(), refundOf(o.ID, paid.Payments[0].ID, amount))
	return err
}

// An order that expired and is paid after all takes its uses again, if there
// are any; what was paid elsewhere is recorded whether there are or not.
func TestUsesOfRulesOfLatePayments(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, withRule(limited(1, 0)))
	ann, bob := ecomtest.Visitor(t.Context(), 1), ecomtest.Visitor(t.Context(), 2)
	late, err := s.Order(ann, s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(25 * time.Hour)
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o, err := s.Buy(bob, s.Line("ebook", 1)); err != nil || o.PriceSummary.Total.Amount.String() != "4.50" {
		t.Fatalf("Buy() = %+v, %v", o, err)
	}
	_, err = s.Pay(ann, late.ID)
	if fault.Code(err) != discount.CodeRuleUsageExceeded || !errors.Is(err, fault.Limit) {
		t.Errorf("paying for the use of another = %v, want Limit with %s", err, discount.CodeRuleUsageExceeded)
	}
	_, err = s.Orders.UpdateOrderStatus(t.Context(), late.ID, order.StatusApproved)
	if fault.Code(err) != discount.CodeRuleUsageExceeded {
		t.Errorf("approving the use of another = %v, want %s", err, discount.CodeRuleUsageExceeded)
	}
	wantUses(t, s, "with one late", ann, 1, 0)
}

// Two buyers want the last use of a rule. One gets it; the other is told, and
// sees the price without it.
func TestTwoBuyersOneUse(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]*discount.Rule{"of all": limited(1, 0), "of one": limited(0, 1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := ecomtest.Interleave(t, ecomtest.Orders{Runs: 300}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, withRule(rule, func(c *ecom.Config) { c.Store = race.Store(memory()) }))
				var buyers []func(context.Context)
				var ids [2]checkout.ID
				won := 0
				for i := range 2 {
					who := ecomtest.Visitor(t.Context(), i)
					ids[i] = wantTotal(t, s, "at first", who, "4.50")
					if name == "of one" { // one buyer with two devices
						var same checkout.UpdateCheckoutRequest
						same.Checkout.BuyerInfo.Email = patch.Set("ann@example.com")
						if _, err := s.Checkouts.UpdateCheckout(who, ids[i], same); err != nil {
							t.Fatal(err)
						}
					}
					buyers = append(buyers, func(ctx context.Context) {
						switch _, err := s.Checkouts.CreateOrder(ecomtest.Visitor(ctx, i), ids[i], nil); {
						case err == nil:
							won++
						case fault.Code(err) != "CHECKOUT_CHANGED" || !errors.Is(err, fault.Conflict):
							t.Error(err)
						}
					})
				}
				race.Run(buyers...)
				shown := 0
				for i := range 2 {
					c, err := s.Checkouts.GetCheckout(ecomtest.Visitor(t.Context(), i), ids[i])
					if err != nil {
						t.Fatal(err)
					}
					if c.PriceSummary.Total.Amount.String() == "5.00" {
						shown++
					}
				}
				if won != 1 || shown != 1 {
					t.Errorf("%d have ordered and %d see the price without the rule, want one each", won, shown)
				}
			})
			if n < 10 {
				t.Errorf("%d orders were tried, want more", n)
			}
		})
	}
}

// A member who gives no e-mail address is a customer too, and the same one with
// any address.
func TestUsesOfMembersWithoutEmail(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Coupons = []*discount.Coupon{{Code: "ONCE", PercentOffRate: discount.MustPercentage("50"), LimitPerCustomer: 1}}
	})
	member := ecomtest.Member(t.Context(), 1)
	home := ecomtest.Home()
	order := func(email string) error {
		made, err := s.Checkouts.CreateCheckout(member, checkout.CreateCheckoutRequest{
			ChannelType: cart.ChannelWeb, LineItems: []cart.LineItem{s.Line("ebook", 1)}, CouponCode: "ONCE",
			CheckoutInfo: checkout.Checkout{BillingInfo: &home, BuyerInfo: contact.BuyerInfo{Email: email}},
		})
		if err != nil {
			return err
		}
		_, err = s.Checkouts.CreateOrder(member, made.Checkout.ID, nil)
		return err
	}
	if err := order(""); err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{"", "ann@example.com"} {
		if err := order(email); fault.Code(err) != discount.CodeCouponLimitPerCustomerReached {
			t.Errorf("the second use, by %q = %v, want %s", email, err, discount.CodeCouponLimitPerCustomerReached)
		}
	}
	if _, err := s.CurrentCart.AddToCurrentCart(member, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("ebook", 1)}}); err != nil {
		t.Fatal(err)
	}
	_, err := s.CurrentCart.UpdateCurrentCart(member, cart.UpdateCartRequest{CouponCode: "ONCE"})
	if fault.Code(err) != discount.CodeCouponLimitPerCustomerReached {
		t.Errorf("the coupon in a cart = %v, want %s", err, discount.CodeCouponLimitPerCustomerReached)
	}
	totals, err := s.Totals.CalculateTotals(member, pricing.Request{
		LineItems:  []pricing.RequestLine{{ID: "1", Quantity: 1, CatalogReference: s.Line("ebook", 1).CatalogReference}},
		CouponCode: "ONCE", MemberID: "00000000-0000-4000-8002-000000000001",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := totals.CalculationErrors.CouponCalculationError.Code(); got != discount.CodeCouponLimitPerCustomerReached {
		t.Errorf("its totals say %q, want %s", got, discount.CodeCouponLimitPerCustomerReached)
	}
}

// While one use is given back and two buyers are after it, no more are taken than
// there are, and what is counted is what orders hold.
func TestUsesNeverPassTheLimit(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"rule", "coupon"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			use := limited(1, 1).Use(nil)
			n := ecomtest.Interleave(t, ecomtest.Orders{Runs: 250}, func(t *testing.T, race *ecomtest.Race) {
				s := ecomtest.NewShop(t, func(c *ecom.Config) {
					c.Store = race.Store(memory())
					if kind == "rule" {
						c.DiscountRules = []*discount.Rule{limited(1, 1)}
						return
					}
					coupon := &discount.Coupon{Code: "TEN", PercentOffRate: discount.MustPercentage("10"), UsageLimit: 1, LimitPerCustomer: 1}
					c.Coupons, use = []*discount.Coupon{coupon}, coupon.Use(nil)
				})
				checkouts := make([]checkout.ID, 3)
				for i := range checkouts {
					who := ecomtest.Visitor(t.Context(), i)
					c, err := s.Checkout(who, s.Line("ebook", 1))
					if err == nil && kind == "coupon" {
						_, err = s.Checkouts.UpdateCheckout(who, c.ID, checkout.UpdateCheckoutRequest{CouponCode: "TEN"})
					}
					if err != nil {
						t.Fatal(err)
					}
					checkouts[i] = c.ID
				}
				first, err := s.Checkouts.CreateOrder(ecomtest.Visitor(t.Context(), 0), checkouts[0], nil)
				if err != nil {
					t.Fatal(err)
				}
				orders := []order.ID{first.OrderID}
				buy := func(i int) func(context.Context) {
					return func(ctx context.Context) {
						for range 2 { // at another price it takes a second click
							placed, err := s.Checkouts.CreateOrder(ecomtest.Visitor(ctx, i), checkouts[i], nil)
							switch {
							case err == nil:
								orders = append(orders, placed.OrderID)
								return
							case kind == "coupon" && fault.Code(err) == "CALCULATION_ERROR":
							case fault.Code(err) != "CHECKOUT_CHANGED":
								t.Error(err)
							}
						}
					}
				}
				race.Run(buy(1), buy(2), func(ctx context.Context) {
					if _, err := s.Orders.CancelOrder(ctx, first.OrderID, nil); err != nil {
						t.Error(err)
					}
				})
				held := int64(0)
				for _, id := range orders {
					o, err := s.Orders.GetOrder(t.Context(), id)
					if err != nil {
						t.Fatal(err)
					}
					if o.Status != order.StatusCanceled && len(o.AppliedDiscounts) > 0 {
						held++
					}
				}
				kept, err := store.New(s.Store, store.Config{})
				if err != nil {
					t.Fatal(err)
				}
				uses, err := discount.NewUsage(kept).Uses(t.Context(), []discount.Use{use})
				if err != nil || uses[0].Total != held || held > 1 {
					t.Errorf("%d uses are counted, %d orders hold one, %v, and one may", uses[0].Total, held, err)
				}
			})
			if n < 50 {
				t.Errorf("%d orders were tried, want more", n)
			}
		})
	}
}
