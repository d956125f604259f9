// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
)

// parcel is what the cases store through the layer above the driver.
type parcel struct {
	ID     string    `json:"id"`
	Code   string    `json:"code"`
	Labels []string  `json:"labels"`
	SentAt time.Time `json:"sentAt"`
	Number int64     `json:"number"`
}

// RecordID implements store.Entity.
func (p *parcel) RecordID() string { return p.ID }

// Clone implements store.Entity.
func (p *parcel) Clone() *parcel {
	c := *p
	c.Labels = slices.Clone(p.Labels)
	return &c
}

func parcels() *store.Kind[parcel, *parcel] {
	return store.Define("parcel", 1,
		store.Unique("code", func(p *parcel) string { return p.Code }),
		store.By("sent", func(p *parcel) store.Part { return store.Time(p.SentAt) }),
		store.ByAny("label", func(p *parcel) (keys []store.Composite) {
			for _, l := range p.Labels {
				keys = append(keys, store.Composite{store.Text(l), store.Time(p.SentAt)})
			}
			return keys
		}))
}

func portableCases() []testCase {
	return []testCase{
		{"portable-get-copies", "changing what Get, Find and ByUnique of the layer above returned must not change the store", portableGetCopies},
		{"portable-put-copies", "changing what was put, once it is committed, must not change the store", portablePutCopies},
		{"portable-times", "times come back to the microsecond, and sort by it", portableTimes},
		{"portable-texts", "texts of any kind come back as they were, and are found by", portableTexts},
		{"portable-update-again", "Update runs again after a conflict, so nobody's change is lost", portableUpdateAgain},
		{"portable-numbers", "documents have the numbers that their commit drew, without gaps or doubles", portableNumbers},
		{"portable-events", "events of a key are numbered without gaps and published in that order", portableEvents},
		{"portable-pages", "a range of a composite index is read page by page by positions, in both directions", portablePages},
		{"portable-recreated", "a record that was deleted and made again is not taken for the old one", portableRecreated},
	}
}

// portable returns a store.Store on the case's store.
func (k *kit) portable(c store.Config) *store.Store {
	k.Helper()
	if c.Now == nil {
		c.Now = func() time.Time { return epoch }
	}
	s, err := store.New(k.store, c)
	k.must("store.New()", err)
	return s
}

func (k *kit) put(s *store.Store, list ...*parcel) {
	k.Helper()
	kind := parcels()
	k.must("Update()", s.Update(k.Context(), func(_ context.Context, tx *store.Tx) error {
		for _, p := range list {
			kind.Put(tx, p)
		}
		return nil
	}))
}

func portableGetCopies(k *kit) {
	s, kind := k.portable(store.Config{}), parcels()
	k.put(s, &parcel{ID: "a", Code: "c", Labels: []string{"x", "y"}, SentAt: epoch})
	for range 2 {
		got, err := kind.Get(k.Context(), s, "a")
		k.must("Get()", err)
		want(k, "Get().Labels", strings.Join(got.Labels, ""), "xy")
		got.Labels[0], got.Code = "changed", "changed"
		got, err = kind.ByUnique(k.Context(), s, "code", "c")
		k.must("ByUnique()", err)
		want(k, "ByUnique().Labels", strings.Join(got.Labels, ""), "xy")
		got.Labels[0] = "changed"
		for got, err := range kind.Find(k.Context(), s, store.Range{Index: "sent"}) {
			k.must("Find()", err)
			want(k, "Find().Labels", strings.Join(got.Labels, ""), "xy")
			got.Labels[0] = "changed"
		}
	}
}

func portablePutCopies(k *kit) {
	s, kind := k.portable(store.Config{}), parcels()
	p := &parcel{ID: "a", Labels: []string{"x", "y"}}
	k.put(s, p)
	p.Labels[0], p.Code = "changed", "changed"
	got, err := kind.Get(k.Context(), s, "a")
	k.must("Get()", err)
	want(k, "Get()", fmt.Sprint(got.Labels, got.Code), "[x y]")
}

