// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/ecomtest/crashtest"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

func TestCrashOfSQLite(t *testing.T) {
	t.Parallel()
	crashtest.Run(t, crashtest.Config{
		Open: func(ctx context.Context, path string) (driver.Store, error) {
			return sqlitestore.Open(ctx, filepath.Join(path, "shop.db"), sqlitestore.Config{})
		},
	})
}

// The program is killed here, not the server.
func TestCrashOnPostgres(t *testing.T) {
	t.Parallel()
	s := server{pgtest.Server(t)}
	crashtest.Run(t, crashtest.Config{Open: s.open, Remove: s.remove})
}

// server is a PostgreSQL server with a schema for each path.
type server struct{ dsn string }

// schema is the name of a path's schema, also in the processes that are killed.
func (server) schema(path string) string {
	sum := sha256.Sum256([]byte(path))
	return "ecom_crash_" + hex.EncodeToString(sum[:10])
}

// open opens the store of a path, once the server has noticed that the last
// process which had it open is gone.
func (s server) open(ctx context.Context, path string) (_ driver.Store, err error) {
	schema := s.schema(path)
	conn, err := pgx.Connect(ctx, s.dsn)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if err := alone(ctx, conn, schema); err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "create schema if not exists "+schema); err != nil {
		return nil, err
	}
	dsn, err := pgtest.With(s.dsn, "search_path", schema)
	if err == nil {
		dsn, err = pgtest.With(dsn, "application_name", schema)
	}
	if err != nil {
		return nil, err
	}
	return pgstore.Open(ctx, dsn, pgstore.Config{})
}

// alone waits until nobody is connected under a name. What a killed process had
// sent is done by then, or never will be.
func alone(ctx context.Context, conn *pgx.Conn, application string) error {
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		var others int
		err := conn.QueryRow(ctx, "select count(*) from pg_stat_activity where application_name = $1", application).Scan(&others)
		if err != nil || others == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}

func (s server) remove(ctx context.Context, path string) error {
	conn, err := pgx.Connect(ctx, s.dsn)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "drop schema if exists "+s.schema(path)+" cascade")
	return errors.Join(err, conn.Close(ctx))
}
