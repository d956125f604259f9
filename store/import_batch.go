// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// importBytes is how many bytes of an export are committed at once, or one line
// more.
const importBytes = 4 << 20

// importBatch is what is to be committed next: records or events.
type importBatch struct {
	driver.Batch
	lines  []*line // of the events
	number []int   // where in the export the Writes, or the events, are
	bytes  int
}

// rawEvent is the stored form of an event on its way into a store. It is its
// own driver.Source; stores that keep values keep it as a json.RawMessage.
type rawEvent json.RawMessage

// Value implements driver.Source.
func (e rawEvent) Value() any { return json.RawMessage(e) }

// Encode implements driver.Source.
func (e rawEvent) Encode() ([]byte, error) { return slices.Clone(e), nil }

// collect adds a line to the batch, after committing what is in it when that
// cannot be in one commit with the line.
func (im *importer) collect(ctx context.Context, l *line) error {
	b := &im.batch
	if l.Event != nil && len(b.Writes)+len(b.Counts) > 0 && len(b.lines) == 0 {
		if err := im.flushBefore(ctx); err != nil {
			return err
		}
	}
	b.bytes += len(l.Doc)
	switch {
	case l.Event != nil:
		return im.collectEvent(l)
	case l.Count != nil:
		b.Counts = append(b.Counts, driver.Count{Ref: im.s.ref(l.Kind, string(*l.ID)), Set: true, Value: *l.Count})
		return nil
	}
	found, err := im.known[l.Kind].restore(string(*l.ID), l.Doc)
	if err != nil {
		return im.bad(err)
	}
	w := driver.Write{Ref: im.s.ref(l.Kind, string(*l.ID)), Revision: im.s.firstRevision(im.s.Now()), Doc: found}
	found.ops.keys(found.value, &w, &keyRoom{})
	if err := checkKeys(&w); err != nil {
		return im.bad(err)
	}
	b.Writes = append(b.Writes, w)
	b.number = append(b.number, im.in.lines)
	return nil
}

func (im *importer) collectEvent(l *line) error {
	e := driver.Event{
		ID: string(*l.Event), Site: im.s.site, Key: string(*l.Key), Sequence: l.Sequence, Type: string(l.Type), Time: l.Time.UTC(), Doc: rawEvent(l.Doc),
	}
	if len(e.ID) > driver.MaxKey || len(e.Key) > driver.MaxKey {
		return im.badf("an id has more than %d bytes", driver.MaxKey)
	}
	if im.c.CheckEvent != nil {
		stored := e
		stored.Doc, stored.Stored.Bytes = nil, l.Doc
		if err := im.c.CheckEvent(stored); err != nil {
			return im.badf("%v", err)
		}
	}
	b := &im.batch
	b.Events = append(b.Events, e)
	b.lines, b.number = append(b.lines, l), append(b.number, im.in.lines)
	// The count of the key's events is there already. That it is in the batch
	// is what drivers order the events of one key by.
	ref := im.s.ref(sequenceKind, e.Key)
	if !slices.ContainsFunc(b.Counts, func(c driver.Count) bool { return c.Ref == ref }) {
		b.Counts = append(b.Counts, driver.Count{Ref: ref})
	}
	return nil
}

// flushFull commits the batch when it is large enough. Two records in it are
// the import's own state and, perhaps, another count.
func (im *importer) flushFull(ctx context.Context) error {
	b := &im.batch
	if max(len(b.Writes)+len(b.Counts), len(b.Events)) < transferPage && b.bytes < importBytes {
		return nil
	}
	return im.flush(ctx)
}

// flush commits the batch, which ends with the present line.
func (im *importer) flush(ctx context.Context) error {
	return im.flushTo(ctx, im.in.lines, im.in.checksum())
}

// flushBefore commits the batch, which ends before the present line.
func (im *importer) flushBefore(ctx context.Context) error {
	return im.flushTo(ctx, im.in.lines-1, im.in.checksumBefore())
}

func (im *importer) flushTo(ctx context.Context, lines int, sum string) error {
	b := im.batch
	im.batch = importBatch{}
	if len(b.Writes)+len(b.Counts)+len(b.Events) == 0 {
		return nil
	}
	if err := im.settle(ctx, im.found); err != nil { // of an earlier attempt
		return err
	}
	im.found = nil
	if err := im.listen(ctx, b.lines); err != nil {
		return err
	}
	im.state.From, im.state.Lines, im.state.Sum = im.state.Lines, lines, sum
	if len(b.Events) > 0 {
		b.Resolve = b.checkSequences
	}
	if err := im.keep(ctx, &b.Batch); err != nil {
		return b.blame(lines, err)
	}
	if err := im.settle(ctx, b.lines); err != nil {
		return err
	}
	im.report()
	return nil
}

// keep commits a batch together with how far the import is.
func (im *importer) keep(ctx context.Context, b *driver.Batch) error {
	b.ID = im.s.batchID()
	w := im.state.write(im.s, im.revision)
	b.Writes = append(b.Writes, w)
	if _, err := im.s.driver.Commit(ctx, b); err != nil {
		return wrap("", "", err)
	}
	im.revision = w.Revision
	return nil
}

// blame says which line of a batch an error of its commit is about.
func (b *importBatch) blame(last int, err error) error {
	if fault.ClassOf(err) == fault.Invalid {
		return err // says it
	}
	if ref, ok := subject(err); ok {
		for i, n := range b.number {
			if len(b.Events) == 0 && b.Writes[i].Ref == ref {
				return badLine(n, err)
			}
		}
	}
	return &fault.Error{Class: fault.ClassOf(err), Message: fmt.Sprintf("lines up to %d: %v", last, err), Err: err}
}

// checkSequences returns an error when an event has a number that the count of
// its key has not come to.
func (b *importBatch) checkSequences(counts []int64) error {
	for i, e := range b.Events {
		at := slices.IndexFunc(b.Counts, func(c driver.Count) bool { return c.Ref.ID == e.Key })
		if counts[at] < e.Sequence {
			return badLine(b.number[i], fault.New(fault.Invalid, "",
				fmt.Sprintf("event %s is number %d of its key, of which there are %d", e.ID, e.Sequence, counts[at])))
		}
	}
	return nil
}
