// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
)

// recorder takes down what a suite reports about a broken plug-in.
type recorder struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// reports returns what a suite reports.
func reports(t *testing.T, suite func(testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		suite(r)
	}()
	<-done
	return r.said
}

// wantReport checks that a suite finds a plug-in broken, by the rule broken.
func wantReport(t *testing.T, rule string, suite func(testing.TB)) {
	t.Helper()
	said := reports(t, suite)
	for _, s := range said {
		if strings.Contains(s, rule) {
			return
		}
	}
	t.Errorf("reported %q, want the rule %q", said, rule)
}

func usd(units int64) money.Amount { return money.Minor(units, money.USD) }

func TestCarrierSuite(t *testing.T) {
	t.Parallel()
	r := shipping.Request{Currency: money.USD, LineItems: []shipping.LineItem{{Name: "Mug", Quantity: 1, Price: usd(100)}}}
	rate := func(code string) shipping.Response {
		return shipping.Response{ShippingRates: []shipping.Rate{{Code: code, Cost: shipping.Cost{Price: usd(1), Currency: money.USD}}}}
	}
	var n atomic.Int64
	for rule, carrier := range map[string]shipping.CarrierFunc{
		"same answer": func(context.Context, shipping.Request) (shipping.Response, error) {
			return rate(fmt.Sprint(n.Add(1))), nil
		},
		"a shop can work with": func(context.Context, shipping.Request) (shipping.Response, error) { return rate(""), nil },
		"one of the platform's codes": func(context.Context, shipping.Request) (shipping.Response, error) {
			return shipping.Response{}, errors.New("no")
		},
	} {
		wantReport(t, rule, func(t testing.TB) { plugintest.TestCarrier(t, carrier, r) })
	}
	var once sync.Once
	wantReport(t, "must not be changed", func(t testing.TB) {
		plugintest.TestCarrier(t, shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
			once.Do(func() { r.LineItems[0].Quantity++ })
			return rate("s"), nil
		}), r)
	})
	good := shipping.CarrierFunc(func(_ context.Context, r shipping.Request) (shipping.Response, error) {
		if r.ShippingDestination == nil {
			return shipping.Response{}, shipping.PartialAddress("country")
		}
		return rate("s"), nil
	})
	there := r
	there.ShippingDestination = &contact.Address{Country: "US"}
	if said := reports(t, func(t testing.TB) { plugintest.TestCarrier(t, good, r, there) }); len(said) > 0 {
		t.Errorf("reported %q of a good carrier", said)
	}
}

func TestCalculatorSuite(t *testing.T) {
	t.Parallel()
	r := tax.Request{
		Currency: money.USD, Addresses: []contact.Address{{Country: "US"}},
		LineItems: []tax.LineItem{{ID: "1", Quantity: 1, TotalPrice: usd(100), AddressIndex: tax.Single(0)}},
	}
	wantReport(t, "a shop can work with", func(t testing.TB) {
		plugintest.TestCalculator(t, tax.CalculatorFunc(func(context.Context, tax.Request) (tax.Response, error) {
			return tax.Response{Currency: money.USD}, nil
		}), r)
	})
	wantReport(t, tax.CodeInvalidAddressIndex, func(t testing.TB) {
		plugintest.TestCalculator(t, tax.CalculatorFunc(func(context.Context, tax.Request) (tax.Response, error) {
			return tax.Response{Currency: money.USD, LineItemTaxDetails: []tax.LineItemTaxDetails{{ID: "1"}}}, nil
		}), r)
	})
}

func TestFeesSuite(t *testing.T) {
	t.Parallel()
	wantReport(t, "a shop can work with", func(t testing.TB) {
		plugintest.TestFees(t, fee.ProviderFunc(func(context.Context, fee.Request) (fee.Response, error) {
			return fee.Response{Currency: money.EUR}, nil
		}), fee.Request{Currency: money.USD})
	})
}

func TestValidatorSuite(t *testing.T) {
	t.Parallel()
	wantReport(t, "a shop can work with", func(t testing.TB) {
		plugintest.TestValidator(t, validation.ProviderFunc(func(context.Context, validation.Request) (validation.Response, error) {
			return validation.Response{Violations: make([]validation.Violation, 1)}, nil
		}), validation.Request{})
	})
}

// warehouse is a catalog of one item whose stock is kept elsewhere. Its fields
// break it.
type warehouse struct {
	mu    sync.Mutex
	stock int
	done  map[string]bool

	forgetful   bool // counts a repeated movement again
	coarse      bool // takes two movements of an order for one
	boundless   bool // sells what it does not have
	inventive   bool // has everything
	refusesMany bool // fails when any item is unknown
}

func (w *warehouse) GetCatalogItems(_ context.Context, r catalog.Request) (catalog.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	resp := catalog.Response{CatalogItems: []catalog.Item{}}
	for _, ref := range r.CatalogReferences {
		if ref.CatalogReference.CatalogItemID != "mug" && !w.inventive {
			if w.refusesMany {
				return catalog.Response{}, fault.NotFound
			}
			continue
		}
		resp.CatalogItems = append(resp.CatalogItems, catalog.Item{CatalogReference: ref.CatalogReference, Data: catalog.ItemData{
			ProductName: item.Text("Mug"), ItemType: item.Of(item.PresetPhysical), Price: money.MustParse("1", 0),
			QuantityAvailable: new(max(w.stock, 0)),
		}})
	}
	return resp, nil
}

