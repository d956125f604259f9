// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// event is an entry of the log.
type event struct {
	ID, Key  []byte
	Sequence int64
	Type     string
	Time     time.Time
	Doc      []byte
}

// subscription says where a durable subscription began.
type subscription struct {
	From  uint64    // the first position behind its first claim
	Since time.Time // of that claim
}

// delivery is how far a subscription is with an event.
type delivery struct {
	Settled bool
	Attempt int
	Lease   string    // who may settle it
	Until   time.Time // when others may have it
}

// log appends events. Their positions rise in the order of the commits, since
// one transaction writes at a time.
func (t *tx) log(events []driver.Event) error {
	for _, e := range events {
		doc, err := e.Doc.Encode()
		if err != nil {
			return err
		}
		t.save(logs, position(e.Site, t.next(logs)), event{[]byte(e.ID), []byte(e.Key), e.Sequence, e.Type, e.Time.UTC(), doc})
	}
	return nil
}

func position(site string, n uint64) []byte { return store.Key(store.Text(site), store.Int(int64(n))) }

// Claim implements driver.Store.
func (s *Store) Claim(ctx context.Context, c driver.Claim) (claimed []driver.Event, err error) {
	err = s.update(ctx, func(t *tx) error {
		var sub subscription
		if name := key(c.Site, c.Subscription); !t.load(subs, name, &sub) {
			sub = subscription{From: t.Bucket(logs).Sequence() + 1, Since: c.Since}
			t.save(subs, name, sub)
		}
		seen := make(map[string]bool)
		cursor, site, first := t.Bucket(logs).Cursor(), key(c.Site), position(c.Site, sub.From)
		for at, data := cursor.Seek(site); bytes.HasPrefix(at, site) && len(claimed) < within(c.Limit); at, data = cursor.Next() {
			var e event
			var d delivery
			t.note(json.Unmarshal(data, &e))
			t.load(work, key(c.Site, c.Subscription, string(e.ID)), &d)
			before := bytes.Compare(at, first) < 0 && (sub.Since.IsZero() || e.Time.Before(sub.Since))
			if before || d.Settled || seen[string(e.Key)] || c.Types != nil && !slices.Contains(c.Types, e.Type) {
				continue
			}
			seen[string(e.Key)] = true // the first of its key: nothing behind it is due
			if d.Until.After(c.Now) {
				continue
			}
			d = delivery{Attempt: d.Attempt + 1, Lease: strconv.FormatUint(t.next(work), 36), Until: c.Now.Add(c.Lease).UTC()}
			t.save(work, key(c.Site, c.Subscription, string(e.ID)), d)
			claimed = append(claimed, driver.Event{
				ID: string(e.ID), Site: c.Site, Key: string(e.Key), Sequence: e.Sequence, Type: e.Type, Time: e.Time,
				Stored: driver.Doc{Bytes: e.Doc}, Attempt: d.Attempt, Lease: d.Lease, Until: d.Until,
			})
		}
		return nil
	})
	return claimed, err
}

// Settle implements driver.Store.
func (s *Store) Settle(ctx context.Context, list ...driver.Settlement) error {
	return s.update(ctx, func(t *tx) error {
		for _, x := range list {
			var d delivery
			at := key(x.Site, x.Subscription, x.EventID)
			if !t.load(work, at, &d) || d.Lease == "" || d.Lease != x.Lease {
				return fault.Conflict // settled, or claimed again
			}
			d.Lease, d.Until, d.Settled = "", x.RetryAt.UTC(), x.Outcome != driver.Retry
			t.save(work, at, d)
		}
		return nil
	})
}
