// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package registry keeps entities that the shop's staff looks after, such as tax
// regions: each has an id, a revision and two dates, and is created, read,
// updated, deleted and queried. What they mean is up to the packages above.
package registry

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Fields is what all entities have.
type Fields struct {
	ID, Revision             *string
	CreatedDate, UpdatedDate *time.Time
}

// Config says what a registry keeps.
type Config[T any, P store.Entity[T]] struct {
	Kind     *store.Kind[T, P]
	Name     string // in errors, such as "tax region"
	Missing  string // code of the error for one that does not exist
	Max      int64  // how many a site may have
	Fields   func(*T) Fields
	Language *query.Language
	Values   search.Values[T]

	// Created, Updated and Deleted make the events. A nil one raises none.
	Created func(now *T) events.Payload
	Updated func(now, before *T) events.Payload
	Deleted func() events.Payload

	// Changed, if any, is told of every change in the transaction that makes it.
	Changed func(tx *store.Tx)
}

// Registry keeps the entities of one kind. It is safe for concurrent use.
type Registry[T any, P store.Entity[T]] struct {
	Config[T, P]
	env *service.Env
}

// counts is the kind of the counts of how many entities there are, by kind.
const counts = "registry-size"

// New returns a registry in the shop's store.
func New[T any, P store.Entity[T]](env *service.Env, cfg Config[T, P]) *Registry[T, P] {
	env.Keep(cfg.Kind, store.Counter{Kind: counts})
	return &Registry[T, P]{cfg, env}
}

// Create adds an entity. It gets an id, unless it has one, the first revision
// and its dates. Too many are a fault.Limit error.
func (r *Registry[T, P]) Create(ctx context.Context, tx *store.Tx, v *T) {
	f := r.Fields(v)
	if *f.ID == "" {
		*f.ID = tx.NewID()
	}
	*f.Revision, *f.CreatedDate, *f.UpdatedDate = "1", tx.Now(), tx.Now()
	store.Counter{Kind: counts}.Add(tx, r.Kind.Name(), 1, store.Bounds{Min: 0, Max: r.Max})
	r.Kind.Put(tx, v)
	if r.Created != nil {
		snap := r.Kind.Snapshot(tx, v)
		events.Emit(tx, ctx, *f.ID, func() events.Payload { return r.Created(snap()) })
	}
	r.changed(tx)
}

// Get returns the caller's own copy of an entity, or a fault.NotFound error.
func (r *Registry[T, P]) Get(ctx context.Context, from store.Reader, id string) (*T, error) {
	v, err := r.Kind.Get(ctx, from, id)
	if errors.Is(err, fault.NotFound) {
		return nil, fault.Missing(r.Name, id, r.Missing)
	}
	return v, err
}

// Update changes an entity by fn and gives it the next revision. revision is
// the one that the caller has seen: another one is a fault.Conflict, and none is
// a violation of the field at path. What fn leaves as it was is not changed.
func (r *Registry[T, P]) Update(ctx context.Context, tx *store.Tx, path, id, revision string, fn func(*T) error) (*T, error) {
	if revision == "" {
		var c fault.Checker
		c.Required(fault.Join(path, "revision"), false)
		return nil, c.Err()
	}
	v, err := r.Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	f := r.Fields(v)
	if *f.Revision != revision {
		return nil, fault.New(fault.Conflict, "REVISION_MISMATCH", r.Name+" "+id+" has revision "+*f.Revision)
	}
	before := P(v).Clone()
	if err := fn(v); err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(revision, 10, 64)
	*f.Revision, *f.UpdatedDate = strconv.FormatInt(n+1, 10), tx.Now()
	r.Kind.Put(tx, v)
	if r.Updated != nil {
		snap := r.Kind.Snapshot(tx, v)
		events.Emit(tx, ctx, id, func() events.Payload { return r.Updated(snap(), before) })
	}
	r.changed(tx)
	return v, nil
}

// Delete deletes an entity, or returns a fault.NotFound error.
func (r *Registry[T, P]) Delete(ctx context.Context, tx *store.Tx, id string) error {
	if _, err := r.Get(ctx, tx, id); err != nil {
		return err
	}
	store.Counter{Kind: counts}.Add(tx, r.Kind.Name(), -1, store.Bounds{})
	r.Kind.Delete(tx, id)
	if r.Deleted != nil {
		events.Emit(tx, ctx, id, r.Deleted)
	}
	r.changed(tx)
	return nil
}

func (r *Registry[T, P]) changed(tx *store.Tx) {
	if r.Changed != nil {
		r.Changed(tx)
	}
}

// All returns every entity by id, at most Max.
func (r *Registry[T, P]) All(ctx context.Context, from store.Reader) ([]*T, error) {
	var all []*T
	for v, err := range r.Kind.Find(ctx, from, store.Range{}) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// Query returns the page of entities that a request asks for.
func (r *Registry[T, P]) Query(ctx context.Context, req query.Request) ([]*T, query.CursorPagingMetadata, error) {
	q, err := r.Language.Query(req, query.Options{Key: r.env.Secret, Site: r.env.Site.ID, Path: "query"})
	if err != nil {
		return nil, query.CursorPagingMetadata{}, err
	}
	page, err := search.Run(ctx, r.env.Store, r.Kind, q, r.Values)
	if err != nil {
		return nil, query.CursorPagingMetadata{}, err
	}
	items := page.Items
	if items == nil {
		items = []*T{}
	}
	return items, page.Metadata(), nil
}

// Twin reports whether err says that another entity has the same key of a
// unique index.
func Twin(err error) bool {
	_, twin := errors.AsType[*driver.UniqueError](err)
	return twin
}

// Full reports whether err says that there are too many entities.
func Full(err error) bool {
	bound, ok := errors.AsType[*driver.BoundError](err)
	return ok && bound.Ref.Kind == counts
}
