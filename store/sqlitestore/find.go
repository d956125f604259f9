// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"bytes"

	"github.com/go-ecom/ecom/store/driver"
)

// The statements of Find. They go down an index and, for each entry, down to
// the record; none of them looks at more than it returns. Ranges are half-open,
// from the first place in them to the first beyond.
const (
	sqlEntries = `SELECT entry.key, entry.name, revision, value, doc FROM entry CROSS JOIN record ON record.id = entry.record
WHERE entry.space = ?1 AND (entry.key, entry.name) >= (?2, ?3)`
	sqlEntriesUp     = sqlEntries + ` ORDER BY entry.key, entry.name LIMIT ?4`
	sqlEntriesUpTo   = sqlEntries + ` AND (entry.key, entry.name) < (?5, ?6) ORDER BY entry.key, entry.name LIMIT ?4`
	sqlEntriesDown   = sqlEntries + ` ORDER BY entry.key DESC, entry.name DESC LIMIT ?4`
	sqlEntriesDownTo = sqlEntries + ` AND (entry.key, entry.name) < (?5, ?6) ORDER BY entry.key DESC, entry.name DESC LIMIT ?4`

	sqlRecords       = `SELECT name, name, revision, value, doc FROM record WHERE space = ?1 AND name >= ?2`
	sqlRecordsUp     = sqlRecords + ` ORDER BY name LIMIT ?3`
	sqlRecordsUpTo   = sqlRecords + ` AND name < ?4 ORDER BY name LIMIT ?3`
	sqlRecordsDown   = sqlRecords + ` ORDER BY name DESC LIMIT ?3`
	sqlRecordsDownTo = sqlRecords + ` AND name < ?4 ORDER BY name DESC LIMIT ?3`
)

// statement returns the statement for a range, and what it is given.
func statement(q *driver.Query, space int64) (text string, values []any) {
	from, to := span(q)
	limit := within(q.Limit)
	texts := [...]string{sqlEntriesUp, sqlEntriesUpTo, sqlEntriesDown, sqlEntriesDownTo}
	if q.Index == "" {
		texts = [...]string{sqlRecordsUp, sqlRecordsUpTo, sqlRecordsDown, sqlRecordsDownTo}
		values = append(values, space, name(from), limit)
	} else {
		values = append(values, space, from.key, from.name, limit)
	}
	which := 0
	if q.Reverse {
		which = 2
	}
	if to != nil {
		which++
		if q.Index == "" {
			values = append(values, name(*to))
		} else {
			values = append(values, to.key, to.name)
		}
	}
	return texts[which], values
}

// within returns the nearest limit that is one.
func within(limit int) int64 { return int64(min(max(limit, 1), driver.MaxPage)) }

// position is a place in an index, before the entry there if there is one.
type position struct{ key, name []byte }

func (p position) before(o position) bool {
	if c := bytes.Compare(p.key, o.key); c != 0 {
		return c < 0
	}
	return bytes.Compare(p.name, o.name) < 0
}

// span returns the range that a query reads, from its first place to the first
// beyond; to is nil when it has no end.
func span(q *driver.Query) (from position, to *position) {
	from = position{key: append([]byte{}, q.From...), name: []byte{}}
	if q.To != nil {
		to = &position{key: q.To, name: []byte{}}
	}
	if q.After == nil {
		return from, to
	}
	after := position{key: append([]byte{}, q.After.Key...), name: []byte(q.After.ID)}
	if q.Reverse {
		if to == nil || after.before(*to) {
			to = &after
		}
		return from, to
	}
	after.name = append(after.name, 0) // the next name there can be
	if from.before(after) {
		from = after
	}
	return from, to
}

// page reads what Find yields.
func (s *Store) page(c *conn, q *driver.Query) ([]driver.Record, error) {
	sp := index(q.Site, q.Kind, q.Index)
	if q.Index == "" {
		sp = records(q.Site, q.Kind)
	}
	id, err := s.spaces.lookUp(c, sp)
	if id == 0 || err != nil {
		return nil, err
	}
	text, values := statement(q, id)
	var page []driver.Record
	err = c.rows(func(r row) bool {
		page = append(page, driver.Record{
			Ref:      driver.Ref{Site: q.Site, Kind: q.Kind, ID: r.text(1)},
			Revision: r.int(2), Count: r.int(3), Doc: driver.Doc{Bytes: r.bytes(4)}, Key: r.bytes(0),
		})
		return true
	}, text, values...)
	return page, err
}

// name returns the first name at or behind a position in the index of all
// records, in which the key is the name.
func name(p position) []byte {
	if bytes.Compare(p.key, p.name) >= 0 {
		return p.key
	}
	return append(bytes.Clone(p.key), 0)
}
