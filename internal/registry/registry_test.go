// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// shelf is what the tests keep: shelves have names, each its own.
type shelf struct {
	ID, Revision, Name   string
	CreatedDate, Updated time.Time
}

func (s *shelf) RecordID() string { return s.ID }

func (s *shelf) Clone() *shelf { return new(*s) }

const byName = "name"

var shelves = store.Define[shelf]("shelf", 1,
	store.Unique(byName, func(s *shelf) string { return s.Name }),
	store.By("created", func(s *shelf) store.Part { return store.Time(s.CreatedDate) }))

// shelved is what events tell: "created", "updated" and "deleted", and of what.
type shelved struct {
	What, Now, Before string
}

func (shelved) EventType() string { return "shelved" }

// home is a registry with what it stands on.
type home struct {
	*registry.Registry[shelf, *shelf]
	env     *service.Env
	clock   time.Time
	told    []string // by events
	changes int      // noted in transactions
}

const most = 4

func newHome(t *testing.T) *home {
	t.Helper()
	h := &home{clock: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return h.clock }
	var n atomic.Int64
	id := func() string { return fmt.Sprintf("shelf-%02d", n.Add(1)) }
	bus := events.NewBus(events.Config{})
	events.Subscribe(bus, "teller", func(_ context.Context, e events.Event[shelved]) error {
		h.told = append(h.told, strings.Trim(fmt.Sprint(e.EntityID, " ", e.Data.What, " ", e.Data.Now, " ", e.Data.Before), " "))
		return nil
	})
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{Now: now, NewID: id, Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	h.env = &service.Env{Store: s, Bus: bus, Now: now, NewID: id, Logger: slog.New(slog.DiscardHandler), Secret: []byte("secret"), Site: service.Site{ID: s.Site()}}
	h.Registry = registry.New(h.env, registry.Config[shelf, *shelf]{
		Kind: shelves, Name: "shelf", Missing: "SHELF_NOT_FOUND", Max: most,
		Fields: func(s *shelf) registry.Fields {
			return registry.Fields{ID: &s.ID, Revision: &s.Revision, CreatedDate: &s.CreatedDate, UpdatedDate: &s.Updated}
		},
		Language: query.Define(query.Schema{
			Kind: "shelf", Fields: []query.Field{{Path: "id", Ops: query.Equality, Sortable: true}, {Path: "name", Sortable: true}},
			DefaultSort: []query.Sorting{{FieldName: "name", Order: query.Asc}}, MaxLimit: 2, DefaultLimit: 2,
		}),
		Values: func(s *shelf, path string, dst []query.Value) []query.Value {
			if path == "name" {
				return append(dst, query.Text(s.Name))
			}
			return append(dst, query.Text(s.ID))
		},
		Created: func(now *shelf) events.Payload { return shelved{What: "created", Now: now.Name} },
		Updated: func(now, before *shelf) events.Payload { return shelved{"updated", now.Name, before.Name} },
		Deleted: func() events.Payload { return shelved{What: "deleted"} },
		Changed: func(*store.Tx) { h.changes++ },
	})
	return h
}

// update commits what fn does.
func (h *home) update(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return h.env.Store.Update(ctx, fn)
}

func (h *home) create(ctx context.Context, s *shelf) error {
	return h.update(ctx, func(ctx context.Context, tx *store.Tx) error {
		h.Create(ctx, tx, s)
		return nil
	})
}

func (h *home) rename(ctx context.Context, id, revision, name string) (s *shelf, err error) {
	err = h.update(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err = h.Update(ctx, tx, "shelf", id, revision, func(s *shelf) error {
			if name == "" {
				return errors.New("nameless")
			}
			s.Name = name
			return nil
		})
		return err
	})
	return s, err
}

func (h *home) remove(ctx context.Context, id string) error {
	return h.update(ctx, func(ctx context.Context, tx *store.Tx) error { return h.Delete(ctx, tx, id) })
}

// names returns the names of all, by id.
func (h *home) names(t *testing.T) string {
	t.Helper()
	all, err := h.All(t.Context(), h.env.Store)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	return strings.Join(names, " ")
}

func (h *home) wantTold(t *testing.T, when string, want ...string) {
	t.Helper()
	if !slices.Equal(h.told, want) {
		t.Errorf("%s: events told %q, want %q", when, h.told, want)
	}
	h.told = nil
}

