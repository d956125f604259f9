// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"
	"errors"
	"time"

	"github.com/go-ecom/ecom/internal/service"
)

// Run does the work in the background until ctx is done: it sweeps every
// Config.SweepEvery. When it returns, nothing that it started is running. What
// fails is logged and tried again; the error is that of ctx. Several processes
// may run the same shop.
func (s *Shop) Run(ctx context.Context) error {
	t := time.NewTicker(s.cfg.SweepEvery)
	defer t.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Logger.ErrorContext(ctx, "sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-t.C:
		}
	}
}

// Sweep does once what Run does all the time: it asks the payment provider
// about calls whose outcome is not known, gives back what unpaid orders have
// held back for too long, moves stock that is kept elsewhere, and deletes carts
// and answers that are past their time. Each of them is tried, whatever fails.
func (s *Shop) Sweep(ctx context.Context) error {
	now := s.env.Time()
	var errs []error
	note := func(_ int, err error) { errs = append(errs, err) }
	note(s.Billing.Resolve(ctx))
	if s.cfg.UnpaidOrderExpiry > 0 {
		note(s.Orders.ExpireUnpaid(ctx, now.Add(-s.cfg.UnpaidOrderExpiry)))
	}
	note(s.Orders.SettleStock(ctx, now.Add(-takingTimeout)))
	note(s.Carts.DeleteInactiveCarts(ctx))
	note(service.CleanAnswers(ctx, s.env, now.Add(-s.cfg.AnswerRetention)))
	return errors.Join(errs...)
}

// takingTimeout is after what time an order whose stock is kept elsewhere
// counts as given up.
const takingTimeout = 5 * time.Minute
