// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import "slices"

// Range is a part of an index: the keys that begin with Prefix and whose next
// part lies between From and To.
type Range struct {
	Prefix  []Value // one value for each of the index's first fields
	From    *Value  // nil: no bound
	To      *Value  // nil: no bound
	Above   bool    // From itself is not in the range
	Through bool    // To itself is in the range
}

// Plan says which part of which index to read for a Query, and what is left to
// do with the records found there.
type Plan struct {
	Index        string  // "": all records, in the order of their ids
	Ranges       []Range // read all of these; a record may be in several when Multi
	Reverse      bool    // read each from its end
	Multi        bool    // the index may hold a record more than once
	Residual     Node    // what the ranges do not see to
	InMemorySort bool    // the index does not have the order asked for
	Probe        int     // give up after so many records and take the next plan; 0: don't

	index  *index // nil when Index is ""
	depth  int    // how many fields of the index are fixed or bounded
	fields int    // how many of these are fixed to values
	unique bool
}

const (
	maxRanges = 100  // of one plan
	probe     = 1000 // records read from a filter range before a scan in sort order is thought better
)

// Plan returns the ways to answer the Query, the best first; only those that have
// a Probe are followed by another. The last one may read every record.
func (q *Query) Plan() []Plan {
	conds := topLevel(&q.Filter)
	var sorted, narrow *Plan
	for i := range q.lang.indexes {
		p := q.planIndex(&q.lang.indexes[i], conds)
		if p == nil {
			continue
		}
		if !p.InMemorySort && better(p, sorted) {
			sorted = p
		}
		if p.depth > 0 && better(p, narrow) {
			narrow = p
		}
	}
	if sorted == nil && q.sortsByID() {
		sorted = &Plan{Ranges: []Range{{}}, Residual: q.Filter, Reverse: q.Sort[0].Desc != q.Backward}
	}
	switch {
	case narrow == nil && sorted == nil:
		return []Plan{{Ranges: []Range{{}}, Residual: q.Filter, InMemorySort: true}}
	case narrow == nil, sorted != nil && !better(narrow, sorted):
		return []Plan{*sorted}
	case sorted == nil || narrow.unique || !narrow.InMemorySort:
		return []Plan{*narrow}
	}
	narrow.Probe = probe
	return []Plan{*narrow, *sorted}
}

// better reports whether p reads less than o, as far as one can tell beforehand.
func better(p, o *Plan) bool {
	switch {
	case o == nil:
		return true
	case p.unique != o.unique:
		return p.unique
	case p.fields != o.fields:
		return p.fields > o.fields
	case p.depth != o.depth:
		return p.depth > o.depth
	}
	return false
}

// sortsByID reports whether the Query sorts by nothing but the id.
func (q *Query) sortsByID() bool { return len(q.Sort) == 1 && q.Sort[0].Field.Path == q.lang.schema.ID }

// planIndex returns how the Query can be answered with one index, or nil.
func (q *Query) planIndex(ix *index, conds []*Node) *Plan {
	p := &Plan{Index: ix.Name, Multi: ix.Multi, Ranges: []Range{{}}, index: ix}
	used := map[*Node]bool{}
	at := 0
	for ; at < len(ix.fields); at++ {
		n, values := fixed(ix.fields[at], conds, ix.Unique)
		if n == nil || len(p.Ranges)*len(values) > maxRanges {
			break
		}
		p.Ranges = cross(p.Ranges, values)
		used[n] = n.exact(values)
	}
	p.fields = at
	p.depth = at
	if at < len(ix.fields) && !ix.fields[at].List {
		from, to, above, through, ns := bounds(ix.fields[at], conds)
		if from != nil || to != nil {
			p.depth++
			for i := range p.Ranges {
				r := &p.Ranges[i]
				r.From, r.To, r.Above, r.Through = from, to, above, through
			}
			for _, n := range ns {
				used[n] = from != nil && *from != Text("") // the beginning of an index has those without a value
			}
		}
	}
	if (ix.Multi || ix.Unique) && p.depth == 0 {
		return nil // it does not have every record, or has some more than once
	}
	p.unique = ix.Unique && at == len(ix.fields)
	p.InMemorySort = !q.inOrder(ix.fields, at, len(p.Ranges) == 1)
	p.Reverse = !p.InMemorySort && q.Sort[0].Desc != q.Backward
	var rest []Node
	for _, n := range conds {
		if !used[n] {
			rest = append(rest, *n)
		}
	}
	p.Residual = AllOf(rest...)
	return p
}

