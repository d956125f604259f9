// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Command custombackend sells books on a store of its own: package boltstore,
// a complete backend in one file of a key-value library. The shop is closed
// between two buyers, and everything is there when it opens again.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/examples/custombackend/boltstore"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/query"
)

func main() {
	dir, err := os.MkdirTemp("", "custombackend")
	if err == nil {
		err = run(context.Background(), os.Stdout, filepath.Join(dir, "shop.db"))
		_ = os.RemoveAll(dir)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// run opens the shop in a file twice. Clock and identifiers are those for
// tests, so that each run prints the same.
func run(ctx context.Context, out io.Writer, path string) error {
	cfg := ecom.Config{Currency: money.EUR, Now: ecomtest.NewClock().Now, NewID: ecomtest.IDs()}
	for day, buyers := range [][]int{{1, 2}, {3}} {
		db, err := boltstore.Open(path)
		if err != nil {
			return err
		}
		cfg.Store = db
		stock := int64(6)
		if cfg.Catalog, err = catalog.New(catalog.Config{Currency: money.EUR, Items: []catalog.Product{
			{ID: "novel", Name: "Novel", Price: "12.50", ItemType: "DIGITAL", Stock: &stock},
		}}); err != nil {
			return err
		}
		shop, err := ecom.New(cfg)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "day %d\n", day+1)
		for _, n := range buyers {
			if err := sell(ecomtest.Visitor(ctx, n), out, shop, n+1); err != nil {
				return err
			}
		}
		if err := list(ctx, out, shop); err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}

// sell sells novels to the buyer of the context: as many as asked for, or as
// many as are left.
func sell(ctx context.Context, out io.Writer, shop *ecom.Shop, quantity int) error {
	novel := item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: "novel"}
	line := cart.LineItem{Quantity: quantity, CatalogReference: &novel}
	added, err := shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{line}})
	if err != nil {
		return err
	}
	for _, a := range added.Adjustments {
		_, _ = fmt.Fprintln(out, " ", a)
	}
	if len(added.Cart.LineItems) == 0 {
		return nil
	}
	made, err := shop.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, Email: "ann@example.com", BillingAddress: &contact.Address{Country: "DE", City: "Berlin"},
	})
	if err != nil {
		return err
	}
	placed, err := shop.Checkouts.CreateOrder(ctx, checkout.ID(made.CheckoutID), nil)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "  sold order", placed.Order().Number)
	return nil
}

// list prints all orders, the newest first.
func list(ctx context.Context, out io.Writer, shop *ecom.Shop) error {
	found, err := shop.Orders.SearchOrders(ctx, query.Request{})
	if err != nil {
		return err
	}
	for _, o := range found.Orders {
		line := o.LineItems[0]
		_, _ = fmt.Fprintf(out, "  order %s: %d × %s, %s\n", o.Number, line.Quantity, line.ProductName.Original, o.PriceSummary.Total.FormattedAmount())
	}
	return nil
}