func (w *warehouse) move(r catalog.InventoryRequest, sign int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := r.Key
	if w.coarse {
		key = r.OrderID + " " + string(r.Reason)
	}
	if w.done[key] && !w.forgetful {
		return nil
	}
	left := w.stock + sign*r.Items[0].Quantity
	if left < 0 && !w.boundless {
		return fault.New(fault.Limit, catalog.CodeDecrementNotPossible, "too little")
	}
	w.stock = left
	w.done[key] = true
	return nil
}

func (w *warehouse) Decrement(_ context.Context, r catalog.InventoryRequest) error {
	return w.move(r, -1)
}

func (w *warehouse) Increment(_ context.Context, r catalog.InventoryRequest) error {
	return w.move(r, 1)
}

func TestCatalogSuites(t *testing.T) {
	t.Parallel()
	r := catalog.Request{Currency: money.USD, CatalogReferences: []catalog.ReferenceAndQuantity{
		{CatalogReference: item.CatalogReference{CatalogItemID: "mug", AppID: "app"}, Quantity: 1},
	}}
	broken := func(change func(*warehouse)) *warehouse {
		w := &warehouse{stock: 5, done: map[string]bool{}}
		change(w)
		return w
	}
	inventory := func(w *warehouse) func(testing.TB) {
		return func(t testing.TB) { plugintest.TestInventory(t, w, r, [3]string{"a", "b", "c"}) }
	}
	all := func(w *warehouse) func(testing.TB) {
		return func(t testing.TB) { plugintest.TestCatalog(t, w, r) }
	}
	good := broken(func(*warehouse) {})
	if said := append(reports(t, all(good)), reports(t, inventory(good))...); len(said) > 0 {
		t.Errorf("reported %q of a good catalog", said)
	}
	wantReport(t, "empty and no error", all(broken(func(w *warehouse) { w.inventive = true })))
	wantReport(t, "empty and no error", all(broken(func(w *warehouse) { w.refusesMany = true })))
	wantReport(t, "Decrement: has one effect", inventory(broken(func(w *warehouse) { w.forgetful = true })))
	wantReport(t, "another key is another movement", inventory(broken(func(w *warehouse) { w.coarse = true })))
	wantReport(t, catalog.CodeDecrementNotPossible, inventory(broken(func(w *warehouse) { w.boundless = true })))
}

// faulty is a payment provider that breaks one rule.
type faulty struct {
	*paymenttest.Gateway
	rule string
	n    atomic.Int64
}

func (f *faulty) key(key string) string { return fmt.Sprint(key, " ", f.n.Add(1)) }

func (f *faulty) Charge(ctx context.Context, r payment.ChargeRequest) (payment.ChargeResult, error) {
	switch f.rule {
	case "keys":
		r.IdempotencyKey = f.key(r.IdempotencyKey)
	case "fingerprints":
		r.IdempotencyKey += r.Amount.String()
	case "reserves":
		r.DelayCapture = false
	case "amounts":
		if !r.Amount.IsPositive() {
			return payment.ChargeResult{TransactionID: "t", Status: payment.StatusApproved}, nil
		}
	}
	return f.Gateway.Charge(ctx, r)
}

func (f *faulty) Refund(ctx context.Context, r payment.RefundRequest) (payment.RefundResult, error) {
	if f.rule == "refunds" {
		return payment.RefundResult{Status: payment.ActionSucceeded}, nil
	}
	return f.Gateway.Refund(ctx, r)
}

func (f *faulty) Capture(ctx context.Context, r payment.CaptureRequest) (payment.CaptureResult, error) {
	if f.rule == "captures" {
		return payment.CaptureResult{Status: payment.ActionSucceeded}, nil
	}
	return f.Gateway.Capture(ctx, r)
}

func (f *faulty) Void(ctx context.Context, r payment.VoidRequest) (payment.VoidResult, error) {
	if f.rule == "voids" {
		return payment.VoidResult{Status: payment.ActionSucceeded}, nil
	}
	return f.Gateway.Void(ctx, r)
}

func TestProviderSuite(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"keys":         "gives the same answer",
		"fingerprints": "another request under the same key",
		"reserves":     "must be AUTHORIZED",
		"amounts":      "an amount must be positive",
		"refunds":      "no more than was captured",
		"captures":     "no more than was reserved",
		"voids":        "what is captured can't be voided",
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			f := &faulty{Gateway: paymenttest.New(paymenttest.Config{}), rule: rule}
			wantReport(t, want, func(t testing.TB) {
				plugintest.TestProvider(t, f, plugintest.ProviderConfig{
					Amount: usd(2500), NewKey: func() string { return fmt.Sprint("key", n.Add(1)) },
				})
			})
		})
	}
}
