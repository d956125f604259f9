// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package actor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/actor"
)

func TestAdmin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id    actor.Identity
		admin bool
		text  string
	}{
		{actor.Identity{}, true, "program"},
		{actor.Visitor("v"), false, "visitor v"},
		{actor.Member("m"), false, "member m"},
		{actor.User("u"), true, "user u"},
		{actor.App("a"), true, "app a"},
	} {
		if got := tt.id.Admin(); got != tt.admin {
			t.Errorf("%v.Admin() = %v, want %v", tt.id, got, tt.admin)
		}
		if got := tt.id.Buyer(); got == tt.admin {
			t.Errorf("%v.Buyer() = %v, want %v", tt.id, got, !tt.admin)
		}
		if got := tt.id.String(); got != tt.text {
			t.Errorf("String() = %q, want %q", got, tt.text)
		}
		if got := actor.From(actor.With(t.Context(), tt.id)); got != tt.id {
			t.Errorf("From(With(%v)) = %v", tt.id, got)
		}
	}
}

func ExampleWith() {
	ctx := actor.With(context.Background(), actor.Visitor("b2f4"))
	fmt.Println(actor.From(ctx))
	fmt.Println(actor.From(context.Background()))
	// Output:
	// visitor b2f4
	// program
}