func portableTimes(k *kit) {
	s, kind := k.portable(store.Config{}), parcels()
	times := []time.Time{
		{},
		time.UnixMicro(-1).UTC(), time.UnixMicro(0).UTC(), epoch, epoch.Add(time.Microsecond), epoch.Add(2 * time.Microsecond),
		time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	}
	for i, t := range times {
		k.put(s, &parcel{ID: name("p", 100-i), SentAt: t})
	}
	i := 0
	for got, err := range kind.Find(k.Context(), s, store.Range{Index: "sent"}) {
		k.must("Find()", err)
		if i < len(times) && !got.SentAt.Equal(times[i]) {
			k.Errorf("Find() number %d has the time %v, want %v", i, got.SentAt, times[i])
		}
		i++
	}
	want(k, "the number of records", i, len(times))
}

func portableTexts(k *kit) {
	s, kind := k.portable(store.Config{}), parcels()
	for i, text := range oddStrings {
		if len(text) > 500 || strings.ToValidUTF8(text, "") != text {
			continue // JSON has no such texts, and keys of several parts have a limit
		}
		id := name("p", i)
		k.put(s, &parcel{ID: id, Code: text, Labels: []string{text, text + "\x00"}, SentAt: epoch})
		got, err := kind.Get(k.Context(), s, id)
		k.must("Get()", err)
		if got.Code != text {
			k.Errorf("the text %q came back as %q", text, got.Code)
		}
		if text != "" {
			got, err = kind.ByUnique(k.Context(), s, "code", text)
			k.must("ByUnique()", err)
			want(k, "ByUnique()", got.ID, id)
		}
	}
	for _, text := range []string{"", "a", "\x00", "ß", "a "} {
		for got, err := range kind.Find(k.Context(), s, store.Range{Index: "label", Prefix: []store.Part{store.Text(text)}}) {
			k.must("Find()", err)
			if !slices.Contains(got.Labels, text) {
				k.Errorf("Find() of the label %q gave one with %q", text, got.Labels)
			}
		}
	}
}

func portableUpdateAgain(k *kit) {
	const rounds = 10
	s, kind := k.portable(store.Config{Attempts: 1000}), parcels()
	k.put(s, &parcel{ID: "a"})
	k.together(func(int) {
		for range rounds {
			if err := s.Update(k.Context(), func(ctx context.Context, tx *store.Tx) error {
				p, err := kind.Get(ctx, tx, "a")
				if err != nil {
					return err
				}
				p.Number++
				kind.Put(tx, p)
				return nil
			}); err != nil {
				k.Errorf("Update() = %v", err)
			}
		}
	})
	got, err := kind.Get(k.Context(), s, "a")
	k.must("Get()", err)
	want(k, "the number of changes", got.Number, writers*rounds)
}

func portableNumbers(k *kit) {
	const each = 10
	s, kind := k.portable(store.Config{}), parcels()
	drawn := store.Counter{Kind: "drawn", Start: 1000}
	k.together(func(w int) {
		for i := range each {
			p := &parcel{ID: fmt.Sprint(w, "-", i)}
			if err := s.Update(k.Context(), func(_ context.Context, tx *store.Tx) error {
				n := drawn.Add(tx, "parcel", 1, store.Bounds{Max: math.MaxInt64})
				kind.Put(tx, p)
				tx.OnResolve(func() error {
					p.Number = n.Value()
					p.Code = fmt.Sprint("code-", n.Value())
					return nil
				})
				return nil
			}); err != nil {
				k.Errorf("Update() = %v", err)
			}
		}
	})
	for n := int64(1001); n <= 1000+writers*each; n++ {
		p, err := kind.ByUnique(k.Context(), s, "code", fmt.Sprint("code-", n))
		if err != nil || p.Number != n {
			k.Errorf("ByUnique(code-%d) = %+v, %v, want the record with that number", n, p, err)
		}
	}
}

