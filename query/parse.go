// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
)

// The bounds of a filter. What is larger is refused before it is looked at.
const (
	MaxFilterBytes = 64 << 10 // of its JSON
	MaxDepth       = 16       // of $and, $or and $not inside each other
	MaxConditions  = 300      // comparisons, $and, $or and $not together
	MaxOperands    = 1000     // of a list
	MaxText        = 2000     // characters of a text
)

// Parse reads a filter. Its violations are named by their path below path, such
// as "filter.status.$gt" for the path "filter"; the error is fault.Invalid. An
// empty filter is the zero Node.
func (l *Language) Parse(path string, f Filter) (Node, error) {
	if len(f) == 0 {
		return Node{}, nil
	}
	data, err := marshalFilter(f)
	if err != nil {
		return Node{}, malformed(path, err)
	}
	n, _, err := l.parse(path, data)
	return n, err
}

// ParseJSON is Parse for a filter that is still JSON.
func (l *Language) ParseJSON(path string, data []byte) (Node, error) {
	n, _, err := l.parse(path, data)
	return n, err
}

// parse also returns the filter's JSON in its shortest form, nil when it is
// empty.
func (l *Language) parse(path string, data []byte) (Node, []byte, error) {
	var c fault.Checker
	if len(data) > MaxFilterBytes {
		c.Add(path, fault.RuleMaxLength, fmt.Sprintf("must have at most %d bytes", MaxFilterBytes), map[string]any{"threshold": MaxFilterBytes})
		return Node{}, nil, c.Err()
	}
	m, err := decodeObject(data)
	if err != nil {
		return Node{}, nil, malformed(path, err)
	}
	if len(m) == 0 {
		return Node{}, nil, nil
	}
	p := parser{l: l, c: &c}
	n := p.object(path, m, 1)
	if err := c.Err(); err != nil {
		return Node{}, nil, err
	}
	var short bytes.Buffer
	if err := json.Compact(&short, data); err != nil {
		return Node{}, nil, malformed(path, err)
	}
	return n, short.Bytes(), nil
}

func malformed(path string, err error) error {
	var c fault.Checker
	c.Add(path, fault.RuleFormat, "must be a JSON object: "+err.Error(), nil)
	return c.Err()
}

// decodeObject reads a JSON object with exact numbers; null is an empty one.
func decodeObject(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	return m, nil
}

// parser turns decoded JSON into nodes and collects violations.
type parser struct {
	l     *Language
	c     *fault.Checker
	count int
}

// room counts one more node, and reports whether it is still allowed.
func (p *parser) room(path string, depth int) bool {
	p.count++
	switch {
	case p.count == MaxConditions+1:
		p.c.Add(path, fault.RuleMaxSize, fmt.Sprintf("a filter has at most %d conditions", MaxConditions), map[string]any{"threshold": MaxConditions})
		return false
	case p.count > MaxConditions:
		return false
	case depth > MaxDepth:
		p.c.Add(path, fault.RuleMaxSize, fmt.Sprintf("a filter is at most %d deep", MaxDepth), map[string]any{"threshold": MaxDepth})
		return false
	}
	return true
}

// object reads {"field": …, "$and": […]}: everything in it is required.
func (p *parser) object(path string, m map[string]any, depth int) Node {
	var all []Node
	for _, key := range slices.Sorted(maps.Keys(m)) {
		at := fault.Join(path, key)
		if !p.room(at, depth) {
			return Node{}
		}
		if strings.HasPrefix(key, "$") {
			all = append(all, p.logical(at, key, m[key], depth))
			continue
		}
		f := p.l.fields[key]
		if f == nil {
			p.c.Add(at, fault.RuleNotAllowed, "is not a field that can be filtered by", nil)
			continue
		}
		all = append(all, p.field(at, f, m[key], depth))
	}
	return AllOf(all...)
}

// logical reads the operand of $and, $or or $not.
func (p *parser) logical(path, key string, v any, depth int) Node {
	op := parseOp(key) & logical
	list, isList := v.([]any)
	if m, ok := v.(map[string]any); ok && op == Not {
		list, isList = []any{m}, true
	}
	switch {
	case op == 0:
		p.c.Add(path, fault.RuleNotAllowed, "is not an operator that joins conditions", nil)
		return Node{}
	case !isList:
		p.c.Add(path, fault.RuleFormat, "must be a list of conditions", nil)
		return Node{}
	case len(list) == 0:
		p.c.Add(path, fault.RuleMinSize, "must have at least 1 element", map[string]any{"threshold": 1})
		return Node{}
	}
	ns := make([]Node, 0, len(list))
	for i, e := range list {
		at := fault.Index(path, i)
		m, ok := e.(map[string]any)
		if !ok {
			p.c.Add(at, fault.RuleFormat, "must be a condition", nil)
			continue
		}
		if !p.room(at, depth+1) {
			return Node{}
		}
		ns = append(ns, p.object(at, m, depth+1))
	}
	switch op {
	case And:
		return AllOf(ns...)
	case Or:
		return AnyOf(ns...)
	default:
		return Negate(AllOf(ns...))
	}
}

