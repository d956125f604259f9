// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/transaction"
)

// broken is a catalog that lets the shop down once it is told how.
type broken struct {
	catalog.Catalog
	how func(ctx context.Context) error
}

func (b *broken) Unwrap() catalog.Catalog { return b.Catalog }

func (b *broken) GetCatalogItems(ctx context.Context, r catalog.Request) (catalog.Response, error) {
	if b.how != nil {
		if err := b.how(ctx); err != nil {
			return catalog.Response{}, err
		}
	}
	return b.Catalog.GetCatalogItems(ctx, r)
}

// misbehave runs a test for each way in which a plug-in can let a shop down.
func misbehave(t *testing.T, test func(t *testing.T, how func(context.Context) error)) {
	t.Helper()
	for _, name := range []string{"fails", "panics", "hangs", "ends its goroutine's context"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				test(t, map[string]func(context.Context) error{
					"fails":                        func(context.Context) error { return errors.New("no") },
					"panics":                       func(context.Context) error { panic("no") },
					"hangs":                        func(context.Context) error { <-over; return nil },
					"ends its goroutine's context": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
				}[name])
			})
		})
	}
}

// Without its catalog nothing about carts and checkouts changes; what was sold
// can still be paid, handed over and refunded.
func TestBrokenCatalog(t *testing.T) {
	t.Parallel()
	misbehave(t, func(t *testing.T, how func(context.Context) error) {
		b := new(broken)
		w := newWorld(t, func(c *ecom.Config) {
			b.Catalog = c.Catalog
			c.Catalog = b
		})
		b.how = how
		for name, call := range map[string]func(w *world) error{
			"AddToCart": func(w *world) error { return only(w.Carts.AddToCart(w.ann, w.cart, add(w.Line("plate", 1)))) },
			"CreateCart": func(w *world) error {
				return only(w.Carts.CreateCart(w.bob, cart.CreateCartRequest{LineItems: repeat(w, 1)}))
			},
			"toCheckout":    toCheckout,
			"AddToCheckout": func(w *world) error { return only(w.Checkouts.AddToCheckout(w.ann, w.checkout.ID, repeat(w, 1), nil)) },
			"CreateOrder":   func(w *world) error { return only(w.Checkouts.CreateOrder(w.ann, w.checkout.ID, nil)) },
		} {
			t.Log(name)
			(&refusal{call: call, class: fault.Unavailable}).check(t, w)
		}
		must[*transaction.ChargeOrderResponse](t)(w.Billing.ChargeOrder(w.ann, charge(w.waiting.ID)))
		must[*fulfillment.CreateFulfillmentResponse](t)(w.Fulfillments.CreateFulfillment(w.user, w.waiting.ID, fulfillment.Fulfillment{}))
		must[*order.Order](t)(w.Orders.CancelOrder(w.user, w.waiting.ID, &order.CancelOrderOptions{RestockAllItems: true}))
	})
}

func toCheckout(w *world) error {
	return only(w.CurrentCart.CreateCheckoutFromCurrentCart(w.ann, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}))
}

// Plug-ins that only prices depend on break no cart.
func TestBrokenPlugins(t *testing.T) {
	t.Parallel()
	misbehave(t, func(t *testing.T, how func(context.Context) error) {
		bad := false
		plugin := func(ctx context.Context) error {
			if bad {
				return how(ctx)
			}
			return nil
		}
		w := newWorld(t, func(c *ecom.Config) {
			c.RatesFor = -1 // what was answered before is not enough
			own := c.Shipping[0].Carrier
			c.Shipping[0].Carrier = shipping.CarrierFunc(func(ctx context.Context, r shipping.Request) (shipping.Response, error) {
				if err := plugin(ctx); err != nil {
					return shipping.Response{}, err
				}
				return own.GetShippingRates(ctx, r)
			})
			c.Validators = []validation.Provider{validation.ProviderFunc(func(ctx context.Context, _ validation.Request) (validation.Response, error) {
				return validation.Response{}, plugin(ctx)
			})}
		})
		bad = true
		must[*cart.Result](t)(w.Carts.AddToCart(w.ann, w.cart, add(w.Line("plate", 1))))
		home := ecomtest.Home()
		totals := must[*cart.EstimateTotalsResponse](t)(w.Carts.EstimateTotals(w.ann, w.cart, cart.EstimateTotalsRequest{ShippingAddress: home.Address}))
		if e := totals.CalculationErrors; e == nil || e.CarrierErrors == nil {
			t.Errorf("calculationErrors = %+v, want the carrier's", e)
		}
		(&refusal{
			call:  func(w *world) error { return only(w.Checkouts.CreateOrder(w.ann, w.checkout.ID, nil)) },
			class: fault.State, code: "CALCULATION_ERROR",
		}).check(t, w)
	})
}

