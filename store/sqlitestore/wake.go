// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"sync"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

var _ driver.Waker = (*Store)(nil)

// wakers are those who wait for events. Commits of this process wake them at
// once. A goroutine, which runs as long as anybody waits, looks for commits of
// other processes.
type wakers struct {
	mu      sync.Mutex
	closed  bool
	waiting map[chan struct{}]string // their sites
	stop    chan struct{}            // ends the goroutine; nil: there is none
	stopped sync.WaitGroup
}

// Wake implements driver.Waker. Commits of other processes are noticed after
// Config.Poll at the latest, whatever site they were for.
func (s *Store) Wake(ctx context.Context, site string) <-chan struct{} {
	w := make(chan struct{}, 1)
	s.wakers.mu.Lock()
	defer s.wakers.mu.Unlock()
	if s.wakers.closed || ctx.Err() != nil {
		close(w)
		return w
	}
	if s.wakers.waiting == nil {
		s.wakers.waiting = make(map[chan struct{}]string)
	}
	s.wakers.waiting[w] = site
	if s.wakers.stop == nil {
		stop := make(chan struct{})
		s.wakers.stop = stop
		s.wakers.stopped.Go(func() { s.poll(stop) })
	}
	context.AfterFunc(ctx, func() { s.wakers.leave(w) })
	return w
}

// leave ends the waiting of one.
func (k *wakers) leave(w chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.waiting[w]; !ok {
		return
	}
	delete(k.waiting, w)
	close(w)
	if len(k.waiting) == 0 && k.stop != nil {
		close(k.stop)
		k.stop = nil
	}
}

// wake wakes those who wait for events of a site.
func (k *wakers) wake(site string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for w, of := range k.waiting {
		if of == site {
			signal(w)
		}
	}
}

func (k *wakers) wakeAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for w := range k.waiting {
		signal(w)
	}
}

func signal(w chan struct{}) {
	select {
	case w <- struct{}{}:
	default: // it has yet to notice the last time
	}
}

// close ends all waiting.
func (k *wakers) close() {
	k.mu.Lock()
	k.closed = true
	for w := range k.waiting {
		delete(k.waiting, w)
		close(w)
	}
	if k.stop != nil {
		close(k.stop)
		k.stop = nil
	}
	k.mu.Unlock()
	k.stopped.Wait()
}

// poll wakes everybody when another process has committed something.
func (s *Store) poll(stop <-chan struct{}) {
	tick := time.NewTicker(s.config.Poll)
	defer tick.Stop()
	var c *conn
	var last int64
	for {
		version, err := s.dataVersion(&c)
		if err == nil && version != last {
			last = version
			s.wakers.wakeAll()
		}
		select {
		case <-stop:
			if c != nil {
				_ = c.close()
			}
			return
		case <-tick.C:
		}
	}
}

// dataVersion returns a number that changes with each commit of another
// connection than c, which is made when it is nil.
func (s *Store) dataVersion(c **conn) (int64, error) {
	ctx := context.Background()
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.leave()
	if *c == nil {
		fresh, err := s.connectReader(ctx)
		if err != nil {
			return 0, err
		}
		*c = fresh
	}
	return (*c).number(`PRAGMA data_version`)
}
