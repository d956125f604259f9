// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
)

func ExampleProducts() {
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", FullPrice: "30.00", Weight: "0.4", Stock: new(int64(10))},
		{ID: "song", Name: "Song", Price: "0.99", ItemType: "DIGITAL"},
	}})
	if err != nil {
		panic(err)
	}
	resp, err := products.GetCatalogItems(context.Background(), catalog.Request{
		Currency: money.USD,
		CatalogReferences: []catalog.ReferenceAndQuantity{
			{CatalogReference: products.Reference("mug"), Quantity: 1},
			{CatalogReference: products.Reference("plate"), Quantity: 1}, // not in the catalog: left out
		},
	})
	if err != nil {
		panic(err)
	}
	for _, it := range resp.CatalogItems {
		fmt.Println(it.Data.ProductName, it.Data.Price, *it.Data.QuantityAvailable)
	}
	// Output:
	// Mug 25.00 10
}

func ExampleConfig_Validate() {
	err := catalog.Config{Currency: money.USD, Items: []catalog.Product{{ID: "mug", Price: "25.999"}}}.Validate()
	for _, v := range fault.Violations(err) {
		fmt.Println(v.Field, v.Rule)
	}
	// Output:
	// items[0].name MIN_LENGTH
	// items[0].price DECIMAL_MAX_SCALE
}
