// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// opened returns the products of a shop with a store, and the shop.
func opened(t testing.TB) (*catalog.Products, *service.Env) {
	t.Helper()
	env := newEnv(t)
	p := products(t)
	if err := p.Attach(env); err != nil {
		t.Fatalf("Attach() = %v", err)
	}
	return p, env
}

func newEnv(t testing.TB) *service.Env {
	t.Helper()
	var n atomic.Int64
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	id := func() string { return "id-" + strconv.FormatInt(n.Add(1), 10) }
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{Now: now, NewID: id, Attempts: 100})
	if err != nil {
		t.Fatalf("store.New() = %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &service.Env{
		Store: s, Now: now, NewID: id, Logger: slog.New(slog.DiscardHandler),
		Site: service.Site{ID: s.Site(), Currency: money.USD},
	}
}

func order(p *catalog.Products, id string, quantity int) catalog.InventoryRequest {
	return catalog.InventoryRequest{
		Items:                  []catalog.InventoryItem{{CatalogReference: p.Reference(id), Quantity: quantity}},
		RestrictInventoryValue: true, OrderID: "order", Reason: catalog.ReasonOrderPlaced,
	}
}

func take(ctx context.Context, env *service.Env, p *catalog.Products, r catalog.InventoryRequest) error {
	return env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error { return p.Take(ctx, tx, r) })
}

func giveBack(ctx context.Context, env *service.Env, p *catalog.Products, r catalog.InventoryRequest) error {
	return env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error { return p.Return(ctx, tx, r) })
}

func wantStock(t testing.TB, p *catalog.Products, id string, want int64) {
	t.Helper()
	if got, err := p.Stock(t.Context(), id); err != nil || got != want {
		t.Errorf("Stock(%s) = %d, %v, want %d", id, got, err, want)
	}
}

func TestTakeAndReturn(t *testing.T) {
	t.Parallel()
	p, env := opened(t)
	ctx := t.Context()
	wantStock(t, p, "mug", 10)
	if err := take(ctx, env, p, order(p, "mug", 4)); err != nil {
		t.Fatalf("Take(4) = %v", err)
	}
	wantStock(t, p, "mug", 6)
	err := take(ctx, env, p, order(p, "mug", 7))
	if !errors.Is(err, fault.Limit) {
		t.Errorf("Take(7) = %v, want %v", err, fault.Limit)
	}
	if id, left, ok := catalog.Shortage(err); !ok || id != "mug" || left != 6 {
		t.Errorf("Shortage() = %s, %d, %t, want mug, 6, true", id, left, ok)
	}
	if _, _, ok := catalog.Shortage(errors.New("other")); ok {
		t.Error("Shortage(other) = true, want false")
	}
	wantStock(t, p, "mug", 6)

	oversold := order(p, "mug", 7)
	oversold.RestrictInventoryValue = false
	if err := take(ctx, env, p, oversold); err != nil {
		t.Errorf("Take(7, unrestricted) = %v", err)
	}
	wantStock(t, p, "mug", -1)
	resp, err := p.GetCatalogItems(ctx, ask(p, "mug"))
	if err != nil || *resp.CatalogItems[0].Data.QuantityAvailable != 0 {
		t.Errorf("quantityAvailable of oversold goods: %+v, %v, want 0", resp, err)
	}
	if err := giveBack(ctx, env, p, order(p, "mug", 11)); err != nil {
		t.Errorf("Return(11) = %v", err)
	}
	wantStock(t, p, "mug", 10)
}

func TestTakeIsAllOrNothing(t *testing.T) {
	t.Parallel()
	p, env := opened(t)
	if err := p.SetStock(t.Context(), "song", 2); err != nil {
		t.Fatalf("SetStock() = %v", err)
	}
	r := order(p, "mug", 1)
	r.Items = append(r.Items,
		catalog.InventoryItem{CatalogReference: p.Reference("song"), Quantity: 2},
		catalog.InventoryItem{CatalogReference: p.Reference("mug"), Quantity: 10})
	if err := take(t.Context(), env, p, r); !errors.Is(err, fault.Limit) {
		t.Errorf("Take(11 mugs in two lines) = %v, want %v", err, fault.Limit)
	}
	wantStock(t, p, "mug", 10)
	wantStock(t, p, "song", 2)
}

func TestTakePassesOver(t *testing.T) {
	t.Parallel()
	p, env := opened(t)
	r := order(p, "song", 5)
	other := p.Reference("mug")
	other.AppID = "other"
	r.Items = append(r.Items,
		catalog.InventoryItem{CatalogReference: other, Quantity: 100},
		catalog.InventoryItem{CatalogReference: p.Reference("gone"), Quantity: 1})
	if err := take(t.Context(), env, p, r); err != nil {
		t.Errorf("Take() = %v", err)
	}
	wantStock(t, p, "song", catalog.Unlimited)
	wantStock(t, p, "mug", 10)
}

