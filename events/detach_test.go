// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// thing is an entity.
type thing struct{ Names []string }

// Clone returns a copy.
func (o *thing) Clone() *thing { return &thing{append([]string(nil), o.Names...)} }

type thingMade struct{ events.Created[*thing] }

// EventType names the event.
func (thingMade) EventType() string { return "test.v1.thing_made" }

// Detach implements events.Detacher.
func (e thingMade) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

type thingSold struct {
	Thing, Before *thing
}

// EventType names the event.
func (thingSold) EventType() string { return "test.v1.thing_sold" }

// Detach implements events.Detacher.
func (e thingSold) Detach(c *events.Copies) events.Payload {
	e.Thing, e.Before = events.CopyOf(c, e.Thing), events.CopyOf(c, e.Before)
	return e
}

// TestDetach: handlers get a copy, one for all events of a commit; the log keeps
// the original and gives copies too.
func TestDetach(t *testing.T) {
	t.Parallel()
	bus := events.NewBus(events.Config{})
	mem := memstore.New(memstore.Config{})
	s, err := store.New(mem, store.Config{Publisher: bus})
	if err != nil {
		t.Fatal(err)
	}
	kept := &thing{Names: []string{"kept"}}
	var got []*thing
	events.Subscribe(bus, "made", func(_ context.Context, e events.Event[thingMade]) error {
		got = append(got, e.Data.Entity)
		return nil
	})
	events.SubscribeAll(bus, "all", func(_ context.Context, e events.Envelope) error {
		if p, ok := e.Payload.(thingSold); ok {
			got = append(got, p.Thing)
			if p.Before != nil {
				t.Errorf("the copy of nothing = %v, want nil", p.Before)
			}
		}
		return nil
	})
	claim := driver.Claim{Site: "main", Subscription: "durable", Limit: 10}
	if _, err := mem.Claim(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, "1", func() events.Payload { return thingMade{events.Created[*thing]{Entity: kept}} })
		events.Emit(tx, ctx, "1", func() events.Payload { return thingSold{Thing: kept} })
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0] == kept || got[0] != got[1] || got[0].Names[0] != "kept" {
		t.Errorf("handlers got %v, want one copy", got)
	}
	list, err := mem.Claim(t.Context(), claim)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	e, err := events.FromLog(list[0])
	if err != nil {
		t.Fatal(err)
	}
	e.Payload.(thingMade).Entity.Names[0] = "changed"
	if kept.Names[0] != "kept" {
		t.Errorf("what came from the log changed what is kept")
	}
}
