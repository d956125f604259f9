// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Command testlog reads what "go test -json" prints and writes the lines that
// "go test" would have printed. It ends with status 1 when a test failed, when
// a package did not build, or when a test was skipped that is not named with
// -allow-skip.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is one line of test2json.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build output
	Test       string
	Output     string
}

func main() {
	allow := flag.String("allow-skip", "", "comma-separated names of tests that may be skipped, as package.Test")
	flag.Parse()
	var allowed []string
	if *allow != "" {
		allowed = strings.Split(*allow, ",")
	}
	ok, err := run(os.Stdin, os.Stdout, allowed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run copies the log from r to w and reports whether all is well.
func run(r io.Reader, w io.Writer, allowed []string) (ok bool, err error) {
	type test struct{ pkg, name string }
	ok = true
	pending := make(map[test][]string) // what tests printed that have not ended
	var skipped []string
	in := bufio.NewScanner(r)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			// Not of test2json: something went wrong before any test ran.
			fmt.Fprintln(w, in.Text())
			continue
		}
		key := test{e.Package, e.Test}
		switch e.Action {
		case "output", "build-output":
			if e.Test == "" {
				if e.Output != "PASS\n" {
					fmt.Fprint(w, e.Output)
				}
			} else if !strings.HasPrefix(e.Output, "=== ") {
				pending[key] = append(pending[key], e.Output)
			}
		case "fail", "build-fail":
			ok = false
			fmt.Fprint(w, strings.Join(pending[key], ""))
			delete(pending, key)
		case "pass":
			delete(pending, key)
		case "skip":
			if e.Test != "" && !slices.Contains(allowed, e.Package+"."+e.Test) {
				fmt.Fprint(w, strings.Join(pending[key], ""))
				skipped = append(skipped, e.Package+"."+e.Test)
			}
			delete(pending, key)
		}
	}
	if err := in.Err(); err != nil {
		return false, err
	}
	for _, lines := range pending { // of a test binary that died
		fmt.Fprint(w, strings.Join(lines, ""))
		ok = false
	}
	if len(skipped) > 0 {
		ok = false
		fmt.Fprintf(w, "%d skipped that must run:\n\t%s\n", len(skipped), strings.Join(skipped, "\n\t"))
	}
	return ok, nil
}
