// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/go-ecom/ecom/fault"
)

// Config says how a Store works. The zero Config is usable.
type Config struct {
	// Remember is how long the ids of batches are kept for Committed; default
	// a day, at least an hour.
	Remember time.Duration
}

func (c *Config) complete() error {
	switch {
	case c.Remember == 0:
		c.Remember = 24 * time.Hour
	case c.Remember < time.Hour:
		return &fault.Error{Class: fault.Invalid, Message: fmt.Sprintf("pgstore: batches must be remembered for an hour, not %v", c.Remember)}
	}
	return nil
}

// settings are what connections made by Open get, unless the data source name
// says otherwise.
var settings = map[string]string{
	"application_name": "ecom",
	// One plan for each statement, made for tables of any size.
	"plan_cache_mode":   "force_generic_plan",
	"enable_seqscan":    "off",
	"enable_bitmapscan": "off", // would read a range to its end, and sort it, for one page
	"jit":               "off",
	// Nobody waits for ever: for a lock, or for a process that is gone.
	"lock_timeout":                        "10s",
	"idle_in_transaction_session_timeout": "30s",
	"client_connection_check_interval":    "2s",
}

// Open connects to a server and makes the tables, or brings them up to date.
// dsn is a URL or a list of key=value, with the parameters of package pgxpool.
//
// A name that makes no sense is fault.Invalid; a server that can't be reached,
// or lets nobody in, is fault.Unavailable; one that is too old, tables made by
// a newer version of this package, and rights that are missing are
// fault.State.
func Open(ctx context.Context, dsn string, c Config) (*Store, error) {
	pc, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, &fault.Error{Class: fault.Invalid, Message: "pgstore: " + err.Error()}
	}
	for name, value := range settings {
		if _, ok := pc.ConnConfig.RuntimeParams[name]; !ok {
			pc.ConnConfig.RuntimeParams[name] = value
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	s, err := New(ctx, pool, c)
	if err != nil {
		pool.Close()
		return nil, err
	}
	s.own = true
	return s, nil
}

// New is Open for a pool of the caller's, which Close leaves open. Its
// connections should have plan_cache_mode "force_generic_plan" and
// enable_seqscan "off", as those of Open do, or the first searches in small
// tables may be planned badly for the time when they are large.
func New(ctx context.Context, pool *pgxpool.Pool, c Config) (*Store, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	if err := migrate(ctx, pool); err != nil {
		return nil, err
	}
	return &Store{pool: pool, config: c, wakers: newWakers(pool.Config().ConnConfig), known: shared{catalog: *newCatalog()}}, nil
}
