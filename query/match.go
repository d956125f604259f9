// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"slices"
	"strings"
)

// Getter appends the values that a record has in a field to dst and returns it.
// It appends nothing when the field is missing, null or an empty list, and as
// many values as there are when the field is a List. The path is one of the
// Schema's, never an alias.
type Getter func(path string, dst []Value) []Value

// Match reports whether a record satisfies the filter.
func (n *Node) Match(get Getter) bool {
	if n.Op == 0 {
		return true
	}
	return n.match(get, make([]Value, 0, 8))
}

// match is Match with room for the values of a field.
func (n *Node) match(get Getter, room []Value) bool {
	switch n.Op {
	case 0:
		return true
	case And:
		for i := range n.Nodes {
			if !n.Nodes[i].match(get, room) {
				return false
			}
		}
		return true
	case Or:
		for i := range n.Nodes {
			if n.Nodes[i].match(get, room) {
				return true
			}
		}
		return false
	case Not:
		return !n.Nodes[0].match(get, room)
	default:
		return n.compare(present(get(n.Field.Path, room[:0])))
	}
}

// present leaves out nulls.
func present(vs []Value) []Value {
	for _, v := range vs {
		if v.IsNull() {
			return slices.DeleteFunc(vs, Value.IsNull)
		}
	}
	return vs
}

// compare reports whether the values of a field satisfy one comparison.
func (n *Node) compare(vs []Value) bool {
	f := n.Field
	switch n.Op {
	case Eq:
		return n.equal(vs)
	case Ne:
		return !n.equal(vs)
	case In, HasSome:
		return n.some(vs)
	case Nin:
		return !n.some(vs)
	case HasAll:
		for _, w := range n.Values {
			if !f.has(vs, w) {
				return false
			}
		}
		return true
	case Exists:
		return n.Values[0].Bool() == (len(vs) > 0)
	case IsEmpty:
		empty := !slices.ContainsFunc(vs, func(v Value) bool { return v.typ != TypeText || v.text != "" })
		return n.Values[0].Bool() == empty
	default:
		return slices.ContainsFunc(vs, func(v Value) bool { return f.holds(n.Op, v, n.Values[0]) })
	}
}

// equal is $eq: with a list as operand, all values in their order; else one of
// the values. Nothing is equal to null.
func (n *Node) equal(vs []Value) bool {
	if n.List {
		return slices.EqualFunc(vs, n.Values, n.Field.equal)
	}
	return n.Field.has(vs, n.Values[0])
}

// some reports whether one of the operands is among the values.
func (n *Node) some(vs []Value) bool {
	return slices.ContainsFunc(n.Values, func(w Value) bool { return n.Field.has(vs, w) })
}

// has reports whether w is one of the values, null being what no values are.
func (f *Field) has(vs []Value, w Value) bool {
	if w.IsNull() {
		return len(vs) == 0
	}
	return slices.ContainsFunc(vs, func(v Value) bool { return f.equal(v, w) })
}

func (f *Field) equal(v, w Value) bool {
	if f.CaseInsensitive && v.text != w.text {
		v, w = v.folded(), w.folded()
	}
	return Compare(v, w) == 0
}

// holds reports whether one value satisfies an ordering or text operator.
func (f *Field) holds(op Op, v, w Value) bool {
	switch op {
	case StartsWith:
		return v.typ == TypeText && strings.HasPrefix(Fold(v.text), Fold(w.text))
	case Contains:
		return v.typ == TypeText && strings.Contains(Fold(v.text), Fold(w.text))
	default:
	}
	if w.IsNull() || v.typ != w.typ {
		return false
	}
	c := f.compare(v, w)
	switch op {
	case Gt:
		return c > 0
	case Gte:
		return c >= 0
	case Lt:
		return c < 0
	case Lte:
		return c <= 0
	default:
		return false
	}
}

// compare orders two values as the field does.
func (f *Field) compare(v, w Value) int {
	if f.CaseInsensitive {
		v, w = v.folded(), w.folded()
	}
	return Compare(v, w)
}
