// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

// warehouse is a catalog that keeps its stock to itself: ten mugs, ten plates.
type warehouse struct {
	mu     sync.Mutex
	levels map[string]int
	done   map[string]bool
	log    []string // what moved, and why

	before func(op string) error // may be nil; an error is what the call gives, without an effect
	after  func(op string) error // likewise, but the call has had its effect
}

func newWarehouse() *warehouse {
	return &warehouse{levels: map[string]int{"mug": 10, "plate": 10}, done: map[string]bool{}}
}

func (w *warehouse) GetCatalogItems(_ context.Context, r catalog.Request) (catalog.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	resp := catalog.Response{CatalogItems: []catalog.Item{}}
	for _, ref := range r.CatalogReferences {
		level, ok := w.levels[ref.CatalogReference.CatalogItemID]
		if !ok {
			continue
		}
		resp.CatalogItems = append(resp.CatalogItems, catalog.Item{CatalogReference: ref.CatalogReference, Data: catalog.ItemData{
			ProductName: item.Text(ref.CatalogReference.CatalogItemID), ItemType: item.Of(item.PresetDigital),
			Price: money.MustParse("10", money.USD), QuantityAvailable: new(max(level, 0)),
		}})
	}
	return resp, nil
}

func (w *warehouse) Decrement(_ context.Context, r catalog.InventoryRequest) error {
	return w.move("take", r, -1)
}

func (w *warehouse) Increment(_ context.Context, r catalog.InventoryRequest) error {
	return w.move("give", r, 1)
}

func (w *warehouse) move(op string, r catalog.InventoryRequest, sign int) error {
	w.mu.Lock()
	before, after := w.before, w.after
	w.mu.Unlock()
	if before != nil {
		if err := before(op); err != nil {
			return err
		}
	}
	if err := w.moveNow(op, r, sign); err != nil || after == nil {
		return err
	}
	return after(op)
}

// hook says what else happens before and after a call has its effect.
func (w *warehouse) hook(before, after func(op string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before, w.after = before, after
}

func (w *warehouse) moveNow(op string, r catalog.InventoryRequest, sign int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Key == "" || r.OrderID == "" || r.Reason == "" || len(r.Items) == 0 {
		return fmt.Errorf("an incomplete request: %+v", r)
	}
	if w.done[r.Key] {
		return nil
	}
	levels := maps.Clone(w.levels)
	var what []string
	for _, it := range r.Items {
		id := it.CatalogReference.CatalogItemID
		levels[id] += sign * it.Quantity
		if levels[id] < 0 && sign < 0 && r.RestrictInventoryValue {
			return fault.New(fault.Limit, catalog.CodeDecrementNotPossible, "too little")
		}
		what = append(what, fmt.Sprintf("%d %s", it.Quantity, id))
	}
	w.levels, w.done[r.Key] = levels, true
	w.log = append(w.log, fmt.Sprintf("%s %s: %s", op, strings.Join(what, ", "), r.Reason))
	return nil
}

func (w *warehouse) level(id string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.levels[id]
}

// took returns what moved since it was last called.
func (w *warehouse) took() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log
	w.log = nil
	return log
}

// moved checks what moved since the last time.
func (w *warehouse) moved(t testing.TB, when string, want ...string) {
	t.Helper()
	if got := w.took(); !slices.Equal(got, want) {
		t.Errorf("%s: moved %q, want %q", when, got, want)
	}
}

// storeOf returns a shop whose goods are in a warehouse.
func storeOf(t testing.TB, w *warehouse) *ecomtest.Shop {
	t.Helper()
	return ecomtest.NewShop(t, func(c *ecom.Config) {
		coupons(c)
		c.Catalog = w
	})
}

// sweep does what Run does, after a while.
func sweep(t testing.TB, s *ecomtest.Shop, after time.Duration) {
	t.Helper()
	s.Clock.Advance(after)
	if err := s.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWarehouse(t *testing.T) {
	t.Parallel()
	w := newWarehouse()
	r := catalog.Request{Currency: money.USD, CatalogReferences: []catalog.ReferenceAndQuantity{
		{CatalogReference: item.CatalogReference{CatalogItemID: "mug", AppID: "app"}, Quantity: 1},
	}}
	plugintest.TestCatalog(t, w, r)
	plugintest.TestInventory(t, w, r, [3]string{"a", "b", "c"})
}
