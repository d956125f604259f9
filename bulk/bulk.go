// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package bulk is how methods answer that do something to many entities at once,
// each by itself: what fails is told and holds back nothing else.
package bulk

import "github.com/go-ecom/ecom/fault"

// MaxItems is how many items a bulk method takes.
const MaxItems = 100

// ItemMetadata says what became of one item of a bulk request.
type ItemMetadata struct {
	ID            string            `json:"id,omitzero"`
	OriginalIndex int               `json:"originalIndex"` // its place in the request
	Success       bool              `json:"success"`
	Error         *ApplicationError `json:"error,omitzero"` // unless Success
}

// ApplicationError is an error as bulk answers carry it.
type ApplicationError struct {
	Code        string         `json:"code,omitzero"`
	Description string         `json:"description,omitzero"`
	Data        map[string]any `json:"data,omitempty"`
}

// ActionMetadata sums a bulk answer up.
type ActionMetadata struct {
	TotalSuccesses     int `json:"totalSuccesses"`
	TotalFailures      int `json:"totalFailures"`
	UndetailedFailures int `json:"undetailedFailures"` // failures that are not listed; always 0
}

// Result is what became of one entity of a bulk request.
type Result[T any] struct {
	ItemMetadata ItemMetadata `json:"itemMetadata"`
	Item         *T           `json:"item,omitzero"` // as it is now, when it was asked for
}

// Response is the answer of a bulk method, in the order of the request.
type Response[T any] struct {
	Results            []Result[T]    `json:"results"`
	BulkActionMetadata ActionMetadata `json:"bulkActionMetadata"`
}

// Add notes what became of the next entity, which is called id now, and tells it
// when that was asked for.
func (r *Response[T]) Add(id string, v *T, err error, returnEntity bool) {
	res := Result[T]{ItemMetadata: r.BulkActionMetadata.Item(len(r.Results), id, err)}
	if returnEntity && err == nil {
		res.Item = v
	}
	r.Results = append(r.Results, res)
}

// Item returns what became of the item at an index, and counts it.
func (m *ActionMetadata) Item(index int, id string, err error) ItemMetadata {
	r := ItemMetadata{ID: id, OriginalIndex: index, Success: err == nil}
	if err == nil {
		m.TotalSuccesses++
		return r
	}
	m.TotalFailures++
	r.Error = &ApplicationError{Code: fault.Code(err), Description: err.Error(), Data: fault.Data(err)}
	if r.Error.Code == "" {
		r.Error.Code = codeOf(err)
	}
	return r
}

// codeOf returns the code of an error that has none of its own.
func codeOf(err error) string {
	switch fault.ClassOf(err) {
	case fault.Invalid:
		return "INVALID_ARGUMENT"
	case fault.NotFound:
		return "NOT_FOUND"
	case fault.Denied:
		return "PERMISSION_DENIED"
	case fault.State, fault.Limit:
		return "FAILED_PRECONDITION"
	case fault.Conflict:
		return "ABORTED"
	case fault.Exists:
		return "ALREADY_EXISTS"
	default:
		return "INTERNAL"
	}
}
