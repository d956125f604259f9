// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package natsrelay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/events/natsrelay"
)

func subscribe(t testing.TB, s *shop, js jetstream.JetStream, c natsrelay.Config) {
	t.Helper()
	if _, err := natsrelay.Subscribe(s.Bus, js, c); err != nil {
		t.Fatal(err)
	}
}

// What is published says everything about the event.
func TestMessage(t *testing.T) {
	t.Parallel()
	js := startBroker(t).connect()
	s := newShop(t, events.Config{}, false)
	subscribe(t, s, js, natsrelay.Config{Prefix: "a.b", Site: "my shop", Stream: &jetstream.StreamConfig{Name: "SHOP"}})
	s.emit("x.y*>é", "hello")
	if err := s.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := messages(t, js)
	if len(list) != 1 {
		t.Fatalf("the stream holds %d messages, want 1", len(list))
	}
	m := list[0]
	if want := "a.b.my%20shop.bistro.v1.table_reserved.x%2Ey%2A%3E%C3%A9"; m.Subject != want {
		t.Errorf("subject %s, want %s", m.Subject, want)
	}
	want := map[string]string{
		jetstream.MsgIDHeader: "00000000-0000-4000-8000-000000000001", natsrelay.HeaderType: "bistro.v1.table_reserved", natsrelay.HeaderEntity: "bistro.v1.table",
		natsrelay.HeaderEntityID: "x%2Ey%2A%3E%C3%A9", natsrelay.HeaderSequence: "1", natsrelay.HeaderTime: "2026-01-05T09:00:00Z",
	}
	for name, value := range want {
		if got := m.Header.Get(name); got != value {
			t.Errorf("header %s is %q, want %q", name, got, value)
		}
	}
	var e events.Envelope
	if err := json.Unmarshal(m.Data, &e); err != nil {
		t.Fatal(err)
	}
	if r, err := events.Decode[reserved](e); err != nil || r.Data.Note != "hello" || r.EntityID != "x.y*>é" {
		t.Errorf("the body is %+v, %v", r, err)
	}
}

// The stream is made when it is missing, also when it goes missing later, and
// left as it is when it is there.
func TestStream(t *testing.T) {
	t.Parallel()
	js := startBroker(t).connect()
	s := newShop(t, events.Config{}, false)
	subscribe(t, s, js, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP", MaxAge: time.Hour}})
	s.emit("a", "")
	if err := s.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), "SHOP")
	if err != nil {
		t.Fatal(err)
	}
	k := stream.CachedInfo().Config
	if !slices.Equal(k.Subjects, []string{"ecom.main.>"}) || k.Duplicates != time.Hour {
		t.Errorf("the stream is %+v", k)
	}
	if err = js.DeleteStream(t.Context(), "SHOP"); err != nil {
		t.Fatal(err)
	}
	s.emit("a", "")
	if err = s.Deliver(t.Context()); !errors.Is(err, jetstream.ErrNoStreamResponse) {
		t.Errorf("Deliver() = %v, want that there is no stream", err)
	}
	k = jetstream.StreamConfig{Name: "SHOP", Subjects: []string{"ecom.>"}}
	if _, err = js.CreateStream(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Minute)
	if err = s.Deliver(t.Context()); err != nil {
		t.Errorf("Deliver() = %v", err)
	}
	if n := len(messages(t, js)); n != 1 {
		t.Errorf("the new stream holds %d messages, want 1", n)
	}
}

