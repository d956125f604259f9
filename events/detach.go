// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

// Detacher is what payloads are that refer to entities. What is committed may
// be part of what the store keeps; handlers are given what Detach returns.
type Detacher interface {
	Payload

	// Detach returns a copy of the payload that shares nothing changeable with
	// it. Entities are copied by CopyOf.
	Detach(c *Copies) Payload
}

// Copies are the copies of entities that the events of one commit share. The
// zero Copies are empty. They are not safe for concurrent use.
type Copies struct{ list []copied }

type copied struct{ of, copy any }

// CopyOf returns the copy of an entity: its Clone, made once. The copy of a nil
// pointer is nil.
func CopyOf[E any, P interface {
	*E
	Clone() *E
}](c *Copies, p P) P {
	if p == nil {
		return nil
	}
	for i := range c.list {
		if k := &c.list[i]; k.of == any(p) {
			return k.copy.(P)
		}
	}
	clone := P(p.Clone())
	c.list = append(c.list, copied{p, clone})
	return clone
}

// detach returns a payload as handlers get it.
func detach(p Payload, c *Copies) Payload {
	if d, ok := p.(Detacher); ok {
		return d.Detach(c)
	}
	return p
}
