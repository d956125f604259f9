// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver

import "time"

// Event is an entry of the log.
//
// The batch that appends events of a key also changes a count that belongs to
// the key, and numbers them by it. So the events of one key are committed one
// after the other, in the order of their sequences; a driver may rely on that.
type Event struct {
	ID       string    // unique
	Site     string    //
	Key      string    // the ordering key: events of one key are delivered in the order of Sequence
	Sequence int64     // rises with each event of the key
	Type     string    // such as "wix.ecom.v1.order_approved"
	Time     time.Time //
	Doc      Source    // on the way in

	// On the way out, from Claim:
	Stored  Doc       // the document
	Attempt int       // 1 on first delivery, one more with each Claim
	Lease   string    // to be given back in the Settlement; different each time
	Until   time.Time // when the lease ends
}

// Claim asks for due events of a durable subscription. An event is due when it
// is the first of its key that the subscription has not settled, no event of
// the key is leased, and its retry time has come. So a failing event holds
// back only its own key, and no event is passed over however late its commit
// became visible.
//
// The first Claim of a name creates the subscription: it will see the events
// committed from then on, or, with Since, also those with Time not before Since
// that are still in the log.
//
// Types may differ from claim to claim. Events of a type that is added are
// given when they are committed after that claim; earlier ones may be given or
// have been passed over.
type Claim struct {
	Site         string
	Subscription string
	Types        []string      // only these; nil: all. Others count as settled
	Since        time.Time     // for the first Claim only; zero: now
	Now          time.Time     //
	Lease        time.Duration // how long the events are the caller's; above 0
	Limit        int           // 1..MaxPage, as Query.Limit; at most one event of a key is given
}

// Settlement is the outcome of one claimed event.
type Settlement struct {
	Site         string
	Subscription string
	EventID      string
	Lease        string    // from the claimed Event
	Outcome      Outcome   //
	RetryAt      time.Time // for Retry
	Error        string    // for Retry and Dead: why; any bytes
}

// Outcome says what became of a claimed event.
type Outcome uint8

// The outcomes.
const (
	Done  Outcome = iota // handled
	Retry                // to be delivered again, not before RetryAt
	Dead                 // given up: kept for inspection, no longer holding back its key
)

// Subscription is what a driver knows of a durable subscription.
type Subscription struct {
	Name    string
	Pending int // events not settled; those that the next Claim passes over may be counted
	Dead    int // events given up
}

// DeadEvent is an event that a subscription has given up.
type DeadEvent struct {
	Event        // with Stored and Attempt
	Error string // of the last settlement
}

// Rewind makes a subscription see events again, as far as they are still in
// the log: those with Time not before Since, or the event with EventID and all
// that come after it in the log. Exactly one of the two is set. Settled or not,
// these events become due as if they were never tried. Dead events stay dead.
// All leases of the subscription are lost; earlier events that are still
// pending keep their attempts and retry times.
type Rewind struct {
	Site         string
	Subscription string
	Since        time.Time
	EventID      string
}
