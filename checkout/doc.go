// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package checkout turns goods into orders. A Checkout is what a buyer is about
// to order, with addresses, shipping and every figure that follows from them;
// an AbandonedCheckout is one that a buyer who can be reached left alone.
package checkout
