// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"context"
	"iter"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Fault is something that goes wrong with a commit. It returns what the caller
// is told, and calls commit for the commit to happen, with the context that it
// is to see. Fault functions of a test's own are welcome.
type Fault func(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error)

// Unavailable is a commit that does not happen: the store cannot be reached.
func Unavailable(context.Context, func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
	return driver.Receipt{}, fault.Unavailable
}

// Conflicting is a commit that does not happen because it lost to another one.
// The store tries it again.
func Conflicting(context.Context, func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
	return driver.Receipt{}, fault.Conflict
}

// AnswerLost is a commit that happens though the connection breaks before its
// answer comes. The store finds out by asking again.
func AnswerLost(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
	if _, err := commit(ctx); err != nil {
		return driver.Receipt{}, err
	}
	return driver.Receipt{}, fault.Unknown
}

// RequestLost is a commit that does not happen because the connection breaks on
// the way there. The store finds out by asking again.
func RequestLost(context.Context, func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
	return driver.Receipt{}, fault.Unknown
}

// Canceled is a commit whose caller goes away right before it.
func Canceled(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return commit(ctx)
}

// FaultyStore is a store in which chosen calls go wrong. It is safe for
// concurrent use, and still has all abilities of the store it wraps.
type FaultyStore struct {
	driver.Store

	mu      sync.Mutex
	commits int           // so many were asked for
	reads   int           // likewise
	faults  map[int]Fault // by the number of the commit
	broken  map[int]error // by the number of the read
	claims  calls
	settles calls
	down    bool
	silent  bool                      // what became of lost commits cannot be asked for
	done    map[string]driver.Receipt // the batches that happened
}

// calls are calls of one method, some of which go wrong.
type calls struct {
	n      int            // so many there were
	broken map[int]mishap // by their number
}

// mishap is how a call goes wrong.
type mishap struct {
	err     error
	happens bool // nonetheless
}

// Faults wraps a store. Until it is told otherwise, nothing goes wrong.
func Faults(d driver.Store) *FaultyStore {
	return &FaultyStore{Store: d, faults: make(map[int]Fault), broken: make(map[int]error), done: make(map[string]driver.Receipt)}
}

// Unwrap returns the store that was wrapped.
func (s *FaultyStore) Unwrap() driver.Store { return s.Store }

// OnCommit has a fault happen to the nth commit from now; 1 is the next one.
// What the portable layer tries again counts again.
func (s *FaultyStore) OnCommit(n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[s.commits+n] = f
}

// OnRead has the nth read from now, a Get or a Find, give an error; 1 is the
// next one.
func (s *FaultyStore) OnRead(n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken[s.reads+n] = err
}

// OnClaim has the nth claim from now, by which durable subscriptions take events,
// give an error; 1 is the next one. When happens is true only its answer is
// lost: the events are leased, and nobody knows.
func (s *FaultyStore) OnClaim(n int, err error, happens bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims.breakCall(n, mishap{err, happens})
}

// OnSettle has the nth settlement from now, by which durable subscriptions say
// what became of events, give an error; 1 is the next one. When happens is true
// only its answer is lost.
func (s *FaultyStore) OnSettle(n int, err error, happens bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settles.breakCall(n, mishap{err, happens})
}

func (c *calls) breakCall(n int, m mishap) {
	if c.broken == nil {
		c.broken = make(map[int]mishap)
	}
	c.broken[c.n+n] = m
}

// Commits returns how many commits were asked for.
func (s *FaultyStore) Commits() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commits
}

// Reads returns how many reads were asked for.
func (s *FaultyStore) Reads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

// CrashOnCommit makes the program crash at the nth commit from now: right
// after the commit when after is true, else right before it. From then on every
// call gives fault.Unavailable, until Restart; so what was under way comes to
// nothing, as it would in a crash.
func (s *FaultyStore) CrashOnCommit(n int, after bool) {
	s.OnCommit(n, func(ctx context.Context, commit func(context.Context) (driver.Receipt, error)) (driver.Receipt, error) {
		if after {
			if r, err := commit(ctx); err != nil {
				return r, err
			}
		}
		s.Crash()
		return driver.Receipt{}, fault.Unavailable
	})
}

// Crash makes the program crash now, or the store go away: from then on every
// call gives fault.Unavailable, until Restart.
func (s *FaultyStore) Crash() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = true
}

// Restart makes the store answer again after a crash. What was kept in memory
// besides the store is the test's to make anew.
func (s *FaultyStore) Restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = false
}

// Silence says whether it can be asked for what became of lost commits. If it
// cannot, they are fault.Unknown to their callers.
func (s *FaultyStore) Silence(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = on
}

// Get implements driver.Store.
func (s *FaultyStore) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	return s.Store.Get(ctx, refs...)
}

// Find implements driver.Store.
func (s *FaultyStore) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		if err := s.read(); err != nil {
			yield(driver.Record{}, err)
			return
		}
		s.Store.Find(ctx, q)(yield)
	}
}

// read counts a read and returns the error that it is to give.
func (s *FaultyStore) read() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.down {
		return fault.Unavailable
	}
	return s.broken[s.reads]
}

// Commit implements driver.Store.
func (s *FaultyStore) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	s.mu.Lock()
	s.commits++
	f, down := s.faults[s.commits], s.down
	s.mu.Unlock()
	if down {
		return driver.Receipt{}, fault.Unavailable
	}
	commit := func(ctx context.Context) (driver.Receipt, error) {
		r, err := s.Store.Commit(ctx, b)
		if err == nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.done[b.ID] = r
		}
		return r, err
	}
	if f == nil {
		return commit(ctx)
	}
	return f(ctx, commit)
}

// Claim implements driver.Store.
func (s *FaultyStore) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	m := s.next(&s.claims)
	if m.err != nil && !m.happens {
		return nil, m.err
	}
	list, err := s.Store.Claim(ctx, c)
	if m.err != nil {
		return nil, m.err
	}
	return list, err
}

// Settle implements driver.Store.
func (s *FaultyStore) Settle(ctx context.Context, x ...driver.Settlement) error {
	m := s.next(&s.settles)
	if m.err != nil && !m.happens {
		return m.err
	}
	err := s.Store.Settle(ctx, x...)
	if m.err != nil {
		return m.err
	}
	return err
}

// next counts a call and returns what goes wrong with it.
func (s *FaultyStore) next(c *calls) mishap {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.n++
	if s.down {
		return mishap{err: fault.Unavailable}
	}
	return c.broken[c.n]
}

// Committed implements driver.Resolver.
func (s *FaultyStore) Committed(ctx context.Context, batchID string) (driver.Receipt, bool, error) {
	if _, err := s.Store.Get(ctx); err != nil { // it is closed, or the call is over
		return driver.Receipt{}, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.silent || s.down {
		return driver.Receipt{}, false, fault.Unavailable
	}
	r, ok := s.done[batchID]
	return r, ok, nil
}
