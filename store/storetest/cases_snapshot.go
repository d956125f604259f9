// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func snapshotCases() []testCase {
	return []testCase{
		{"snapshot", "a view shows everything as it was at its moment, whatever is committed while it is read", withSnapshots(snapshot)},
		{"snapshot-log", "a view lists the log in order, page by page, and names who has still work with each event", withSnapshots(snapshotLog)},
		{"snapshot-one-moment", "everything in a view is of one moment, never half a batch", withSnapshots(snapshotOneMoment)},
		{"snapshot-empty", "a view of an empty store is empty, and closing views leaves the store in use", withSnapshots(snapshotEmpty)},
	}
}

// withSnapshots runs a case on stores that are a driver.Snapshotter.
func withSnapshots(fn func(k *kit, view func() driver.View)) func(k *kit) {
	return func(k *kit) {
		s, ok := driver.As[driver.Snapshotter](k.store)
		if !ok {
			return
		}
		fn(k, func() driver.View {
			k.Helper()
			v, err := s.Snapshot(k.Context())
			k.must("Snapshot()", err)
			return v
		})
	}
}

// finder is a store or a view of it.
type finder interface {
	Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error)
	Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error]
}

// found renders what a query yields.
func (k *kit) found(f finder, q driver.Query) string {
	k.Helper()
	var b strings.Builder
	for r, err := range f.Find(k.Context(), q) {
		k.must("Find()", err)
		fmt.Fprintf(&b, "%q %s; ", r.Key, brief(r))
	}
	return b.String()
}

// shown renders all that a view shows of the cases' sites.
func (k *kit) shown(v driver.View) string {
	k.Helper()
	var b strings.Builder
	sites, err := v.Sites(k.Context())
	k.must("Sites()", err)
	fmt.Fprintf(&b, "sites %v\n", sites)
	for _, s := range []string{site, elsesite} {
		var kinds []string
		kinds, err = v.Kinds(k.Context(), s)
		k.must("Kinds()", err)
		fmt.Fprintf(&b, "%s: kinds %v\n", s, kinds)
		for _, kind := range []string{things, numbers} {
			for _, index := range []string{"", by, code} {
				for _, reverse := range []bool{false, true} {
					q := driver.Query{Site: s, Kind: kind, Index: index, Reverse: reverse, Limit: driver.MaxPage}
					fmt.Fprintf(&b, "%s: %s by %q, reverse %v: %s\n", s, kind, index, reverse, k.found(v, q))
				}
			}
		}
		var subs []driver.Subscription
		subs, err = v.Subscriptions(k.Context(), s)
		k.must("Subscriptions()", err)
		fmt.Fprintf(&b, "%s: subscriptions %v\n%s: log %s\n", s, subs, s, k.logged(v, s, "", driver.MaxPage))
	}
	r, err := v.Get(k.Context(), thing("b"), number("n"), thing("a"), thing("x"))
	k.must("Get()", err)
	for i := range r {
		b.WriteString(brief(r[i]) + " ")
	}
	return b.String()
}

// logged renders a page of a view's log.
func (k *kit) logged(v driver.View, site, after string, limit int) string {
	k.Helper()
	entries, err := v.Log(k.Context(), site, after, limit)
	k.must("Log()", err)
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s%d %s %q %v", e.Key, e.Sequence, e.Type, content(e.Stored), e.Time)
		fmt.Fprintf(&b, " pending %q dead %q; ", e.Pending, e.Dead)
	}
	return b.String()
}

func snapshot(k *kit, view func() driver.View) {
	k.claim("s")
	k.claim("t")
	there := create("a", "there", key(by, "1"))
	there.Ref.Site = elsesite
	k.do(&driver.Batch{
		Writes: []driver.Write{create("a", "A", key(by, "1"), key(code, "c")), create("b", "B", key(by, "2")), there},
		Counts: []driver.Count{add("n", 1)},
	})
	k.happen("a", "a", "b")
	k.settle("s", k.claim("s")[0], driver.Dead)

	v := view()
	want(k, "Find() of a view", k.found(v, driver.Query{Site: site, Kind: things, Index: by, Limit: 10}), `"1" a@1=A; "2" b@1=B; `)
	q := driver.Query{Site: site, Kind: things, Limit: 10}
	n := 0
	for _, err := range v.Find(k.Context(), q) { // commits go on while a view is read
		k.must("Find()", err)
		k.do(&driver.Batch{Writes: []driver.Write{create(name("new", n), "new", key(by, "3"), key(code, name("new", n)))}, Counts: []driver.Count{add("n", 1)}})
		n++
	}
	before := k.shown(v)
	k.do(&driver.Batch{
		Writes: []driver.Write{change("a", 1, "AA", key(by, "9"), key(code, "cc")), erase("b", 1)},
		Counts: []driver.Count{add("n", 1), add("m", 1)},
	})
	k.happen("a", "c")
	k.drain("t")
	k.claim("u")
	there.Ref.Site, there.Expect = "third", 0
	k.do(writes(there))
	want(k, "a view after commits", k.shown(v), before)
	later := view()
	want(k, "Find() of a later view", k.found(later, driver.Query{Site: site, Kind: things, Index: by, Limit: 10}),
		`"3" new0000@1=new; "3" new0001@1=new; "9" a@2=AA; `)
	want(k, "an earlier view beside a later one", k.shown(v), before)
	k.must("View.Close()", v.Close())
	want(k, "Find() of a later view when an earlier one is closed", k.found(later, driver.Query{Site: site, Kind: things, Limit: 1}), `"a" a@2=AA; `)
	k.must("View.Close()", later.Close())
	for _, want := range []string{
		"sites [main other]\n", "main: kinds [number sequence thing]\n", "other: kinds [thing]\n", "main: subscriptions [{s 2 1} {t 3 0}]\n",
		`main: thing by "code", reverse false: "c" a@1=A; ` + "\n", `other: thing by "by", reverse true: "1" a@1=there; ` + "\n",
		`main: number by "", reverse false: "n" n@1=1; ` + "\n", "b@1=B n@1=1 a@1=A x@none ",
	} {
		if !strings.Contains(before, want) {
			k.Errorf("a view shows\n%s\nwant in it %q", before, want)
		}
	}
}

