// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"bytes"
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
)

// Find implements driver.Store.
func (s *Store) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return yielding(func() (records []driver.Record, err error) {
		err = s.read(ctx, func(on querier) (err error) {
			records, err = find(ctx, on, q)
			return err
		})
		return records, err
	})
}

// yielding yields a page that is read when the first record is asked for.
func yielding(page func() ([]driver.Record, error)) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		records, err := page()
		if err != nil {
			yield(driver.Record{}, err)
			return
		}
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// The statements of Find: one range of one primary key, forwards or backwards,
// with an end or without. An index has its entries in ecom_key; the one
// without a name is the primary key of both tables. The limit is put into the
// text: a plan made for a limit that is not known reads and sorts whole ranges.
var (
	findKeys = ranges(`
select k.key, k.id, r.revision, r.doc, null::bigint
from (
	select k.key, k.id from ecom_key k
	where k.space = (select s.num from ecom_space s where s.site = $1 and s.kind = $2 and s.name = $3)
		and (k.key, k.id) >= ($4, $5) {and (k.key, k.id) < ($6, $7)}
	order by k.key {desc}, k.id {desc} limit (n)
) k
cross join lateral (
	select r.revision, r.doc from ecom_record r
	where r.space = (select s.num from ecom_space s where s.site = $1 and s.kind = $2 and s.name = '') and r.id = k.id offset 0) r
order by k.key {desc}, k.id {desc}`)

	findIDs = ranges(`
select x.id, x.id, x.revision, x.doc, x.value
from (
	(select r.id, r.revision, r.doc, null::bigint as value from ecom_record r
	where r.space = (select s.num from ecom_space s where s.site = $1 and s.kind = $2 and s.name = '')
		and r.id >= $3 {and r.id < $4}
	order by r.id {desc} limit (n))
	union all
	(select c.id, c.revision, null::bytea, c.value from ecom_count c
	where c.space = (select s.num from ecom_space s where s.site = $1 and s.kind = $2 and s.name = '')
		and c.id >= $3 {and c.id < $4}
	order by c.id {desc} limit (n))
) x
order by x.id {desc} limit (n)`)
)

// ranges returns the four forms of a statement: forwards and backwards, each
// without an end and with one.
func ranges(sql string) (forms [4]string) {
	for i := range forms {
		form := sql
		if i < 2 {
			form = strings.ReplaceAll(form, " {desc}", "")
		} else {
			form = strings.ReplaceAll(form, "{desc}", "desc")
		}
		for i%2 == 0 && strings.Contains(form, "{and") {
			before, rest, _ := strings.Cut(form, "{and")
			_, rest, _ = strings.Cut(rest, "}")
			form = before + rest
		}
		form = strings.ReplaceAll(form, "{and", "and")
		forms[i] = strings.ReplaceAll(form, "}", "")
	}
	return forms
}

// find reads a page with one statement, and so at one moment.
func find(ctx context.Context, on querier, q driver.Query) ([]driver.Record, error) {
	from, to := bounds(&q)
	limit := page(q.Limit)
	form := 0
	if q.Reverse {
		form = 2
	}
	if to != nil {
		form++
	}
	args := []any{[]byte(q.Site), []byte(q.Kind)}
	var sql string
	if q.Index == "" {
		sql = findIDs[form]
		args = append(args, from.first())
		if to != nil {
			args = append(args, to.first())
		}
	} else {
		sql = findKeys[form]
		args = append(args, []byte(q.Index), from.key, from.id)
		if to != nil {
			args = append(args, to.key, to.id)
		}
	}
	rows, err := on.Query(ctx, strings.ReplaceAll(sql, "(n)", strconv.Itoa(limit)), args...)
	if err != nil {
		return nil, err
	}
	var records []driver.Record
	var key, id, doc []byte
	var revision int64
	var value *int64
	_, err = pgx.ForEachRow(rows, []any{&key, &id, &revision, &doc, &value}, func() error {
		r := driver.Record{Ref: driver.Ref{Site: q.Site, Kind: q.Kind, ID: string(id)}, Revision: revision, Key: key}
		if value != nil {
			r.Count = *value
		} else {
			r.Doc.Bytes = doc
		}
		records = append(records, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// place is where a range begins or ends: at the first entry that is not before
// it.
type place struct{ key, id []byte }

// bounds returns where the range of a query begins, and where it ends unless
// it has no end.
func bounds(q *driver.Query) (from place, to *place) {
	from = place{some(q.From), []byte{}}
	if q.To != nil {
		to = &place{q.To, []byte{}}
	}
	if q.After == nil {
		return from, to
	}
	at := place{some(q.After.Key), []byte(q.After.ID)}
	if q.Reverse {
		if to == nil || at.before(*to) {
			to = &at
		}
	} else if at.id = append(at.id, 0); from.before(at) { // right behind that entry
		from = at
	}
	return from, to
}

func (p place) before(other place) bool {
	if c := bytes.Compare(p.key, other.key); c != 0 {
		return c < 0
	}
	return bytes.Compare(p.id, other.id) < 0
}

// first returns the first id that is not before a place in the index whose
// keys are the ids.
func (p place) first() []byte {
	if bytes.Compare(p.id, p.key) > 0 {
		return append(bytes.Clone(p.key), 0)
	}
	return p.key
}
