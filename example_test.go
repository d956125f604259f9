// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/pricing"
)

// bookshop is a shop of two e-books, paid by hand.
func bookshop(change func(*ecom.Config)) *ecom.Shop {
	products, err := catalog.New(catalog.Config{Currency: money.EUR, Items: []catalog.Product{
		{ID: "novel", Name: "Novel", Price: "12.50", ItemType: "DIGITAL", Stock: new(int64(3))},
		{ID: "poems", Name: "Poems", Price: "8.00", ItemType: "DIGITAL"},
	}})
	if err != nil {
		panic(err)
	}
	cfg := ecom.Config{
		Currency: money.EUR, Catalog: products, Now: ecomtest.NewClock().Now, NewID: ecomtest.IDs(),
	}
	if change != nil {
		change(&cfg)
	}
	shop, err := ecom.New(cfg)
	if err != nil {
		panic(err)
	}
	return shop
}

// buy goes from an empty cart to an order.
func buy(ctx context.Context, shop *ecom.Shop, itemID string, quantity int) (*order.Order, error) {
	line := cart.LineItem{Quantity: quantity, CatalogReference: &item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: itemID}}
	if _, err := shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{line}}); err != nil {
		return nil, err
	}
	made, err := shop.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, Email: "ann@example.com", BillingAddress: &contact.Address{Country: "DE", City: "Berlin"},
	})
	if err != nil {
		return nil, err
	}
	placed, err := shop.Checkouts.CreateOrder(ctx, checkout.ID(made.CheckoutID), nil)
	if err != nil {
		return nil, err
	}
	return placed.Order(), nil
}

