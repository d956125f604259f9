// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package examples is the home of runnable stories: every folder below it is a
// small program that shows one way of using the library, with what it prints
// held by a test.
package examples
