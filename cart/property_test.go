// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// The items of the properties' shop: one without limit, one with some stock,
// one with little, one with none.
var propertyItems = []string{"endless", "some", "few", "none"}

func propertyShop(t *rapid.T) *shop {
	stock := func(n int64) *int64 { return &n }
	return newShop(t, options{
		rules: strings.ReplaceAll(kitchenRule, "mug", "some"),
		items: []catalog.Product{
			{ID: "endless", Name: "Endless", Price: "0.99"},
			{ID: "some", Name: "Some", Price: "24.99", Stock: stock(40)},
			{ID: "few", Name: "Few", Price: "7.77", Stock: stock(3)},
			{ID: "none", Name: "None", Price: "1.00", Stock: stock(0)},
		},
	})
}

func limit(id string) int {
	switch id {
	case "some":
		return 40
	case "few":
		return 3
	case "none":
		return 0
	}
	return cart.MaxQuantity
}

// step is one change of a cart.
type step struct {
	kind     string
	id       string
	quantity int
}

func (s step) String() string { return fmt.Sprintf("%s %s %d", s.kind, s.id, s.quantity) }

func steps() *rapid.Generator[[]step] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			kind:     rapid.SampledFrom([]string{"add", "add", "set", "remove"}).Draw(t, "kind"),
			id:       rapid.SampledFrom(propertyItems).Draw(t, "id"),
			quantity: rapid.OneOf(rapid.IntRange(1, 20), rapid.IntRange(1, cart.MaxQuantity)).Draw(t, "quantity"),
		}
	}), 1, 12)
}

// take does a step on the actor's current cart.
func take(ctx context.Context, s *shop, st step) (*cart.Result, error) {
	if st.kind == "add" {
		return s.current.AddToCurrentCart(ctx, add(line(st.id, st.quantity)))
	}
	c, err := s.current.GetCurrentCart(ctx)
	if err != nil {
		return s.current.AddToCurrentCart(ctx, add())
	}
	for _, l := range c.LineItems {
		switch {
		case l.CatalogReference.CatalogItemID != st.id:
		case st.kind == "set":
			return s.current.UpdateCurrentCartLineItemQuantity(ctx, []cart.LineItemQuantityUpdate{{ID: l.ID, Quantity: st.quantity}})
		default:
			return s.current.RemoveLineItemsFromCurrentCart(ctx, []string{l.ID})
		}
	}
	return s.current.AddToCurrentCart(ctx, add())
}

// model is how many units of each item a cart should have.
type model map[string]int

func (m model) take(st step) {
	switch {
	case st.kind == "add":
		m[st.id] = min(m[st.id]+st.quantity, limit(st.id))
	case m[st.id] == 0:
	case st.kind == "set":
		m[st.id] = min(st.quantity, limit(st.id))
	default:
		m[st.id] = 0
	}
	if m[st.id] == 0 {
		delete(m, st.id)
	}
}

// content is how many units of each item a cart has; it fails when an item has
// more than one line.
func content(t *rapid.T, c *cart.Cart) model {
	m := model{}
	for _, l := range c.LineItems {
		id := l.CatalogReference.CatalogItemID
		if _, twice := m[id]; twice {
			t.Fatalf("the cart has two lines of %s: %s", id, brief(c))
		}
		if l.Quantity < 1 || l.Quantity > limit(id) {
			t.Fatalf("the cart has %d of %s, of which there are %d", l.Quantity, id, limit(id))
		}
		m[id] = l.Quantity
	}
	return m
}

// figures are the prices of each line, by item.
func figures(c *cart.Cart) map[string]string {
	m := map[string]string{}
	for _, l := range c.LineItems {
		m[l.CatalogReference.CatalogItemID] = fmt.Sprint(l.Quantity, l.FullPrice.Amount, l.PriceBeforeDiscounts.Amount, l.Price.Amount, l.LineItemPrice.Amount)
	}
	return m
}

// Any sequence of changes leaves what a simple model says, ids that are never
// used twice, and revisions that count the changes.
func TestPropertyChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, ctx := propertyShop(t), ann(context.Background())
		m := model{}
		ids := map[string]string{}
		for _, st := range steps().Draw(t, "steps") {
			r, err := take(ctx, s, st)
			if err != nil {
				t.Fatalf("%v = %v", st, err)
			}
			m.take(st)
			if diff := cmp.Diff(m, content(t, r.Cart)); diff != "" {
				t.Fatalf("after %v (-want +got):\n%s", st, diff)
			}
			for _, l := range r.Cart.LineItems {
				id := l.CatalogReference.CatalogItemID
				if was, ok := ids[l.ID]; ok && was != id {
					t.Fatalf("line %s was of %s and is of %s", l.ID, was, id)
				}
				ids[l.ID] = id
			}
		}
		changes := 0
		for range s.events.take() {
			changes++
		}
		if c, err := s.current.GetCurrentCart(ctx); err != nil || c.Revision != fmt.Sprint(changes) {
			t.Fatalf("after %d events the cart is at revision %s, %v", changes, c.Revision, err)
		}
	})
}

