// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/store/driver"
)

func findCases() []testCase {
	return []testCase{
		{"find-order", "Find yields records in the order of their keys, whatever order they were written in", findOrder},
		{"find-same-key", "records with the same key are yielded in the order of their ids", findSameKey},
		{"find-from", "From is the first key of the range", findFrom},
		{"find-to", "To is the first key beyond the range", findTo},
		{"find-reverse", "Reverse yields the same range from its end", findReverse},
		{"find-limit", "at most Limit records are yielded, the first in the direction of reading", findLimit},
		{"find-many-keys", "a record with several keys is yielded once for each in the range, with that key", findManyKeys},
		{"find-all", "the index \"\" has every record of a kind by its id, documents and counts", findAll},
		{"find-index-apart", "an index has its own entries only", findIndexApart},
		{"find-prefix-keys", "a key that is the beginning of another comes before it, whatever follows", findPrefixKeys},
		{"find-many", "ranges are right in an index of thousands", findMany},
		{"find-stop", "a caller may stop reading, and call the store while reading", findStop},
	}
}

// letters stores things a to f, whose keys are their ids, in no order.
func letters(k *kit) {
	k.Helper()
	for _, id := range []string{"d", "a", "f", "c", "b", "e"} {
		k.do(writes(create(id, "doc "+id, key(by, id))))
	}
}

func between(from, to string) driver.Query {
	q := driver.Query{Index: by}
	if from != "" {
		q.From = []byte(from)
	}
	if to != "" {
		q.To = []byte(to)
	}
	return q
}

func backwards(q driver.Query) driver.Query { q.Reverse = true; return q }

func after(q driver.Query, key, id string) driver.Query {
	q.After = &driver.Position{Key: []byte(key), ID: id}
	return q
}

func limited(q driver.Query, n int) driver.Query { q.Limit = n; return q }

func findOrder(k *kit) {
	letters(k)
	want(k, "Find()", k.ids(driver.Query{Index: by}), "a b c d e f")
	for _, r := range k.find(driver.Query{Index: by}) {
		want(k, "Find()", brief(r), r.Ref.ID+"@1=doc "+r.Ref.ID)
		want(k, "Find().Key", string(r.Key), r.Ref.ID)
		want(k, "Find().Ref", r.Ref, thing(r.Ref.ID))
	}
}

func findSameKey(k *kit) {
	for _, id := range []string{"d", "a", "c", "b"} {
		k.do(writes(create(id, id, key(by, "same")), create(id+id, id, key(by, "other"))))
	}
	want(k, "Find()", k.ids(driver.Query{Index: by}), "aa bb cc dd a b c d")
	want(k, "Find() in reverse", k.ids(backwards(driver.Query{Index: by})), "d c b a dd cc bb aa")
}

func findFrom(k *kit) {
	letters(k)
	want(k, "Find() from c", k.ids(between("c", "")), "c d e f")
	want(k, "Find() from between b and c", k.ids(between("bb", "")), "c d e f")
	want(k, "Find() from before all", k.ids(between("\x00", "")), "a b c d e f")
	want(k, "Find() from behind all", k.ids(between("g", "")), "")
	want(k, "Find() from c in reverse", k.ids(backwards(between("c", ""))), "f e d c")
}

func findTo(k *kit) {
	letters(k)
	want(k, "Find() to c", k.ids(between("", "c")), "a b")
	want(k, "Find() to behind c", k.ids(between("", "c\x00")), "a b c")
	want(k, "Find() to behind all", k.ids(between("", "zz")), "a b c d e f")
	want(k, "Find() to before all", k.ids(between("", "a")), "")
	want(k, "Find() from b to e", k.ids(between("b", "e")), "b c d")
	want(k, "Find() from b to b", k.ids(between("b", "b")), "")
	want(k, "Find() from e to b", k.ids(between("e", "b")), "")
	q := between("", "")
	q.From, q.To = []byte{}, []byte{}
	want(k, "Find() to the empty key", k.ids(q), "")
}

func findReverse(k *kit) {
	letters(k)
	want(k, "Find() in reverse", k.ids(backwards(between("", ""))), "f e d c b a")
	want(k, "Find() to c in reverse", k.ids(backwards(between("", "c"))), "b a")
	want(k, "Find() from b to e in reverse", k.ids(backwards(between("b", "e"))), "d c b")
	want(k, "Find() from e to b in reverse", k.ids(backwards(between("e", "b"))), "")
}