// An answer that is lost, and an event that is replayed, make no second message.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	js := startBroker(t).connect()
	s := newShop(t, events.Config{}, false)
	subscribe(t, s, &deaf{JetStream: js, left: 2}, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP"}})
	s.emit("a", "")
	s.emit("a", "")
	for range 2 {
		if err := s.Deliver(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Deliver() = %v, want %v", err, context.DeadlineExceeded)
		}
		s.clock.Advance(time.Minute)
	}
	if err := s.Deliver(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.log.ReplaySince(t.Context(), "natsrelay", time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Deliver(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(messages(t, js)); n != 2 {
		t.Errorf("the stream holds %d messages, want 2", n)
	}
}

// deaf does not hear the answers to the first messages it publishes.
type deaf struct {
	jetstream.JetStream
	left int
}

func (d *deaf) PublishMsg(ctx context.Context, m *nats.Msg, o ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	ack, err := d.JetStream.PublishMsg(ctx, m, o...)
	if err == nil && d.left > 0 {
		d.left--
		return nil, context.DeadlineExceeded
	}
	return ack, err
}

// What is too large goes to the dead letters, and what is behind it goes on.
func TestPoison(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	js := b.connect()
	s := newShop(t, events.Config{}, false)
	subscribe(t, s, js, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP", MaxMsgSize: 10 << 10}})
	s.emit("a", strings.Repeat("x", 100<<10)) // for the server
	s.emit("a", strings.Repeat("x", 20<<10))  // for the stream
	s.emit("a", "good")
	s.emit(strings.Repeat(".", 1000), "a long subject")
	if err := s.Deliver(t.Context()); err == nil {
		t.Error("Deliver() = nil, want errors")
	}
	if got, want := s.status(), "0 pending, 3 dead"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if list := messages(t, js); len(list) != 1 || !strings.Contains(string(list[0].Data), "good") {
		t.Errorf("the stream holds %d messages, want the good one", len(list))
	}
}

// A broker that is away for a day loses nothing and kills nothing.
func TestOutage(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	js := b.connect()
	s := newShop(t, events.Config{Chance: func() float64 { return 0 }}, false)
	subscribe(t, s, js, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP"}})
	s.emit("a", "")
	if err := s.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.stop()
	<-js.lost
	for i := range 100 {
		s.emit(fmt.Sprint(i%7), "")
	}
	tries := 0
	for range 24 * 60 {
		if err := s.Deliver(t.Context()); err != nil {
			tries++
		}
		s.clock.Advance(time.Minute)
	}
	if got, want := s.status(), "100 pending, 0 dead"; got != want || tries != 24*60 {
		t.Errorf("%s after %d rounds of tries, want %s and one for each minute", got, tries, want)
	}
	b.start()
	<-js.back
	if err := s.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	inOrder(t, messages(t, js), 101)
}

// inOrder checks that there are so many events, none twice, and those of each
// entity in order.
func inOrder(t *testing.T, list []*jetstream.RawStreamMsg, want int) {
	t.Helper()
	last := make(map[string]int64)
	for _, m := range list {
		var e events.Envelope
		if err := json.Unmarshal(m.Data, &e); err != nil {
			t.Fatal(err)
		}
		if e.Sequence != last[e.EntityID]+1 {
			t.Errorf("%s %d comes behind %d", e.EntityID, e.Sequence, last[e.EntityID])
		}
		last[e.EntityID] = e.Sequence
	}
	if len(list) != want {
		t.Errorf("the stream holds %d messages, want %d", len(list), want)
	}
}

// counter tells when so many events were handled.
type counter struct {
	more chan struct{}
}

func (c *counter) HandlerFailed(context.Context, *events.HandlerError) {}
func (c *counter) Stalled(context.Context, string, error)              {}
func (c *counter) Delivered(_ context.Context, d events.Delivery) {
	if d.Outcome == events.Handled {
		c.more <- struct{}{}
	}
}

// The broker is restarted while processes relay.
func TestRestart(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	js := b.connect()
	c := &counter{more: make(chan struct{}, 1000)}
	s := newShop(t, events.Config{Observer: c, Poll: 20 * time.Millisecond}, true)
	subscribe(t, s, js, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP"}, Options: events.DurableOptions{
		MinBackoff: 5 * time.Millisecond, MaxBackoff: 50 * time.Millisecond, Timeout: time.Second,
	}})
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- s.Run(ctx) }()
	const n = 300
	for i := range n {
		s.emit(fmt.Sprint(i%20), "")
		if i%100 == 50 {
			<-c.more // some are relayed, others are not
			b.stop()
			<-js.lost
			s.emit("while it is away", "")
			b.start()
			<-js.back
		}
	}
	for range n {
		<-c.more
	}
	stop()
	if err := <-over; !errors.Is(err, context.Canceled) {
		t.Errorf("Run() = %v, want %v", err, context.Canceled)
	}
	if got, want := s.status(), "0 pending, 0 dead"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	inOrder(t, messages(t, b.connect()), n+3)
}

func TestSubscribeErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []natsrelay.Config{
		{Prefix: "a b"},
		{Prefix: "a.*"},
		{Prefix: "a..b"},
		{Prefix: "%"},
		{Stream: &jetstream.StreamConfig{}},
	} {
		if _, err := natsrelay.Subscribe(newShop(t, events.Config{}, false).Bus, nil, c); err == nil {
			t.Errorf("Subscribe(%+v) = nil, want an error", c)
		}
	}
}