// inOrder reports whether an index, of which the first at fields are fixed, has
// the order that the Query asks for within each range. When there is but one
// range, fixed fields may be sorted by, too: they do not vary.
func (q *Query) inOrder(fields []*Field, at int, one bool) bool {
	next := at
	for i, o := range q.Sort {
		switch {
		case o.Desc != q.Sort[0].Desc || o.Field.List:
			return false
		case next < len(fields) && fields[next] == o.Field:
			next++
		case one && slices.Contains(fields[:at], o.Field):
		case o.Field.Path == q.lang.schema.ID && next == len(fields):
			return i == len(q.Sort)-1
		default:
			return false
		}
	}
	return next == len(fields) // what the index has beyond would come before the id
}

// topLevel returns the conditions all of which a record must satisfy.
func topLevel(n *Node) []*Node {
	switch n.Op {
	case 0:
		return nil
	case And:
		out := make([]*Node, len(n.Nodes))
		for i := range n.Nodes {
			out[i] = &n.Nodes[i]
		}
		return out
	default:
		return []*Node{n}
	}
}

// fixed returns the condition that fixes a field to the fewest values, and these,
// sorted and without repetition.
func fixed(f *Field, conds []*Node, sparse bool) (best *Node, values []Value) {
	for _, n := range conds {
		if n.Field != f || n.List {
			continue
		}
		var vs []Value
		switch n.Op {
		case Eq, In, HasSome:
			vs = n.Values
		case HasAll:
			if len(n.Values) == 0 {
				continue
			}
			vs = n.Values[:1]
		default:
			continue
		}
		if slices.ContainsFunc(vs, func(v Value) bool { return v.IsNull() || sparse && v == Text("") }) {
			continue
		}
		vs = f.keys(vs)
		if best == nil || len(vs) < len(values) {
			best, values = n, vs
		}
	}
	return best, values
}

// keys returns values as an index has them, sorted and without repetition.
func (f *Field) keys(vs []Value) []Value {
	out := make([]Value, 0, len(vs))
	for _, v := range vs {
		if f.Whole {
			n, ok := v.Int()
			if !ok {
				continue // no record has it
			}
			v = Int(n)
		}
		if f.CaseInsensitive {
			v = v.folded()
		}
		out = append(out, v)
	}
	slices.SortFunc(out, Compare)
	return slices.CompactFunc(out, func(a, b Value) bool { return Compare(a, b) == 0 })
}

// exact reports whether a record with one of the values satisfies the condition
// for sure, so that it need not be looked at again.
func (n *Node) exact(values []Value) bool {
	return n.Op != HasAll && !slices.Contains(values, Text(""))
}

// cross returns every range with every value put behind its prefix.
func cross(rs []Range, values []Value) []Range {
	out := make([]Range, 0, len(rs)*len(values))
	for _, r := range rs {
		for _, v := range values {
			out = append(out, Range{Prefix: append(slices.Clone(r.Prefix), v)})
		}
	}
	return out
}

// bounds returns what the conditions say of the smallest and largest value of a
// field with one value, and which conditions these are.
func bounds(f *Field, conds []*Node) (from, to *Value, above, through bool, used []*Node) {
	raise := func(v Value, open bool) {
		if c := compareBound(v, from); from == nil || c > 0 || c == 0 && open {
			from, above = &v, open
		}
	}
	lower := func(v Value, closed bool) {
		if c := compareBound(v, to); to == nil || c < 0 || c == 0 && !closed {
			to, through = &v, closed
		}
	}
	for _, n := range conds {
		if n.Field != f || len(n.Values) != 1 {
			continue
		}
		v := n.Values[0]
		if f.CaseInsensitive {
			v = v.folded()
		}
		switch n.Op {
		case Gt, Gte, Lt, Lte:
			if f.Whole {
				n, ok := v.Int()
				if !ok {
					continue
				}
				v = Int(n)
			}
			switch n.Op {
			case Gt, Gte:
				raise(v, n.Op == Gt)
			default:
				lower(v, n.Op == Lte)
			}
		case StartsWith:
			end, ok := successor(v.text)
			if !f.CaseInsensitive || !ok {
				continue
			}
			raise(v, false)
			lower(Text(end), false)
		default:
			continue
		}
		used = append(used, n)
	}
	return from, to, above, through, used
}

func compareBound(v Value, bound *Value) int {
	if bound == nil {
		return 0
	}
	return Compare(v, *bound)
}

// successor returns the first text behind all that begin with s.
func successor(s string) (string, bool) {
	b := []byte(s)
	for len(b) > 0 && b[len(b)-1] == 0xff {
		b = b[:len(b)-1]
	}
	if len(b) == 0 {
		return "", false
	}
	b[len(b)-1]++
	return string(b), true
}
