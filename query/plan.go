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

// Plan is one way to answer a Query: what to read, and what is left to do with
// the records found there.
type Plan struct {
	Parts        []Part // read all of these
	Reverse      bool   // read each range from its end
	Repeats      bool   // a record may be read more than once
	InMemorySort bool   // the ranges do not have the order asked for
	Lead         int    // how many of the fields sorted by the ranges do have the order of

	used     map[*Node]bool // the conditions that the ranges see to, be it in part
	opposite bool           // a range for every value but some
	score    int            // the higher, the fewer records it is thought to read
}

// Part is what a Plan reads in one index.
type Part struct {
	Index    string  // "": all records, in the order of their ids
	Ranges   []Range // none: nothing can match
	Residual Node    // what the ranges do not see to

	index *index
	at    int // how many of its fields the ranges fix to a value
}

const maxRanges = 100 // of one plan

// What a condition on an index's field is worth. That a field has a value of
// its own, such as an e-mail address, leaves fewer records than that it has one
// of a few that many share.
const (
	scoreUnique   = 1000
	scoreValue    = 10
	scoreRange    = 3
	scoreInOrder  = 2 // reading stops at the end of the page
	scoreEnum     = 1
	scoreOpposite = 0 // every value but some
)

// Plan returns the ways to answer the Query, those first that are thought to
// read the least. How many records a range has is not known beforehand, so none
// but the first may turn out to be good.
func (q *Query) Plan() []Plan {
	conds := topLevel(&q.Filter)
	plans := q.unions(conds)
	for i := range q.lang.indexes {
		if p := q.planIndex(&q.lang.indexes[i], conds, true); p != nil && (len(p.used) > 0 || !p.InMemorySort || p.Lead > 0) {
			plans = append(plans, p)
		}
	}
	if len(plans) == 0 {
		return []Plan{{Parts: []Part{{Ranges: []Range{{}}, Residual: q.Filter, index: &q.lang.indexes[0]}}, InMemorySort: true}}
	}
	slices.SortStableFunc(plans, func(a, b *Plan) int { return b.score - a.score })
	var out []Plan
	for i, p := range plans {
		switch {
		case p.score >= scoreUnique, p.empty():
			return []Plan{*p}
		case !slices.ContainsFunc(plans[:i], func(o *Plan) bool { return o.dominates(p) }) &&
			!slices.ContainsFunc(plans[i:], func(o *Plan) bool { return o.dominates(p) && !p.dominates(o) }):
			out = append(out, *p)
		}
	}
	return out
}

// dominates reports whether p reads no more than o in any case: its ranges see
// to the same conditions, and it need not read to their end unless o must too.
func (p *Plan) dominates(o *Plan) bool {
	if p.opposite || p.InMemorySort && (!o.InMemorySort || o.Lead > p.Lead) {
		return false
	}
	for n := range o.used {
		if !p.used[n] {
			return false
		}
	}
	return true
}

// empty reports whether there is nothing to read.
func (p *Plan) empty() bool {
	return !slices.ContainsFunc(p.Parts, func(part Part) bool { return len(part.Ranges) > 0 })
}

// planIndex returns how the Query can be answered with one index, if all of
// conds must hold; nil when it can't. alone says that nothing else is read.
func (q *Query) planIndex(ix *index, conds []*Node, alone bool) *Plan {
	p := &Plan{Repeats: ix.Multi, used: map[*Node]bool{}}
	part := Part{Index: ix.Name, Ranges: []Range{{}}, index: ix}
	done := map[*Node]bool{} // these need not be looked at again
	for ; part.at < len(ix.fields); part.at++ {
		f := ix.fields[part.at]
		c := fixed(f, conds, ix)
		if c == nil || len(part.Ranges)*len(c.values) > maxRanges {
			break
		}
		part.Ranges = cross(part.Ranges, c.values)
		p.score += c.score
		p.opposite = p.opposite || c.score == scoreOpposite
		p.used[c.from] = true
		for _, n := range c.done {
			p.used[n], done[n] = true, true
		}
	}
	if part.at < len(ix.fields) && !ix.fields[part.at].List {
		from, to, above, through, ns := bounds(ix.fields[part.at], conds)
		if from != nil || to != nil {
			p.score += scoreRange
			for i := range part.Ranges {
				r := &part.Ranges[i]
				r.From, r.To, r.Above, r.Through = from, to, above, through
			}
			for _, n := range ns {
				p.used[n] = true
				done[n] = from != nil && *from != Text("") // the beginning of an index has those without a value
			}
		}
	}
	if ix.partial && len(p.used) == 0 {
		return nil // it does not have every record, or has some more than once
	}
	if ix.Unique && part.at == len(ix.fields) {
		p.score += scoreUnique
	}
	var rest []Node
	for _, n := range conds {
		if !done[n] {
			rest = append(rest, *n)
		}
	}
	part.Residual = AllOf(rest...)
	q.order(p, &part, alone && len(part.Ranges) == 1)
	if !p.InMemorySort {
		p.score += scoreInOrder
	}
	p.Parts = []Part{part}
	return p
}

