// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Import reads an export into the site, which must be empty, else the error is
// fault.Exists and says what is there. The site may have another name than the
// one that was exported. It works in constant memory.
//
// A record says that the import is under way; until it has come to its end,
// whatever happens, everything else on the site is refused with fault.State.
// The same export imported again goes on where the last attempt ended, so that
// neither a crash nor a truncated copy is the end of it; another export is
// refused. Nobody else may use the site meanwhile.
//
// What is wrong with the export is fault.Invalid and names the line. The error
// of the checksum can come only at the end.
//
// Durable subscriptions go on where they were: what is pending is due at once,
// as if never tried; what was given up stays so. For that the driver has to be
// a driver.Keeper.
func (s *Store) Import(ctx context.Context, r io.Reader, c TransferConfig) (Transfer, error) {
	const op = "store.Import"
	known, err := byName(c.Kinds)
	if err != nil {
		return Transfer{}, fault.At(op, err)
	}
	im := &importer{s: s, c: &c, in: newLineReader(r), known: known, listening: make(map[string]bool)}
	err = im.run(ctx)
	im.Bytes = im.in.bytes
	return im.Transfer, fault.At(op, err)
}

// importer is one attempt of an import.
type importer struct {
	Transfer
	s     *Store
	c     *TransferConfig
	in    *lineReader
	known map[string]AnyKind

	header    *header
	formats   map[string]int  // of the kinds in the header
	state     *importState    // as it is committed
	revision  int64           // of the state
	before    importState     // the state that was found
	last      driver.Ref      // the last record
	logging   bool            // events have begun
	batch     importBatch     // what is to be committed next
	found     []*line         // the events of the last commit of an earlier attempt
	listening map[string]bool // the subscriptions that are there
}

// bad returns the error of the present line.
func (im *importer) bad(err error) error {
	return badLine(im.in.lines, err)
}

// badLine says which line an error is about.
func badLine(n int, err error) error {
	class := fault.ClassOf(err)
	if class == 0 {
		class = fault.Invalid
	}
	return &fault.Error{Class: class, Message: fmt.Sprintf("line %d: %v", n, err), Err: err}
}

func (im *importer) badf(format string, args ...any) error {
	return im.bad(fault.New(fault.Invalid, "", fmt.Sprintf(format, args...)))
}

func (im *importer) run(ctx context.Context) error {
	first, err := im.next()
	if err != nil {
		return err
	}
	if first.Export == nil {
		return im.badf("not an export: it does not begin with a header")
	}
	if err := im.begin(ctx, first.Export); err != nil {
		return err
	}
	for {
		l, err := im.next()
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return wrap("", "", err)
		}
		if l.End != nil {
			return im.end(ctx, l.End)
		}
		if err := im.take(ctx, l); err != nil {
			return err
		}
	}
}

// next reads a line.
func (im *importer) next() (*line, error) {
	data, err := im.in.read()
	if err != nil {
		return nil, err
	}
	l, err := parseLine(data)
	if err != nil {
		return nil, im.badf("%v", err)
	}
	return l, nil
}

// begin looks at the header and at the site, and makes the site one that is
// being imported.
func (im *importer) begin(ctx context.Context, h *header) error {
	if h.Format < 1 || h.Format > ExportFormat {
		return im.badf("the export has format %d; this version reads up to %d", h.Format, ExportFormat)
	}
	im.header, im.formats = h, make(map[string]int, len(h.Kinds))
	im.Site, im.Time, im.OneMoment = string(h.Site), h.Time, h.OneMoment
	for i, k := range h.Kinds {
		have := im.known[k.Kind]
		switch {
		case i > 0 && k.Kind <= h.Kinds[i-1].Kind:
			return im.badf("kind %q is not in order", k.Kind)
		case k.Kind == "" || k.Kind == importKind || k.Format < 0:
			return im.badf("kind %q cannot be in an export", k.Kind)
		case have == nil && k.Format > 0:
			return im.badf("nobody says how documents of kind %q are read", k.Kind)
		case have != nil && (have.Format() == 0) != (k.Format == 0):
			return im.badf("kind %q has format %d; here it has %d", k.Kind, k.Format, have.Format())
		case have != nil && k.Format > have.Format():
			return im.badf("kind %q has format %d of a newer version; this one reads up to %d", k.Kind, k.Format, have.Format())
		case have == nil:
			im.known[k.Kind] = Counter{Kind: k.Kind}
		}
		im.formats[k.Kind] = k.Format
	}
	if _, ok := driver.As[driver.Keeper](im.s.driver); !ok && len(h.Subscriptions) > 0 {
		return &fault.Error{Class: fault.State, Kind: "subscription", ID: string(h.Subscriptions[0]), Message: "the driver cannot take in subscriptions: it is no driver.Keeper"}
	}
	var err error
	if im.state, im.revision, err = im.s.importState(ctx); err != nil {
		return err
	}
	im.before = *im.state
	if im.revision == 0 {
		if err = im.s.empty(ctx, im.known); err != nil {
			return err
		}
		im.state.Lines, im.state.Sum = 1, im.in.checksum()
	}
	im.state.Run++
	im.state.From = max(im.state.From, 1)
	if err = im.same(); err != nil {
		return err
	}
	err = im.keep(ctx, &driver.Batch{})
	im.s.shared.open.Store(false)
	return err
}

