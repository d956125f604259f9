// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

const (
	storeTimeout = 30 * time.Second       // how long one call to the store may take
	minOutage    = 100 * time.Millisecond // how long a store that failed is left alone, twice as long each time
	maxOutage    = 10 * time.Second       // up to this
	lastTries    = 6                      // how often what was handled is told to a failing store when shutting down: for 3 s
	maxRetries   = 1024                   // how many retry times are remembered; polling finds the others
)

// consumer serves one durable subscription. One goroutine claims and settles;
// each event is handled on a goroutine of its own, which knows nothing of this.
// So claims and settlements are gathered by themselves while a call is under
// way, and nothing here needs a lock.
type consumer struct {
	bus      *Bus
	store    *store.Store
	sub      *durable
	calls    context.Context // of store calls: values only, for what is under way is finished
	handlers context.Context // of handlers: ends with the grace

	results chan *Delivery          // of handlers that have ended; has room for all that run
	running map[string]driver.Event // being handled, by key
	overdue map[string]bool         // those that were complained about, by event
	queue   []driver.Event          // claimed, waiting for a place or for the end of a handler of the same key
	handled []*Delivery             // to be settled
	single  int                     // so many of them are to be settled one by one
	retries []time.Time             // when to look again, the earliest first
	look    bool                    // there may be something to claim

	failures int         // of the store, one after the other
	resume   *time.Timer // when it is asked again
	paused   bool        // until then
	stopping bool        // nothing further is begun
}

// run works until ctx ends or the subscription is canceled, and everything that
// was begun is settled.
func (c *consumer) run(ctx context.Context) {
	poll := time.NewTimer(0)
	defer poll.Stop()
	c.resume = time.NewTimer(0)
	defer c.resume.Stop()
	c.look = true
	for {
		if !c.stopping && (ctx.Err() != nil || c.sub.over()) {
			c.stopping, c.paused, c.failures = true, false, min(c.failures, 1)
		}
		if c.stopping {
			c.giveBack()
			c.settle()
			if c.failures >= lastTries {
				c.abandon()
			}
			if len(c.running)+len(c.handled) == 0 {
				return
			}
		} else {
			c.settle()
			c.claim()
			if ctx.Err() == nil {
				c.start()
			}
		}
		c.wait(ctx, poll)
	}
}

// wait returns when there may be something to do.
func (c *consumer) wait(ctx context.Context, poll *time.Timer) {
	var ended, canceled, signals <-chan struct{}
	if !c.stopping {
		ended, canceled, signals = ctx.Done(), c.sub.canceled, c.sub.signals
		if c.look && !c.paused && c.room() > 0 {
			return
		}
	}
	poll.Reset(c.next())
	select {
	case x := <-c.results:
		c.collect(x)
		for len(c.results) > 0 {
			c.collect(<-c.results)
		}
	case <-signals:
		c.look = true
	case <-poll.C:
		c.look = true
	case <-c.resume.C:
		c.paused = false
	case <-ended:
	case <-canceled:
	}
}

// next returns how long to wait at most: until the next retry, the end of the
// next lease, or for as long as the Bus polls.
func (c *consumer) next() time.Duration {
	now := c.store.Now()
	wait := c.bus.poll
	for len(c.retries) > 0 && !c.retries[0].After(now) {
		c.retries = c.retries[1:]
		c.look = true
		wait = 0
	}
	if len(c.retries) > 0 {
		wait = min(wait, c.retries[0].Sub(now))
	}
	return wait
}

// remember has the consumer look again at a time.
func (c *consumer) remember(at time.Time) {
	i, _ := slices.BinarySearchFunc(c.retries, at, time.Time.Compare)
	c.retries = slices.Insert(c.retries, i, at)
	c.retries = c.retries[:min(len(c.retries), maxRetries)]
}

// room returns how many more events can be held.
func (c *consumer) room() int {
	waiting := 0
	for i := range c.queue {
		if _, busy := c.running[c.queue[i].Key]; !busy {
			waiting++
		}
	}
	held := len(c.running) + len(c.handled) + waiting
	if waiting > 0 && held > c.sub.Batch/2 {
		return 0 // enough to do: gather a larger claim
	}
	return c.sub.Batch - held
}

// claim takes events from the store as far as there is room.
func (c *consumer) claim() {
	limit := c.room()
	if !c.look || c.paused || limit <= 0 {
		return
	}
	ctx, cancel := context.WithTimeout(c.calls, storeTimeout)
	defer cancel()
	list, err := c.sub.claim(ctx, c.store, limit)
	if err != nil {
		c.fail(err)
		return
	}
	c.answered()
	c.look = len(list) >= min(limit, driver.MaxPage)
	for _, ev := range list {
		c.unqueue(ev.ID)
		c.queue = append(c.queue, ev)
	}
}

