// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// subscription is what one durable subscription has still to do.
type subscription struct {
	queues  map[string]*queue    // by ordering key; none is empty
	leased  map[string]*delivery // by event id
	dead    map[string]*delivery // by event id
	pending int                  // deliveries in queues
	ready   schedule             // queues that were due when last looked at, by the position of their first entry
	waiting schedule             // queues that become due later, by time
}

// queue holds the deliveries of one ordering key, the lowest position first.
type queue struct {
	key        string
	deliveries []*delivery
	leased     *delivery // the one that is out, if any
	slot       slot
}

// delivery is one event on its way to one subscription.
type delivery struct {
	*logged
	attempt int
	lease   string
	until   time.Time // when the lease ends
	retryAt time.Time
	failure string
}

func newSubscription() *subscription {
	return &subscription{
		queues: make(map[string]*queue),
		leased: make(map[string]*delivery),
		dead:   make(map[string]*delivery),
	}
}

// add makes an event pending. It is inserted in the order of the log.
func (sub *subscription) add(l *logged) {
	l.open++
	sub.insert(&delivery{logged: l})
}

func (sub *subscription) insert(d *delivery) {
	q := sub.queues[d.Key]
	if q == nil {
		q = &queue{key: d.Key}
		sub.queues[d.Key] = q
	}
	at, _ := slices.BinarySearchFunc(q.deliveries, d.position, func(d *delivery, position uint64) int {
		return cmp.Compare(d.position, position)
	})
	q.deliveries = slices.Insert(q.deliveries, at, d)
	sub.pending++
	if at == 0 {
		sub.schedule(q)
	}
}

// drop takes a delivery out of its queue.
func (sub *subscription) drop(d *delivery) {
	q := sub.queues[d.Key]
	if q.deliveries[0] == d {
		q.deliveries[0] = nil
		q.deliveries = q.deliveries[1:]
	} else {
		at := slices.Index(q.deliveries, d)
		q.deliveries = slices.Delete(q.deliveries, at, at+1)
	}
	sub.pending--
	sub.release(d)
	sub.schedule(q)
}

// release ends a delivery's lease.
func (sub *subscription) release(d *delivery) {
	if d.lease == "" {
		return
	}
	d.lease = ""
	delete(sub.leased, d.ID)
	if q := sub.queues[d.Key]; q != nil && q.leased == d {
		q.leased = nil
	}
}

// schedule puts a queue where the next claim will find it.
func (sub *subscription) schedule(q *queue) {
	if q.slot.in != nil {
		heap.Remove(q.slot.in, q.slot.index)
	}
	if len(q.deliveries) == 0 {
		delete(sub.queues, q.key)
		return
	}
	q.slot.at, q.slot.position = q.due(), q.deliveries[0].position
	if q.slot.at.IsZero() {
		heap.Push(&sub.ready, q)
	} else {
		heap.Push(&sub.waiting, q)
	}
}

// due returns when the first event of a queue may be claimed.
func (q *queue) due() time.Time {
	due := q.deliveries[0].retryAt
	if q.leased != nil && q.leased.until.After(due) {
		due = q.leased.until
	}
	return due
}

// wake finds the queues whose time has come.
func (sub *subscription) wake(now time.Time) {
	for len(sub.waiting) > 0 && !sub.waiting[0].slot.at.After(now) {
		q := heap.Pop(&sub.waiting).(*queue)
		q.slot.at = time.Time{}
		heap.Push(&sub.ready, q)
	}
}

// next returns the first event that is due, or nil. Events that are not wanted
// are settled on the way.
func (sub *subscription) next(now time.Time, wanted func(eventType string) bool, settled func(*logged)) *delivery {
	for len(sub.ready) > 0 {
		q := sub.ready[0]
		if q.due().After(now) { // an earlier claim's clock was ahead
			sub.schedule(q)
			continue
		}
		first := q.deliveries[0]
		if wanted(first.Type) {
			return first
		}
		sub.drop(first)
		settled(first.logged)
	}
	return nil
}

// lend leases a delivery. When another one of its key is still out, because it
// was claimed before this one was requeued, that lease has run out and holds
// nothing back any more, but still settles.
func (sub *subscription) lend(d *delivery, lease string, until time.Time) {
	q := sub.queues[d.Key]
	q.leased = d
	d.attempt++
	d.lease, d.until = lease, until
	sub.leased[d.ID] = d
	sub.schedule(q)
}
