// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ptr_test

import (
	"slices"
	"testing"

	"github.com/go-ecom/ecom/internal/ptr"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	n := 1
	p := ptr.Copy(&n)
	*p = 2
	if n != 1 || ptr.Copy[int](nil) != nil {
		t.Errorf("n = %d after its copy was changed, Copy(nil) = %v, want 1 and nil", n, ptr.Copy[int](nil))
	}
}

func TestCopyEach(t *testing.T) {
	t.Parallel()
	double := func(n int) int { return 2 * n }
	if got := ptr.CopyEach([]int{1, 2}, double); !slices.Equal(got, []int{2, 4}) {
		t.Errorf("CopyEach() = %v, want [2 4]", got)
	}
	if got := ptr.CopyEach(nil, double); got != nil {
		t.Errorf("CopyEach(nil) = %v, want nil", got)
	}
	if got := ptr.CopyEach([]int{}, double); got == nil || len(got) != 0 {
		t.Errorf("CopyEach([]) = %v, want an empty slice", got)
	}
}

func TestOr(t *testing.T) {
	t.Parallel()
	n := 1
	if a, b := ptr.Or(&n, 2), ptr.Or(nil, 2); a != 1 || b != 2 {
		t.Errorf("Or() = %d and %d, want 1 and 2", a, b)
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	n := 1
	if ptr.First(nil, &n) != &n || ptr.First[int](nil, nil) != nil {
		t.Error("First() is not the first pointer that is not nil")
	}
}
