// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package idempotency carries a caller's idempotency key. A mutation called
// twice with one key has one effect and gives the same answer both times.
//
// A key belongs to its site, its actor and one method. It is consumed by the
// outermost service call; used again with another request it is refused with
// fault.Conflict.
package idempotency

import "context"

// MaxLength is how many bytes a key may have.
const MaxLength = 255

type contextKey struct{}

// WithKey returns a context under which the next service call is idempotent.
// An empty key means none.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, contextKey{}, key)
}

// Key returns the key of ctx, or "".
func Key(ctx context.Context) string {
	key, _ := ctx.Value(contextKey{}).(string)
	return key
}
