// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// journal is a store that keeps its records in memory and what was done in a
// file, from which it is made again: each commit, claim and settlement is one
// line, written before it is acknowledged.
type journal struct {
	mu   sync.Mutex
	mem  *memstore.Store
	file *os.File
	flaw flaw

	late   []byte // what a flawed journal has not written yet
	orders int    // commits of orders
}

// flaw is what a journal does wrong.
type flaw string

const (
	sound       flaw = ""
	lazy        flaw = "acknowledges a commit before it is written"
	torn        flaw = "writes a commit in two halves, records first"
	tornEvents  flaw = "writes events after their commit"
	forgetful   flaw = "settles events when they are claimed"
	doubling    flaw = "logs the last events again"
	uncounting  flaw = "forgets changes of stock now and then"
	unusing     flaw = "forgets uses of rules now and then"
	overdrawing flaw = "forgets what is left on gift cards now and then"
	deafToIndex flaw = "writes index keys after their records"
)

// forgotten are the counts that some journals do not write when they are even.
var forgotten = map[flaw]string{uncounting: "stock", unusing: "discount-rule-uses", overdrawing: "gift-card-balance"}

// line is one thing that was done. One member is set.
type line struct {
	Commit *change             `json:"commit,omitempty"`
	Claim  *driver.Claim       `json:"claim,omitempty"`
	Settle []driver.Settlement `json:"settle,omitempty"`
}

// change is a commit as it turned out: the counts have values.
type change struct {
	Counts []driver.Count
	Writes []driver.Write // without documents
	Docs   []string
	Events []driver.Event // likewise
	Bodies []string
}

func openJournal(path string, f flaw) (*journal, error) {
	file, err := os.OpenFile(filepath.Join(path, "journal"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{mem: memstore.New(memstore.Config{Settled: -1}), file: file, flaw: f}
	return j, j.replay()
}

func (j *journal) replay() error {
	in, whole := bufio.NewReader(j.file), int64(0)
	var last *change
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return err
		}
		if err := j.again(l); err != nil {
			return err
		}
		if l.Commit != nil {
			last = l.Commit
		}
		whole += int64(len(text))
	}
	if j.flaw == doubling && last != nil {
		for i := range last.Events {
			last.Events[i].ID += "-again"
		}
		last.Counts, last.Writes = nil, nil
		if err := j.again(line{Commit: last}); err != nil {
			return err
		}
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

// again does what a line says.
func (j *journal) again(l line) error {
	ctx := context.Background()
	switch {
	case l.Commit != nil:
		for i := range l.Commit.Writes {
			w := &l.Commit.Writes[i]
			w.Doc = text(l.Commit.Docs[i])
			records, err := j.mem.Get(ctx, w.Ref)
			if err != nil {
				return err
			}
			w.Expect = records[0].Revision
		}
		for i := range l.Commit.Events {
			l.Commit.Events[i].Doc = text(l.Commit.Bodies[i])
		}
		_, err := j.mem.Commit(ctx, &driver.Batch{Counts: l.Commit.Counts, Writes: l.Commit.Writes, Events: l.Commit.Events})
		return err
	case l.Claim != nil:
		_, err := j.mem.Claim(ctx, *l.Claim)
		return err
	default:
		return j.mem.Settle(ctx, l.Settle...)
	}
}

// write writes lines, each by itself.
func (j *journal) write(lines ...line) error {
	for i, l := range lines {
		if i > 0 && l.Commit != nil {
			j.die(lines)
		}
		data, err := json.Marshal(l)
		if err != nil {
			return err
		}
		data = append(data, '\n')
		if j.flaw == lazy {
			data, j.late = j.late, data
		}
		if _, err := j.file.Write(data); err != nil {
			return err
		}
	}
	return nil
}

// die kills this process, if it is one to be killed, between the two halves of
// a tenth of all commits of orders: which a kill from outside hits seldom.
func (j *journal) die(halves []line) {
	ofOrder := func(w driver.Write) bool { return w.Ref.Kind == "order" }
	if os.Getenv("ECOM_CRASH_PROCESS") == "" || !slices.ContainsFunc(halves, func(l line) bool { return l.Commit != nil && slices.ContainsFunc(l.Commit.Writes, ofOrder) }) {
		return
	}
	if j.orders++; j.orders%10 != 0 {
		return
	}
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
		select {}
	}
}

// text is an encoded document.
type text string

func (t text) Value() any              { return t }
func (t text) Encode() ([]byte, error) { return []byte(t), nil }

func decoded(d *driver.Doc) {
	if t, ok := d.Value.(text); ok {
		d.Value, d.Bytes = nil, []byte(t)
	}
}

// Commit implements driver.Store.
func (j *journal) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	own, made := *b, change{}
	own.Writes, own.Events = slices.Clone(b.Writes), slices.Clone(b.Events)
	own.Resolve = func(values []int64) error {
		if b.Resolve != nil {
			if err := b.Resolve(values); err != nil {
				return err
			}
		}
		var err error
		made, err = changeOf(b, values)
		for i := range own.Writes {
			own.Writes[i] = b.Writes[i]
			own.Writes[i].Doc = text(made.Docs[i])
		}
		for i := range own.Events {
			own.Events[i] = b.Events[i]
			own.Events[i].Doc = text(made.Bodies[i])
		}
		return err
	}
	r, err := j.mem.Commit(ctx, &own)
	if err != nil {
		return r, err
	}
	return r, j.write(j.lines(made)...)
}

