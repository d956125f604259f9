// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"errors"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// TestCatalog proves a catalog with a request for items that it must have, and
// nothing else may sell meanwhile.
func TestCatalog(t testing.TB, c catalog.Catalog, known catalog.Request) {
	t.Helper()
	call := func(r catalog.Request) (catalog.Response, error) { return c.GetCatalogItems(t.Context(), r) }
	resp, err := stable(t, "GetCatalogItems", known, call)
	if err == nil {
		err = catalog.Check(known, resp)
	}
	if err != nil {
		t.Errorf("GetCatalogItems: an answer must be one that a shop can work with: %v", err)
		return
	}
	if got, want := len(resp.CatalogItems), len(known.CatalogReferences); got != want {
		t.Errorf("GetCatalogItems: every known item must be in the answer: got %d of %d", got, want)
	}

	unknown := known
	unknown.CatalogReferences = nil
	for _, ref := range known.CatalogReferences {
		ref.CatalogReference.CatalogItemID = "no such item " + ref.CatalogReference.CatalogItemID
		ref.CatalogReference.CatalogItemID = ref.CatalogReference.CatalogItemID[:min(36, len(ref.CatalogReference.CatalogItemID))]
		unknown.CatalogReferences = append(unknown.CatalogReferences, ref)
	}
	if resp, err := call(unknown); err != nil || len(resp.CatalogItems) != 0 {
		t.Errorf("GetCatalogItems: when all items are unknown, the answer is empty and no error: got %d items, %v", len(resp.CatalogItems), err)
	}
	mixed := known
	mixed.CatalogReferences = slices.Concat(unknown.CatalogReferences[:1], known.CatalogReferences)
	if resp, err := call(mixed); err != nil || len(resp.CatalogItems) != len(known.CatalogReferences) {
		t.Errorf("GetCatalogItems: unknown items are left out: got %d items, %v, want %d", len(resp.CatalogItems), err, len(known.CatalogReferences))
	}
}

// TestInventory proves a catalog that keeps stock elsewhere. It must have the
// item ref, in a limited number of at least 3, which nobody else moves
// meanwhile. The order ids must be new to it.
func TestInventory(t testing.TB, c interface {
	catalog.Catalog
	catalog.Inventory
}, r catalog.Request, orderIDs [3]string,
) {
	t.Helper()
	ref := r.CatalogReferences[0].CatalogReference
	stock := func() int {
		t.Helper()
		resp, err := c.GetCatalogItems(t.Context(), r)
		if err != nil || len(resp.CatalogItems) == 0 || resp.CatalogItems[0].Data.QuantityAvailable == nil {
			t.Fatalf("GetCatalogItems: the item must be there in a limited number: %v", err)
		}
		return *resp.CatalogItems[0].Data.QuantityAvailable
	}
	expect := func(rule string, want int) {
		t.Helper()
		if got := stock(); got != want {
			t.Errorf("%s: stock is %d, want %d", rule, got, want)
		}
	}
	start := stock()

	take := move(ref, 2, orderIDs[0], catalog.ReasonOrderPlaced)
	for range 2 {
		if err := c.Decrement(t.Context(), take); err != nil {
			t.Errorf("Decrement: there is enough: %v", err)
		}
	}
	expect("Decrement: has one effect for a key", start-2)

	other := move(ref, 1, orderIDs[0], catalog.ReasonOrderPlaced)
	other.Key += " again"
	if err := c.Decrement(t.Context(), other); err != nil {
		t.Errorf("Decrement: there is enough: %v", err)
	}
	expect("Decrement: another key is another movement, of the same order too", start-3)

	err := c.Decrement(t.Context(), move(ref, start+1, orderIDs[1], catalog.ReasonOrderPlaced))
	if !errors.Is(err, fault.Limit) || fault.Code(err) != catalog.CodeDecrementNotPossible {
		t.Errorf("Decrement: taking more than there is is a fault.Limit with %s: got %v", catalog.CodeDecrementNotPossible, err)
	}
	expect("Decrement: when there is too little, nothing is taken", start-3)

	back := move(ref, 3, orderIDs[0], catalog.ReasonOrderCanceled)
	for range 2 {
		if err := c.Increment(t.Context(), back); err != nil {
			t.Errorf("Increment: does not look at levels: %v", err)
		}
	}
	expect("Increment: has one effect for a key", start)
}

func move(ref item.CatalogReference, quantity int, orderID string, reason catalog.Reason) catalog.InventoryRequest {
	return catalog.InventoryRequest{
		Items:   []catalog.InventoryItem{{CatalogReference: ref, Quantity: quantity}},
		OrderID: orderID, Reason: reason, Key: orderID + " " + string(reason), RestrictInventoryValue: reason == catalog.ReasonOrderPlaced,
	}
}
