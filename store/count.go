// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/store/driver"
)

// Counter is a family of numbers that many may change at once without
// conflicts: stock, uses of a coupon, order numbers. A number that does not
// exist counts as Start.
type Counter struct {
	Kind  string // what is counted; not a name given to Define
	Start int64  // the value before the first change
}

// Bounds are the values that a change may lead to, inclusive. The zero Bounds
// are none; give math.MaxInt64 for what has a least value only.
type Bounds struct {
	Min, Max int64
}

// Result is the outcome of a change to a counter.
type Result struct {
	value int64
}

// Value returns the new value. It is known in OnResolve callbacks, in payloads
// of events, and after the Update; before that it is 0.
func (r *Result) Value() int64 { return r.value }

// count is a change on its way to the driver.
type count struct {
	driver.Count
	result *Result
}

// Get returns the committed value, and whether it was ever changed. Changes of
// the same Tx are not in it.
func (c Counter) Get(ctx context.Context, r Reader, id string) (int64, bool, error) {
	s := r.base()
	if err := s.Ready(ctx); err != nil {
		return 0, false, err
	}
	records, err := s.driver.Get(ctx, s.ref(c.Kind, id))
	if err != nil {
		return 0, false, wrap(c.Kind, id, err)
	}
	if records[0].Revision == 0 {
		return c.Start, false, nil
	}
	return records[0].Count, true, nil
}

// GetAll returns the committed values of numbers, in the order of their ids. It
// reads up to driver.MaxPage of them at one moment.
func (c Counter) GetAll(ctx context.Context, r Reader, ids ...string) ([]int64, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	s := r.base()
	if err := s.Ready(ctx); err != nil {
		return nil, err
	}
	values := make([]int64, 0, len(ids))
	for page := range slices.Chunk(ids, driver.MaxPage) {
		refs := make([]driver.Ref, len(page))
		for i, id := range page {
			refs[i] = s.ref(c.Kind, id)
		}
		records, err := s.driver.Get(ctx, refs...)
		if err != nil {
			return nil, wrap(c.Kind, "", err)
		}
		for i := range records {
			value := c.Start
			if records[i].Revision != 0 {
				value = records[i].Count
			}
			values = append(values, value)
		}
	}
	return values, nil
}

// Add changes a number by delta. When the result would leave b, the Update
// fails with fault.Limit. Several changes in one Tx apply one after the other.
func (c Counter) Add(tx *Tx, id string, delta int64, b Bounds) *Result {
	return tx.count(driver.Count{
		Ref: tx.s.ref(c.Kind, id), Start: c.Start, Delta: delta, Min: b.Min, Max: b.Max,
	})
}

// Set gives a number a value. When expect is not nil and the number is another
// one by then, the Update runs again, and in the end fails with
// fault.Conflict.
func (c Counter) Set(tx *Tx, id string, value int64, expect *int64) *Result {
	return tx.count(driver.Count{Ref: tx.s.ref(c.Kind, id), Start: c.Start, Set: true, Value: value, Expect: expect})
}

func (tx *Tx) count(c driver.Count) *Result {
	tx.mustBeOpen()
	tx.checkID(c.Ref.Kind, c.Ref.ID)
	r := new(Result)
	tx.counts = append(tx.counts, count{Count: c, result: r})
	return r
}
