// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"slices"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/storetest"
)

func memory() driver.Store { return memstore.New(memstore.Config{}) }

// TestSound holds the suite against stores that keep the contract, one with
// values and one with encodings.
func TestSound(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) driver.Store{
		"values":      func(*testing.T) driver.Store { return memory() },
		"hooked":      func(*testing.T) driver.Store { return &hooked{Store: memory()} },
		"overlapping": func(*testing.T) driver.Store { return overlapping(memory()) },
		"encodings":   func(*testing.T) driver.Store { return encoded(memory(), true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, open)
		})
	}
}

// attempts is how often a case may overlook a broken store: what only goes
// wrong in a race goes right when the scheduler never lets two meet.
const attempts = 200

// TestBroken proves the suite: stores that break one rule each are caught by
// the case of that rule.
func TestBroken(t *testing.T) {
	t.Parallel()
	for _, b := range broken() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			open := func() driver.Store { return b.make(memory()) }
			for _, name := range b.caught {
				caught := false
				for i := 0; i < attempts && !caught; i++ {
					caught = len(storetest.Complaints(t.Context(), open, name)) > 0
				}
				if !caught {
					t.Errorf("a store that %s passes the case %q", b.name, name)
				}
			}
		})
	}
}

// TestDurable holds the durable cases against a sound place, and TestBroken's
// kind of proof against broken ones.
func TestDurable(t *testing.T) {
	t.Parallel()
	t.Run("sound", func(t *testing.T) {
		t.Parallel()
		storetest.RunDurable(t, func(*testing.T) func() driver.Store { return lasting(nil) })
	})
	for _, b := range brokenPlaces() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			complaints := storetest.DurableComplaints(t.Context(), func() func() driver.Store { return lasting(b.reopened) }, b.caught...)
			for _, name := range b.caught {
				if len(complaints[name]) == 0 {
					t.Errorf("a place that %s passes the case %q", b.name, name)
				}
			}
		})
	}
}

// TestEveryRuleProven holds the list of broken stores against the list of
// rules.
func TestEveryRuleProven(t *testing.T) {
	t.Parallel()
	// What the layer above gives out is its own copy whatever the driver does.
	proven := []string{"portable-get-copies"}
	for _, b := range broken() {
		proven = append(proven, b.caught...)
	}
	for _, b := range brokenPlaces() {
		proven = append(proven, b.caught...)
	}
	for _, name := range storetest.Names() {
		if !slices.Contains(proven, name) {
			t.Errorf("no broken store proves the case %q", name)
		}
	}
	for _, name := range proven {
		if !slices.Contains(storetest.Names(), name) {
			t.Errorf("there is no case %q", name)
		}
	}
}

func FuzzEncodings(f *testing.F) {
	storetest.Fuzz(f, func(*testing.T) driver.Store { return encoded(memory(), true) })
}
