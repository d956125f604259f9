// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Receipts are kept for the hour in which the batch was committed and the two
// after it. One without counts says that the batch was refused, and is final.
const (
	sqlRemember = `INSERT INTO batch (hour, id, counts) VALUES (unixepoch() / 3600, ?, ?)
ON CONFLICT DO UPDATE SET counts = excluded.counts WHERE counts IS NOT NULL`
	sqlRefuse = `INSERT INTO batch (hour, id, counts) VALUES (unixepoch() / 3600, ?, NULL)
ON CONFLICT DO UPDATE SET counts = NULL`
	sqlReceipt = `WITH RECURSIVE hours (hour) AS (
	SELECT min(hour) FROM batch
	UNION ALL
	SELECT (SELECT min(batch.hour) FROM batch WHERE batch.hour > hours.hour) FROM hours WHERE hour IS NOT NULL
)
SELECT counts, hour FROM hours CROSS JOIN batch USING (hour) WHERE id = ?`
	sqlTrim = `DELETE FROM batch WHERE (hour, id) IN
(SELECT hour, id FROM batch WHERE hour < unixepoch() / 3600 - 2 ORDER BY hour, id LIMIT ?)`
)

// trimEvery is after how many groups old receipts are removed, and trimmed how
// many of them then: more than the groups can have added.
const (
	trimEvery = 64
	trimmed   = 2 * trimEvery * maxGroup
)

// remember stores the receipt of a batch.
func (c *commit) remember() error {
	counts := make([]byte, 0, 2*len(c.counts))
	for _, n := range c.counts {
		counts = binary.AppendVarint(counts, n)
	}
	r, err := c.c.exec(sqlRemember, c.b.ID, counts)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); n == 0 || err != nil {
		return fmt.Errorf("sqlitestore: batch %s was refused before: %w", c.b.ID, fault.Conflict)
	}
	return nil
}

// trimBatches removes old receipts, some at a time.
func (s *Store) trimBatches(c *conn) error {
	s.writes++
	if s.writes%trimEvery != 0 {
		return nil
	}
	return c.run(sqlTrim, int64(trimmed))
}

// Committed implements driver.Resolver.
//
// A commit is in doubt when it could not be synced, or not be written to its
// end. It is not in the database then, but may be in the write-ahead log, and
// be found there when that is read anew, after a crash for instance. So this
// commits something itself before it answers. If the commit in doubt is in the
// database, that syncs it; if not, that takes its place in the log.
func (s *Store) Committed(ctx context.Context, batchID string) (driver.Receipt, bool, error) {
	var receipt driver.Receipt
	var found bool
	err := s.write(ctx, func(t *tx) error {
		receipt, found = driver.Receipt{}, false
		r, err := t.c.row(sqlReceipt, batchID)
		if err != nil {
			return err
		}
		if r != nil && r[0] != nil {
			found, t.changed = true, true
			for b := r.bytes(0); len(b) > 0; {
				n, size := binary.Varint(b)
				receipt.Counts, b = append(receipt.Counts, n), b[max(size, 1):]
			}
			return t.c.run(`UPDATE batch SET counts = counts WHERE hour = ? AND id = ?`, r.int(1), batchID)
		}
		t.changed = true
		return t.c.run(sqlRefuse, batchID)
	})
	return receipt, found, err
}
