// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// TestFindReadsNoMoreThanAPage asks for the plans of Find in a large range that
// nobody has counted yet. A plan that sorts reads the range to its end.
func TestFindReadsNoMoreThanAPage(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	s, err := Open(t.Context(), dsn, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	exec := func(text string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into ecom_space (site, kind, name) values ('main', 'order', 'status'), ('main', 'order', '')`)
	exec(`insert into ecom_key select (select num from ecom_space where name = 'status'), 'APPROVED'::bytea || int4send(n), int4send(n), false from generate_series(1, 50000) n`)
	for name, value := range settings {
		exec("set " + name + " = '" + value + "'")
	}
	for i, form := range findKeys {
		args := `'main', 'order', 'status', 'APPROVED', ''`
		types := "bytea, bytea, bytea, bytea, bytea"
		if i%2 == 1 {
			args += `, 'APPROVEE', ''`
			types += ", bytea, bytea"
		}
		exec("prepare page (" + types + ") as " + strings.ReplaceAll(form, "(n)", "51"))
		rows, err := conn.Query(t.Context(), "explain execute page("+args+")")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if plan := strings.Join(lines, "\n"); strings.Contains(plan, "Sort") || strings.Contains(plan, "Bitmap Heap Scan on ecom_key") {
			t.Errorf("the plan of a page sorts its whole range:\n%s", plan)
		}
		exec("deallocate page")
	}
}
