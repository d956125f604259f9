// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore

import (
	"context"

	"github.com/go-ecom/ecom/store/driver"
)

// log is what happened in a site.
type log struct {
	entries []*logged
}

// logged is an event in the log.
type logged struct {
	driver.Event
}

// append adds an event to the log of its site.
func (s *Store) append(e *driver.Event, doc any) {
	st := s.site(e.Site)
	l := &logged{Event: *e}
	l.Doc, l.Stored = nil, driver.Doc{Value: doc}
	st.log.entries = append(st.log.entries, l)
}

// Claim implements driver.Store.
func (s *Store) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	return nil, ctx.Err()
}

// Settle implements driver.Store.
func (s *Store) Settle(ctx context.Context, settlements ...driver.Settlement) error {
	return ctx.Err()
}
