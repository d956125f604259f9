// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
)

func TestNothingToPrice(t *testing.T) {
	t.Parallel()
	_, err := shop(t).Calculate(t.Context(), nil)
	if vs := fault.Violations(err); !errors.Is(err, fault.Invalid) || len(vs) != 1 || vs[0].Field != "input" {
		t.Errorf("Calculate(nil) = %v, want that the input is required", err)
	}
}
