// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"context"
	"errors"
	"math"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// Unlimited is the stock of a product that is sold without limit.
const Unlimited int64 = -1 << 63

// stockKind is the kind of the counts that hold stock.
const stockKind = "stock"

// Stock without limit is kept as a count that no shop can sell out: it counts
// down like any other, and everything near it means no limit.
const (
	boundless    = int64(1) << 62
	limitedBelow = int64(1) << 61
)

// Attach gives p the shop that it belongs to; ecom.New calls it. A second shop
// is a State error.
func (p *Products) Attach(env *service.Env) error {
	if !p.env.CompareAndSwap(nil, env) && p.env.Load() != env {
		return fault.New(fault.State, "", "these products belong to another shop")
	}
	env.Keep(store.Counter{Kind: stockKind})
	return nil
}

// shop returns the shop that p belongs to.
func (p *Products) shop() (*service.Env, error) {
	if env := p.env.Load(); env != nil {
		return env, nil
	}
	return nil, fault.New(fault.State, "", "these products belong to no shop yet")
}

// find returns a product, or a NotFound error.
func (p *Products) find(itemID string) (*product, error) {
	if found := p.list.Load().byID[itemID]; found != nil {
		return found, nil
	}
	return nil, fault.Missing("product", itemID, "PRODUCT_NOT_FOUND")
}

// counter returns the count of a product's stock.
func (p *product) counter() store.Counter { return store.Counter{Kind: stockKind, Start: p.start} }

// Stock returns how many of a product there are: Unlimited, or a number, which
// is negative when more were sold than there were. Only administrators may ask.
func (p *Products) Stock(ctx context.Context, itemID string) (int64, error) {
	n, err := p.stock(ctx, itemID)
	return n, fault.At("catalog.Stock", err)
}

func (p *Products) stock(ctx context.Context, itemID string) (int64, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return 0, err
	}
	found, err := p.find(itemID)
	if err != nil {
		return 0, err
	}
	counts, err := p.counts(ctx, []*product{found})
	if err != nil {
		return 0, err
	}
	return level(counts[0]), nil
}

// change is the request of SetStock and AdjustStock, as idempotency sees it.
type change struct {
	ItemID   string `json:"itemId"`
	Quantity int64  `json:"quantity"`
}

// newLevel is their answer.
type newLevel struct {
	Stock int64 `json:"stock"`
}

// SetStock sets how many of a product there are: 0 to MaxQuantity, or
// Unlimited. What is sold at the same time is sold before or after. Only
// administrators may do it; it is idempotent by key.
func (p *Products) SetStock(ctx context.Context, itemID string, quantity int64) error {
	_, err := p.mutate(ctx, "catalog.SetStock", change{itemID, quantity}, func(tx *store.Tx, found *product) (*store.Result, error) {
		if quantity == Unlimited {
			return found.counter().Set(tx, itemID, boundless, nil), nil
		}
		var c fault.Checker
		c.Range("quantity", quantity, 0, MaxQuantity)
		if err := c.Err(); err != nil {
			return nil, err
		}
		return found.counter().Set(tx, itemID, quantity, nil), nil
	})
	return err
}

// AdjustStock adds to the stock of a product, or takes from it when delta is
// negative, and returns what there is then. Taking more than there is is a
// fault.Limit error. Stock without limit stays so. Only administrators may do
// it; it is idempotent by key.
func (p *Products) AdjustStock(ctx context.Context, itemID string, delta int64) (int64, error) {
	return p.mutate(ctx, "catalog.AdjustStock", change{itemID, delta}, func(tx *store.Tx, found *product) (*store.Result, error) {
		var c fault.Checker
		c.Range("delta", delta, -MaxQuantity, MaxQuantity)
		if err := c.Err(); err != nil {
			return nil, err
		}
		return found.counter().Add(tx, itemID, delta, boundsOf(delta, true)), nil
	})
}

