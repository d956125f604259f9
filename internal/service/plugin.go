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
// abandons it after the budget. fn gets no idempotency key.
//
// A plug-in that hangs gives fault.Unavailable, and so does one that says its
// context has ended when the caller's has not; one that panics or ends its
// goroutine gives fault.Internal. None of it breaks the caller. When the
// caller's context ends, its cause is the error. Other errors are the
// plug-in's own.
func Plugin[Resp any](ctx context.Context, env *Env, name string, budget time.Duration, p any,
	fn func(context.Context) (Resp, error),
) (Resp, error) {
	if idempotency.Key(ctx) != "" {
		ctx = idempotency.WithKey(ctx, "")
	}
	ctx = env.within(ctx)
	if i, ok := p.(Inliner); ok && i.Inline() {
		resp, err := guarded(ctx, env.Logger, name, fn)
		return resp, blame(ctx, name, err)
	}
	late := fault.New(fault.Unavailable, "", fmt.Sprintf("%s did not answer within %s", name, budget))
	within, cancel := context.WithTimeoutCause(ctx, budget, late)
	defer cancel()

	type outcome struct {
		resp Resp
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		o := outcome{err: fault.New(fault.Internal, "", name+" ended its goroutine")}
		defer func() { done <- o }()
		o.resp, o.err = guarded(within, env.Logger, name, fn)
	}()
	var o outcome
	select {
	case o = <-done:
	case <-within.Done():
		select {
		case o = <-done: // both are there: what was answered counts
		default:
			return o.resp, context.Cause(within)
		}
	}
	return o.resp, blame(within, name, o.err)
}

// blame returns err, unless it says that the context has ended: then why that
// is, or that it is not so.
func blame(ctx context.Context, name string, err error) error {
	switch {
	case !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return &fault.Error{Class: fault.Unavailable, Message: fmt.Sprintf("%s gave up: %v", name, err)}
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
