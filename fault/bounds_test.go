// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fault_test

import (
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
)

// What a caller sends too much of does not come back as a text of megabytes.
func TestErrorsAreBounded(t *testing.T) {
	t.Parallel()
	var c fault.Checker
	if c.Size("lines", 100_000, 0, 300) || !c.Size("fees", 3, 0, 3) {
		t.Error("Size() reports the opposite")
	}
	for i := range 100_000 {
		c.Required(fault.Index("lines", i), false)
	}
	var all fault.Checker
	all.AddAll("cart", c.Err())
	all.AddAll("cart", c.Err())
	err := all.Err()
	if n := len(fault.Violations(err)); n != fault.MaxViolations {
		t.Errorf("%d violations, want %d", n, fault.MaxViolations)
	}
	text := err.Error()
	if !strings.HasPrefix(text, "cart.lines: must have at most 300 elements; cart.lines[0]: is required; ") ||
		!strings.HasSuffix(text, "; cart.lines[18]: is required; and 980 more") {
		t.Errorf("text is %q", text)
	}
	id := strings.Repeat("ä", 1<<20)
	err = fault.Missing("cart", id, "")
	if got, want := err.Error(), "cart "+strings.Repeat("ä", 50)+"…: not found"; got != want {
		t.Errorf("text of a long id is %.200q, want %q", got, want)
	}
}
