// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// sale is shaped like an order with its lines.
type sale struct {
	ID        string
	Number    int64
	Status    string
	CreatedAt time.Time
	UpdatedAt time.Time
	Buyer     *party
	Billing   *party
	Lines     []saleLine
	Taxes     []string
	Notes     map[string]string
}

type party struct {
	ID, Email, First, Last, Phone, Country, City, Street string
}

type saleLine struct {
	ID, Name   string
	Quantity   int64
	Price      int64
	Tax        *lineTax
	Options    []lineOption
	Modifiers  []string
	Properties *lineProperties
}

type lineTax struct {
	Group  string
	Rate   int64
	Amount int64
}

type lineOption struct{ Name, Value string }

type lineProperties struct {
	SKU       string
	Weight    float64
	Shippable bool
}

// RecordID implements store.Entity.
func (s *sale) RecordID() string { return s.ID }

// Clone implements store.Entity: by hand, as an order does it.
func (s *sale) Clone() *sale {
	c := *s
	c.Buyer = copied(s.Buyer)
	c.Billing = copied(s.Billing)
	c.Taxes = slices.Clone(s.Taxes)
	if s.Notes != nil {
		c.Notes = make(map[string]string, len(s.Notes))
		for k, v := range s.Notes {
			c.Notes[k] = v
		}
	}
	c.Lines = slices.Clone(s.Lines)
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Tax = copied(l.Tax)
		l.Properties = copied(l.Properties)
		l.Options = slices.Clone(l.Options)
		l.Modifiers = slices.Clone(l.Modifiers)
	}
	return &c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

var sales = store.Define("sale", 1,
	store.By("created", func(s *sale) store.Part { return store.Time(s.CreatedAt) }),
	store.By("status", func(s *sale) store.Part { return store.Text(s.Status) }, func(s *sale) store.Part { return store.Time(s.CreatedAt) }),
	store.By("email", func(s *sale) store.Part { return store.Text(s.Buyer.Email) }, func(s *sale) store.Part { return store.Time(s.CreatedAt) }),
)

func newSale(lines int) *sale {
	s := &sale{
		ID: "0198f2c4-0000-7000-8000-000000000001", Number: 10001, Status: "APPROVED",
		CreatedAt: time.UnixMicro(1900000000000000).UTC(), UpdatedAt: time.UnixMicro(1900000000000000).UTC(),
		Buyer:   &party{ID: "m1", Email: "buyer@example.com", First: "Ada", Last: "Byron"},
		Billing: &party{Email: "buyer@example.com", Country: "GB", City: "London", Street: "1 Main Street"},
		Taxes:   []string{"state", "city"},
		Notes:   map[string]string{"gift": "yes"},
	}
	for i := range lines {
		s.Lines = append(s.Lines, saleLine{
			ID: fmt.Sprintf("00000000-0000-0000-0000-%012d", i+1), Name: "Mug", Quantity: 2, Price: 2500,
			Tax: &lineTax{"default", 88750, 444}, Options: []lineOption{{"Color", "Blue"}, {"Size", "L"}},
			Properties: &lineProperties{"M1", 0.4, true},
		})
	}
	return s
}

// floor is the least that a store in memory can do: a map, a lock, a copy.
type floor struct {
	mu    sync.RWMutex
	sales map[string]*sale
}

func (f *floor) get(id string) *sale {
	f.mu.RLock()
	s := f.sales[id]
	f.mu.RUnlock()
	return s.Clone()
}

func (f *floor) put(s *sale) {
	c := s.Clone()
	f.mu.Lock()
	f.sales[c.ID] = c
	f.mu.Unlock()
}

// BenchmarkMemstore measures the portable layer on the memory store, with a
// document like an order of ten lines, beside the floor. A put is what a
// service does: it gets, changes and puts.
func BenchmarkMemstore(b *testing.B) {
	const lines = 10
	ctx := context.Background()
	first := newSale(lines)
	f := &floor{sales: make(map[string]*sale)}
	f.put(first)
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		sales.Put(tx, first)
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.Run("get/floor/lines=10", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.get(first.ID)
		}
	})
	b.Run("get/lines=10", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sales.Get(ctx, s, first.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("put/floor/lines=10", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c := f.get(first.ID)
			c.Number++
			f.put(c)
		}
	})
	b.Run("put/lines=10", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
				c, err := sales.Get(ctx, tx, first.ID)
				if err != nil {
					return err
				}
				c.Number++
				sales.Put(tx, c)
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
