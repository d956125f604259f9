// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package cart keeps what buyers have picked, until a checkout is made of it.
//
// Service has the methods of carts by id, CurrentService those of the one cart
// that a visitor or member has at a time. Both ask the catalog for what is in a
// cart whenever it changes: prices and names are the catalog's own, an item it
// does not know leaves the cart, and quantities stay within its stock. What was
// not done as asked comes back as Adjustments beside the cart.
package cart
