// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"

	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
)

// stockOf returns the stock that a catalog keeps in the shop's own store, nil
// when it keeps none there.
func stockOf(c catalog.Catalog) order.Stock {
	if inv, ok := catalog.As[catalog.TxInventory](c); ok {
		return stock{inv}
	}
	return nil
}

// inventoryOf returns where a catalog keeps its stock, nil when that is the
// shop's own store, or when it keeps none.
func inventoryOf(c catalog.Catalog) catalog.Inventory {
	if stockOf(c) != nil {
		return nil
	}
	inventory, _ := catalog.As[catalog.Inventory](c)
	return inventory
}

// stock moves the stock of a catalog in the commits of orders.
type stock struct{ inventory catalog.TxInventory }

func (s stock) Take(ctx context.Context, tx *store.Tx, units []order.Units) error {
	return s.inventory.Take(ctx, tx, request(units, catalog.ReasonOrderPlaced))
}

func (s stock) Return(ctx context.Context, tx *store.Tx, units []order.Units) error {
	return s.inventory.Return(ctx, tx, request(units, catalog.ReasonOrderCanceled))
}

func request(units []order.Units, reason catalog.Reason) catalog.InventoryRequest {
	r := catalog.InventoryRequest{Items: make([]catalog.InventoryItem, len(units)), RestrictInventoryValue: true, Reason: reason}
	for i, u := range units {
		r.Items[i] = catalog.InventoryItem{CatalogReference: u.CatalogReference, Quantity: int(u.Quantity)}
	}
	return r
}
