// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package payment is the contract of those who move a buyer's money: Provider
// charges, captures, voids and refunds. The package has Manual, for money that
// is paid in hand or by bank transfer; package paymenttest has a gateway that
// does what a test tells it to.
//
// # Money moves once
//
// A shop records that it is going to charge, calls the provider, and records
// the outcome. It may crash or lose the connection in between, and will then
// call again with the same idempotency key. So a provider must make sure that
// a key takes effect once: the same request under the same key gives the
// answer of the first time, and another request under it is fault.Conflict. An
// answer that was an error of class fault.Unavailable is not remembered.
//
// # Errors
//
// What a provider reports decides what the shop does next:
//
//   - fault.Declined: the provider or the bank said no, for the reason in Code;
//     no money has moved and a new attempt needs a new key. See Decline.
//   - fault.Unavailable: nothing has happened by this call, surely. Calling
//     again is safe. To a repetition it says nothing of the calls before it:
//     the shop goes on asking.
//   - fault.Unknown: it may have happened. The shop asks again with the same
//     key, or by Inquirer, until it knows, and treats the money as possibly
//     moved until then. Anything unclassified, fault.Conflict (the key is being
//     worked on), a panic and a call that outlives its budget count as this.
//   - fault.Invalid, fault.State, fault.NotFound: the request can't be served;
//     nothing has happened.
package payment
