// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// Admin runs a mutation of what a registry keeps, for administrators only. More
// than there may be is a fault.Limit with LIMIT_EXCEEDED.
func Admin[Req, Resp any](ctx context.Context, env *service.Env, op string, req Req,
	fn func(ctx context.Context, tx *store.Tx) (*Resp, error),
) (*Resp, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	resp, err := service.Mutate(ctx, env, op, req, fn)
	if Full(err) {
		return nil, fault.At(op, fault.New(fault.Limit, "LIMIT_EXCEEDED", "there are as many as there may be"))
	}
	return resp, err
}

// Read runs a read, for administrators only.
func Read[Resp any](ctx context.Context, op string, fn func() (Resp, error)) (Resp, error) {
	var none Resp
	if err := service.RequireAdmin(ctx); err != nil {
		return none, fault.At(op, err)
	}
	resp, err := fn()
	if err != nil {
		return none, fault.At(op, err)
	}
	return resp, nil
}
