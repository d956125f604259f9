// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/fault"
)

func TestClassification(t *testing.T) {
	t.Parallel()
	missing := fault.Missing("order", "7", "ORDER_NOT_FOUND")
	for _, tt := range []struct {
		name  string
		err   error
		class fault.Class
		code  string
		text  string
	}{
		{"plain", errors.New("boom"), 0, "", "boom"},
		{"class", fault.Conflict, fault.Conflict, "", "conflict"},
		{"missing", missing, fault.NotFound, "ORDER_NOT_FOUND", "order 7: not found (ORDER_NOT_FOUND)"},
		{"at", fault.At("order.GetOrder", missing), fault.NotFound, "ORDER_NOT_FOUND", "order.GetOrder: order 7: not found (ORDER_NOT_FOUND)"},
		{"wrapped", fmt.Errorf("outer: %w", missing), fault.NotFound, "ORDER_NOT_FOUND", "outer: order 7: not found (ORDER_NOT_FOUND)"},
		{"at wrapped", fault.At("x.Y", fmt.Errorf("outer: %w", missing)), fault.NotFound, "ORDER_NOT_FOUND", "x.Y: outer: order 7: not found (ORDER_NOT_FOUND) (ORDER_NOT_FOUND)"},
		{"at plain", fault.At("x.Y", errors.New("boom")), 0, "", "x.Y: boom"},
		{"code of cause", &fault.Error{Class: fault.Declined, Err: missing}, fault.Declined, "ORDER_NOT_FOUND", "order 7: not found (ORDER_NOT_FOUND)"},
		{"message", fault.New(fault.Denied, "NO", "not yours"), fault.Denied, "NO", "not yours (NO)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fault.ClassOf(tt.err); got != tt.class {
				t.Errorf("ClassOf() = %v, want %v", got, tt.class)
			}
			if tt.class != 0 && !errors.Is(tt.err, tt.class) {
				t.Errorf("errors.Is(%v, %v) = false, want true", tt.err, tt.class)
			}
			if got := fault.Code(tt.err); got != tt.code {
				t.Errorf("Code() = %q, want %q", got, tt.code)
			}
			if got := tt.err.Error(); got != tt.text {
				t.Errorf("Error() = %q, want %q", got, tt.text)
			}
		})
	}
}

func TestAtKeepsFirstOperationAndOriginal(t *testing.T) {
	t.Parallel()
	e := fault.New(fault.State, "X", "no")
	at := fault.At("a.B", e)
	if e.Op != "" {
		t.Errorf("At changed its argument: Op = %q", e.Op)
	}
	if got := fault.At("c.D", at).Error(); got != "a.B: no (X)" {
		t.Errorf("At(At(err)) = %q, want the first operation", got)
	}
	if fault.At("a.B", nil) != nil {
		t.Error("At(op, nil) is not nil")
	}
}

func TestData(t *testing.T) {
	t.Parallel()
	e := fault.New(fault.State, "CHECKOUT_ALREADY_PAID", "paid")
	e.Data = map[string]any{"orderId": "7"}
	if got := fault.Data(fault.At("x", fmt.Errorf("w: %w", e)))["orderId"]; got != "7" {
		t.Errorf("Data()[orderId] = %v, want 7", got)
	}
	if got := fault.Data(errors.New("x")); got != nil {
		t.Errorf("Data(plain) = %v, want nil", got)
	}
}

func TestHTTPStatus(t *testing.T) {
	t.Parallel()
	want := map[fault.Class]int{
		0: 500, fault.Invalid: 400, fault.Unauthenticated: 401, fault.Denied: 403, fault.NotFound: 404,
		fault.Conflict: 409, fault.Exists: 409, fault.State: 428, fault.Limit: 428, fault.Declined: 428,
		fault.RateLimit: 429, fault.Unavailable: 503, fault.Unknown: 503, fault.Internal: 500, fault.Canceled: 499, 200: 500,
	}
	for c, status := range want {
		if got := c.HTTPStatus(); got != status {
			t.Errorf("%v.HTTPStatus() = %d, want %d", c, got, status)
		}
		if c.Error() == "" {
			t.Errorf("class %d has no name", c)
		}
	}
}

func TestCheckerNamesEveryViolation(t *testing.T) {
	t.Parallel()
	var inner fault.Checker
	inner.Range("quantity", 0, 1, 100000)
	inner.Length("name", "äöü", 1, 2)

	var c fault.Checker
	if err := c.Err(); err != nil {
		t.Fatalf("Err() of an empty Checker = %v", err)
	}
	c.AddAll("lineItems[2]", inner.Err())
	c.AddAll("address", errors.New("odd"))
	c.AddAll("ignored", nil)
	c.Required("id", false)
	c.Required("ok", true)
	c.Size("lineItems", 301, 1, 300)
	c.Size("ids", 0, 1, 100)
	c.Range("limit", 101, 0, 100)
	c.Length("title", "", 1, 5)
	c.AddOther("discounts", "INVALID_EMPTY_DISCOUNT", "must hold a discount")

	err := c.Err()
	if !errors.Is(err, fault.Invalid) || c.OK() {
		t.Fatalf("Err() = %v, want fault.Invalid", err)
	}
	want := []struct {
		field string
		rule  fault.Rule
	}{
		{"lineItems[2].quantity", fault.RuleMin},
		{"lineItems[2].name", fault.RuleMaxLength},
		{"address", fault.RuleValidation},
		{"id", fault.RuleRequired},
		{"lineItems", fault.RuleMaxSize},
		{"ids", fault.RuleMinSize},
		{"limit", fault.RuleMax},
		{"title", fault.RuleMinLength},
		{"discounts", fault.RuleOther},
	}
	got := fault.Violations(fault.At("x.Y", err))
	if len(got) != len(want) {
		t.Fatalf("%d violations, want %d: %v", len(got), len(want), err)
	}
	for i, w := range want {
		if got[i].Field != w.field || got[i].Rule != w.rule {
			t.Errorf("violation %d = %s %s, want %s %s", i, got[i].Field, got[i].Rule, w.field, w.rule)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ prefix, field, want string }{
		{"", "a", "a"},
		{"a", "", "a"},
		{"a", "b", "a.b"},
		{"a", "[1].b", "a[1].b"},
		{fault.Index("a", 3), "b", "a[3].b"},
	} {
		if got := fault.Join(tt.prefix, tt.field); got != tt.want {
			t.Errorf("Join(%q, %q) = %q, want %q", tt.prefix, tt.field, got, tt.want)
		}
	}
}

// Whose context has ended is told so by class, and can still ask in which way.
func TestContextErrors(t *testing.T) {
	t.Parallel()
	unknown := &fault.Error{Class: fault.Unknown, Err: context.Canceled}
	for _, tt := range []struct {
		err   error
		cause error
		class fault.Class
	}{
		{context.Canceled, context.Canceled, fault.Canceled},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), context.DeadlineExceeded, fault.Canceled},
		{&fault.Error{Kind: "cart", ID: "1", Err: context.Canceled}, context.Canceled, fault.Canceled},
		{unknown, context.Canceled, fault.Unknown}, // what is known of the outcome comes first
		{errors.New("other"), nil, 0},
	} {
		err := fault.At("cart.GetCart", tt.err)
		if got := fault.ClassOf(err); got != tt.class {
			t.Errorf("ClassOf(%v) = %v, want %v", err, got, tt.class)
		}
		if tt.cause != nil && (!errors.Is(err, tt.cause) || !errors.Is(err, tt.class)) {
			t.Errorf("%v is not %v and %v", err, tt.cause, tt.class)
		}
	}
}
