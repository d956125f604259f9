// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// refuses fails the test unless nothing can be done on a site.
func refuses(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"Get":       func() error { _, err := notes.Get(ctx, s, "n1"); return err },
		"GetAll":    func() error { _, err := notes.GetAll(ctx, s, "n1"); return err },
		"ByUnique":  func() error { _, err := notes.ByUnique(ctx, s, "slug", "slug1"); return err },
		"Counter":   func() error { _, _, err := stock.Get(ctx, s, "1"); return err },
		"Update":    func() error { return s.Update(ctx, func(context.Context, *store.Tx) error { return nil }) },
		"of a view": func() error { _, err := notes.Get(ctx, s.With(s.Driver()), "n1"); return err },
		"Export":    func() error { _, err := s.Export(ctx, io.Discard, kinds()); return err },
		"Find": func() error {
			for _, err := range notes.Find(ctx, s, store.Range{}) {
				return err
			}
			return nil
		},
	} {
		if err := call(); !errors.Is(err, fault.State) || !strings.Contains(err.Error(), "import") {
			t.Errorf("%s on a site that is half imported = %v, want State", name, err)
		}
	}
}

// sealed gives an export that was changed the end that fits it.
func sealed(export string) string {
	body := export[:strings.LastIndex(export, `{"end"`)]
	sum := sha256.Sum256([]byte(body))
	documents, counts, events := strings.Count(body, `"doc":{"format"`), strings.Count(body, `"count":`), strings.Count(body, `{"event":`)
	return body + fmt.Sprintf(`{"end":{"documents":%d,"counts":%d,"events":%d,"sha256":"%s"}}`, documents, counts, events, hex.EncodeToString(sum[:])) + "\n"
}

