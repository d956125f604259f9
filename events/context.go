// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"

	"github.com/go-ecom/ecom/idempotency"
)

// handlerContext is what handlers get: the values of the committing call's
// context, without its idempotency key, deadline and cancellation.
type handlerContext struct {
	context.Context
	run *run // by which the handler is called
}

type runKey struct{}

// valuesOf returns a context that has the values of ctx, and nothing else of
// it that handlers should not have.
func valuesOf(ctx context.Context) context.Context {
	if idempotency.Key(ctx) != "" {
		ctx = idempotency.WithKey(ctx, "")
	}
	if _, ok := ctx.Deadline(); ok || ctx.Done() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	return ctx
}

// Value implements context.Context.
func (c *handlerContext) Value(key any) any {
	if key == (runKey{}) {
		return c.run
	}
	return c.Context.Value(key)
}

// Handling reports whether ctx was given to a handler. Whoever waits for
// another call must not do so then: that call may be waiting for the handler.
func Handling(ctx context.Context) bool { return runOf(ctx) != nil }

// runOf returns the run whose handler ctx was given to, or nil.
func runOf(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}
