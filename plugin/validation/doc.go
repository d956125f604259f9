// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package validation is the contract of those who may object to a cart or a
// checkout: Provider. Its embedded default, MinimumOrder, objects to orders
// that are too small.
package validation
