// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package giftcard is the contract of those who keep gift cards: Provider tells
// what is left on a card, redeems a part of it for an order, and voids that.
// Ledger is one that keeps its cards in the shop's own store; Service is what
// the program itself calls, whoever keeps the cards.
//
// # A card pays once
//
// An order redeems a card before it is committed, and gives it back when it
// does not come about or is not paid. The shop may crash or lose the connection
// in between, and will then call again under the same key. So a provider
// must make sure that a key takes effect once: the same request under the same
// key gives the answer of the first time, also when it has been voided since,
// and another request under it is fault.Conflict. Another key for an order that
// the card pays for already is ALREADY_REDEEMED; once that is voided, the order
// may redeem the card again.
//
// # Errors
//
// A provider refuses with one of the codes of this package, see Refuse: then
// surely nothing has happened. Anything else, such as a time-out, a panic or an
// answer that makes no sense, may have taken effect: the shop repeats the call
// under its key and then voids what was redeemed.
package giftcard
