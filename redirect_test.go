// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"errors"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
)

func TestCompletionToken(t *testing.T) {
	t.Parallel()
	s, other := newShop(t, nil), newShop(t, nil)
	ctx := as(t, actor.Visitor(ann))
	id, err := s.checkout(ctx, "", s.line("mug", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkouts.CompletionToken(ctx, id, "https://example.com/thanks"); !errors.Is(err, fault.Denied) {
		t.Errorf("a visitor's token: %v, want fault.Denied", err)
	}
	if _, err := s.Checkouts.CompletionToken(t.Context(), id, "javascript:alert(1)"); len(fault.Violations(err)) != 1 {
		t.Errorf("an odd page: %v, want a violation", err)
	}
	token, err := s.Checkouts.CompletionToken(t.Context(), id, "https://example.com/thanks")
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{"empty": "", "cut": token[:len(token)-2], "changed": "x" + token, "no signature": "abc"} {
		if _, err := s.Checkouts.MarkCheckoutAsCompletedAndRedirectToURL(ctx, bad); fault.Code(err) != "UNAUTHENTICATED_TOKEN" {
			t.Errorf("%s token: %v, want UNAUTHENTICATED_TOKEN", name, err)
		}
	}
	if _, err := other.Checkouts.MarkCheckoutAsCompletedAndRedirectToURL(ctx, token); fault.Code(err) != "UNAUTHENTICATED_TOKEN" {
		t.Errorf("another shop's token: %v, want UNAUTHENTICATED_TOKEN", err)
	}
	for range 2 {
		if to, err := s.Checkouts.MarkCheckoutAsCompletedAndRedirectToURL(ctx, token); err != nil || to != "https://example.com/thanks" {
			t.Errorf("redirect = %q, %v", to, err)
		}
	}
	if k, err := s.Checkouts.GetCheckout(ctx, id); err != nil || !k.Completed {
		t.Errorf("completed = %v, %v", k.Completed, err)
	}
}
