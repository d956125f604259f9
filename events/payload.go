// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import "reflect"

// Payload is what an event tells. Payload types are values, not pointers.
type Payload interface {
	// EventType returns the wire name, such as "wix.ecom.v1.order_approved".
	// It is constant: the zero value returns it too.
	EventType() string
}

// A payload may say more about itself with these methods.
type (
	// createdBody is implemented by payloads about a new entity.
	createdBody interface{ CreatedBody() any }

	// updatedBody is implemented by payloads about a changed entity: the
	// entity as it is now, and a value for the path of each changed field.
	updatedBody interface {
		UpdatedBody() (current any, modified map[string]any)
	}

	// deletedBody is implemented by payloads about an entity that is gone.
	deletedBody interface{ Deleted() }

	// lastBody is implemented by payloads about an entity that is gone which
	// carry it as it last was.
	lastBody interface{ DeletedBody() any }

	// fqdnBody is implemented by payloads whose EventType does not show
	// where the entity's name ends.
	fqdnBody interface{ EntityFQDN() string }
)

// Created makes the payload type that embeds it an entity-created event.
type Created[E any] struct {
	Entity E `json:"entity"`
}

// CreatedBody returns the new entity.
func (c Created[E]) CreatedBody() any { return c.Entity }

// Updated makes the payload type that embeds it an entity-updated event.
type Updated[E any] struct {
	Entity         E              `json:"entity"`                   // as it is now
	ModifiedFields map[string]any `json:"modifiedFields,omitempty"` // by the path of the field
}

// UpdatedBody returns the entity as it is now and the fields that changed.
func (u Updated[E]) UpdatedBody() (current any, modified map[string]any) {
	return u.Entity, u.ModifiedFields
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
