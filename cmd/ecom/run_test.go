// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/pricing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outcome is what a run of the command left behind.
type outcome struct {
	status         int
	stdout, stderr string
}

// ecom runs the command with something on standard input, on 15 January 2026.
func ecom(stdin string, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	status := run(args, program{
		stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr,
		now: func() time.Time { return time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) },
	})
	return outcome{status, stdout.String(), stderr.String()}
}

const shop = "testdata/shop.json"

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"answer", []string{"price", "--shop", shop, "testdata/request.json"}},
		{"explain", []string{"price", "--shop", shop, "--explain", "testdata/request.json"}},
		{"explain-html", []string{"price", "--shop", shop, "--explain=html", "testdata/request.json"}},
		{"failing", []string{"price", "--shop", shop, "testdata/failing.json"}},
		{"failing-explain", []string{"price", "--explain", "--shop", shop, "testdata/failing.json"}},
		{"lab", []string{"price", "--shop", shop, "--lab", "testdata/lab/rules.json", "testdata/lab/carts.jsonl"}},
		{"lab-json", []string{"price", "--shop", shop, "--lab", "testdata/lab/rules.json", "--json", "testdata/lab/carts.jsonl"}},
		{"help", []string{"help"}},
		{"help-price", []string{"help", "price"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ecom("", tt.args...)
			if got.status != exitOK || got.stderr != "" {
				t.Fatalf("status %d, standard error %q", got.status, got.stderr)
			}
			golden := filepath.Join("testdata", tt.name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got.stdout), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got.stdout != string(want) {
				t.Errorf("the output differs from %s (refresh with -update):\n%s", golden, got.stdout)
			}
		})
	}
}

// What --explain=json writes can be read and replayed.
func TestExplainJSON(t *testing.T) {
	t.Parallel()
	got := ecom("", "price", "--shop", shop, "--explain=json", "testdata/request.json")
	if got.status != exitOK {
		t.Fatalf("status %d, %s", got.status, got.stderr)
	}
	var e pricing.Explanation
	if err := json.Unmarshal([]byte(got.stdout), &e); err != nil {
		t.Fatal(err)
	}
	if err := e.Replay(); err != nil {
		t.Errorf("Replay() = %v", err)
	}
	if s := e.Step("priceSummary.total"); s == nil || s.Amount.String() != "261.15" {
		t.Errorf("the total's step is %+v, want 261.15", s)
	}
}

