// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/storetest"
)

func memory() driver.Store { return memstore.New(memstore.Config{}) }

// Wrapped stores keep the contract of stores.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(driver.Store) driver.Store{
		"encoded": ecomtest.Encoded,
		"faulty":  func(d driver.Store) driver.Store { return ecomtest.Faults(d) },
		"racing":  func(d driver.Store) driver.Store { return new(ecomtest.Race).Store(d) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(*testing.T) driver.Store { return wrap(memory()) })
		})
	}
}

// What is read from an Encoded store is a copy made of bytes.
func TestEncoded(t *testing.T) {
	t.Parallel()
	d := ecomtest.Encoded(memory())
	s := open(t, d)
	put(t, s)
	records, err := d.Get(t.Context(), driver.Ref{Site: "main", Kind: "tally", ID: "a"})
	if err != nil || records[0].Doc.Value != nil {
		t.Fatalf("Get = %v, %v, want bytes", records[0].Doc.Value, err)
	}
	if got, want := string(records[0].Doc.Bytes), `{"format":1,"entity":{"ID":"a","N":1}}`; got != want {
		t.Errorf("Get = %s, want %s", got, want)
	}
	records[0].Doc.Bytes[0] = '!'
	if v, err := tallies.Get(t.Context(), s, "a"); err != nil || v.N != 1 {
		t.Errorf("Get = %+v, %v, want what was put", v, err)
	}
}

func open(t testing.TB, d driver.Store) *store.Store {
	t.Helper()
	s, err := store.New(d, store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t testing.TB, s *store.Store) {
	t.Helper()
	if err := update(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

// update makes a tally, or adds to it.
func update(ctx context.Context, s *store.Store) error {
	const id = "a"
	return s.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err := tallies.Get(ctx, tx, id)
		if errors.Is(err, fault.NotFound) {
			v, err = &tally{ID: id}, nil
		}
		if err != nil {
			return err
		}
		v.N++
		tallies.Put(tx, v)
		return nil
	})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		fault  ecomtest.Fault
		silent bool
		want   error // of the update
		n      int   // afterwards; before it is 1
		tries  int   // commits
	}{
		{"unavailable", ecomtest.Unavailable, false, fault.Unavailable, 1, 1},
		{"conflict", ecomtest.Conflicting, false, nil, 2, 2},
		{"canceled", ecomtest.Canceled, false, context.Canceled, 1, 1},
		{"answer lost", ecomtest.AnswerLost, false, nil, 2, 1},
		{"answer lost for good", ecomtest.AnswerLost, true, fault.Unknown, 2, 1},
		{"request lost", ecomtest.RequestLost, false, nil, 2, 2},
		{"request lost for good", ecomtest.RequestLost, true, fault.Unknown, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := ecomtest.Faults(memory())
			s := open(t, d)
			put(t, s)
			d.Silence(tt.silent)
			d.OnCommit(1, tt.fault)
			if err := update(t.Context(), s); !errors.Is(err, tt.want) {
				t.Errorf("Update = %v, want %v", err, tt.want)
			}
			if got := d.Commits() - 1; got != tt.tries {
				t.Errorf("%d commits, want %d", got, tt.tries)
			}
			if v, err := tallies.Get(t.Context(), s, "a"); err != nil || v.N != tt.n {
				t.Errorf("Get = %+v, %v, want %d", v, err, tt.n)
			}
			d.Silence(false)
			put(t, s)
		})
	}
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		d := ecomtest.Faults(memory())
		s := open(t, d)
		put(t, s)
		d.CrashOnCommit(2, after)
		put(t, s)
		if err := update(t.Context(), s); !errors.Is(err, fault.Unavailable) {
			t.Errorf("Update in the crash = %v, want %v", err, fault.Unavailable)
		}
		ctx := t.Context()
		_, getErr := d.Get(ctx, driver.Ref{})
		_, commitErr := d.Commit(ctx, &driver.Batch{})
		_, claimErr := d.Claim(ctx, driver.Claim{})
		_, _, askErr := d.Committed(ctx, "")
		var findErr error
		for _, err := range d.Find(ctx, driver.Query{}) {
			findErr = err
		}
		for name, err := range map[string]error{
			"Get": getErr, "Find": findErr, "Commit": commitErr, "Claim": claimErr, "Settle": d.Settle(ctx), "Committed": askErr,
		} {
			if !errors.Is(err, fault.Unavailable) {
				t.Errorf("%s after the crash = %v, want %v", name, err, fault.Unavailable)
			}
		}
		d.Restart()
		want := 2
		if after {
			want = 3
		}
		if v, err := tallies.Get(ctx, open(t, d), "a"); err != nil || v.N != want {
			t.Errorf("Get after the restart = %+v, %v, want %d", v, err, want)
		}
	}
}

func TestFailingReads(t *testing.T) {
	t.Parallel()
	d := ecomtest.Faults(memory())
	s := open(t, d)
	put(t, s)
	d.OnRead(2, fault.Unavailable)
	d.OnRead(3, fault.Unknown)
	before := d.Reads()
	for i, want := range []error{nil, fault.Unavailable, fault.Unknown, nil} {
		var err error
		if i == 2 {
			for _, err = range tallies.Find(t.Context(), s, store.Range{}) {
			}
		} else {
			_, err = tallies.Get(t.Context(), s, "a")
		}
		if !errors.Is(err, want) {
			t.Errorf("read %d = %v, want %v", i+1, err, want)
		}
	}
	if got := d.Reads() - before; got != 4 {
		t.Errorf("%d reads, want 4", got)
	}
}

func ExampleFaults() {
	faulty := ecomtest.Faults(memstore.New(memstore.Config{}))
	s, err := store.New(faulty, store.Config{})
	if err != nil {
		panic(err)
	}
	save := func(id string) error {
		return s.Update(context.Background(), func(_ context.Context, tx *store.Tx) error {
			tallies.Put(tx, &tally{ID: id})
			return nil
		})
	}
	faulty.OnCommit(2, ecomtest.Unavailable)
	faulty.OnCommit(3, ecomtest.AnswerLost) // it happens, and the store finds that out
	fmt.Println(save("a"), save("b"), save("c"))
	// Output: <nil> unavailable <nil>
}

func ExampleEncoded() {
	s, err := store.New(ecomtest.Encoded(memstore.New(memstore.Config{})), store.Config{})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		tallies.Put(tx, &tally{ID: "a", N: 7})
		return nil
	}); err != nil {
		panic(err)
	}
	v, err := tallies.Get(ctx, s, "a") // read from its JSON
	fmt.Println(v.N, err)
	// Output: 7 <nil>
}
