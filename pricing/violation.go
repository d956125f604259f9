// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import "github.com/go-ecom/ecom/plugin/validation"

// Violation is something that a validation plug-in finds wrong with a cart or
// checkout.
type Violation = validation.Violation
