// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import "reflect"

// Payload is what an event tells. Payload types are values, not pointers, and
// their JSON can be read back.
//
// A payload is an action, which travels as its own JSON, unless it has one of
// these methods, which Created, Updated, Deleted and Gone bring along:
//
//	CreatedBody() any                                   // the new entity
//	UpdatedBody() (current any, modified map[string]any) // the entity as it is now; a value for the path of each changed field
//	DeletedBody() any                                   // the entity as it last was
//	Deleted()                                           // the entity is gone, and nothing more is told
//
// The JSON of such a payload has the entity in the member "entity" and the
// changed fields in "modifiedFields". Any payload may have
//
//	EntityFQDN() string // the entity's name, where Split does not find it in EventType
//
// and one that refers to an entity is a Detacher.
type Payload interface {
	// EventType returns the wire name, such as "wix.ecom.v1.order_approved".
	// It is constant: the zero value returns it too.
	EventType() string
}

// What a payload may say beside its type; see Payload.
type (
	createdBody interface{ CreatedBody() any }
	updatedBody interface {
		UpdatedBody() (current any, modified map[string]any)
	}
	lastBody    interface{ DeletedBody() any }
	deletedBody interface{ Deleted() }
	fqdnBody    interface{ EntityFQDN() string }
)

// Created makes the payload type that embeds it an entity-created event.
type Created[E any] struct {
	Entity E `json:"entity"`
}

// CreatedBody returns the new entity.
func (c Created[E]) CreatedBody() any { return c.Entity }

// Updated makes the payload type that embeds it an entity-updated event.
type Updated[E any] struct {
	Entity   E `json:"entity"` // as it is now
	Previous E `json:"-"`      // as it was before, where the service kept it; zero when read from the log

	// ModifiedFields has, for the path of each member that changed, the value
	// it had before. It is nil where Modified finds that out when asked.
	ModifiedFields map[string]any `json:"modifiedFields,omitempty"`
}

// Modified returns, for the path of each member that changed, the value it had
// before; nil for members that were not there.
func (u Updated[E]) Modified() map[string]any {
	if u.ModifiedFields != nil || reflect.ValueOf(&u.Previous).Elem().IsZero() {
		return u.ModifiedFields
	}
	return Difference(u.Previous, u.Entity)
}

// UpdatedBody returns the entity as it is now and the fields that changed.
func (u Updated[E]) UpdatedBody() (current any, modified map[string]any) {
	return u.Entity, u.Modified()
}

// Deleted makes the payload type that embeds it an entity-deleted event that
// carries the entity as it last was.
type Deleted[E any] struct {
	Entity E `json:"entity"`
}

// DeletedBody returns the entity as it last was.
func (d Deleted[E]) DeletedBody() any { return d.Entity }

// Gone makes the payload type that embeds it an entity-deleted event that
// tells no more than which entity it was.
type Gone struct{}

// Deleted marks the payload as that of a deletion.
func (Gone) Deleted() {}

// typeOf returns the wire name of a payload type.
func typeOf[T Payload]() string {
	var p T
	if t := reflect.TypeFor[T](); t.Kind() == reflect.Pointer {
		p, _ = reflect.New(t.Elem()).Interface().(T)
	}
	return p.EventType()
}