func findLimit(k *kit) {
	letters(k)
	want(k, "Find() of 1", k.ids(limited(between("", ""), 1)), "a")
	want(k, "Find() of 3", k.ids(limited(between("b", ""), 3)), "b c d")
	want(k, "Find() of 3 in reverse", k.ids(limited(backwards(between("", "e")), 3)), "d c b")
	want(k, "Find() of 6", k.ids(limited(between("", ""), 6)), "a b c d e f")
	want(k, "Find() of more than there are", k.ids(limited(between("", ""), 7)), "a b c d e f")
}

func findManyKeys(k *kit) {
	k.do(writes(create("x", "X", key(by, "1"), key(by, "3"), key(by, "5")), create("y", "Y", key(by, "2"), key(by, "3"))))
	found := k.find(driver.Query{Index: by})
	var list []string
	for _, r := range found {
		list = append(list, string(r.Key)+r.Ref.ID)
	}
	want(k, "Find()", strings.Join(list, " "), "1x 2y 3x 3y 5x")
	want(k, "Find() from 2 to 5", k.ids(between("2", "5")), "y x y")
	k.do(writes(change("x", 1, "X", key(by, "4"))))
	want(k, "Find() after a change", k.ids(driver.Query{Index: by}), "y y x")
}

func findAll(k *kit) {
	k.do(&driver.Batch{
		Writes: []driver.Write{create("b", "B"), create("a", "A", key(by, "9"))},
		Counts: []driver.Count{add("m", 2), add("n", 1)},
	})
	all := driver.Query{Index: ""}
	want(k, "Find()", k.ids(all), "a b")
	k.do(writes(create("c", "C"), erase("a", 1)))
	want(k, "Find()", k.ids(all), "b c")
	want(k, "Find() in reverse", k.ids(backwards(all)), "c b")
	want(k, "Find() after b", k.ids(after(all, "b", "b")), "c")
	k.do(&driver.Batch{Counts: []driver.Count{add("l", 3)}})
	var list []string
	for _, r := range k.find(driver.Query{Kind: numbers}) {
		list = append(list, brief(r)+string(r.Key))
	}
	want(k, "Find() of counts", strings.Join(list, " "), "l@1=3l m@1=2m n@1=1n")
}

func findIndexApart(k *kit) {
	k.do(writes(create("a", "A", key(by, "1"), key(tag, "2"), key(code, "3"), key("by2", "4"), key("BY", "5"))))
	for index, expected := range map[string]string{by: "1", tag: "2", code: "3", "by2": "4", "BY": "5", "b": "", mark: ""} {
		want(k, "Find("+index+")", keysOf(k.find(driver.Query{Index: index})), expected)
	}
}

func findPrefixKeys(k *kit) {
	keys := []string{"", "\x00", "\x00\x00", "a", "a\x00", "a\x00\x00", "a\x01", "aa", "a\xff", "b", "\xff", "\xff\x00", "\xff\xff"}
	for i, s := range keys {
		k.do(writes(create(name("z", len(keys)-i), s, key(by, s))))
	}
	for i, from := range keys {
		for j, to := range keys {
			q := driver.Query{Index: by, From: []byte(from), To: []byte(to)}
			expected := max(j-i, 0)
			if got := len(k.find(q)); got != expected {
				k.Errorf("Find() from %q to %q gave %d records, want %d", from, to, got, expected)
			}
			q.Reverse = true
			if got := len(k.find(q)); got != expected {
				k.Errorf("Find() from %q to %q in reverse gave %d records, want %d", from, to, got, expected)
			}
		}
	}
}

func findMany(k *kit) {
	const n = 3000
	rnd := rand.New(rand.NewPCG(1, 2))
	for chunk := range slices.Chunk(rnd.Perm(n), 500) {
		b := new(driver.Batch)
		for _, i := range chunk {
			b.Writes = append(b.Writes, create(name("id", i), "x", key(by, name("k", i/3))))
		}
		k.do(b)
	}
	b := new(driver.Batch)
	for i := 0; i < n; i += 5 {
		b.Writes = append(b.Writes, erase(name("id", i), 1))
	}
	k.do(b)
	for range 40 {
		from, to := rnd.IntN(n/3), rnd.IntN(n/3)
		q := driver.Query{Index: by, From: []byte(name("k", from)), To: []byte(name("k", to)), Reverse: rnd.IntN(2) == 0}
		var expected []string
		for i := from * 3; i < to*3; i++ {
			if i%5 != 0 {
				expected = append(expected, name("id", i))
			}
		}
		if q.Reverse {
			slices.Reverse(expected)
		}
		if len(expected) > driver.MaxPage {
			expected = expected[:driver.MaxPage]
		}
		if got := k.ids(q); got != strings.Join(expected, " ") {
			k.Errorf("Find() from %q to %q, reverse %v = %s, want %s", q.From, q.To, q.Reverse, got, strings.Join(expected, " "))
		}
	}
}

