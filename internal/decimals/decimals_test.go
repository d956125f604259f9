// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package decimals_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/money"
)

// said returns the only violation recorded, "" when there is none.
func said(t *testing.T, c *fault.Checker, ok bool) string {
	t.Helper()
	vs := fault.Violations(c.Err())
	if ok != (len(vs) == 0) || len(vs) > 1 {
		t.Errorf("reported %t with violations %v", ok, vs)
	}
	if len(vs) == 0 {
		return ""
	}
	return fmt.Sprint(vs[0].Field, " ", vs[0].Rule, " ", vs[0].Data)
}

func TestAmount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "", "1000000000000000": "",
		"-0.01":               "at DECIMAL_GTE map[threshold:0]",
		"1000000000000000.01": "at DECIMAL_LTE map[threshold:1000000000000000]",
	} {
		var c fault.Checker
		if got := said(t, &c, decimals.Amount(&c, "at", money.MustParse(text, money.USD))); got != want {
			t.Errorf("Amount(%s) = %q, want %q", text, got, want)
		}
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "", "2": "", "0.999": "at DECIMAL_GTE map[threshold:1]", "2.001": "at DECIMAL_LTE map[threshold:2]",
	} {
		var c fault.Checker
		if got := said(t, &c, decimals.Range(&c, "at", decimal.RequireFromString(text), 1, 2)); got != want {
			t.Errorf("Range(%s) = %q, want %q", text, got, want)
		}
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		most int32
		want string
	}{
		{"1.234", 3, ""},
		{"1.2340000", 3, ""},
		{"1.2345", 3, "at DECIMAL_MAX_SCALE map[maxScale:3]"},
		{"0.1", 0, "at DECIMAL_MAX_SCALE map[maxScale:0]"},
		{"1e-999999999", 3, "at DECIMAL_MAX_SCALE map[maxScale:3]"},
		{"1.2345", -1, ""},
	} {
		var c fault.Checker
		if got := said(t, &c, decimals.Scale(&c, "at", decimal.RequireFromString(tt.text), tt.most)); got != tt.want {
			t.Errorf("Scale(%s, %d) = %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
}
