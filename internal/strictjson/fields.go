// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package strictjson

import (
	"fmt"
	"reflect"
	"strings"
)

// field is a member of a struct that JSON sets.
type field struct {
	name   string
	index  []int
	quoted bool // a number that is written as a text
}

// fields are the members of a struct.
type fields struct {
	list   []field
	byName map[string]int
}

// fieldsOf returns the members of a struct type as encoding/json names them;
// those of embedded structs count as its own.
func fieldsOf(t reflect.Type) fields {
	f := fields{byName: map[string]int{}}
	for _, s := range reflect.VisibleFields(t) {
		tag := s.Tag.Get("json")
		if !s.IsExported() || tag == "-" || s.Anonymous && tag == "" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			name = s.Name
		}
		f.byName[name] = len(f.list)
		f.list = append(f.list, field{name: name, index: s.Index, quoted: strings.Contains(options, "string")})
	}
	return f
}

// suggest returns a hint at the key that was probably meant, or "".
func (f fields) suggest(key string) string {
	best, least := "", 3
	for i := range f.list {
		name := f.list[i].name
		if strings.EqualFold(name, key) {
			best = name
			break
		}
		if n := distance(name, key); n < least && n < len(name)-1 {
			best, least = name, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance returns how many letters have to be put in, taken out or replaced to
// make one word of another. Words that differ much in length are not compared.
func distance(a, b string) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return 3
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
