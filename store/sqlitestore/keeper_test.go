// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// keeper is a store that looks after its log.
type keeper interface {
	driver.Store
	driver.Keeper
}

// Whatever is claimed, settled, requeued, rewound and trimmed, the store does
// what the one in memory does, which keeps a list for each key.
func TestKeeperLikeMemory(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		a := open(t, file(t), sqlitestore.Config{Synchronous: sqlitestore.Normal})
		p := &pairing{T: t, rnd: rand.New(rand.NewPCG(seed, 7)), stores: [2]keeper{a, memstore.New(memstore.Config{})}}
		for p.step = range 150 {
			if p.play(); t.Failed() {
				t.Fatalf("seed %d, step %d", seed, p.step)
			}
		}
	}
}

// pairing does the same to two stores and compares what they answer.
type pairing struct {
	*testing.T
	rnd    *rand.Rand
	stores [2]keeper
	step   int
	now    int64
	ids    []string          // of all events
	leased [2][]driver.Event // of subscription s
}

func (p *pairing) play() {
	p.now += int64(p.rnd.IntN(3)) * int64(time.Minute/time.Microsecond) / 4
	switch n := p.rnd.IntN(20); {
	case n < 6:
		p.commit()
	case n < 11:
		p.claim()
	case n < 15:
		p.settle()
	case n < 17:
		p.requeue()
	case n == 17:
		p.rewind()
	case n == 18:
		before := time.UnixMicro(p.now - int64(p.rnd.IntN(1e8)))
		p.same("Trim()", func(s keeper) string {
			n, err := s.Trim(p.Context(), "main", before)
			return fmt.Sprint(n, err)
		})
	default:
		p.same("Subscriptions()", func(s keeper) string {
			list, err := s.Subscriptions(p.Context(), "main")
			return fmt.Sprint(list, err)
		})
		p.checkLog()
	}
}

// same compares the answers of the two stores.
func (p *pairing) same(what string, fn func(s keeper) string) {
	p.Helper()
	got, want := fn(p.stores[0]), fn(p.stores[1])
	if got != want {
		p.Errorf("%s = %s, want %s", what, got, want)
	}
}

func (p *pairing) commit() {
	e := driver.Event{
		ID: fmt.Sprint("e", p.step), Site: "main", Key: string("abc"[p.rnd.IntN(3)]), Sequence: int64(p.step) + 1, Type: "x",
		Time: time.UnixMicro(p.now - int64(p.rnd.IntN(1e8))).UTC(), Doc: document("d"),
	}
	p.ids = append(p.ids, e.ID)
	p.same("Commit()", func(s keeper) string {
		_, err := s.Commit(p.Context(), &driver.Batch{ID: e.ID, Events: []driver.Event{e}})
		return fmt.Sprint(err)
	})
}

func (p *pairing) claim() {
	c := claiming(p.now)
	c.Limit = 1 + p.rnd.IntN(3)
	if p.rnd.IntN(4) == 0 {
		c.Subscription, c.Since = "t", time.UnixMicro(p.now-int64(p.rnd.IntN(1e8)))
	}
	var claimed [2][]driver.Event
	for i, s := range p.stores {
		var err error
		if claimed[i], err = s.Claim(p.Context(), c); err != nil {
			p.Fatal(err)
		}
		if c.Subscription == "s" {
			p.leased[i] = append(p.leased[i], claimed[i]...)
		}
	}
	if got, want := names(claimed[0]), names(claimed[1]); got != want {
		p.Errorf("Claim() for %s = %s, want %s", c.Subscription, got, want)
	}
}

func names(list []driver.Event) string {
	var ids []string
	for _, e := range list {
		ids = append(ids, fmt.Sprint(e.ID, "#", e.Attempt))
	}
	return strings.Join(ids, " ")
}

func (p *pairing) settle() {
	if len(p.leased[0]) == 0 {
		return
	}
	at := p.rnd.IntN(len(p.leased[0]))
	o := []driver.Outcome{driver.Done, driver.Dead, driver.Retry}[p.rnd.IntN(3)]
	i := 0
	p.same(fmt.Sprint("Settle() with ", o), func(s keeper) string {
		e := p.leased[i][at]
		p.leased[i] = slices.Delete(p.leased[i], at, at+1)
		i++
		err := s.Settle(p.Context(), driver.Settlement{
			Site: "main", Subscription: "s", EventID: e.ID, Lease: e.Lease, Outcome: o, RetryAt: time.UnixMicro(p.now + 3e7),
		})
		return fmt.Sprint(err != nil)
	})
}

func (p *pairing) requeue() {
	var ids []string
	p.same("Dead()", func(s keeper) string {
		dead, err := s.Dead(p.Context(), "main", "s", "", 100)
		ids = nil
		for _, d := range dead {
			ids = append(ids, d.ID)
		}
		return fmt.Sprint(ids, err)
	})
	p.rnd.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	if len(ids) == 0 {
		return
	}
	ids = ids[:1+p.rnd.IntN(len(ids))]
	p.same("Requeue()", func(s keeper) string { return fmt.Sprint(s.Requeue(p.Context(), "main", "s", ids...)) })
}

func (p *pairing) rewind() {
	r := driver.Rewind{Site: "main", Subscription: "s"}
	if len(p.ids) == 0 || p.rnd.IntN(2) == 0 {
		r.Since = time.UnixMicro(p.now - int64(p.rnd.IntN(1e8)))
	} else {
		r.EventID = p.ids[p.rnd.IntN(len(p.ids))]
	}
	p.same("Rewind()", func(s keeper) string { return fmt.Sprint(s.Rewind(p.Context(), r) != nil) })
}

// checkLog compares what the log of a view says with the subscriptions.
func (p *pairing) checkLog() {
	v, err := p.stores[0].(driver.Snapshotter).Snapshot(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	defer func() {
		if err := v.Close(); err != nil {
			p.Errorf("Close() = %v", err)
		}
	}()
	pending, dead := make(map[string]int), make(map[string]int)
	after := ""
	for {
		list, err := v.Log(p.Context(), "main", after, 7)
		if err != nil {
			p.Fatal(err)
		}
		for _, e := range list {
			after = e.ID
			for _, name := range e.Pending {
				pending[name]++
			}
			for _, name := range e.Dead {
				dead[name]++
			}
		}
		if len(list) < 7 {
			break
		}
	}
	list, err := v.Subscriptions(p.Context(), "main")
	if err != nil {
		p.Fatal(err)
	}
	for _, s := range list {
		if pending[s.Name] != s.Pending || dead[s.Name] != s.Dead {
			p.Errorf("Log() has %d pending and %d dead for %s, Subscriptions() %d and %d", pending[s.Name], dead[s.Name], s.Name, s.Pending, s.Dead)
		}
	}
}
