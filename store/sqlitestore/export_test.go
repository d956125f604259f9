// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// OpenVFS opens a store through a VFS of SQLite that a test has registered.
func OpenVFS(ctx context.Context, path, vfs string, c Config) (*Store, error) {
	c.setDefaults()
	dsn, err := locate(path)
	if err != nil {
		return nil, err
	}
	return open(ctx, dsn+"vfs="+vfs, path, c)
}

// Groups returns how many transactions were committed. It must not be called
// beside commits.
func (s *Store) Groups() int { return s.writes }

// LimitPages limits the size of the database, in pages: it can't grow beyond
// that, as on a full disk.
func (s *Store) LimitPages(ctx context.Context, n int) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	_, err := s.writer.number(fmt.Sprintf(`PRAGMA max_page_count = %d`, n))
	return err
}

// Statements returns the statements that were prepared so far, by whoever.
func (s *Store) Statements() []string {
	texts := slices.Collect(maps.Keys(s.writer.stmts))
	for _, c := range s.readers.free {
		texts = slices.AppendSeq(texts, maps.Keys(c.stmts))
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// Plan returns how SQLite goes about a statement, one line for each step.
func (s *Store) Plan(text string) ([]string, error) {
	var steps []string
	err := s.writer.rows(func(r row) bool {
		step, _ := r[3].(string)
		steps = append(steps, step)
		return true
	}, `EXPLAIN QUERY PLAN `+text, make([]any, 10)...) // of which it takes what it needs
	return steps, err
}

// DropReaders closes the connections for reading that are free.
func (s *Store) DropReaders() error { return s.readers.close() }

// Queued returns how many jobs wait for the writer.
func (s *Store) Queued() int { return len(s.queue.waiting()) }
