// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// claimed is an event that a subscription once claimed.
type claimed struct {
	subscription string
	driver.Event
}

// typed reports whether a subscription wants events of some types only. What
// such a one passes over may count as pending or not, so in its site nothing is
// trimmed.
func (p *player) typed(subscription string) bool {
	return p.site == p.sites[1] && subscription == "t"
}

func (p *player) claim() {
	c := driver.Claim{
		Site: p.site, Subscription: string("st"[p.pick(2)]), Now: p.now, Lease: time.Minute, Limit: 1 + p.pick(3),
	}
	if p.typed(c.Subscription) {
		c.Types = []string{"T", "V"}
	}
	if c.Subscription == "t" {
		c.Since = epoch.Add(time.Duration(p.pick(200)) * time.Second)
	}
	expected := p.model.claim(c)
	got, err := p.store.Claim(p.Context(), c)
	p.must("Claim()", err)
	p.same("Claim() of "+c.Subscription, events(got), events(expected))
	if p.failed {
		return
	}
	for _, e := range got {
		if e.Lease == "" || slices.ContainsFunc(p.given, func(g claimed) bool { return g.Lease == e.Lease }) {
			p.same("a new lease", fmt.Sprintf("%q again", e.Lease), "one never given before")
		}
		p.given = append(p.given, claimed{c.Subscription, e})
		p.model.lend(c.Subscription, e)
	}
}

// events renders events.
func events(list []driver.Event) string {
	var b strings.Builder
	for _, e := range list {
		fmt.Fprintf(&b, "%s %s%d %s %q %v #%d until %v; ", e.ID, e.Key, e.Sequence, e.Type, content(e.Stored), e.Time, e.Attempt, e.Until)
	}
	return b.String()
}

// settle settles one of the last events that were claimed, or two, whoever has
// their leases by now.
func (p *player) settle() {
	if len(p.given) == 0 {
		return
	}
	var list []driver.Settlement
	for range 1 + p.pick(4)/3 {
		g := p.given[len(p.given)-1-p.pick(min(len(p.given), 6))]
		x := outcome(g.subscription, g.Event, []driver.Outcome{driver.Done, driver.Done, driver.Retry, driver.Dead}[p.pick(4)])
		if x.Outcome == driver.Retry {
			x.RetryAt = p.now.Add(time.Duration(p.pick(90)) * time.Second)
		}
		if x.Outcome == driver.Dead {
			x.Error = fmt.Sprint("failed at step ", p.step)
		}
		list = append(list, x)
	}
	p.same("Settle()", class(p.store.Settle(p.Context(), list...)), class(p.model.settle(list)))
}

// someEvent returns the id of an event of the site, or of none.
func (p *player) someEvent() string {
	list := p.model.of(p.site)
	if len(list) == 0 || p.pick(8) == 0 {
		return "unknown"
	}
	return list[len(list)-1-p.pick(min(len(list), 16))].ID
}

// keep looks after the log.
func (p *player) keep() {
	keeper, ok := driver.As[driver.Keeper](p.store)
	if !ok {
		return
	}
	name := string("stu"[p.pick(8)/3])
	switch p.pick(8) {
	case 0, 1:
		var ids []string
		dead, err := p.model.dead(p.site, name, "", driver.MaxPage)
		p.must("the model", err)
		for _, e := range dead[:min(len(dead), 1+p.pick(2))] {
			ids = append(ids, e.ID)
		}
		if p.pick(6) == 0 {
			ids = append(ids, p.someEvent())
		}
		p.same("Requeue()", class(keeper.Requeue(p.Context(), p.site, name, ids...)), class(p.model.requeue(p.site, name, ids...)))
	case 2, 3:
		r := driver.Rewind{Site: p.site, Subscription: name}
		if p.pick(2) == 0 {
			r.EventID = p.someEvent()
		} else {
			r.Since = p.now.Add(-time.Duration(p.pick(200)) * time.Second)
		}
		p.same("Rewind()", class(keeper.Rewind(p.Context(), r)), class(p.model.rewind(r)))
	case 4:
		if p.pick(3) == 0 {
			p.must("Unsubscribe()", keeper.Unsubscribe(p.Context(), p.site, name))
			delete(p.model.subs, modelName{p.site, name})
		}
	case 5:
		if p.site == p.sites[0] {
			before := p.now.Add(-time.Duration(p.pick(100)) * time.Second)
			n, err := keeper.Trim(p.Context(), p.site, before)
			p.must("Trim()", err)
			p.same("Trim()", fmt.Sprint(n), fmt.Sprint(p.model.trim(p.site, before)))
		}
	case 6:
		p.subscriptions(keeper)
	default:
		after := ""
		if p.pick(2) == 0 {
			after = p.someEvent()
		}
		limit := 1 + p.pick(3)
		got, err := keeper.Dead(p.Context(), p.site, name, after, limit)
		expected, want := p.model.dead(p.site, name, after, limit)
		if _, known := p.model.subs[modelName{p.site, name}]; !known && err != nil {
			return // whether the event or the subscription is looked at first is open
		}
		p.same("Dead()", class(err), class(want))
		p.same("Dead()", deadOnes(got), deadOnes(asDead(expected)))
	}
}

