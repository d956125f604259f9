// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// The channel of notifications is that of the tables: their number tells the
// schemas of a database apart.
const (
	sqlNotify  = `select pg_notify('ecom_' || 'ecom_event'::regclass::oid, $1)`
	sqlChannel = `select 'ecom_' || 'ecom_event'::regclass::oid`
)

// payload is what is said of a site: a number, since names may be long and
// have any bytes. Two sites with the same one wake each other.
func payload(site string) string { return strconv.Itoa(int(hash(site))) }

// notify wakes those who wait for the events of a site. When that fails they
// find out by polling.
func (s *Store) notify(ctx context.Context, site string) {
	_ = s.exec(ctx, sqlNotify, payload(site))
}

// Wake implements driver.Waker. Beside those of the pool there is one more
// connection as long as any channel is open.
func (s *Store) Wake(ctx context.Context, site string) <-chan struct{} {
	return s.wakers.add(ctx, payload(site))
}

// wakers are the channels of Wake and the connection that listens for them.
type wakers struct {
	config *pgx.ConnConfig

	mu     sync.Mutex
	closed bool
	open   map[chan struct{}]string // and what they wait for
	stop   context.CancelFunc       // ends the listening; nil when nobody listens
}

func newWakers(config *pgx.ConnConfig) *wakers {
	return &wakers{config: config, open: make(map[chan struct{}]string)}
}

func (w *wakers) add(ctx context.Context, what string) <-chan struct{} {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || ctx.Err() != nil {
		close(c)
		return c
	}
	w.open[c] = what
	if w.stop == nil {
		listening, stop := context.WithCancel(context.WithoutCancel(ctx))
		w.stop = stop
		go w.listen(listening)
	} else {
		c <- struct{}{} // what happened before is not known to anybody
	}
	context.AfterFunc(ctx, func() { w.remove(c) })
	return c
}

func (w *wakers) remove(c chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.open[c]; !ok {
		return
	}
	delete(w.open, c)
	close(c)
	if len(w.open) == 0 {
		w.stop()
		w.stop = nil
	}
}

func (w *wakers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for c := range w.open {
		delete(w.open, c)
		close(c)
	}
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// wake wakes those who wait for something, or everybody.
func (w *wakers) wake(what string, everybody bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c, waits := range w.open {
		if everybody || waits == what {
			select {
			case c <- struct{}{}:
			default: // it has not heard of the last time yet
			}
		}
	}
}

// How long to wait before connecting again.
const (
	pauseFirst = 50 * time.Millisecond
	pauseMost  = 5 * time.Second
)

// listen keeps a connection that listens, until ctx ends.
func (w *wakers) listen(ctx context.Context) {
	pause := pauseFirst
	for ctx.Err() == nil {
		if w.listenOnce(ctx) {
			pause = pauseFirst
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, pauseMost)
	}
}

// listenOnce listens until the connection breaks. It reports whether there was
// one.
func (w *wakers) listenOnce(ctx context.Context) bool {
	conn, err := pgx.ConnectConfig(ctx, w.config)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // it is given up either way
	var channel string
	if err := conn.QueryRow(ctx, sqlChannel).Scan(&channel); err != nil {
		return false
	}
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return false
	}
	w.wake("", true) // of what came before nobody has heard
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		w.wake(n.Payload, false)
	}
}
