// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

const (
	importKind = "import" // of the one record that says that an import is under way
	importID   = "import" // its id
)

// importState is that record: how far an import is. Every commit of the import
// changes it, so that the import can go on from there.
type importState struct {
	Lines int    `json:"lines"` // of the export that are committed
	From  int    `json:"from"`  // the last of them before those of the last commit
	Sum   string `json:"sum"`   // the checksum up to there
	Run   int    `json:"run"`   // counts the attempts, from 1

	Settled bool `json:"settled,omitempty"` // all is there but what waits to be requeued
}

// RecordID implements Entity.
func (*importState) RecordID() string { return importID }

// Clone implements Entity.
func (p *importState) Clone() *importState { return new(*p) }

var imports = define[importState](importKind, 1)

// Ready returns a fault.State while an import into the site was begun and has
// not come to its end: nothing can be done then but finishing it. Everything
// that reads or writes the site asks it first; what works on the Driver itself
// has to. The store is asked until there is no import; then there is none any
// more, since only an empty site is imported into.
func (s *Store) Ready(ctx context.Context) error {
	if s.shared.open.Load() {
		return nil
	}
	records, err := s.driver.Get(ctx, s.ref(importKind, importID))
	if err != nil {
		return wrap("", "", err)
	}
	if records[0].Revision != 0 {
		return s.unfinished()
	}
	s.shared.open.Store(true)
	return nil
}

// unfinished is the error of a site that is being imported.
func (s *Store) unfinished() error {
	return &fault.Error{
		Class: fault.State, Kind: "site", ID: s.site,
		Message: fmt.Sprintf("an import into it has not come to its end: import the same export again to finish it (record %s of kind %s)", importID, importKind),
	}
}

// importState reads how far an import is, and its revision: 0 when there is none.
func (s *Store) importState(ctx context.Context) (*importState, int64, error) {
	records, err := s.driver.Get(ctx, s.ref(importKind, importID))
	if err != nil || records[0].Revision == 0 {
		return new(importState), 0, wrap(importKind, importID, err)
	}
	p, err := imports.value(s, importID, &records[0].Doc)
	return p, records[0].Revision, err
}

// write returns how it is committed.
func (p *importState) write(s *Store, revision int64) driver.Write {
	w := driver.Write{Ref: s.ref(importKind, importID), Expect: revision, Revision: revision + 1, Doc: &restored{imports, p.Clone()}}
	if revision == 0 {
		w.Revision = s.firstRevision(s.Now())
	}
	return w
}
