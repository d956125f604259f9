// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// transferPage is how many records are read or written at once.
const transferPage = 100

// TransferConfig says how an export or an import works.
type TransferConfig struct {
	// Kinds are what the site has, or may have. Kinds of counts need not be
	// named.
	Kinds []AnyKind

	// Progress, unless nil, is called after every hundred records or so, and at
	// the end, on the caller's goroutine.
	Progress func(Progress)

	// CheckEvent, unless nil, is asked about every event before it is imported.
	CheckEvent func(driver.Event) error
}

// Progress is how much of an export or an import is done.
type Progress struct {
	Documents, Counts, Events int64
	Bytes                     int64 // written or read
}

// Transfer is what an export holds.
type Transfer struct {
	Progress
	Site string    // that it was made of
	Time time.Time // when it was made

	// OneMoment says that everything in it is as it was at one moment. Without
	// it, records that were changed meanwhile may be there in either state, and
	// the log of events is missing with what durable subscriptions have still
	// to do: the driver is no driver.Snapshotter.
	OneMoment bool
}

// Export writes everything of the site to w: documents, counts, the log of
// events, and what durable subscriptions have still to do with it. It works in
// constant memory, and others may go on meanwhile. The form is lines of JSON,
// in an order that depends only on what is written.
//
// A document of a kind that is not in c.Kinds is fault.Invalid; what was written
// is not to be used then, nor after any other error.
func (s *Store) Export(ctx context.Context, w io.Writer, c TransferConfig) (Transfer, error) {
	const op = "store.Export"
	known, err := byName(c.Kinds)
	if err != nil {
		return Transfer{}, fault.At(op, err)
	}
	if _, revision, failure := s.importState(ctx); failure != nil || revision != 0 {
		if failure == nil {
			failure = s.unfinished()
		}
		return Transfer{}, fault.At(op, failure)
	}
	x := &exporter{s: s, c: &c, out: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	x.Site, x.Time = s.site, s.Now()
	x.view, x.OneMoment, err = s.view(ctx)
	if err != nil {
		return Transfer{}, fault.At(op, wrap("", "", err))
	}
	err = x.run(ctx, known)
	if closed := x.view.Close(); err == nil {
		err = wrap("", "", closed)
	}
	return x.Transfer, fault.At(op, err)
}

// exporter is one export.
type exporter struct {
	Transfer
	s    *Store
	c    *TransferConfig
	view driver.View
	out  *bufio.Writer
	sum  hash.Hash
	dead map[string]*deadLetters // by subscription
}

func (x *exporter) run(ctx context.Context, known map[string]AnyKind) error {
	kinds, err := x.kinds(ctx, known)
	if err != nil {
		return err
	}
	h := &header{Format: ExportFormat, Site: text(x.Site), Time: x.Time, OneMoment: x.OneMoment, Kinds: []kindLine{}, Subscriptions: []text{}}
	for _, k := range kinds {
		h.Kinds = append(h.Kinds, kindLine{k.Name(), k.Format()})
	}
	subs, err := x.view.Subscriptions(ctx, x.Site)
	if err != nil {
		return wrap("subscription", "", err)
	}
	for _, sub := range subs {
		h.Subscriptions = append(h.Subscriptions, text(sub.Name))
	}
	if err := x.write(&line{Export: h}); err != nil {
		return err
	}
	for _, k := range kinds {
		if err := x.records(ctx, k); err != nil {
			return err
		}
	}
	if err := x.log(ctx); err != nil {
		return err
	}
	e := &end{Documents: x.Documents, Counts: x.Counts, Events: x.Events, Sum: hex.EncodeToString(x.sum.Sum(nil))}
	if err := x.write(&line{End: e}); err != nil {
		return err
	}
	if err := x.out.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	x.report()
	return nil
}

// kinds returns the kinds of which there are records, by name.
func (x *exporter) kinds(ctx context.Context, known map[string]AnyKind) ([]AnyKind, error) {
	names, err := x.view.Kinds(ctx, x.Site)
	if err != nil {
		return nil, wrap("", "", err)
	}
	there := make(map[string]AnyKind)
	for name := range known {
		names = append(names, name)
	}
	for _, name := range names {
		k := known[name]
		for r, err := range x.view.Find(ctx, driver.Query{Site: x.Site, Kind: name, Limit: 1}) {
			switch {
			case err != nil:
				return nil, wrap(name, "", err)
			case k == nil && isCount(&r):
				k = Counter{Kind: name}
			case k == nil:
				return nil, &fault.Error{Class: fault.Invalid, Kind: name, ID: r.Ref.ID, Message: "nobody says how documents of this kind are written"}
			}
			there[name] = k
		}
	}
	return sorted(there), nil
}

// isCount reports whether a record is a count: documents are never empty.
func isCount(r *driver.Record) bool { return r.Doc.Value == nil && r.Doc.Bytes == nil }

// records writes all records of a kind.
func (x *exporter) records(ctx context.Context, k AnyKind) error {
	q := driver.Query{Site: x.Site, Kind: k.Name(), Limit: transferPage}
	for {
		n := 0
		for r, err := range x.view.Find(ctx, q) {
			if err != nil {
				return wrap(k.Name(), "", err)
			}
			n++
			q.After = &driver.Position{Key: r.Key, ID: r.Ref.ID}
			l := &line{Kind: k.Name(), ID: new(text(r.Ref.ID))}
			if isCount(&r) != (k.Format() == 0) {
				return &fault.Error{Class: fault.Internal, Kind: k.Name(), ID: r.Ref.ID, Message: "a kind has either documents or counts"}
			}
			if isCount(&r) {
				l.Count = &r.Count
				x.Counts++
			} else {
				if l.Doc, err = k.recode(r.Ref.ID, &r.Doc); err != nil {
					return err
				}
				x.Documents++
			}
			if err := x.write(l); err != nil {
				return err
			}
		}
		x.report()
		if n < q.Limit {
			return nil
		}
	}
}

// write writes a line.
func (x *exporter) write(l *line) error {
	kind, id := l.name()
	data, err := json.Marshal(l)
	if err != nil {
		return &fault.Error{Class: fault.Internal, Kind: kind, ID: id, Err: err}
	}
	data = append(data, '\n')
	if len(data) > MaxLine {
		return &fault.Error{
			Class: fault.Limit, Kind: kind, ID: id,
			Message: fmt.Sprintf("it takes a line of %d bytes; a line may have %d", len(data), MaxLine),
		}
	}
	x.sum.Write(data)
	x.Bytes += int64(len(data))
	if _, err := x.out.Write(data); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (x *exporter) report() {
	if x.c.Progress != nil {
		x.c.Progress(x.Progress)
	}
}

// view returns the site as it is now, or, where the driver can't show that, as
// it is whenever it is read.
func (s *Store) view(ctx context.Context) (v driver.View, oneMoment bool, err error) {
	if sn, ok := driver.As[driver.Snapshotter](s.driver); ok {
		v, err = sn.Snapshot(ctx)
		return v, true, err
	}
	return running{s.driver}, false, nil
}

// running is a driver.View of a driver that has none: it shows the present, and
// no log.
type running struct{ store driver.Store }

func (v running) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	return v.store.Get(ctx, refs...)
}

func (v running) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return v.store.Find(ctx, q)
}

func (v running) Kinds(ctx context.Context, site string) ([]string, error) {
	if l, ok := driver.As[driver.Lister](v.store); ok {
		return l.Kinds(ctx, site)
	}
	return nil, nil
}

func (running) Sites(context.Context) ([]string, error) { return nil, nil }

func (running) Log(context.Context, string, string, int) ([]driver.LogEntry, error) { return nil, nil }

func (running) Subscriptions(context.Context, string) ([]driver.Subscription, error) { return nil, nil }

func (running) Close() error { return nil }

// eventDoc returns the stored form of an event.
func eventDoc(e *driver.Event) ([]byte, error) {
	if e.Stored.Value != nil {
		return json.Marshal(e.Stored.Value)
	}
	if !json.Valid(e.Stored.Bytes) {
		return nil, errors.New("its stored form is not JSON")
	}
	var compact bytes.Buffer
	err := json.Compact(&compact, e.Stored.Bytes)
	return compact.Bytes(), err
}