// mutate changes the stock of one product and returns the new one.
func (p *Products) mutate(ctx context.Context, op string, req change, fn func(*store.Tx, *product) (*store.Result, error)) (int64, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return 0, fault.At(op, err)
	}
	env, err := p.shop()
	if err != nil {
		return 0, fault.At(op, err)
	}
	found, err := p.find(req.ItemID)
	if err != nil {
		return 0, fault.At(op, err)
	}
	resp, err := service.Mutate(ctx, env, op, req, func(_ context.Context, tx *store.Tx) (*newLevel, error) {
		resp := new(newLevel)
		result, failure := fn(tx, found)
		if failure != nil {
			return nil, failure
		}
		tx.OnResolve(func() error {
			resp.Stock = level(result.Value())
			return nil
		})
		return resp, nil
	})
	if err != nil {
		return 0, err
	}
	return resp.Stock, nil
}

// Take takes stock when tx commits. Products without limit, products taken off
// the list and items of other catalogs are passed over.
func (p *Products) Take(ctx context.Context, tx *store.Tx, r InventoryRequest) error {
	return p.move(ctx, tx, r, -1)
}

// Return gives stock back when tx commits. It passes over what Take does.
func (p *Products) Return(ctx context.Context, tx *store.Tx, r InventoryRequest) error {
	return p.move(ctx, tx, r, 1)
}

func (p *Products) move(ctx context.Context, tx *store.Tx, r InventoryRequest, sign int64) error {
	list := p.list.Load()
	deltas := make(map[string]int64, len(r.Items))
	order := make([]string, 0, len(r.Items))
	for _, it := range r.Items {
		id := it.CatalogReference.CatalogItemID
		if it.CatalogReference.AppID != p.appID || list.byID[id] == nil || it.Quantity == 0 {
			continue
		}
		if _, seen := deltas[id]; !seen {
			order = append(order, id)
		}
		deltas[id] += sign * int64(it.Quantity)
	}
	for _, id := range order {
		c := list.byID[id].counter()
		if c.Start == boundless {
			now, _, err := c.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			if now >= limitedBelow {
				continue
			}
		}
		c.Add(tx, id, deltas[id], boundsOf(deltas[id], r.RestrictInventoryValue))
	}
	return nil
}

// boundsOf returns the bounds of a change. Only taking is bounded: what was
// oversold may be given back in parts.
func boundsOf(delta int64, restrict bool) store.Bounds {
	if delta < 0 && restrict {
		return store.Bounds{Min: 0, Max: math.MaxInt64}
	}
	return store.Bounds{}
}

// Shortage tells which product a failed order had too little of, and how many
// there are.
func Shortage(err error) (itemID string, left int64, ok bool) {
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || bound.Ref.Kind != stockKind {
		return "", 0, false
	}
	return bound.Ref.ID, bound.Value, true
}

// counts returns the counts of products, all as of one moment. Products that
// belong to no shop yet have what they were given.
func (p *Products) counts(ctx context.Context, ps []*product) ([]int64, error) {
	counts := make([]int64, len(ps))
	for i := range ps {
		counts[i] = ps[i].start
	}
	env := p.env.Load()
	if env == nil || len(ps) == 0 {
		return counts, nil
	}
	refs := make([]driver.Ref, len(ps))
	for i := range ps {
		refs[i] = driver.Ref{Site: env.Store.Site(), Kind: stockKind, ID: ps[i].ID}
	}
	records, err := env.StoreWithin(ctx).Driver().Get(ctx, refs...)
	if err != nil {
		return nil, &fault.Error{Kind: stockKind, Class: fault.ClassOf(err), Err: err}
	}
	for i := range records {
		if records[i].Revision != 0 {
			counts[i] = records[i].Count
		}
	}
	return counts, nil
}

// level returns the stock that a count stands for.
func level(count int64) int64 {
	if count >= limitedBelow {
		return Unlimited
	}
	return count
}

// available returns what a count lets be sold; nil means without limit.
func available(count int64) *int {
	if count >= limitedBelow {
		return nil
	}
	return new(int(min(max(count, 0), MaxQuantity)))
}
