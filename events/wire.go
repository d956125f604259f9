// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Kind is what an event says about its entity.
type Kind uint8

// The kinds. The zero Kind is an action.
const (
	KindAction  Kind = iota // something was done; the body tells what
	KindCreated             // the body is the new entity
	KindUpdated             // the body is the entity as it is now
	KindDeleted             // the body is the entity as it last was, or empty
)

// Raw is the payload of an event that was read from JSON. Decode makes the
// payload type of it.
type Raw struct {
	Kind     Kind
	Body     json.RawMessage // the entity, or the body of an action; nil: none
	Modified json.RawMessage // of KindUpdated: an object with a value for each changed field; nil: not told
}

// payload returns the JSON of the payload type.
func (r Raw) payload() ([]byte, error) {
	if r.Kind == KindAction && r.Body != nil {
		return r.Body, nil
	}
	return json.Marshal(struct {
		Entity   json.RawMessage `json:"entity,omitempty"`
		Modified json.RawMessage `json:"modifiedFields,omitempty"`
	}{r.Body, r.Modified})
}

// body is the part of a domain event that depends on its kind: exactly one
// member is set.
type body struct {
	Created *createdEvent `json:"createdEvent,omitempty"`
	Updated *updatedEvent `json:"updatedEvent,omitempty"`
	Deleted *deletedEvent `json:"deletedEvent,omitempty"`
	Action  *actionEvent  `json:"actionEvent,omitempty"`
}

type (
	createdEvent struct {
		Entity any `json:"entity"`
	}
	updatedEvent struct {
		Current  any `json:"currentEntity"`
		Modified any `json:"modifiedFields,omitempty"`
	}
	deletedEvent struct {
		Entity any `json:"deletedEntity,omitempty"`
	}
	actionEvent struct {
		Body any `json:"body"`
	}
)

// bodyOf returns the wire form of a payload.
func bodyOf(payload any) body {
	switch p := payload.(type) {
	case Raw:
		return p.wire()
	case createdBody:
		return body{Created: &createdEvent{p.CreatedBody()}}
	case updatedBody:
		current, modified := p.UpdatedBody()
		u := &updatedEvent{Current: current}
		if len(modified) > 0 {
			u.Modified = modified
		}
		return body{Updated: u}
	case lastBody:
		return body{Deleted: &deletedEvent{p.DeletedBody()}}
	case deletedBody:
		return body{Deleted: new(deletedEvent)}
	default:
		return body{Action: &actionEvent{payload}}
	}
}

func (r Raw) wire() body {
	var entity, modified any // nil, not an empty message, when left out
	if r.Body != nil {
		entity = r.Body
	}
	if r.Modified != nil {
		modified = r.Modified
	}
	switch r.Kind {
	case KindCreated:
		return body{Created: &createdEvent{entity}}
	case KindUpdated:
		return body{Updated: &updatedEvent{entity, modified}}
	case KindDeleted:
		return body{Deleted: &deletedEvent{entity}}
	default:
		return body{Action: &actionEvent{entity}}
	}
}

// rawBody reads body back.
type rawBody struct {
	Created *struct {
		Entity json.RawMessage `json:"entity"`
	} `json:"createdEvent"`
	Updated *struct {
		Current  json.RawMessage `json:"currentEntity"`
		Modified json.RawMessage `json:"modifiedFields"`
	} `json:"updatedEvent"`
	Deleted *struct {
		Entity json.RawMessage `json:"deletedEntity"`
	} `json:"deletedEvent"`
	Action *struct {
		Body json.RawMessage `json:"body"`
	} `json:"actionEvent"`
}

func (b *rawBody) raw() (Raw, error) {
	var r Raw
	n := 0
	if b.Created != nil {
		n++
		r = Raw{Kind: KindCreated, Body: b.Created.Entity}
	}
	if b.Updated != nil {
		n++
		r = Raw{Kind: KindUpdated, Body: b.Updated.Current, Modified: b.Updated.Modified}
	}
	if b.Deleted != nil {
		n++
		r = Raw{Kind: KindDeleted, Body: b.Deleted.Entity}
	}
	if b.Action != nil {
		n++
		r = Raw{Kind: KindAction, Body: b.Action.Body}
	}
	if n != 1 {
		return Raw{}, fmt.Errorf("want one of createdEvent, updatedEvent, deletedEvent and actionEvent, have %d", n)
	}
	return r, nil
}

// MarshalJSON writes the platform's domain event: the metadata, and one of
// createdEvent, updatedEvent, deletedEvent and actionEvent.
func (e Envelope) MarshalJSON() ([]byte, error) {
	m := e.Metadata()
	return json.Marshal(struct {
		metadata
		body
	}{m.wire(), bodyOf(e.Payload)})
}

// UnmarshalJSON reads the platform's domain event. The payload is Raw.
func (e *Envelope) UnmarshalJSON(data []byte) error {
	var w struct {
		metadata
		rawBody
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("events: decode: %w", err)
	}
	raw, err := w.raw()
	if err != nil {
		return fmt.Errorf("events: decode: %w", err)
	}
	if w.EntityFQDN == "" || w.Slug == "" {
		return errors.New("events: decode: entityFqdn and slug are needed")
	}
	var at time.Time
	if w.EventTime != "" {
		if at, err = time.Parse(time.RFC3339, w.EventTime); err != nil {
			return fmt.Errorf("events: decode: eventTime: %w", err)
		}
		if at = at.UTC().Truncate(time.Microsecond); at.Year() < 0 || at.Year() > 9999 {
			return fmt.Errorf("events: decode: eventTime: year %d", at.Year())
		}
	}
	var sequence int64
	if w.Sequence != "" {
		if sequence, err = strconv.ParseInt(w.Sequence, 10, 64); err != nil {
			return fmt.Errorf("events: decode: entityEventSequence: %w", err)
		}
	}
	*e = Envelope{
		ID: w.ID, Type: w.EntityFQDN + "_" + w.Slug, EntityFQDN: w.EntityFQDN, Slug: w.Slug, EntityID: w.EntityID,
		Sequence: sequence, Time: at, Actor: w.Identity.actor(),
		OriginatedFrom: w.OriginatedFrom, Anonymized: w.Anonymized, Payload: raw,
	}
	return nil
}
