// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"iter"
	"sync"

	"github.com/go-ecom/ecom/store/driver"
)

var _ driver.Snapshotter = (*Store)(nil)

// Snapshot implements driver.Snapshotter by a read transaction that stays open.
// While it does, the write-ahead log grows with each commit: close views soon.
func (s *Store) Snapshot(ctx context.Context) (driver.View, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	v := &view{s: s}
	err := s.patiently(ctx, func() (err error) {
		if v.c, err = s.connectReader(ctx); err != nil {
			return err
		}
		if err = v.c.run(`BEGIN`); err == nil {
			_, err = v.c.number(`SELECT count(*) FROM (SELECT 1 FROM space LIMIT 1)`) // the moment is that of the first read
		}
		if err != nil {
			_ = v.c.close()
		}
		return err
	})
	if err != nil {
		return nil, classify(err)
	}
	s.viewsMu.Lock()
	defer s.viewsMu.Unlock()
	s.views[v] = struct{}{}
	return v, nil
}

// view is a driver.View. Closing the store closes it, too.
type view struct {
	s  *Store
	mu sync.Mutex
	c  *conn // nil: closed
}

// read calls fn with the connection of the view.
func (v *view) read(ctx context.Context, fn func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.c == nil {
		return errClosed
	}
	return classify(fn(v.c))
}

// Close implements driver.View.
func (v *view) Close() error {
	v.s.viewsMu.Lock()
	delete(v.s.views, v)
	v.s.viewsMu.Unlock()
	return v.release()
}

func (v *view) release() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.c == nil {
		return nil
	}
	err := errors.Join(v.c.run(`ROLLBACK`), v.c.close())
	v.c = nil
	return classify(err)
}

// Get implements driver.View.
func (v *view) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records := make([]driver.Record, len(refs))
	err := v.read(ctx, func(c *conn) error { return v.s.get(c, refs, records) })
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Find implements driver.View.
func (v *view) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		var page []driver.Record
		err := v.read(ctx, func(c *conn) (err error) {
			page, err = v.s.page(c, &q)
			return err
		})
		yieldAll(page, err, yield)
	}
}

// Sites implements driver.Lister.
func (v *view) Sites(ctx context.Context) (list []string, err error) {
	err = v.read(ctx, func(c *conn) (err error) {
		list, err = c.sites()
		return err
	})
	return list, err
}

// Kinds implements driver.Lister.
func (v *view) Kinds(ctx context.Context, site string) (list []string, err error) {
	err = v.read(ctx, func(c *conn) (err error) {
		list, err = c.kinds(site)
		return err
	})
	return list, err
}

// Subscriptions implements driver.View.
func (v *view) Subscriptions(ctx context.Context, site string) (list []driver.Subscription, err error) {
	err = v.read(ctx, func(c *conn) (err error) {
		list, err = v.s.subscriptions(c, site)
		return err
	})
	return list, err
}

const (
	sqlLog = `SELECT event.id, event.key, event.sequence, event.type, event.time, doc, event.position
FROM event CROSS JOIN eventdoc ON eventdoc.position = event.position
WHERE event.log = ?1 AND event.position > ?2 ORDER BY event.position LIMIT ?3`
	sqlWork = `SELECT subscription.name, ` + isPending + `, ` + isDead + `
FROM subscription CROSS JOIN event ON event.log = subscription.log
WHERE subscription.log = ?1 AND event.position = ?2 ORDER BY subscription.name`
)

// Log implements driver.View.
func (v *view) Log(ctx context.Context, site, after string, limit int) (list []driver.LogEntry, err error) {
	err = v.read(ctx, func(c *conn) (err error) {
		list, err = v.log(c, site, after, limit)
		return err
	})
	return list, err
}

func (v *view) log(c *conn, site, after string, limit int) ([]driver.LogEntry, error) {
	id, err := v.s.spaces.lookUp(c, log(site))
	if err != nil {
		return nil, err
	}
	behind, err := c.behind(id, after)
	if err != nil {
		return nil, err
	}
	var list []driver.LogEntry
	var positions []int64
	err = c.rows(func(r row) bool {
		list = append(list, driver.LogEntry{Event: event(site, r)})
		positions = append(positions, r.int(6))
		return true
	}, sqlLog, id, behind, within(limit))
	if err != nil {
		return nil, err
	}
	for i := range list {
		e := &list[i]
		err := c.rows(func(r row) bool {
			if r.int(1) != 0 {
				e.Pending = append(e.Pending, r.text(0))
			}
			if r.int(2) != 0 {
				e.Dead = append(e.Dead, r.text(0))
			}
			return true
		}, sqlWork, id, positions[i])
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}
