// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/actor"
)

// Event is an event with its payload, as handlers of one type get it.
type Event[T Payload] struct {
	ID         string         // unique: recognizes an event that comes twice
	EntityID   string         // the entity; the order's for its transactions and fulfillments
	EntityFQDN string         // its kind, such as "wix.ecom.v1.order"
	Slug       string         // what happened, such as "approved"
	Sequence   int64          // rises with each event of the entity, beginning at 1
	Time       time.Time      // of the commit; UTC, whole microseconds
	Actor      actor.Identity // who did it
	Attempt    int            // how often a durable subscription was given it, beginning at 1; else 0
	Data       T              // shared by all handlers: not to be changed
}

// Metadata returns what the event says beside its payload.
func (e Event[T]) Metadata() Metadata {
	return Metadata{
		ID: e.ID, EntityFQDN: e.EntityFQDN, Slug: e.Slug, EntityID: e.EntityID,
		EventTime: e.Time, Sequence: e.Sequence,
		EventType: e.Data.EventType(), Identity: e.Actor,
	}
}

// Envelope is an event of any type. Its JSON is the platform's domain event.
type Envelope struct {
	ID         string         // unique: recognizes an event that comes twice
	Type       string         // wire name, such as "wix.ecom.v1.order_approved"
	EntityFQDN string         // the kind of entity, such as "wix.ecom.v1.order"
	Slug       string         // what happened, such as "approved"
	EntityID   string         // the entity; the order's for its transactions and fulfillments
	Sequence   int64          // rises with each event of the entity, beginning at 1
	Time       time.Time      // of the commit; UTC, whole microseconds
	Actor      actor.Identity // who did it
	Attempt    int            // how often a durable subscription was given it, beginning at 1; else 0

	OriginatedFrom string // what caused it, if that is known
	Anonymized     bool   // caused by the removal of personal data

	// Payload is the Payload that was committed, or Raw when the event was
	// read from JSON. It is shared by all handlers: not to be changed.
	Payload any
}

// Metadata returns what the event says beside its payload.
func (e *Envelope) Metadata() Metadata {
	return Metadata{
		ID: e.ID, EntityFQDN: e.EntityFQDN, Slug: e.Slug, EntityID: e.EntityID,
		EventTime: e.Time, Sequence: e.Sequence,
		OriginatedFrom: e.OriginatedFrom, Anonymized: e.Anonymized,
		EventType: e.Type, Identity: e.Actor,
	}
}

// String returns a line for logs and tests, such as
// "#3 wix.ecom.v1.order_approved 7d0c… by member 5f1e…".
func (e *Envelope) String() string {
	return fmt.Sprintf("#%d %s %s by %s", e.Sequence, e.Type, e.EntityID, e.Actor)
}

// Decode returns e with its payload as a T: the payload itself, or what Raw
// holds. The JSON of T then has its entity in the member "entity", as Created,
// Updated and Deleted do; that of an action is the body. Another type of event
// and a body that does not fit are errors.
func Decode[T Payload](e Envelope) (Event[T], error) { return decode[T](&e) }

func decode[T Payload](e *Envelope) (Event[T], error) {
	data, ok := e.Payload.(T)
	if !ok {
		var err error
		if data, err = dataOf[T](e); err != nil {
			return Event[T]{}, err
		}
	}
	return Event[T]{
		ID: e.ID, EntityID: e.EntityID, EntityFQDN: e.EntityFQDN, Slug: e.Slug,
		Sequence: e.Sequence, Time: e.Time, Actor: e.Actor, Attempt: e.Attempt, Data: data,
	}, nil
}

// dataOf returns the payload of e as a T which it is not.
func dataOf[T Payload](e *Envelope) (data T, err error) {
	if p, ok := e.Payload.(*T); ok && p != nil {
		return *p, nil
	}
	if want := typeOf[T](); want != e.Type {
		return data, fmt.Errorf("events: %s %s is not a %s", e.Type, e.ID, want)
	}
	raw, ok := e.Payload.(Raw)
	if !ok {
		return data, fmt.Errorf("events: the payload of %s %s is a %T, not a %T", e.Type, e.ID, e.Payload, data)
	}
	body, err := raw.payload()
	if err == nil {
		err = json.Unmarshal(body, &data)
	}
	if err != nil {
		return data, fmt.Errorf("events: decode %s %s: %w", e.Type, e.ID, err)
	}
	return data, nil
}
