// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package patch tells apart the three things an update can say of a field:
// keep it, clear it, or set it to a value.
package patch

import (
	"bytes"
	"encoding/json"
)

type state uint8

const (
	keep state = iota
	clear
	set
)

// Field is what an update says of one field. The zero Field keeps it. In a
// JSON PATCH body an absent member keeps, null clears, and a value sets;
// declare members with omitzero so that they encode the same way.
type Field[T any] struct {
	value T
	state state
}

// Set returns a Field that sets the field to v.
func Set[T any](v T) Field[T] { return Field[T]{value: v, state: set} }

// Clear returns a Field that clears the field.
func Clear[T any]() Field[T] { return Field[T]{state: clear} }

// IsZero reports whether the field is kept.
func (f Field[T]) IsZero() bool { return f.state == keep }

// IsClear reports whether the field is cleared.
func (f Field[T]) IsClear() bool { return f.state == clear }

// Get returns the value that the field is set to, and whether it is set.
func (f Field[T]) Get() (T, bool) { return f.value, f.state == set }

// Apply changes *dst as the Field says and reports whether it said anything.
// Clearing gives *dst the zero value of T.
func (f Field[T]) Apply(dst *T) bool {
	if f.state == keep {
		return false
	}
	*dst = f.value
	return true
}

// MarshalJSON encodes a set field as its value and any other as null.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if f.state != set {
		return []byte("null"), nil
	}
	return json.Marshal(f.value)
}

// UnmarshalJSON clears on null and sets on anything else.
func (f *Field[T]) UnmarshalJSON(data []byte) error {
	var v T
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		*f = Field[T]{state: clear}
		return nil
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*f = Field[T]{value: v, state: set}
	return nil
}
