// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// oddStrings are all different, and in the order of their bytes.
var oddStrings = func() []string {
	list := []string{
		"", "\x00", "\x00\x00", "\x00\x01", "\x00\xff", "a", "a\x00", "a\x00b", "a ", "a%", "a_", "aa", "A", "'", "''", `"`, `\`,
		"ß", "ss", "ä", "a\u0308", "İ", "i", "I", "ı", "Å", "\u212b", "ﬀ", "ff", "🛒", "\ufeff", "\ufffd", "\u2028", "10", "9", "-1",
		"\x80", "\xc3\x28", "\xed\xa0\x80", "\xff", "\xff\xff", "\xfe", "null", "NULL", "true", "\t", "\n", "\r\n", " ", "  ", "\\x00",
		strings.Repeat("x", driver.MaxKey), strings.Repeat("\xff", 64),
	}
	slices.Sort(list)
	return list
}()

// name returns a name that sorts like its number.
func name(prefix string, n int) string { return fmt.Sprintf("%s%04d", prefix, n) }

// scribble overwrites bytes.
func scribble(b []byte) {
	for i := range b {
		b[i] = '!'
	}
}

// keysOf returns the keys by which records were found.
func keysOf(records []driver.Record) string {
	var list []string
	for _, r := range records {
		list = append(list, string(r.Key))
	}
	return strings.Join(list, " ")
}

func nameCases() []testCase {
	return []testCase{
		{"odd-ids", "identifiers are any bytes up to MaxKey, told apart byte by byte: no case, space or accent is the same as another", oddIDs},
		{"odd-keys", "index keys are any bytes up to MaxKey, sorted byte by byte", oddKeys},
		{"odd-unique-keys", "unique keys are told apart byte by byte", oddUniqueKeys},
		{"odd-event-keys", "ordering keys, subscriptions and event ids are any bytes, told apart byte by byte", oddEventKeys},
		{"sites-apart", "what one site holds can't be seen or touched from another: records, counts, unique keys, events, subscriptions", sitesApart},
		{"kinds-apart", "what one kind holds is not in another: records, index entries, unique keys", kindsApart},
	}
}

func oddIDs(k *kit) {
	for i, id := range oddStrings {
		k.do(&driver.Batch{
			Writes: []driver.Write{create(id, name("doc", i), key(by, "same"))},
			Counts: []driver.Count{add(id, int64(i)+1)},
		})
	}
	for i, id := range oddStrings {
		r := k.get(thing(id), number(id))
		if content(r[0].Doc) != name("doc", i) || r[0].Ref.ID != id || r[1].Count != int64(i)+1 {
			k.Errorf("Get(%q) = %s and %d, want %s and %d", id, content(r[0].Doc), r[1].Count, name("doc", i), i+1)
		}
	}
	for _, index := range []string{by, ""} {
		found := k.find(driver.Query{Index: index})
		if len(found) != len(oddStrings) {
			k.Fatalf("Find(%q) gave %d records, want %d", index, len(found), len(oddStrings))
		}
		for i, r := range found {
			if r.Ref.ID != oddStrings[i] {
				k.Errorf("Find(%q)[%d] has the id %q, want %q", index, i, r.Ref.ID, oddStrings[i])
			}
		}
	}
}

func oddKeys(k *kit) {
	for i, s := range oddStrings {
		k.do(writes(create(name("id", len(oddStrings)-i), s, key(by, s))))
	}
	found := k.find(driver.Query{Index: by})
	if len(found) != len(oddStrings) {
		k.Fatalf("Find() gave %d records, want %d", len(found), len(oddStrings))
	}
	for i, r := range found {
		if string(r.Key) != oddStrings[i] || content(r.Doc) != oddStrings[i] {
			k.Errorf("Find()[%d] has the key %q, want %q", i, r.Key, oddStrings[i])
		}
	}
	for i, from := range oddStrings {
		found := k.find(driver.Query{Index: by, From: []byte(from)})
		if len(found) != len(oddStrings)-i {
			k.Errorf("Find() from %q gave %d records, want %d", from, len(found), len(oddStrings)-i)
		}
		found = k.find(driver.Query{Index: by, To: []byte(from), Reverse: true})
		if len(found) != i {
			k.Errorf("Find() to %q gave %d records, want %d", from, len(found), i)
		}
	}
}

func oddUniqueKeys(k *kit) {
	for i, s := range oddStrings {
		k.do(writes(create(name("id", i), s, key(code, s))))
	}
	for i, s := range oddStrings {
		k.refused("of a taken key", writes(create("another", s, key(code, s))), fault.Exists)
		found := k.find(driver.Query{Index: code, From: []byte(s), Limit: 1})
		if len(found) != 1 || found[0].Ref.ID != name("id", i) {
			k.Errorf("Find(%q) = %v, want one record, %s", s, found, name("id", i))
		}
	}
}

func oddEventKeys(k *kit) {
	for _, s := range oddStrings {
		if len(s) > 100 {
			continue
		}
		k.claim("s" + s)
		b := &driver.Batch{Events: []driver.Event{k.event(s, 1, "done")}}
		b.Events[0].ID = "id" + s
		k.do(b)
		events := k.claim("s" + s)
		if len(events) != 1 || events[0].Key != s || events[0].ID != "id"+s {
			k.Fatalf("Claim() of an event with the key %q = %+v", s, events)
		}
		k.settle("s"+s, events[0], driver.Done)
	}
}

func sitesApart(k *kit) {
	there := func(id string) driver.Ref { return driver.Ref{Site: elsesite, Kind: things, ID: id} }
	k.claim("s")
	w := create("a", "here", key(by, "1"), key(code, "c"))
	e := k.event("a", 1, "done")
	k.do(&driver.Batch{Writes: []driver.Write{w}, Counts: []driver.Count{add("n", 1)}, Events: []driver.Event{e}})

	w.Ref, w.Doc = there("a"), text("there")
	e = k.event("a", 1, "done")
	e.Site = elsesite
	if err := k.try(&driver.Batch{Writes: []driver.Write{w}, Counts: []driver.Count{
		{Ref: driver.Ref{Site: elsesite, Kind: numbers, ID: "n"}, Delta: 10},
	}, Events: []driver.Event{e}}); err != nil {
		k.Fatalf("Commit() of the same id and unique key in another site = %v", err)
	}
	want(k, "Get()", k.show(thing("a"), there("a"), number("n"), driver.Ref{Site: elsesite, Kind: numbers, ID: "n"}),
		"a@1=here a@1=there n@1=1 n@1=10")
	for _, index := range []string{by, code, ""} {
		for s, doc := range map[string]string{site: "here", elsesite: "there", "third": ""} {
			got := ""
			for _, r := range k.find(driver.Query{Site: s, Index: index}) {
				got += content(r.Doc)
			}
			want(k, "Find() in "+s, got, doc)
		}
	}
	want(k, "the number of events claimed", len(k.claim("s")), 1)
	k.do(writes(erase("a", 1)))
	want(k, "Get()", k.show(thing("a"), there("a")), "a@none a@1=there")
}

func kindsApart(k *kit) {
	other := func(id string) driver.Ref { return driver.Ref{Site: site, Kind: "other", ID: id} }
	w := create("a", "thing", key(by, "1"), key(code, "c"))
	k.do(writes(w))
	w.Ref, w.Doc = other("a"), text("other")
	if err := k.try(writes(w)); err != nil {
		k.Fatalf("Commit() of the same id and unique key in another kind = %v", err)
	}
	want(k, "Get()", k.show(thing("a"), other("a")), "a@1=thing a@1=other")
	for _, index := range []string{by, code, ""} {
		for kind, doc := range map[string]string{things: "thing", "other": "other", "third": ""} {
			got := ""
			for _, r := range k.find(driver.Query{Kind: kind, Index: index}) {
				got += content(r.Doc)
			}
			want(k, "Find() in "+kind, got, doc)
		}
	}
}