// same returns an error when the lines up to where an earlier attempt has come
// are not those that it has read.
func (im *importer) same() error {
	if im.in.lines == im.before.Lines && im.in.checksum() != im.before.Sum {
		return &fault.Error{
			Class: fault.State, Kind: "site", ID: im.s.site,
			Message: fmt.Sprintf("the import of another export into it has not come to its end, the first %d lines differ: finish that, or import into another site", im.in.lines),
		}
	}
	return nil
}

// take takes in a record or an event.
func (im *importer) take(ctx context.Context, l *line) error {
	if err := im.inOrder(l); err != nil {
		return err
	}
	done := im.in.lines <= im.before.Lines
	if !done {
		if err := im.collect(ctx, l); err != nil {
			return err
		}
	}
	switch {
	case l.Event != nil:
		im.Events++
	case l.Count != nil:
		im.Counts++
	default:
		im.Documents++
	}
	if !done {
		return im.flushFull(ctx)
	}
	if l.Event != nil {
		for _, name := range l.subscriptions() {
			im.listening[name] = true
		}
		if im.in.lines > im.before.From {
			im.found = append(im.found, l)
		}
	}
	return im.same()
}

// inOrder returns an error unless l comes behind what has come before.
func (im *importer) inOrder(l *line) error {
	switch {
	case l.Export != nil:
		return im.badf("a second header")
	case l.Event != nil:
		if !im.header.OneMoment {
			return im.badf("an event in an export without the log")
		}
		for _, name := range l.subscriptions() {
			if !slices.Contains(im.header.Subscriptions, text(name)) {
				return im.badf("subscription %q is not in the header", name)
			}
		}
		im.logging = true
		return nil
	case im.logging:
		return im.badf("a record behind the events")
	}
	format, ok := im.formats[l.Kind]
	if !ok {
		return im.badf("kind %q is not in the header", l.Kind)
	}
	if (l.Count != nil) != (format == 0) {
		return im.badf("kind %q has either documents or counts", l.Kind)
	}
	id := string(*l.ID)
	switch order := cmp.Or(strings.Compare(l.Kind, im.last.Kind), strings.Compare(id, im.last.ID)); {
	case im.Documents+im.Counts > 0 && order == 0:
		return im.badf("%s %q comes twice", l.Kind, id)
	case order < 0:
		return im.badf("%s %q is not in order", l.Kind, id)
	case len(id) > driver.MaxKey:
		return im.badf("an id has %d bytes; it may have %d", len(id), driver.MaxKey)
	}
	im.last.Kind, im.last.ID = l.Kind, id
	return nil
}

// end compares what has come with what the end says, and finishes the import.
func (im *importer) end(ctx context.Context, e *end) error {
	sum := im.in.checksumBefore()
	switch {
	case e.Documents != im.Documents || e.Counts != im.Counts || e.Events != im.Events:
		return im.badf("the export says that it has %d documents, %d counts and %d events; it has %d, %d and %d",
			e.Documents, e.Counts, e.Events, im.Documents, im.Counts, im.Events)
	case e.Sum != sum:
		return im.badf("the checksum of the export is %s; it should be %s", sum, e.Sum)
	case im.in.lines <= im.before.Lines:
		return im.badf("the export ends before the line that an earlier attempt has come to")
	}
	if err := im.in.nothingMore(); err != nil {
		return err
	}
	if err := im.flushBefore(ctx); err != nil {
		return err
	}
	if err := im.release(ctx); err != nil {
		return err
	}
	b := &driver.Batch{ID: im.s.batchID(), Writes: []driver.Write{{Ref: im.s.ref(importKind, importID), Expect: im.revision, Delete: true}}}
	if _, err := im.s.driver.Commit(ctx, b); err != nil {
		return wrap(importKind, importID, err)
	}
	im.report()
	return nil
}

func (im *importer) report() {
	im.Bytes = im.in.bytes
	if im.c.Progress != nil {
		im.c.Progress(im.Progress)
	}
}

// empty returns a fault.Exists that says what is in the site, if anything is.
func (s *Store) empty(ctx context.Context, known map[string]AnyKind) error {
	var there []string
	var names []string
	if l, ok := driver.As[driver.Lister](s.driver); ok {
		var err error
		if names, err = l.Kinds(ctx, s.site); err != nil {
			return wrap("", "", err)
		}
	}
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		for _, err := range s.driver.Find(ctx, driver.Query{Site: s.site, Kind: name, Limit: 1}) {
			if err != nil {
				return wrap(name, "", err)
			}
			there = append(there, "records of kind "+name)
		}
	}
	if k, ok := driver.As[driver.Keeper](s.driver); ok {
		subs, err := k.Subscriptions(ctx, s.site)
		if err != nil {
			return wrap("subscription", "", err)
		}
		for _, sub := range subs {
			there = append(there, "subscription "+sub.Name)
		}
	}
	v, oneMoment, err := s.view(ctx)
	if err != nil {
		return wrap("", "", err)
	}
	entries, err := v.Log(ctx, s.site, "", 1)
	if err = errors.Join(err, v.Close()); err != nil {
		return wrap("event", "", err)
	}
	if oneMoment && len(entries) > 0 {
		there = append(there, "events")
	}
	if len(there) > 0 {
		return &fault.Error{Class: fault.Exists, Kind: "site", ID: s.site, Message: "only an empty site can be imported into; there are " + strings.Join(there, ", ")}
	}
	return nil
}
