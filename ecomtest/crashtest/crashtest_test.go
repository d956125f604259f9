// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/go-ecom/ecom/ecomtest/crashtest"
	"github.com/go-ecom/ecom/store/driver"
)

func opener(f flaw) func(context.Context, string) (driver.Store, error) {
	return func(_ context.Context, path string) (driver.Store, error) { return openJournal(path, f) }
}

// A store that writes before it acknowledges loses nothing.
func TestCrashOfSound(t *testing.T) {
	t.Parallel()
	crashtest.Run(t, crashtest.Config{Open: opener(sound)})
}

// The kit is worth something if it catches stores that lose something, every
// time, and says what. What a flaw shows first is up to when the processes die,
// so what it says of the flaw itself may take a few tries.
func TestFlawed(t *testing.T) {
	t.Parallel()
	for f, told := range map[flaw]string{
		lazy:        "was acknowledged|was published|is not recorded",
		torn:        "events|stock|uses|settled|search",
		tornEvents:  "were numbered",
		doubling:    "were numbered",
		uncounting:  "stock of",
		unusing:     "discount-rule-uses of",
		overdrawing: "gift card",
		deafToIndex: "a search|settled",
		forgetful:   "has not got event",
	} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			for range 50 {
				report, err := crashtest.Try(t, crashtest.Config{Open: opener(f), Kills: 200, Commits: 100})
				if err == nil {
					t.Fatalf("a store that %s passes: %v", f, report)
				}
				t.Logf("%v\n%v", report, err)
				if regexp.MustCompile(told).MatchString(err.Error()) {
					return
				}
			}
			t.Errorf("of a store that %s nothing like %q is said", f, told)
		})
	}
}
