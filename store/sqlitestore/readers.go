// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"sync"
)

// maxIdle is how many connections for reading are kept when nobody reads.
const maxIdle = 8

// readers are the connections for reading that are free. There are as many as
// there are calls at once.
type readers struct {
	mu   sync.Mutex
	free []*conn
}

func (r *readers) get() *conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.free) == 0 {
		return nil
	}
	c := r.free[len(r.free)-1]
	r.free = r.free[:len(r.free)-1]
	return c
}

func (r *readers) put(c *conn) {
	r.mu.Lock()
	keep := len(r.free) < maxIdle
	if keep {
		r.free = append(r.free, c)
	}
	r.mu.Unlock()
	if !keep {
		_ = c.close()
	}
}

func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, c := range r.free {
		errs = append(errs, c.close())
	}
	r.free = nil
	return errors.Join(errs...)
}

// read calls fn with a connection for reading. fn may be called again, and
// then begins anew.
func (s *Store) read(ctx context.Context, fn func(*conn) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	return classify(s.patiently(ctx, func() error {
		c := s.readers.get()
		if c == nil {
			var err error
			if c, err = s.connectReader(ctx); err != nil {
				return err
			}
		}
		if err := fn(c); err != nil {
			if code(err) != 0 {
				_ = c.close()
			} else {
				s.readers.put(c)
			}
			return err
		}
		s.readers.put(c)
		return nil
	}))
}

func (s *Store) connectReader(ctx context.Context) (*conn, error) {
	c, err := connect(ctx, s.dsn)
	if err != nil {
		return nil, err
	}
	if err := c.script(`PRAGMA query_only = 1; PRAGMA temp_store = MEMORY`); err != nil {
		_ = c.close()
		return nil, err
	}
	return c, nil
}

// together runs fn in a read transaction: all that it reads is of one moment.
func (c *conn) together(fn func() error) error {
	if err := c.run(`BEGIN`); err != nil {
		return err
	}
	return errors.Join(fn(), c.run(`COMMIT`))
}
