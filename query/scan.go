// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import "github.com/go-ecom/ecom/fault"

// Scan is one range of one index, as a source of records is asked for it.
type Scan struct {
	Index   string   // "": all records, in the order of their ids
	Fields  []*Field // whose values the index's keys are made of: of "" it is the id
	Range   Range
	Reverse bool      // from the end to the beginning, ids too
	After   *Position // go on behind this entry, in the direction of reading; one value for each of Fields
	Want    int       // about how many records will be read: a hint for the size of pages
}

// scan returns the Scan for one range of a plan, begun where the Query begins.
func (q *Query) scan(p *Plan, part *Part, r Range, want int) Scan {
	s := Scan{Index: part.Index, Fields: part.index.fields, Range: r, Reverse: p.Reverse, Want: want}
	switch {
	case q.After == nil:
	case !p.InMemorySort:
		s.After = &Position{ID: q.After.ID, Values: append([]Value(nil), r.Prefix...)}
		for _, f := range s.Fields[len(r.Prefix):] {
			s.After.Values = append(s.After.Values, q.after(f))
		}
	case p.Lead > 0:
		// Those equal in the first field sorted by come once more, for the
		// others to decide.
		v := q.after(s.Fields[len(r.Prefix)])
		if s.Reverse && (r.To == nil || Compare(v, *r.To) < 0) {
			s.Range.To, s.Range.Through = &v, true
		} else if !s.Reverse && (r.From == nil || Compare(v, *r.From) > 0) {
			s.Range.From, s.Range.Above = &v, false
		}
	}
	return s
}

// after returns the value in a field that is sorted by, where the Query begins.
func (q *Query) after(f *Field) Value {
	for i, o := range q.Sort {
		if o.Field == f {
			return q.After.Values[i]
		}
	}
	return Value{}
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
			if n.Op == Not {
				continue
			}
			for c := range n.Conditions {
				if c.Op&ops != 0 {
					add(c.Field.Path)
				}
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
