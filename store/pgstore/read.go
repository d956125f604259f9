// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
)

// sqlGet looks up each record by itself. That the subqueries have an OFFSET
// keeps the planner from joining whole tables.
const sqlGet = `
select t.n, r.revision, r.doc, c.revision, c.value
from unnest($1::bytea[], $2::bytea[], $3::bytea[]) with ordinality t(site, kind, id, n)
cross join lateral (
	select s.num from ecom_space s where s.site = t.site and s.kind = t.kind and s.name = '' offset 0) s
left join lateral (
	select r.revision, r.doc from ecom_record r where r.space = s.num and r.id = t.id offset 0) r on true
left join lateral (
	select c.revision, c.value from ecom_count c where c.space = s.num and c.id = t.id offset 0) c on true`

// Get implements driver.Store.
func (s *Store) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	var records []driver.Record
	err := s.read(ctx, func(q querier) (err error) {
		records, err = get(ctx, q, refs)
		return err
	})
	return records, err
}

// get reads records with one statement, and so at one moment.
func get(ctx context.Context, q querier, refs []driver.Ref) ([]driver.Record, error) {
	sites, kinds, ids := make([][]byte, len(refs)), make([][]byte, len(refs)), make([][]byte, len(refs))
	records := make([]driver.Record, len(refs))
	for i, ref := range refs {
		sites[i], kinds[i], ids[i] = []byte(ref.Site), []byte(ref.Kind), []byte(ref.ID)
		records[i].Ref = ref
	}
	if len(refs) == 0 {
		return records, nil
	}
	rows, err := q.Query(ctx, sqlGet, sites, kinds, ids)
	if err != nil {
		return nil, err
	}
	var n int
	var doc []byte
	var revision, counted, value *int64
	_, err = pgx.ForEachRow(rows, []any{&n, &revision, &doc, &counted, &value}, func() error {
		r := &records[n-1]
		switch {
		case revision != nil:
			r.Revision, r.Doc.Bytes = *revision, doc
		case counted != nil:
			r.Revision, r.Count = *counted, *value
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}
