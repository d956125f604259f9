// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTableIsUpToDate(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../money/testdata/iso4217_minor_units.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := generate(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../money/currency_table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("money/currency_table.go differs from its data: run go generate ./money")
	}
}

func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	for _, data := range []string{``, `{}`, `{"rows":[{"code":"USD","numeric":"x"}]}`, `{"rows":[{"code":"USD","numeric":"1000"}]}`} {
		if _, err := generate([]byte(data)); err == nil {
			t.Errorf("generate(%s) succeeds", data)
		}
	}
}
