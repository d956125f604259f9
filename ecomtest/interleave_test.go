// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

var score = driver.Ref{Site: "main", Kind: "score", ID: "1"}

// raise adds one to a count, in the way in which it should not be done.
func raise(ctx context.Context, d driver.Store) error {
	records, err := d.Get(ctx, score)
	if err != nil {
		return err
	}
	_, err = d.Commit(ctx, &driver.Batch{
		ID:     fmt.Sprint(ctx.Value(name{})),
		Counts: []driver.Count{{Ref: score, Set: true, Value: records[0].Count + 1}},
	})
	return err
}

type name struct{}

// raises returns n functions that raise.
func raises(t *testing.T, d driver.Store, n int) []func(context.Context) {
	t.Helper()
	fns := make([]func(context.Context), n)
	for i := range fns {
		fns[i] = func(ctx context.Context) {
			if err := raise(context.WithValue(ctx, name{}, i), d); err != nil {
				t.Error(err)
			}
		}
	}
	return fns
}

// Every order is tried, each once, and the results differ as they must.
func TestInterleaveTriesEveryOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		racers, switches, orders int
		results                  []int64
	}{
		{1, 2, 1, []int64{1}},
		{2, 1, 4, []int64{1, 2}}, // two in a row, and each broken off once
		{2, 9, 6, []int64{1, 2}}, // two calls each: 4! ÷ (2! × 2!)
		{3, 9, 90, []int64{1, 2, 3}},
	} {
		results := make(map[int64]bool)
		orders := make(map[string]bool)
		n := ecomtest.Interleave(t, ecomtest.Orders{Switches: tt.switches}, func(t *testing.T, race *ecomtest.Race) {
			d := race.Store(memstore.New(memstore.Config{}))
			race.Run(raises(t, d, tt.racers)...)
			records, err := d.Get(t.Context(), score)
			if err != nil {
				t.Error(err)
			}
			results[records[0].Count] = true
			if orders[race.String()] {
				t.Errorf("order %s is tried again", race)
			}
			orders[race.String()] = true
		})
		var got []int64
		for r := range results {
			got = append(got, r)
		}
		slices.Sort(got)
		if n != tt.orders || len(orders) != tt.orders {
			t.Errorf("%d racers with %d switches: %d orders, want %d:\n%v", tt.racers, tt.switches, n, tt.orders, orders)
		}
		if diff := cmp.Diff(tt.results, got); diff != "" {
			t.Errorf("%d racers with %d switches: results differ (-want +got):\n%s", tt.racers, tt.switches, diff)
		}
	}
}

// An order that was drawn, or tried, can be run again.
func TestInterleaveReplays(t *testing.T) {
	t.Parallel()
	var drawn []string
	n := ecomtest.Interleave(t, ecomtest.Orders{Seed: 7, Runs: 5}, func(t *testing.T, race *ecomtest.Race) {
		race.Run(raises(t, race.Store(memstore.New(memstore.Config{})), 4)...)
		drawn = append(drawn, race.String())
	})
	if n != 5 || len(drawn) != 5 || drawn[0] == drawn[1] {
		t.Errorf("drew %q in %d runs, want 5 orders", drawn, n)
	}
	var again []string
	ecomtest.Interleave(t, ecomtest.Orders{Seed: 7, Runs: 5}, func(t *testing.T, race *ecomtest.Race) {
		race.Run(raises(t, race.Store(memstore.New(memstore.Config{})), 4)...)
		again = append(again, race.String())
	})
	if diff := cmp.Diff(drawn, again); diff != "" {
		t.Errorf("the same seed draws others (-first +second):\n%s", diff)
	}
	ecomtest.Interleave(t, ecomtest.Orders{Replay: drawn[3]}, func(t *testing.T, race *ecomtest.Race) {
		race.Run(raises(t, race.Store(memstore.New(memstore.Config{})), 4)...)
		if got := race.String(); got != drawn[3] {
			t.Errorf("replay took %q, want %q", got, drawn[3])
		}
	})
}

// What waits for another function, or for the clock, does not stop the race.
func TestInterleaveWaiting(t *testing.T) {
	t.Parallel()
	ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
		d := race.Store(memstore.New(memstore.Config{}))
		ready := make(chan struct{})
		race.Run(
			func(ctx context.Context) {
				<-ready
				if err := raise(ctx, d); err != nil {
					t.Error(err)
				}
			},
			func(ctx context.Context) {
				ctx, cancel := context.WithTimeout(ctx, 1e9)
				defer cancel()
				<-ctx.Done()
				if err := raise(ctx, d); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a call after the deadline = %v", err)
				}
				close(ready)
			})
		if strings.Contains(race.String(), "x") {
			t.Errorf("order %s, though there was hardly anything to choose", race)
		}
	})
}

// The portable layer decides conflicts right in every order.
func TestInterleaveUpdates(t *testing.T) {
	t.Parallel()
	seen := 0
	n := ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
		s, err := store.New(race.Store(memstore.New(memstore.Config{})), store.Config{})
		if err != nil {
			t.Fatal(err)
		}
		var fns []func(context.Context)
		for range 3 {
			fns = append(fns, func(ctx context.Context) {
				if err := s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
					v, err := tallies.Get(ctx, tx, "t")
					if errors.Is(err, fault.NotFound) {
						v, err = &tally{ID: "t"}, nil
					}
					v.N++
					tallies.Put(tx, v)
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		}
		race.Run(fns...)
		v, err := tallies.Get(t.Context(), s, "t")
		if err != nil || v.N != 3 {
			t.Errorf("tally = %+v, %v, want 3", v, err)
		}
		seen++
	})
	if n != seen || n < 20 {
		t.Errorf("%d orders were tried and %d seen, want all of many", n, seen)
	}
}

type tally struct {
	ID string
	N  int
}

func (v *tally) RecordID() string { return v.ID }
func (v *tally) Clone() *tally    { c := *v; return &c }

var tallies = store.Define[tally]("tally", 1)
