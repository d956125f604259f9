// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"flag"
	"os"
	"testing"
	_ "time/tzdata" // tests of time zones run on machines without a database of them, too
)

// TestMain lets each property see more cases than rapid's 100 unless the caller
// says how many: together they come to more than ten thousand.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given && !testing.Short() {
		if err := flag.Set("rapid.checks", "1500"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
