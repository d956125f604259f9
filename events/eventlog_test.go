// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// What operators can do.
func TestLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, ecomtest.Encoded(memstore.New(memstore.Config{})), events.Config{})
		ctx := t.Context()
		var got log
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		cancel := events.SubscribeDurable(p.Bus, "fail", func(context.Context, events.Event[orderApproved]) error {
			return events.Permanent(errFailed)
		}, nil)
		deliver := func() {
			t.Helper()
			if err := p.Deliver(ctx); err != nil && !errors.Is(err, errFailed) {
				t.Error(err)
			}
		}
		deliver() // makes them known
		var all []string
		for range 450 {
			p.emit("a")
			all = append(all, p.ids.last)
		}
		pass(time.Hour)
		late := time.Now()
		p.emit("a")
		deliver()
		list, err := p.log.Subscriptions(ctx)
		if diff := cmp.Diff([]events.Subscription{{Name: "fail", Dead: 451}, {Name: "mail"}}, list); diff != "" || err != nil {
			t.Errorf("Subscriptions() = %v, differs (-want +got):\n%s", err, diff)
		}

		page, err := p.log.Dead(ctx, "fail", all[9], 3)
		if err != nil || len(page) != 3 || page[0].Event.ID != all[10] || page[2].Event.ID != all[12] || page[0].Error != "failed" {
			t.Errorf("Dead(after the tenth) = %+v, %v", page, err)
		}
		var ids []string
		for letter, err := range p.log.AllDead(ctx, "fail") {
			if err != nil {
				t.Fatal(err)
			}
			if ids = append(ids, letter.Event.ID); len(ids) == 450 {
				break
			}
		}
		if !slices.Equal(ids, all) {
			t.Errorf("AllDead() gave %d events, want all in order", len(ids))
		}

		got = log{}
		check := func(what string, err error, want ...string) {
			t.Helper()
			if err != nil {
				t.Errorf("%s = %v", what, err)
			}
			deliver()
			expect(t, &got, want...)
			got = log{}
		}
		check("ReplaySince", p.log.ReplaySince(ctx, "mail", late), "a 451")
		check("ReplayFrom", p.log.ReplayFrom(ctx, "mail", all[448]), "a 449", "a 450", "a 451")
		if err = p.log.ReplaySince(ctx, "mail", time.Time{}); err != nil {
			t.Error(err)
		}
		if pending, _ := p.left(); pending != 451 {
			t.Errorf("%d events are replayed, want all 451", pending)
		}
		deliver()
		got = log{}

		for what, err := range map[string]error{
			"Dead behind what is not dead":     errorOf(p.log.Dead(ctx, "fail", "x", 0)),
			"Requeue of what is not dead":      p.log.Requeue(ctx, "fail", all[0], "x"),
			"Replay of nobody":                 p.log.ReplaySince(ctx, "nobody", late),
			"Replay from no event":             p.log.ReplayFrom(ctx, "mail", ""),
			"Replay from what is not in there": p.log.ReplayFrom(ctx, "mail", "x"),
		} {
			if !errors.Is(err, fault.NotFound) {
				t.Errorf("%s = %v, want %v", what, err, fault.NotFound)
			}
		}

		if n, err := p.log.Trim(ctx, time.Now()); n != 0 || err != nil {
			t.Errorf("Trim() = %d, %v, want nothing that is dead for anybody", n, err)
		}
		cancel()
		if err = p.log.Unsubscribe(ctx, "fail"); err != nil {
			t.Error(err)
		}
		if n, err := p.log.Trim(ctx, late); n != 450 || err != nil {
			t.Errorf("Trim() = %d, %v, want 450", n, err)
		}
		check("ReplaySince", p.log.ReplaySince(ctx, "mail", time.Time{}), "a 451")
	})
}

func errorOf[T any](_ T, err error) error { return err }

// A subscription that is forgotten while it is served begins anew, with what
// comes then.
func TestUnsubscribeWhileServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, memstore.New(memstore.Config{}), events.Config{})
		var got log
		events.SubscribeDurable(p.Bus, "mail", note(&got), nil)
		p.run()
		p.emit("a")
		pass(time.Minute)
		if err := p.log.Unsubscribe(t.Context(), "mail"); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		p.emit("a")
		pass(time.Minute)
		expect(t, &got, "a 1", "a 2")
		p.end()
	})
}

// A store without the ability says so.
func TestLogWithoutKeeper(t *testing.T) {
	t.Parallel()
	s, err := store.New(&sleepy{memstore.New(memstore.Config{})}, store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l, ctx := events.NewLog(s), t.Context()
	for what, err := range map[string]error{
		"Subscriptions": errorOf(l.Subscriptions(ctx)),
		"Dead":          errorOf(l.Dead(ctx, "mail", "", 0)),
		"Requeue":       l.Requeue(ctx, "mail", "e"),
		"ReplaySince":   l.ReplaySince(ctx, "mail", moment),
		"ReplayFrom":    l.ReplayFrom(ctx, "mail", "e"),
		"Unsubscribe":   l.Unsubscribe(ctx, "mail"),
		"Trim":          errorOf(l.Trim(ctx, moment)),
	} {
		if !errors.Is(err, errors.ErrUnsupported) || !errors.Is(err, fault.State) || !strings.Contains(err.Error(), "driver.Keeper") {
			t.Errorf("%s = %v, want that the store can't", what, err)
		}
	}
	for _, err := range l.AllDead(ctx, "mail") {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("AllDead = %v, want that the store can't", err)
		}
	}
}