// P5: prices depend on what is in the cart, not on how it came there.
func TestPropertyPricesForgetThePast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, ctx := propertyShop(t), ann(context.Background())
		for _, st := range append(steps().Draw(t, "steps"), step{"add", "endless", 1}) {
			if _, err := take(ctx, s, st); err != nil {
				t.Fatalf("%v = %v", st, err)
			}
		}
		past, err := s.current.GetCurrentCart(ctx)
		if err != nil {
			t.Fatalf("GetCurrentCart() = %v", err)
		}
		var lines []cart.LineItem
		for _, i := range rapid.Permutation(indices(len(past.LineItems))).Draw(t, "order") {
			lines = append(lines, line(past.LineItems[i].CatalogReference.CatalogItemID, past.LineItems[i].Quantity))
		}
		fresh, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: lines})
		if err != nil {
			t.Fatalf("CreateCart() = %v", err)
		}
		if diff := cmp.Diff(figures(past), figures(fresh.Cart)); diff != "" {
			t.Fatalf("prices of the same goods (-changed +fresh):\n%s", diff)
		}
		a, err := s.EstimateTotals(ctx, past.ID, cart.EstimateTotalsRequest{})
		if err != nil {
			t.Fatalf("EstimateTotals() = %v", err)
		}
		b, err := s.EstimateTotals(ctx, fresh.Cart.ID, cart.EstimateTotalsRequest{})
		if err != nil || !a.PriceSummary.Total.Equal(b.PriceSummary.Total) {
			t.Fatalf("totals of the same goods = %v and %v, %v", a.PriceSummary.Total.Amount, b.PriceSummary.Total.Amount, err)
		}
	})
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// P12: a call repeated under its key has one effect and one answer.
func TestPropertyRepetition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, ctx := propertyShop(t), ann(context.Background())
		m := model{}
		for i, st := range steps().Draw(t, "steps") {
			if st.kind != "add" {
				continue
			}
			keyed := idempotency.WithKey(ctx, fmt.Sprint("key ", i))
			var first *cart.Result
			for n := range rapid.IntRange(1, 3).Draw(t, "times") {
				r, err := take(keyed, s, st)
				if err != nil {
					t.Fatalf("%v = %v", st, err)
				}
				if n == 0 {
					first = r
				} else if r.Cart.Revision != first.Cart.Revision || brief(r.Cart) != brief(first.Cart) || !cmp.Equal(adjusted(r), adjusted(first)) {
					t.Fatalf("%v answered %s at %s, then %s at %s", st, brief(first.Cart), first.Cart.Revision, brief(r.Cart), r.Cart.Revision)
				}
			}
			m.take(st)
			if _, err := take(keyed, s, step{"add", st.id, st.quantity%99_999 + 1}); st.quantity%99_999+1 != st.quantity && err == nil {
				t.Fatalf("the key of %v was taken for another request", st)
			}
		}
		if c, err := s.current.GetCurrentCart(ctx); err == nil {
			if diff := cmp.Diff(m, content(t, c)); diff != "" {
				t.Fatalf("content (-want +got):\n%s", diff)
			}
		}
	})
}

// P13: a change decided while another one lands loses nothing: it is as if it
// had come after it.
func TestPropertyNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, ctx := propertyShop(t), ann(context.Background())
		m := model{}
		for _, st := range steps().Draw(t, "before") {
			if _, err := take(ctx, s, st); err != nil {
				t.Fatalf("%v = %v", st, err)
			}
			m.take(st)
		}
		for _, late := range steps().Draw(t, "late") {
			if late.kind != "add" {
				continue
			}
			early := step{"add", rapid.SampledFrom(propertyItems).Draw(t, "early"), rapid.IntRange(1, 9).Draw(t, "units")}
			s.catalog.meddle(func() {
				if _, err := take(ctx, s, early); err != nil {
					t.Fatalf("%v = %v", early, err)
				}
				m.take(early)
			})
			if _, err := take(ctx, s, late); err != nil {
				t.Fatalf("%v = %v", late, err)
			}
			m.take(late)
			c, err := s.current.GetCurrentCart(ctx)
			if err != nil {
				t.Fatalf("GetCurrentCart() = %v", err)
			}
			if diff := cmp.Diff(m, content(t, c)); diff != "" {
				t.Fatalf("after %v within %v (-want +got):\n%s", early, late, diff)
			}
		}
	})
}

// P19: a merged cart has what both had, within bounds, once; merging again
// changes nothing.
func TestPropertyMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := propertyShop(t)
		visitor, member := ann(context.Background()), bob(context.Background())
		own, others := model{}, model{}
		for _, st := range steps().Draw(t, "member") {
			if _, err := take(member, s, st); err != nil {
				t.Fatalf("%v = %v", st, err)
			}
			own.take(st)
		}
		for _, st := range steps().Draw(t, "visitor") {
			if _, err := take(visitor, s, st); err != nil {
				t.Fatalf("%v = %v", st, err)
			}
			others.take(st)
		}
		want := model{}
		for _, id := range propertyItems {
			if n := min(own[id]+others[id], limit(id)); n > 0 {
				want[id] = n
			}
		}
		for range 2 {
			r, err := s.current.MergeVisitorCart(member, annID)
			if err != nil {
				t.Fatalf("MergeVisitorCart() = %v", err)
			}
			if diff := cmp.Diff(want, content(t, r.Cart)); diff != "" {
				t.Fatalf("the merged cart (-want +got):\n%s", diff)
			}
		}
	})
}
