// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package sqlitestore_test

import "testing"

// unprivileged runs fn. Run the tests as somebody to whom the modes of files
// mean something.
func unprivileged(_ *testing.T, fn func()) { fn() }
