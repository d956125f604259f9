// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import "context"

// Ready returns a function that dispatches e as it is done once the event has
// come first in its lane: it looks up who gets it and calls them.
func (b *Bus) Ready(ctx context.Context, e Envelope) func() {
	r := new(run)
	r.ctx = handlerContext{valuesOf(ctx), r}
	d := &delivery{env: e, bus: b, ctx: &r.ctx}
	return func() {
		d.subs, d.done = b.table.Load().of(d.env.Type), 0
		d.handle()
	}
}

// DifferenceOfWholes is Difference by encoding all of both.
var DifferenceOfWholes = differences
