// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package strictjson

import (
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// Further returns the error that names what was recorded in c by Decode and in d
// by looking at the values that it read. What d complains of at a place where c
// found the JSON itself wrong follows from that, and is left out.
func Further(c, d *fault.Checker) error {
	first := fault.Violations(c.Err())
	for _, v := range fault.Violations(d.Err()) {
		follows := false
		for _, f := range first {
			follows = follows || within(v.Field, f.Field) || within(f.Field, v.Field)
		}
		if follows {
			continue
		}
		if v.Rule == fault.RuleOther {
			c.AddOther(v.Field, v.RuleName, v.Description)
		} else {
			c.Add(v.Field, v.Rule, v.Description, v.Data)
		}
	}
	return c.Err()
}

// within reports whether a path is another one, or leads further into it.
func within(path, other string) bool {
	rest, ok := strings.CutPrefix(path, other)
	return ok && (rest == "" || other == "" || rest[0] == '.' || rest[0] == '[')
}
