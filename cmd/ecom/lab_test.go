// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
	"testing"
)

// Carts that are wrong are named by their number and the path in them; the
// others are priced.
func TestLabNamesBadCarts(t *testing.T) {
	t.Parallel()
	carts := strings.Join([]string{
		`{"lineItems": [{"id": "1", "quantity": 1, "catalogReference": {"catalogItemId": "mug"}}]}`,
		`{"lineItems": [{"id": "1", "quantity": 0, "price": "x"}]}`,
		``,
		`not JSON`,
		`{"lineItems": [{"id": "1", "quantity": 1, "catalogReference": {"catalogItemId": "none"}}]}`,
		`{"lineItems": [{"id": "1", "quantity": 100000, "price": "999999999999999"}]}`,
		`{"lineItems": [{"id": "1", "quantity": 1, "catalogReference": {"catalogItemId": "song"}}]}`,
	}, "\n")
	got := ecom(carts, "price", "--shop", shop, "--lab", "testdata/lab/rules.json", "-")
	if got.status != exitUsage {
		t.Errorf("status %d, want %d", got.status, exitUsage)
	}
	for _, want := range []string{
		"standard input:2: lineItems[0].price: ", "standard input:2: lineItems[0].quantity: ", "standard input:4: line 1, column 2: ",
		"standard input:5: lineItems[0].catalogReference.catalogItemId: ", "standard input:6: lineItems[0]: must be at most",
	} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("standard error lacks %q:\n%s", want, got.stderr)
		}
	}
	for _, want := range []string{"priced             2", "failed             4", "         7  priceSummary.total                  3.29          2.00         -1.29"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, got.stdout)
		}
	}
}

// Progress is told of when it is asked for, and not on what is no terminal
// otherwise. The report is the same every time.
func TestLabProgress(t *testing.T) {
	t.Parallel()
	var carts strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&carts, `{"lineItems": [{"id": "a", "quantity": %d, "catalogReference": {"catalogItemId": "mug"}}, {"id": "b", "quantity": 1, "price": "%d.99"}]}`+"\n", 1+i%7, i)
	}
	args := []string{"price", "--shop", shop, "--lab", "testdata/lab/rules.json", "--json", "-"}
	quiet := ecom(carts.String(), args...)
	loud := ecom(carts.String(), append(args, "--progress")...)
	if quiet.status != exitOK || quiet.stderr != "" {
		t.Errorf("status %d, standard error %q", quiet.status, quiet.stderr)
	}
	if want := "ecom: price: 1000 carts\necom: price: 2000 carts\n"; loud.stderr != want {
		t.Errorf("standard error %q, want %q", loud.stderr, want)
	}
	if quiet.stdout != loud.stdout {
		t.Error("two runs differ")
	}
	if !strings.Contains(quiet.stdout, `"carts": 2500`) {
		t.Errorf("the report ends in %s", quiet.stdout[len(quiet.stdout)-500:])
	}
}
