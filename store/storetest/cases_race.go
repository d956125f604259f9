// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

func raceCases() []testCase {
	return []testCase{
		{"race-no-lost-update", "of writers that expect the same revision one wins; nobody's change is lost", raceNoLostUpdate},
		{"race-create-once", "of writers that create the same record one wins", raceCreateOnce},
		{"race-unique", "of records put at once with the same unique key one is stored", raceUnique},
		{"race-counts", "changes of a count at once all count, and never lead out of its bounds", raceCounts},
		{"race-checks", "two batches that each check what the other one writes don't both happen", raceChecks},
		{"race-checks-absent", "two batches that each check that what the other one creates is missing don't both happen", raceChecksAbsent},
		{"race-get-one-moment", "Get reads all its records at one moment, never half a batch", raceGetOneMoment},
		{"race-find-one-moment", "Find reads a page at one moment, never half a batch", raceFindOneMoment},
		{"race-claim-once", "claims at once never lease the same event, nor two of one key", raceClaimOnce},
		{"race-late-commit", "no event is passed over however commits and claims overlap", raceLateCommit},
	}
}

// writers is how many goroutines the races have.
const writers = 8

// background runs fn and returns a channel that is closed when it has ended.
func (k *kit) background(fn func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				k.Errorf("panic: %v", p)
			}
		}()
		fn()
	}()
	return done
}