// A payment provider that does not answer may have charged: nobody knows until
// it is asked again. One that says that nothing happened leaves all as it was.
func TestBrokenPaymentProvider(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		step  paymenttest.Step
		class fault.Class
		held  string // what the order shows as under way
	}{
		"takes no request": {paymenttest.TimeOutBefore(), fault.Unavailable, "0.00"},
		"loses its answer": {paymenttest.TimeOutAfter(), fault.Unknown, "22.00"},
		"hangs":            {paymenttest.Hang(), fault.Unknown, "22.00"},
		"panics":           {paymenttest.Panic(), fault.Unknown, "22.00"},
		"talks nonsense":   {paymenttest.Nonsense(), fault.Unknown, "22.00"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				start := time.Now()
				w.Gateway.Script(tt.step)
				_, err := w.Billing.ChargeOrder(w.ann, charge(w.waiting.ID))
				if !errors.Is(err, tt.class) {
					t.Errorf("ChargeOrder = %v, want %v", err, tt.class)
				}
				if took := time.Since(start); took > payment.Budget {
					t.Errorf("it took %v", took)
				}
				o := must[*order.Order](t)(w.Orders.GetOrder(w.user, w.waiting.ID))
				if got := o.BalanceSummary.Pending.Amount.String(); got != tt.held || o.Status != order.StatusInitialized {
					t.Errorf("order is %s with %s under way, want INITIALIZED with %s", o.Status, got, tt.held)
				}
				if tt.class == fault.Unknown {
					(&refusal{
						call:  func(w *world) error { return only(w.Billing.ChargeOrder(w.ann, charge(w.waiting.ID))) },
						class: fault.State, code: transaction.CodePaymentAlreadyInProgress,
					}).check(t, w)
					if err := w.Sweep(t.Context()); err != nil {
						t.Error(err)
					}
				} else {
					must[*transaction.ChargeOrderResponse](t)(w.Billing.ChargeOrder(w.ann, charge(w.waiting.ID)))
				}
				o = must[*order.Order](t)(w.Orders.GetOrder(w.user, w.waiting.ID))
				if o.PaymentStatus != order.PaymentStatusPaid {
					t.Errorf("in the end the order is %s", o.PaymentStatus)
				}
				if err := paymenttest.Check(w.Gateway.Ledger()...); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// mutations are calls that would change something.
func mutations(w *world) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"CreateCart": func(ctx context.Context) error {
			return only(w.Carts.CreateCart(ctx, cart.CreateCartRequest{LineItems: repeat(w, 1)}))
		},
		"AddToCart":  func(ctx context.Context) error { return only(w.Carts.AddToCart(ctx, w.cart, add(w.Line("plate", 1)))) },
		"DeleteCart": func(ctx context.Context) error { return w.Carts.DeleteCart(ctx, w.cart) },
		"toCheckout": func(ctx context.Context) error {
			return only(w.Carts.CreateCheckout(ctx, w.cart, cart.CreateCheckoutRequest{ChannelType: cart.ChannelPOS}))
		},
		"RemoveLines": func(ctx context.Context) error {
			return only(w.Checkouts.RemoveLineItems(ctx, w.checkout.ID, []string{w.line}))
		},
		"MarkComplete": func(ctx context.Context) error { return w.Checkouts.MarkCheckoutAsCompleted(ctx, w.checkout.ID) },
		"UpdateCheckout": func(ctx context.Context) error {
			return only(w.Checkouts.UpdateCheckout(ctx, w.checkout.ID, checkout.UpdateCheckoutRequest{OverrideCheckoutURL: "x"}))
		},
		"CreateOrder": func(ctx context.Context) error { return only(w.Checkouts.CreateOrder(ctx, w.checkout.ID, nil)) },
		"UpdateOrder": func(ctx context.Context) error {
			return only(w.Orders.UpdateOrder(ctx, w.paid.ID, order.OrderUpdate{Archived: patch.Set(true)}))
		},
		"CancelOrder": func(ctx context.Context) error { return only(w.Orders.CancelOrder(ctx, w.waiting.ID, nil)) },
		"ChargeOrder": func(ctx context.Context) error { return only(w.Billing.ChargeOrder(ctx, charge(w.waiting.ID))) },
		"AddPayments": func(ctx context.Context) error {
			return only(w.Transactions.AddPayments(ctx, payments(w.waiting.ID, "22.00")))
		},
		"RefundPayments": func(ctx context.Context) error {
			return only(w.Billing.RefundPayments(ctx, refundOf(w.paid.ID, w.payment, "")))
		},
		"Capture": func(ctx context.Context) error {
			return only(w.Billing.CaptureAuthorizedPayments(ctx, w.reserved.ID, []transaction.PaymentCapture{{PaymentID: w.reserve}}))
		},
		"CreateFulfillment": func(ctx context.Context) error {
			return only(w.Fulfillments.CreateFulfillment(ctx, w.paid.ID, fulfillment.Fulfillment{}))
		},
		"DeleteFulfillment": func(ctx context.Context) error {
			return only(w.Fulfillments.DeleteFulfillment(ctx, w.paid.ID, w.parcel))
		},
		"SetStock": func(ctx context.Context) error { return w.Products.SetStock(ctx, "mug", 3) },
	}
}