// changeOf returns what a batch comes to.
func changeOf(b *driver.Batch, values []int64) (change, error) {
	var c change
	for i, n := range b.Counts {
		c.Counts = append(c.Counts, driver.Count{Ref: n.Ref, Set: true, Value: values[i]})
	}
	for _, w := range b.Writes {
		doc := []byte(nil)
		if w.Doc != nil {
			var err error
			if doc, err = w.Doc.Encode(); err != nil {
				return c, err
			}
		}
		w.Doc = nil
		c.Writes, c.Docs = append(c.Writes, w), append(c.Docs, string(doc))
	}
	for _, e := range b.Events {
		doc, err := e.Doc.Encode()
		if err != nil {
			return c, err
		}
		e.Doc = nil
		c.Events, c.Bodies = append(c.Events, e), append(c.Bodies, string(doc))
	}
	return c, nil
}

// lines returns what is written of a commit: one line, unless there is a flaw.
func (j *journal) lines(c change) []line {
	switch j.flaw {
	case torn:
		return []line{{Commit: &change{Writes: c.Writes, Docs: c.Docs}}, {Commit: &change{Counts: c.Counts, Events: c.Events, Bodies: c.Bodies}}}
	case tornEvents:
		return []line{{Commit: &change{Counts: c.Counts, Writes: c.Writes, Docs: c.Docs}}, {Commit: &change{Events: c.Events, Bodies: c.Bodies}}}
	case uncounting, unusing, overdrawing:
		c.Counts = slices.DeleteFunc(c.Counts, func(n driver.Count) bool { return n.Ref.Kind == forgotten[j.flaw] && n.Value%2 == 0 })
	case deafToIndex:
		bare := change{Counts: c.Counts, Events: c.Events, Bodies: c.Bodies, Docs: c.Docs, Writes: slices.Clone(c.Writes)}
		for i := range bare.Writes {
			bare.Writes[i].Keys = nil
		}
		return []line{{Commit: &bare}, {Commit: &change{Writes: c.Writes, Docs: c.Docs}}}
	case sound, lazy, forgetful, doubling:
	}
	return []line{{Commit: &c}}
}

// Claim implements driver.Store.
func (j *journal) Claim(ctx context.Context, c driver.Claim) ([]driver.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	events, err := j.mem.Claim(ctx, c)
	if err != nil {
		return nil, err
	}
	lines := []line{{Claim: &c}}
	if j.flaw == forgetful {
		var done []driver.Settlement
		for _, e := range events {
			done = append(done, driver.Settlement{Site: c.Site, Subscription: c.Subscription, EventID: e.ID, Lease: e.Lease})
		}
		lines = append(lines, line{Settle: done})
		if err := j.mem.Settle(ctx, done...); err != nil {
			return nil, err
		}
	}
	for i := range events {
		decoded(&events[i].Stored)
	}
	return events, j.write(lines...)
}

// Settle implements driver.Store.
func (j *journal) Settle(ctx context.Context, x ...driver.Settlement) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.flaw == forgetful {
		return nil
	}
	if err := j.mem.Settle(ctx, x...); err != nil {
		return err
	}
	return j.write(line{Settle: x})
}

// Get implements driver.Store.
func (j *journal) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	records, err := j.mem.Get(ctx, refs...)
	for i := range records {
		decoded(&records[i].Doc)
	}
	return records, err
}

// Find implements driver.Store.
func (j *journal) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		for r, err := range j.mem.Find(ctx, q) {
			decoded(&r.Doc)
			if !yield(r, err) {
				return
			}
		}
	}
}

// Close implements driver.Store.
func (j *journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	_, err := j.file.Write(j.late)
	err = errors.Join(err, j.file.Close(), j.mem.Close())
	j.file = nil
	return err
}
