// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Fuzz compares a store with a simple model of the contract: whatever sequence
// of batches, queries, claims and settlements in two sites the fuzzer comes up
// with, and of what the store's abilities can do, both give the same answers.
// open returns a new, empty store; Fuzz closes it.
func Fuzz(f *testing.F, open func(t *testing.T) driver.Store) {
	f.Helper()
	for seed := range uint64(8) {
		f.Add(script(seed, 400))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2048 {
			return
		}
		s := open(t)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("Close() = %v", err)
			}
		})
		k := &kit{reporter: t, store: s, rule: modelRule}
		k.play(site, data, false)
	})
}

const modelRule = "a store answers as a simple model of the contract does"

func modelCases() []testCase {
	return []testCase{{"model", modelRule, func(k *kit) {
		for seed := range uint64(8) {
			k.play(name("site", int(seed)), script(1000+seed, 1500), false)
		}
	}}}
}

// script returns random bytes.
func script(seed uint64, n int) []byte {
	rnd := rand.New(rand.NewPCG(seed, seed))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(rnd.Uint32())
	}
	return data
}

// player applies a script to a store and to a model.
type player struct {
	*kit
	sites  [2]string
	site   string // of the present step
	data   []byte
	model  *model
	now    time.Time
	step   int
	failed bool
	given  []claimed // all events that were ever claimed
	tried  []string  // the ids of all batches
}

// play applies a script in two sites of its own. When it reopens, the store is
// closed and opened again now and then.
func (k *kit) play(site string, data []byte, reopens bool) {
	k.Helper()
	p := &player{kit: k, sites: [2]string{site, site + "'"}, data: data, model: newModel(), now: epoch}
	for len(p.data) > 0 && !p.failed {
		p.step++
		p.site = p.sites[p.pick(2)]
		switch p.pick(20) {
		case 0, 1, 2, 3, 4:
			p.commit()
		case 5, 6:
			p.find()
		case 7, 8, 9, 10:
			p.claim()
		case 11, 12, 13, 14:
			p.settle()
		case 15, 16, 17:
			p.keep()
		case 18:
			p.ask()
		default:
			p.now = p.now.Add(time.Duration(p.pick(100)) * time.Second)
			if reopens {
				p.again()
			}
		}
	}
	for _, p.site = range p.sites {
		p.everything()
	}
}

// pick takes a number below n from the script.
func (p *player) pick(n int) int {
	if len(p.data) == 0 {
		return 0
	}
	b := p.data[0]
	p.data = p.data[1:]
	return int(b) % n
}

func (p *player) same(what, got, expected string) {
	p.Helper()
	if got != expected && !p.failed {
		p.failed = true
		p.Errorf("step %d in %s: %s\n  = %s\nwant %s", p.step, p.site, what, got, expected)
	}
}

func (p *player) ref(kind string) driver.Ref {
	return driver.Ref{Site: p.site, Kind: kind, ID: string("abcdef"[p.pick(6)])}
}

// expect returns the revision of a record, or a wrong one now and then.
func (p *player) expect(ref driver.Ref) int64 {
	if p.pick(12) == 0 {
		return int64(p.pick(3))
	}
	return p.model.revision(ref)
}

func (p *player) commit() {
	b := &driver.Batch{ID: fmt.Sprintf("%s-%d", p.site, p.step)}
	p.tried = append(p.tried, b.ID)
	for range 1 + p.pick(4) {
		switch p.pick(8) {
		case 0:
			ref := p.ref([]string{things, numbers}[p.pick(2)])
			b.Checks = append(b.Checks, driver.Check{Ref: ref, Revision: p.expect(ref)})
		case 1, 2:
			b.Counts = append(b.Counts, p.count())
		case 3, 4:
			e := p.event(string("xyz"[p.pick(3)]), 0, string("TUV"[p.pick(3)]))
			e.ID, e.Site, e.Time = fmt.Sprintf("%s-%s", p.site, e.ID), p.site, p.now
			b.Counts = append(b.Counts, driver.Count{Ref: driver.Ref{Site: p.site, Kind: "sequence", ID: e.Key}, Delta: 1})
			b.Events = append(b.Events, e)
		default:
			if w := p.write(); !slices.ContainsFunc(b.Writes, func(o driver.Write) bool { return o.Ref == w.Ref }) {
				b.Writes = append(b.Writes, w)
			}
		}
	}
	p.complete(b)
	expected, want := p.model.commit(b)
	r, err := p.store.Commit(p.Context(), b)
	p.same("Commit()", class(err), class(want))
	if err == nil {
		p.same("Receipt.Counts", fmt.Sprint(r.Counts), fmt.Sprint(expected))
	}
}

