// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"
)

const (
	sqlSites = `
select s.site from ecom_space s
where s.name = '' and (
	exists (select from ecom_record r where r.space = s.num) or exists (select from ecom_count c where c.space = s.num))
union
select h.name from ecom_site h where h.logged
order by 1`

	sqlKinds = `
select s.kind from ecom_space s
where s.site = $1 and s.name = '' and (
	exists (select from ecom_record r where r.space = s.num) or exists (select from ecom_count c where c.space = s.num))
order by 1`
)

// Sites implements driver.Lister.
func (s *Store) Sites(ctx context.Context) ([]string, error) { return s.names(ctx, sqlSites) }

// Kinds implements driver.Lister.
func (s *Store) Kinds(ctx context.Context, site string) ([]string, error) {
	return s.names(ctx, sqlKinds, []byte(site))
}

func (s *Store) names(ctx context.Context, sql string, args ...any) ([]string, error) {
	var list []string
	err := s.read(ctx, func(q querier) (err error) {
		list, err = names(ctx, q, sql, args...)
		return err
	})
	return list, err
}

func names(ctx context.Context, q querier, sql string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var name []byte
		err := row.Scan(&name)
		return string(name), err
	})
}
