// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
)

// trouble is what a plug-in does when it is switched on.
type trouble struct {
	name string
	do   func(ctx context.Context) error
	took time.Duration // at least; 0: nothing
}

// troubles returns the ways in which a plug-in can let a shop down. over is
// closed at the end, for those that hang.
func troubles(budget time.Duration, over chan struct{}) []trouble {
	return []trouble{
		{"fails", func(context.Context) error { return errors.New("no") }, 0},
		{"panics", func(context.Context) error { panic("no") }, 0},
		{"hangs", func(context.Context) error { <-over; return nil }, budget},
		{"gives up", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, budget},
	}
}

// withTrouble runs a test for each way in which a plug-in can let a shop down.
// The plug-in is to call what it is given once the test says so.
func withTrouble(t *testing.T, budget time.Duration, test func(t *testing.T, plugin func(context.Context) error, on func())) {
	t.Helper()
	for i, name := range []string{"fails", "panics", "hangs", "gives up"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				tr := troubles(budget, over)[i]
				bad := false
				start := time.Now()
				test(t, func(ctx context.Context) error {
					if bad {
						return tr.do(ctx)
					}
					return nil
				}, func() { bad, start = true, time.Now() })
				if took := time.Since(start); took < tr.took || took > 10*budget {
					t.Errorf("it took %v, with a budget of %v", took, budget)
				}
			})
		})
	}
}

func TestValidatorTrouble(t *testing.T) {
	t.Parallel()
	withTrouble(t, validation.Budget, func(t *testing.T, plugin func(context.Context) error, on func()) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Validators = []validation.Provider{validation.ProviderFunc(func(ctx context.Context, _ validation.Request) (validation.Response, error) {
				return validation.Response{}, plugin(ctx)
			})}
		})
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, s, s.Line("mug", 1))
		on()
		// While prices are shown, that is nothing to mind.
		update(ctx, t, s, c.ID, note("x"))
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder", err, fault.State, validation.CodeFailed)
		if n := stock(t, s, "mug"); n != 10 {
			t.Errorf("stock = %d, want 10", n)
		}
	})
}

func violation(severity validation.Severity) validation.Violation {
	return validation.Violation{
		Severity: severity, Description: "not like this",
		Target: validation.Target{Other: &validation.Other{Name: validation.OtherDefault}},
	}
}

// An ERROR keeps the order from being placed, a WARNING is shown.
func TestViolations(t *testing.T) {
	t.Parallel()
	severity := validation.SeverityWarning
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.Validators = []validation.Provider{validation.ProviderFunc(func(_ context.Context, r validation.Request) (validation.Response, error) {
			if r.SourceInfo.Source != validation.SourceCheckout || len(r.ValidationInfo.LineItems) != 1 {
				t.Errorf("asked about %+v", r)
			}
			return validation.Response{Violations: []validation.Violation{violation(severity)}}, nil
		})}
	})
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	if len(c.Violations) != 1 || c.Violations[0].Severity != "WARNING" {
		t.Errorf("violations = %s, want the warning", encode(t, c.Violations))
	}
	severity = validation.SeverityError
	_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
	wantFault(t, "CreateOrder", err, fault.State, "VIOLATIONS_WITH_ERROR_SEVERITY")
	if vs, _ := fault.Data(err)["violations"].([]pricing.Violation); len(vs) != 1 || vs[0].Description != "not like this" {
		t.Errorf("violations = %s, want the error", encode(t, vs))
	}
	severity = validation.SeverityWarning
	place(ctx, t, s, c.ID, nil)
}

