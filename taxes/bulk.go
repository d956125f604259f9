// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/pricing"
)

// ItemMetadata says what became of one item of a bulk request.
type ItemMetadata struct {
	ID            string                    `json:"id,omitempty"`
	OriginalIndex int                       `json:"originalIndex"` // its place in the request
	Success       bool                      `json:"success"`
	Error         *pricing.ApplicationError `json:"error,omitempty"` // unless Success
}

// BulkActionMetadata sums a bulk answer up.
type BulkActionMetadata struct {
	TotalSuccesses     int `json:"totalSuccesses"`
	TotalFailures      int `json:"totalFailures"`
	UndetailedFailures int `json:"undetailedFailures"` // failures that are not listed; always 0
}

// item returns what became of the item at an index, and counts it.
func (m *BulkActionMetadata) item(index int, id string, err error) ItemMetadata {
	if err == nil {
		m.TotalSuccesses++
		return ItemMetadata{ID: id, OriginalIndex: index, Success: true}
	}
	m.TotalFailures++
	e := &pricing.ApplicationError{Code: fault.Code(err), Description: err.Error(), Data: fault.Data(err)}
	if e.Code == "" {
		e.Code = "INVALID_ARGUMENT"
		if fault.ClassOf(err) != fault.Invalid {
			e.Code = "INTERNAL"
		}
	}
	return ItemMetadata{OriginalIndex: index, Error: e}
}