func TestSetAndAdjustStock(t *testing.T) {
	t.Parallel()
	p, env := opened(t)
	ctx := t.Context()
	if err := p.SetStock(ctx, "song", 5); err != nil {
		t.Fatalf("SetStock(song) = %v", err)
	}
	if err := take(ctx, env, p, order(p, "song", 6)); !errors.Is(err, fault.Limit) {
		t.Errorf("Take(6 of 5) = %v, want %v", err, fault.Limit)
	}
	if got, err := p.AdjustStock(ctx, "song", 3); err != nil || got != 8 {
		t.Errorf("AdjustStock(3) = %d, %v, want 8", got, err)
	}
	if _, err := p.AdjustStock(ctx, "song", -9); !errors.Is(err, fault.Limit) {
		t.Errorf("AdjustStock(-9) = %v, want %v", err, fault.Limit)
	}
	if err := p.SetStock(ctx, "mug", catalog.Unlimited); err != nil {
		t.Fatalf("SetStock(Unlimited) = %v", err)
	}
	if err := take(ctx, env, p, order(p, "mug", 100_000)); err != nil {
		t.Errorf("Take(100,000 without limit) = %v", err)
	}
	if got, err := p.AdjustStock(ctx, "mug", 5); err != nil || got != catalog.Unlimited {
		t.Errorf("AdjustStock(without limit) = %d, %v, want Unlimited", got, err)
	}
	resp, err := p.GetCatalogItems(ctx, ask(p, "mug", "song", "tour"))
	if err != nil {
		t.Fatalf("GetCatalogItems() = %v", err)
	}
	for i, want := range []*int{nil, new(8), nil} {
		got := resp.CatalogItems[i].Data.QuantityAvailable
		if (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("quantityAvailable of item %d = %v, want %v", i, got, want)
		}
	}
	for _, n := range []int64{-1, catalog.MaxQuantity + 1} {
		if err := p.SetStock(ctx, "mug", n); !errors.Is(err, fault.Invalid) {
			t.Errorf("SetStock(%d) = %v, want %v", n, err, fault.Invalid)
		}
	}
	if err := p.SetStock(ctx, "nothing", 1); !errors.Is(err, fault.NotFound) {
		t.Errorf("SetStock(nothing) = %v, want %v", err, fault.NotFound)
	}
}

func TestStockIsForAdministrators(t *testing.T) {
	t.Parallel()
	p, _ := opened(t)
	ctx := actor.With(t.Context(), actor.Visitor("v"))
	if _, err := p.Stock(ctx, "mug"); !errors.Is(err, fault.Denied) {
		t.Errorf("Stock() = %v, want %v", err, fault.Denied)
	}
	if err := p.SetStock(ctx, "mug", 1); !errors.Is(err, fault.Denied) {
		t.Errorf("SetStock() = %v, want %v", err, fault.Denied)
	}
	if _, err := p.AdjustStock(ctx, "mug", 1); !errors.Is(err, fault.Denied) {
		t.Errorf("AdjustStock() = %v, want %v", err, fault.Denied)
	}
}

func TestAdjustStockIsIdempotent(t *testing.T) {
	t.Parallel()
	p, _ := opened(t)
	ctx := idempotency.WithKey(t.Context(), "key")
	for range 2 {
		if got, err := p.AdjustStock(ctx, "mug", 5); err != nil || got != 15 {
			t.Errorf("AdjustStock(5) = %d, %v, want 15", got, err)
		}
	}
	wantStock(t, p, "mug", 15)
	if _, err := p.AdjustStock(ctx, "mug", 6); !errors.Is(err, fault.Conflict) {
		t.Errorf("AdjustStock(6) under the same key = %v, want %v", err, fault.Conflict)
	}
}

func TestAttach(t *testing.T) {
	t.Parallel()
	p := products(t)
	if err := p.SetStock(t.Context(), "mug", 1); !errors.Is(err, fault.State) {
		t.Errorf("SetStock() without a shop = %v, want %v", err, fault.State)
	}
	wantStock(t, p, "mug", 10)
	env := newEnv(t)
	for range 2 {
		if err := p.Attach(env); err != nil {
			t.Errorf("Attach() = %v", err)
		}
	}
	if err := p.Attach(newEnv(t)); !errors.Is(err, fault.State) {
		t.Errorf("Attach(another shop) = %v, want %v", err, fault.State)
	}
}

// Sold never exceeds stock, whatever happens at the same time.
func TestConcurrentTakes(t *testing.T) {
	t.Parallel()
	p, env := opened(t)
	ctx := t.Context()
	var sold atomic.Int64
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			r := order(p, "mug", 1+i%3)
			switch err := take(ctx, env, p, r); {
			case err == nil:
				sold.Add(int64(1 + i%3))
			case !errors.Is(err, fault.Limit):
				t.Errorf("Take() = %v, want %v", err, fault.Limit)
			}
		})
	}
	wg.Wait()
	wantStock(t, p, "mug", 10-sold.Load())
	if n := sold.Load(); n < 8 || n > 10 {
		t.Errorf("sold %d of 10, want 8 to 10", n)
	}
}