// together runs fn in many goroutines and waits for them.
func (k *kit) together(fn func(worker int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for w := range writers {
		wg.Go(func() {
			<-start
			<-k.background(func() { fn(w) })
		})
	}
	close(start)
	wg.Wait()
}

func raceNoLostUpdate(k *kit) {
	const rounds = 12
	k.do(writes(create("a", "0")))
	k.together(func(w int) {
		for i := range rounds {
			for try := 0; ; try++ {
				if try == 10000 {
					k.Errorf("a writer never wins")
					return
				}
				records, err := k.store.Get(k.Context(), thing("a"))
				if err != nil {
					k.Errorf("Get() = %v", err)
					return
				}
				n, _ := strconv.Atoi(content(records[0].Doc))
				_, err = k.store.Commit(k.Context(), &driver.Batch{
					ID:     fmt.Sprint(w, i, try),
					Writes: []driver.Write{change("a", records[0].Revision, strconv.Itoa(n+1))},
				})
				if err == nil {
					break
				}
				if !errors.Is(err, fault.Conflict) {
					k.Errorf("Commit() that lost a race = %v, want %v", err, fault.Conflict)
					return
				}
				runtime.Gosched()
			}
		}
	})
	want(k, "Get()", k.show(thing("a")), fmt.Sprintf("a@%d=%d", writers*rounds+1, writers*rounds))
}

// winners counts the commits that succeed, of one by each worker.
func (k *kit) winners(lost fault.Class, batch func(worker int) *driver.Batch) int64 {
	k.Helper()
	var won atomic.Int64
	k.together(func(w int) {
		_, err := k.store.Commit(k.Context(), batch(w))
		switch {
		case err == nil:
			won.Add(1)
		case !errors.Is(err, lost):
			k.Errorf("Commit() that lost a race = %v, want %v", err, lost)
		}
	})
	return won.Load()
}

func raceCreateOnce(k *kit) {
	for round := range 10 {
		id := name("id", round)
		won := k.winners(fault.Conflict, func(w int) *driver.Batch {
			return &driver.Batch{ID: fmt.Sprint(round, w), Writes: []driver.Write{create(id, strconv.Itoa(w), key(by, id))}}
		})
		want(k, "the number of writers that created a record", won, 1)
	}
	want(k, "the number of entries", len(k.find(driver.Query{Index: by})), 10)
}

func raceUnique(k *kit) {
	for round := range 10 {
		won := k.winners(fault.Exists, func(w int) *driver.Batch {
			id := fmt.Sprint(round, "-", w)
			return &driver.Batch{ID: id, Writes: []driver.Write{create(id, id, key(code, name("c", round)))}}
		})
		want(k, "the number of writers that got a unique key", won, 1)
	}
	want(k, "the number of entries", len(k.find(driver.Query{Index: code})), 10)
	want(k, "the number of records", len(k.find(driver.Query{Index: ""})), 10)
}

func raceCounts(k *kit) {
	const stock, each = 50, 10 // 80 want one of 50
	k.do(&driver.Batch{Counts: []driver.Count{add("stock", stock)}})
	var sold, refused atomic.Int64
	k.together(func(w int) {
		for i := range each {
			id := fmt.Sprint(w, "-", i)
			r, err := k.store.Commit(k.Context(), &driver.Batch{
				ID: id, Writes: []driver.Write{create(id, "sold")},
				Counts: []driver.Count{{Ref: number("stock"), Delta: -1, Max: math.MaxInt64}, add("sold", 1)},
			})
			switch {
			case err == nil:
				sold.Add(1)
				if r.Counts[0]+r.Counts[1] != stock || r.Counts[0] < 0 {
					k.Errorf("Receipt.Counts = %v, want what is left and what is sold of %d", r.Counts, stock)
				}
			case errors.Is(err, fault.Limit):
				refused.Add(1)
			default:
				k.Errorf("Commit() = %v, want %v", err, fault.Limit)
			}
		}
	})
	want(k, "the number sold", sold.Load(), stock)
	want(k, "the number refused", refused.Load(), writers*each-stock)
	want(k, "Get()", k.show(number("stock"), number("sold")), fmt.Sprintf("stock@%d=0 sold@%d=%d", stock+1, stock, stock))
	want(k, "the number of records", len(k.find(driver.Query{Index: ""})), stock)
}

func raceChecks(k *kit) {
	for round := range 20 {
		k.do(writes(create(name("a", round), "on"), create(name("b", round), "on")))
	}
	k.raceSkew(1)
}

func raceChecksAbsent(k *kit) { k.raceSkew(0) }

// raceSkew lets writers change one of two records each, of which each checks
// that the other one is still as it was.
func (k *kit) raceSkew(revision int64) {
	k.Helper()
	for round := range 20 {
		won := k.winners(fault.Conflict, func(w int) *driver.Batch {
			mine, other := name("a", round), name("b", round)
			if w%2 == 1 {
				mine, other = other, mine
			}
			return &driver.Batch{
				ID:     fmt.Sprint(round, w),
				Checks: []driver.Check{{Ref: thing(other), Revision: revision}},
				Writes: []driver.Write{change(mine, revision, "off")},
			}
		})
		if won > 1 {
			k.Errorf("of batches that exclude each other %d happened", won)
		}
	}
}

// twins keeps two records alike, until it is stopped.
func (k *kit) twins(batch func(round int) *driver.Batch) (stop func()) {
	halt := make(chan struct{})
	done := k.background(func() {
		for round := 1; ; round++ {
			select {
			case <-halt:
				return
			default:
			}
			b := batch(round)
			b.ID = name("twins", round)
			if _, err := k.store.Commit(k.Context(), b); err != nil {
				k.Errorf("Commit() = %v", err)
				return
			}
		}
	})
	return func() { close(halt); <-done }
}

func raceGetOneMoment(k *kit) {
	k.do(&driver.Batch{Writes: []driver.Write{create("a", "0"), create("b", "0")}, Counts: []driver.Count{add("n", 0)}})
	stop := k.twins(func(round int) *driver.Batch {
		doc := strconv.Itoa(round)
		return &driver.Batch{
			Writes: []driver.Write{change("a", int64(round), doc), change("b", int64(round), doc)},
			Counts: []driver.Count{add("n", 1)},
		}
	})
	for range 300 {
		r := k.get(thing("a"), number("n"), thing("b"))
		if a, n, b := content(r[0].Doc), strconv.FormatInt(r[1].Count, 10), content(r[2].Doc); a != b || a != n {
			k.Errorf("Get() = %s, %s and %s of one batch, want them alike", a, n, b)
			break
		}
	}
	stop()
}

func raceFindOneMoment(k *kit) {
	keys := []string{"1", "2"}
	k.do(writes(create("a", "0", key(by, keys[0])), create("b", "0", key(by, keys[1]))))
	stop := k.twins(func(round int) *driver.Batch {
		doc := strconv.Itoa(round)
		return writes(
			change("a", int64(round), doc, key(by, keys[round%2])),
			change("b", int64(round), doc, key(by, keys[(round+1)%2])))
	})
	for range 300 {
		r := k.find(driver.Query{Index: by})
		if len(r) != 2 || r[0].Ref.ID == r[1].Ref.ID || content(r[0].Doc) != content(r[1].Doc) {
			var list []string
			for _, x := range r {
				list = append(list, brief(x))
			}
			k.Errorf("Find() = %v, want a and b as of one batch", list)
			break
		}
	}
	stop()
}

func raceClaimOnce(k *kit) {
	const keys, each = 5, 12
	k.claim("s")
	for i := range keys * each {
		k.happen(name("k", i%keys))
	}
	var mu sync.Mutex
	busy := make(map[string]bool)
	next := make(map[string]int64)
	claimed := 0
	k.together(func(int) {
		for range 1000 {
			mu.Lock()
			rest := keys*each - claimed
			mu.Unlock()
			if rest == 0 {
				return
			}
			c := claiming("s")
			c.Limit = 8
			events, err := k.store.Claim(k.Context(), c)
			if err != nil {
				k.Errorf("Claim() = %v", err)
				return
			}
			mu.Lock()
			for _, e := range events {
				if busy[e.Key] {
					k.Errorf("two events of the key %s are leased at once", e.Key)
				}
				busy[e.Key] = true
				if next[e.Key]++; e.Sequence != next[e.Key] {
					k.Errorf("the event of the key %s has the sequence %d, want %d", e.Key, e.Sequence, next[e.Key])
				}
				claimed++
			}
			mu.Unlock()
			for _, e := range events {
				mu.Lock()
				busy[e.Key] = false
				err := k.store.Settle(k.Context(), outcome("s", e, driver.Done))
				mu.Unlock()
				if err != nil {
					k.Errorf("Settle() = %v", err)
				}
			}
			runtime.Gosched()
		}
	})
	want(k, "the number of events claimed", claimed, keys*each)
}

func raceLateCommit(k *kit) {
	const each = 25
	k.claim("s")
	k.claim("after")
	var left atomic.Int64
	left.Store(writers)
	seen := make(map[string]int64)
	collect := func() int {
		events := k.claim("s")
		for _, e := range events {
			if seen[e.Key]++; e.Sequence != seen[e.Key] {
				k.Errorf("the event of the key %s has the sequence %d, want %d", e.Key, e.Sequence, seen[e.Key])
			}
			k.settle("s", e, driver.Done)
		}
		return len(events)
	}
	done := k.background(func() {
		k.together(func(w int) {
			defer left.Add(-1)
			for i := range each {
				e := driver.Event{
					ID: fmt.Sprint(w, "-", i), Site: site, Key: name("k", (w+i)%5), Type: "done", Time: epoch, Doc: text("x"),
				}
				if err := k.emitSlowly(e); err != nil {
					k.Errorf("Commit() = %v", err)
				}
			}
		})
	})
	for left.Load() > 0 {
		if collect() == 0 {
			runtime.Gosched()
		}
	}
	<-done
	for collect() > 0 { // until nothing is left
	}
	total := int64(0)
	for _, n := range seen {
		total += n
	}
	want(k, "the number of events claimed while they were committed", total, writers*each)
	want(k, "the number of events claimed afterwards", len(k.drain("after")), writers*each)
}

// emitSlowly is emit with a pause between getting a number and committing.
func (k *kit) emitSlowly(e driver.Event) error {
	b := &driver.Batch{
		ID:     "batch of " + e.ID,
		Counts: []driver.Count{{Ref: driver.Ref{Site: e.Site, Kind: "sequence", ID: e.Key}, Delta: 1}},
		Events: []driver.Event{e},
	}
	b.Resolve = func(counts []int64) error {
		b.Events[0].Sequence = counts[0]
		for range counts[0] % 4 {
			runtime.Gosched()
		}
		return nil
	}
	for range 100 {
		_, err := k.store.Commit(k.Context(), b)
		if !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	return fault.Conflict
}
