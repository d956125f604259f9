// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// epoch is the moment at which the cases take place.
var epoch = time.Date(2030, 1, 2, 3, 4, 5, 678901000, time.UTC)

// lease is how long the cases lease events.
const lease = time.Minute

// event returns an event for the log. Its document is its type, key and
// sequence.
func (k *kit) event(key string, sequence int64, eventType string) driver.Event {
	k.events++
	return driver.Event{
		ID: "event-" + strconv.Itoa(k.events), Site: site, Key: key, Sequence: sequence, Type: eventType, Time: epoch,
		Doc: text(eventType + " " + key + " " + strconv.FormatInt(sequence, 10)),
	}
}

// happen commits one event for each of the given keys, numbered by a count, as
// the layer above does it.
func (k *kit) happen(keys ...string) {
	k.Helper()
	for _, key := range keys {
		k.must("Commit()", k.emit(k.event(key, 0, "done")))
	}
}

// sequence returns the count that numbers the events of a key.
func sequence(key string) driver.Ref { return driver.Ref{Site: site, Kind: "sequence", ID: key} }

// emit commits an event that is numbered by a count.
func (k *kit) emit(e driver.Event) error {
	b := &driver.Batch{
		ID:     "batch of " + e.ID,
		Counts: []driver.Count{{Ref: driver.Ref{Site: e.Site, Kind: "sequence", ID: e.Key}, Delta: 1}},
		Events: []driver.Event{e},
	}
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[0]
		b.Events[0].Doc = text(e.Type + " " + e.Key + " " + strconv.FormatInt(counts[0], 10))
		return nil
	}
	_, err := k.store.Commit(k.Context(), b)
	return err
}

// claiming returns a claim that most cases make.
func claiming(subscription string) driver.Claim {
	return driver.Claim{Site: site, Subscription: subscription, Now: epoch, Lease: lease, Limit: driver.MaxPage}
}

// claim claims whatever is due at the beginning of time.
func (k *kit) claim(subscription string) []driver.Event {
	k.Helper()
	return k.claimAs(claiming(subscription))
}

// claimAt claims whatever is due some time after the beginning.
func (k *kit) claimAt(subscription string, since time.Duration) []driver.Event {
	k.Helper()
	c := claiming(subscription)
	c.Now = epoch.Add(since)
	return k.claimAs(c)
}

func (k *kit) claimAs(c driver.Claim) []driver.Event {
	k.Helper()
	events, err := k.store.Claim(k.Context(), c)
	k.must("Claim()", err)
	return events
}

// one claims the only event that is due for subscription s.
func (k *kit) one() driver.Event {
	k.Helper()
	events := k.claim("s")
	if len(events) != 1 {
		k.Fatalf("Claim() = [%s], want one event", named(events))
	}
	return events[0]
}

// named renders events: key and sequence.
func named(events []driver.Event) string {
	var list []string
	for _, e := range events {
		list = append(list, e.Key+strconv.FormatInt(e.Sequence, 10))
	}
	return strings.Join(list, " ")
}

// outcome returns the settlement of an event.
func outcome(subscription string, e driver.Event, o driver.Outcome) driver.Settlement {
	s := driver.Settlement{Site: e.Site, Subscription: subscription, EventID: e.ID, Lease: e.Lease, Outcome: o}
	if o != driver.Done {
		s.Error = "it failed"
	}
	return s
}

// settle settles an event, which must succeed.
func (k *kit) settle(subscription string, e driver.Event, o driver.Outcome) {
	k.Helper()
	k.must("Settle()", k.store.Settle(k.Context(), outcome(subscription, e, o)))
}

// retry settles an event of subscription s as to be delivered again, some time
// after the beginning.
func (k *kit) retry(e driver.Event, at time.Duration) {
	k.Helper()
	s := outcome("s", e, driver.Retry)
	s.RetryAt = epoch.Add(at)
	k.must("Settle()", k.store.Settle(k.Context(), s))
}

// lost settles events, which must be refused.
func (k *kit) lost(why string, s ...driver.Settlement) {
	k.Helper()
	if err := k.store.Settle(k.Context(), s...); !errors.Is(err, fault.Conflict) {
		k.Errorf("Settle() %s = %v, want %v", why, err, fault.Conflict)
	}
}

// drain claims and settles until nothing is due, and returns what was claimed.
func (k *kit) drain(subscription string) []driver.Event {
	k.Helper()
	var all []driver.Event
	for range 10000 {
		events := k.claim(subscription)
		if len(events) == 0 {
			return all
		}
		for _, e := range events {
			k.settle(subscription, e, driver.Done)
		}
		all = append(all, events...)
	}
	k.Fatalf("claiming does not come to an end")
	return nil
}