// field reads what stands beside a field's name: an operand of $eq, or an object
// of operators.
func (p *parser) field(path string, f *Field, v any, depth int) Node {
	m, ok := v.(map[string]any)
	if !ok {
		return p.comparison(path, f, Eq, v)
	}
	if len(m) == 0 || len(m) > 1 && !p.l.schema.SeveralOps {
		p.c.Add(path, fault.RuleValidation, "must have one operator; put several into $and", nil)
		return Node{}
	}
	var all []Node
	for _, key := range slices.Sorted(maps.Keys(m)) {
		at := fault.Join(path, key)
		op := parseOp(key)
		switch {
		case op == Not:
			if p.room(at, depth+1) {
				all = append(all, Negate(p.field(at, f, m[key], depth+1)))
			}
		case op == 0 || op&logical != 0:
			p.c.Add(at, fault.RuleNotAllowed, "is not an operator of fields", nil)
		default:
			all = append(all, p.comparison(at, f, op, m[key]))
		}
	}
	return AllOf(all...)
}

// comparison reads the operand of one operator of a field.
func (p *parser) comparison(path string, f *Field, op Op, v any) Node {
	if f.Ops&op == 0 {
		p.c.Add(path, fault.RuleNotAllowed, fmt.Sprintf("%s is not allowed, only %s", op, f.Ops), nil)
		return Node{}
	}
	n := Node{Op: op, Field: f}
	list, isList := v.([]any)
	switch op {
	case In, Nin, HasAll, HasSome:
		if !isList {
			p.c.Add(path, fault.RuleFormat, "must be a list", nil)
			return Node{}
		}
		n.Values = p.operands(path, f, list, op&(In|Nin) != 0)
	case Eq, Ne:
		if isList && f.List {
			n.List = true
			n.Values = p.operands(path, f, list, false)
			break
		}
		n.Values = p.single(path, f.Type, f, v, true)
	case Exists, IsEmpty:
		n.Values = p.single(path, TypeBool, nil, v, false)
	case StartsWith, Contains:
		n.Values = p.single(path, TypeText, nil, v, false)
	default:
		n.Values = p.single(path, f.Type, nil, v, false)
	}
	return n
}

func (p *parser) single(path string, t Type, enum *Field, v any, null bool) []Value {
	return []Value{p.operand(path, t, enum, v, null)}
}

func (p *parser) operands(path string, f *Field, list []any, null bool) []Value {
	if len(list) > MaxOperands {
		p.c.Size(path, len(list), 0, MaxOperands)
		return nil
	}
	vs := make([]Value, 0, len(list))
	for i, e := range list {
		vs = append(vs, p.operand(fault.Index(path, i), f.Type, f, e, null))
	}
	return vs
}

// operand reads one value of a type. enum is the field whose closed list of
// values holds, if any.
func (p *parser) operand(path string, t Type, enum *Field, v any, null bool) Value {
	switch v := v.(type) {
	case nil:
		if !null {
			p.c.Add(path, fault.RuleFormat, "must be a "+t.String()+", not null", nil)
		}
		return Value{}
	case bool:
		if t == TypeBool {
			return Bool(v)
		}
	case json.Number:
		if d, ok := number(string(v)); ok && t == TypeNumber {
			return Number(d)
		}
	case string:
		switch t {
		case TypeText:
			p.c.Length(path, v, 0, MaxText)
			if enum != nil && enum.Values != nil && !slices.Contains(enum.Values, v) {
				p.c.Add(path, fault.RuleInvalidEnum, fmt.Sprintf("%.100q is not one of %s", v, strings.Join(enum.Values, ", ")), nil)
			}
			return Text(v)
		case TypeNumber:
			if d, ok := number(v); ok {
				return Number(d)
			}
		case TypeTime:
			if m, ok := moment(v); ok {
				return m
			}
			p.c.Add(path, fault.RuleFormat, "must be a moment in ISO 8601, such as 2024-01-02T15:04:05.000Z", nil)
			return Value{}
		default:
		}
	}
	p.c.Add(path, fault.RuleFormat, "must be a "+t.String(), nil)
	return Value{}
}

// number reads a number of at most 40 digits and an exponent between ±40, so
// that no number takes more room than its text.
func number(s string) (decimal.Decimal, bool) {
	if len(s) == 0 || len(s) > 48 {
		return decimal.Decimal{}, false
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case '0' <= ch && ch <= '9':
			digits++
		case ch == '.' || ch == '-' && i == 0:
		case (ch == 'e' || ch == 'E') && digits > 0:
			exponent, err := strconv.Atoi(s[i+1:])
			if err != nil || exponent < -40 || exponent > 40 {
				return decimal.Decimal{}, false
			}
			i = len(s)
		default:
			return decimal.Decimal{}, false
		}
	}
	if digits == 0 || digits > 40 {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(s)
	return d, err == nil
}

// moment reads an ISO 8601 moment, or a day as its beginning in UTC.
func moment(s string) (Value, bool) {
	if len(s) > 40 {
		return Value{}, false
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return Value{typ: TypeTime, n: t.UnixMicro()}, true
		}
	}
	return Value{}, false
}
