// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
)

// BulkError is why something was not done to one of the elements of a call.
type BulkError struct {
	ID    string `json:"id"` // of the element; of a new one, its index in the call
	Error error  `json:"-"`
}

// MarshalJSON writes the id and the error's code and text.
func (e BulkError) MarshalJSON() ([]byte, error) {
	type applicationError struct {
		Code        string `json:"code,omitempty"`
		Description string `json:"description"`
	}
	return json.Marshal(struct {
		ID    string           `json:"id"`
		Error applicationError `json:"error"`
	}{e.ID, applicationError{fault.Code(e.Error), e.Error.Error()}})
}

// bulk does something to each element of a call.
func bulk[In, Out any](ctx context.Context, op, path string, in []In,
	do func(ctx context.Context, v In) (*Out, error), id func(v In) string,
) ([]*Out, []BulkError, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, nil, fault.At(op, err)
	}
	var check fault.Checker
	check.Size(path, len(in), 1, MaxBulk)
	if err := check.Err(); err != nil {
		return nil, nil, fault.At(op, err)
	}
	done, errs := []*Out{}, []BulkError{}
	for i, v := range in {
		out, err := do(service.ItemContext(ctx, op, i), v)
		switch {
		case err == nil:
			done = append(done, out)
		case ctx.Err() != nil:
			return nil, nil, fault.At(op, err)
		default:
			errs = append(errs, BulkError{ID: cmp.Or(id(v), strconv.Itoa(i)), Error: err})
		}
	}
	return done, errs, nil
}
