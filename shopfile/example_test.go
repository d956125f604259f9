// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

func ExampleParse() {
	_, err := shopfile.Parse([]byte(`{
		"currency": "USD",
		"catalog": {"items": [{"id": "mug", "name": "Mug", "price": "-25.00"}]},
		"shippings": []
	}`))
	for _, v := range fault.Violations(err) {
		fmt.Println(v)
	}
	// Output:
	// shippings: is not a known key; did you mean "shipping"?
	// catalog.items[0].price: must be at least 0
}

func ExampleShop_Config() {
	described, err := shopfile.Parse([]byte(`{
		"currency": "USD",
		"catalog": {"items": [{"id": "mug", "name": "Mug", "price": "25.00", "stock": 10}]}
	}`))
	if err != nil {
		log.Fatal(err)
	}
	cfg := described.Config() // the store and the payment provider go in here
	if _, err := ecom.New(cfg); err != nil {
		log.Fatal(err)
	}
	left, err := described.Products.Stock(context.Background(), "mug")
	fmt.Println(cfg.Site, left, err)
	// Output:
	// main 10 <nil>
}

func ExampleShop_CalculateTotals() {
	shop, err := shopfile.Parse([]byte(`{
		"currency": "EUR", "locale": "de-DE", "taxIncludedInPrices": true,
		"catalog": {"items": [{"id": "book", "name": "Buch", "price": "34.00", "taxGroupId": "books"}]},
		"coupons": [{"code": "HALLO", "moneyOffAmount": "5.00"}],
		"tax": {"regions": [{"country": "DE", "rates": [{"taxGroupId": "books", "name": "USt. 7 %", "rate": "0.07"}]}]}
	}`))
	if err != nil {
		log.Fatal(err)
	}
	request, err := pricing.ParseRequest([]byte(`{
		"lineItems": [{"id": "1", "quantity": 2, "catalogReference": {"catalogItemId": "book"}}],
		"couponCode": "hallo",
		"shippingAddress": {"country": "DE"}
	}`), shop.Currency)
	if err != nil {
		log.Fatal(err)
	}
	totals, err := shop.CalculateTotals(context.Background(), request, time.Now())
	if err != nil {
		log.Fatal(err)
	}
	s := totals.PriceSummary
	fmt.Printf("%s - %s = %s, %s of it tax\n", s.Subtotal.Amount, s.Discount.Amount, s.Total.Amount, s.Tax.Amount)
	// Output:
	// 68.00 - 5.00 = 63.00, 4.12 of it tax
}
