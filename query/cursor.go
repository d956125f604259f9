// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"bytes"
	"compress/flate"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"

	"github.com/go-ecom/ecom/fault"
)

// MaxCursor is how many characters a cursor has at most.
const MaxCursor = 16000

const (
	maxPacked = 8000 // bytes of a filter that a cursor can carry
	macSize   = 16

	packedFrom = 2000 // bytes of a cursor that are worth the time it takes to make them fewer
)

// CodeInvalidCursor is the code of the error for a cursor that was changed, made
// for something else or by somebody else.
const CodeInvalidCursor = "INVALID_CURSOR"

// cursorJSON is what a cursor carries. Kind and site are not in it: they are part
// of what is authenticated.
type cursorJSON struct {
	Filter   json.RawMessage `json:"f,omitempty"`
	Sort     []string        `json:"o"` // paths, with - before those that descend
	Values   []string        `json:"v"` // see encodeValue
	ID       string          `json:"i"`
	Limit    int             `json:"n"`
	Backward bool            `json:"b,omitempty"`
}

// Cursor returns the cursor that goes on behind a place, or, backward, that
// leads to the page before it. It carries the request's filter, its sort and its
// limit, and is opaque and authenticated: Language.Query opens it.
func (q *Query) Cursor(p Position, backward bool) string {
	c := cursorJSON{Filter: q.raw, ID: p.ID, Limit: q.Limit, Backward: backward}
	for i, o := range q.Sort {
		name := o.Field.Path
		if o.Desc {
			name = "-" + name
		}
		c.Sort = append(c.Sort, name)
		c.Values = append(c.Values, encodeValue(p.Values[i]))
	}
	data, err := json.Marshal(c)
	if err != nil {
		return "" // can't be: a filter that was parsed is JSON
	}
	packed := pack(data)
	return base64.RawURLEncoding.EncodeToString(append(q.mac(packed), packed...))
}

// open makes q what a cursor says.
func (q *Query) open(cursor string, keepLimit bool) error {
	invalid := fault.New(fault.Invalid, CodeInvalidCursor, "this cursor is not one of "+q.lang.schema.Kind+" queries")
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || base64.RawURLEncoding.EncodeToString(data) != cursor || len(data) < macSize || !hmac.Equal(data[:macSize], q.mac(data[macSize:])) {
		return invalid
	}
	data, err = unpack(data[macSize:])
	var c cursorJSON
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil || len(c.Sort) == 0 || len(c.Sort) != len(c.Values) {
		return invalid
	}
	if c.Filter != nil {
		if q.Filter, q.raw, err = q.lang.parse("filter", c.Filter); err != nil {
			return invalid // it was made when other fields could be asked for
		}
	}
	q.After = &Position{ID: c.ID}
	for i, name := range c.Sort {
		desc := name != "" && name[0] == '-'
		if desc {
			name = name[1:]
		}
		f := q.lang.fields[name]
		if f == nil && name == q.lang.schema.ID {
			f = q.lang.id
		}
		v, ok := decodeValue(c.Values[i])
		if f == nil || !ok || !v.IsNull() && v.typ != f.Type {
			return invalid
		}
		q.Sort = append(q.Sort, Order{Field: f, Desc: desc})
		q.After.Values = append(q.After.Values, v)
	}
	q.Backward = c.Backward
	if keepLimit {
		q.Limit = min(max(c.Limit, 1), q.lang.schema.MaxLimit)
	}
	return nil
}

// mac authenticates what a cursor carries, for this kind and site.
func (q *Query) mac(data []byte) []byte {
	h := hmac.New(sha256.New, q.opts.Key)
	for _, s := range [...]string{"ecom cursor 1", q.lang.schema.Kind, q.opts.Site} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	h.Write(data)
	return h.Sum(nil)[:macSize]
}

// encodeValue writes a value as a text whose first letter tells the type.
func encodeValue(v Value) string {
	switch v.typ {
	case TypeText:
		return "t" + v.text
	case TypeNumber:
		return "n" + v.Number().String()
	case TypeTime:
		return "m" + v.Time().Format(timeLayout)
	case TypeBool:
		if v.n == 1 {
			return "b1"
		}
		return "b0"
	}
	return ""
}

const timeLayout = "2006-01-02T15:04:05.999999Z07:00"

func decodeValue(s string) (Value, bool) {
	if s == "" {
		return Value{}, true
	}
	switch rest := s[1:]; s[0] {
	case 't':
		return Text(rest), true
	case 'n':
		d, ok := number(rest)
		return Number(d), ok
	case 'm':
		return moment(rest)
	case 'b':
		return Bool(rest == "1"), true
	}
	return Value{}, false
}

// marshalFilter encodes without the escapes that HTML would need.
func marshalFilter(f Filter) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(map[string]any(f))
	return b.Bytes(), err
}

// pack makes data small. The first byte says how.
func pack(data []byte) []byte {
	plain := append([]byte{0}, data...)
	if len(data) < packedFrom {
		return plain
	}
	b := bytes.NewBuffer([]byte{1})
	w, err := flate.NewWriter(b, flate.BestSpeed)
	if err != nil {
		return plain
	}
	_, err = w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil || b.Len() > len(plain) {
		return plain
	}
	return b.Bytes()
}

func unpack(data []byte) ([]byte, error) {
	switch {
	case len(data) > 0 && data[0] == 0:
		return data[1:], nil
	case len(data) > 0 && data[0] == 1:
		r := flate.NewReader(bytes.NewReader(data[1:]))
		return io.ReadAll(io.LimitReader(r, MaxFilterBytes+64<<10))
	}
	return nil, errors.New("unknown form")
}