// A caller who is gone already, and one who goes right before the commit,
// change nothing.
func TestCanceledContexts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for name, call := range mutations(w) {
		t.Run(name, func(t *testing.T) {
			events, calls := len(w.Recorder.Events()), len(w.Gateway.Calls())
			ctx, cancel := context.WithCancel(w.user)
			cancel()
			if err := call(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("called too late: %v, want %v", err, context.Canceled)
			}
			w.Store.OnCommit(1, ecomtest.Canceled)
			if err := call(w.user); !errors.Is(err, context.Canceled) {
				t.Errorf("gone before the commit: %v, want %v", err, context.Canceled)
			}
			if len(w.Recorder.Events()) != events || len(w.Gateway.Calls()) != calls {
				t.Error("something happened all the same")
			}
		})
	}
}

// A change that always loses to others is a conflict in the end, and one whose
// store cannot be reached is unavailable; nothing has changed.
func TestLosingCommits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for name, call := range mutations(w) {
		t.Run(name, func(t *testing.T) {
			events, calls := len(w.Recorder.Events()), len(w.Gateway.Calls())
			losing := true
			for n := range 100 {
				w.Store.OnCommit(n+1, func(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
					if losing {
						return ecomtest.Conflicting(ctx, commit)
					}
					return commit(ctx)
				})
			}
			if err := call(w.user); !errors.Is(err, fault.Conflict) {
				t.Errorf("after losing too often: %v, want %v", err, fault.Conflict)
			}
			losing = false
			w.Store.OnCommit(1, ecomtest.Unavailable)
			if err := call(w.user); !errors.Is(err, fault.Unavailable) {
				t.Errorf("without a store: %v, want %v", err, fault.Unavailable)
			}
			if len(w.Recorder.Events()) != events || len(w.Gateway.Calls()) != calls {
				t.Error("something happened all the same")
			}
		})
	}
}
