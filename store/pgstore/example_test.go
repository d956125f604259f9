// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A shop in a database: what is committed is there when the store is opened
// again.
func ExampleOpen() {
	ctx := context.Background()
	stock := driver.Ref{Site: "main", Kind: "stock", ID: "novel"}

	db := must(pgstore.Open(ctx, exampleDSN, pgstore.Config{}))
	must(db.Commit(ctx, &driver.Batch{ID: "1", Counts: []driver.Count{{Ref: stock, Start: 10, Delta: -3, Max: 10}}}))
	fmt.Println(db.Close())

	db = must(pgstore.Open(ctx, exampleDSN, pgstore.Config{}))
	fmt.Println(must(db.Get(ctx, stock))[0].Count)
	fmt.Println(db.Close())
	// Output:
	// <nil>
	// 7
	// <nil>
}

// A store on a pool that the program has anyway.
func ExampleNew() {
	ctx := context.Background()
	config := must(pgxpool.ParseConfig(exampleDSN))
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	config.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	pool := must(pgxpool.NewWithConfig(ctx, config))
	defer pool.Close()

	db := must(pgstore.New(ctx, pool, pgstore.Config{}))
	fmt.Println(len(must(db.Get(ctx, driver.Ref{Site: "main", Kind: "order", ID: "7"}))))
	fmt.Println(db.Close()) // the pool stays open
	// Output:
	// 1
	// <nil>
}

// openBookshop returns a shop with one e-book, and a checkout for it.
func openBookshop(ctx context.Context, db driver.Store) (*ecom.Shop, checkout.ID) {
	products := must(catalog.New(catalog.Config{Currency: money.EUR, Items: []catalog.Product{
		{ID: "novel", Name: "Novel", Price: "12.50", ItemType: "DIGITAL"},
	}}))
	shop := must(ecom.New(ecom.Config{
		Currency: money.EUR, Catalog: products, Store: db, Now: ecomtest.NewClock().Now, NewID: ecomtest.IDs(),
	}))
	line := cart.LineItem{Quantity: 1, CatalogReference: &item.CatalogReference{AppID: catalog.DefaultAppID, CatalogItemID: "novel"}}
	must(shop.CurrentCart.AddToCurrentCart(ctx, cart.AddToCartRequest{LineItems: []cart.LineItem{line}}))
	made := must(shop.CurrentCart.CreateCheckoutFromCurrentCart(ctx, cart.CreateCheckoutRequest{
		ChannelType: cart.ChannelWeb, Email: "ann@example.com", BillingAddress: &contact.Address{Country: "DE", City: "Berlin"},
	}))
	return shop, checkout.ID(made.CheckoutID)
}

// An order and a row of the program's own are written in one transaction: both
// are there, or neither.
func ExampleIn() {
	ctx := actor.With(context.Background(), actor.Visitor("ann"))
	db := must(pgstore.Open(ctx, exampleDSN, pgstore.Config{}))
	defer func() { must(0, db.Close()) }()
	shop, basket := openBookshop(ctx, db)

	conn := must(pgx.Connect(ctx, exampleDSN))
	defer func() { must(0, conn.Close(ctx)) }()
	must(conn.Exec(ctx, "create table readers (email text primary key, order_number bigint)"))

	// order places the order and notes its number.
	order := func(tx pgx.Tx) {
		placed := must(shop.With(pgstore.In(tx)).Checkouts.CreateOrder(ctx, basket, nil))
		must(tx.Exec(ctx, "insert into readers values ('ann@example.com', $1)", placed.Order().Number))
	}
	count := func() (readers, orders int) {
		if err := conn.QueryRow(ctx, "select count(*) from readers").Scan(&readers); err != nil {
			panic(err)
		}
		for _, err := range db.Find(ctx, driver.Query{Site: "main", Kind: "order", Limit: 10}) {
			orders += must(1, err)
		}
		return readers, orders
	}

	tx := must(conn.Begin(ctx))
	order(tx)
	fmt.Println(tx.Rollback(ctx))
	fmt.Println(count())

	tx = must(conn.Begin(ctx))
	order(tx)
	fmt.Println(tx.Commit(ctx))
	fmt.Println(count())
	// Output:
	// <nil>
	// 0 0
	// <nil>
	// 1 1
}