// complete gives a batch a Resolve that numbers its events.
func (p *player) complete(b *driver.Batch) {
	refuse := p.pick(16) == 0
	b.Resolve = func(counts []int64) error {
		next := make(map[string]int64)
		for i, c := range b.Counts {
			if c.Ref.Kind == "sequence" && next[c.Ref.ID] == 0 {
				next[c.Ref.ID] = counts[i]
			}
		}
		for i := range b.Events {
			e := &b.Events[i]
			e.Sequence = next[e.Key]
			next[e.Key]++
		}
		if refuse {
			return errRefused
		}
		return nil
	}
}

var errRefused = errors.New("refused")

func (p *player) count() driver.Count {
	c := driver.Count{Ref: p.ref(numbers), Start: int64(p.pick(3)), Delta: int64(p.pick(9)) - 4}
	switch p.pick(8) {
	case 0, 1, 2:
		c.Min, c.Max = -int64(p.pick(3)), int64(p.pick(10))
	case 3:
		c.Min, c.Max = 0, math.MaxInt64
	case 4:
		c.Set, c.Value = true, int64(p.pick(20))-10
		if p.pick(2) == 0 {
			now := p.model.counts[c.Ref].value + int64(p.pick(3)/2)
			c.Expect = &now
		}
	case 5:
		c.Delta = []int64{math.MaxInt64, math.MinInt64}[p.pick(2)]
	}
	return c
}

func (p *player) write() driver.Write {
	ref := p.ref(things)
	w := driver.Write{Ref: ref, Expect: p.expect(ref)}
	if w.Expect > 0 && p.pick(4) == 0 {
		w.Delete = true
		return w
	}
	w.Revision, w.Doc = w.Expect+1+int64(p.pick(2)), text(fmt.Sprintf("doc %d", p.step))
	for i := range p.pick(4) {
		w.Keys = append(w.Keys, key([]string{by, tag}[p.pick(2)], p.key()+strings.Repeat("+", i)))
	}
	if p.pick(2) == 0 {
		w.Unique = append(w.Unique, key([]string{code, mark}[p.pick(2)], p.key()))
	}
	return w
}

func (p *player) key() string {
	return []string{"", "\x00", "a", "a\x00", "ab", "b", "b\xff", "\xff"}[p.pick(8)]
}

func (p *player) find() {
	q := driver.Query{Site: p.site, Kind: things, Limit: 1 + p.pick(8), Reverse: p.pick(2) == 0}
	q.Index = []string{by, tag, code, mark, ""}[p.pick(5)]
	if q.Index == "" && p.pick(2) == 0 {
		q.Kind = numbers
	}
	if p.pick(2) == 0 {
		q.From = []byte(p.key())
	}
	if p.pick(2) == 0 {
		q.To = []byte(p.key())
	}
	if p.pick(2) == 0 {
		q.After = &driver.Position{Key: []byte(p.key()), ID: string("abcdef"[p.pick(6)])}
	}
	p.compare(q)
}

func (p *player) compare(q driver.Query) {
	p.Helper()
	var got []string
	for r, err := range p.store.Find(p.Context(), q) {
		p.must("Find()", err)
		got = append(got, fmt.Sprintf("%q:%s", r.Key, brief(r)))
	}
	var expected []string
	for _, r := range p.model.find(q) {
		expected = append(expected, fmt.Sprintf("%q:%s", r.Key, brief(r)))
	}
	p.same(fmt.Sprintf("Find(%+v)", q), strings.Join(got, " "), strings.Join(expected, " "))
}

// everything compares all that is stored.
func (p *player) everything() {
	p.Helper()
	for _, kind := range []string{things, numbers} {
		for _, id := range "abcdef" {
			ref := driver.Ref{Site: p.site, Kind: kind, ID: string(id)}
			want := driver.Record{Ref: ref, Revision: p.model.counts[ref].revision, Count: p.model.counts[ref].value}
			if d, ok := p.model.docs[ref]; ok {
				want.Revision, want.Doc = d.revision, driver.Doc{Bytes: []byte(d.doc)}
			}
			p.same("Get()", brief(p.get(ref)[0]), brief(want))
		}
	}
	for _, index := range []string{by, tag, code, mark, ""} {
		p.compare(driver.Query{Site: p.site, Kind: things, Index: index, Limit: driver.MaxPage})
	}
	p.log()
}

// class renders what kind of error err is.
func class(err error) string {
	switch {
	case err == nil:
		return "no error"
	case errors.Is(err, errRefused):
		return "refused"
	}
	for _, c := range []fault.Class{fault.Conflict, fault.Exists, fault.Limit, fault.NotFound} {
		if errors.Is(err, c) {
			return c.Error()
		}
	}
	return err.Error()
}
