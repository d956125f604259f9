// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package tips lets buyers tip: SettingsService keeps what a shop suggests,
// Service what a buyer chose. A tip that was chosen for a purchase, which carts
// and checkouts name by their purchaseFlowId, is an additional fee of its totals
// and of the order; the fee's code is the tip's id. Tips are not taxed.
//
// Service also sets, shares out and removes the tips of orders. A tip on an order
// is its fee, and what of it each of the staff gets is kept beside the order, to
// be queried and added up.
package tips
