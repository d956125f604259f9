// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import "maps"

// ExtendedFields are values that apps keep with an entity, by namespace.
type ExtendedFields struct {
	Namespaces map[string]Object `json:"namespaces,omitzero"`
}

// Get returns one value of a namespace, or nil.
func (e *ExtendedFields) Get(namespace, key string) any {
	if e == nil {
		return nil
	}
	return e.Namespaces[namespace][key]
}

// Merge returns e with the members of data put into a namespace; a nil member
// removes the key, and other keys stay. A namespace left without keys goes, and
// fields left without namespaces are nil. Neither e nor data is changed or
// shared; e may be nil.
func (e *ExtendedFields) Merge(namespace string, data map[string]any) *ExtendedFields {
	c := e.Clone()
	if c == nil {
		c = &ExtendedFields{}
	}
	ns := c.Namespaces[namespace]
	if ns == nil {
		ns = Object{}
	}
	for k, v := range data {
		if v == nil {
			delete(ns, k)
			continue
		}
		ns[k] = CloneValue(v)
	}
	switch {
	case len(ns) == 0:
		delete(c.Namespaces, namespace)
	case c.Namespaces == nil:
		c.Namespaces = map[string]Object{namespace: ns}
	default:
		c.Namespaces[namespace] = ns
	}
	if len(c.Namespaces) == 0 {
		return nil
	}
	return c
}

// Clone returns a copy that shares nothing with e.
func (e *ExtendedFields) Clone() *ExtendedFields {
	if e == nil {
		return nil
	}
	c := &ExtendedFields{Namespaces: maps.Clone(e.Namespaces)}
	for k, v := range c.Namespaces {
		c.Namespaces[k] = v.Clone()
	}
	return c
}
