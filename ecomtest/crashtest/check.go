// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// checker looks at a store that nobody else uses, and notes what is wrong.
type checker struct {
	*world
	*known
	started []int // the job that each buyer was at
	base    *store.Store
	states  map[string]order.Status // of all orders
	held    map[string]int64        // what they hold: units of products,
	uses    map[use]int64           // uses of coupons and rules,
	draws   map[string]drawn        // and parts of gift cards, by transaction
	found   []error
	more    int
}

// maxFound is how many findings are told.
const maxFound = 30

// wrong notes a finding.
func (c *checker) wrong(format string, args ...any) {
	if len(c.found) >= maxFound {
		c.more++
		return
	}
	c.found = append(c.found, fmt.Errorf(format, args...))
}

// check opens the store after a kill and returns everything that is wrong.
func (s *subject) check(ctx context.Context) (err error) {
	w, err := openWorld(ctx, s.Open, s.dir, s.now().Add(30*time.Minute), nil)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, w.close()) }()
	c := &checker{world: w, known: s.known, started: s.next}
	if c.base, err = store.New(w.store, store.Config{Site: site}); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"what was acknowledged", c.acknowledged}, // before anything is mended
		{"recovery", c.recover},
		{"orders", c.orders},
		{"counts", c.counts},
		{"uses", c.used},
		{"gift cards", c.cards},
		{"events", c.events},
		{"deliveries", c.deliveries},
	} {
		if err := step.do(ctx); err != nil {
			c.wrong("%s: %w", step.name, err)
		}
	}
	for _, err := range c.broken {
		c.wrong("%w", err)
	}
	if c.more > 0 {
		c.found = append(c.found, fmt.Errorf("and %d more", c.more))
	}
	return errors.Join(c.found...)
}

// recover does what a program does after a crash: it sweeps, and repeats under
// its key what it has got no answer to.
func (c *checker) recover(ctx context.Context) error {
	for j, a := range c.arrivals {
		if a.acknowledged {
			continue
		}
		if err := c.deliver(idempotency.WithKey(ctx, j.key("deliver")), a.product, a.units); err != nil {
			return err
		}
		a.acknowledged = true
	}
	// The second time is for requests that the provider gets only now, and
	// whose first answer is lost again.
	for range 2 {
		if err := c.shop.Sweep(ctx); err != nil {
			return err
		}
	}
	switch n, err := c.shop.Billing.Resolve(ctx); {
	case err != nil:
		return err
	case n > 0:
		c.wrong("%d calls of the payment provider were not settled by sweeping", n)
	}
	return nil
}
