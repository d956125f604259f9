// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
)

// work does the jobs of all buyers, one after the other for each, from those
// in next on, until ctx ends or something goes wrong that must not.
func work(ctx context.Context, w *world, notes *notebook, seed uint64, next []int) {
	defer events.SubscribeAll(w.shop.Events, "crashtest", func(_ context.Context, e events.Envelope) error {
		notes.write(note{Kind: noteEvent, ID: e.ID, Key: e.EntityID, N: e.Sequence, Text: e.Type})
		return nil
	})()
	w.listen(true, notes.write)
	var wg sync.WaitGroup
	wg.Go(func() { _ = w.shop.Run(ctx) })
	for b, first := range next {
		wg.Go(func() {
			for n := first; ctx.Err() == nil; n++ {
				e := &errand{world: w, notes: notes, job: job{b, n}}
				err := e.do(ctx, rand.New(rand.NewPCG(seed, uint64(b)<<32|uint64(n))))
				if ctx.Err() != nil {
					return
				}
				if err != nil {
					notes.write(note{Kind: noteFailed, Job: e.job, Text: err.Error()})
					return
				}
				notes.write(note{Kind: noteDone, Job: e.job})
			}
		})
	}
	wg.Wait()
}

// errand is a job while it is done.
type errand struct {
	*world
	notes *notebook
	job   job
}

// do does the job that chance makes of it.
func (e *errand) do(ctx context.Context, chance *rand.Rand) error {
	if chance.IntN(8) == 0 {
		return e.delivery(ctx, draw(chance, "mug", "rare"), 1+chance.Int64N(5))
	}
	return e.purchase(ctx, newPlan(chance))
}

// delivery adds goods to the stock.
func (e *errand) delivery(ctx context.Context, product string, units int64) error {
	n := note{Kind: noteStart, Job: e.job, Key: product, N: units}
	e.notes.write(n)
	err := e.try(ctx, "deliver", func(ctx context.Context) error { return e.deliver(ctx, product, units) })
	if err == nil {
		n.Kind = noteDelivered
		e.notes.write(n)
	}
	return err
}

func (w *world) deliver(ctx context.Context, product string, units int64) error {
	_, err := w.shop.Products.AdjustStock(ctx, product, units)
	return err
}

// key is the idempotency key of a step of a job.
func (j job) key(step string) string { return fmt.Sprintf("%d-%d-%s", j.Buyer, j.N, step) }

// visitor is the number of the visitor who does a job.
func (j job) visitor() int { return j.Buyer*jobsOfBuyer + j.N }

// jobOf is the job of a visitor.
func jobOf(visitor int) job { return job{visitor / jobsOfBuyer, visitor % jobsOfBuyer} }

const jobsOfBuyer = 1_000_000

// buyer returns the context in which the buyer is acting.
func (e *errand) buyer(ctx context.Context) context.Context {
	return ecomtest.Visitor(ctx, e.job.visitor())
}

// attempts is how often a step is tried before it is taken to be stuck: for
// about a minute.
const attempts = 300

// try does a step under its key, again as long as the shop says that nobody can
// do it just now, or that it may have been done.
func (e *errand) try(ctx context.Context, step string, fn func(context.Context) error) error {
	ctx = idempotency.WithKey(ctx, e.job.key(step))
	for n := 1; ; n++ {
		err := fn(ctx)
		switch {
		case err == nil, ctx.Err() != nil:
			return err
		case !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.Unavailable) && !errors.Is(err, fault.Unknown), fault.Code(err) == "CHECKOUT_CHANGED":
			return err
		case n == attempts:
			return fmt.Errorf("%s, %d times: %w", step, n, err)
		}
		pause := time.NewTimer(time.Duration(min(n*n, 200)) * time.Millisecond)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}

func draw[T any](chance *rand.Rand, from ...T) T { return from[chance.IntN(len(from))] }
