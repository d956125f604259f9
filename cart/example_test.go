// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/patch"
)

func show(c *cart.Cart) {
	for _, l := range c.LineItems {
		fmt.Printf("%d × %s: %s\n", l.Quantity, l.ProductName, l.LineItemPrice.FormattedAmount())
	}
}

func ExampleCurrentService_AddToCurrentCart() {
	carts := newShop(stop{}, options{}).current
	ctx := actor.With(context.Background(), actor.Visitor("7d0c0000-0000-4000-8000-000000000000"))

	added, err := carts.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{
		{Quantity: 12, CatalogReference: &item.CatalogReference{CatalogItemID: "mug", AppID: appID}},
		{Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "shirt", AppID: appID}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	show(added.Cart)
	for _, a := range added.Adjustments {
		fmt.Println(a.Reason, a.Quantity, "of", a.Requested)
	}
	// Output:
	// 10 × Mug: $250.00
	// 1 × Shirt: $10.00
	// QUANTITY_REDUCED 10 of 12
}

func ExampleCurrentService_GetCurrentCart() {
	carts := newShop(stop{}, options{}).current
	ctx := actor.With(context.Background(), actor.Member("7d0c0000-0000-4000-8000-000000000000"))

	_, err := carts.GetCurrentCart(ctx)
	fmt.Println(fault.Code(err), errors.Is(err, fault.NotFound))
	// Output:
	// OWNED_CART_NOT_FOUND true
}

func ExampleCurrentService_MergeVisitorCart() {
	carts := newShop(stop{}, options{}).current
	visitor := actor.With(context.Background(), actor.Visitor(annID))
	member := actor.With(context.Background(), actor.Member(bobID))

	_, err1 := carts.AddToCurrentCart(member, add(line("mug", 1)))
	_, err2 := carts.AddToCurrentCart(visitor, add(line("mug", 2), line("book", 1)))
	merged, err3 := carts.MergeVisitorCart(member, annID)
	if err := errors.Join(err1, err2, err3); err != nil {
		fmt.Println(err)
		return
	}
	show(merged.Cart)
	// Output:
	// 3 × Mug: $75.00
	// 1 × Book: $12.50
}

func ExampleService_UpdateCart() {
	s := newShop(stop{}, options{coupons: `[{"code": "SAVE10", "percentOffRate": 10}]`})
	ctx := actor.With(context.Background(), actor.Visitor(annID))

	created, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 2)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	updated, err := s.UpdateCart(ctx, created.Cart.ID, cart.UpdateCartRequest{
		CouponCode: "save10",
		CartInfo: cart.CartUpdate{
			BuyerNote: patch.Set("Please wrap it."),
			BuyerInfo: cart.BuyerInfoUpdate{Email: patch.Set("jane@example.com")},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(updated.Cart.CouponCode(), updated.Cart.BuyerNote, updated.Cart.BuyerInfo.Email, updated.Cart.Revision)

	_, err = s.UpdateCart(ctx, created.Cart.ID, cart.UpdateCartRequest{CouponCode: "SAVE99"})
	fmt.Println(err)
	// Output:
	// SAVE10 Please wrap it. jane@example.com 2
	// cart.UpdateCart: there is no such coupon (ERROR_COUPON_DOES_NOT_EXIST)
}

func ExampleService_EstimateTotals() {
	s := newShop(stop{}, options{coupons: `[{"code": "SAVE10", "percentOffRate": 10}]`, conversion: "0.92"})
	ctx := actor.With(context.Background(), actor.Visitor(annID))

	created, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 2), line("trip", 1)}, CouponCode: "SAVE10"})
	if err != nil {
		fmt.Println(err)
		return
	}
	totals, err := s.EstimateTotals(ctx, created.Cart.ID, cart.EstimateTotalsRequest{
		ShippingAddress: &contact.Address{Country: "US", Subdivision: "US-NY"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := totals.PriceSummary
	fmt.Println("subtotal", p.Subtotal.FormattedAmount())
	fmt.Println("discount", p.Discount.FormattedAmount())
	fmt.Println("total   ", p.Total.FormattedAmount(), "or", p.Total.FormattedConvertedAmount())
	fmt.Println("now     ", totals.PayNow.Total.FormattedAmount())
	fmt.Println("later   ", totals.PayLater.Total.FormattedAmount())
	// Output:
	// subtotal $150.00
	// discount $15.00
	// total    $135.00 or €124.20
	// now      $65.00
	// later    $70.00
}

func ExampleService_CreateCheckout() {
	s := newShop(stop{}, options{})
	ctx := actor.With(context.Background(), actor.Visitor(annID))

	created, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	first, err1 := s.CreateCheckout(ctx, created.Cart.ID, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	again, err2 := s.CreateCheckout(ctx, created.Cart.ID, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	if err := errors.Join(err1, err2); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the same checkout:", first.CheckoutID == again.CheckoutID)
	// Output:
	// the same checkout: true
}

func ExampleService_CreateCart() {
	s := newShop(stop{}, options{})
	admin := actor.With(context.Background(), actor.User(annID))

	created, err := s.CreateCart(admin, cart.CreateCartRequest{
		LineItems: []cart.LineItem{{
			Quantity:              1,
			CatalogReference:      &item.CatalogReference{CatalogItemID: "mug", AppID: appID},
			CatalogOverrideFields: &item.CatalogOverrideFields{Price: usd("20.00")},
		}},
		CustomLineItems: []cart.CustomLineItem{{
			Quantity: 2, ProductName: item.Text("Engraving"), ItemType: item.Of(item.PresetService), Price: usd("4.50"),
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	show(created.Cart)

	_, err = s.CreateCart(admin, cart.CreateCartRequest{LineItems: []cart.LineItem{{Quantity: 0}}})
	for _, v := range fault.Violations(err) {
		fmt.Println(v.Rule, v)
	}
	// Output:
	// 1 × Mug: $20.00
	// 2 × Engraving: $9.00
	// MIN lineItems[0].quantity: must be at least 1
	// REQUIRED_FIELD lineItems[0].catalogReference: is required
}

func ExampleService_UpdateLineItemsQuantity() {
	s := newShop(stop{}, options{})
	ctx := actor.With(context.Background(), actor.Visitor(annID))

	created, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1), line("shirt", 1)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := created.Cart
	changed, err := s.UpdateLineItemsQuantity(ctx, c.ID, []cart.LineItemQuantityUpdate{{ID: c.LineItems[0].ID, Quantity: 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	changed, err = s.RemoveLineItems(ctx, c.ID, []string{changed.Cart.LineItems[1].ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	show(changed.Cart)
	// Output:
	// 3 × Mug: $75.00
}
