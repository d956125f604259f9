// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package fault holds the error classes, codes and field violations that every
// package of this module reports.
//
// Callers branch on the class with errors.Is(err, fault.NotFound), on the
// platform's code with Code(err), and show Violations(err) beside their fields.
package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Class says what kind of failure an error is, and so what the caller can do
// about it. A Class is itself an error: errors.Is(err, fault.NotFound) holds
// for every error of that class.
type Class uint8

// The classes. The zero Class means "not classified".
const (
	Invalid         Class = iota + 1 // the request is malformed; mend it and call again
	Unauthenticated                  // nobody is acting
	Denied                           // this actor may not do this
	NotFound                         // no such thing, or not for this actor
	Conflict                         // the thing changed meanwhile; read it again and retry
	Exists                           // there is one already
	State                            // the thing is not in a state that allows this
	Limit                            // a bound of the thing would be passed: stock, uses, balance
	Declined                         // an outside party, such as a payment provider, said no
	RateLimit                        // too many calls
	Unavailable                      // something this depends on did not answer; nothing was changed
	Unknown                          // something did not answer and may have taken effect
	Internal                         // a fault of this program
	Canceled                         // the context of the call ended before it changed anything
)

var classes = [...]struct {
	name   string
	status int
}{
	{"unclassified error", 500},
	Invalid:         {"invalid", 400},
	Unauthenticated: {"unauthenticated", 401},
	Denied:          {"denied", 403},
	NotFound:        {"not found", 404},
	Conflict:        {"conflict", 409},
	Exists:          {"already exists", 409},
	State:           {"wrong state", 428},
	Limit:           {"limit reached", 428},
	Declined:        {"declined", 428},
	RateLimit:       {"too many requests", 429},
	Unavailable:     {"unavailable", 503},
	Unknown:         {"outcome unknown", 503},
	Internal:        {"internal error", 500},
	Canceled:        {"canceled", 499},
}

// Error returns the class's name, such as "not found".
func (c Class) Error() string {
	if int(c) < len(classes) {
		return classes[c].name
	}
	return classes[0].name
}

// HTTPStatus returns the status code with which the class travels over HTTP.
func (c Class) HTTPStatus() int {
	if int(c) < len(classes) {
		return classes[c].status
	}
	return classes[0].status
}

// Error is what the services of this module return. Only Class is always set.
type Error struct {
	Op         string         // the operation, such as "checkout.CreateOrder"
	Kind       string         // the kind of thing it was about, such as "order"
	ID         string         // which one
	Class      Class          // what kind of failure
	Code       string         // the platform's application code, such as "ORDER_NOT_FOUND"
	Message    string         // for people; defaults to Err's text or the class
	Data       map[string]any // what the platform sends beside the code
	Violations []Violation    // the fields at fault, for Invalid
	Err        error          // the cause, if any
}

// What of an error its text shows.
const (
	textViolations = 20  // violations
	textID         = 100 // bytes of an id
)

// Error returns "op: kind id: message (CODE)", leaving out what is empty, and
// cutting what is long: ids, and lists of violations, are whole in the fields.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op)
		b.WriteString(": ")
	}
	if e.Kind != "" {
		b.WriteString(e.Kind)
		if e.ID != "" {
			b.WriteByte(' ')
			if len(e.ID) > textID {
				b.WriteString(strings.ToValidUTF8(e.ID[:textID], "") + "…")
			} else {
				b.WriteString(e.ID)
			}
		}
		b.WriteString(": ")
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Err != nil:
		b.WriteString(e.Err.Error())
	case len(e.Violations) > 0:
		for i, v := range e.Violations {
			if i > 0 {
				b.WriteString("; ")
			}
			if i == textViolations {
				fmt.Fprintf(&b, "and %d more", len(e.Violations)-i)
				break
			}
			b.WriteString(v.String())
		}
	default:
		b.WriteString(e.Class.Error())
	}
	if e.Code != "" {
		b.WriteString(" (")
		b.WriteString(e.Code)
		b.WriteByte(')')
	}
	return b.String()
}

// Is reports whether target is the error's class.
func (e *Error) Is(target error) bool {
	c, ok := target.(Class)
	return ok && e.Class == c
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a class with the platform's code and a message.
func New(class Class, code, message string) *Error {
	return &Error{Class: class, Code: code, Message: message}
}

// Missing returns the NotFound error for one thing of a kind.
func Missing(kind, id, code string) *Error {
	return &Error{Class: NotFound, Kind: kind, ID: id, Code: code}
}

// At returns err with the operation set on it, once: an *Error that names no
// operation gets a copy that does, anything else is wrapped under its own
// class. An error of no class that says that a context was canceled or its
// deadline passed gets Canceled. At(op, nil) is nil.
func At(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // only the outermost error may be copied
		if e.Op != "" {
			return e
		}
		c := *e
		c.Op, c.Class = op, classAt(err)
		return &c
	}
	return &Error{Op: op, Class: classAt(err), Code: Code(err), Err: err}
}

// classAt returns the class with which an error leaves an operation.
func classAt(err error) Class {
	c := ClassOf(err)
	if c == 0 && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return Canceled
	}
	return c
}

// ClassOf returns the class of err, or 0 when it has none.
func ClassOf(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok && e.Class != 0 {
		return e.Class
	}
	if c, ok := errors.AsType[Class](err); ok {
		return c
	}
	return 0
}

// Code returns the platform's application code of err, or "".
func Code(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Code != "" {
			return e.Code
		}
		err = e.Err
	}
	return ""
}

// Data returns what goes with the code of err, or nil.
func Data(err error) map[string]any {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return nil
		}
		if e.Data != nil {
			return e.Data
		}
		err = e.Err
	}
	return nil
}
