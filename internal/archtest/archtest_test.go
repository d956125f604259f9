// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package archtest_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/internal/archtest"
)

func TestImportGraph(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	packages, nested, err := archtest.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 10 {
		t.Errorf("Load(%q) found %d packages, which can't be all", root, len(packages))
	}
	for _, wrong := range archtest.Check(packages) {
		t.Error(wrong)
	}
	if len(nested) == 0 {
		t.Errorf("Load(%q) found no nested module", root)
	}
	for _, dir := range nested {
		packages, _, err := archtest.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range archtest.CheckNested(packages) {
			t.Errorf("%s: %s", filepath.Base(dir), wrong)
		}
	}
}

// TestCheck proves that the check fails what it should.
func TestCheck(t *testing.T) {
	t.Parallel()
	const m = "github.com/go-ecom/ecom"
	for _, tt := range []struct {
		name string
		pkg  archtest.Package
		want []string
	}{
		{"down", archtest.Package{Path: "order", Imports: []string{"context", m + "/money", m + "/cart", "github.com/google/uuid"}}, nil},
		{
			"up",
			archtest.Package{Path: "order", Imports: []string{m + "/transaction"}},
			[]string{"package ecom/order imports " + m + "/transaction: it is not in a row below"},
		},
		{
			"sideways",
			archtest.Package{Path: "transaction", Imports: []string{m + "/fulfillment"}},
			[]string{"package ecom/transaction imports " + m + "/fulfillment: it is not in a row below"},
		},
		{
			"the facade",
			archtest.Package{Path: "cart", Imports: []string{m}},
			[]string{"package ecom/cart imports " + m + ": it is not in a row below"},
		},
		{"nowhere", archtest.Package{Path: "util"}, []string{"package ecom/util is in no row"}},
		{
			"from nowhere",
			archtest.Package{Path: "cart", Imports: []string{m + "/util"}},
			[]string{"package ecom/cart imports " + m + "/util: it is in no row"},
		},
		{
			"third party",
			archtest.Package{Path: "cart", Imports: []string{"example.com/x"}, TestImports: []string{"example.com/y", "pgregory.net/rapid"}},
			[]string{
				"package ecom/cart imports example.com/x: no such dependency was agreed on",
				"tests of ecom/cart import example.com/y: no such dependency was agreed on",
			},
		},
		{
			"a test's dependency",
			archtest.Package{Path: "cart", Imports: []string{"pgregory.net/rapid"}},
			[]string{"package ecom/cart imports pgregory.net/rapid: no such dependency was agreed on"},
		},
		{
			"testing",
			archtest.Package{Path: "cart", Imports: []string{"testing", "testing/synctest"}},
			[]string{
				"package ecom/cart imports testing: test packages stay out of shipped code",
				"package ecom/cart imports testing/synctest: test packages stay out of shipped code",
			},
		},
		{
			"test packages",
			archtest.Package{Path: "shopfile", Imports: []string{m + "/ecomtest", m + "/store/storetest"}},
			[]string{
				"package ecom/shopfile imports " + m + "/ecomtest: test packages stay out of shipped code",
				"package ecom/shopfile imports " + m + "/store/storetest: test packages stay out of shipped code",
			},
		},
		{"for tests", archtest.Package{Path: "ecomtest", Imports: []string{"testing", m, m + "/store/storetest"}}, nil},
		{"tests look anywhere", archtest.Package{Path: "cart", TestImports: []string{"testing", m + "/ecomtest"}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, archtest.Check([]archtest.Package{tt.pkg})); diff != "" {
				t.Errorf("Check() differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckNested(t *testing.T) {
	t.Parallel()
	got := archtest.CheckNested([]archtest.Package{
		{Path: "a", Imports: []string{"github.com/go-ecom/ecom", "github.com/go-ecom/ecom/order"}},
		{Path: "b", TestImports: []string{"github.com/go-ecom/ecom/internal/service"}},
	})
	want := []string{"nested package b imports github.com/go-ecom/ecom/internal/service: it is internal to the root module"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CheckNested() differs (-want +got):\n%s", diff)
	}
}
