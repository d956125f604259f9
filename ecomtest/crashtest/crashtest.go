// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// Config says what is killed, and how often. Only Open is required.
type Config struct {
	// Open opens the store that is kept at path, and makes it when there is
	// none. Its folder exists and is the store's own. It is called in the
	// process that buys and in the one that checks, never in both at once.
	Open func(ctx context.Context, path string) (driver.Store, error)

	// Remove, unless nil, removes what Open has made outside of path's folder,
	// which goes by itself.
	Remove func(ctx context.Context, path string) error

	// Break, unless nil, breaks what the store stands on and mends it, such as a
	// server that is killed and started again. It is called instead of killing
	// processes: everything is done in this one, which goes on afterwards.
	Break func(ctx context.Context) error

	// Kills is how often to kill, or to call Break. Default: what the environment variable
	// ECOM_CRASH_KILLS says, or 20; 5 under the race detector.
	Kills int

	// Commits is how many commits a process gets to begin at most before it is
	// killed; how many it is each time is drawn. Default 200.
	Commits int

	// Buyers is how many goroutines buy at once. Default 8.
	Buyers int

	// Seed is what everything is drawn from: what is bought, and when the
	// processes are killed, as far as that can be repeated. Default: another
	// one each time, or what ECOM_CRASH_SEED says. It is logged.
	Seed uint64
}

type opener = func(ctx context.Context, path string) (driver.Store, error)

// Report says what a run was worth.
type Report struct {
	Kills    int // processes killed, or calls of Break
	InCommit int // of them, while commits were on their way, or so that commits failed
	InOpen   int // of them, before the store was open
	Commits  int // begun by the processes that were killed
	Lost     int // of them, answered by fault.Unknown
	Orders   int // acknowledged, likewise the rest
	Payments int
	Refunds  int
	Parcels  int
	Canceled int
	Arrivals int // changes of stock
	Tips     int
	Redeemed int // parts of gift cards, given back or not
	Lowered  int // orders that the limited rule has lowered
	Events   int // in the log
}

// String returns the report in one line.
func (r Report) String() string {
	return fmt.Sprintf("%d kills, %d of them in commits and %d before the store was open; %d commits, %d answers to them lost, %d orders, %d payments, %d refunds, %d parcels, %d cancellations, %d arrivals of goods, %d tips, %d parts of gift cards, %d orders for less, %d events",
		r.Kills, r.InCommit, r.InOpen, r.Commits, r.Lost, r.Orders, r.Payments, r.Refunds, r.Parcels, r.Canceled, r.Arrivals, r.Tips, r.Redeemed, r.Lowered, r.Events)
}

// Run lets processes buy and kills them, as the package comment tells, and
// fails the test with everything that was lost, doubled or left half done.
//
// The processes are this test again: t's function is called in them, and must
// come to Run in the same way. There Run does not return.
func Run(t *testing.T, c Config) Report {
	t.Helper()
	if s, ok := spawned(); ok {
		live(c.defaulted(), s)
	}
	c = c.defaulted()
	t.Logf("seed %d: ECOM_CRASH_SEED=%[1]d repeats what is bought", c.Seed)
	report, err := try(t.Context(), t.Name(), t.TempDir(), c)
	t.Log(report)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// defaulted returns the configuration with its defaults filled in.
func (c Config) defaulted() Config {
	fill := func(n *int, normal int) {
		if *n == 0 {
			*n = normal
		}
	}
	fill(&c.Kills, int(fromEnv("ECOM_CRASH_KILLS")))
	fill(&c.Kills, normalKills)
	fill(&c.Commits, 200)
	fill(&c.Buyers, 8)
	if c.Seed == 0 {
		c.Seed = fromEnv("ECOM_CRASH_SEED")
	}
	for c.Seed == 0 {
		c.Seed = rand.Uint64()
	}
	return c
}

// fromEnv returns the number in an environment variable, 0 when there is none.
func fromEnv(name string) uint64 {
	n, err := strconv.ParseUint(os.Getenv(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// killsOfStore is how often a store is killed before a new one takes its place:
// all that was ever bought in a store is checked after each kill.
const killsOfStore = 5

// try is Run without a test. dir is a folder for the stores.
func try(ctx context.Context, test, dir string, c Config) (report Report, err error) {
	chance := rand.New(rand.NewPCG(c.Seed, 0))
	pace := &pace{open: 100 * time.Millisecond, commit: time.Millisecond}
	for n := 0; report.Kills < c.Kills; n++ {
		s := &subject{
			Config: &c, test: test, dir: filepath.Join(dir, strconv.Itoa(n)), seed: chance.Uint64(),
			chance: chance, pace: pace, report: &report, next: make([]int, c.Buyers), known: newKnown(),
		}
		if err = s.run(ctx, min(killsOfStore, c.Kills-report.Kills)); err != nil {
			return report, fmt.Errorf("store %d, seed %d: %w", n, c.Seed, err)
		}
	}
	switch {
	case report.Kills < 20:
	case report.InCommit == 0:
		return report, errors.New("no process was killed in a commit: nothing is proven")
	case report.Tips == 0 || report.Redeemed == 0 || report.Lowered == 0:
		return report, errors.New("nobody gave a tip, paid by gift card or bought for less: nothing is proven of that")
	}
	return report, nil
}

// subject is a store that is killed again and again.
type subject struct {
	*Config
	test   string // the name of the test
	dir    string
	seed   uint64 // of what is bought
	chance *rand.Rand
	pace   *pace
	report *Report

	lives int
	next  []int // the job at which each buyer goes on
	known *known
}

// pace is how long things take, as far as is known.
type pace struct{ open, commit time.Duration }

// run kills so many processes and checks after each.
func (s *subject) run(ctx context.Context, kills int) (err error) {
	path := filepath.Join(s.dir, "store")
	if err = os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	defer func() {
		if s.Remove != nil {
			err = errors.Join(err, s.Remove(ctx, path))
		}
		err = errors.Join(err, os.RemoveAll(s.dir))
	}()
	if err = s.prepare(ctx); err != nil {
		return fmt.Errorf("before anything is bought: %w", err)
	}
	for s.lives = 0; s.lives <= kills; s.lives++ {
		if s.lives > 0 {
			live := s.live
			if s.Break != nil {
				live = s.suffer
			}
			if err = live(ctx); err != nil {
				return fmt.Errorf("process %d: %w", s.lives, err)
			}
		}
		if err = s.check(ctx); err != nil {
			return fmt.Errorf("after kill %d: %w", s.lives, err)
		}
	}
	s.report.Events += len(s.known.log)
	s.known.count(s.report)
	return nil
}

// now is when the nth process lives: each an hour after the last, so that no
// lease of the one holds up the next. Checks are made half an hour later.
func (s *subject) now() time.Time {
	return time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC).Add(time.Duration(s.lives) * time.Hour)
}
