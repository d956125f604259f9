// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"context"
	"io"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// ExportOptions say how a site is exported.
type ExportOptions struct {
	// Progress is told how far the export is, from time to time and at the end,
	// on the caller's goroutine.
	Progress func(store.Progress)

	// Kinds are documents that plug-ins of the program's own keep in the shop's
	// store. Counts need not be named.
	Kinds []store.AnyKind
}

// Export writes the whole site to w: carts, checkouts, orders with their
// payments and fulfillments, stock, gift cards, discount rules and coupons that are kept, and
// their uses, answers to idempotency keys, the log of events, and what durable
// subscriptions have still to do with it. What is configured, such as the
// catalog's products and the configuration's own rules and coupons, is not kept
// in the store and not in it. The form is lines of JSON, which any store and
// every later version of this package can Import.
//
// The shop may be in use meanwhile: the export shows it as it was at one
// moment, if the store is a driver.Snapshotter, as ours are; store.Transfer says
// so. It takes constant memory. Only administrators may export; after an error,
// what was written is not to be used.
func (s *Shop) Export(ctx context.Context, w io.Writer, o *ExportOptions) (store.Transfer, error) {
	const op = "ecom.Export"
	if err := service.RequireAdmin(ctx); err != nil {
		return store.Transfer{}, fault.At(op, err)
	}
	if o == nil {
		o = new(ExportOptions)
	}
	t, err := s.env.Store.Export(ctx, w, store.TransferConfig{Kinds: s.kinds(o.Kinds), Progress: o.Progress})
	return t, fault.At(op, err)
}

// ImportOptions say how a site is imported.
type ImportOptions struct {
	// Progress is told how far the import is, from time to time and at the end,
	// on the caller's goroutine.
	Progress func(store.Progress)

	// Kinds are documents that plug-ins of the program's own keep in the shop's
	// store. Counts need not be named.
	Kinds []store.AnyKind
}

// Import reads an export into the shop's site, which must be empty, else the
// error is fault.Exists; it may have another name than the one that was
// exported. Nobody may use the site meanwhile, and Run begins afterwards:
// durable subscriptions go on where they were, webhooks among them.
//
// An import that has not come to its end, because of a crash or because the
// export is truncated, leaves a site on which everything is refused with
// fault.State, until the same export is imported again: that goes on where the
// last attempt has ended. What is wrong with an export is fault.Invalid and
// names the line. Only administrators may import; a view of a shop refuses.
//
// Answers to idempotency keys hold for the site that they were given in: under
// another name they are not found.
func (s *Shop) Import(ctx context.Context, r io.Reader, o *ImportOptions) (store.Transfer, error) {
	const op = "ecom.Import"
	if err := service.RequireAdmin(ctx); err != nil {
		return store.Transfer{}, fault.At(op, err)
	}
	if s.env.RefuseOutside() != nil {
		return store.Transfer{}, fault.At(op, fault.New(fault.State, "", "a view of a shop is not imported into: call it on the shop itself"))
	}
	if o == nil {
		o = new(ImportOptions)
	}
	t, err := s.env.Store.Import(ctx, r, store.TransferConfig{
		Kinds: s.kinds(o.Kinds), Progress: o.Progress,
		CheckEvent: func(e driver.Event) error {
			_, err := events.FromLog(e)
			return err
		},
	})
	return t, fault.At(op, err)
}

// kinds returns what is kept in the shop's store, with kinds of the program's
// own.
func (s *Shop) kinds(more []store.AnyKind) []store.AnyKind {
	return append(s.env.Kinds(), more...)
}
