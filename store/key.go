// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// Part is one part of an index key. Keys sort by their first part, then the
// second, and so on: texts byte by byte, numbers by value, times from early to
// late, false before true.
type Part struct {
	form partForm
	n    int64
	s    string
}

type partForm uint8

const (
	formText partForm = iota
	formInt
	formBool
)

// Composite is a key of several parts.
type Composite []Part

// Text is a part that is a text. Any bytes will do, none too.
func Text(s string) Part { return Part{form: formText, s: s} }

// Bytes is a part that is a sequence of bytes. It sorts as Text does.
func Bytes(b []byte) Part { return Part{form: formText, s: string(b)} }

// Int is a part that is a number.
func Int(n int64) Part { return Part{form: formInt, n: n} }

// Time is a part that is a moment, to the microsecond. The zero time is the
// earliest of all.
func Time(t time.Time) Part { return Part{form: formInt, n: t.UnixMicro()} }

// Bool is a part that is true or false.
func Bool(b bool) Part {
	p := Part{form: formBool}
	if b {
		p.n = 1
	}
	return p
}

// Key encodes parts so that the encodings sort, byte by byte, as the parts do,
// and none is the beginning of another with as many parts.
func Key(parts ...Part) []byte { return appendKey(nil, parts) }

func appendKey(b []byte, parts []Part) []byte {
	for _, p := range parts {
		b = p.append(b)
	}
	return b
}

// append encodes one part. Texts end in 00 01; a zero byte within is 00 FF, so
// that what goes on sorts after what has ended.
func (p Part) append(b []byte) []byte {
	switch p.form {
	case formInt:
		return binary.BigEndian.AppendUint64(b, uint64(p.n)^1<<63)
	case formBool:
		return append(b, byte(p.n))
	default:
		s := p.s
		for {
			i := strings.IndexByte(s, 0)
			if i < 0 {
				break
			}
			b = append(b, s[:i+1]...)
			b = append(b, 0xFF)
			s = s[i+1:]
		}
		b = append(b, s...)
		return append(b, 0, 1)
	}
}

// beyond returns the first key behind all those that begin with b, or nil when
// there is none.
func beyond(b []byte) []byte {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != 0xFF {
			next := append([]byte(nil), b[:i+1]...)
			next[i]++
			return next
		}
	}
	return nil
}

// Position is a place in an index, for cursors.
type Position = driver.Position
