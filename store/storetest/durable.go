// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"testing"

	"github.com/go-ecom/ecom/store/driver"
)

// RunDurable checks that a store keeps everything when it is closed and opened
// again. place makes a new, empty place, such as a file or a schema, and
// returns what opens the store in it; RunDurable closes each store before it
// opens the next. It goes beside Run, which can use the same place:
//
//	func place(t *testing.T) func() driver.Store {
//		path := filepath.Join(t.TempDir(), "shop.db")
//		return func() driver.Store { return mustOpen(t, path) }
//	}
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) driver.Store { return place(t)() })
//		storetest.RunDurable(t, place)
//	}
//
// Closing is a polite end. What a store keeps when its process is killed, or
// the power fails, is for package ecomtest/crashtest to find out.
func RunDurable(t *testing.T, place func(t *testing.T) (open func() driver.Store)) {
	t.Helper()
	for _, c := range durableCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			open := place(t)
			k := &kit{reporter: t, store: open(), rule: c.rule, open: open}
			t.Cleanup(func() {
				if err := k.store.Close(); err != nil {
					t.Errorf("Close() = %v", err)
				}
			})
			c.run(k)
		})
	}
}

// again closes the case's store and opens it anew.
func (k *kit) again() {
	k.Helper()
	k.must("Close()", k.store.Close())
	k.store = k.open()
}
