// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// Synchronous says when a commit is on the disk.
type Synchronous uint8

// The ways to synchronize.
const (
	// Full: a commit is on the disk when it is acknowledged, and survives the
	// loss of power.
	Full Synchronous = iota

	// Normal: a commit survives the end of the process, however that comes, but
	// power loss may undo the last ones. What is undone is the end of the
	// history, never its middle; the file stays whole.
	Normal
)

// Config says how a Store works. The zero Config is usable.
type Config struct {
	// Synchronous says when a commit is on the disk; default Full.
	Synchronous Synchronous

	// Wait is how long a call waits for another process that writes, unless its
	// context ends earlier; default 5 s. After that it fails with
	// fault.Unavailable.
	Wait time.Duration

	// Poll is how often a Wake channel looks for commits of other processes;
	// default 200 ms.
	Poll time.Duration
}

// setDefaults completes a Config.
func (c *Config) setDefaults() {
	if c.Wait <= 0 {
		c.Wait = 5 * time.Second
	}
	if c.Poll <= 0 {
		c.Poll = 200 * time.Millisecond
	}
}

// Store is a driver.Store in a file, safe for concurrent use.
type Store struct {
	config Config
	dsn    string
	spaces spaces
	queue  queue
	wakers wakers

	// life is held for reading by every call, for writing by Close.
	life    sync.RWMutex
	closed  bool
	readers readers
	writer  *conn // of whoever leads the queue; nil: to be opened
	writes  int   // how many groups were committed
	views   map[*view]struct{}
	viewsMu sync.Mutex
}

var (
	_ driver.Store    = (*Store)(nil)
	_ driver.Resolver = (*Store)(nil)
)

// enter begins a call, leave ends it.
func (s *Store) enter(ctx context.Context) error {
	s.life.RLock()
	err := ctx.Err()
	if s.closed {
		err = errClosed
	}
	if err != nil {
		s.life.RUnlock()
	}
	return err
}

func (s *Store) leave() { s.life.RUnlock() }

// Close implements driver.Store: it waits for calls that are under way. The
// last process to close the file leaves all of it in one file.
func (s *Store) Close() error {
	s.wakers.close()
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	errs := []error{s.readers.close()}
	for v := range s.views {
		errs = append(errs, v.release())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	return classify(errors.Join(errs...))
}