// order finds out how far the part has the order that the Query asks for within
// each range. When there is but one range, fixed fields may be sorted by, too:
// they do not vary.
func (q *Query) order(p *Plan, part *Part, one bool) {
	fields, next := part.index.fields, part.at
	last := q.Sort[len(q.Sort)-1]
	desc, varies, whole := last.Desc, false, false
	for i, o := range q.Sort {
		if !one || !slices.Contains(fields[:part.at], o.Field) {
			whole = next == len(fields) && o.Field == q.lang.id // the id stands behind an index's fields
			fits := whole || next < len(fields) && fields[next] == o.Field
			if !fits || o.Field.List || varies && o.Desc != desc {
				whole = false
				break
			}
			desc, varies = o.Desc, true
			next++
		}
		p.Lead = i + 1
		if whole {
			break // nothing is equal from here on
		}
	}
	// What an index has beyond the fields sorted by would come before the id.
	whole = whole || p.Lead == len(q.Sort) && next >= len(fields) && last.Desc == desc
	p.InMemorySort = !whole
	if !varies {
		p.Lead = 0
	}
	p.Reverse = (p.Lead > 0 || whole) && desc != q.Backward
}

// unions returns the ways to read the branches of each $or one by one.
func (q *Query) unions(conds []*Node) []*Plan {
	var out []*Plan
	for i, n := range conds {
		if n.Op != Or {
			continue
		}
		u := &Plan{Repeats: true, used: map[*Node]bool{n: true}, Lead: len(q.Sort)}
		others, ranges := slices.Delete(slices.Clone(conds), i, i+1), 0
		for j := range n.Nodes {
			b := q.branch(topLevel(&n.Nodes[j]), others)
			if b == nil || ranges+len(b.Parts[0].Ranges) > maxRanges {
				u = nil
				break
			}
			ranges += len(b.Parts[0].Ranges)
			if j == 0 {
				u.score, u.Reverse = b.score, b.Reverse
			}
			u.score, u.Lead = min(u.score, b.score), min(u.Lead, b.Lead)
			u.InMemorySort = u.InMemorySort || b.InMemorySort
			u.opposite = u.opposite || b.opposite
			u.Parts = append(u.Parts, b.Parts[0])
			if u.Reverse != b.Reverse {
				u.Lead, u.InMemorySort = 0, true
			}
		}
		if u == nil {
			continue
		}
		u.score = min(u.score, scoreUnique-1)
		if u.InMemorySort {
			u.Reverse = u.Reverse && u.Lead > 0
		}
		out = append(out, u)
	}
	return out
}

// branch returns the best way to read one branch of an $or with one index, or
// nil.
func (q *Query) branch(own, others []*Node) *Plan {
	var best *Plan
	for i := range q.lang.indexes {
		p := q.planIndex(&q.lang.indexes[i], slices.Concat(own, others), false)
		if p != nil && slices.ContainsFunc(own, func(n *Node) bool { return p.used[n] }) && (best == nil || p.score > best.score) {
			best = p
		}
	}
	return best
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

// choice is the values that conditions leave to a field.
type choice struct {
	values []Value // as an index has them, sorted and without repetition
	from   *Node   // the condition that says so
	done   []*Node // the conditions that every record with one of the values satisfies
	score  int
}

// fixed returns the fewest values that one of the conditions fixes a field of an
// index to, less those that others exclude; nil when none does.
func fixed(f *Field, conds []*Node, ix *index) *choice {
	var best *choice
	for _, n := range conds {
		vs, score, ok := n.operands(f)
		switch {
		case !ok, slices.ContainsFunc(vs, Value.IsNull):
			continue
		case ix.Unique && slices.Contains(vs, Text("")), ix.partial && score == scoreOpposite:
			continue // the index does not have records without a value
		}
		if vs = f.keys(vs); best == nil || score > best.score || score == best.score && len(vs) < len(best.values) {
			best = &choice{values: vs, from: n, score: score}
		}
	}
	if best == nil {
		return nil
	}
	if f.List {
		if best.from.Op != HasAll {
			best.done = []*Node{best.from}
		}
		return best
	}
	var done []*Node
	for _, n := range conds {
		if n.Field == f {
			best.values = slices.DeleteFunc(best.values, func(v Value) bool { return v != Text("") && !n.compare([]Value{v}) })
			done = append(done, n)
		}
	}
	if !slices.Contains(best.values, Text("")) { // which stands for no value, too
		best.done = done
	}
	return best
}

// operands returns the values one of which a record must have in a field to
// satisfy the condition, if they are few, and what that is worth.
func (n *Node) operands(f *Field) (vs []Value, score int, ok bool) {
	if n.Field != f || n.List {
		return nil, 0, false
	}
	score = scoreValue
	if f.Values != nil || f.Type == TypeBool {
		score = scoreEnum
	}
	switch n.Op {
	case Eq, In, HasSome:
		return n.Values, score, true
	case HasAll:
		return n.Values[:min(1, len(n.Values))], score, len(n.Values) > 0
	case Ne, Nin:
		if f.Values == nil || f.List {
			return nil, 0, false
		}
		for _, s := range append([]string{""}, f.Values...) {
			if v := Text(s); !f.has(n.Values, v) && (s != "" || !slices.ContainsFunc(n.Values, Value.IsNull)) {
				vs = append(vs, v)
			}
		}
		return vs, scoreOpposite, true
	default:
		return nil, 0, false
	}
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
