// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/go-ecom/ecom/ecomtest"
)

func TestClock(t *testing.T) {
	t.Parallel()
	c := ecomtest.NewClock()
	start := c.Now()
	if !start.Equal(c.Now()) || start.Location() != time.UTC {
		t.Errorf("Now() = %v and then %v, want one time in UTC", start, c.Now())
	}
	c.Advance(90 * time.Minute)
	if got := c.Now().Sub(start); got != 90*time.Minute {
		t.Errorf("Advance moved by %v, want 1h30m", got)
	}
	c.Advance(-time.Hour)
	if got := c.Now().Sub(start); got != 30*time.Minute {
		t.Errorf("Advance moved to %v, want 30m", got)
	}
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	c.Set(at)
	if !c.Now().Equal(at) {
		t.Errorf("Now() = %v, want %v", c.Now(), at)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c.Advance(time.Second)
			c.Now()
		})
	}
	wg.Wait()
	if got := c.Now().Sub(at); got != 8*time.Second {
		t.Errorf("8 goroutines moved it by %v, want 8s", got)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	next := ecomtest.IDs()
	seen := make(map[string]bool)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				id := next()
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 800 {
		t.Errorf("%d ids, want 800", len(seen))
	}
	for id := range seen {
		if u, err := uuid.Parse(id); err != nil || u.Version() != 4 || u.Variant() != uuid.RFC4122 {
			t.Errorf("%s is no UUID of version 4: %v", id, err)
		}
	}
}

func ExampleNewClock() {
	clock := ecomtest.NewClock()
	clock.Advance(36 * time.Hour)
	fmt.Println(clock.Now().Format(time.DateTime))
	// Output: 2026-01-06 21:00:00
}

func ExampleIDs() {
	next := ecomtest.IDs()
	fmt.Println(next())
	fmt.Println(next())
	// Output:
	// 00000000-0000-4000-8000-000000000001
	// 00000000-0000-4000-8000-000000000002
}
