// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// BoundError says which count would have left its bounds. It is a fault.Limit.
type BoundError struct {
	Ref   Ref
	Value int64 // the value it has now
	Delta int64 // what was to be added
}

// Error implements error.
func (e *BoundError) Error() string {
	return fmt.Sprintf("count %s %s is %d and cannot change by %d", e.Ref.Kind, e.Ref.ID, e.Value, e.Delta)
}

// Unwrap returns fault.Limit.
func (e *BoundError) Unwrap() error { return fault.Limit }

// UniqueError says which unique key is taken. It is a fault.Exists.
type UniqueError struct {
	Ref   Ref    // the record that was to be written
	Index string // the unique index
	Taken string // the ID of the record that has the key; "" when the driver can't tell
}

// Error implements error.
func (e *UniqueError) Error() string {
	return fmt.Sprintf("%s %s: another one has the same %s", e.Ref.Kind, e.Ref.ID, e.Index)
}

// Unwrap returns fault.Exists.
func (e *UniqueError) Unwrap() error { return fault.Exists }

// ConflictError says which record was not as a batch expected it. It is a
// fault.Conflict. Drivers that can't tell return fault.Conflict itself.
type ConflictError struct {
	Ref  Ref
	Want int64 // the revision that was expected
	Have int64 // the revision that it has; 0: it does not exist
}

// Error implements error.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s %s has revision %d, not %d", e.Ref.Kind, e.Ref.ID, e.Have, e.Want)
}

// Unwrap returns fault.Conflict.
func (e *ConflictError) Unwrap() error { return fault.Conflict }
