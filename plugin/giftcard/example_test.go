// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/query"
)

// exampleT lets examples use shops for tests.
type exampleT struct{ testing.TB }

func (exampleT) Helper()           {}
func (exampleT) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// A merchant sells a card, and its owner pays with it.
func ExampleLedger_Issue() {
	shop := ecomtest.NewShop(exampleT{}, nil)
	ctx := context.Background()
	card, err := shop.GiftLedger.Issue(ctx, giftcard.IssueRequest{
		Code: "SUMMER-2026", Amount: money.MustParse("50.00", money.USD), ExpirationDate: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(card.ObfuscatedCode, card.Balance, card.Status)

	ann := ecomtest.Visitor(ctx, 1)
	c, err := shop.Checkout(ann, shop.Line("mug", 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := shop.Checkouts.UpdateCheckout(ann, c.ID, checkout.UpdateCheckoutRequest{GiftCardCode: "summer-2026"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the card pays", got.Checkout.GiftCard.Amount.FormattedAmount(), "of", got.Checkout.PriceSummary.Total.FormattedAmount())
	placed, err := shop.Checkouts.CreateOrder(ann, c.ID, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(placed.Order().PaymentStatus)
	card, err = shop.GiftLedger.Get(ctx, card.ID)
	fmt.Println(card.Balance, err)
	// Output:
	// ******-2026 50.00 VALID
	// the card pays $30.00 of $30.00
	// PAID
	// 20.00 <nil>
}

// A ledger of one's own names the app that orders show.
func ExampleNewLedger() {
	ledger := giftcard.NewLedger(giftcard.LedgerConfig{AppID: "00000000-0000-4000-8000-0000000000aa"})
	shop := ecomtest.NewShop(exampleT{}, func(c *ecom.Config) { c.GiftCards = ledger })
	ctx := context.Background()
	for _, amount := range []string{"10.00", "25.00"} {
		if _, err := ledger.Issue(ctx, giftcard.IssueRequest{Amount: money.MustParse(amount, money.USD)}); err != nil {
			fmt.Println(err)
			return
		}
	}
	found, err := ledger.Query(ctx, query.Request{Filter: query.Filter{"disabled": false}, Sort: []query.Sorting{{FieldName: "createdDate"}}})
	fmt.Println(len(found.Cards), shop.GiftLedger == ledger, err)
	// Output: 2 true <nil>
}

// The program's own calls, whoever keeps the cards.
func ExampleService_RedeemGiftCard() {
	cards := new(plugintest.GiftCards) // elsewhere
	cards.Issue("SUMMER-2026", "", money.MustParse("50.00", money.USD))
	shop := ecomtest.NewShop(exampleT{}, func(c *ecom.Config) { c.GiftCards = cards })
	ctx := context.Background()

	id, err := shop.GiftCards.RedeemGiftCard(ctx, giftcard.RedeemGiftCardRequest{Code: "SUMMER-2026", Amount: money.MustParse("20.00", money.USD)})
	if err != nil {
		fmt.Println(err)
		return
	}
	card, err := shop.GiftCards.GetGiftCard(ctx, "SUMMER-2026", nil)
	fmt.Println(card.Balance, card.Status, err)
	fmt.Println(shop.GiftCards.VoidTransaction(ctx, id))
	err = shop.GiftCards.VoidTransaction(ctx, id)
	fmt.Println(errors.Is(err, fault.Exists), fault.Code(err))
	// Output:
	// 30.00 VALID <nil>
	// <nil>
	// true ALREADY_VOIDED
}

func ExampleRefuse() {
	err := giftcard.Refuse(giftcard.CodeInsufficientFunds, "there is not enough on the card")
	fmt.Println(err, errors.Is(err, fault.Limit), giftcard.Refused(err))
	fmt.Println(giftcard.Refused(errors.New("connection reset"))) // it may have happened
	// Output:
	// there is not enough on the card (INSUFFICIENT_FUNDS) true true
	// false
}
