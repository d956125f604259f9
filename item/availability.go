// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import "github.com/go-ecom/ecom/internal/ptr"

// AvailabilityStatus says how much of a line its catalog can deliver.
type AvailabilityStatus string

// The statuses.
const (
	Available          AvailabilityStatus = "AVAILABLE"
	NotFound           AvailabilityStatus = "NOT_FOUND"           // the catalog has no such item
	NotAvailable       AvailabilityStatus = "NOT_AVAILABLE"       // none is left
	PartiallyAvailable AvailabilityStatus = "PARTIALLY_AVAILABLE" // less is left than the line asks for
)

// Availability says how much of an item there is.
type Availability struct {
	Status            AvailabilityStatus `json:"status,omitzero"`
	QuantityAvailable *int               `json:"quantityAvailable,omitzero"` // nil: without limit
}

// AvailabilityOf returns the availability of a line that asks for wanted units
// of an item of which available are left; nil means without limit.
func AvailabilityOf(wanted int, available *int) Availability {
	a := Availability{Status: Available, QuantityAvailable: ptr.Copy(available)}
	switch {
	case available == nil || *available >= wanted:
	case *available <= 0:
		a.Status = NotAvailable
	default:
		a.Status = PartiallyAvailable
	}
	return a
}

// IsZero reports whether nothing is known.
func (a Availability) IsZero() bool { return a.Status == "" && a.QuantityAvailable == nil }

// Clone returns a copy that shares nothing with a.
func (a *Availability) Clone() *Availability {
	if a == nil {
		return nil
	}
	return &Availability{Status: a.Status, QuantityAvailable: ptr.Copy(a.QuantityAvailable)}
}
