// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"math"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func recordCases() []testCase {
	return []testCase{
		{"get-missing", "a record that does not exist has Revision 0, and that is no error", getMissing},
		{"get-in-order", "Get returns the records of its refs in their order, one for each, repeated ones too", getInOrder},
		{"get-many", "Get takes as many as MaxPage refs at once", getMany},
		{"put-gets-revision", "a document that was put has the revision that the write gives it", putGetsRevision},
		{"put-replaces", "a put replaces the document and all its keys", putReplaces},
		{"delete", "a deleted record is gone, from every index too, and may be created again", deleteRecord},
		{"get-returns-copy", "changing the bytes that Get returned must not change the store", getReturnsCopy},
		{"find-returns-copy", "changing the bytes and keys that Find returned must not change the store", findReturnsCopy},
		{"commit-copies-keys", "changing the keys of a batch after Commit must not change the store", commitCopiesKeys},
		{"big-document", "documents of a megabyte, and empty ones, come back as they were", bigDocument},
		{"document-bytes", "documents are opaque: any bytes come back as they were", documentBytes},
		{"big-batch", "a batch may have hundreds of writes, checks, counts and events", bigBatch},
		{"empty-batch", "a batch with nothing in it succeeds", emptyBatch},
	}
}

func getMissing(k *kit) {
	want(k, "Get()", k.show(thing("a"), number("n")), "a@none n@none")
	k.do(writes(create("b", "B")))
	want(k, "Get()", k.show(thing("a"), thing("b")), "a@none b@1=B")
	want(k, "Find()", k.ids(driver.Query{Index: "undeclared"}), "")
}

func getInOrder(k *kit) {
	k.do(writes(create("a", "A"), create("b", "B"), create("c", "C")))
	k.do(&driver.Batch{Counts: []driver.Count{add("n", 7)}})
	got := k.show(thing("c"), thing("a"), number("n"), thing("x"), thing("b"), thing("a"))
	want(k, "Get()", got, "c@1=C a@1=A n@1=7 x@none b@1=B a@1=A")
	for _, r := range k.get(thing("x"), number("n")) {
		if r.Ref.Site != site || r.Ref.Kind == "" {
			k.Errorf("Get() = record with Ref %+v, want the Ref that was asked for", r.Ref)
		}
	}
	want(k, "Get() of nothing", len(k.get()), 0)
}

func getMany(k *kit) {
	var refs []driver.Ref
	var all []driver.Write
	for i := range driver.MaxPage {
		id := name("id", i)
		refs = append(refs, thing(id))
		if i%3 != 0 {
			all = append(all, create(id, id))
		}
	}
	k.do(writes(all...))
	for i, r := range k.get(refs...) {
		expected := refs[i].ID + "@1=" + refs[i].ID
		if i%3 == 0 {
			expected = refs[i].ID + "@none"
		}
		want(k, "Get()", brief(r), expected)
	}
}

func putGetsRevision(k *kit) {
	for _, revision := range []int64{1, 2, 1 << 40, math.MaxInt64} {
		id := name("id", int(revision%1000))
		k.do(writes(driver.Write{Ref: thing(id), Revision: revision, Doc: text("x"), Keys: []driver.Key{key(by, id)}}))
		if got := k.get(thing(id))[0].Revision; got != revision {
			k.Errorf("Get().Revision = %d, want %d", got, revision)
		}
		for _, r := range k.find(driver.Query{Index: by, From: []byte(id), To: []byte(id + "\x00")}) {
			want(k, "Find().Revision", r.Revision, revision)
		}
	}
	k.do(writes(driver.Write{Ref: thing("id0002"), Expect: 2, Revision: 90, Doc: text("y")}))
	want(k, "Get()", k.show(thing("id0002")), "id0002@90=y")
}

func putReplaces(k *kit) {
	k.do(writes(create("a", "old", key(by, "1"), key(by, "2"), key(tag, "x"), key(code, "c1"))))
	k.do(writes(change("a", 1, "new", key(by, "2"), key(by, "3"), key(code, "c2"))))
	want(k, "Get()", k.show(thing("a")), "a@2=new")
	want(k, "Find(by)", keysOf(k.find(driver.Query{Index: by})), "2 3")
	want(k, "Find(tag)", keysOf(k.find(driver.Query{Index: tag})), "")
	want(k, "Find(code)", keysOf(k.find(driver.Query{Index: code})), "c2")
	for _, r := range k.find(driver.Query{Index: by}) {
		want(k, "Find()", brief(r), "a@2=new")
	}
}

