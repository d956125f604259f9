// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package strictjson reads JSON that people write. Where encoding/json stops
// at the first problem, passes over keys it does not know and lets the second
// of two equal keys win, this package names every problem by its path.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// SyntaxError says where data is not JSON. It is of class fault.Invalid.
type SyntaxError struct {
	Line, Column int // both count from 1; columns count characters
	Message      string
}

// Error returns "line 3, column 14: message".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// Unwrap returns the class.
func (e *SyntaxError) Unwrap() error { return fault.Invalid }

// Options says how strict a Decode is. The zero Options knows no key but those
// of the value's type.
type Options struct {
	// IgnoreUnknown passes over keys that the type does not have.
	IgnoreUnknown bool
	// Members are types that are read member by member although they have an
	// UnmarshalJSON method of their own.
	Members []reflect.Type
}

// Decode reads one JSON value into v, a pointer. Keys are matched exactly. Null
// stands for a member that is not given. Types with an UnmarshalJSON or
// UnmarshalText method read themselves; time.Time is read from ISO 8601.
//
// Data that is not JSON is a *SyntaxError. All other problems are recorded in
// c, and v holds what could be read besides.
func Decode(data []byte, v any, c *fault.Checker, o Options) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return syntaxError(data, err)
	}
	d := decoder{c: c, o: o}
	d.value("", raw, reflect.ValueOf(v).Elem())
	return nil
}

var null = []byte("null")

// syntaxError says where the decoder gave up.
func syntaxError(data []byte, err error) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return &SyntaxError{Line: 1, Column: 1, Message: "there is nothing in it"}
	}
	e := &SyntaxError{Message: strings.TrimPrefix(err.Error(), "json: ")}
	offset := len(data)
	if s, ok := errors.AsType[*json.SyntaxError](err); ok && s.Offset > 0 {
		offset = int(s.Offset) - 1
		if strings.HasPrefix(e.Message, "unexpected end") {
			offset = len(data)
		}
	}
	before := data[:min(offset, len(data))]
	e.Line = 1 + bytes.Count(before, []byte("\n"))
	e.Column = 1 + len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
	return e
}
