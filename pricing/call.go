// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
)

// direct is the default of Config.Call.
func direct(ctx context.Context, name string, _ time.Duration, _ any, call func(context.Context) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.Internal, "", fmt.Sprintf("%s panicked: %v", name, r))
		}
	}()
	return call(ctx)
}

// ask calls a plug-in within its budget. One that is abandoned may answer
// later: it then writes to a channel that nobody reads.
func ask[T any](ctx context.Context, c *Calculator, name string, budget time.Duration, p any, call func(context.Context) (T, error)) (T, error) {
	answer := make(chan T, 1)
	err := c.cfg.Call(ctx, name, budget, p, func(ctx context.Context) error {
		v, err := call(ctx)
		if err == nil {
			answer <- v
		}
		return err
	})
	var none T
	if err != nil {
		return none, err
	}
	select {
	case v := <-answer:
		return v, nil
	default:
		return none, fault.New(fault.Internal, "", name+" was not called")
	}
}

// storeFailed reports whether err says that the shop's own store does not
// answer, which is what p, a part of the shop that asks nobody else, was looking
// into. Nothing can be said of prices then, so the calculation fails: a
// calculation error would blame the buyer's address, or leave a tax out.
func storeFailed(p any, err error) bool {
	own, ok := p.(interface{ Inline() bool })
	return ok && own.Inline() && (errors.Is(err, fault.Unavailable) || errors.Is(err, fault.Unknown))
}

// unusable is the error for an answer that its contract does not allow. The
// violations are the plug-in's, not the caller's, so they are only told of.
func unusable(err error) error {
	return fault.New(fault.Internal, "", "the answer cannot be used: "+err.Error())
}
