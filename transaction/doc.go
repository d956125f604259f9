// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package transaction keeps the money side of orders: payments, refunds, and
// what follows from them for the order.
//
// The rules are plain functions of values: Transition and CanSetStatus say
// which way a payment may go, Totals what an order's transactions add up to,
// Refundability what can still be given back and CalculateRefund how much
// that is. However a full refund is cut into parts, line by line, unit by unit
// or by amounts, the parts make exactly what was paid.
package transaction
