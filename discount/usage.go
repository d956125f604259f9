// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/store"
)

// Usage tells how often coupons and rules are in use, as a store counts it. It is
// safe for concurrent use.
type Usage struct{ store *store.Store }

// NewUsage returns the usage that is counted in a store.
func NewUsage(s *store.Store) *Usage { return &Usage{s} }

// Uses returns how often coupons or rules are in use, in the order of the uses
// that are about to be made: by anybody, and by the customers that these name. It
// leaves out what ctx says is the asker's own; see WithOwnUses.
func (u *Usage) Uses(ctx context.Context, of []Use) ([]Uses, error) {
	uses := make([]Uses, len(of))
	own, err := ownUses(ctx)
	if err != nil {
		return nil, err
	}
	for _, kind := range [...]UseKind{UseOfCoupon, UseOfRule} {
		if err := u.read(ctx, kind, of, uses, own); err != nil {
			return nil, err
		}
	}
	return uses, nil
}

// read fills in the uses of one kind, without the asker's own.
func (u *Usage) read(ctx context.Context, kind UseKind, of []Use, uses []Uses, own []Use) error {
	var at, known []int // in of; of names, whose
	var ids, names []string
	for i := range of {
		if of[i].Kind != kind {
			continue
		}
		at, ids = append(at, i), append(ids, of[i].ID)
		for _, name := range of[i].Customer {
			known, names = append(known, i), append(names, of[i].ID+"/"+name)
		}
	}
	held := make(map[string]int64, 2*len(own)) // by id, and by id and name
	for i := range own {
		if o := &own[i]; o.Kind == kind {
			held[o.ID]++
			for _, name := range o.Customer {
				held[o.ID+"/"+name]++
			}
		}
	}
	c := kind.counts()
	totals, err := c.all.GetAll(ctx, u.store, ids...)
	if err != nil {
		return err
	}
	for j, i := range at {
		uses[i].Total = max(totals[j]-held[ids[j]], 0)
	}
	byCustomer, err := c.byCustomer.GetAll(ctx, u.store, names...)
	if err != nil {
		return err
	}
	for j, i := range known {
		uses[i].ByBuyer = max(byCustomer[j]-held[names[j]], uses[i].ByBuyer)
	}
	return nil
}

type ownUsesKey struct{}

// WithOwnUses returns a context in which Usage leaves out uses: those that an
// order holds already do not count against the checkout that it was made from. own
// is called when it matters, with the context that Usage was asked with.
func WithOwnUses(ctx context.Context, own func(context.Context) ([]Use, error)) context.Context {
	return context.WithValue(ctx, ownUsesKey{}, own)
}

// ownUses returns what is to be left out.
func ownUses(ctx context.Context) ([]Use, error) {
	if own, ok := ctx.Value(ownUsesKey{}).(func(context.Context) ([]Use, error)); ok {
		return own(ctx)
	}
	return nil, nil
}

// CloneUses returns a deep copy.
func CloneUses(uses []Use) []Use { return ptr.CopyEach(uses, Use.Clone) }
