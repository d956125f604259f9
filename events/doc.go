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
// Their handlers run in this process only, after the commit, on the goroutine that
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
// # Durable subscriptions
//
// SubscribeDurable gives a function the events of one type for good: also those
// that other processes committed, or that were committed while no process was
// running. It is for what must not be forgotten: mails, webhooks, other systems.
//
//	events.SubscribeDurable(shop.Events, "mail-receipt", func(ctx context.Context, e events.Event[order.OrderApproved]) error {
//		return mailer.Receipt(ctx, e.ID, e.Data.Order)
//	}, nil)
//	err := shop.Run(ctx) // until ctx ends
//
// The events are read from the log that is written in the commit of each change.
// What holds:
//
//   - Every event is delivered at least once. It comes again when a handler
//     failed, when the process died before it could say that the handler
//     succeeded, and when the handler took longer than its lease: use Event.ID
//     to do things once.
//   - Events of one entity come in the order of their sequence, one at a time,
//     whichever process handles them; of different entities many at a time. An
//     event that fails holds back what comes behind it for its entity, and
//     nothing else; other subscriptions do not notice.
//   - What fails is tried again after growing delays, and goes to the dead
//     letters after DurableOptions.Attempts. So does, at once, what Permanent
//     marks and what this version of the program can't read. Dead letters can be
//     looked at and requeued with Log.
//   - A process claims events for the time of a lease. When it dies, others take
//     over when the lease is over. Several processes share the work of a
//     subscription; their clocks should agree to within a few seconds.
//   - The context has the values of that of Run; nobody is acting, so services
//     trust the call. It ends after DurableOptions.Timeout, and when the process
//     is shut down and Config.Grace is over.
//   - A subscription begins when it is made for the first time, at the moment
//     of subscribing or at DurableOptions.Since, and is kept in the store from
//     the first Run or Deliver on. From then on its name alone resumes it, in any
//     process. It sees what was committed between subscribing and Run as far as
//     the log keeps it: databases keep everything until it is trimmed, the
//     memory store the last thousand events.
//
// In tests Deliver takes the place of Run: it delivers what is due by the clock
// of the store, on the calling goroutine, and returns. When it is time to retry
// is for the test's clock to say.
//
// The entity in a payload is a copy made for the handlers of the commit's
// events, if there are any (see Detacher). They all share it: they may keep it,
// but not change it.
package events
