// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"math"

	"github.com/go-ecom/ecom/store/driver"
)

// A count is changed by one statement, which does nothing when the value it
// has is outside of the range in which the change is allowed.
const (
	sqlAddOrMake = `INSERT INTO record (space, name, revision, value) VALUES (?1, ?2, 1, ?3)
ON CONFLICT (space, name) DO UPDATE SET revision = revision + 1, value = value + ?4 WHERE value BETWEEN ?5 AND ?6
RETURNING value`
	sqlSetOrMake = `INSERT INTO record (space, name, revision, value) VALUES (?1, ?2, 1, ?3)
ON CONFLICT (space, name) DO UPDATE SET revision = revision + 1, value = ?4 WHERE value BETWEEN ?5 AND ?6
RETURNING value`
	sqlAdd = `UPDATE record SET revision = revision + 1, value = value + ?3
WHERE space = ?1 AND name = ?2 AND value BETWEEN ?4 AND ?5 RETURNING value`
	sqlSet = `UPDATE record SET revision = revision + 1, value = ?3
WHERE space = ?1 AND name = ?2 AND value BETWEEN ?4 AND ?5 RETURNING value`
	sqlValue = `SELECT value FROM record WHERE space = ? AND name = ?`
)

// count changes the counts, one after the other.
func (c *commit) count() error {
	if len(c.b.Counts) == 0 {
		return nil
	}
	c.counts = make([]int64, 0, len(c.b.Counts))
	for i := range c.b.Counts {
		value, err := c.change(&c.b.Counts[i])
		if err != nil {
			return err
		}
		c.counts = append(c.counts, value)
	}
	return nil
}

// change changes one count and returns what it becomes.
func (c *commit) change(n *driver.Count) (int64, error) {
	sp, err := c.space(records(n.Ref.Site, n.Ref.Kind))
	if err != nil {
		return 0, err
	}
	low, high := allowed(n)
	first, refused := n.Apply(n.Start)
	var r row
	switch {
	case low > high: // whatever the value is
	case refused == nil && n.Set:
		r, err = c.c.row(sqlSetOrMake, sp, n.Ref.ID, first, n.Value, low, high)
	case refused == nil:
		r, err = c.c.row(sqlAddOrMake, sp, n.Ref.ID, first, n.Delta, low, high)
	case n.Set:
		r, err = c.c.row(sqlSet, sp, n.Ref.ID, n.Value, low, high)
	default:
		r, err = c.c.row(sqlAdd, sp, n.Ref.ID, n.Delta, low, high)
	}
	if err != nil {
		return 0, err
	}
	if r != nil {
		return r.int(0), nil
	}
	if r, err = c.c.row(sqlValue, sp, n.Ref.ID); err != nil {
		return 0, err
	}
	if r == nil {
		return 0, refused
	}
	_, err = n.Apply(r.int(0)) // says why not
	return 0, err
}

// allowed returns the range of values to which Count.Apply says yes.
func allowed(n *driver.Count) (low, high int64) {
	low, high = math.MinInt64, math.MaxInt64
	bounded := n.Min != 0 || n.Max != 0
	if n.Set {
		if n.Expect != nil {
			low, high = *n.Expect, *n.Expect
		}
		if bounded && (n.Value < n.Min || n.Value > n.Max) {
			low, high = 1, 0
		}
		return low, high
	}
	if n.Delta > 0 {
		high -= n.Delta
	} else {
		low -= n.Delta
	}
	if bounded {
		low, high = max(low, difference(n.Min, n.Delta)), min(high, difference(n.Max, n.Delta))
	}
	return low, high
}

// difference returns a - b, or the end of the range of int64 beyond which that
// would lie.
func difference(a, b int64) int64 {
	d := a - b
	switch {
	case b > 0 && d > a:
		return math.MinInt64
	case b < 0 && d < a:
		return math.MaxInt64
	}
	return d
}
