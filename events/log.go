// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// format is the number of the form in which events are stored. Every number
// that was ever released can be read.
const format = 1

// committed is a payload on its way through the store, with what the store
// does not know about it. Its JSON is what is kept in the log.
type committed struct {
	actor   actor.Identity
	payload Payload
}

// stored is how an event is kept in the log, beside what the log itself knows:
// id, type, key, sequence and time.
type stored struct {
	Format         int       `json:"format"`
	EntityFQDN     string    `json:"entityFqdn"`
	Identity       *identity `json:"identity,omitempty"`
	OriginatedFrom string    `json:"originatedFrom,omitempty"`
	Anonymized     bool      `json:"triggeredByAnonymizeRequest,omitempty"`
}

// Emit appends an event to the commit of tx. key is the ordering key, which is
// the id of the entity: the order's for its transactions and fulfillments. The
// actor is that of ctx. build is called when the counts of the commit are
// known, perhaps more than once; what it returns must not be changed later, and
// may refer to what the store keeps if it is a Detacher.
func Emit(tx *store.Tx, ctx context.Context, key string, build func() Payload) {
	who := actor.From(ctx)
	tx.Emit(key, "", func() any { return &committed{who, build()} })
}

// EventType returns the payload's wire name.
func (c *committed) EventType() string { return c.payload.EventType() }

// MarshalJSON writes the stored form.
func (c *committed) MarshalJSON() ([]byte, error) { return c.Encode() }

// Encode returns the stored form.
func (c *committed) Encode() ([]byte, error) {
	fqdn, _ := entityOf(c.payload, c.payload.EventType())
	return json.Marshal(struct {
		stored
		body
	}{stored{Format: format, EntityFQDN: fqdn, Identity: identityOf(c.actor)}, bodyOf(c.payload)})
}

// FromLog returns an event as a driver keeps it in its log.
func FromLog(ev driver.Event) (Envelope, error) {
	e := Envelope{ID: ev.ID, Type: ev.Type, EntityID: ev.Key, Sequence: ev.Sequence, Time: ev.Time, Attempt: ev.Attempt}
	if c, ok := ev.Stored.Value.(*committed); ok {
		e.Actor, e.Payload = c.actor, detach(c.payload, new(Copies))
		e.EntityFQDN, e.Slug = entityOf(c.payload, ev.Type)
		return e, nil
	}
	data := ev.Stored.Bytes
	if imported, ok := ev.Stored.Value.(json.RawMessage); ok {
		data = imported
	}
	var s struct {
		stored
		rawBody
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return Envelope{}, fmt.Errorf("events: decode %s %s: %w", ev.Type, ev.ID, err)
	}
	if s.Format < 1 || s.Format > format {
		return Envelope{}, fmt.Errorf("events: decode %s %s: stored in format %d; this version reads up to %d", ev.Type, ev.ID, s.Format, format)
	}
	raw, err := s.raw()
	if err != nil {
		return Envelope{}, fmt.Errorf("events: decode %s %s: %w", ev.Type, ev.ID, err)
	}
	e.EntityFQDN, e.Slug = split(ev.Type, s.EntityFQDN)
	e.Actor, e.OriginatedFrom, e.Anonymized, e.Payload = s.Identity.actor(), s.OriginatedFrom, s.Anonymized, raw
	return e, nil
}
