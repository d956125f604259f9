// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/transaction"
)

// sells returns a change of a shop's configuration that has it sell these
// products, too.
func sells(t testing.TB, products ...catalog.Product) func(*ecom.Config) {
	t.Helper()
	all := append([]catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(10)), Weight: "0.4"},
		{ID: "plate", Name: "Plate", Price: "8.50", Weight: "0.7"},
		{ID: "ebook", Name: "E-book", Price: "5.00", ItemType: string(item.PresetDigital)},
	}, products...)
	return func(c *ecom.Config) {
		p, err := catalog.New(catalog.Config{Currency: money.USD, Items: all})
		if err != nil {
			t.Fatal(err)
		}
		c.Catalog = p
	}
}

// coupons are those of shops that have any.
func coupons(c *ecom.Config) {
	ten := discount.MustPercentage("10")
	c.Coupons = []*discount.Coupon{
		{Code: "SAVE10", Name: "10 % off", PercentOffRate: ten},
		{Code: "ONCE", Name: "once", PercentOffRate: ten, UsageLimit: 1},
		{Code: "MINE", Name: "once each", PercentOffRate: ten, LimitPerCustomer: 1},
	}
}

// both makes two changes.
func both(a, b func(*ecom.Config)) func(*ecom.Config) {
	return func(c *ecom.Config) {
		a(c)
		b(c)
	}
}

// wantFault checks class and code of an error.
func wantFault(t testing.TB, what string, err error, class fault.Class, code string) {
	t.Helper()
	if fault.ClassOf(err) != class || fault.Code(err) != code {
		t.Errorf("%s = %v (class %v, code %q), want class %v, code %q", what, err, fault.ClassOf(err), fault.Code(err), class, code)
	}
}

// wantViolations checks that an error is fault.Invalid with exactly these
// violations, as "path RULE".
func wantViolations(t testing.TB, what string, err error, want ...string) {
	t.Helper()
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, v.Field+" "+string(v.Rule))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" || fault.ClassOf(err) != fault.Invalid {
		t.Errorf("%s = %v, class %v; violations (-want +got):\n%s", what, err, fault.ClassOf(err), diff)
	}
}

// ready returns the checkout of a buyer that can be ordered.
func ready(ctx context.Context, t testing.TB, s *ecomtest.Shop, lines ...cart.LineItem) *checkout.Checkout {
	t.Helper()
	c, err := s.Checkout(ctx, lines...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// place orders a checkout and returns the order.
func place(ctx context.Context, t testing.TB, s *ecomtest.Shop, id checkout.ID, o *checkout.CreateOrderOptions) *order.Order {
	t.Helper()
	placed, err := s.Checkouts.CreateOrder(ctx, id, o)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, s, placed.OrderID)
}

// read returns an order as it is.
func read(t testing.TB, s *ecomtest.Shop, id order.ID) *order.Order {
	t.Helper()
	o, err := s.Orders.GetOrder(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// update changes a checkout.
func update(ctx context.Context, t testing.TB, s *ecomtest.Shop, id checkout.ID, r checkout.UpdateCheckoutRequest) *checkout.Checkout {
	t.Helper()
	res, err := s.Checkouts.UpdateCheckout(ctx, id, r)
	if err != nil {
		t.Fatal(err)
	}
	return res.Checkout
}

// note is an update that has an effect and depends on nothing.
func note(text string) checkout.UpdateCheckoutRequest {
	var r checkout.UpdateCheckoutRequest
	r.Checkout.BuyerNote = patch.Set(text)
	return r
}

// ship is an update that chooses how to ship.
func ship(code string) checkout.UpdateCheckoutRequest {
	var r checkout.UpdateCheckoutRequest
	r.Checkout.ShippingInfo.SelectedCarrierServiceOption = patch.Set(pricing.SelectedShippingOption{Code: code})
	return r
}

func pay(ctx context.Context, s *ecomtest.Shop, id order.ID) error {
	_, err := s.Billing.ChargeOrder(ctx, charge(id))
	return err
}

func charge(id order.ID) transaction.ChargeOrderRequest {
	return transaction.ChargeOrderRequest{OrderID: id, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"}}
}

// stock returns how many of a product there are.
func stock(t testing.TB, s *ecomtest.Shop, id string) int64 {
	t.Helper()
	n, err := s.Products.Stock(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// put changes or adds a product.
func put(t testing.TB, s *ecomtest.Shop, p catalog.Product) {
	t.Helper()
	if err := s.Products.Put(p); err != nil {
		t.Fatal(err)
	}
}

// brief says what is in a checkout: "mug×2 plate×1".
func brief(c *checkout.Checkout) string {
	text := ""
	for i, l := range c.LineItems {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprintf("%s×%d", l.CatalogReference.CatalogItemID, l.Quantity)
	}
	return text
}

// figures says what something costs: "subtotal+shipping+fees-discount+tax=total".
func figures(s pricing.PriceSummary) string {
	return fmt.Sprintf("%s+%s+%s-%s+%s=%s", s.Subtotal.Amount, s.Shipping.Amount, s.AdditionalFees.Amount, s.Discount.Amount, s.Tax.Amount, s.Total.Amount)
}

// altered is a catalog whose answers are changed, or kept back.
type altered struct {
	catalog.Catalog
	item func(id string, d *catalog.ItemData) // may be nil
	call func(ctx context.Context) error      // before the answer; may be nil
}

func (a *altered) Unwrap() catalog.Catalog { return a.Catalog }

func (a *altered) GetCatalogItems(ctx context.Context, r catalog.Request) (catalog.Response, error) {
	if a.call != nil {
		if err := a.call(ctx); err != nil {
			return catalog.Response{}, err
		}
	}
	resp, err := a.Catalog.GetCatalogItems(ctx, r)
	if a.item != nil {
		for i := range resp.CatalogItems {
			it := &resp.CatalogItems[i]
			a.item(it.CatalogReference.CatalogItemID, &it.Data)
		}
	}
	return resp, err
}

// items has the catalog's answers changed.
func items(fn func(id string, d *catalog.ItemData)) func(*ecom.Config) {
	return func(c *ecom.Config) { c.Catalog = &altered{Catalog: c.Catalog, item: fn} }
}

// encode returns the wire form of a value.
func encode(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// differences returns how the wire forms of two values differ.
func differences(t testing.TB, want, got any) string {
	t.Helper()
	var a, b any
	for _, v := range []struct {
		from any
		to   *any
	}{{want, &a}, {got, &b}} {
		if err := json.Unmarshal([]byte(encode(t, v.from)), v.to); err != nil {
			t.Fatal(err)
		}
	}
	return cmp.Diff(a, b)
}