func TestCarrierTrouble(t *testing.T) {
	t.Parallel()
	withTrouble(t, shipping.Budget, func(t *testing.T, plugin func(context.Context) error, on func()) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.RatesFor = -1 // what was answered before is not enough
			own := c.Shipping[0].Carrier
			c.Shipping[0].Carrier = shipping.CarrierFunc(func(ctx context.Context, r shipping.Request) (shipping.Response, error) {
				if err := plugin(ctx); err != nil {
					return shipping.Response{}, err
				}
				return own.GetShippingRates(ctx, r)
			})
		})
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, s, s.Line("mug", 1))
		on()
		shown := update(ctx, t, s, c.ID, note("x"))
		if e := shown.CalculationErrors; e == nil || e.CarrierErrors == nil || len(e.CarrierErrors.Errors) != 1 {
			t.Errorf("calculationErrors = %s, want one of the carrier", encode(t, e))
		}
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder", err, fault.State, "CALCULATION_ERROR")
		if e, _ := fault.Data(err)["calculationErrors"].(*pricing.CalculationErrors); e == nil || e.CarrierErrors == nil {
			t.Errorf("data = %s, want the carrier's error", encode(t, fault.Data(err)))
		}
	})
}

// Without a fee's provider there is no fee.
func TestFeeTrouble(t *testing.T) {
	t.Parallel()
	withTrouble(t, fee.Budget, func(t *testing.T, plugin func(context.Context) error, on func()) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Fees = []fee.Provider{fee.ProviderFunc(func(ctx context.Context, r fee.Request) (fee.Response, error) {
				return fee.Response{Currency: r.Currency, AdditionalFees: []fee.AdditionalFee{
					{Code: "wrap", Name: "Wrapping", Price: money.MustParse("2.00", money.USD)},
				}}, plugin(ctx)
			})}
		})
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, s, s.Line("mug", 1))
		if got, want := figures(c.PriceSummary), "25.00+5.00+2.00-0.00+0.00=32.00"; got != want {
			t.Errorf("with the fee %s, want %s", got, want)
		}
		on()
		_, err := s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder without the fee that was shown", err, fault.Conflict, "CHECKOUT_CHANGED")
		if o := place(ctx, t, s, c.ID, nil); o.PriceSummary.Total.Amount.String() != "30.00" || len(o.AdditionalFees) != 0 {
			t.Errorf("ordered for %s", o.PriceSummary.Total.Amount)
		}
	})
}

func TestTaxTrouble(t *testing.T) {
	t.Parallel()
	withTrouble(t, tax.Budget, func(t *testing.T, plugin func(context.Context) error, on func()) {
		taxes, err := tax.New(tax.Config{Regions: []tax.Region{{Country: "US", Rates: []tax.RegionRate{{Name: "tax", Rate: "0.1"}}}}})
		if err != nil {
			t.Fatal(err)
		}
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Tax = tax.CalculatorFunc(func(ctx context.Context, r tax.Request) (tax.Response, error) {
				if err := plugin(ctx); err != nil {
					return tax.Response{}, err
				}
				return taxes.CalculateTax(ctx, r)
			})
		})
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, s, s.Line("mug", 1))
		if got, want := figures(c.PriceSummary), "25.00+5.00+0.00-0.00+2.50=32.50"; got != want {
			t.Errorf("with tax %s, want %s", got, want)
		}
		on()
		_, err = s.Checkouts.CreateOrder(ctx, c.ID, nil)
		wantFault(t, "CreateOrder", err, fault.State, "CALCULATION_ERROR")
		if e, _ := fault.Data(err)["calculationErrors"].(*pricing.CalculationErrors); e == nil || e.TaxCalculationError == nil {
			t.Errorf("data = %s, want the tax error", encode(t, fault.Data(err)))
		}
	})
}

