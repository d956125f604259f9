// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func abilityCases() []testCase {
	return []testCase{
		{"resolver", "Committed tells by its id whether a batch was committed, and its counts", resolverKnows},
		{"waker", "a channel of Wake receives after a commit with events of the site, and is closed when its context ends", wakerWakes},
		{"lister", "Sites and Kinds list what there is, in order", listerLists},
	}
}

func resolverKnows(k *kit) {
	r, ok := driver.As[driver.Resolver](k.store)
	if !ok {
		return
	}
	k.do(&driver.Batch{ID: "good", Writes: []driver.Write{create("a", "A")}, Counts: []driver.Count{add("n", 4), add("m", 2)}})
	k.refused("of a record that is there", &driver.Batch{ID: "bad", Writes: []driver.Write{create("a", "A")}}, fault.Conflict)
	receipt, done, err := r.Committed(k.Context(), "good")
	k.must("Committed()", err)
	want(k, "Committed() of a committed batch", done, true)
	wantAll(k, "Receipt.Counts", receipt.Counts, []int64{4, 2})
	for _, id := range []string{"bad", "never"} {
		_, done, err = r.Committed(k.Context(), id)
		k.must("Committed()", err)
		want(k, "Committed() of batch "+id, done, false)
	}
}

func wakerWakes(k *kit) {
	w, ok := driver.As[driver.Waker](k.store)
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(k.Context())
	defer cancel()
	wake := w.Wake(ctx, site)
	for range 3 {
		k.happen("a")
		if _, open := <-wake; !open {
			k.Fatalf("the channel of Wake was closed")
		}
	}
	cancel()
	for range wake { // until it is closed
	}
}

func listerLists(k *kit) {
	l, ok := driver.As[driver.Lister](k.store)
	if !ok {
		return
	}
	sites := func() string {
		list, err := l.Sites(k.Context())
		k.must("Sites()", err)
		return strings.Join(list, " ")
	}
	kinds := func(site string) string {
		list, err := l.Kinds(k.Context(), site)
		k.must("Kinds()", err)
		return strings.Join(list, " ")
	}
	want(k, "Sites() of an empty store", sites(), "")
	w := create("a", "A")
	w.Ref.Site = elsesite
	k.do(&driver.Batch{Writes: []driver.Write{create("a", "A"), w}, Counts: []driver.Count{add("n", 1)}})
	want(k, "Sites()", sites(), "main other")
	want(k, "Kinds()", kinds(site), "number thing")
	want(k, "Kinds()", kinds(elsesite), "thing")
	want(k, "Kinds()", kinds("third"), "")
	k.do(writes(erase("a", 1)))
	want(k, "Kinds() after the last deletion", kinds(site), "number")
}
