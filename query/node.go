// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"fmt"
	"slices"
	"strings"
)

// Node is a filter, or a part of one. The zero Node matches everything. Nodes
// must not be changed once they are in use.
type Node struct {
	Op     Op      // 0, a comparison, or And, Or, Not
	Field  *Field  // of a comparison
	Values []Value // operands of a comparison
	List   bool    // for Eq and Ne: the operand is a list, to be matched as a whole
	Nodes  []Node  // operands of And, Or and Not
}

// AllOf returns the filter that matches what all of ns match.
func AllOf(ns ...Node) Node {
	var flat []Node
	for _, n := range ns {
		switch n.Op {
		case 0:
		case And:
			flat = append(flat, n.Nodes...)
		default:
			flat = append(flat, n)
		}
	}
	switch len(flat) {
	case 0:
		return Node{}
	case 1:
		return flat[0]
	}
	return Node{Op: And, Nodes: flat}
}

// AnyOf returns the filter that matches what one of ns matches; nothing when
// there are none.
func AnyOf(ns ...Node) Node {
	if len(ns) == 1 {
		return ns[0]
	}
	return Node{Op: Or, Nodes: ns}
}

// Negate returns the filter that matches what n does not.
func Negate(n Node) Node { return Node{Op: Not, Nodes: []Node{n}} }

// Cond returns the filter that compares one field, for conditions that a program
// adds to those of a request. The field's Ops do not matter. It panics when there
// is no such field.
func (l *Language) Cond(path string, op Op, operands ...Value) Node {
	f := l.fields[path]
	if f == nil && path == l.schema.ID {
		f = l.id
	}
	if f == nil {
		panic(fmt.Sprintf("query: %s has no field %s", l.schema.Kind, path))
	}
	return Node{Op: op, Field: f, Values: operands}
}

// Conditions yields every comparison in the filter, whatever stands around it.
func (n *Node) Conditions(yield func(*Node) bool) {
	n.conditions(yield)
}

func (n *Node) conditions(yield func(*Node) bool) bool {
	if n.Field != nil {
		return yield(n)
	}
	for i := range n.Nodes {
		if !n.Nodes[i].conditions(yield) {
			return false
		}
	}
	return true
}

// Names reports whether the filter asks for a value of a field: whether it is an
// operand of $eq, $in, $hasSome or $hasAll that no $not stands before.
func (n *Node) Names(path string, v Value) bool {
	switch {
	case n.Field != nil:
		return n.Field.Path == path && n.Op&(Eq|In|HasSome|HasAll) != 0 &&
			slices.ContainsFunc(n.Values, func(w Value) bool { return n.Field.equal(v, w) })
	case n.Op == Not:
		return false
	}
	return slices.ContainsFunc(n.Nodes, func(m Node) bool { return m.Names(path, v) })
}

// String returns the filter as JSON, with every operator written out.
func (n Node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Node) write(b *strings.Builder) {
	switch {
	case n.Op == 0:
		b.WriteString("{}")
	case n.Op == Not:
		b.WriteString(`{"$not":`)
		n.Nodes[0].write(b)
		b.WriteByte('}')
	case n.Field == nil:
		fmt.Fprintf(b, `{"%s":[`, n.Op)
		for i := range n.Nodes {
			if i > 0 {
				b.WriteByte(',')
			}
			n.Nodes[i].write(b)
		}
		b.WriteString("]}")
	default:
		fmt.Fprintf(b, `{%q:{"%s":`, n.Field.Path, n.Op)
		list := n.List || n.Op&(In|Nin|HasAll|HasSome) != 0
		if list {
			b.WriteByte('[')
		}
		for i, v := range n.Values {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(v.String())
		}
		if list {
			b.WriteByte(']')
		}
		b.WriteString("}}")
	}
}