// unqueue takes an event out of the queue.
func (c *consumer) unqueue(id string) (ev driver.Event, ok bool) {
	i := slices.IndexFunc(c.queue, func(q driver.Event) bool { return q.ID == id })
	if i < 0 {
		return driver.Event{}, false
	}
	ev = c.queue[i]
	c.queue = slices.Delete(c.queue, i, i+1)
	return ev, true
}

// start has the queue handled as far as there are places and keys free.
func (c *consumer) start() {
	now := c.store.Now()
	c.complain(now)
	c.queue = slices.DeleteFunc(c.queue, func(ev driver.Event) bool {
		if !ev.Until.After(now) {
			return true // its lease ran out while it waited: it is due again
		}
		if _, busy := c.running[ev.Key]; busy || len(c.running) >= c.sub.Concurrency {
			return false
		}
		c.running[ev.Key] = ev
		go c.bus.attend(c.handlers, c.store, c.sub, ev, func(x *Delivery) { c.results <- x })
		return true
	})
}

// complain tells of handlers that do not mind their time.
func (c *consumer) complain(now time.Time) {
	for _, ev := range c.running {
		if ev.Until.After(now) || c.overdue[ev.ID] {
			continue
		}
		c.overdue[ev.ID] = true
		c.bus.logs().LogAttrs(c.calls, slog.LevelWarn, "event handler is still running though its lease is over: another process may handle the event too",
			slog.String("subscription", c.sub.name), slog.String("event", ev.Type), slog.String("id", ev.ID), slog.String("entity", ev.Key))
	}
}

// collect notes the end of a handler.
func (c *consumer) collect(x *Delivery) {
	delete(c.running, x.ev.Key)
	delete(c.overdue, x.ev.ID)
	if ev, ok := c.unqueue(x.ev.ID); ok {
		x.ev.Lease = ev.Lease // it was claimed again meanwhile, and nobody else has it
	}
	c.handled = append(c.handled, x)
}

// giveBack has events that were claimed and not begun made due again.
func (c *consumer) giveBack() {
	now := c.store.Now()
	for _, ev := range c.queue {
		if ev.Until.After(now) {
			c.handled = append(c.handled, &Delivery{Subscription: c.sub.name, Event: unread(ev), Outcome: Retried, RetryAt: now, ev: ev})
		}
	}
	c.queue = nil
}

// abandon gives up telling a failing store what was handled.
func (c *consumer) abandon() {
	if len(c.handled) > 0 {
		c.bus.logs().ErrorContext(c.calls, "the event store does not answer: events that were handled will be delivered again",
			"subscription", c.sub.name, "events", len(c.handled))
		c.handled = nil
	}
}

// settle tells the store what became of events.
func (c *consumer) settle() {
	for len(c.handled) > 0 && !c.paused {
		n := min(len(c.handled), driver.MaxPage)
		if c.single > 0 {
			n = 1
		}
		err := c.settleFirst(n)
		switch {
		case err == nil:
		case errors.Is(err, fault.Conflict) && n > 1:
			c.single = n // some lease is lost; the others hold
			continue
		case errors.Is(err, fault.Conflict):
			x := c.handled[0]
			x.Outcome, x.RetryAt = LeaseLost, time.Time{}
		default:
			c.fail(err)
			return
		}
		c.answered()
		for _, x := range c.handled[:n] {
			if x.Outcome == Retried {
				c.remember(x.RetryAt)
			}
			c.bus.settled(c.calls, x)
		}
		c.handled = slices.Delete(c.handled, 0, n)
		c.single = max(c.single-n, 0)
		c.look = true // what was behind them may be due
	}
}

// settleFirst settles the first n deliveries, all or none.
func (c *consumer) settleFirst(n int) error {
	list := make([]driver.Settlement, n)
	for i, x := range c.handled[:n] {
		list[i] = x.settlement(c.store.Site())
	}
	ctx, cancel := context.WithTimeout(c.calls, storeTimeout)
	defer cancel()
	return c.store.Driver().Settle(ctx, list...)
}

// fail leaves the store alone for a while. An outage is told of once.
func (c *consumer) fail(err error) {
	delay := min(minOutage<<min(c.failures, 10), maxOutage)
	c.failures++
	c.paused = true
	c.resume.Reset(delay - time.Duration(c.bus.chance()*float64(delay)/2))
	if c.failures == 1 {
		c.bus.stalled(c.calls, c.sub.name, err)
	}
}

// answered notes that the store answers.
func (c *consumer) answered() {
	if c.failures > 0 {
		c.failures = 0
		c.bus.stalled(c.calls, c.sub.name, nil)
	}
}

// stalled tells of the beginning and, with nil, of the end of an outage.
func (b *Bus) stalled(ctx context.Context, subscription string, err error) {
	if err != nil {
		b.logs().ErrorContext(ctx, "the event store does not answer", "subscription", subscription, "error", err)
	} else {
		b.logs().InfoContext(ctx, "the event store answers again", "subscription", subscription)
	}
	if o, ok := b.observer.(DurableObserver); ok {
		quietly(func() { o.Stalled(ctx, subscription, err) })
	}
}
