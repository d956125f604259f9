// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"fmt"
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// Order is one field to sort by, and the direction.
type Order struct {
	Field *Field
	Desc  bool
}

// ParseSort reads a sort. Its violations are named by their path below path,
// such as "sort[0].fieldName"; the error is fault.Invalid. Without sort the
// default is returned. A field named twice counts once.
func (l *Language) ParseSort(path string, sort []Sorting) ([]Order, error) {
	if len(sort) == 0 {
		return l.sort, nil
	}
	var c fault.Checker
	c.Size(path, len(sort), 0, l.schema.MaxSort)
	if !c.OK() {
		return nil, c.Err()
	}
	var out []Order
	seen := map[*Field]bool{}
	for i, s := range sort {
		at := fault.Index(path, i)
		name := fault.Join(at, "fieldName")
		f := l.fields[s.FieldName]
		switch {
		case s.FieldName == "":
			c.Required(name, false)
		case f == nil:
			c.Add(name, fault.RuleNotAllowed, fmt.Sprintf("%.100q is not a field that can be sorted by", s.FieldName), nil)
		case !f.Sortable:
			c.Add(name, fault.RuleNotAllowed, s.FieldName+" can't be sorted by", nil)
		case !seen[f]:
			seen[f] = true
			out = append(out, Order{Field: f, Desc: s.Order == Desc})
		}
		if s.Order != "" && s.Order != Asc && s.Order != Desc {
			c.Add(fault.Join(at, "order"), fault.RuleInvalidEnum, fmt.Sprintf("%.20q is not one of ASC, DESC", string(s.Order)), nil)
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Position is a place in a sorted list: the values sorted by, and the id that
// decides between equals.
type Position struct {
	Values []Value // one for each Order; null where there was none
	ID     string
}

// Position returns where a record stands. A field with several values counts by
// its smallest, or by its largest where the sort descends.
func (q *Query) Position(get Getter, id string) Position {
	return q.position(get, id, make([]Value, 0, 8))
}

// position is Position with room for the values of a field.
func (q *Query) position(get Getter, id string, room []Value) Position {
	p := Position{Values: make([]Value, len(q.Sort)), ID: id}
	for i, o := range q.Sort {
		if o.Field.Path == q.lang.schema.ID {
			p.Values[i] = Text(id)
			continue
		}
		for _, v := range get(o.Field.Path, room[:0]) {
			if v == Text("") {
				continue
			}
			if o.Field.CaseInsensitive {
				v = v.folded()
			}
			if p.Values[i].IsNull() || o.Desc == (Compare(v, p.Values[i]) > 0) {
				p.Values[i] = v
			}
		}
	}
	return p
}

// Compare orders two positions as the Query sorts: negative when a comes first.
// Records without a value come before all others, or after them where the sort
// descends. The id decides between equals, in the direction of the last field.
func (q *Query) Compare(a, b Position) int {
	for i, o := range q.Sort {
		if c := Compare(a.Values[i], b.Values[i]); c != 0 {
			if o.Desc {
				return -c
			}
			return c
		}
	}
	c := strings.Compare(a.ID, b.ID)
	if q.Sort[len(q.Sort)-1].Desc {
		return -c
	}
	return c
}