// Without its catalog, nothing about a checkout changes.
func TestCatalogTrouble(t *testing.T) {
	t.Parallel()
	withTrouble(t, catalog.Budget, func(t *testing.T, plugin func(context.Context) error, on func()) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Catalog = &altered{Catalog: c.Catalog, call: plugin} })
		ctx := ecomtest.Visitor(t.Context(), 1)
		c := ready(ctx, t, s, s.Line("mug", 1))
		on()
		n := s.Store.Commits()
		for name, call := range map[string]func() error{
			"CreateCheckout": func() error { _, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 1))); return err },
			"UpdateCheckout": func() error { _, err := s.Checkouts.UpdateCheckout(ctx, c.ID, note("x")); return err },
			"AddToCheckout": func() error {
				_, err := s.Checkouts.AddToCheckout(ctx, c.ID, []cart.LineItem{s.Line("plate", 1)}, nil)
				return err
			},
			"CreateOrder": func() error { _, err := s.Checkouts.CreateOrder(ctx, c.ID, nil); return err },
		} {
			wantFault(t, name, call(), fault.Unavailable, "")
		}
		if s.Store.Commits() != n {
			t.Error("something was committed")
		}
		if got, err := s.Checkouts.GetCheckout(ctx, c.ID); err != nil || differences(t, c, got) != "" {
			t.Errorf("GetCheckout = %v, %s", err, differences(t, c, got))
		}
	})
}

// The goods can be picked up.
func TestPickup(t *testing.T) {
	t.Parallel()
	home := ecomtest.Home()
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		rates, err := shipping.New(shipping.Config{
			Currency: money.USD, Pickup: home.Address, Options: []shipping.Option{{Code: "pickup", Title: "At the shop", Pickup: true}},
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Shipping = []shipping.Service{rates.Service()}
	})
	ctx := ecomtest.Visitor(t.Context(), 1)
	c := ready(ctx, t, s, s.Line("mug", 1))
	o := place(ctx, t, s, c.ID, nil)
	l := o.ShippingInfo.Logistics
	if o.ShippingInfo.Code != "pickup" || l.PickupDetails == nil || l.PickupDetails.Address.City != "New York" || l.ShippingDestination != nil {
		t.Errorf("shippingInfo = %s, want a pickup in New York", encode(t, o.ShippingInfo))
	}
	if o.PriceSummary.Total.Amount.String() != "25.00" {
		t.Errorf("total %s, want 25.00", o.PriceSummary.Total.Amount)
	}
}

// A caller who is gone, or goes while the shop is asking, changes nothing.
func TestCanceled(t *testing.T) {
	t.Parallel()
	cause := errors.New("the buyer left")
	for _, when := range []string{"before", "meanwhile"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			leave := func() {}
			s := ecomtest.NewShop(t, func(c *ecom.Config) {
				c.Catalog = &altered{Catalog: c.Catalog, call: func(ctx context.Context) error { leave(); return nil }}
			})
			ann := ecomtest.Visitor(t.Context(), 1)
			c := ready(ann, t, s, s.Line("mug", 1))
			n := s.Store.Commits()
			for name, call := range map[string]func(ctx context.Context) error{
				"CreateCheckout": func(ctx context.Context) error {
					_, err := s.Checkouts.CreateCheckout(ctx, request(s.Line("mug", 1)))
					return err
				},
				"UpdateCheckout": func(ctx context.Context) error {
					_, err := s.Checkouts.UpdateCheckout(ctx, c.ID, note("x"))
					return err
				},
				"RemoveCoupon": func(ctx context.Context) error { _, err := s.Checkouts.RemoveCoupon(ctx, c.ID); return err },
				"CreateOrder":  func(ctx context.Context) error { _, err := s.Checkouts.CreateOrder(ctx, c.ID, nil); return err },
			} {
				ctx, cancel := context.WithCancelCause(ann)
				if when == "before" {
					cancel(cause)
				} else {
					leave = func() { cancel(cause) }
				}
				err := call(ctx)
				leave = func() {}
				if !errors.Is(err, context.Canceled) && !errors.Is(err, cause) && !errors.Is(err, fault.Unavailable) {
					t.Errorf("%s = %v, want that the context is canceled", name, err)
				}
				cancel(nil)
			}
			if s.Store.Commits() != n {
				t.Error("something was committed")
			}
			if o := place(ann, t, s, c.ID, nil); o.Status != order.StatusInitialized {
				t.Errorf("status = %s", o.Status)
			}
		})
	}
}
