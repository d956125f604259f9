// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Log is the log of a site's events with its durable subscriptions, for those
// who look after them. It needs no Bus, so a program of its own can do it. It
// is safe for concurrent use.
//
// Its methods need a store that is a driver.Keeper. With another one they give
// an error that is errors.ErrUnsupported.
type Log struct{ store *store.Store }

// NewLog returns the log of a store's site.
func NewLog(s *store.Store) *Log { return &Log{s} }

// Subscription says how a durable subscription is getting on.
type Subscription struct {
	Name    string
	Pending int // events to be delivered; some of types that it does not want may be counted
	Dead    int // dead letters
}

// DeadLetter is an event that a durable subscription has given up. It no longer
// holds back what comes behind it.
type DeadLetter struct {
	Event Envelope // Attempt says how often it was tried; Payload is nil when it can't be read
	Error string   // why it was given up
}

// Subscriptions returns the durable subscriptions that the store knows, by name:
// of all processes, and also those that nobody serves any more.
func (l *Log) Subscriptions(ctx context.Context) ([]Subscription, error) {
	k, err := l.keeper()
	if err != nil {
		return nil, fault.At("events.Subscriptions", err)
	}
	known, err := k.Subscriptions(ctx, l.store.Site())
	if err != nil {
		return nil, fault.At("events.Subscriptions", err)
	}
	list := make([]Subscription, len(known))
	for i, s := range known {
		list[i] = Subscription{Name: s.Name, Pending: s.Pending, Dead: s.Dead}
	}
	return list, nil
}

// Dead returns the dead letters of a subscription in the order of the log: at
// most limit of them, behind the event with the ID after, or from the beginning
// when that is "". limit is 1 to 200; 0 means 200. What is not a dead letter
// any more cannot be gone on behind: it is fault.NotFound.
func (l *Log) Dead(ctx context.Context, subscription, after string, limit int) ([]DeadLetter, error) {
	if limit <= 0 || limit > driver.MaxPage {
		limit = driver.MaxPage
	}
	k, err := l.keeper()
	if err != nil {
		return nil, fault.At("events.Dead", err)
	}
	dead, err := k.Dead(ctx, l.store.Site(), subscription, after, limit)
	if err != nil {
		return nil, fault.At("events.Dead", err)
	}
	list := make([]DeadLetter, len(dead))
	for i, d := range dead {
		list[i] = DeadLetter{Event: letter(d.Event), Error: d.Error}
	}
	return list, nil
}

// letter returns what can be read of an event.
func letter(ev driver.Event) Envelope {
	e, err := FromLog(ev)
	if err != nil {
		return unread(ev)
	}
	return e
}

// AllDead returns all dead letters of a subscription in the order of the log. An
// error ends them.
func (l *Log) AllDead(ctx context.Context, subscription string) iter.Seq2[DeadLetter, error] {
	return func(yield func(DeadLetter, error) bool) {
		for after := ""; ; {
			list, err := l.Dead(ctx, subscription, after, 0)
			if err != nil {
				yield(DeadLetter{}, err)
				return
			}
			for _, d := range list {
				if after = d.Event.ID; !yield(d, nil) {
					return
				}
			}
			if len(list) < driver.MaxPage {
				return
			}
		}
	}
}

// Requeue has dead letters delivered again, as if they had never been tried:
// they hold back what comes behind them. One that is none is fault.NotFound, and
// nothing is done.
func (l *Log) Requeue(ctx context.Context, subscription string, eventIDs ...string) error {
	k, err := l.keeper()
	if err == nil {
		err = k.Requeue(ctx, l.store.Site(), subscription, eventIDs...)
	}
	return fault.At("events.Requeue", err)
}

// ReplaySince has events delivered again that are in the log and not older than
// a time, besides those that are pending anyway; dead letters stay dead. Events
// that are being handled are given out again, and their settlement is lost.
// Events that are older than Config.EventRetention of the shop may be gone. An
// unknown subscription is fault.NotFound.
func (l *Log) ReplaySince(ctx context.Context, subscription string, since time.Time) error {
	if since.IsZero() {
		since = time.Unix(0, 0) // before anything happened; zero would name no time
	}
	return l.rewind(ctx, driver.Rewind{Subscription: subscription, Since: since.UTC()})
}

// ReplayFrom is ReplaySince for an event and all that come behind it in the
// log. An event that is not in the log is fault.NotFound.
func (l *Log) ReplayFrom(ctx context.Context, subscription, eventID string) error {
	if eventID == "" {
		return &fault.Error{Op: "events.Replay", Class: fault.NotFound, Message: "no event has an empty id"}
	}
	return l.rewind(ctx, driver.Rewind{Subscription: subscription, EventID: eventID})
}

func (l *Log) rewind(ctx context.Context, r driver.Rewind) error {
	k, err := l.keeper()
	if err == nil {
		r.Site = l.store.Site()
		err = k.Rewind(ctx, r)
	}
	return fault.At("events.Replay", err)
}

// Unsubscribe forgets a subscription, with what is pending and dead for it. Do
// it when nobody subscribes under the name any more, since events are kept for
// it until then: a process that does makes a new one, which begins with what is
// committed from then on. An unknown subscription is no error.
func (l *Log) Unsubscribe(ctx context.Context, subscription string) error {
	k, err := l.keeper()
	if err == nil {
		err = k.Unsubscribe(ctx, l.store.Site(), subscription)
	}
	return fault.At("events.Unsubscribe", err)
}

// Trim removes events from before a time that every durable subscription has
// settled and none has among its dead letters, and returns how many.
func (l *Log) Trim(ctx context.Context, before time.Time) (int, error) {
	k, err := l.keeper()
	if err != nil {
		return 0, fault.At("events.Trim", err)
	}
	n, err := k.Trim(ctx, l.store.Site(), before.UTC())
	return n, fault.At("events.Trim", err)
}

// keeper returns the store's ability, or what to say when it has none.
func (l *Log) keeper() (driver.Keeper, error) {
	if k, ok := driver.As[driver.Keeper](l.store.Driver()); ok {
		return k, nil
	}
	return nil, &fault.Error{
		Class: fault.State, Message: "the store cannot look after its log: its driver is no driver.Keeper", Err: errors.ErrUnsupported,
	}
}
