// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/actor"
)

// timeLayout is how the platform writes times.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Metadata is what an event says beside its payload. Its JSON is the
// platform's, without what only a site installation has.
type Metadata struct {
	ID             string         // of the event
	EntityFQDN     string         // the kind of entity
	Slug           string         // what happened
	EntityID       string         // which entity
	EventTime      time.Time      // of the commit; milliseconds in JSON
	Anonymized     bool           // caused by the removal of personal data
	OriginatedFrom string         // what caused it, if that is known
	Sequence       int64          // among the events of the entity; a decimal string in JSON
	EventType      string         // EntityFQDN, "_" and Slug
	Identity       actor.Identity // who did it; left out for the embedding program
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
	Sequence       string    `json:"entityEventSequence,omitempty"`
	Identity       *identity `json:"identity,omitempty"`
}

func (m *Metadata) wire() metadata {
	w := metadata{
		ID: m.ID, EntityFQDN: m.EntityFQDN, Slug: m.Slug, EntityID: m.EntityID,
		Anonymized: m.Anonymized, OriginatedFrom: m.OriginatedFrom, Identity: identityOf(m.Identity),
	}
	if m.Sequence != 0 {
		w.Sequence = strconv.FormatInt(m.Sequence, 10)
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
