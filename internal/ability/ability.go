// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package ability finds what implementations of an interface can do beside it,
// through any number of wrappers.
package ability

// As returns the ability T of p, or of the first P it wraps that has it. What
// wraps another P has a method Unwrap that returns it.
func As[T, P any](p P) (T, bool) {
	for any(p) != nil {
		if t, ok := any(p).(T); ok {
			return t, true
		}
		w, ok := any(p).(interface{ Unwrap() P })
		if !ok {
			break
		}
		p = w.Unwrap()
	}
	var none T
	return none, false
}