// The flags may stand anywhere, and either file may be standard input.
func TestWaysToAsk(t *testing.T) {
	t.Parallel()
	request, err := os.ReadFile("testdata/request.json")
	if err != nil {
		t.Fatal(err)
	}
	described, err := os.ReadFile(shop)
	if err != nil {
		t.Fatal(err)
	}
	want := ecom("", "price", "--shop", shop, "testdata/request.json")
	for _, tt := range []struct {
		stdin string
		args  []string
	}{
		{string(request), []string{"--shop", shop, "-"}},
		{string(request), []string{"-", "--shop=" + shop}},
		{string(described), []string{"testdata/request.json", "-shop", "-"}},
		{"", []string{"testdata/request.json", "--explain=false", "--shop", shop}},
		{"", []string{"--shop", shop, "--", "testdata/request.json"}},
	} {
		if got := ecom(tt.stdin, append([]string{"price"}, tt.args...)...); got != want {
			t.Errorf("price %v: status %d, %s, want the same answer", tt.args, got.status, got.stderr)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args   []string
		status int
		stderr string // a part of it; "" for nothing
	}{
		{nil, exitUsage, "usage: ecom <command>"},
		{[]string{"serve"}, exitUsage, "ecom: unknown command \"serve\"\n\nusage: ecom <command>"},
		{[]string{"help", "serve"}, exitUsage, "no help on \"serve\""},
		{[]string{"--help"}, exitOK, ""},
		{[]string{"price", "--help"}, exitOK, ""},
		{[]string{"price"}, exitUsage, "--shop is missing"},
		{[]string{"price", "--shop", shop}, exitUsage, "one request is wanted, not 0"},
		{[]string{"price", "--shop", shop, "a", "b"}, exitUsage, "one request is wanted, not 2"},
		{[]string{"price", "--shop", "-", "-"}, exitUsage, "only one of shop and request can be standard input"},
		{[]string{"price", "--sho", shop, "a"}, exitUsage, "not defined: -sho"},
		{[]string{"price", "--shop", shop, "--explain=pdf", "a"}, exitUsage, "one of text, html and json"},
		{[]string{"price", "--shop", shop, "--json", "a"}, exitUsage, "--json and --progress are for --lab"},
		{[]string{"price", "--shop", shop, "--lab", "a", "--explain", "b"}, exitUsage, "--lab explains nothing"},
		{[]string{"price", "--shop", shop, "--lab", "-", "-"}, exitUsage, "only one of shop, rules and carts"},
		{[]string{"price", "--shop", shop, "--lab", "testdata/none.json", "b"}, exitUsage, "testdata/none.json: no such file"},
		{[]string{"price", "--shop", shop, "--lab", "testdata/lab/rules.json", "testdata/none.jsonl"}, exitUsage, "testdata/none.jsonl: no such file"},
		{[]string{"price", "--shop", shop, "--lab", "testdata/request.json", "testdata/lab/carts.jsonl"}, exitUsage, "testdata/request.json: lineItems: "},
		{[]string{"price", "--shop"}, exitUsage, "needs an argument: -shop"},
		{[]string{"price", "--shop", "testdata/none.json", "testdata/request.json"}, exitUsage, "testdata/none.json: no such file or directory"},
		{[]string{"price", "--shop", shop, "testdata/none.json"}, exitUsage, "testdata/none.json: no such file or directory"},
	} {
		got := ecom("", tt.args...)
		if got.status != tt.status || !strings.Contains(got.stderr, tt.stderr) || (tt.stderr == "") != (got.stderr == "") {
			t.Errorf("ecom %v: status %d, %q, want status %d, %q", tt.args, got.status, got.stderr, tt.status, tt.stderr)
		}
		if (got.stdout == "") != (tt.status != exitOK) {
			t.Errorf("ecom %v writes %q to standard output with status %d", tt.args, got.stdout, got.status)
		}
	}
}

// A broken request is told of with all its paths, and nothing else is written.
func TestBrokenRequests(t *testing.T) {
	t.Parallel()
	line := func(members string) string { return `{"lineItems": [{"id": "a", ` + members + `}]}` }
	many := make([]string, 301)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id": "%d", "quantity": 1, "price": "1"}`, i)
	}
	for _, tt := range []struct{ name, request, want string }{
		{"nothing", ``, "standard input: line 1, column 1: there is nothing in it\n"},
		{"not JSON", "{\n  \"lineItems\": [}\n}", "standard input: line 2, column 17: invalid character '}' looking for beginning of value\n"},
		{"not an object", `"mug"`, "standard input: must be an object, not a text\n"},
		{"negative amount", line(`"quantity": 1, "price": "-1"`), "standard input: lineItems[0].price: must be at least 0\n"},
		{"malformed amount", line(`"quantity": 1, "price": "12,50"`), "standard input: lineItems[0].price: \"12,50\" is not an amount\n"},
		{"an amount that is not to be computed", line(`"quantity": 1, "price": 1e999999999`), "standard input: lineItems[0].price: \"1e999999999\" is not an amount\n"},
		{"a number that is not to be computed", line(`"quantity": 1e999999999, "price": 1`), "standard input: lineItems[0].quantity: must be a whole number, not 1e999999999\n"},
		{"301 lines", `{"lineItems": [` + strings.Join(many, ",") + `]}`, "standard input: lineItems: must have at most 300 elements\n"},
		{
			"quantities", `{"lineItems": [{"id": "a", "quantity": 0, "price": "1"}, {"id": "b", "quantity": 100001, "price": "1"}]}`,
			"standard input: lineItems[0].quantity: must be at least 1\nstandard input: lineItems[1].quantity: must be at most 100000\n",
		},
		{"duplicate ids", `{"lineItems": [{"id": "a", "quantity": 1, "price": "1"}, {"id": "a", "quantity": 1, "price": "1"}]}`, "standard input: lineItems[1].id: \"a\" is the id of another line\n"},
		{"unknown item", line(`"quantity": 1, "catalogReference": {"catalogItemId": "cup"}`), "standard input: lineItems[0].catalogReference.catalogItemId: the catalog has no item \"cup\", and no price is given\n"},
		{"unknown country", `{"lineItems": [], "shippingAddress": {"country": "ZZ"}}`, "standard input: shippingAddress.country: must be a country code of ISO 3166-1 alpha-2, such as US\n"},
		{"more than there is money", `{"lineItems": [{"id": "a", "quantity": 100000, "price": "1000000000000000"}]}`, "standard input: lineItems[0]: must be at most 1000000000000000 USD\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := outcome{exitUsage, "", tt.want}
			if got := ecom(tt.request, "price", "--shop", shop, "-"); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestBrokenShops(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, shop, want string }{
		{"not JSON", `{"currency": "USD"`, "standard input: line 1, column 19: unexpected end of JSON input\n"},
		{"no currency", `{"site": "main"}`, "standard input: currency: is required\n"},
		{"unknown currency", `{"currency": "XYZ"}`, "standard input: currency: \"XYZ\" is not an ISO 4217 currency code\n"},
		{
			"unknown keys", `{"currency": "USD", "shippings": [], "catalog": {"items": [{"id": "a", "name": "A", "price": "1", "prise": "2"}]}}`,
			"standard input: shippings: is not a known key; did you mean \"shipping\"?\nstandard input: catalog.items[0].prise: is not a known key; did you mean \"price\"?\n",
		},
		{"a key given twice", `{"currency": "USD", "currency": "EUR"}`, "standard input: currency: is given twice\n"},
		{
			"everything at once", `{"curency": "USD", "shipping": [{"code": "a", "title": "A", "price": "x"}], "coupons": [{"code": "A"}], "minimumOrder": "-1"}`,
			"standard input: curency: is not a known key; did you mean \"currency\"?\n" +
				"standard input: currency: is required\n" +
				"standard input: shipping[0].price: \"x\" is not a decimal number\n" +
				"standard input: minimumOrder: must be at least 0\n" +
				"standard input: coupons[0]: must have one of percentOffRate, moneyOffAmount, fixedPriceAmount, freeShipping and buyXGetY\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := outcome{exitUsage, "", tt.want}
			if got := ecom(tt.shop, "price", "--shop", "-", "testdata/request.json"); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// Both files are looked at before the command gives up.
func TestBothFilesBroken(t *testing.T) {
	t.Parallel()
	got := ecom(`{"lineItems": [{"id": "a", "quantity": 0, "price": "1"}]}`, "price", "--shop", "testdata/failing.json", "-")
	for _, part := range []string{"testdata/failing.json: lineItems: is not a known key\n", "testdata/failing.json: currency: is required\n", "standard input: lineItems[0].quantity: must be at least 1\n"} {
		if !strings.Contains(got.stderr, part) {
			t.Errorf("standard error is\n%s\nwithout %q", got.stderr, part)
		}
	}
	if got.status != exitUsage {
		t.Errorf("status %d, want %d", got.status, exitUsage)
	}
}

// What fails while pricing is in the answer.
func TestFailuresAreInTheAnswer(t *testing.T) {
	t.Parallel()
	got := ecom("", "price", "--shop", shop, "testdata/failing.json")
	var answer struct {
		CalculationErrors struct {
			CouponCalculationError, GiftCardCalculationError, SelectedShippingOptionError struct {
				ApplicationError struct{ Code string }
			}
		}
		PriceSummary struct{ Total struct{ Amount string } }
	}
	if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || got.status != exitOK {
		t.Fatalf("status %d, %v", got.status, err)
	}
	e := answer.CalculationErrors
	for _, code := range []struct{ got, want string }{
		{e.CouponCalculationError.ApplicationError.Code, "ERROR_COUPON_HAS_EXPIRED"},
		{e.GiftCardCalculationError.ApplicationError.Code, "GIFT_CARD_NOT_FOUND"},
		{e.SelectedShippingOptionError.ApplicationError.Code, "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"},
	} {
		if code.got != code.want {
			t.Errorf("code %q, want %q", code.got, code.want)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestAnswerCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"help"}, {"price", "--shop", shop, "testdata/request.json"}} {
		var stderr bytes.Buffer
		status := run(args, program{stdin: strings.NewReader(""), stdout: brokenPipe{}, stderr: &stderr, now: time.Now})
		if status != exitFault || !strings.Contains(stderr.String(), "broken pipe") {
			t.Errorf("ecom %v: status %d, %q, want status %d", args, status, stderr.String(), exitFault)
		}
	}
}
