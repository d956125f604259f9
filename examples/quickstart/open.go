// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// openStore opens what the flag names: memory, sqlite:FILE or postgres:DSN. A
// DSN that is a URL may stand by itself.
func openStore(ctx context.Context, name string) (driver.Store, error) {
	kind, rest, _ := strings.Cut(name, ":")
	switch {
	case name == "memory":
		return memstore.New(memstore.Config{}), nil
	case kind == "sqlite" && rest != "":
		return sqlitestore.Open(ctx, rest, sqlitestore.Config{})
	case kind == "postgres" && strings.HasPrefix(rest, "//"):
		return pgstore.Open(ctx, name, pgstore.Config{})
	case kind == "postgres" && rest != "":
		return pgstore.Open(ctx, rest, pgstore.Config{})
	}
	return nil, fmt.Errorf("-store %s: want memory, sqlite:FILE or postgres:DSN", name)
}

// openNew opens a store for the stories. They use ids that count, which have to
// be new: a store where they were told before is refused, and not touched.
func openNew(ctx context.Context, name string) (driver.Store, error) {
	db, err := openStore(ctx, name)
	if err != nil {
		return nil, err
	}
	lister, ok := driver.As[driver.Lister](db)
	if !ok {
		return db, nil
	}
	sites, err := lister.Sites(ctx)
	if err == nil && len(sites) > 0 {
		err = fmt.Errorf("-store %s: there are shops in it already: %s; give the quickstart a new file or an empty schema", kindOf(name), strings.Join(sites, ", "))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// kindOf returns the name of a store without what may be secret in it.
func kindOf(name string) string {
	if kind, _, _ := strings.Cut(name, ":"); kind == "postgres" {
		return kind
	}
	return name
}
