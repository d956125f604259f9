// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func uniqueCases() []testCase {
	return []testCase{
		{"unique-taken", "no two records of a kind have the same unique key: the second is a *driver.UniqueError that names it", uniqueTaken},
		{"unique-in-batch", "no two records of one batch have the same unique key", uniqueInBatch},
		{"unique-kept", "a record that is put again may keep its unique keys", uniqueKept},
		{"unique-freed-by-delete", "a deleted record's unique keys are free, in the same batch already", uniqueFreedByDelete},
		{"unique-freed-by-put", "unique keys that a put leaves out are free, in the same batch already", uniqueFreedByPut},
		{"unique-swapped", "records may swap unique keys in one batch", uniqueSwapped},
		{"unique-by-index", "the same key in another unique index is another key", uniqueByIndex},
		{"unique-found", "Find finds records by their unique keys", uniqueFound},
	}
}

func (k *kit) taken(why string, b *driver.Batch, id, index string) {
	k.Helper()
	err := k.refusal(why, b, fault.Exists)
	u, ok := errors.AsType[*driver.UniqueError](err)
	if !ok {
		k.Errorf("Commit() %s = %T, want a *driver.UniqueError", why, err)
		return
	}
	want(k, "UniqueError.Ref", u.Ref, thing(id))
	want(k, "UniqueError.Index", u.Index, index)
}

func uniqueTaken(k *kit) {
	k.do(writes(create("a", "A", key(code, "1"), key(mark, "m")), create("b", "B", key(code, "2"))))
	k.taken("of a new record with a taken key", writes(create("c", "C", key(code, "1"))), "c", code)
	k.taken("of a record changed to a taken key", writes(change("b", 1, "B", key(code, "1"))), "b", code)
	k.taken("with the second of two keys taken", writes(create("c", "C", key(code, "3"), key(mark, "m"))), "c", mark)
	k.do(writes(create("c", "C", key(code, "3"))))
}

func uniqueInBatch(k *kit) {
	err := k.refusal("of two records with one key", writes(create("a", "A", key(code, "1")), create("b", "B", key(code, "1"))), fault.Exists)
	if _, ok := errors.AsType[*driver.UniqueError](err); !ok {
		k.Errorf("Commit() of two records with one key = %T, want a *driver.UniqueError", err)
	}
	k.do(writes(create("a", "A", key(code, "1")), create("b", "B")))
	k.refused("of two records changed to one key", writes(
		change("a", 1, "A", key(code, "2")), change("b", 1, "B", key(code, "2"))), fault.Exists)
}

func uniqueKept(k *kit) {
	k.do(writes(create("a", "A", key(code, "1"), key(mark, "m"))))
	k.do(writes(change("a", 1, "AA", key(code, "1"), key(mark, "m"))))
	k.do(writes(change("a", 2, "AAA", key(code, "1"))))
	k.taken("of a key that was kept", writes(create("b", "B", key(code, "1"))), "b", code)
}

func uniqueFreedByDelete(k *kit) {
	k.do(writes(create("a", "A", key(code, "1")), create("b", "B", key(code, "2"))))
	k.do(writes(erase("a", 1)))
	k.do(writes(create("c", "C", key(code, "1"))))
	k.do(writes(create("d", "D", key(code, "2")), erase("b", 1)))
	want(k, "Find()", k.ids(driver.Query{Index: code}), "c d")
}

func uniqueFreedByPut(k *kit) {
	k.do(writes(create("a", "A", key(code, "1")), create("b", "B", key(code, "2"))))
	k.do(writes(change("a", 1, "A")))
	k.do(writes(create("c", "C", key(code, "1"))))
	k.do(writes(create("d", "D", key(code, "2")), change("b", 1, "B", key(code, "3"))))
	want(k, "Find()", k.ids(driver.Query{Index: code}), "c d b")
}

func uniqueSwapped(k *kit) {
	k.do(writes(create("a", "A", key(code, "1")), create("b", "B", key(code, "2"))))
	k.do(writes(change("a", 1, "A", key(code, "2")), change("b", 1, "B", key(code, "1"))))
	want(k, "Find()", k.ids(driver.Query{Index: code}), "b a")
}

func uniqueByIndex(k *kit) {
	k.do(writes(create("a", "A", key(code, "1")), create("b", "B", key(mark, "1"))))
	k.taken("of a key taken in one index", writes(create("c", "C", key(mark, "1"))), "c", mark)
	want(k, "Find(code)", k.ids(driver.Query{Index: code}), "a")
	want(k, "Find(mark)", k.ids(driver.Query{Index: mark}), "b")
}

func uniqueFound(k *kit) {
	k.do(writes(create("x", "X", key(code, "1")), create("y", "Y", key(code, "2")), create("z", "Z", key(code, "3")), create("w", "W")))
	want(k, "Find()", k.ids(driver.Query{Index: code}), "x y z")
	want(k, "Find()", k.ids(driver.Query{Index: code, From: []byte("2"), To: []byte("3")}), "y")
	want(k, "Find()", k.ids(driver.Query{Index: code, Reverse: true, Limit: 2}), "z y")
	for _, r := range k.find(driver.Query{Index: code, From: []byte("2"), Limit: 1}) {
		want(k, "Find()", brief(r), "y@1=Y")
		want(k, "Find().Key", string(r.Key), "2")
	}
}