func wantFault(t *testing.T, what string, err error, class fault.Class, code string) {
	t.Helper()
	if !errors.Is(err, class) || fault.Code(err) != code {
		t.Errorf("%s: %v, want %s of class %v", what, err, code, class)
	}
}

// An entity is made, changed and deleted; its id, its revision and its dates are
// the registry's.
func TestLife(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	s := &shelf{Name: "oak", Revision: "7"}
	if err := h.create(ctx, s); err != nil {
		t.Fatal(err)
	}
	made := h.clock
	if s.ID == "" || s.Revision != "1" || !s.CreatedDate.Equal(made) || !s.Updated.Equal(made) {
		t.Errorf("Create() made %+v", s)
	}
	if err := h.create(ctx, &shelf{ID: "mine", Name: "elm"}); err != nil {
		t.Fatal(err)
	}
	h.clock = h.clock.Add(time.Hour)
	changed, err := h.rename(ctx, s.ID, "1", "ash")
	if err != nil || changed.Revision != "2" || !changed.CreatedDate.Equal(made) || !changed.Updated.Equal(h.clock) {
		t.Errorf("Update() = %+v, %v", changed, err)
	}
	got, err := h.Get(ctx, h.env.Store, s.ID)
	if err != nil || *got != *changed {
		t.Errorf("Get() = %+v, %v, want %+v", got, err, changed)
	}
	got.Name = "the caller's own"
	if got, err = h.Get(ctx, h.env.Store, "mine"); err != nil || got.Name != "elm" {
		t.Errorf("Get() = %+v, %v", got, err)
	}
	if err := h.remove(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.names(t); got != "elm" {
		t.Errorf("left are %q", got)
	}
	h.wantTold(t, "in the end", s.ID+" created oak", "mine created elm", s.ID+" updated ash oak", s.ID+" deleted")
	if h.changes != 4 {
		t.Errorf("%d changes were noted, want 4", h.changes)
	}
}

// What is refused changes nothing and raises nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	s := &shelf{Name: "oak"}
	if err := h.create(ctx, s); err != nil {
		t.Fatal(err)
	}
	h.wantTold(t, "created", s.ID+" created oak")

	_, err := h.Get(ctx, h.env.Store, "none")
	wantFault(t, "get what is not there", err, fault.NotFound, "SHELF_NOT_FOUND")
	_, err = h.rename(ctx, "none", "1", "ash")
	wantFault(t, "update what is not there", err, fault.NotFound, "SHELF_NOT_FOUND")
	wantFault(t, "delete what is not there", h.remove(ctx, "none"), fault.NotFound, "SHELF_NOT_FOUND")
	for _, revision := range []string{"0", "2", "01", "x"} {
		_, err = h.rename(ctx, s.ID, revision, "ash")
		wantFault(t, "revision "+revision, err, fault.Conflict, "REVISION_MISMATCH")
	}
	_, err = h.rename(ctx, s.ID, "", "ash")
	if v := fault.Violations(err); !errors.Is(err, fault.Invalid) || len(v) != 1 || v[0].Field != "shelf.revision" || v[0].Rule != fault.RuleRequired {
		t.Errorf("without a revision: %v", err)
	}
	if _, err = h.rename(ctx, s.ID, "1", ""); err == nil || err.Error() != "nameless" {
		t.Errorf("a change that fails: %v", err)
	}
	if err = h.create(ctx, &shelf{Name: "oak"}); !registry.Twin(err) || registry.Full(err) {
		t.Errorf("the name of another: %v, want it to be told", err)
	}
	if got, err := h.Get(ctx, h.env.Store, s.ID); err != nil || *got != *s {
		t.Errorf("after what was refused there is %+v, %v, want %+v", got, err, s)
	}
	h.wantTold(t, "after what was refused")
}

