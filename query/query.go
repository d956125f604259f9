// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
)

// Options say for whom a request is read.
type Options struct {
	Key  []byte // authenticates cursors: secret, not empty, the same as long as cursors shall live
	Site string // cursors of one site are no good for another
	Path string // what stands before the paths of violations, such as "search"
}

// Query is a request that was read: what to match, how to sort, where to begin.
// Add conditions of the program's own with AllOf; cursors carry only those of
// the request, so they must be added again when the next page is asked for.
type Query struct {
	Filter   Node
	Sort     []Order   // never empty; the id decides between equals
	Limit    int       // at least 1
	Offset   int       // how many matches to leave out
	After    *Position // begin behind this place; nil: at the beginning
	Backward bool      // read from After towards the beginning: the page before it

	lang *Language
	raw  []byte // the request's filter in JSON, nil when empty
	opts Options
	turn int // see race; 0: what is good for most
}

// Query reads a request. Everything wrong with it is named at once, by its path
// in the request; the error is fault.Invalid. A cursor that was not made by this
// program, with the same key, for the same kind and site, has the code
// INVALID_CURSOR.
func (l *Language) Query(r Request, o Options) (*Query, error) {
	if len(o.Key) == 0 {
		return nil, &fault.Error{Class: fault.Internal, Kind: l.schema.Kind, Message: "no key to authenticate cursors with"}
	}
	q := &Query{lang: l, opts: o, Limit: l.schema.DefaultLimit}
	var c fault.Checker
	if r.CursorPaging != nil && r.Paging != nil {
		c.Add(fault.Join(o.Path, "paging"), fault.RuleOneOfAlignment, "only one of paging and cursorPaging may be set", nil)
	}
	cursor := ""
	if p := r.CursorPaging; p != nil {
		cursor = p.Cursor
		q.limit(&c, fault.Join(o.Path, "cursorPaging.limit"), p.Limit)
		c.Length(fault.Join(o.Path, "cursorPaging.cursor"), cursor, 0, MaxCursor)
	}
	if p := r.Paging; p != nil {
		q.limit(&c, fault.Join(o.Path, "paging.limit"), p.Limit)
		c.Range(fault.Join(o.Path, "paging.offset"), int64(p.Offset), 0, int64(l.schema.MaxScan))
		q.Offset = p.Offset
	}
	filter, sort := fault.Join(o.Path, "filter"), fault.Join(o.Path, "sort")
	if cursor != "" {
		if len(r.Filter) > 0 {
			c.Add(filter, fault.RuleNotAllowed, "is not allowed beside a cursor, which carries its own", nil)
		}
		if len(r.Sort) > 0 {
			c.Add(sort, fault.RuleNotAllowed, "is not allowed beside a cursor, which carries its own", nil)
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		return q, q.open(cursor, r.CursorPaging.Limit == 0)
	}
	var err error
	q.Filter, q.raw, err = l.filter(filter, r.Filter)
	c.AddAll("", err)
	q.Sort, err = l.ParseSort(sort, r.Sort)
	c.AddAll("", err)
	if err := c.Err(); err != nil {
		return nil, err
	}
	return q, nil
}

// limit sets the page size, unless it is 0, and checks it.
func (q *Query) limit(c *fault.Checker, path string, limit int) {
	if limit != 0 {
		q.Limit = limit
		c.Range(path, int64(limit), 1, int64(q.lang.schema.MaxLimit))
	}
}

// filter reads a request's filter, which must fit into a cursor.
func (l *Language) filter(path string, f Filter) (Node, []byte, error) {
	if len(f) == 0 {
		return Node{}, nil, nil
	}
	data, err := marshalFilter(f)
	if err != nil {
		return Node{}, nil, malformed(path, err)
	}
	n, raw, err := l.parse(path, data)
	if err == nil && len(raw) > maxPacked && len(pack(raw)) > maxPacked {
		var c fault.Checker
		c.Add(path, fault.RuleMaxLength, "is too long to be carried by a cursor", nil)
		return Node{}, nil, c.Err()
	}
	return n, raw, err
}

// Language returns what the Query is written in.
func (q *Query) Language() *Language { return q.lang }

// Names reports whether the request asks for a value of a field; see Node.Names.
func (q *Query) Names(path string, v Value) bool { return q.Filter.Names(path, v) }

// Restrict adds conditions of the program's own to those of the request.
func (q *Query) Restrict(ns ...Node) {
	q.Filter = AllOf(slices.Insert(slices.Clone(ns), 0, q.Filter)...)
}
