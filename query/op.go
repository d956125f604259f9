// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"math/bits"
	"strings"
)

// Op is an operator, or a set of operators put together with |.
type Op uint32

// The operators.
const (
	Eq Op = 1 << iota
	Ne
	Gt
	Gte
	Lt
	Lte
	In
	Nin
	StartsWith
	Contains
	IsEmpty
	Exists
	HasAll
	HasSome
	And
	Or
	Not
)

// Sets of operators as the platform's tables name them.
const (
	Equality = Eq | Ne | In | Nin                                                       // for ids and enums
	Ordering = Gt | Gte | Lt | Lte                                                      // for numbers and moments
	Listing  = HasAll | HasSome                                                         // for fields with several values
	AnyOp    = Equality | Ordering | StartsWith | Contains | IsEmpty | Exists | Listing // "all", as far as the field's type knows them
)

const logical = And | Or | Not

var opNames = [...]string{
	"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$startsWith", "$contains",
	"$isEmpty", "$exists", "$hasAll", "$hasSome", "$and", "$or", "$not",
}

// String returns the operator as it is written, such as "$eq"; the operators of
// a set are separated by spaces.
func (o Op) String() string {
	var b strings.Builder
	for o != 0 {
		i := bits.TrailingZeros32(uint32(o))
		o &^= 1 << i
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if i < len(opNames) {
			b.WriteString(opNames[i])
		} else {
			b.WriteString("$?")
		}
	}
	return b.String()
}

// parseOp returns the operator that is written so, or 0.
func parseOp(s string) Op {
	for i, name := range opNames {
		if name == s {
			return 1 << i
		}
	}
	return 0
}
