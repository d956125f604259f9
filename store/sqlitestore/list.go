// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"

	"github.com/go-ecom/ecom/store/driver"
)

var _ driver.Lister = (*Store)(nil)

const (
	sqlSites = `SELECT DISTINCT site FROM space WHERE what = ?1
	OR what = ?2 AND EXISTS (SELECT 1 FROM record WHERE record.space = space.id) ORDER BY site`
	sqlKinds = `SELECT kind FROM space WHERE site = ?1 AND what = ?2
	AND EXISTS (SELECT 1 FROM record WHERE record.space = space.id) ORDER BY kind`
)

// Sites implements driver.Lister.
func (s *Store) Sites(ctx context.Context) ([]string, error) {
	var list []string
	err := s.read(ctx, func(c *conn) (err error) {
		list, err = c.sites()
		return err
	})
	return list, err
}

// Kinds implements driver.Lister.
func (s *Store) Kinds(ctx context.Context, site string) ([]string, error) {
	var list []string
	err := s.read(ctx, func(c *conn) (err error) {
		list, err = c.kinds(site)
		return err
	})
	return list, err
}

func (c *conn) sites() ([]string, error) { return c.texts(sqlSites, ofHistory, ofRecords) }

func (c *conn) kinds(site string) ([]string, error) { return c.texts(sqlKinds, site, ofRecords) }

// texts returns the texts in the only column of a result.
func (c *conn) texts(text string, values ...any) ([]string, error) {
	var list []string
	err := c.rows(func(r row) bool {
		list = append(list, r.text(0))
		return true
	}, text, values...)
	return list, err
}