// Whatever is wrong with an export is told with the line, and what was
// imported of it is no site that could be taken for one.
func TestImportOfBadExports(t *testing.T) {
	t.Parallel()
	s, _ := site(t, 2)
	good := exported(t, s)
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the export has no %s:\n%s", old, good)
		}
		return strings.Replace(good, old, with, 1)
	}
	lines := strings.SplitAfter(good, "\n")
	swap := func(i, j int) string {
		l := append([]string(nil), lines...)
		l[i], l[j] = l[j], l[i]
		return strings.Join(l, "")
	}
	at := func(text string) int { // the line, from 1
		for i, l := range lines {
			if strings.Contains(l, text) {
				return i + 1
			}
		}
		t.Fatalf("no line has %s", text)
		return 0
	}
	n0, n1, event, last := at(`"id":"n0"`), at(`"id":"n1"`), at(`{"event":`), at(`{"end"`)
	for name, c := range map[string]struct {
		export string
		line   int
		text   string
		fresh  bool // nothing was begun
	}{
		"nothing":                  {"", 1, "truncated", true},
		"no export":                {"hello\n", 1, "invalid character", true},
		"an array":                 {"[]\n", 1, "cannot unmarshal", true},
		"no header":                {lines[1], 1, "header", true},
		"newer format":             {replace(`"format":1`, `"format":2`), 1, "format 2; this version reads up to 1", true},
		"format 0":                 {replace(`"format":1`, `"format":0`), 1, "format 0", true},
		"newer kind":               {replace(`{"kind":"note","format":1}`, `{"kind":"note","format":7}`), 1, `"note" has format 7 of a newer version; this one reads up to 1`, true},
		"unknown kind":             {replace(`{"kind":"note","format":1}`, `{"kind":"nota","format":1}`), 1, `"nota"`, true},
		"counts of a kind of docs": {replace(`{"kind":"note","format":1}`, `{"kind":"note","format":0}`), 1, `"note"`, true},
		"kinds in disorder":        {replace(`{"kind":"event-sequence","format":0},{"kind":"note","format":1}`, `{"kind":"note","format":1},{"kind":"event-sequence","format":0}`), 1, "order", true},
		"reserved kind":            {replace(`{"kind":"event-sequence","format":0}`, `{"kind":"import","format":0}`), 1, `"import"`, true},
		"unknown member":           {replace(`{"kind":"note","id":"n0",`, `{"kind":"note","id":"n0","more":1,`), n0, "more", false},
		"no JSON":                  {replace(`{"kind":"note","id":"n0",`, `{"kind":"note","id":`+"\x01"), n0, "invalid character", false},
		"not UTF-8":                {replace(`"id":"n0"`, `"id":"n`+"\xff"+`0"`), n0, "UTF-8", false},
		"two values":               {replace(lines[n0-1], strings.TrimSuffix(lines[n0-1], "\n")+"{}\n"), n0, "more than one", false},
		"an empty line":            {replace(lines[n0-1], "\n"+lines[n0-1]), n0, "too early", false},
		"a header twice":           {replace(lines[n0-1], lines[0]+lines[n0-1]), n0, "second header", false},
		"doc and count":            {replace(`{"kind":"note","id":"n0",`, `{"kind":"note","id":"n0","count":1,`), n0, "either doc or count", false},
		"record and event":         {replace(`{"kind":"note","id":"n0",`, `{"kind":"note","id":"n0","event":"x",`), n0, "neither", false},
		"a doc alone":              {replace(lines[n0-1], `{"doc":{}}`+"\n"), n0, "neither", false},
		"a count for a doc":        {replace(lines[n0-1], `{"kind":"note","id":"n0","count":1}`+"\n"), n0, "either documents or counts", false},
		"kind not in the header":   {replace(`{"kind":"note","id":"n0"`, `{"kind":"oote","id":"n0"`), n0, "oote", false},
		"newer document":           {replace(`"id":"n0","doc":{"format":1`, `"id":"n0","doc":{"format":9`), n0, "note n0: stored in format 9 by a newer version; this one reads up to 1", false},
		"document without format":  {replace(`"id":"n0","doc":{"format":1,`, `"id":"n0","doc":{`), n0, "no format", false},
		"document of another":      {replace(`"entity":{"id":"n0"`, `"entity":{"id":"n9"`), n0, "n9", false},
		"wrong document":           {replace(`"entity":{"id":"n0"`, `"entity":{"id":7`), n0, "cannot unmarshal", false},
		"unique key twice":         {replace(`"slug":"slug1"`, `"slug":"slug0"`), n1, "slug", false},
		"long key":                 {replace(`"slug":"slug1"`, `"slug":"`+strings.Repeat("x", 1100)+`"`), n1, "slug", false},
		"long id":                  {replace(`"id":"n1"`, `"id":"n1`+strings.Repeat("x", 1100)+`"`), n1, "bytes", false},
		"record twice":             {replace(lines[n0-1], lines[n0-1]+lines[n0-1]), n0 + 1, "twice", false},
		"records in disorder":      {swap(n0-1, n1-1), n0 + 1, "order", false},
		"a record behind events":   {swap(n1-1, event), n1 + 1, "behind", false},
		"event without time":       {regexp.MustCompile(`,"time":"[^"]*","doc":\{"\\u003cb`).ReplaceAllString(good, `,"doc":{"\u003cb`), event, "time", false},
		"unknown subscription":     {replace(`"pending":["all"`, `"pending":["none","all"`), at(`"pending":["all"`), "none", false},
		"event beyond its count":   {replace(`"sequence":1,`, `"sequence":7,`), event, "number 7 of its key, of which there are 5", false},
		"base64 of a text":         {replace(`"id":"n0"`, `"id":{"base64":"bjA="}`), n0, "base64", false},
		"wrong checksum":           {replace(`"count":-3`, `"count":-4`), last, "checksum", false},
		"wrong counts":             {replace(`{"end":{"documents":8`, `{"end":{"documents":9`), last, "9 documents", false},
		"more behind the end":      {good + "{}\n", last + 1, "more", false},
		"truncated":                {good[:len(good)/2], strings.Count(good[:len(good)/2], "\n") + 1, "truncated", false},
		"without its end":          {good[:len(good)-1], last, "truncated", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			export := c.export
			if !strings.Contains(name, "checksum") && strings.Contains(export, `{"end"`) && name != "wrong counts" && name != "more behind the end" && name != "without its end" {
				export = sealed(export)
			}
			to := openOn(t, memstore.New(memstore.Config{}), config())
			err := imported(to, export)
			want := fmt.Sprintf("line %d: ", c.line)
			if !errors.Is(err, fault.Invalid) && !errors.Is(err, fault.Exists) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("Import() = %v, want Invalid with %q and %q", err, want, c.text)
			}
			if !c.fresh {
				refuses(t, to)
				if err := imported(to, sealed(strings.Replace(good, `"site":"main"`, `"site":"mine"`, 1))); !errors.Is(err, fault.State) || !strings.Contains(err.Error(), "another export") {
					t.Errorf("Import() of another export = %v, want State", err)
				}
			}
			if name == "wrong checksum" { // some of what is wrong is there already
				if err := imported(to, good); !errors.Is(err, fault.State) {
					t.Errorf("Import() of the good export = %v, want State", err)
				}
				return
			}
			// The same export, mended, finishes the import.
			if err := imported(to, good); err != nil {
				t.Fatalf("Import() of the good export = %v", err)
			}
			if exported(t, to) != good {
				t.Error("the site is not the one that was exported")
			}
		})
	}
}

