// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/store/driver"
)

// Names returns the names of all cases.
func Names() []string {
	var names []string
	for _, c := range slices.Concat(cases(), durableCases()) {
		names = append(names, c.name)
	}
	return names
}

// Complaints runs the named cases, each on a store of its own, and returns
// what they complained of, by name.
func Complaints(ctx context.Context, open func() driver.Store, names ...string) map[string][]string {
	return complaints(ctx, cases(), func() func() driver.Store { return open }, names)
}

// DurableComplaints is Complaints for durable cases, each in a place of its
// own.
func DurableComplaints(ctx context.Context, place func() func() driver.Store, names ...string) map[string][]string {
	return complaints(ctx, durableCases(), place, names)
}

func complaints(ctx context.Context, cases []testCase, place func() func() driver.Store, names []string) map[string][]string {
	all := make(map[string][]string)
	for _, c := range cases {
		if !slices.Contains(names, c.name) {
			continue
		}
		open := place()
		r := &listener{ctx: ctx}
		k := &kit{reporter: r, store: open(), rule: c.rule, open: open}
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() {
				if p := recover(); p != nil {
					r.Errorf("panic: %v", p)
				}
			}()
			c.run(k)
		}()
		<-done
		k.store.Close() //nolint:errcheck,gosec // some stores are broken in this too
		if len(r.list) > 0 {
			all[c.name] = r.list
		}
	}
	return all
}

// listener is a reporter that takes complaints down.
type listener struct {
	ctx  context.Context
	mu   sync.Mutex
	list []string
}

func (l *listener) Helper()                  {}
func (l *listener) Context() context.Context { return l.ctx }
func (l *listener) FailNow()                 { runtime.Goexit() }

func (l *listener) Errorf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, fmt.Sprintf(format, args...))
}
