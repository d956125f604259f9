// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
)

// Inliner is an optional ability of plug-ins that never block: the embedded
// defaults. They are called on the caller's goroutine, without a budget.
type Inliner interface {
	Inline() bool
}

// Plugin calls fn, which calls the plug-in p, in a goroutine of its own and
// abandons it after the budget. A plug-in that hangs gives fault.Unavailable,
// one that panics fault.Internal; neither breaks the caller.
func Plugin[Resp any](ctx context.Context, env *Env, name string, budget time.Duration, p any,
	fn func(context.Context) (Resp, error),
) (Resp, error) {
	if i, ok := p.(Inliner); ok && i.Inline() {
		return guarded(ctx, env.Logger, name, fn)
	}
	ctx, cancel := context.WithTimeoutCause(idempotency.WithKey(ctx, ""), budget,
		fault.New(fault.Unavailable, "", fmt.Sprintf("%s did not answer within %s", name, budget)))
	defer cancel()

	type outcome struct {
		resp Resp
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		resp, err := guarded(ctx, env.Logger, name, fn)
		done <- outcome{resp, err}
	}()
	select {
	case o := <-done:
		if o.err != nil && errors.Is(o.err, context.DeadlineExceeded) && ctx.Err() != nil {
			o.err = context.Cause(ctx)
		}
		return o.resp, o.err
	case <-ctx.Done():
		var none Resp
		return none, context.Cause(ctx)
	}
}

// guarded turns a panic of fn into an error.
func guarded[Resp any](ctx context.Context, logger *slog.Logger, name string, fn func(context.Context) (Resp, error)) (resp Resp, err error) {
	defer func() {
		if r := recover(); r != nil {
			logger.ErrorContext(ctx, "plug-in panicked", "plugin", name, "panic", r, "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "", fmt.Sprintf("%s panicked: %v", name, r))
		}
	}()
	return fn(ctx)
}
