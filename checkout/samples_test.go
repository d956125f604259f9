// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/checkout"
)

// TestSamples decodes bodies that the platform's documentation published and
// encodes them again: every member that the platform declares must come back
// with an equal value.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, member string
		into         any
		undeclared   map[string]string // members that do not come back, and why not
	}{
		{
			file: "checkout-get.json", member: "checkout", into: new(checkout.Checkout),
			undeclared: map[string]string{
				"lineItems[].couponScopes":             "not declared: what a coupon covers is the discount engine's own knowledge",
				"lineItems[].descriptionLines[].color": "not declared: repeats colorInfo.original",
			},
		},
		{file: "abandoned-checkout-get.json", member: "abandonedCheckout", into: new(checkout.AbandonedCheckout)},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			lost := roundTrip(t, c.file, c.member, c.into)
			got, want := slices.Sorted(maps.Keys(lost)), slices.Sorted(maps.Keys(c.undeclared))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("members that do not come back (-listed +found):\n%s", diff)
				for path, what := range lost {
					t.Logf("%s: %s", path, what)
				}
			}
		})
	}
}

// TestSampleClone checks that a clone of everything in a sample is equal to it
// and shares nothing with it.
func TestSampleClone(t *testing.T) {
	t.Parallel()
	var c checkout.Checkout
	roundTrip(t, "checkout-get.json", "checkout", &c)
	before, err := json.Marshal(&c)
	if err != nil {
		t.Fatal(err)
	}
	d := c.Clone()
	if after, err := json.Marshal(d); err != nil || string(after) != string(before) {
		t.Errorf("Clone() encodes as %s, %v, want %s", after, err, before)
	}
	d.LineItems[0].CatalogReference.Options["variantId"] = "other"
	d.LineItems[0].Media.ID = "other"
	d.LineItems[0].TaxDetails.TaxableAmount = d.PriceSummary.Discount
	*d.LineItems[0].Availability.QuantityAvailable = 1
	d.LineItems[0].DescriptionLines[0].ColorInfo.Code = "other"
	d.BillingInfo.Address.Country = "US"
	d.ShippingInfo.ShippingDestination.Address.Country = "US"
	d.AppliedDiscounts[0].Coupon.Code = "other"
	d.LineItems[1].Quantity = 7
	if after, err := json.Marshal(&c); err != nil || string(after) != string(before) {
		t.Errorf("after a change of its clone the checkout encodes as %s, %v, want %s", after, err, before)
	}
}

// roundTrip decodes a member of a file into v, encodes v and returns what of
// the file was lost or changed, by path.
func roundTrip(t *testing.T, file, member string, v any) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(data, &body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body[member], v); err != nil {
		t.Fatalf("Unmarshal(%s) = %v", file, err)
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%s) = %v", file, err)
	}
	var want, got any
	if err := json.Unmarshal(body[member], &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &got); err != nil {
		t.Fatal(err)
	}
	lost := map[string]string{}
	compare("", want, got, lost)
	return lost
}

// compare records what of want is not in got. Numbers and dates compare by
// value.
func compare(path string, want, got any, lost map[string]string) {
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			lost[path] = fmt.Sprintf("%v, want an object", got)
			return
		}
		for k, v := range want {
			at := k
			if path != "" {
				at = path + "." + k
			}
			w, ok := g[k]
			if !ok {
				lost[at] = "missing"
				continue
			}
			compare(at, v, w, lost)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			lost[path] = fmt.Sprintf("%v, want %d elements", got, len(want))
			return
		}
		for i := range want {
			compare(path+"[]", want[i], g[i], lost)
		}
	default:
		if !equal(want, got) {
			lost[path] = fmt.Sprintf("%v, want %v", got, want)
		}
	}
}

func equal(want, got any) bool {
	if want == got {
		return true
	}
	w, ok1 := want.(string)
	g, ok2 := got.(string)
	if !ok1 || !ok2 {
		return false
	}
	if a, err := time.Parse(time.RFC3339, w); err == nil {
		b, err := time.Parse(time.RFC3339, g)
		return err == nil && a.Equal(b)
	}
	a, err1 := decimal.NewFromString(w)
	b, err2 := decimal.NewFromString(g)
	return err1 == nil && err2 == nil && a.Equal(b)
}
