// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package shipping is the contract of those who quote what it costs to bring
// goods to a buyer: Carrier. Its embedded default, Options, has flat prices,
// prices by weight and pickup, by country and subdivision, free above a sum.
//
// A shop may have several carriers. Each is a Service: a carrier under the id
// by which carts and orders name it. Join makes one carrier of several.
package shipping
