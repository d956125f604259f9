// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ability_test

import (
	"testing"

	"github.com/go-ecom/ecom/internal/ability"
)

type (
	provider interface{ Name() string }
	counter  interface{ Count() int }

	plain    struct{}
	counting struct{ n int }
	wrapper  struct{ provider }
	both     struct{ wrapper }
)

func (plain) Name() string         { return "plain" }
func (counting) Name() string      { return "counting" }
func (c counting) Count() int      { return c.n }
func (w wrapper) Unwrap() provider { return w.provider }
func (both) Count() int            { return 7 }

func TestAs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		p    provider
		want int // 0: it cannot count
	}{
		"none":                 {nil, 0},
		"without it":           {plain{}, 0},
		"with it":              {counting{3}, 3},
		"wrapped twice":        {wrapper{wrapper{counting{3}}}, 3},
		"wrapped without it":   {wrapper{plain{}}, 0},
		"wraps none":           {wrapper{}, 0},
		"the outermost counts": {both{wrapper{counting{3}}}, 7},
	} {
		c, ok := ability.As[counter](tt.p)
		if ok != (tt.want != 0) || ok && c.Count() != tt.want {
			t.Errorf("%s: As() = %v, %t, want one that counts %d", name, c, ok, tt.want)
		}
	}
}
