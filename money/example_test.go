// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func ExampleParse() {
	price, err := money.Parse("25.5", money.USD)
	fmt.Println(price, price.Currency(), err)

	_, err = money.Parse("25.555", money.USD)
	fmt.Println(err)
	fmt.Println(fault.Violations(err)[0].Rule)
	// Output:
	// 25.50 USD <nil>
	// money: 25.555 has more than the 2 decimal digits of USD
	// DECIMAL_MAX_SCALE
}

func ExampleNew() {
	a, err := money.New(decimal.NewFromInt(25), money.KWD)
	fmt.Println(a, err)
	// Output: 25.000 <nil>
}

func ExampleMinor() {
	fmt.Println(money.Minor(2550, money.USD), money.Minor(2550, money.JPY))
	// Output: 25.50 2550
}

func ExampleParseCurrency() {
	c, err := money.ParseCurrency("JPY")
	fmt.Println(c, c.Name(), c.Digits(), uint16(c), err)
	// Output: JPY Yen 0 392 <nil>
}

func ExampleAmount_Add() {
	usd, eur := money.MustParse("10.00", money.USD), money.MustParse("5.00", money.EUR)
	fmt.Println(usd.Add(usd))
	_, err := usd.Add(eur)
	fmt.Println(err)
	// Output:
	// 20.00 <nil>
	// money: cannot add 10.00 USD and 5.00 EUR
}

func ExampleSum() {
	fmt.Println(money.Sum(money.USD, money.Minor(199, money.USD), money.Minor(250, money.USD)))
	// Output: 4.49 <nil>
}

func ExampleAmount_Bind() {
	var order struct {
		Currency money.Currency `json:"currency"`
		Total    money.Amount   `json:"total"`
	}
	if err := json.Unmarshal([]byte(`{"total": "19.9", "currency": "EUR"}`), &order); err != nil {
		fmt.Println(err)
		return
	}
	total, err := order.Total.Bind(order.Currency)
	fmt.Println(total, total.Currency(), err)
	// Output: 19.90 EUR <nil>
}

func ExampleAmount_Allocate() {
	discount := money.MustParse("10.00", money.USD)
	fmt.Println(discount.Allocate([]int64{2000, 2000, 2000}))
	fmt.Println(discount.Neg().Allocate([]int64{2000, 2000, 2000}))
	// Output:
	// [3.34 3.33 3.33]
	// [-3.34 -3.33 -3.33]
}

func ExampleAmount_Split() {
	fmt.Println(money.MustParse("100", money.JPY).Split(3))
	// Output: [34 33 33]
}

func ExampleMulDivRound() {
	// 8.875 % of 19.99, in cents.
	tax, ok := money.MulDivRound(1999, 8875, 100000, money.HalfUp)
	fmt.Println(tax, ok)
	// Output: 177 true
}

func ExampleRoundTo() {
	fmt.Println(money.RoundTo(decimal.RequireFromString("19.98"), decimal.RequireFromString("0.05"), money.HalfUp))
	// Output: 20
}

func ExampleConvert() {
	rate := decimal.RequireFromString("0.92")
	fmt.Println(money.Convert(money.MustParse("19.99", money.USD), rate, money.EUR, money.HalfUp))
	// Output: 18.39 <nil>
}

func ExampleLocale_Format() {
	price := money.MustParse("1234.5", money.EUR)
	for _, tag := range []string{"en-US", "de-DE", "nl-NL"} {
		locale, err := money.ParseLocale(tag)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%q\n", locale.Format(price))
	}
	// Output:
	// "€1,234.50"
	// "1.234,50\u00a0€"
	// "€\u00a01.234,50"
}

func ExamplePriceOf() {
	price := money.PriceOf(money.MustParse("85", money.USD), money.MustParseLocale("en-US"))
	data, err := json.Marshal(price)
	fmt.Println(string(data), err)
	// Output: {"amount":"85.00","formattedAmount":"$85.00"} <nil>
}

func ExampleMultiPrice() {
	usd := money.MustParse("85", money.USD)
	eur := money.MustParse("78.20", money.EUR)
	data, err := json.Marshal(money.MultiPrice(usd, eur, money.MustParseLocale("en-US")))
	fmt.Println(string(data), err)
	// Output: {"amount":"85.00","convertedAmount":"78.20","formattedAmount":"$85.00","formattedConvertedAmount":"€78.20"} <nil>
}
