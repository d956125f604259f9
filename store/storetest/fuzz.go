// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"maps"
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
// of batches, queries, claims and settlements the fuzzer comes up with, both
// give the same answers. open returns a new, empty store; Fuzz closes it.
func Fuzz(f *testing.F, open func(t *testing.T) driver.Store) {
	f.Helper()
	for seed := range uint64(8) {
		f.Add(script(seed, 300))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		s := open(t)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("Close() = %v", err)
			}
		})
		k := &kit{reporter: t, store: s, rule: modelRule}
		k.play(site, data)
	})
}

const modelRule = "a store answers as a simple model of the contract does"

func modelCases() []testCase {
	return []testCase{{"model", modelRule, func(k *kit) {
		for seed := range uint64(12) {
			k.play(name("site", int(seed)), script(1000+seed, 400))
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
	site   string
	data   []byte
	model  *model
	now    time.Time
	step   int
	failed bool
}

// play applies a script in a site of its own.
func (k *kit) play(site string, data []byte) {
	k.Helper()
	p := &player{kit: k, site: site, data: data, model: newModel(), now: epoch}
	for len(p.data) > 0 && !p.failed {
		p.step++
		switch p.pick(12) {
		case 0, 1, 2, 3, 4, 5:
			p.commit()
		case 6, 7:
			p.find()
		case 8, 9:
			p.claim()
		case 10:
			p.settle()
		default:
			p.now = p.now.Add(time.Duration(p.pick(100)) * time.Second)
		}
	}
	p.everything()
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
	for range 1 + p.pick(4) {
		switch p.pick(8) {
		case 0:
			ref := p.ref([]string{things, numbers}[p.pick(2)])
			b.Checks = append(b.Checks, driver.Check{Ref: ref, Revision: p.expect(ref)})
		case 1, 2, 3:
			b.Counts = append(b.Counts, p.count())
		case 4:
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

func (p *player) claim() {
	c := driver.Claim{
		Site: p.site, Subscription: string("st"[p.pick(2)]), Now: p.now, Lease: time.Minute, Limit: 1 + p.pick(3),
	}
	if c.Subscription == "t" {
		c.Types, c.Since = []string{"T", "V"}, epoch
	}
	expected := p.model.claim(c)
	got, err := p.store.Claim(p.Context(), c)
	p.must("Claim()", err)
	p.same("Claim()", events(got), events(expected))
	for _, e := range got {
		p.model.subs[c.Subscription].leased[e.ID] = e
	}
}

// events renders events.
func events(list []driver.Event) string {
	var b strings.Builder
	for _, e := range list {
		fmt.Fprintf(&b, "%s %s%d %s %v #%d until %v; ", e.ID, e.Key, e.Sequence, e.Type, e.Time, e.Attempt, e.Until)
	}
	return b.String()
}

func (p *player) settle() {
	name := string("st"[p.pick(2)])
	sub := p.model.subs[name]
	if sub == nil || len(sub.leased) == 0 {
		return
	}
	ids := slices.Sorted(maps.Keys(sub.leased))
	e := sub.leased[ids[p.pick(len(ids))]]
	x := driver.Settlement{Site: p.site, Subscription: name, EventID: e.ID, Lease: e.Lease, Outcome: driver.Outcome(p.pick(3))}
	if x.Outcome == driver.Retry {
		x.RetryAt = p.now.Add(time.Duration(p.pick(90)) * time.Second)
	}
	p.same("Settle()", class(p.store.Settle(p.Context(), x)), class(nil))
	sub.settle(x)
	p.same("Settle() again", class(p.store.Settle(p.Context(), x)), class(fault.Conflict))
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
}

// class renders what kind of error err is.
func class(err error) string {
	switch {
	case err == nil:
		return "no error"
	case errors.Is(err, errRefused):
		return "refused"
	}
	for _, c := range []fault.Class{fault.Conflict, fault.Exists, fault.Limit} {
		if errors.Is(err, c) {
			return c.Error()
		}
	}
	return err.Error()
}
