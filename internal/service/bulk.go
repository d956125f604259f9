// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service

import (
	"context"
	"strconv"

	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/store"
)

// BulkItem commits one item of a bulk request. Under the caller's key, which is ""
// for none, each item has a key of its own, so that a request that was broken off
// and is repeated changes no item twice. The outcome is told op.
func BulkItem[T, Req, Resp any](ctx context.Context, call *Call[T], op, key string, index int, req Req,
	fn func(ctx context.Context, tx *store.Tx) (Resp, error),
) (Resp, error) {
	if key != "" {
		ctx = idempotency.WithKey(ctx, call.DerivedKey("item", strconv.Itoa(index)))
	}
	return Mutate(ctx, call.env, op, req, fn)
}

// AnswerBulk stores the answer of a bulk request under the caller's key.
func AnswerBulk[T any](ctx context.Context, call *Call[T], res T) error {
	return call.Update(ctx, func(_ context.Context, tx *store.Tx) error {
		call.Answer(tx, &res)
		return nil
	})
}
