// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
)

// authorizeExemption refuses buyers who say that they are exempt from taxes:
// the shop says so of them.
func authorizeExemption(ctx context.Context, taxExemptGroupID string) error {
	if who := actor.From(ctx); taxExemptGroupID != "" && !who.Admin() {
		return fault.New(fault.Denied, "PERMISSION_DENIED", who.String()+" may not exempt anybody from taxes")
	}
	return nil
}
