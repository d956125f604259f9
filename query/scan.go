// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import "github.com/go-ecom/ecom/fault"

// Scan is one range of one index, as a source of records is asked for it.
type Scan struct {
	Index   string   // "": all records, in the order of their ids
	Fields  []*Field // whose values the index's keys are made of; empty for ""
	Range   Range
	Reverse bool      // from the end to the beginning, ids too
	After   *Position // go on behind this entry, in the direction of reading; one value for each of Fields
}

// scan returns the Scan for one range of a plan, begun where the Query begins.
func (q *Query) scan(p *Plan, r Range) Scan {
	s := Scan{Index: p.Index, Range: r, Reverse: p.Reverse}
	if p.index != nil {
		s.Fields = p.index.fields
	}
	if q.After == nil || p.InMemorySort {
		return s
	}
	s.After = &Position{ID: q.After.ID, Values: append([]Value(nil), r.Prefix...)}
	for _, f := range s.Fields[min(len(r.Prefix), len(s.Fields)):] {
		for i, o := range q.Sort {
			if o.Field == f {
				s.After.Values = append(s.After.Values, q.After.Values[i])
				break
			}
		}
	}
	return s
}

// CodeMissingIndex is the code of the error for a query that would have to read
// too many records.
const CodeMissingIndex = "MISSING_INDEX"

// MissingIndexError says that a query would have to read more records than
// Schema.MaxScan, for want of an index. It is of class fault.Limit.
type MissingIndexError struct {
	Kind   string
	Fields []string // an index on these, in this order, would answer the query
	Read   int      // how many records were read
}

// Error names the index that is missing.
func (e *MissingIndexError) Error() string { return e.fault().Error() }

// Unwrap returns the error with its class and code.
func (e *MissingIndexError) Unwrap() error { return e.fault() }

func (e *MissingIndexError) fault() *fault.Error {
	text := "narrow the filter: "
	for i, f := range e.Fields {
		if i > 0 {
			text += " × "
		}
		text += f
	}
	err := fault.New(fault.Limit, CodeMissingIndex, text+" has no index")
	err.Kind = e.Kind
	err.Data = map[string]any{"fields": e.Fields, "recordsRead": e.Read}
	return err
}

// missing returns the error for a query that read too much.
func (q *Query) missing(read int) error {
	e := &MissingIndexError{Kind: q.lang.schema.Kind, Read: read}
	seen := map[string]bool{}
	add := func(path string) {
		if !seen[path] {
			seen[path] = true
			e.Fields = append(e.Fields, path)
		}
	}
	for _, ops := range [...]Op{Eq | In | HasSome | HasAll, Ordering | StartsWith} {
		for _, n := range topLevel(&q.Filter) {
			if n.Field != nil && n.Op&ops != 0 {
				add(n.Field.Path)
			}
		}
		if ops&Eq != 0 {
			for _, o := range q.Sort {
				add(o.Field.Path)
			}
		}
	}
	return e
}
