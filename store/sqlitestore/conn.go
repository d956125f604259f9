// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"modernc.org/sqlite"
)

// conn is one connection to the database file, for one goroutine at a time. It
// stands on the interfaces of database/sql/driver: a store has a single writer
// and knows when each connection is free, so a pool between the two would only
// cost time (a statement takes half as long without).
type conn struct {
	raw   driver.Conn
	stmts map[string]*stmt // by their text; prepared once
	args  []driver.NamedValue
}

// stmt is a prepared statement.
type stmt struct {
	exec  driver.StmtExecContext
	query driver.StmtQueryContext
	close func() error
}

// connect opens a connection.
func connect(ctx context.Context, dsn string) (*conn, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	raw, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: make(map[string]*stmt)}, nil
}

// close ends the connection, and with it what it has not committed.
func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// prepare returns the statement with a text.
func (c *conn) prepare(text string) (*stmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	p, err := c.raw.Prepare(text)
	if err != nil {
		return nil, err
	}
	s := &stmt{exec: p.(driver.StmtExecContext), query: p.(driver.StmtQueryContext), close: p.Close}
	c.stmts[text] = s
	return s, nil
}

// bind makes arguments of values: int64, []byte, bool, nil, and string, which
// is stored as its bytes. Identifiers and keys are bytes, and compare as such.
func (c *conn) bind(values []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, v := range values {
		if s, ok := v.(string); ok {
			v = []byte(s)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return c.args
}

// exec runs a statement that gives no rows.
//
// No context goes down to the driver: it would start a goroutine for each
// statement. Statements are short; what may take long, waiting for another
// process, is done by patiently.
func (c *conn) exec(text string, values ...any) (driver.Result, error) {
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	return s.exec.ExecContext(context.Background(), c.bind(values))
}

// run is exec for who does not need the result.
func (c *conn) run(text string, values ...any) error {
	_, err := c.exec(text, values...)
	return err
}

// script runs several statements that are not worth preparing.
func (c *conn) script(text string) error {
	_, err := c.raw.(driver.ExecerContext).ExecContext(context.Background(), text, nil)
	return err
}

// row is a row of a result. Bytes in it belong to whoever reads it.
type row []driver.Value

func (r row) int(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

func (r row) bytes(i int) []byte {
	b, _ := r[i].([]byte)
	return b
}

func (r row) text(i int) string { return string(r.bytes(i)) }

// rows calls fn with each row of a result until that returns false. The row is
// overwritten by the next one; the bytes in it are not.
func (c *conn) rows(fn func(row) bool, text string, values ...any) error {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	result, err := s.query.QueryContext(context.Background(), c.bind(values))
	if err != nil {
		return err
	}
	r := make(row, len(result.Columns()))
	for {
		err = result.Next(r)
		if err != nil || !fn(r) {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, result.Close())
}

// row returns the first row of a result, nil when there is none.
func (c *conn) row(text string, values ...any) (row, error) {
	var first row
	err := c.rows(func(r row) bool { first = r; return false }, text, values...)
	return first, err
}

// number returns the number in the first row of a result, 0 when there is
// none.
func (c *conn) number(text string, values ...any) (int64, error) {
	r, err := c.row(text, values...)
	if r == nil {
		return 0, err
	}
	return r.int(0), err
}
