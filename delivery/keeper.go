// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// entity is an option of any kind: what a keeper keeps.
type entity[T any] interface {
	store.Entity[T]
	stamps() stamps
	begin(id string)
	validate(c *checker, path string, s *site)
}

func (o *ShippingOption) begin(id string)      { o.ID = ShippingOptionID(id) }
func (l *PickupLocation) begin(id string)      { l.ID = PickupLocationID(id) }
func (o *LocalDeliveryOption) begin(id string) { o.ID = LocalDeliveryOptionID(id) }

// keeper is what the services of options have in common.
type keeper[T any, P entity[T]] struct {
	c       *core
	kind    *store.Kind[T, P]
	member  string // of requests, such as "pickupLocation"
	noun    string // such as "pickup location"
	missing string // the code when there is none
	total   string // of all of them in the shop; "": without limit
	most    int    // of total
	perZone string // of those in a region; "": without limit

	created, deleted func(v P) events.Payload
	updated          func(now, before P) events.Payload // nil, as both others: nobody is told
}

// notFound gives its code to an error of a record that is not there.
func (k *keeper[T, P]) notFound(err error, id string) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing(k.noun, id, k.missing)
	}
	return err
}

// create makes an option in tx. path is where it stands in the request.
func (k *keeper[T, P]) create(ctx context.Context, tx *store.Tx, path string, v P) (P, error) {
	own := P(v.Clone())
	var check checker
	own.validate(&check, path, &k.c.site)
	st := own.stamps()
	if check.Size(path+".deliveryRegionIds", len(*st.regions), 0, MaxOptionRegions) {
		*st.regions = unique(*st.regions)
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	for _, id := range *st.regions {
		if err := k.enter(ctx, tx, id); err != nil {
			return nil, err
		}
	}
	own.begin(tx.NewID())
	st = own.stamps()
	*st.revision, *st.created, *st.updated = 1, tx.Now(), tx.Now()
	if k.total != "" {
		count(tx, k.total, 1, k.most)
	}
	k.kind.Put(tx, own)
	if k.created != nil {
		events.Emit(tx, ctx, st.id, func() events.Payload { return k.created(own.Clone()) })
	}
	return own.Clone(), nil
}

// unique returns ids without those that were there before.
func unique(ids []RegionID) []RegionID {
	var out []RegionID
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// enter counts an option into a region, which must exist.
func (k *keeper[T, P]) enter(ctx context.Context, tx *store.Tx, id RegionID) error {
	if _, _, err := inRegion(ctx, tx, id); err != nil {
		return err
	}
	if k.perZone != "" {
		count(tx, "region/"+string(id)+"/"+k.perZone, 1, MaxOptionsPerRegion)
	}
	return nil
}

func (k *keeper[T, P]) leave(tx *store.Tx, id RegionID) {
	if k.perZone != "" {
		count(tx, "region/"+string(id)+"/"+k.perZone, -1, 0)
	}
}

func (k *keeper[T, P]) get(ctx context.Context, op, id string) (P, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	v, err := k.kind.Get(ctx, k.c.env.Store, id)
	return v, fault.At(op, k.notFound(err, id))
}

// change loads an option, has fn change it, checks it and saves it. expect is the
// revision that the caller knows, 0 for any.
func (k *keeper[T, P]) change(ctx context.Context, tx *store.Tx, path, id string, expect int64, bump bool, fn func(v P) error) (P, error) {
	found, err := k.kind.Get(ctx, tx, id)
	if err != nil {
		return nil, k.notFound(err, id)
	}
	v, before := P(found), P(P(found).Clone())
	st := v.stamps()
	if expect != 0 && expect != *st.revision {
		return nil, stale(k.noun, id)
	}
	if err := fn(v); err != nil {
		return nil, err
	}
	var check checker
	v.validate(&check, path, &k.c.site)
	check.Size(path+".deliveryRegionIds", len(*v.stamps().regions), 0, MaxOptionRegions)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if bump {
		*st.revision++
	}
	*st.updated = tx.Now()
	k.kind.Put(tx, v)
	if k.updated != nil {
		events.Emit(tx, ctx, id, func() events.Payload { return k.updated(v.Clone(), before) })
	}
	return v.Clone(), nil
}

// remove deletes an option in tx.
func (k *keeper[T, P]) remove(ctx context.Context, tx *store.Tx, id string) error {
	found, err := k.kind.Get(ctx, tx, id)
	if err != nil {
		return k.notFound(err, id)
	}
	v := P(found)
	for _, region := range *v.stamps().regions {
		k.leave(tx, region)
	}
	if k.total != "" {
		count(tx, k.total, -1, 0)
	}
	k.kind.Delete(tx, id)
	if k.deleted != nil {
		events.Emit(tx, ctx, id, func() events.Payload { return k.deleted(v.Clone()) })
	}
	return nil
}

// regionRequest puts an option into a region, or takes it out.
type regionRequest struct {
	ID               string   `json:"id"`
	DeliveryRegionID RegionID `json:"deliveryRegionId"`
	Revision         int64    `json:"revision,string"`
}

func (k *keeper[T, P]) addRegion(ctx context.Context, op string, r regionRequest) (P, error) {
	return mutate(ctx, k.c, op, r, func(ctx context.Context, tx *store.Tx) (P, error) {
		if err := r.validate(); err != nil {
			return nil, err
		}
		return k.change(ctx, tx, k.member, r.ID, r.Revision, true, func(v P) error {
			regions := v.stamps().regions
			if slices.Contains(*regions, r.DeliveryRegionID) {
				return nil
			}
			*regions = append(*regions, r.DeliveryRegionID)
			return k.enter(ctx, tx, r.DeliveryRegionID)
		})
	})
}

func (k *keeper[T, P]) removeRegion(ctx context.Context, op string, r regionRequest) (P, error) {
	return mutate(ctx, k.c, op, r, func(ctx context.Context, tx *store.Tx) (P, error) {
		if err := r.validate(); err != nil {
			return nil, err
		}
		return k.change(ctx, tx, k.member, r.ID, r.Revision, true, func(v P) error {
			regions := v.stamps().regions
			if !slices.Contains(*regions, r.DeliveryRegionID) {
				return fault.Missing("delivery region", string(r.DeliveryRegionID), CodeRegionNotFound)
			}
			*regions = slices.DeleteFunc(*regions, func(id RegionID) bool { return id == r.DeliveryRegionID })
			k.leave(tx, r.DeliveryRegionID)
			return nil
		})
	})
}

func (r *regionRequest) validate() error {
	var c fault.Checker
	c.Required("revision", r.Revision > 0)
	c.Required("deliveryRegionId", r.DeliveryRegionID != "")
	return c.Err()
}

// find answers a query.
func find[T any, P store.Entity[T]](ctx context.Context, c *core, op string, r query.Request, lang *query.Language, kind *store.Kind[T, P], values search.Values[T]) ([]*T, query.CursorPagingMetadata, error) {
	none := query.CursorPagingMetadata{}
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, none, fault.At(op, err)
	}
	q, err := lang.Query(r, query.Options{Key: c.env.Secret, Site: c.env.Site.ID, Path: "query"})
	if err != nil {
		return nil, none, fault.At(op, err)
	}
	page, err := search.Run(ctx, c.env.Store, kind, q, values)
	if err != nil {
		return nil, none, fault.At(op, err)
	}
	items := page.Items
	if items == nil {
		items = []*T{}
	}
	return items, page.Metadata(), nil
}

// language declares what entities can be asked for by.
func language(kind string, limit int, text ...string) *query.Language {
	s := query.Schema{
		Kind: kind, Indexes: []query.Index{{Name: indexCreated, Fields: []string{"createdDate"}}},
		DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}}, DefaultLimit: limit,
		Fields: []query.Field{
			{Path: "id", Ops: query.Equality},
			{Path: "createdDate", Type: query.TypeTime, Sortable: true},
			{Path: "updatedDate", Type: query.TypeTime, Sortable: true},
		},
	}
	for _, path := range text {
		f := query.Field{Path: path, Sortable: true}
		if strings.HasSuffix(path, "Ids") || strings.HasPrefix(path, "deliveryRegions.") {
			f = query.Field{Path: path, List: true, Ops: query.Equality | query.Listing}
		}
		if path == "active" || path == "default" {
			f = query.Field{Path: path, Type: query.TypeBool}
		}
		s.Fields = append(s.Fields, f)
	}
	return query.Define(s)
}

// common appends the values of fields that all entities have.
func common(st stamps, path string, dst []query.Value) []query.Value {
	switch path {
	case "id":
		return append(dst, query.Text(st.id))
	case "createdDate":
		return append(dst, query.Time(*st.created))
	case "updatedDate":
		return append(dst, query.Time(*st.updated))
	case "deliveryRegionIds":
		for _, id := range *st.regions {
			dst = append(dst, query.Text(string(id)))
		}
	}
	return dst
}
