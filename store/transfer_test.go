// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// kinds are what the tests transfer.
func kinds() store.TransferConfig { return store.TransferConfig{Kinds: []store.AnyKind{notes, stock}} }

// exported returns the export of a site.
func exported(t testing.TB, s *store.Store) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, kinds()); err != nil {
		t.Fatalf("Export() = %v", err)
	}
	return b.String()
}

// imported reads an export into a store.
func imported(s *store.Store, export string) error {
	_, err := s.Import(context.Background(), strings.NewReader(export), kinds())
	return err
}

// odd are identifiers that are hard to write down.
var odd = []string{"plain", "zero\x00byte", "not\xffUTF-8", "<&>\u2028\"\\", "\U0001F600", strings.Repeat("long", driver.MaxKey/4)}

// work claims all that is due for a subscription again and again, and settles
// it as decide says, until nothing is due.
func work(t testing.TB, d driver.Store, subscription string, decide func(driver.Event) (driver.Outcome, string)) {
	t.Helper()
	for {
		evs, err := d.Claim(t.Context(), driver.Claim{Site: "main", Subscription: subscription, Now: epoch, Lease: time.Minute, Limit: driver.MaxPage})
		if err != nil {
			t.Fatal(err)
		}
		if len(evs) == 0 {
			return
		}
		for _, e := range evs {
			x := driver.Settlement{Site: "main", Subscription: subscription, EventID: e.ID, Lease: e.Lease, RetryAt: epoch.Add(time.Hour)}
			x.Outcome, x.Error = decide(e)
			if err := d.Settle(t.Context(), x); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func done(driver.Event) (driver.Outcome, string) { return driver.Done, "" }

// site returns a store with something of everything: many records, odd ids,
// and subscriptions in every state.
func site(t testing.TB, records int) (*store.Store, *memstore.Store) {
	t.Helper()
	d := memstore.New(memstore.Config{})
	s, err := store.New(d, config())
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
			notes.Put(tx, &note{ID: fmt.Sprint("n", i), Slug: fmt.Sprint("slug", i), Tags: []string{"many", fmt.Sprint(i % 7)}, At: epoch.UTC().Truncate(time.Microsecond)})
			stock.Add(tx, fmt.Sprint(i), int64(i)-3, store.Bounds{})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	emit := func(keys ...string) {
		for _, key := range keys {
			if err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
				tx.Emit(key, "happened", func() any { return map[string]any{"key": key, "<b>": 1.5} })
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	emit("a", "b", "a")
	work(t, d, "late", done) // sees nothing of these
	if err := s.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		for i, id := range odd {
			notes.Put(tx, &note{ID: strings.ToValidUTF8(id, "?"), Number: int64(i)})
			stock.Set(tx, id, math.MaxInt64-int64(i), nil)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	work(t, d, "all", done)
	emit("a", "b", "c", "a", "a", "b", odd[2], odd[1])
	work(t, d, "all", func(e driver.Event) (driver.Outcome, string) {
		switch {
		case e.Key == "a" && e.Sequence == 4:
			return driver.Dead, "gave \xff up"
		case e.Key == "b":
			return driver.Retry, "not yet"
		}
		return driver.Done, ""
	})
	for i := range 110 { // what is pending is spread over several commits of an import
		emit(fmt.Sprint("more", i%60))
	}
	work(t, d, "all", func(e driver.Event) (driver.Outcome, string) {
		if e.Key < "more3" {
			return driver.Retry, "later"
		}
		return driver.Done, ""
	})
	work(t, d, "dead", func(driver.Event) (driver.Outcome, string) { return driver.Dead, "no" })
	emit("c", "d")
	work(t, d, "dead", func(driver.Event) (driver.Outcome, string) { return driver.Dead, "no more" })
	dead, err := d.Dead(t.Context(), "main", "dead", "", 1)
	if err != nil || len(dead) == 0 {
		t.Fatalf("Dead() = %v, %v", dead, err)
	}
	if err := d.Requeue(t.Context(), "main", "dead", dead[0].ID); err != nil {
		t.Fatal(err)
	}
	return s, d
}

// state says what subscriptions have still to do, and does it.
func state(t testing.TB, d *memstore.Store) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"all", "dead", "late"} {
		dead, err := d.Dead(t.Context(), "main", name, "", driver.MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s dead:", name)
		for _, e := range dead {
			fmt.Fprintf(&b, " %q %d %q;", e.Key, e.Sequence, e.Error)
		}
		fmt.Fprintf(&b, "\n%s pending:", name)
		evs, err := d.Claim(t.Context(), driver.Claim{Site: "main", Subscription: name, Now: epoch.Add(2 * time.Hour), Lease: time.Minute, Limit: driver.MaxPage})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range evs {
			fmt.Fprintf(&b, " %q %d %v;", e.Key, e.Sequence, e.Time)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// What is exported, imported and exported again is the same byte for byte, and
// everything works on.
func TestTransfer(t *testing.T) {
	t.Parallel()
	s, from := site(t, 450)
	export := exported(t, s)
	to := memstore.New(memstore.Config{})
	c := config()
	c.Site = "main"
	copied := openOn(t, to, c)
	var steps []store.Progress
	cfg := kinds()
	cfg.Progress = func(p store.Progress) { steps = append(steps, p) }
	got, err := copied.Import(t.Context(), strings.NewReader(export), cfg)
	if err != nil {
		t.Fatalf("Import() = %v", err)
	}
	if got.Site != "main" || !got.OneMoment || !got.Time.Equal(epoch.Truncate(time.Microsecond)) || got.Documents != 456 || got.Events != 123 || got.Bytes != int64(len(export)) {
		t.Errorf("Import() = %+v", got)
	}
	if len(steps) < 9 || steps[len(steps)-1] != got.Progress || !slices.IsSortedFunc(steps, func(a, b store.Progress) int { return int(a.Bytes - b.Bytes) }) {
		t.Errorf("Progress was told %+v", steps)
	}
	if diff := cmp.Diff(export, exported(t, copied)); diff != "" {
		t.Errorf("exported, imported and exported (-want +got):\n%s", diff)
	}
	if want, got := state(t, from), state(t, to); got != want {
		t.Errorf("subscriptions after the import:\n%swant\n%s", got, want)
	}
	if n, err := notes.ByUnique(t.Context(), copied, "slug", "slug7"); err != nil || n.ID != "n7" {
		t.Errorf("ByUnique() = %+v, %v: the indexes are there", n, err)
	}
	err = copied.Update(t.Context(), func(_ context.Context, tx *store.Tx) error {
		tx.Emit("a", "happened", func() any { return 1 })
		return nil
	})
	if n, _, e := (store.Counter{Kind: "event-sequence"}).Get(t.Context(), copied, "a"); err != nil || e != nil || n != 6 {
		t.Errorf("the next event of a has number %d, %v, %v, want 6", n, err, e)
	}
}

// An export goes into a site of another name.
func TestTransferToAnotherSite(t *testing.T) {
	t.Parallel()
	s, d := site(t, 3)
	c := config()
	c.Site = "copy"
	copied := openOn(t, d, c) // in the same store
	if err := imported(copied, exported(t, s)); err != nil {
		t.Fatalf("Import() = %v", err)
	}
	want := strings.SplitAfterN(exported(t, s), "\n", 2)[1]
	got := strings.SplitAfterN(exported(t, copied), "\n", 2)[1]
	cut := func(s string) string { body, _, _ := strings.Cut(s, `{"end"`); return body }
	if cut(got) != cut(want) {
		t.Errorf("exported as another site:\n%s\nwant\n%s", got, want)
	}
}

// An empty site, and what it takes to be one.
func TestImportIntoFullSite(t *testing.T) {
	t.Parallel()
	empty := exported(t, open(t))
	if err := imported(open(t), empty); err != nil {
		t.Errorf("Import() of an empty site = %v", err)
	}
	for name, fill := range map[string]func(s *store.Store, d *memstore.Store){
		"kind note": func(s *store.Store, _ *memstore.Store) { put(t, s, &note{ID: "a"}) },
		"kind stock": func(s *store.Store, _ *memstore.Store) {
			update(t, s, func(_ context.Context, tx *store.Tx) error { stock.Add(tx, "a", 1, store.Bounds{}); return nil })
		},
		"kind other": func(s *store.Store, _ *memstore.Store) {
			update(t, s, func(_ context.Context, tx *store.Tx) error {
				store.Counter{Kind: "other"}.Add(tx, "a", 1, store.Bounds{})
				return nil
			})
		},
		"subscription mine": func(_ *store.Store, d *memstore.Store) { work(t, d, "mine", done) },
	} {
		d := memstore.New(memstore.Config{})
		s := openOn(t, d, config())
		fill(s, d)
		before := exported(t, s)
		if err := imported(s, empty); !errors.Is(err, fault.Exists) || !strings.Contains(err.Error(), name) {
			t.Errorf("Import() = %v, want Exists that names %s", err, name)
		}
		if exported(t, s) != before {
			t.Errorf("Import() into a site with %s has changed it", name)
		}
	}
}

// Documents of a kind that nobody knows cannot be exported; counts can.
func TestExportOfUnknownKinds(t *testing.T) {
	t.Parallel()
	s := open(t)
	update(t, s, func(_ context.Context, tx *store.Tx) error {
		stock.Add(tx, "a", 1, store.Bounds{})
		return nil
	})
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, store.TransferConfig{}); err != nil {
		t.Errorf("Export() of counts that are not named = %v", err)
	}
	to := open(t)
	if _, err := to.Import(t.Context(), &b, store.TransferConfig{}); err != nil {
		t.Errorf("Import() of counts that are not named = %v", err)
	}
	put(t, s, &note{ID: "x"})
	if _, err := s.Export(t.Context(), io.Discard, store.TransferConfig{}); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "note") {
		t.Errorf("Export() of a kind that is not named = %v, want Invalid with its name", err)
	}
	other := store.Define("note", 2, store.Upgrade[note](1, func(data []byte) ([]byte, error) { return data, nil }))
	if _, err := s.Export(t.Context(), io.Discard, store.TransferConfig{Kinds: []store.AnyKind{notes, other}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("Export() with two kinds of one name = %v, want Invalid", err)
	}
}

// A driver that can do no more than it must still has its records exported, and
// the export says what it lacks.
func TestTransferWithoutAbilities(t *testing.T) {
	t.Parallel()
	full, d := site(t, 120)
	s := openOn(t, plain{d}, config())
	var b bytes.Buffer
	got, err := s.Export(t.Context(), &b, kinds())
	if err != nil || got.OneMoment || got.Events != 0 || got.Documents != 126 || !strings.HasPrefix(b.String(), `{"export":{"format":1,"site":"main","time":"2030-01-02T03:04:05.678901Z","oneMoment":false,`) {
		t.Fatalf("Export() = %+v, %v", got, err)
	}
	to := openOn(t, plain{memstore.New(memstore.Config{})}, config())
	if err := imported(to, b.String()); err != nil {
		t.Fatalf("Import() = %v", err)
	}
	if again := exported(t, to); again != b.String() {
		t.Errorf("exported, imported and exported:\n%s\nwant\n%s", again, b.String())
	}
	to = openOn(t, plain{memstore.New(memstore.Config{})}, config())
	if err := imported(to, exported(t, full)); !errors.Is(err, fault.State) || !strings.Contains(err.Error(), "all") {
		t.Errorf("Import() of subscriptions without a Keeper = %v, want State with a name", err)
	}
	if _, err := notes.Get(t.Context(), to, "x"); !errors.Is(err, fault.NotFound) {
		t.Errorf("Get() after an import that was refused = %v, want NotFound", err)
	}
}

// plain hides the abilities of a driver.
type plain struct{ driver.Store }

// An export that cannot be written fails, at whatever byte.
func TestExportToFullDisk(t *testing.T) {
	t.Parallel()
	s, _ := site(t, 700)
	for _, room := range []int{0, 1, 70_000} {
		if _, err := s.Export(t.Context(), &full{room}, kinds()); !errors.Is(err, errFull) {
			t.Errorf("Export() to a disk with %d bytes left = %v", room, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Export(ctx, io.Discard, kinds()); !errors.Is(err, context.Canceled) {
		t.Errorf("Export() with a context that has ended = %v", err)
	}
}

var errFull = errors.New("no space left")

// full is a disk.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return f.left, errFull
	}
	f.left -= len(p)
	return len(p), nil
}
