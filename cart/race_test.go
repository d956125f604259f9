// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/store"
)

func releasing(s *shop, id cart.ID) func(ctx context.Context, tx *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error { return s.ReleaseCurrentCart(ctx, tx, id) }
}

// together runs fn n times at once.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { fn(i) })
	}
	wg.Wait()
}

// Adds at once all land, the first of them in one cart.
func TestAddsAtOnceAllLand(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	together(16, func(i int) {
		id := "shirt"
		if i%2 == 1 {
			id = "book"
		}
		if _, err := s.current.AddToCurrentCart(ctx, add(line(id, 1))); err != nil {
			t.Errorf("AddToCurrentCart() = %v", err)
		}
	})
	c, err := s.current.GetCurrentCart(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.LineItems) != 2 || c.LineItems[0].Quantity != 8 || c.LineItems[1].Quantity != 8 || c.Revision != "16" {
		t.Errorf("the cart holds %s at revision %s, want 8 of each at 16", brief(c), c.Revision)
	}
	created := 0
	for i, e := range s.events.all() {
		if e.Type == "wix.ecom.v1.cart_created" {
			created++
		}
		if e.Sequence != int64(i+1) {
			t.Errorf("event %d has sequence %d", i, e.Sequence)
		}
	}
	if created != 1 {
		t.Errorf("%d carts were created, want 1", created)
	}
}

// Quantities never pass the stock, whoever adds at once.
func TestAddsAtOnceStayWithinTheStock(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	together(8, func(int) {
		if _, err := s.current.AddToCurrentCart(ctx, add(line("mug", 2))); err != nil {
			t.Errorf("AddToCurrentCart() = %v", err)
		}
	})
	if c, err := s.current.GetCurrentCart(ctx); err != nil || brief(c) != "mug×10" {
		t.Errorf("GetCurrentCart() = %s, %v, want mug×10", brief(c), err)
	}
}

// One key has one effect, however often it is used at once.
func TestTwinsHaveOneEffect(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := idempotency.WithKey(ann(t.Context()), "key")
	answers := make([]string, 8)
	together(len(answers), func(i int) {
		r, err := s.current.AddToCurrentCart(ctx, add(line("shirt", 1)))
		if err != nil {
			t.Errorf("AddToCurrentCart() = %v", err)
			return
		}
		answers[i] = fmt.Sprint(r.Cart.ID, brief(r.Cart), r.Cart.Revision)
	})
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("twins were answered %v", answers)
			break
		}
	}
	if c, err := s.current.GetCurrentCart(ctx); err != nil || brief(c) != "shirt×1" {
		t.Errorf("GetCurrentCart() = %s, %v, want shirt×1", brief(c), err)
	}
}

// A login merged many times at once moves everything exactly once.
func TestMergesAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	visitor, member := ann(t.Context()), bob(t.Context())
	if _, err := s.current.AddToCurrentCart(member, add(line("shirt", 1))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.current.AddToCurrentCart(visitor, add(line("shirt", 2), line("book", 1))); err != nil {
		t.Fatal(err)
	}
	together(8, func(int) {
		if _, err := s.current.MergeVisitorCart(member, annID); err != nil {
			t.Errorf("MergeVisitorCart() = %v", err)
		}
	})
	if c, err := s.current.GetCurrentCart(member); err != nil || brief(c) != "shirt×3 book×1" {
		t.Errorf("GetCurrentCart() = %s, %v, want shirt×3 book×1", brief(c), err)
	}
}

// Changes and a deletion at once leave either the cart or nothing of it.
func TestDeletionAmongChanges(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	c := fill(t, s)
	together(9, func(i int) {
		var err error
		if i == 4 {
			err = s.DeleteCart(ctx, c.ID)
		} else {
			_, err = s.AddToCart(ctx, c.ID, add(line("shirt", 1)))
		}
		if err != nil && fault.ClassOf(err) != fault.NotFound {
			t.Errorf("call %d = %v", i, err)
		}
	})
	_, err := s.GetCart(ctx, c.ID)
	wantCode(t, "GetCart()", err, fault.NotFound, "")
	types := s.events.take()
	if last := types[len(types)-1]; last != "wix.ecom.v1.cart_deleted" {
		t.Errorf("the last event is %s, want the deletion", last)
	}
}
