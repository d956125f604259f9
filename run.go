// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
)

// Run does the work in the background until ctx is done: it serves the durable
// subscriptions, as events.Bus.Run says, and sweeps every Config.SweepEvery. When
// it returns, nothing that it started is running. What fails is logged and tried
// again; the error is that of ctx, or a fault.State at once when the shop is
// being run already. Several processes may run the same shop.
func (s *Shop) Run(ctx context.Context) error {
	if err := s.env.RefuseOutside(); err != nil {
		return fault.At("ecom.Run", err)
	}
	sweeping, stop := context.WithCancel(ctx)
	defer stop()
	var swept sync.WaitGroup
	swept.Go(func() { s.sweepOften(sweeping) })
	err := s.Events.Run(ctx)
	stop()
	swept.Wait()
	return err
}

// sweepOften sweeps every Config.SweepEvery until ctx is done.
func (s *Shop) sweepOften(ctx context.Context) {
	t := time.NewTicker(s.cfg.SweepEvery)
	defer t.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Logger.ErrorContext(ctx, "sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Sweep does once what Run does all the time: it asks the payment provider
// about calls whose outcome is not known, gives back what unpaid orders have
// held back for too long, moves stock, gift cards and memberships that are kept elsewhere, and deletes carts,
// answers and events that are past their time. Each of them is tried, whatever
// fails.
func (s *Shop) Sweep(ctx context.Context) error {
	if err := s.env.RefuseOutside(); err != nil {
		return fault.At("ecom.Sweep", err)
	}
	if err := s.env.Store.Ready(ctx); err != nil {
		return fault.At("ecom.Sweep", err)
	}
	now := s.env.Time()
	var errs []error
	note := func(_ int, err error) { errs = append(errs, err) }
	note(s.Billing.Resolve(ctx))
	if s.cfg.UnpaidOrderExpiry > 0 {
		note(s.Orders.ExpireUnpaid(ctx, now.Add(-s.cfg.UnpaidOrderExpiry)))
	}
	note(s.Orders.SettleStock(ctx, now.Add(-takingTimeout)))
	note(s.Orders.SettlePrepaid(ctx, now.Add(-takingTimeout)))
	note(s.Carts.DeleteInactiveCarts(ctx))
	note(service.CleanAnswers(ctx, s.env, now.Add(-s.cfg.AnswerRetention)))
	if s.cfg.EventRetention > 0 {
		if _, err := s.EventLog.Trim(ctx, now.Add(-s.cfg.EventRetention)); !errors.Is(err, errors.ErrUnsupported) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// takingTimeout is after what time an order whose stock is kept elsewhere
// counts as given up.
const takingTimeout = 5 * time.Minute
