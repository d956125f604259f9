// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"sync"
)

// flights lets one call at a time run under one stored answer's id. The zero
// flights are ready to use.
type flights struct {
	mu  sync.Mutex
	out map[string]chan struct{} // closed when the call is over
}

// enter waits until nobody is under way under id, at most as long as ctx. leave
// may be called more than once.
func (f *flights) enter(ctx context.Context, id string) (leave func(), err error) {
	for {
		f.mu.Lock()
		other, busy := f.out[id]
		if !busy {
			if f.out == nil {
				f.out = make(map[string]chan struct{})
			}
			done := make(chan struct{})
			f.out[id] = done
			f.mu.Unlock()
			return func() { f.leave(id, done) }, nil
		}
		f.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (f *flights) leave(id string, done chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.out[id] == done {
		delete(f.out, id)
		close(done)
	}
}
