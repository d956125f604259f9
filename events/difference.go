// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"encoding/json"
	"reflect"
)

// Difference compares two states of an entity in their JSON form and
// returns, for the path of each member that differs, the value it had before;
// nil for members that were not there. Lists count as one member.
func Difference(before, after any) map[string]any {
	b, a := fields(before), fields(after)
	if b == nil || a == nil {
		return nil
	}
	out := make(map[string]any)
	compare("", b, a, out)
	return out
}

func fields(v any) map[string]any {
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var m map[string]any
	if json.Unmarshal(data, &m) != nil {
		return nil
	}
	return m
}

func compare(prefix string, before, after, out map[string]any) {
	for name, b := range before {
		a, ok := after[name]
		path := prefix + name
		if bm, isMap := b.(map[string]any); isMap && ok {
			if am, isMap := a.(map[string]any); isMap {
				compare(path+".", bm, am, out)
				continue
			}
		}
		if !ok || !reflect.DeepEqual(a, b) {
			out[path] = b
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			out[prefix+name] = nil
		}
	}
}
