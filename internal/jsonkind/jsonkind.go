// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package jsonkind says to people of what kind a JSON value is.
package jsonkind

// Of names the kind of a JSON value, which must not begin with a blank.
func Of[T ~string | ~[]byte](raw T) string {
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

// NotNumber describes a value that stands in the place of a number, or of a text
// with one in it, when it is neither; else it returns "".
func NotNumber[T ~string | ~[]byte](raw T) string {
	switch kind := Of(raw); kind {
	case "a text", "a number", "nothing":
		return ""
	default:
		return "must be a text or a number, not " + kind
	}
}
