// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/go-ecom/ecom/fault"
)

// maxGroup is how many jobs share one transaction at most.
const maxGroup = 64

// queue holds the jobs that wait for the writer. Syncing the disk takes much
// longer than all else, so whoever finds the writer free leads: it takes what
// waits, runs one job after the other in one transaction, each in a savepoint
// of its own, commits once and answers all. What comes meanwhile waits and is
// the next group, led by its first. No goroutine is needed.
type queue struct {
	mu   sync.Mutex
	jobs []*job
	led  bool // somebody leads
}

// job is one change, all or nothing.
type job struct {
	ctx  context.Context
	run  func(*tx) error
	wake chan struct{} // receives when the job is to lead, or done

	// Set under queue.mu, before wake receives:
	lead, done bool

	// Set by the leader before done:
	err   error
	panic any // what run panicked with
}

// write runs a job and returns when it is in the file, or certainly not, or
// that is not known. Its effects are those of fn alone, at one moment.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	j := &job{ctx: ctx, run: fn, wake: make(chan struct{}, 1)}
	if !s.queue.join(j) && s.queue.wait(j) {
		return j.result()
	}
	s.lead(j)
	return j.result()
}

func (j *job) result() error {
	if j.panic != nil {
		panic(j.panic)
	}
	return j.err
}

// join adds a job, and reports whether it is to lead.
func (q *queue) join(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
	if q.led {
		return false
	}
	q.led, j.lead = true, true
	return true
}

// wait waits until a job is done (true) or is to lead (false). One whose
// context ends before it was taken is done, with the context's error.
func (q *queue) wait(j *job) bool {
	select {
	case <-j.wake:
		return j.done
	case <-j.ctx.Done():
	}
	q.mu.Lock()
	if at := slices.Index(q.jobs, j); at >= 0 && !j.lead {
		q.jobs = slices.Delete(q.jobs, at, at+1)
		j.err, j.done = j.ctx.Err(), true
	}
	gone := j.done || j.lead
	q.mu.Unlock()
	if !gone {
		<-j.wake // it is running: it won't be long
	}
	return j.done
}

// take takes the next group from the queue.
func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.jobs), maxGroup)
	group := slices.Clone(q.jobs[:n])
	q.jobs = slices.Delete(q.jobs, 0, n)
	return group
}

// finish answers jobs, all but the leader by waking them, and makes the first
// of those that still wait the next leader.
func (q *queue) finish(group []*job, leader *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range group {
		j.done = true
		if j != leader {
			j.wake <- struct{}{}
		}
	}
	q.led = len(q.jobs) > 0
	if q.led {
		q.jobs[0].lead = true
		q.jobs[0].wake <- struct{}{}
	}
}

// waiting returns the jobs that wait now.
func (q *queue) waiting() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.jobs)
}

// fail takes those of some jobs that still wait, with an error.
func (q *queue) fail(jobs []*job, err error) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	var group []*job
	for _, j := range jobs {
		if at := slices.Index(q.jobs, j); at >= 0 {
			q.jobs = slices.Delete(q.jobs, at, at+1)
			j.err = err
			group = append(group, j)
		}
	}
	return group
}

// lead commits one group, of which j is the first job.
func (s *Store) lead(j *job) {
	var group []*job
	defer func() { s.queue.finish(group, j) }()
	c, err := s.begin(j.ctx)
	if !busy(err) {
		if err == nil {
			group = s.queue.take()
			s.commitGroup(c, group)
			return
		}
		group = s.queue.fail([]*job{j}, classify(err))
		return
	}
	group = s.queue.fail(s.queue.waiting(), classify(err))
}

// begin begins a write transaction, as soon as no other process has one.
func (s *Store) begin(ctx context.Context) (*conn, error) {
	err := s.patiently(ctx, func() (err error) {
		if s.writer == nil {
			if s.writer, err = s.connectWriter(ctx); err != nil {
				return err
			}
		}
		return s.writer.run(`BEGIN IMMEDIATE`)
	})
	return s.writer, err
}

// commitGroup runs the jobs of a group in the transaction that was begun, and
// ends it.
func (s *Store) commitGroup(c *conn, group []*job) {
	t := &tx{s: s, c: c}
	ended := false
	defer func() {
		if !ended { // a job ended its goroutine
			s.abandon(group, fmt.Errorf("sqlitestore: a commit was abandoned: %w", fault.Unavailable))
		}
	}()
	good := 0
	var err error
	for _, j := range group {
		if err = s.attempt(t, j, len(group) == 1); err != nil {
			break
		}
		if j.err == nil {
			good++
		}
	}
	switch {
	case err != nil:
		err = fmt.Errorf("sqlitestore: the transaction was rolled back: %w: %w", fault.Unavailable, err)
	case good > 0 && t.changed:
		if err = s.trimBatches(c); err == nil {
			err = c.run(`COMMIT`)
		}
		if err != nil {
			err = classifyCommit(err)
		}
	default: // nothing to keep
		s.rollback()
		ended = true
		return
	}
	ended = true
	if err != nil {
		s.abandon(group, err)
		return
	}
	t.committed()
	s.checkpoint(c)
}

// abandon ends a transaction that went wrong. Jobs that had failed for a reason
// of their own may have seen what never happened: they can be tried again.
func (s *Store) abandon(group []*job, err error) {
	s.rollback()
	for _, j := range group {
		switch {
		case j.err == nil:
			j.err = err
		case j.panic != nil || j.ctx.Err() != nil || errors.Is(j.err, fault.Unavailable):
		default:
			j.err = fmt.Errorf("sqlitestore: the transaction was rolled back: %w", fault.Unavailable)
		}
	}
}

// rollback ends the transaction without effect. When SQLite has rolled back by
// itself it says so by an error; any other error means that there is something
// wrong with the connection.
func (s *Store) rollback() {
	if err := s.writer.run(`ROLLBACK`); err != nil && primary(err) != sqlite3.SQLITE_ERROR {
		_ = s.writer.close()
		s.writer = nil
	}
}

// attempt runs one job. A job that is alone needs no savepoint. An error is
// returned when the transaction is gone: when the disk is full, for instance,
// SQLite rolls back all of it.
func (s *Store) attempt(t *tx, j *job, alone bool) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil //nolint:nilerr // the transaction is well
	}
	if alone {
		j.err = t.do(j)
		return nil
	}
	if err := t.c.run(`SAVEPOINT job`); err != nil {
		return err
	}
	before := t.mark()
	if j.err = t.do(j); j.err != nil {
		t.reset(before)
		if err := t.c.run(`ROLLBACK TO job`); err != nil {
			return err
		}
	}
	return t.c.run(`RELEASE job`)
}
