// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package strictjson

import (
	"bytes"
	"encoding/json"

	"github.com/go-ecom/ecom/fault"
)

// level is an object or a list that doubles is in.
type level struct {
	keys  map[string]bool // of an object; nil for a list
	key   string          // of the member that comes next
	named bool            // key was read, its value was not
	index int             // of the element that comes next
}

// next returns the path of the value that comes next, below path.
func (l *level) next(path string) string {
	if l.keys == nil {
		return fault.Join(path, fault.Index("", l.index))
	}
	return member(path, l.key)
}

// doubles finds the keys that are given twice in a value without a type of its
// own, in one pass however deep it is.
func (d *decoder) doubles(path string, raw json.RawMessage) {
	var levels []level
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil { // the end: raw is valid
			return
		}
		top := len(levels) - 1
		if key, ok := token.(string); ok && top >= 0 && levels[top].keys != nil && !levels[top].named {
			l := &levels[top]
			l.key, l.named = key, true
			if l.keys[key] {
				d.c.Add(pathOf(path, levels), fault.RuleNotAllowed, "is given twice", nil)
			}
			l.keys[key] = true
			continue
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{keys: map[string]bool{}})
			continue
		case json.Delim('['):
			levels = append(levels, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:top]
			top--
		}
		if top >= 0 { // a value ended
			levels[top].named = false
			levels[top].index++
		}
	}
}

// pathOf returns the path of what comes next in the innermost level.
func pathOf(path string, levels []level) string {
	for i := range levels {
		path = levels[i].next(path)
	}
	return path
}
