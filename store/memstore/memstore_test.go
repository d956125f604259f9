// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore_test

import (
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) driver.Store { return memstore.New(memstore.Config{}) })
}

func FuzzModel(f *testing.F) {
	storetest.Fuzz(f, func(*testing.T) driver.Store { return memstore.New(memstore.Config{}) })
}

func BenchmarkDriver(b *testing.B) {
	storetest.Bench(b, func(*testing.B) driver.Store { return memstore.New(memstore.Config{}) })
}