// A shop needs a currency and a catalog; everything else has a default.
func ExampleNew() {
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "song", Name: "Song", Price: "0.99", ItemType: "DIGITAL"},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	shop, err := ecom.New(ecom.Config{Currency: money.USD, Catalog: products})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The buyer is named in the context.
	ctx := actor.With(context.Background(), actor.Visitor("0198c5e2-0000-7000-8000-000000000001"))
	ref := products.Reference("song")
	_, err = shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{
		LineItems: []cart.LineItem{{CatalogReference: &ref, Quantity: 3}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := shop.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, Email: "ann@example.com", BillingAddress: &contact.Address{Country: "US"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	placed, err := shop.Checkouts.CreateOrder(ctx, checkout.ID(made.CheckoutID), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	o := placed.Order()
	fmt.Println("order", o.Number, "of", o.PriceSummary.Total.FormattedAmount())
	fmt.Println(o.Status, o.PaymentStatus)
	// Output:
	// order 10001 of $2.97
	// APPROVED NOT_PAID
}

// All that is wrong with a configuration is said at once.
func ExampleNew_invalid() {
	_, err := ecom.New(ecom.Config{Locale: "klingon"})
	fmt.Println(err)
	// Output:
	// ecom.New: Currency: is required; Catalog: is required; Locale: "klingon" is not a locale known here
}

// A cart shows prices, and what was not done as asked.
func Example_cart() {
	shop := bookshop(nil)
	ctx := actor.With(context.Background(), actor.Visitor("0198c5e2-0000-7000-8000-000000000001"))
	book := &item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: "novel"}
	added, err := shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{
		LineItems: []cart.LineItem{{CatalogReference: book, Quantity: 5}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range added.Cart.LineItems {
		fmt.Println(l.Quantity, l.ProductName, l.LineItemPrice.FormattedAmount())
	}
	for _, a := range added.Adjustments {
		fmt.Println(a)
	}
	var change cart.UpdateCartRequest
	change.CartInfo.BuyerNote = patch.Set("a present")
	updated, err := shop.CurrentCart.UpdateCurrentCart(ctx, change)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(updated.Cart.BuyerNote)
	// Output:
	// 3 Novel €37.50
	// QUANTITY_REDUCED novel: 3 of 5
	// a present
}

// Handlers are told what happened, after it was committed and in order.
func Example_subscribe() {
	shop := bookshop(nil)
	cancel := events.Subscribe(shop.Events, "receipts", func(_ context.Context, e events.Event[order.OrderApproved]) error {
		o := e.Data.Order
		fmt.Printf("event %d of the order: %s sold for %s\n", e.Sequence, o.LineItems[0].ProductName, o.PriceSummary.Total.FormattedAmount())
		return nil
	})
	defer cancel()
	ctx := actor.With(context.Background(), actor.Visitor("0198c5e2-0000-7000-8000-000000000001"))
	if _, err := buy(ctx, shop, "novel", 2); err != nil {
		fmt.Println(err)
	}
	// Output:
	// event 2 of the order: Novel sold for €25.00
}

// A fee of one's own: what it costs to wrap books, each three in one paper.
func Example_fee() {
	wrapping := fee.ProviderFunc(func(_ context.Context, r fee.Request) (fee.Response, error) {
		books := 0
		for _, l := range r.LineItems {
			books += l.Quantity
		}
		papers := int64(books+2) / 3
		return fee.Response{Currency: r.Currency, AdditionalFees: []fee.AdditionalFee{
			{Code: "wrapping", Name: "Wrapping", Price: money.Minor(150*papers, r.Currency)},
		}}, nil
	})
	shop := bookshop(func(c *ecom.Config) { c.Fees = []fee.Provider{wrapping} })
	ctx := actor.With(context.Background(), actor.Visitor("0198c5e2-0000-7000-8000-000000000001"))
	o, err := buy(ctx, shop, "poems", 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range o.AdditionalFees {
		fmt.Println(f.Name, f.Price.FormattedAmount())
	}
	fmt.Println("total", o.PriceSummary.Total.FormattedAmount())
	// Output:
	// Wrapping €3.00
	// total €35.00
}

// A tax of one's own. One that fails keeps orders from being placed: nothing is
// sold untaxed by mistake.
func Example_tax() {
	down := false
	flat := tax.CalculatorFunc(func(_ context.Context, r tax.Request) (tax.Response, error) {
		if down {
			return tax.Response{}, errors.New("no connection")
		}
		resp := tax.Response{Currency: r.Currency}
		for _, l := range r.LineItems {
			resp.LineItemTaxDetails = append(resp.LineItemTaxDetails, tax.LineItemTaxDetails{
				ID: l.ID, TaxBreakdown: []tax.Breakdown{{TaxName: "VAT", Rate: plugin.MustParseRate("0.07")}},
			})
		}
		return resp, nil
	})
	shop := bookshop(func(c *ecom.Config) { c.Tax = flat })
	ctx := actor.With(context.Background(), actor.Visitor("0198c5e2-0000-7000-8000-000000000001"))
	o, err := buy(ctx, shop, "poems", 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.PriceSummary.Tax.FormattedAmount(), "of", o.PriceSummary.Total.FormattedAmount())
	down = true
	_, err = buy(ctx, shop, "poems", 1)
	fmt.Println(err)
	// Output:
	// €0.56 of €8.56
	// checkout.CreateOrder: the totals could not be computed without errors (CALCULATION_ERROR)
}

// What is in no cart is priced by Totals.
func ExampleShop_totals() {
	shop := bookshop(nil)
	totals, err := shop.Totals.CalculateTotals(context.Background(), pricing.Request{LineItems: []pricing.RequestLine{
		{ID: "1", Quantity: 2, CatalogReference: &item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: "novel"}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(totals.PriceSummary.Total.FormattedAmount())
	// Output:
	// €25.00
}

// Sweep does once what Run does in the background: here it gives back what an
// order that nobody pays has held for a day.
func ExampleShop_Sweep() {
	clock := ecomtest.NewClock()
	shop := ecomtest.NewShop(exampleT{}, func(c *ecom.Config) { c.Now = clock.Now })
	ctx := context.Background()
	if _, err := shop.Order(ecomtest.Visitor(ctx, 1), shop.Line("mug", 4)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shop.Products.Stock(ctx, "mug"))
	clock.Advance(25 * time.Hour)
	if err := shop.Sweep(ctx); err != nil {
		fmt.Println(err)
	}
	fmt.Println(shop.Products.Stock(ctx, "mug"))
	// Output:
	// 6 <nil>
	// 10 <nil>
}

// Run works until its context is done.
func ExampleShop_Run() {
	shop := bookshop(nil)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- shop.Run(ctx) }()
	// ... serve buyers ...
	stop()
	fmt.Println(<-done)
	// Output:
	// context canceled
}

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
