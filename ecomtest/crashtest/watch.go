// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// watched is a store that tells when a commit begins and ends.
type watched struct {
	driver.Store
	notes   *notebook
	commits atomic.Int64
}

// Commit implements driver.Store.
func (w *watched) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	n := w.commits.Add(1)
	w.notes.write(note{Kind: noteBegin, N: n})
	r, err := w.Store.Commit(ctx, b)
	w.notes.write(note{Kind: noteEnd, N: n, Text: string(errorOf(err))})
	return r, err
}

// commitError says how a commit ended.
type commitError string

const (
	commitDone    commitError = ""
	commitRefused commitError = "refused" // by what is stored
	commitFailed  commitError = "failed"  // and did not happen
	commitLost    commitError = "lost"    // it may have happened
)

func errorOf(err error) commitError {
	switch {
	case err == nil:
		return commitDone
	case errors.Is(err, fault.Unknown):
		return commitLost
	case errors.Is(err, fault.Unavailable):
		return commitFailed
	}
	return commitRefused
}

// Unwrap returns the store that was wrapped.
func (w *watched) Unwrap() driver.Store { return w.Store }
