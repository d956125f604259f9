// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"maps"
	"sync"

	"github.com/jackc/pgx/v5"
)

// space names an index of a kind in a site; "" has the records themselves.
type space struct{ site, kind, name string }

// catalog has the numbers that the database knows indexes and sites with a log
// by. They never change, and names are never forgotten.
type catalog struct {
	spaces map[space]int32
	sites  map[string]int32
}

func newCatalog() *catalog {
	return &catalog{spaces: make(map[space]int32), sites: make(map[string]int32)}
}

// shared is the catalog of a Store: what other transactions see too.
type shared struct {
	mu sync.RWMutex
	catalog
}

// lookup numbers what it can and returns the rest.
func (s *shared) lookup(c *catalog) (missing *catalog) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	missing = newCatalog()
	for key := range c.spaces {
		if n, ok := s.spaces[key]; ok {
			c.spaces[key] = n
		} else {
			missing.spaces[key] = 0
		}
	}
	for key := range c.sites {
		if n, ok := s.sites[key]; ok {
			c.sites[key] = n
		} else {
			missing.sites[key] = 0
		}
	}
	return missing
}

// learn takes over numbers that are committed.
func (s *shared) learn(c *catalog) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.spaces, c.spaces)
	maps.Copy(s.sites, c.sites)
}

func (c *catalog) empty() bool { return len(c.spaces)+len(c.sites) == 0 }

// statement returns what has the database number everything in c, making what
// is new.
func (c *catalog) statement() statement {
	var keys []space
	var sites, kinds, names, logged [][]byte
	for key := range c.spaces {
		keys = append(keys, key)
		sites, kinds, names = append(sites, []byte(key.site)), append(kinds, []byte(key.kind)), append(names, []byte(key.name))
	}
	var logs []string
	for site := range c.sites {
		logs = append(logs, site)
		logged = append(logged, []byte(site))
	}
	return statement{
		sql:  "select spaces, sites from ecom_names($1, $2, $3, $4)",
		args: []any{some(sites), some(kinds), some(names), some(logged)},
		use: func(rows pgx.Rows) error {
			var spaceNumbers, siteNumbers []int32
			_, err := pgx.ForEachRow(rows, []any{&spaceNumbers, &siteNumbers}, func() error {
				for i, n := range spaceNumbers {
					c.spaces[keys[i]] = n
				}
				for i, n := range siteNumbers {
					c.sites[logs[i]] = n
				}
				return nil
			})
			return err
		},
	}
}

// resolve numbers what a commit needs: from what is known, or in a transaction
// before it. known is nil inside the caller's transaction, which may take back
// what it has numbered.
func resolve(net context.Context, q querier, f frame, known *shared, c *catalog) error {
	missing := c
	if known != nil {
		missing = known.lookup(c)
	}
	if missing.empty() {
		return nil
	}
	if err := f.once(net, q, []statement{missing.statement()}); err != nil {
		return err
	}
	if known != nil {
		known.learn(missing)
		known.lookup(c)
	}
	return nil
}

// some returns a list that is not NULL in SQL.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
