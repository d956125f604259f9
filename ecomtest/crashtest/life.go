// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// patience is how long it may take to do as many commits as were drawn. It is
// for stores that are stuck.
const patience = 3 * time.Minute

// life is the time from the opening of the store until it is struck.
type life struct {
	*subject
	began  time.Time
	early  bool    // it is struck about when the store is opened
	target int64   // otherwise by this commit
	aim    float64 // within what a commit takes, or the opening
	strike func()  // returns at once
	finish func()  // ends it in any case
	enough int     // with Break: so many jobs are to be done after it

	ready  bool
	under  map[int64]time.Time // commits on their way
	spoilt int                 // that came back with an error
	struck atomic.Bool
	stuck  atomic.Bool
	failed []error
}

func (s *subject) newLife() *life {
	return &life{
		subject: s, began: time.Now(), early: s.Break == nil && s.chance.IntN(8) == 0, //nolint:forbidigo // processes live in real time
		target: 1 + s.chance.Int64N(int64(s.Commits)), aim: s.chance.Float64(), enough: s.Buyers,
		under: make(map[int64]time.Time),
	}
}

// follow reads the notes of a life until it is over.
func (l *life) follow(notes io.Reader) error {
	stuck := time.AfterFunc(patience, func() { l.stuck.Store(true); l.finish() })
	defer stuck.Stop()
	if l.early {
		time.AfterFunc(time.Duration(l.aim*2*float64(l.pace.open)), l.strike)
	}
	if err := readNotes(notes, l.take); err != nil {
		return fmt.Errorf("notes: %w", err)
	}
	if l.stuck.Load() {
		return fmt.Errorf("%d commits in %s, and nothing goes on: is it stuck?", l.report.Commits, patience)
	}
	return errors.Join(l.failed...)
}

// take takes a note.
func (l *life) take(n note) {
	switch n.Kind {
	case noteReady:
		l.ready = true
		l.pace.open = (l.pace.open + time.Since(l.began)) / 2 //nolint:forbidigo // likewise
	case noteBegin:
		l.report.Commits++
		l.under[n.N] = time.Now() //nolint:forbidigo // likewise
		if n.N == l.target && !l.early {
			time.AfterFunc(time.Duration(l.aim*1.5*float64(l.pace.commit)), l.strike)
		}
	case noteEnd:
		l.ended(n)
	case noteFailed:
		l.failed = append(l.failed, fmt.Errorf("job %d of buyer %d: %s", n.Job.N, n.Job.Buyer, n.Text))
		l.finish()
	case noteDone:
		l.next[n.Job.Buyer] = n.Job.N + 1
		if l.struck.Load() {
			if l.enough--; l.enough == 0 {
				l.finish()
			}
		}
	default:
		l.known.learn(n)
	}
}

// ended takes note of the end of a commit.
func (l *life) ended(n note) {
	switch commitError(n.Text) {
	case commitDone:
		l.pace.commit = (7*l.pace.commit + time.Since(l.under[n.N])) / 8 //nolint:forbidigo // likewise
	case commitLost:
		l.report.Lost++
		l.spoilt++
	case commitFailed:
		l.spoilt++
	case commitRefused:
	}
	delete(l.under, n.N)
}

// live starts a process and kills it, most of the time at a moment that is
// drawn from its commits, now and then while it opens the store.
func (s *subject) live(ctx context.Context) error {
	l := s.newLife()
	p, err := s.start(ctx)
	if err != nil {
		return err
	}
	l.strike, l.finish = p.kill, p.kill
	err = l.follow(p.notes)
	killed := p.wait()
	switch {
	case err != nil:
		return fmt.Errorf("%w\n%s", err, p.printed)
	case !killed:
		return fmt.Errorf("ended before it was killed:\n%s", p.printed)
	case strings.Contains(p.printed.String(), "DATA RACE"):
		return fmt.Errorf("has a data race:\n%s", p.printed)
	}
	s.report.Kills++
	if !l.ready {
		s.report.InOpen++
	}
	if len(l.under) > 0 {
		s.report.InCommit++
	}
	return nil
}

// suffer lets this process buy while what the store stands on is broken and
// mended, and for a while after that.
func (s *subject) suffer(ctx context.Context) error {
	l := s.newLife()
	ctx, l.finish = context.WithCancel(ctx)
	defer l.finish()
	read, write := io.Pipe()
	notes := &notebook{w: write}
	w, err := openWorld(ctx, s.Open, s.dir, s.now(), func(d driver.Store) driver.Store { return &watched{Store: d, notes: notes} })
	if err != nil {
		return err
	}
	var broken error
	var breaking sync.WaitGroup
	breaking.Add(1)
	l.strike = func() {
		defer breaking.Done()
		if broken = s.Break(ctx); broken != nil {
			l.finish()
		}
		l.struck.Store(true)
	}
	go func() {
		notes.write(note{Kind: noteReady})
		work(ctx, w, notes, s.seed, s.next)
		_ = write.Close()
	}()
	err = l.follow(read)
	if l.stuck.Load() || len(l.failed) > 0 {
		return errors.Join(err, w.close()) // perhaps nothing was ever broken
	}
	breaking.Wait()
	s.report.Kills++
	if l.spoilt > 0 {
		s.report.InCommit++
	}
	return errors.Join(err, broken, w.close())
}
