// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package trigger is the contract of those who decide on custom triggers of
// discount rules: Provider. Its embedded default, Triggers, is made of functions.
package trigger
