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
		"values":    func(*testing.T) driver.Store { return memory() },
		"hooked":    func(*testing.T) driver.Store { return &hooked{Store: memory()} },
		"encodings": func(*testing.T) driver.Store { return encoded(memory(), true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, open)
		})
	}
}

// TestBroken proves the suite: stores that break one rule each are caught by
// the case of that rule.
func TestBroken(t *testing.T) {
	t.Parallel()
	for _, b := range broken() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			complaints := storetest.Complaints(t.Context(), func() driver.Store { return b.make(memory()) }, b.caught...)
			for _, name := range b.caught {
				if len(complaints[name]) == 0 {
					t.Errorf("a store that %s passes the case %q", b.name, name)
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
