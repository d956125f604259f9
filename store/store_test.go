// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// epoch is when the tests take place.
var epoch = time.Date(2030, 1, 2, 3, 4, 5, 678901234, time.UTC)

type note struct {
	ID     string    `json:"id"`
	Slug   string    `json:"slug,omitempty"`
	Tags   []string  `json:"tags,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Number int64     `json:"number,omitempty"`
}

// RecordID implements store.Entity.
func (n *note) RecordID() string { return n.ID }

// Clone implements store.Entity.
func (n *note) Clone() *note {
	c := *n
	c.Tags = slices.Clone(n.Tags)
	return &c
}

var notes = store.Define("note", 1,
	store.Unique("slug", func(n *note) string { return n.Slug }),
	store.By("at", func(n *note) store.Part { return store.Time(n.At) }),
	store.By("number", func(n *note) store.Part { return store.Int(n.Number) }),
	store.ByAny("tag", func(n *note) (keys []store.Composite) {
		for _, t := range n.Tags {
			keys = append(keys, store.Composite{store.Text(t), store.Time(n.At)})
		}
		return keys
	}))

// ids returns identifiers id-1, id-2, ….
func ids() func() string {
	var mu sync.Mutex
	n := 0
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprint("id-", n)
	}
}

func config() store.Config {
	return store.Config{Now: func() time.Time { return epoch }, NewID: ids()}
}

func open(t *testing.T) *store.Store {
	t.Helper()
	return openOn(t, memstore.New(memstore.Config{}), config())
}

func openOn(t *testing.T, d driver.Store, c store.Config) *store.Store {
	t.Helper()
	s, err := store.New(d, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

// update runs an Update that must succeed.
func update(t *testing.T, s *store.Store, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatalf("Update() = %v", err)
	}
}

// put stores notes, which must not exist.
func put(t *testing.T, s *store.Store, list ...*note) {
	t.Helper()
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		for _, n := range list {
			notes.Put(tx, n)
		}
		return nil
	})
}

// find returns the ids of a range.
func find(t *testing.T, r store.Reader, q store.Range) string {
	t.Helper()
	var list []string
	for n, err := range notes.Find(t.Context(), r, q) {
		if err != nil {
			t.Fatalf("Find() = %v", err)
		}
		list = append(list, n.ID)
	}
	return strings.Join(list, " ")
}

func TestNew(t *testing.T) {
	t.Parallel()
	if _, err := store.New(nil, store.Config{Attempts: -1}); !errors.Is(err, fault.Invalid) ||
		!strings.Contains(err.Error(), "no driver") || !strings.Contains(err.Error(), "attempts") {
		t.Errorf("New(nil, -1 attempts) = %v, want both problems", err)
	}
	d := memstore.New(memstore.Config{})
	for _, site := range []string{"a\x00b", "a\xff", strings.Repeat("x", driver.MaxKey+1)} {
		if _, err := store.New(d, store.Config{Site: site}); !errors.Is(err, fault.Invalid) {
			t.Errorf("New() with the site %.20q = %v, want %v", site, err, fault.Invalid)
		}
	}
	s := openOn(t, d, store.Config{})
	if s.Site() != "main" || s.Driver() != driver.Store(d) {
		t.Errorf("New().Site(), Driver() = %q, %v, want main and the driver", s.Site(), s.Driver())
	}
	if now := s.Now(); now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
		t.Errorf("Now() = %v, want UTC and whole microseconds", now)
	}
}

func TestDefine(t *testing.T) {
	t.Parallel()
	slug := func(n *note) string { return n.Slug }
	at := func(n *note) store.Part { return store.Time(n.At) }
	for name, define := range map[string]func(){
		"no name":        func() { store.Define[note]("", 1) },
		"format 0":       func() { store.Define[note]("x", 0) },
		"index twice":    func() { store.Define("x", 1, store.Unique("a", slug), store.By("a", at)) },
		"index no name":  func() { store.Define("x", 1, store.By("", at)) },
		"sequence kind":  func() { store.Define[note]("event-sequence", 1) },
		"half a codec":   func() { store.Define("x", 1, store.Codec(func(*note) ([]byte, error) { return nil, nil }, nil)) },
		"no upgrade":     func() { store.Define[note]("x", 2) },
		"import kind":    func() { store.Define[note]("import", 1) },
		"upgrade of now": func() { store.Define("x", 2, store.Upgrade[note](2, func(b []byte) ([]byte, error) { return b, nil })) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Define() with %s did not panic", name)
				}
			}()
			define()
		}()
	}
	if notes.Name() != "note" {
		t.Errorf("Name() = %q, want note", notes.Name())
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	put(t, s, &note{ID: "a", Slug: "first", Tags: []string{"x"}}, &note{ID: "b"})
	_, err := notes.Get(ctx, s, "c")
	var missing *fault.Error
	if !errors.As(err, &missing) || missing.Class != fault.NotFound || missing.Kind != "note" || missing.ID != "c" {
		t.Errorf("Get(missing) = %#v, want NotFound of note c", err)
	}
	list, err := notes.GetAll(ctx, s, "b", "c", "a", "b")
	if err != nil || len(list) != 4 || list[0].ID != "b" || list[1] != nil || list[2].ID != "a" || list[3].ID != "b" {
		t.Errorf("GetAll(b, c, a, b) = %v, %v", list, err)
	}
	if n, err := notes.ByUnique(ctx, s, "slug", "first"); err != nil || n.ID != "a" {
		t.Errorf("ByUnique(first) = %v, %v, want a", n, err)
	}
	for _, key := range []string{"", "second", "firs", "first\x00"} {
		if n, err := notes.ByUnique(ctx, s, "slug", key); !errors.Is(err, fault.NotFound) {
			t.Errorf("ByUnique(%q) = %v, %v, want NotFound", key, n, err)
		}
	}
	for _, index := range []string{"at", "nothing", ""} {
		if _, err := notes.ByUnique(ctx, s, index, "x"); !errors.Is(err, fault.Internal) {
			t.Errorf("ByUnique() of index %q = %v, want Internal", index, err)
		}
	}
	for _, err := range notes.Find(ctx, s, store.Range{Index: "nothing"}) {
		if !errors.Is(err, fault.Internal) || !strings.Contains(err.Error(), "nothing") {
			t.Errorf("Find() of an undeclared index = %v, want Internal", err)
		}
	}
	many := make([]string, 3*driver.MaxPage)
	for i := range many {
		many[i] = fmt.Sprint("many", i)
	}
	many[len(many)-1] = "a"
	if list, err := notes.GetAll(ctx, s, many...); err != nil || list[0] != nil || list[len(list)-1] == nil {
		t.Errorf("GetAll() of %d ids = %d, %v", len(many), len(list), err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 10 {
		put(t, s, &note{ID: fmt.Sprint("n", i), Number: int64(i/2) - 2, Tags: []string{"all", fmt.Sprint("t", i%3)}, At: epoch.Add(time.Duration(-i) * time.Hour)})
	}
	in := func(n int64) []store.Part { return []store.Part{store.Int(n)} }
	tag := func(s string) []store.Part { return []store.Part{store.Text(s)} }
	for _, c := range []struct {
		q    store.Range
		want string
	}{
		{store.Range{Index: "number", Limit: 3}, "n0 n1 n2"},
		{store.Range{Index: "number", Reverse: true, Limit: 3}, "n9 n8 n7"},
		{store.Range{Index: "number", From: in(0)}, "n4 n5 n6 n7 n8 n9"},
		{store.Range{Index: "number", From: in(0), Above: true}, "n6 n7 n8 n9"},
		{store.Range{Index: "number", To: in(-1)}, "n0 n1"},
		{store.Range{Index: "number", To: in(-1), Through: true}, "n0 n1 n2 n3"},
		{store.Range{Index: "number", From: in(-1), To: in(1)}, "n2 n3 n4 n5"},
		{store.Range{Index: "number", Prefix: in(1)}, "n6 n7"},
		{store.Range{Index: "number", From: in(9223372036854775807), Above: true}, ""},
		{store.Range{Index: "number", Prefix: in(9223372036854775807)}, ""},
		{store.Range{Index: "tag", Prefix: tag("t1")}, "n7 n4 n1"},
		{store.Range{Index: "tag", Prefix: tag("t1"), Reverse: true}, "n1 n4 n7"},
		{store.Range{Index: "tag", Prefix: tag("t1"), From: []store.Part{store.Time(epoch.Add(-4 * time.Hour))}}, "n4 n1"},
		{store.Range{Index: "tag", Prefix: tag("t1"), To: []store.Part{store.Time(epoch.Add(-4 * time.Hour))}}, "n7"},
		{store.Range{Index: "tag", Prefix: tag("t")}, ""},
		{store.Range{Index: "tag", From: tag("t2")}, "n8 n5 n2"},
		{store.Range{Index: "slug"}, ""},
		{store.Range{Index: "", Limit: 2}, "n0 n1"},
		{store.Range{Index: "", From: tag("n7")}, "n7 n8 n9"},
		{store.Range{Index: "", From: tag("n7"), Above: true}, "n8 n9"},
		{store.Range{Index: "", To: tag("n1"), Through: true}, "n0 n1"},
		{store.Range{Index: "", To: tag("n1"), Reverse: true}, "n0"},
		{store.Range{Index: "", After: &store.Position{Key: []byte("n7"), ID: "n7"}}, "n8 n9"},
	} {
		if got := find(t, s, c.q); got != c.want {
			t.Errorf("Find(%+v) = %q, want %q", c.q, got, c.want)
		}
	}
	for _, err := range notes.Find(t.Context(), s, store.Range{Prefix: tag("n")}) {
		if !errors.Is(err, fault.Internal) {
			t.Errorf("Find() of ids with a prefix = %v, want Internal", err)
		}
	}
}

func TestFindPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	const n = 2*driver.MaxPage + 7
	var list []*note
	for i := range n {
		list = append(list, &note{ID: fmt.Sprintf("n%04d", i), Number: int64(i % 10)})
	}
	put(t, s, list...)
	for _, limit := range []int{0, 1, driver.MaxPage, driver.MaxPage + 1, n, n + 1} {
		want := limit
		if limit == 0 || limit > n {
			want = n
		}
		got := 0
		for v, err := range notes.Find(t.Context(), s, store.Range{Index: "number", Limit: limit}) {
			if err != nil {
				t.Fatal(err)
			}
			if v.Number != int64(got/((n+9)/10)) && limit == 1 {
				t.Errorf("Find()[%d].Number = %d", got, v.Number)
			}
			got++
		}
		if got != want {
			t.Errorf("Find() with limit %d gave %d records, want %d", limit, got, want)
		}
	}
	got := 0
	for e, err := range notes.Select(t.Context(), s, store.Range{Index: "number", Limit: 50}, func(n *note) bool { return n.Number == 9 }) {
		if err != nil || e.Value.Number != 9 {
			t.Fatalf("Select() = %v, %v", e, err)
		}
		got++
	}
	if got != n/10 {
		t.Errorf("Select() of number 9 gave %d records, want %d", got, n/10)
	}
	for e, err := range notes.Select(t.Context(), s, store.Range{Index: "number"}, func(n *note) bool { return n.Number == 3 }) {
		if err != nil || e.Value.Number != 3 {
			t.Errorf("Select() = %v, %v", e, err)
		}
		break // early
	}
}

func TestCursorsStayInPlace(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 6 {
		put(t, s, &note{ID: fmt.Sprint("n", i), Number: int64(i)})
	}
	q := store.Range{Index: "number", Limit: 2}
	var seen []string
	for {
		n := 0
		for e, err := range notes.Entries(t.Context(), s, q) {
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, e.Value.ID)
			q.After = &e.Position
			n++
		}
		if n < q.Limit {
			break
		}
		// The last record seen moves, one before it is new, one is deleted.
		update(t, s, func(ctx context.Context, tx *store.Tx) error {
			v, err := notes.Get(ctx, tx, seen[len(seen)-1])
			if err != nil {
				return err
			}
			v.Number = -1
			notes.Put(tx, v)
			notes.Put(tx, &note{ID: "new" + v.ID, Number: -2})
			return nil
		})
	}
	if got := strings.Join(seen, " "); got != "n0 n1 n2 n3 n4 n5" {
		t.Errorf("pages = %q, want n0 to n5 once each", got)
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d := &encoding{Store: memstore.New(memstore.Config{})}
	s := openOn(t, d, config())
	v1 := store.Define[note]("note", 1)
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		v1.Put(tx, &note{ID: "a", Slug: "old"})
		return nil
	})
	if got, want := d.last, `{"format":1,"entity":{"id":"a","slug":"old"}}`; got != want {
		t.Errorf("stored form = %s, want %s", got, want)
	}
	type renamed struct {
		ID   string `json:"id"`
		Link string `json:"link"`
	}
	up := func(from, to string) func(data []byte) ([]byte, error) {
		return func(data []byte) ([]byte, error) { return []byte(strings.ReplaceAll(string(data), from, to)), nil }
	}
	v3 := store.Define("note", 3,
		store.Upgrade[note](1, up(`"slug"`, `"link"`)),
		store.Upgrade[note](2, up("old", "new")),
		store.Codec(
			func(n *note) ([]byte, error) { return json.Marshal(renamed{n.ID, n.Slug}) },
			func(format int, data []byte) (*note, error) {
				if format != 3 {
					t.Errorf("decode() is told format %d, want 3", format)
				}
				var r renamed
				err := json.Unmarshal(data, &r)
				return &note{ID: r.ID, Slug: r.Link}, err
			}))
	got, err := v3.Get(ctx, s, "a")
	if err != nil || got.Slug != "new" {
		t.Errorf("Get() of format 1 = %+v, %v, want it upgraded twice", got, err)
	}
	update(t, s, func(ctx context.Context, tx *store.Tx) error {
		n, err := v3.Get(ctx, tx, "a")
		if err != nil {
			return err
		}
		v3.Put(tx, n)
		return nil
	})
	if got, want := d.last, `{"format":3,"entity":{"id":"a","link":"new"}}`; got != want {
		t.Errorf("stored form = %s, want %s", got, want)
	}
	if _, err := v1.Get(ctx, s, "a"); !errors.Is(err, fault.Internal) || !strings.Contains(err.Error(), "note a: stored in format 3 by a newer version; this one reads up to 1") {
		t.Errorf("Get() of a later format = %v, want Internal", err)
	}
	bad := store.Define("note", 2, store.Codec(
		func(*note) ([]byte, error) { return nil, errors.New("no") },
		func(int, []byte) (*note, error) { return nil, errors.New("no") }))
	err = s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		bad.Put(tx, &note{ID: "b"})
		return nil
	})
	if !errors.Is(err, fault.Internal) {
		t.Errorf("Update() with a record that can't be encoded = %v, want Internal", err)
	}
	d.last = "{"
	if _, err := v1.Get(ctx, s, "a"); !errors.Is(err, fault.Internal) {
		t.Errorf("Get() = %v, want Internal", err)
	}
}

func TestForeignValue(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, &note{ID: "a"})
	other := store.Define[sale]("note", 1)
	if _, err := other.Get(t.Context(), s, "a"); !errors.Is(err, fault.Internal) {
		t.Errorf("Get() of another type's record = %v, want Internal", err)
	}
}

// encoding is a driver that keeps encodings.
type encoding struct {
	driver.Store
	last string // document written
}

type encoded []byte

// Value implements driver.Source.
func (e encoded) Value() any { return e }

// Encode implements driver.Source.
func (e encoded) Encode() ([]byte, error) { return e, nil }

// Commit implements driver.Store.
func (d *encoding) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	c := *b
	c.Writes = slices.Clone(b.Writes)
	for i := range c.Writes {
		if c.Writes[i].Doc == nil {
			continue
		}
		data, err := c.Writes[i].Doc.Encode()
		if err != nil {
			return driver.Receipt{}, err
		}
		c.Writes[i].Doc, d.last = encoded(data), string(data)
	}
	return d.Store.Commit(ctx, &c)
}

// Get implements driver.Store.
func (d *encoding) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := d.Store.Get(ctx, refs...)
	for i := range records {
		if records[i].Doc.Value != nil {
			records[i].Doc = driver.Doc{Bytes: []byte(d.last)}
		}
	}
	return records, err
}
