// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
)

// Run checks a store against the whole contract. open returns a new, empty
// store; Run closes it.
func Run(t *testing.T, open func(t *testing.T) driver.Store) {
	t.Helper()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close() = %v", err)
				}
			})
			c.run(&kit{reporter: t, store: s, rule: c.rule})
		})
	}
}

// testCase is one rule of the contract and how it is checked.
type testCase struct {
	name string
	rule string
	run  func(k *kit)
}

// cases returns all rules.
func cases() []testCase {
	return slices.Concat(
		recordCases(), nameCases(), commitCases(), orderCases(), uniqueCases(), countCases(), resolveCases(),
		findCases(), cursorCases(), eventCases(), claimCases(), leaseCases(), keeperCases(), abilityCases(),
		contextCases(), raceCases(), boundsCases(), siteCases(), lateCases(), contentionCases(), snapshotCases(),
		portableCases(), modelCases(),
	)
}

// reporter is what a case needs of *testing.T.
type reporter interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	FailNow()
}

// kit is what a case works with: an empty store and the means to complain.
type kit struct {
	reporter
	store   driver.Store
	rule    string
	open    func() driver.Store // opens the store again, for durable cases
	batches int
	events  int
}

// Errorf reports that the rule is broken.
func (k *kit) Errorf(format string, args ...any) {
	k.Helper()
	k.reporter.Errorf(format+"\n    rule: %s", append(args, k.rule)...)
}

// Fatalf is Errorf for what leaves nothing to go on with.
func (k *kit) Fatalf(format string, args ...any) {
	k.Helper()
	k.Errorf(format, args...)
	k.FailNow()
}

// must ends the case when err is not nil.
func (k *kit) must(what string, err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("%s = %v, want no error", what, err)
	}
}

// want reports when two values that should be equal are not.
func want[T comparable](k *kit, what string, got, expected T) {
	k.Helper()
	if got != expected {
		k.Errorf("%s = %v, want %v", what, got, expected)
	}
}

// wantAll reports when two lists that should be equal are not.
func wantAll[T comparable](k *kit, what string, got, expected []T) {
	k.Helper()
	if !slices.Equal(got, expected) {
		k.Errorf("%s = %v, want %v", what, got, expected)
	}
}