func snapshotLog(k *kit, view func() driver.View) {
	k.happen("early")
	for _, s := range []string{"t", "s", "u"} {
		k.claim(s)
	}
	k.happen("a", "a", "b")
	k.settle("s", k.claim("s")[0], driver.Dead)
	k.settle("t", k.claim("t")[0], driver.Dead)
	for _, e := range k.claim("u") {
		k.settle("u", e, driver.Done)
	}
	v := view()
	line := func(key string, sequence int, pending, dead string) string {
		return fmt.Sprintf("%s%d done %q %v pending [%s] dead [%s]; ", key, sequence, "done "+key+" "+strconv.Itoa(sequence), epoch, pending, dead)
	}
	lines := []string{
		line("early", 1, "", ""), line("a", 1, "", `"s" "t"`), line("a", 2, `"s" "t" "u"`, ""), line("b", 1, `"s" "t"`, ""),
	}
	want(k, "Log()", k.logged(v, site, "", driver.MaxPage), strings.Join(lines, ""))
	after := ""
	for i := range lines {
		want(k, fmt.Sprintf("Log() of 1, page %d", i), k.logged(v, site, after, 1), lines[i])
		entries, err := v.Log(k.Context(), site, after, 1)
		k.must("Log()", err)
		if len(entries) != 1 {
			break
		}
		after = entries[0].ID
	}
	want(k, "Log() behind the last event", k.logged(v, site, after, 1), "")
	want(k, "Log() of 0", k.logged(v, site, "", 0), lines[0])
	want(k, "Log() of another site", k.logged(v, elsesite, "", 1), "")
	for _, s := range []string{site, elsesite} {
		if _, err := v.Log(k.Context(), s, "unknown", 1); !errors.Is(err, fault.NotFound) {
			k.Errorf("Log() of site %s behind an unknown event = %v, want %v", s, err, fault.NotFound)
		}
	}
	k.must("View.Close()", v.Close())
}

func snapshotOneMoment(k *kit, view func() driver.View) {
	k.do(&driver.Batch{Writes: []driver.Write{create("a", "0", key(by, "a")), create("b", "0", key(by, "b"))}, Counts: []driver.Count{add("n", 0)}})
	k.claim("s")
	stop := k.twins(func(round int) *driver.Batch {
		doc := strconv.Itoa(round)
		return &driver.Batch{
			Writes: []driver.Write{change("a", int64(round), doc, key(by, "a")), change("b", int64(round), doc, key(by, "b"))},
			Counts: []driver.Count{add("n", 1)},
			Events: []driver.Event{{ID: name("e", round), Site: site, Key: "a", Sequence: int64(round), Type: "done", Time: epoch, Doc: text(doc)}},
		}
	})
	for range 10 {
		v := view()
		r, err := v.Get(k.Context(), number("n"))
		k.must("Get()", err)
		n := r[0].Count
		expected := fmt.Sprintf(`"a" a@%d=%d; "b" b@%d=%d; `, n+1, n, n+1, n)
		want(k, "Find()", k.found(v, driver.Query{Site: site, Kind: things, Index: by, Limit: 10}), expected)
		subs, err := v.Subscriptions(k.Context(), site)
		k.must("Subscriptions()", err)
		want(k, "Subscriptions()", fmt.Sprint(subs), fmt.Sprintf("[{s %d 0}]", n))
		var last []driver.LogEntry
		if n > 0 {
			last, err = v.Log(k.Context(), site, name("e", int(n)), 10)
			k.must("Log() behind the last event", err)
		}
		want(k, "the number of events of later commits", len(last), 0)
		r, err = v.Get(k.Context(), number("n"))
		k.must("Get()", err)
		want(k, "Get() again", r[0].Count, n)
		k.must("View.Close()", v.Close())
	}
	stop()
}

func snapshotEmpty(k *kit, view func() driver.View) {
	v := view()
	sites, err := v.Sites(k.Context())
	k.must("Sites()", err)
	want(k, "the number of sites", len(sites), 0)
	k.do(writes(create("a", "A")))
	want(k, "Find()", k.found(v, driver.Query{Site: site, Kind: things, Limit: 10}), "")
	want(k, "Log()", k.logged(v, site, "", 10), "")
	for range 2 {
		k.must("View.Close()", v.Close())
	}
	k.do(writes(change("a", 1, "AA")))
	want(k, "Get()", k.show(thing("a")), "a@2=AA")
}