// A line without end is given up, not read into memory.
func TestImportOfEndlessLine(t *testing.T) {
	t.Parallel()
	s, _ := site(t, 1)
	first := strings.SplitAfterN(exported(t, s), "\n", 2)[0]
	endless := &endless{}
	_, err := open(t).Import(t.Context(), io.MultiReader(strings.NewReader(first), endless), kinds())
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "line 2: ") {
		t.Errorf("Import() = %v, want Invalid in line 2", err)
	}
	if endless.read > 2*store.MaxLine {
		t.Errorf("Import() has read %d bytes of the line", endless.read)
	}
	huge := open(t)
	put(t, huge, &note{ID: "a", Tags: []string{"x"}, Slug: "y"}, &note{ID: strings.Repeat("b", 9)})
	big := store.Define("big", 1, store.Codec(
		func(*note) ([]byte, error) { return []byte(`"` + strings.Repeat("x", store.MaxLine) + `"`), nil },
		func(int, []byte) (*note, error) { return nil, nil }))
	update(t, huge, func(_ context.Context, tx *store.Tx) error { big.Put(tx, &note{ID: "big"}); return nil })
	if _, err := huge.Export(t.Context(), io.Discard, store.TransferConfig{Kinds: []store.AnyKind{notes, big}}); !errors.Is(err, fault.Limit) || !strings.Contains(err.Error(), "big big") {
		t.Errorf("Export() of a document without bounds = %v, want Limit", err)
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

// A reader that fails is not the export's fault.
func TestImportFromBrokenDisk(t *testing.T) {
	t.Parallel()
	s, _ := site(t, 200)
	good := exported(t, s)
	to := open(t)
	if got := find(t, to, store.Range{}); got != "" { // the site is in use before
		t.Fatal(got)
	}
	broken := io.MultiReader(strings.NewReader(good[:len(good)/2]), iotest{})
	if _, err := to.Import(t.Context(), broken, kinds()); !errors.Is(err, errFull) || !errors.Is(err, fault.Unavailable) {
		t.Errorf("Import() = %v, want Unavailable", err)
	}
	refuses(t, to)
	if err := imported(to, good); err != nil || exported(t, to) != good {
		t.Errorf("Import() of the whole = %v", err)
	}
}

type iotest struct{}

func (iotest) Read([]byte) (int, error) { return 0, errFull }

// crashing is a memory store that breaks at the nth change, before or after it.
type crashing struct {
	*memstore.Store
	left  int
	after bool
}

var errCrash = fmt.Errorf("crash: %w", fault.Unavailable)

func (c *crashing) do(change func() error) error {
	c.left--
	if c.left == 0 && !c.after {
		return errCrash
	}
	err := change()
	if c.left == 0 && err == nil {
		return errCrash
	}
	return err
}

func (c *crashing) Commit(ctx context.Context, b *driver.Batch) (r driver.Receipt, err error) {
	err = c.do(func() error { r, err = c.Store.Commit(ctx, b); return err })
	return r, err
}

func (c *crashing) Claim(ctx context.Context, k driver.Claim) (evs []driver.Event, err error) {
	err = c.do(func() error { evs, err = c.Store.Claim(ctx, k); return err })
	return evs, err
}

func (c *crashing) Settle(ctx context.Context, x ...driver.Settlement) error {
	return c.do(func() error { return c.Store.Settle(ctx, x...) })
}

func (c *crashing) Requeue(ctx context.Context, site, name string, ids ...string) error {
	return c.do(func() error { return c.Store.Requeue(ctx, site, name, ids...) })
}

// An import that breaks off anywhere, and again, comes to its end when it is
// done again; until then nothing else can be done.
func TestImportAfterCrashes(t *testing.T) {
	t.Parallel()
	s, from := site(t, 30)
	good := exported(t, s)
	want := state(t, from)
	crashes := 0
	for _, after := range []bool{false, true} {
		for n := 1; ; n += 3 {
			d := memstore.New(memstore.Config{})
			to := openOn(t, d, config())
			step := &crashing{Store: d, left: n, after: after}
			err := imported(openOn(t, step, config()), good)
			if step.left > 0 {
				if err != nil {
					t.Fatalf("Import() without a crash = %v", err)
				}
				break
			}
			crashes++
			if !errors.Is(err, errCrash) {
				t.Fatalf("Import() with a crash at change %d = %v", n, err)
			}
			second := &crashing{Store: d, left: n/2 + 1, after: !after}
			_ = imported(openOn(t, second, config()), good)
			if _, getErr := notes.Get(t.Context(), to, "n1"); err != nil && getErr != nil && !errors.Is(getErr, fault.State) && !errors.Is(getErr, fault.NotFound) {
				t.Fatalf("Get() after a crash = %v, want State", getErr)
			}
			finish(t, to, good)
			if got := exported(t, to); got != good {
				t.Fatalf("crash at change %d, after %v: the site is not the one that was exported:\n%s\nwant\n%s", n, after, got, good)
			}
			if got := state(t, d); got != want {
				t.Fatalf("crash at change %d, after %v: subscriptions\n%swant\n%s", n, after, got, want)
			}
		}
	}
	if crashes < 30 {
		t.Errorf("only %d crashes were tried", crashes)
	}
}

// finish imports again, unless the last attempt has finished it though its
// answer was lost.
func finish(t *testing.T, s *store.Store, export string) {
	t.Helper()
	if err := imported(s, export); err != nil && !errors.Is(err, fault.Exists) {
		t.Fatalf("Import() again = %v", err)
	}
}

// Two imports at the same time do not mix.
func TestImportTwiceAtOnce(t *testing.T) {
	t.Parallel()
	s, _ := site(t, 300)
	good := exported(t, s)
	d := memstore.New(memstore.Config{})
	other := openOn(t, d, config())
	to := openOn(t, d, config())
	cfg := kinds()
	var once error
	began := false
	cfg.Progress = func(store.Progress) {
		if !began {
			began = true
			once = imported(other, good)
		}
	}
	_, err := to.Import(t.Context(), strings.NewReader(good), cfg)
	if once != nil || !errors.Is(err, fault.Conflict) {
		t.Errorf("Import() = %v beside one that finished with %v, want Conflict and nil", err, once)
	}
	if exported(t, other) != good {
		t.Error("the site is not the one that was exported")
	}
}

// Whatever is imported, the outcome is a site that is as it was exported, or
// one error of a class, never a panic.
func FuzzImport(f *testing.F) {
	s, _ := site(f, 2)
	good := exported(f, s)
	f.Add(good)
	for _, n := range []int{1, 100, 500, len(good) - 2} {
		f.Add(good[:n])
	}
	f.Add(strings.ReplaceAll(good, "n0", "\\u0000"))
	f.Add(strings.ReplaceAll(good, "1", "-1"))
	f.Add(sealed(strings.ReplaceAll(good, `"all"`, `""`)))
	f.Fuzz(func(t *testing.T, export string) {
		to, err := store.New(memstore.New(memstore.Config{}), config())
		if err != nil {
			t.Fatal(err)
		}
		// With an end that fits, more of it is looked at.
		for _, e := range []string{export, sealedIf(export)} {
			if err = imported(to, e); err == nil {
				break
			}
			if c := fault.ClassOf(err); c != fault.Invalid && c != fault.Exists && c != fault.State {
				t.Fatalf("Import() = %v, of class %v", err, c)
			}
		}
		if err != nil {
			return
		}
		var again bytes.Buffer
		if _, err := to.Export(t.Context(), &again, kinds()); err != nil {
			t.Fatalf("Export() of what was imported = %v", err)
		}
		second, err := store.New(memstore.New(memstore.Config{}), config())
		if err != nil {
			t.Fatal(err)
		}
		if err := imported(second, again.String()); err != nil {
			t.Fatalf("Import() of what was exported = %v\n%s", err, again.String())
		}
	})
}

func sealedIf(export string) string {
	if !strings.Contains(export, `{"end"`) {
		return export
	}
	return sealed(export)
}
