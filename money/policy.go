// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// Mode says how a number that lies between two units is rounded.
type Mode uint8

// The rounding modes. The zero Mode is HalfUp.
const (
	HalfUp   Mode = iota // to the nearest, halves away from zero
	HalfDown             // to the nearest, halves towards zero
	HalfEven             // to the nearest, halves to the even neighbour
	Up                   // away from zero
	Down                 // towards zero
	Ceiling              // towards positive infinity
	Floor                // towards negative infinity
)

var modeNames = [...]string{"HALF_UP", "HALF_DOWN", "HALF_EVEN", "UP", "DOWN", "CEILING", "FLOOR"}

// String returns the mode's name, such as "HALF_UP".
func (m Mode) String() string { return nameOf(modeNames[:], m) }

// Valid reports whether m is one of the modes.
func (m Mode) Valid() bool { return int(m) < len(modeNames) }

// MarshalText returns the mode's name.
func (m Mode) MarshalText() ([]byte, error) { return marshalName(modeNames[:], m, "a rounding mode") }

// UnmarshalText reads a mode's name.
func (m *Mode) UnmarshalText(text []byte) error {
	return unmarshalName(modeNames[:], m, text, "a rounding mode")
}

// Point says which figures of a calculation are rounded.
type Point uint8

// The rounding points. The zero Point is PointLine.
const (
	PointLine  Point = iota // each figure of a line
	PointUnit               // each figure of one unit of a line, then times the quantity
	PointRate               // taxes are summed per rate, rounded and allocated; discounts as PointLine
	PointOrder              // each discount and the tax once per order, then allocated
)

var pointNames = [...]string{"LINE", "UNIT", "RATE", "ORDER"}

// String returns the point's name, such as "LINE".
func (p Point) String() string { return nameOf(pointNames[:], p) }

// Valid reports whether p is one of the points.
func (p Point) Valid() bool { return int(p) < len(pointNames) }

// MarshalText returns the point's name.
func (p Point) MarshalText() ([]byte, error) {
	return marshalName(pointNames[:], p, "a rounding point")
}

// UnmarshalText reads a point's name.
func (p *Point) UnmarshalText(text []byte) error {
	return unmarshalName(pointNames[:], p, text, "a rounding point")
}

// Policy says how and where a calculation rounds. The zero Policy rounds HALF_UP
// at each LINE.
type Policy struct {
	Mode  Mode  `json:"mode"`
	Point Point `json:"point"`
}

func nameOf[T ~uint8](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "invalid"
}

func marshalName[T ~uint8](names []string, v T, what string) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, &SyntaxError{What: what, Text: "invalid", rule: fault.RuleInvalidEnum}
	}
	return []byte(names[v]), nil
}

func unmarshalName[T ~uint8](names []string, v *T, text []byte, what string) error {
	for i, name := range names {
		if string(text) == name {
			*v = T(i)
			return nil
		}
	}
	last := len(names) - 1
	what += ": " + strings.Join(names[:last], ", ") + " or " + names[last]
	return &SyntaxError{What: what, Text: shorten(text), rule: fault.RuleInvalidEnum}
}