// Events are told of what is committed only.
func TestEventsOfCommitsOnly(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	boom := errors.New("boom")
	err := h.update(ctx, func(ctx context.Context, tx *store.Tx) error {
		s := &shelf{Name: "oak"}
		h.Create(ctx, tx, s)
		if _, err := h.Update(ctx, tx, "shelf", s.ID, "1", func(s *shelf) error { s.Name = "ash"; return nil }); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) || h.names(t) != "" {
		t.Errorf("%v, and there are %q", err, h.names(t))
	}
	h.wantTold(t, "rolled back")
	err = h.update(ctx, func(ctx context.Context, tx *store.Tx) error {
		s := &shelf{ID: "one", Name: "oak"}
		h.Create(ctx, tx, s)
		_, err := h.Update(ctx, tx, "shelf", "one", "1", func(s *shelf) error { s.Name = "ash"; return nil })
		return err
	})
	if err != nil || h.names(t) != "ash" {
		t.Errorf("%v, and there are %q", err, h.names(t))
	}
	// Each event of one commit tells what its own change came to.
	h.wantTold(t, "committed", "one created oak", "one updated ash oak")
}

// There are no more than there may be, and what is deleted makes room.
func TestMax(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	for i := range most {
		if err := h.create(ctx, &shelf{ID: fmt.Sprint("s", i), Name: fmt.Sprint("n", i)}); err != nil {
			t.Fatal(err)
		}
	}
	h.told = nil
	err := h.create(ctx, &shelf{Name: "more"})
	if !registry.Full(err) || registry.Twin(err) || !errors.Is(err, fault.Limit) {
		t.Errorf("one too many: %v", err)
	}
	if got := h.names(t); got != "n0 n1 n2 n3" {
		t.Errorf("there are %q", got)
	}
	h.wantTold(t, "one too many")
	// What was refused took no room, and neither does a change.
	if _, err := h.rename(ctx, "s0", "1", "zero"); err != nil {
		t.Error(err)
	}
	if err := h.remove(ctx, "s1"); err != nil {
		t.Fatal(err)
	}
	if err := h.create(ctx, &shelf{Name: "more"}); err != nil {
		t.Errorf("in the place of one that is gone: %v", err)
	}
	if err := h.create(ctx, &shelf{Name: "yet more"}); !registry.Full(err) {
		t.Errorf("one too many again: %v", err)
	}
}

// Pages come in order, each once, to the end and back.
func TestPaging(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	if page, meta, err := h.Query(ctx, query.Request{}); err != nil || page == nil || len(page) != 0 || meta.HasNext {
		t.Errorf("Query() of nothing = %v, %+v, %v, want an empty list", page, meta, err)
	}
	for _, name := range []string{"oak", "ash", "elm"} {
		if err := h.create(ctx, &shelf{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	var req query.Request
	for range 3 {
		page, meta, err := h.Query(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			got = append(got, s.Name)
		}
		if got = append(got, "|"); !meta.HasNext {
			break
		}
		req = query.Request{CursorPaging: &query.CursorPaging{Cursor: meta.Cursors.Next}}
	}
	if text := strings.Join(got, " "); text != "ash elm | oak |" {
		t.Errorf("pages %q", text)
	}
	page, _, err := h.Query(ctx, asked(t, `{"filter": {"name": {"$startsWith": "e"}}}`))
	if err != nil || len(page) != 1 || page[0].Name != "elm" {
		t.Errorf("Query() by name = %v, %v", page, err)
	}
	_, _, err = h.Query(ctx, asked(t, `{"filter": {"color": "red"}}`))
	if v := fault.Violations(err); len(v) != 1 || v[0].Field != "query.filter.color" {
		t.Errorf("Query() by what shelves have not = %v", err)
	}
}

func asked(t *testing.T, text string) query.Request {
	t.Helper()
	var r query.Request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Of two changes of one revision one gets through.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx := t.Context()
	if err := h.create(ctx, &shelf{ID: "one", Name: "oak"}); err != nil {
		t.Fatal(err)
	}
	tries := 0
	err := h.update(ctx, func(ctx context.Context, tx *store.Tx) error {
		if tries++; tries == 1 { // somebody else comes first
			if _, err := h.rename(context.WithoutCancel(t.Context()), "one", "1", "ash"); err != nil {
				t.Error(err)
			}
		}
		_, err := h.Update(ctx, tx, "shelf", "one", "1", func(s *shelf) error { s.Name = "elm"; return nil })
		return err
	})
	wantFault(t, "the second", err, fault.Conflict, "REVISION_MISMATCH")
	if got := h.names(t); got != "ash" {
		t.Errorf("there are %q after %d tries", got, tries)
	}
}
