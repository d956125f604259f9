// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import "testing"

// Try is Run for stores that are expected to lose something: it returns what
// was found.
func Try(t *testing.T, c Config) (Report, error) {
	t.Helper()
	c = c.defaulted()
	if s, ok := spawned(); ok {
		live(c, s)
	}
	return try(t.Context(), t.Name(), t.TempDir(), c)
}
