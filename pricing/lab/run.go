// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// Pricer prices a cart. It is called from several goroutines at once. A
// pricing.Calculator's method CalculateTotals is one.
type Pricer func(context.Context, pricing.Request) (*pricing.Totals, error)

// Config says what Run compares. Before and After are required.
type Config struct {
	Before Pricer // the shop as it is
	After  Pricer // the shop as it would be

	// Floors returns the lowest price of one unit by catalog item id, as shown, at
	// the moment that a cart is for; the zero time is that of carts which name
	// none. It is called from several goroutines at once. nil: there are none.
	Floors func(at time.Time) map[string]money.Amount

	// Each is called for each cart, in their order, on the goroutine that called
	// Run. An error from it ends the run. nil: nothing.
	Each func(*Outcome) error

	Workers int // how many carts are priced side by side; default as many as there are processors
}

// Outcome is what came of one cart: a Comparison, or Err.
type Outcome struct {
	Cart       int64
	Comparison Comparison
	UnderFloor []Low
	Err        error // why the cart could not be read or priced
}

// Run prices carts and reports on them. A cart that cannot be read, because the
// sequence gives an error with it, or not be priced, is counted as failed and
// told to Each; the run goes on. Run returns when everything it started has
// ended; its error is that of ctx, of Each or of a Config that lacks something.
func Run(ctx context.Context, cfg Config, carts iter.Seq2[Cart, error]) (*Report, error) {
	var v fault.Checker
	v.Required("before", cfg.Before != nil)
	v.Required("after", cfg.After != nil)
	if err := v.Err(); err != nil {
		return nil, err
	}
	workers := cfg.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	// Outcomes are taken in the order of the carts: each cart leaves the channel on
	// which its outcome will come. Its room bounds how far pricing runs ahead.
	order := make(chan chan Outcome, 4*workers)
	type job struct {
		cart Cart
		err  error
		out  chan Outcome
	}
	jobs := make(chan job)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		defer close(order)
		defer close(jobs)
		for cart, err := range carts {
			j := job{cart, err, make(chan Outcome, 1)}
			select {
			case order <- j.out:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	})
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				j.out <- cfg.one(ctx, j.cart, j.err)
			}
		})
	}
	report := &Report{}
	for out := range order {
		select {
		case o := <-out:
			if err := ctx.Err(); err != nil {
				return report, err
			}
			if o.Err != nil {
				report.Failed++
			} else {
				report.Add(&o.Comparison, o.UnderFloor)
			}
			if cfg.Each != nil {
				if err := cfg.Each(&o); err != nil {
					return report, err
				}
			}
		case <-ctx.Done():
			return report, ctx.Err()
		}
	}
	return report, ctx.Err()
}

// one prices one cart in both ways.
func (c *Config) one(ctx context.Context, cart Cart, err error) Outcome {
	o := Outcome{Cart: cart.Number, Err: err}
	if err != nil {
		return o
	}
	before, err := c.Before(ctx, cart.Request)
	if err != nil {
		o.Err = err
		return o
	}
	after, err := c.After(ctx, cart.Request)
	if err != nil {
		o.Err = err
		return o
	}
	o.Comparison = Compare(cart, before, after)
	if c.Floors != nil {
		o.UnderFloor = UnderFloor(cart, after, c.Floors(cart.Request.At))
	}
	return o
}
