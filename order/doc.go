// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package order holds what somebody bought and what has become of it.
//
// Order is the platform's order, member by member; its JSON is the wire form.
// The rules over it are plain functions of values: Transition, CanUpdate,
// CanCancel and CanFulfill say what its status allows, DerivePaymentStatus,
// Balance and DeriveFulfillmentStatus say what follows from payments and
// fulfillments, CheckPriceSummary and CheckLedger whether its figures add up,
// and Validate whether a new order is well formed.
//
// The Service creates, finds, changes and cancels orders. Visitors and members
// reach the orders that are theirs; everything else needs an administrator.
// Money and goods of an order are kept by packages transaction and
// fulfillment, which are built on this one.
package order
