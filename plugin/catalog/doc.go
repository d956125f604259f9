// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package catalog is the contract of those who know what a shop sells: Catalog.
// Its embedded default, Products, is a list of products from Go values or JSON,
// with stock that is kept in the shop's store.
//
// # Stock
//
// A cart never reserves anything. Stock moves when an order is placed, and
// comes back when it is declined, canceled, refunded or expires. There are two
// ways, both optional, found by type assertion through any Unwrap methods:
//
//   - TxInventory moves stock in the commit of the order itself: either both
//     happen or neither. Products does it so.
//   - Inventory is for stock that is kept elsewhere. It is called between two
//     commits of the order and may be called again for the same order and
//     reason after a crash, so it must take effect once for them.
//
// A catalog with neither sells without limit.
package catalog
