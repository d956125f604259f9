// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax

import "context"

// Tabler is an optional ability of calculators that look rates up in a table
// which may change from one moment to the next. A calculation asks for the table
// once, within Budget, and looks everything up in it; so all of it has the rates
// of one moment. CalculateTax is not called then.
type Tabler interface {
	// Table returns the rates as they are now; nil when they cannot be told
	// without a request, so that CalculateTax is to be asked. The table is
	// shared and not changed. An error is one of CalculateTax; one of class
	// fault.Unavailable or fault.Unknown from a calculator with a method Inline
	// that returns true, which asks nobody but the shop's own store, is that of the
	// whole calculation.
	Table(ctx context.Context) (*Regions, error)
}
