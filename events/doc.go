// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package events carries what happened from where it was committed to whoever
// wants to know.
//
// # Payloads
//
// Every event has a payload type, declared by the package whose entity it is
// about, and a wire name that never changes:
//
//	type OrderApproved struct {
//		Order *Order `json:"order"`
//	}
//
//	func (OrderApproved) EventType() string { return "wix.ecom.v1.order_approved" }
//
// A payload that is an entity embeds Created, Updated or Deleted; any other is
// an action and travels as its own JSON. Services append events to the commit
// of the change with Emit, so an event exists if and only if the change does.
//
// # Subscribing
//
// Subscribe gives a function the events of one payload type, SubscribeAll those
// of every type:
//
//	cancel := events.Subscribe(bus, "mail-receipt", func(ctx context.Context, e events.Event[order.OrderApproved]) error {
//		return mailer.Receipt(ctx, e.Data.Order)
//	})
//
// Handlers run in this process only, after the commit, on the goroutine that
// committed, which goes on when they have returned. What holds for them:
//
//   - Events of one entity reach a handler in the order of their sequence, one
//     at a time, whichever goroutines committed them: a goroutine whose event
//     is not the next of its entity waits until it is. Handlers of one event
//     run one after the other, in the order in which they subscribed. Events of
//     different entities may reach a handler at the same time.
//   - The context is that of the commit with its values, the actor among them,
//     but without its deadline, its cancellation and its idempotency key.
//   - A handler may call services. What they commit is queued, and delivered
//     when the handlers of the present event have returned: handlers are never
//     nested and no two of them wait for each other. Such calls should be given
//     the handler's context; with another one the events still arrive, in
//     order, but perhaps before the present handler has returned.
//   - An error or a panic is reported to the Logger and the Observer of the Bus.
//     It changes nothing for the caller, who has already committed, nor for
//     other handlers, and the event is not delivered again.
//   - What was committed just before a crash is not delivered.
//
// The entity in a payload is a copy made for the handlers of the commit's
// events, if there are any (see Detacher). They all share it: they may keep it,
// but not change it.
package events