// asDead returns dead events as the model gives them.
func asDead(list []driver.Event) []driver.DeadEvent {
	var dead []driver.DeadEvent
	for _, e := range list {
		dead = append(dead, driver.DeadEvent{Event: e, Error: e.Lease})
	}
	return dead
}

func deadOnes(list []driver.DeadEvent) string {
	var b strings.Builder
	for _, e := range list {
		fmt.Fprintf(&b, "%s %q #%d %s; ", e.ID, content(e.Stored), e.Attempt, e.Error)
	}
	return b.String()
}

// subscriptions compares what is pending and dead.
func (p *player) subscriptions(keeper driver.Keeper) {
	p.Helper()
	got, err := keeper.Subscriptions(p.Context(), p.site)
	p.must("Subscriptions()", err)
	var expected []driver.Subscription
	for _, name := range slices.SortedFunc(maps.Keys(p.model.subs), func(a, b modelName) int { return strings.Compare(a.name, b.name) }) {
		if name.site != p.site {
			continue
		}
		s := driver.Subscription{Name: name.name}
		for _, e := range p.model.of(p.site) {
			switch w := p.model.subs[name].work[e.ID]; {
			case w.dead:
				s.Dead++
			case w.open():
				s.Pending++
			}
		}
		expected = append(expected, s)
	}
	for i := range min(len(got), len(expected)) {
		if p.typed(got[i].Name) {
			got[i].Pending = expected[i].Pending
		}
	}
	p.same("Subscriptions()", fmt.Sprint(got), fmt.Sprint(expected))
}

// ask asks for an earlier batch.
func (p *player) ask() {
	r, ok := driver.As[driver.Resolver](p.store)
	if !ok || len(p.tried) == 0 {
		return
	}
	id := p.tried[len(p.tried)-1-p.pick(len(p.tried))]
	receipt, done, err := r.Committed(p.Context(), id)
	p.must("Committed()", err)
	counts, expected := p.model.batches[id]
	p.same("Committed()", fmt.Sprint(done, receipt.Counts), fmt.Sprint(expected, counts))
}

// log compares the log, and who has still work with it.
func (p *player) log() {
	p.Helper()
	if keeper, ok := driver.As[driver.Keeper](p.store); ok {
		p.subscriptions(keeper)
	}
	s, ok := driver.As[driver.Snapshotter](p.store)
	if !ok || p.site != p.sites[0] || p.failed {
		return
	}
	v, err := s.Snapshot(p.Context())
	p.must("Snapshot()", err)
	var got, expected strings.Builder
	for after := ""; ; {
		entries, err := v.Log(p.Context(), p.site, after, 7)
		p.must("Log()", err)
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			fmt.Fprintf(&got, "%s %q %q; ", e.ID, e.Pending, e.Dead)
			after = e.ID
		}
	}
	p.must("View.Close()", v.Close())
	for _, e := range p.model.of(p.site) {
		var pending, dead []string
		for _, name := range []string{"s", "t"} {
			if sub := p.model.subs[modelName{p.site, name}]; sub != nil && sub.work[e.ID].dead {
				dead = append(dead, name)
			} else if sub != nil && sub.work[e.ID].open() {
				pending = append(pending, name)
			}
		}
		fmt.Fprintf(&expected, "%s %q %q; ", e.ID, pending, dead)
	}
	p.same("Log()", got.String(), expected.String())
}
