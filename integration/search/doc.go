// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package search tests searches for orders on every store: each field with each
// operator against a plain filter, and how long they take among a million
// orders. It has nothing but tests.
package search
