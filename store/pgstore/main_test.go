// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// exampleDSN leads to a schema for the examples, which are no tests that could
// make one of their own.
var exampleDSN string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	server, err := pgtest.Find()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if server == "" {
		fmt.Fprintln(os.Stderr, "NO POSTGRES: the examples are not run")
		if err := flag.Set("test.skip", "^Example"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}
	schema := fmt.Sprintf("ecom_test_examples_%d", os.Getpid())
	administer := func(sql string) {
		conn, err := pgx.Connect(context.Background(), server)
		if err == nil {
			_, err = conn.Exec(context.Background(), sql)
			_ = conn.Close(context.Background())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, sql, err)
		}
	}
	administer("drop schema if exists " + schema + " cascade")
	administer("create schema " + schema)
	defer administer("drop schema " + schema + " cascade")
	if exampleDSN, err = pgtest.With(server, "search_path", schema); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
