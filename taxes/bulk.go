// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"context"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
)

// each does something to each of n entities, which stand at path in the request:
// what fails is told in the answer and holds back nothing else.
func each[T any](ctx context.Context, op, path string, n int, returnEntity bool, idOf func(*T) string,
	one func(ctx context.Context, i int) (*T, error),
) (*bulk.Response[T], error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	var c fault.Checker
	c.Size(path, n, 1, bulk.MaxItems)
	if err := c.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	res := new(bulk.Response[T])
	for i := range n {
		v, err := one(service.ItemContext(ctx, op, i), i)
		if ended := ctx.Err(); ended != nil {
			return nil, fault.At(op, ended)
		}
		id := ""
		if err == nil {
			id = idOf(v)
		}
		res.Add(id, v, err, returnEntity)
	}
	return res, nil
}
