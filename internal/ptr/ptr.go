// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package ptr copies what pointers and slices refer to, and reads values that
// need not be there.
package ptr

// Copy returns a pointer to a copy of what p points to, which must hold nothing
// that is to be copied itself; nil stays nil.
func Copy[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// CopyEach returns a slice of what clone makes of each element; nil stays nil.
func CopyEach[T any](s []T, clone func(T) T) []T {
	if s == nil {
		return nil
	}
	c := make([]T, len(s))
	for i := range s {
		c[i] = clone(s[i])
	}
	return c
}

// Or returns what p points to, or another value when that is nothing.
func Or[T any](p *T, other T) T {
	if p != nil {
		return *p
	}
	return other
}

// First returns the first pointer that points to anything, or nil.
func First[T any](ps ...*T) *T {
	for _, p := range ps {
		if p != nil {
			return p
		}
	}
	return nil
}