func findStop(k *kit) {
	letters(k)
	q := driver.Query{Site: site, Kind: things, Index: by, Limit: driver.MaxPage}
	seen := ""
	for r, err := range k.store.Find(k.Context(), q) {
		k.must("Find()", err)
		seen += r.Ref.ID
		k.do(writes(erase(r.Ref.ID, 1), create("new "+r.Ref.ID, "x", key(by, r.Ref.ID+"+"))))
		want(k, "Get() while reading", k.show(thing(r.Ref.ID)), r.Ref.ID+"@none")
		if r.Ref.ID == "c" {
			break
		}
	}
	want(k, "what was read before the stop", seen, "abc")
	want(k, "Find()", k.ids(driver.Query{Index: by}), "new a new b new c d e f")
	seq := k.store.Find(k.Context(), limited(q, 2))
	for range 2 { // a sequence may be read again
		n := 0
		for _, err := range seq {
			k.must("Find()", err)
			n++
		}
		want(k, "the number of records of a repeated reading", n, 2)
	}
}

func cursorCases() []testCase {
	return []testCase{
		{"after", "After goes on behind an entry, not with it, in the direction of reading", findAfter},
		{"after-same-key", "After goes on among records with the same key by their ids", findAfterSameKey},
		{"after-deleted", "After goes on where an entry was, when it is there no more", findAfterDeleted},
		{"after-outside", "an After before the range changes nothing, one behind it leaves nothing", findAfterOutside},
		{"pages", "reading page after page sees every record once", findPages},
		{"pages-under-writes", "reading page after page sees every record that stays where it is exactly once, whatever is inserted, changed, moved and deleted meanwhile", findPagesUnderWrites},
	}
}

func findAfter(k *kit) {
	letters(k)
	all := between("", "")
	want(k, "Find() after c", k.ids(after(all, "c", "c")), "d e f")
	want(k, "Find() after f", k.ids(after(all, "f", "f")), "")
	want(k, "Find() after c in reverse", k.ids(backwards(after(all, "c", "c"))), "b a")
	want(k, "Find() after a in reverse", k.ids(backwards(after(all, "a", "a"))), "")
	want(k, "Find() from b to f after c", k.ids(after(between("b", "f"), "c", "c")), "d e")
	want(k, "Find() from b to f after c in reverse", k.ids(backwards(after(between("b", "f"), "c", "c"))), "b")
	want(k, "Find() of 2 after b", k.ids(limited(after(all, "b", "b"), 2)), "c d")
}

func findAfterSameKey(k *kit) {
	for _, id := range []string{"a", "b", "c", "d"} {
		k.do(writes(create(id, id, key(by, "same"))))
	}
	all := between("", "")
	want(k, "Find() after b", k.ids(after(all, "same", "b")), "c d")
	want(k, "Find() after bb", k.ids(after(all, "same", "bb")), "c d")
	want(k, "Find() after no id", k.ids(after(all, "same", "")), "a b c d")
	want(k, "Find() after c in reverse", k.ids(backwards(after(all, "same", "c"))), "b a")
	want(k, "Find() after no id in reverse", k.ids(backwards(after(all, "same", ""))), "")
}

func findAfterDeleted(k *kit) {
	letters(k)
	k.do(writes(erase("c", 1), change("d", 1, "moved", key(by, "z"))))
	all := between("", "")
	want(k, "Find() after a deleted record", k.ids(after(all, "c", "c")), "e f d")
	want(k, "Find() after a record that moved", k.ids(after(all, "d", "d")), "e f d")
	want(k, "Find() after a deleted record in reverse", k.ids(backwards(after(all, "c", "c"))), "b a")
	want(k, "Find() after what never was", k.ids(after(all, "bb", "x")), "e f d")
}

