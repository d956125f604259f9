// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package idempotency_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/idempotency"
)

func ExampleWithKey() {
	ctx := idempotency.WithKey(context.Background(), "submit-order-1")
	fmt.Printf("%q %q\n", idempotency.Key(ctx), idempotency.Key(context.Background()))
	// Output: "submit-order-1" ""
}
