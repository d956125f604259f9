// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Outcome says what became of one delivery to a durable subscription.
type Outcome uint8

// The outcomes.
const (
	Handled   Outcome = iota + 1 // the handler returned no error: the event is settled
	Retried                      // it failed, and will be tried again
	Dead                         // it failed, and is with the dead letters
	LeaseLost                    // it took too long: the event was given to somebody else, whose outcome counts
)

// String returns "handled", "retried", "dead" or "lease lost".
func (o Outcome) String() string {
	if names := [...]string{"", "handled", "retried", "dead", "lease lost"}; int(o) < len(names) {
		return names[o]
	}
	return ""
}

// Delivery is what became of an event that a durable subscription was given.
type Delivery struct {
	Subscription string
	Event        Envelope // as far as it could be read
	Outcome      Outcome
	Took         time.Duration // by the clock of the store; 0 when the handler was not called
	RetryAt      time.Time     // of Retried: not before
	Err          *HandlerError // of the handler; nil when it succeeded

	ev driver.Event // as it was claimed
}

// DurableObserver is an Observer that is also told of durable subscriptions.
// Its methods are called by many goroutines at a time, and hold up the
// subscription.
type DurableObserver interface {
	Observer

	// Delivered is called when the store knows what became of a delivery.
	Delivered(ctx context.Context, d Delivery)

	// Stalled is called when a subscription can't go on because the store does
	// not answer, once for each outage, and with a nil err when it goes on.
	Stalled(ctx context.Context, subscription string, err error)
}

// What is dead-lettered or told of without being an error of the handler.
var (
	errNeverSettled = errors.New("given out too often without being settled: each time the process ended, or took longer than the lease")
	errTimeout      = errors.New("events: the handler's time is over")
	errShutdown     = errors.New("events: shutting down")
)

// attend gives an event to the handler, and decides what becomes of it. parent
// ends when it is to be interrupted. Whatever the handler does, also when it
// ends its goroutine, done is called.
func (b *Bus) attend(parent context.Context, st *store.Store, d *durable, ev driver.Event, done func(*Delivery)) {
	x := &Delivery{Subscription: d.name, ev: ev}
	began := st.Now()
	ctx, cancel := context.WithTimeoutCause(parent, min(d.Timeout, ev.Until.Sub(began)), errTimeout)
	finished := false
	defer func() {
		if !finished {
			x.Err = newPanicError(recover())
		}
		cancel()
		now := st.Now()
		x.Took = now.Sub(began)
		b.judge(parent, d, x, now)
		done(x)
	}()
	if err := b.call(ctx, d, x); err != nil {
		x.Err = &HandlerError{Err: err}
	}
	finished = true
}

// call reads an event and calls the handler.
func (b *Bus) call(ctx context.Context, d *durable, x *Delivery) error {
	var err error
	if x.Event, err = FromLog(x.ev); err != nil {
		return Permanent(err)
	}
	if d.Attempts > 0 && x.ev.Attempt > d.Attempts {
		return Permanent(errNeverSettled)
	}
	return d.handle(ctx, &x.Event)
}

// unread returns what can be told of an event that can't be read.
func unread(ev driver.Event) Envelope {
	e := Envelope{ID: ev.ID, Type: ev.Type, EntityID: ev.Key, Sequence: ev.Sequence, Time: ev.Time, Attempt: ev.Attempt}
	e.EntityFQDN, e.Slug = Split(ev.Type)
	return e
}

// judge decides what becomes of a delivery, and tells of its failure.
func (b *Bus) judge(parent context.Context, d *durable, x *Delivery, now time.Time) {
	if x.Err == nil {
		x.Outcome = Handled
		return
	}
	if x.Event.ID == "" {
		x.Event = unread(x.ev)
	}
	x.Err.Subscription, x.Err.Event = d.name, x.Event
	_, permanent := errors.AsType[*permanentError](x.Err.Err)
	switch {
	case permanent:
		x.Outcome = Dead
	case parent.Err() != nil:
		x.Outcome, x.RetryAt = Retried, now // not the handler's fault: at once, by whoever is there
	case d.Attempts > 0 && x.ev.Attempt >= d.Attempts:
		x.Outcome = Dead
	default:
		x.Outcome, x.RetryAt = Retried, now.Add(d.backoff(x.ev.Attempt, b.chance())).Truncate(time.Microsecond)
	}
	level, attrs := slog.LevelWarn, []slog.Attr{slog.Int("attempt", x.ev.Attempt), slog.String("outcome", x.Outcome.String())}
	if x.Outcome == Dead {
		level = slog.LevelError
	} else {
		attrs = append(attrs, slog.Time("retryAt", x.RetryAt))
	}
	b.tell(parent, level, x.Err, attrs...)
}

// backoff returns the delay behind an attempt, counted from 1.
func (d *durable) backoff(attempt int, chance float64) time.Duration {
	delay := d.MinBackoff
	for n := 1; n < attempt && delay < d.MaxBackoff; n++ {
		delay *= 2
	}
	if delay > d.MaxBackoff || delay <= 0 { // it may have overflowed
		delay = d.MaxBackoff
	}
	return delay - time.Duration(chance*float64(delay)/2)
}

// settlement is what the store is told of a delivery.
func (x *Delivery) settlement(site string) driver.Settlement {
	s := driver.Settlement{Site: site, Subscription: x.Subscription, EventID: x.ev.ID, Lease: x.ev.Lease, RetryAt: x.RetryAt}
	switch x.Outcome {
	case Retried:
		s.Outcome = driver.Retry
	case Dead:
		s.Outcome = driver.Dead
	default:
		s.Outcome = driver.Done
	}
	if x.Err != nil {
		s.Error = clip(x.Err.Err.Error())
	}
	return s
}

// maxError is how much of an error's text is kept, in bytes.
const maxError = 4000

// clip makes a text one that any store can keep.
func clip(text string) string {
	if len(text) > maxError {
		text = fmt.Sprintf("%s… (%d bytes)", text[:maxError], len(text))
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// settled tells the Observer what became of a delivery.
func (b *Bus) settled(ctx context.Context, x *Delivery) {
	if o, ok := b.observer.(DurableObserver); ok {
		quietly(func() { o.Delivered(ctx, *x) })
	}
}
