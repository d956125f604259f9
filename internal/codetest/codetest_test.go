// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package codetest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/fault"
)

func TestSource(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.go": `package a
const CodeGone = "IS_GONE"
const (
	Red Color = "DARK_RED" // a value
	rule = "BAD_RULE"
)
type T struct { A string ` + "`json:\"NOT_ME\"`" + ` }
func f() error { return fault.New(fault.State, "IN_A_CALL", "IN_A_CALL is the text") }
var url = "WEB_URL"
`,
		"a_test.go": "package a\nconst code = \"OF_A_TEST\"\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := Source(t, dir, "WEB_URL"), []string{"BAD_RULE", "IN_A_CALL", "IS_GONE"}; !slices.Equal(got, want) {
		t.Errorf("Source() = %q, want %q", got, want)
	}
}

// What is missing, unknown or excused without need is told.
func TestFaults(t *testing.T) {
	t.Parallel()
	refused := func(l *List, method, code string) {
		l.Refused(t, method, fault.State, code, fault.New(fault.State, code, "no"))
	}
	for _, tt := range []struct {
		name string
		list List
		do   func(*List)
		want []string
	}{
		{"all well", List{
			Documented: map[string][]string{"make": {"A_B", "C_D"}, "take": {"A_B"}}, Own: []string{"E_F"},
			Never: map[string]string{"C_D": "there is no C here", "take A_B": "nothing is taken"}, Source: []string{"A_B", "E_F"},
		}, func(l *List) {
			refused(l, "make", "A_B")
			l.Told(t, "make", "E_F", "E_F")
		}, nil},
		{"not provoked by the method", List{Documented: map[string][]string{"make": {"A_B"}}}, func(l *List) {
			var c fault.Checker
			c.AddOther("x", "A_B", "is bad")
			l.Broken(t, "take", "A_B", c.Err())
		}, []string{"A_B is documented for make, and nothing provokes it"}},
		{"not provoked", List{Source: []string{"A_B"}, Never: map[string]string{"A_B": " "}}, nil, []string{
			"A_B is in the source, and nothing provokes it", "why A_B never arises is said of nothing, or without a reason",
		}},
		{"unknown", List{}, func(l *List) { refused(l, "make", "A_B") }, []string{"A_B is provoked, and neither documented nor listed as one of our own"}},
		{"excused, and provoked", List{Own: []string{"A_B"}, Never: map[string]string{"A_B": "never", "make A_B": "never"}}, func(l *List) {
			refused(l, "make", "A_B")
		}, []string{"A_B is said never to arise, and was provoked", "A_B is said never to arise in make, and was provoked"}},
		{"excused without need", List{Never: map[string]string{"A_B": "never"}}, nil, []string{"why A_B never arises is said of nothing, or without a reason"}},
	} {
		l := tt.list
		if tt.do != nil {
			tt.do(&l)
		}
		if got := l.faults(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
