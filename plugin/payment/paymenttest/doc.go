// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package paymenttest has Gateway, a payment provider that moves no money. It
// keeps a ledger of what it was asked to do, remembers idempotency keys as a
// real one must, and does what it is told: decline, leave a charge pending,
// fail before or after it took effect, hang, panic, answer nonsense.
//
// It is for tests and for trying a shop out. Package plugintest proves it, and
// any other provider, to keep the contract.
package paymenttest
