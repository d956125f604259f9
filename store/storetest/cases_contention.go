// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func contentionCases() []testCase {
	return []testCase{
		{"race-count-bounds", "changes up and down at once never lead out of either bound, and those that would are refused", raceCountBounds},
		{"race-counts-crosswise", "batches that change the same counts in different orders all happen: counts never conflict", raceCountsCrosswise},
		{"race-unique-swap", "a unique key that goes from record to record has exactly one at any moment, and nobody else gets it", raceUniqueSwap},
		{"race-all-or-nothing", "of batches at once that need the same thing last, those that fail leave no trace of what came first", raceAllOrNothing},
	}
}

func raceCountBounds(k *kit) {
	const least, most, each = -2, 3, 25
	var sum, refused atomic.Int64
	k.together(func(w int) {
		for i := range each {
			delta := int64(1)
			if i/5%2 == 1 {
				delta = -1
			}
			r, err := k.store.Commit(k.Context(), &driver.Batch{
				ID:     fmt.Sprint(w, "-", i),
				Counts: []driver.Count{{Ref: number("n"), Delta: delta, Min: least, Max: most}, add("changes", 1)},
			})
			switch {
			case err == nil:
				sum.Add(delta)
				if r.Counts[0] < least || r.Counts[0] > most {
					k.Errorf("Receipt.Counts = %v, want one within %d..%d", r.Counts, least, most)
				}
			case errors.Is(err, fault.Limit):
				refused.Add(1)
				b, ok := errors.AsType[*driver.BoundError](err)
				if !ok || b.Delta != delta || b.Value != least && b.Value != most {
					k.Errorf("Commit() = %v, want a *driver.BoundError at a bound", err)
				}
			default:
				k.Errorf("Commit() = %v, want %v", err, fault.Limit)
			}
		}
	})
	r := k.get(number("n"), number("changes"))
	want(k, "the count", r[0].Count, sum.Load())
	want(k, "the number of changes", r[1].Count, writers*each-refused.Load())
	want(k, "the revision of the count", r[0].Revision, r[1].Count)
}

func raceCountsCrosswise(k *kit) {
	const each = 15
	names := []string{"a", "b", "c"}
	k.together(func(w int) {
		for i := range each {
			b := &driver.Batch{ID: fmt.Sprint(w, "-", i)}
			for j := range names {
				n := (w + i + j) % len(names)
				if w%2 == 0 {
					n = len(names) - 1 - n
				}
				b.Counts = append(b.Counts, add(names[n], 1))
			}
			if _, err := k.store.Commit(k.Context(), b); err != nil {
				k.Errorf("Commit() of nothing but changes of counts = %v", err)
			}
		}
	})
	const all = writers * each
	want(k, "Get()", k.show(number("a"), number("b"), number("c")), fmt.Sprintf("a@%d=%d b@%d=%d c@%d=%d", all, all, all, all, all, all))
}

func raceUniqueSwap(k *kit) {
	const rounds = 30
	k.do(writes(create("a", "x", key(code, "1")), create("b", "x", key(code, "2"))))
	stop := k.twins(func(round int) *driver.Batch {
		keys := []string{"1", "2"}
		return writes(
			change("a", int64(round), "x", key(code, keys[round%2])),
			change("b", int64(round), "x", key(code, keys[(round+1)%2])))
	})
	k.together(func(w int) {
		for i := range rounds {
			if w%2 == 0 {
				id := fmt.Sprint("thief", w, "-", i)
				_, err := k.store.Commit(k.Context(), &driver.Batch{ID: id, Writes: []driver.Write{create(id, "x", key(code, "1"))}})
				if !errors.Is(err, fault.Exists) && !errors.Is(err, fault.Conflict) {
					k.Errorf("Commit() of a key that is always taken = %v, want %v", err, fault.Exists)
				}
				continue
			}
			var found []string
			for r, err := range k.store.Find(k.Context(), driver.Query{Site: site, Kind: things, Index: code, Limit: 10}) {
				if err != nil {
					k.Errorf("Find() = %v", err)
					return
				}
				found = append(found, string(r.Key)+r.Ref.ID)
			}
			if got := fmt.Sprint(found); got != "[1a 2b]" && got != "[1b 2a]" {
				k.Errorf("Find() of keys that are swapped = %s, want each once", got)
			}
		}
	})
	stop()
}

func raceAllOrNothing(k *kit) {
	const rounds, stock = 6, 3
	for round := range rounds {
		goods := driver.Count{Ref: number(name("goods", round)), Start: stock, Delta: -1, Max: stock}
		won := k.winners(fault.Limit, func(w int) *driver.Batch {
			id := fmt.Sprint(round, "-", w)
			return &driver.Batch{
				ID:     id,
				Counts: []driver.Count{add("tries", 1), add(id, 1), goods},
				Writes: []driver.Write{create(id, "x", key(by, id), key(code, id))},
				Events: []driver.Event{{ID: id, Site: site, Key: id, Sequence: 1, Type: "done", Time: epoch, Doc: text("x")}},
			}
		})
		want(k, "the number of batches that got what they need", won, stock)
	}
	const all = rounds * stock
	for _, index := range []string{"", by, code} {
		want(k, "the number of records by "+index, len(k.find(driver.Query{Index: index})), all)
	}
	want(k, "the count of all batches", k.get(number("tries"))[0].Count, all)
	c := claiming("s")
	c.Since = epoch
	want(k, "the number of events", len(k.claimAs(c)), all)
	want(k, "the number of counts", len(k.find(driver.Query{Kind: numbers})), all+rounds+1)
}