func deleteRecord(k *kit) {
	k.do(writes(create("a", "A", key(by, "1"), key(code, "c")), create("b", "B", key(by, "2"))))
	k.do(writes(erase("a", 1)))
	want(k, "Get()", k.show(thing("a"), thing("b")), "a@none b@1=B")
	want(k, "Find(by)", k.ids(driver.Query{Index: by}), "b")
	want(k, "Find(code)", k.ids(driver.Query{Index: code}), "")
	want(k, "Find()", k.ids(driver.Query{Index: ""}), "b")
	k.do(writes(driver.Write{Ref: thing("a"), Revision: 7, Doc: text("again"), Keys: []driver.Key{key(by, "3")}}))
	want(k, "Get()", k.show(thing("a")), "a@7=again")
	want(k, "Find(by)", k.ids(driver.Query{Index: by}), "b a")
}

func getReturnsCopy(k *kit) {
	k.do(writes(create("a", "unchanged")))
	for range 2 {
		r := k.get(thing("a"))[0]
		want(k, "Get()", content(r.Doc), "unchanged")
		scribble(r.Doc.Bytes)
	}
}

func findReturnsCopy(k *kit) {
	k.do(writes(create("a", "unchanged", key(by, "key"), key(code, "key"))))
	for _, index := range []string{by, code, ""} {
		for range 2 {
			for _, r := range k.find(driver.Query{Index: index}) {
				want(k, "Find()", content(r.Doc), "unchanged")
				if index != "" {
					want(k, "Find().Key", string(r.Key), "key")
				}
				scribble(r.Doc.Bytes)
				scribble(r.Key)
			}
		}
	}
	want(k, "Get()", k.show(thing("a")), "a@1=unchanged")
}

func commitCopiesKeys(k *kit) {
	w := create("a", "A", key(by, "key"), key(code, "key"))
	k.do(writes(w))
	scribble(w.Keys[0].Key)
	scribble(w.Unique[0].Key)
	want(k, "Find(by)", keysOf(k.find(driver.Query{Index: by})), "key")
	want(k, "Find(code)", keysOf(k.find(driver.Query{Index: code})), "key")
	k.refused("with a unique key that is taken", writes(create("b", "B", key(code, "key"))), fault.Exists)
}

func bigDocument(k *kit) {
	big := strings.Repeat("0123456789abcdef", 1<<16)
	k.do(writes(create("big", big, key(by, "1")), create("empty", "", key(by, "2"))))
	r := k.get(thing("big"), thing("empty"))
	if content(r[0].Doc) != big {
		k.Errorf("a document of %d bytes came back with %d, or with others", len(big), len(content(r[0].Doc)))
	}
	want(k, "the revision of an empty document", r[1].Revision, 1)
	want(k, "an empty document", content(r[1].Doc), "")
	want(k, "Find()", k.ids(driver.Query{Index: by}), "big empty")
}

func documentBytes(k *kit) {
	for i, doc := range oddStrings {
		k.do(writes(create(name("id", i), doc)))
		if got := content(k.get(thing(name("id", i)))[0].Doc); got != doc {
			k.Errorf("the document %q came back as %q", doc, got)
		}
	}
}

func bigBatch(k *kit) {
	const n = 600
	b := new(driver.Batch)
	k.claim("s")
	for i := range n {
		id := name("id", i)
		b.Checks = append(b.Checks, driver.Check{Ref: thing("absent-" + id)})
		b.Counts = append(b.Counts, add(id, int64(i)))
		b.Writes = append(b.Writes, create(id, id, key(by, id), key(tag, id), key(code, id)))
		b.Events = append(b.Events, k.event("k-"+id, 1, "done"))
	}
	r := k.do(b)
	want(k, "the number of counts", len(r.Counts), n)
	for i, v := range r.Counts {
		want(k, "a count", v, int64(i))
	}
	want(k, "Get()", k.show(thing("id0000"), thing("id0599"), number("id0599")), "id0000@1=id0000 id0599@1=id0599 id0599@1=599")
	got := 0
	for range n {
		events := k.claim("s")
		if len(events) == 0 {
			break
		}
		got += len(events)
	}
	want(k, "the number of events", got, n)
}

func emptyBatch(k *kit) {
	if err := k.try(new(driver.Batch)); err != nil {
		k.Errorf("Commit() of nothing = %v", err)
	}
	err := k.try(&driver.Batch{Checks: []driver.Check{{Ref: thing("a"), Revision: 1}}})
	if !errors.Is(err, fault.Conflict) {
		k.Errorf("Commit() of nothing but a check that fails = %v, want %v", err, fault.Conflict)
	}
}