func findAfterOutside(k *kit) {
	letters(k)
	want(k, "Find() from c to e after a", k.ids(after(between("c", "e"), "a", "a")), "c d")
	want(k, "Find() from c to e after f", k.ids(after(between("c", "e"), "f", "f")), "")
	want(k, "Find() from c to e after e", k.ids(after(between("c", "e"), "e", "")), "")
	want(k, "Find() from c to e after f in reverse", k.ids(backwards(after(between("c", "e"), "f", "f"))), "d c")
	want(k, "Find() from c to e after a in reverse", k.ids(backwards(after(between("c", "e"), "a", "a"))), "")
	want(k, "Find() from c to e after e in reverse", k.ids(backwards(after(between("c", "e"), "e", "e"))), "d c")
}

// pages reads a range page by page and calls between after each.
func (k *kit) pages(q driver.Query, between func(page int)) []driver.Record {
	k.Helper()
	var all []driver.Record
	for page := 0; ; page++ {
		if len(all) > 20000 {
			k.Fatalf("reading page by page does not end")
		}
		found := k.find(q)
		all = append(all, found...)
		if len(found) < q.Limit {
			return all
		}
		last := found[len(found)-1]
		q.After = &driver.Position{Key: last.Key, ID: last.Ref.ID}
		if between != nil {
			between(page)
		}
	}
}

func findPages(k *kit) {
	const n = 250
	b := new(driver.Batch)
	for i := range n {
		b.Writes = append(b.Writes, create(name("id", i), "x", key(by, fmt.Sprint(i%7)), key(by, "x"+name("", i))))
	}
	k.do(b)
	for _, size := range []int{1, 7, driver.MaxPage} {
		for _, reverse := range []bool{false, true} {
			seen := make(map[string]int)
			all := k.pages(driver.Query{Index: by, Limit: size, Reverse: reverse}, nil)
			for _, r := range all {
				seen[string(r.Key)+"/"+r.Ref.ID]++
			}
			if len(all) != 2*n || len(seen) != 2*n {
				k.Errorf("pages of %d, reverse %v, gave %d entries, %d different, want %d", size, reverse, len(all), len(seen), 2*n)
			}
		}
	}
}

func findPagesUnderWrites(k *kit) {
	// So many that a page is a small part of them.
	const n = 10000
	for start := 0; start < n; start += 500 {
		b := new(driver.Batch)
		for i := start; i < start+500; i++ {
			b.Writes = append(b.Writes, create(name("id", i), "x", key(by, name("k", i))))
		}
		k.do(b)
	}
	ctx, cancel := context.WithCancel(k.Context())
	done := k.background(func() {
		// Of four records one moves, one goes, one is changed where it stands,
		// and one stays; others come between them.
		revision := make([]int64, n)
		for round := 0; round < n/4 && ctx.Err() == nil; round++ {
			i := round * 1979 % (n / 4) * 4
			moved, gone, changed := name("id", i+1), name("id", i+2), name("id", i+3)
			b := &driver.Batch{ID: name("move", round), Writes: []driver.Write{
				change(moved, revision[i]+1, "x", key(by, name("k", (i*31+round)%n)+"+")),
				change(changed, revision[i]+1, name("x", round), key(by, name("k", i+3))),
				create(name("new", round), "x", key(by, name("k", i)+"-"), key(by, name("k", i)+"+")),
			}}
			if revision[i]++; revision[i] == 1 {
				b.Writes = append(b.Writes, erase(gone, 1))
			}
			if _, err := k.store.Commit(k.Context(), b); err != nil {
				k.Errorf("Commit() = %v", err)
				return
			}
		}
	})
	defer func() { cancel(); <-done }()
	for _, reverse := range []bool{false, true} {
		seen := make(map[string]int)
		last := ""
		for _, r := range k.pages(driver.Query{Index: by, Limit: driver.MaxPage, Reverse: reverse}, nil) {
			seen[r.Ref.ID]++
			if at := string(r.Key); last != "" && (at < last) != reverse && at != last {
				k.Errorf("pages went from %s to %s, reverse %v", last, at, reverse)
			}
			last = string(r.Key)
		}
		for i := range n {
			if times := seen[name("id", i)]; times != 1 && (i%4 == 0 || i%4 == 3) || times > 1 && i%4 == 2 {
				k.Errorf("reading page by page saw a record that stays where it is %d times, reverse %v", times, reverse)
				break
			}
		}
	}
}
