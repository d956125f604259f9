// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package fee is the contract of those who put additional fees on a cart:
// Provider. Its embedded default, Fees, charges fixed amounts and percentages.
package fee
