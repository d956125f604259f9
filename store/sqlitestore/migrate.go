// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// migrate brings the schema of the file to the newest version. Of several
// processes that do so at once one does; the others wait.
func (c *conn) migrate() error {
	var have int
	err := c.together(func() (err error) {
		have, err = c.version()
		return err
	})
	if err != nil || have == len(migrations) {
		return err
	}
	if err = c.run(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err = c.upgrade(); err == nil {
		err = c.run(`COMMIT`)
	}
	if err != nil {
		_ = c.run(`ROLLBACK`) // it may have been rolled back already
	}
	return err
}

// version returns which migrations the file has had. What is not ours is
// fault.Invalid. It is called in a transaction: another process may be
// changing what it reads.
func (c *conn) version() (int, error) {
	version, err := c.number(`PRAGMA user_version`)
	if err != nil {
		return 0, err
	}
	app, err := c.number(`PRAGMA application_id`)
	if err != nil {
		return 0, err
	}
	if app != applicationID {
		tables, err := c.number(`SELECT count(*) FROM sqlite_schema`)
		if err != nil {
			return 0, err
		}
		if tables > 0 || version != 0 || app != 0 {
			return 0, fmt.Errorf("the database belongs to another program: %w", fault.Invalid)
		}
	}
	if version < 0 || version > int64(len(migrations)) {
		return 0, fmt.Errorf("the database has version %d, written by a newer program; this one knows %d: %w",
			version, len(migrations), fault.Invalid)
	}
	return int(version), nil
}

// upgrade runs the migrations that the file has not had, in a transaction.
func (c *conn) upgrade() error {
	have, err := c.version() // again: another process may have been quicker
	if err != nil {
		return err
	}
	for _, m := range migrations[have:] {
		if err := c.script(m); err != nil {
			return err
		}
	}
	return errors.Join(
		c.script(fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)),
		c.script(fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations))),
	)
}
