// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/validation"
)

// several objects with the same violation again and again.
type several struct {
	validation.Violation
	times int
}

func (s several) ValidateInCart() bool { return true }

func (s several) GetValidationViolations(context.Context, validation.Request) (validation.Response, error) {
	return validation.Response{Violations: slices.Repeat([]validation.Violation{s.Violation}, s.times)}, nil
}

// Several plug-ins together object no more often than a checkout has room for,
// and none of the others hides the one that keeps the buyer from going on.
func TestManyViolations(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{validators: []validation.Provider{
		several{validation.Warning("late"), 60}, several{validation.Warning("dear"), 60}, several{validation.Error("stop"), 1},
	}})
	id := fill(t, s).ID
	got, err := s.EstimateTotals(ann(t.Context()), id, cart.EstimateTotalsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Violations); n != validation.MaxViolations || got.Violations[0].Description != "stop" {
		t.Errorf("%d violations, the first %+v, want 100 and the error first", n, got.Violations[0])
	}
	_, err = s.CreateCheckout(ann(t.Context()), id, cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb})
	wantCode(t, "CreateCheckout()", err, fault.State, cart.CodeViolations)
}
