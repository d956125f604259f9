// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	const (
		passed  = `{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}` + "\n" + `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n"
		skipped = `{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB\n"}` + "\n" + `{"Action":"skip","Package":"p","Test":"TestB"}` + "\n"
		failed  = `{"Action":"output","Package":"p","Test":"TestC","Output":"--- FAIL: TestC\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestC"}` + "\n"
		died    = `{"Action":"output","Package":"p","Test":"TestD","Output":"half\n"}` + "\n"
		broken  = `{"Action":"build-output","ImportPath":"p","Output":"syntax error\n"}` + "\n" + `{"Action":"build-fail","ImportPath":"p"}` + "\n"
		pkg     = `{"Action":"output","Package":"p","Output":"PASS\n"}` + "\n" + `{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}` + "\n" + `{"Action":"pass","Package":"p"}` + "\n"
		empty   = `{"Action":"output","Package":"q","Output":"?   \tq\t[no test files]\n"}` + "\n" + `{"Action":"skip","Package":"q"}` + "\n"
	)
	for _, tt := range []struct {
		name, in string
		allowed  []string
		ok       bool
		want     string
	}{
		{"passed", passed + pkg, nil, true, "ok  \tp\t0.1s\n"},
		{"no test files", empty, nil, true, "?   \tq\t[no test files]\n"},
		{"failed", passed + failed, nil, false, "--- FAIL: TestC\n"},
		{"skipped", skipped + pkg, nil, false, "--- SKIP: TestB\nok  \tp\t0.1s\n1 skipped that must run:\n\tp.TestB\n"},
		{"skipped and allowed", skipped + pkg, []string{"p.TestB"}, true, "ok  \tp\t0.1s\n"},
		{"died", died, nil, false, "half\n"},
		{"did not build", broken, nil, false, "syntax error\n"},
		{"other text", "go: no such module\n", nil, true, "go: no such module\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			ok, err := run(strings.NewReader(tt.in), &out, tt.allowed)
			if err != nil || ok != tt.ok || out.String() != tt.want {
				t.Errorf("run() = %t, %v, printing %q; want %t, printing %q", ok, err, out.String(), tt.ok, tt.want)
			}
		})
	}
}
