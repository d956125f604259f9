// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package discounts is the contract of those who give discounts of their own:
// Provider. They come after the shop's own rules and coupon, and before the
// merchant's discounts.
package discounts
