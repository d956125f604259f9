// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package integration tests what needs more than one module: all stores beside
// each other, shops that share one, crashes.
package integration
