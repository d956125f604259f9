// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/actor"
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
	if r.Kind == KindAction {
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
	case deletedBody:
		d := new(deletedEvent)
		if l, ok := payload.(lastBody); ok {
			d.Entity = l.DeletedBody()
		}
		return body{Deleted: d}
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

// timeLayout is how the platform writes times.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Metadata is what an event says beside its payload. Its JSON is the
// platform's, without what only a site installation has.
type Metadata struct {
	ID             string
	EntityFQDN     string
	Slug           string
	EntityID       string
	EventTime      time.Time
	Anonymized     bool
	OriginatedFrom string
	Sequence       int64
	EventType      string
	Identity       actor.Identity
}

// metadata is the wire form of Metadata.
type metadata struct {
	ID             string    `json:"id"`
	EntityFQDN     string    `json:"entityFqdn"`
	Slug           string    `json:"slug"`
	EntityID       string    `json:"entityId"`
	EventTime      string    `json:"eventTime,omitempty"`
	Anonymized     bool      `json:"triggeredByAnonymizeRequest"`
	OriginatedFrom string    `json:"originatedFrom"`
	Sequence       int64     `json:"entityEventSequence,omitzero,string"`
	Identity       *identity `json:"identity,omitempty"`
}

func (m *Metadata) wire() metadata {
	w := metadata{
		ID: m.ID, EntityFQDN: m.EntityFQDN, Slug: m.Slug, EntityID: m.EntityID,
		Anonymized: m.Anonymized, OriginatedFrom: m.OriginatedFrom, Sequence: m.Sequence,
		Identity: identityOf(m.Identity),
	}
	if !m.EventTime.IsZero() {
		w.EventTime = m.EventTime.UTC().Format(timeLayout)
	}
	return w
}

// MarshalJSON writes the platform's form.
func (m Metadata) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		metadata
		EventType string `json:"eventType"`
	}{m.wire(), m.EventType})
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
	}
	*e = Envelope{
		ID: w.ID, Type: w.EntityFQDN + "_" + w.Slug, EntityFQDN: w.EntityFQDN, Slug: w.Slug, EntityID: w.EntityID,
		Sequence: w.Sequence, Time: at.UTC().Truncate(time.Microsecond), Actor: w.Identity.actor(),
		OriginatedFrom: w.OriginatedFrom, Anonymized: w.Anonymized, Payload: raw,
	}
	return nil
}

// identity is the wire form of actor.Identity.
type identity struct {
	Type      string `json:"identityType"`
	VisitorID string `json:"anonymousVisitorId,omitempty"`
	MemberID  string `json:"memberId,omitempty"`
	UserID    string `json:"wixUserId,omitempty"`
	AppID     string `json:"appId,omitempty"`
}

// identityOf returns nil for the embedding program, which has no wire form.
func identityOf(id actor.Identity) *identity {
	switch id.Kind {
	case actor.KindVisitor:
		return &identity{Type: "ANONYMOUS_VISITOR", VisitorID: id.ID}
	case actor.KindMember:
		return &identity{Type: "MEMBER", MemberID: id.ID}
	case actor.KindUser:
		return &identity{Type: "WIX_USER", UserID: id.ID}
	case actor.KindApp:
		return &identity{Type: "APP", AppID: id.ID}
	default:
		return nil
	}
}

func (i *identity) actor() actor.Identity {
	if i == nil {
		return actor.Identity{}
	}
	switch i.Type {
	case "ANONYMOUS_VISITOR":
		return actor.Visitor(i.VisitorID)
	case "MEMBER":
		return actor.Member(i.MemberID)
	case "WIX_USER":
		return actor.User(i.UserID)
	case "APP":
		return actor.App(i.AppID)
	default:
		return actor.Identity{}
	}
}