// recorder is a store.Publisher that notes what it is given.
type recorder struct {
	mu   sync.Mutex
	last map[string]int64
	bad  []string
	n    int
}

// Enqueue implements store.Publisher.
func (r *recorder) Enqueue(_ context.Context, evs []store.Event) func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range evs {
		if r.last[e.Key]++; e.Sequence != r.last[e.Key] {
			r.bad = append(r.bad, fmt.Sprintf("%s: %d after %d", e.Key, e.Sequence, r.last[e.Key]-1))
			r.last[e.Key] = e.Sequence
		}
		r.n++
	}
	return nil
}

func portableEvents(k *kit) {
	const each = 10
	r := &recorder{last: make(map[string]int64)}
	s, kind := k.portable(store.Config{Publisher: r}), parcels()
	k.claim("s")
	k.together(func(w int) {
		for i := range each {
			p := &parcel{ID: fmt.Sprint(w, "-", i)}
			err := s.Update(k.Context(), func(_ context.Context, tx *store.Tx) error {
				kind.Put(tx, p)
				snapshot := kind.Snapshot(tx, p)
				tx.Emit(name("key", i%3), "sent", func() any { return snapshot() })
				tx.Emit(name("key", w%3), "sent", func() any { return snapshot() })
				return nil
			})
			if err != nil {
				k.Errorf("Update() = %v", err)
			}
		}
	})
	wantAll(k, "events published out of order", r.bad, nil)
	want(k, "the number of events published", r.n, 2*writers*each)
	logged := make(map[string]int64)
	for _, e := range k.drain("s") {
		if logged[e.Key]++; e.Sequence != logged[e.Key] {
			k.Errorf("the log has the event %d of %s, want %d", e.Sequence, e.Key, logged[e.Key])
		}
	}
	for key, n := range r.last {
		want(k, "the last event of "+key, logged[key], n)
	}
}

func portablePages(k *kit) {
	s, kind := k.portable(store.Config{}), parcels()
	for i := range 30 {
		k.put(s, &parcel{ID: name("p", i), Labels: []string{fmt.Sprint("l", i%3)}, SentAt: epoch.Add(time.Duration(i/6) * time.Hour)})
	}
	for _, reverse := range []bool{false, true} {
		q := store.Range{
			Index: "label", Prefix: []store.Part{store.Text("l1")}, Reverse: reverse, Limit: 3,
			From: []store.Part{store.Time(epoch.Add(time.Hour))}, To: []store.Part{store.Time(epoch.Add(3 * time.Hour))}, Through: true,
		}
		var got []string
		for range 10 {
			n := 0
			for e, err := range kind.Entries(k.Context(), s, q) {
				k.must("Entries()", err)
				got = append(got, e.Value.ID)
				q.After = &e.Position
				n++
			}
			if n < q.Limit {
				break
			}
		}
		expected := []string{"p0007", "p0010", "p0013", "p0016", "p0019", "p0022"}
		if reverse {
			slices.Reverse(expected)
		}
		wantAll(k, fmt.Sprintf("pages, reverse %v", reverse), got, expected)
	}
}

func portableRecreated(k *kit) {
	s, kind := k.portable(store.Config{Attempts: 1}), parcels()
	k.put(s, &parcel{ID: "a", Number: 1})
	err := s.Update(k.Context(), func(ctx context.Context, tx *store.Tx) error {
		p, err := kind.Get(ctx, tx, "a")
		if err != nil {
			return err
		}
		k.must("Update()", s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			kind.Delete(tx, "a")
			return nil
		}))
		k.put(s, &parcel{ID: "a", Number: 2})
		p.Code = "of the first"
		kind.Put(tx, p)
		return nil
	})
	if !errors.Is(err, fault.Conflict) {
		k.Errorf("Update() of a record that was deleted and made again = %v, want %v", err, fault.Conflict)
	}
	got, err := kind.Get(k.Context(), s, "a")
	k.must("Get()", err)
	want(k, "Get().Number", got.Number, 2)
}
