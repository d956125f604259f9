// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package natsrelay_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// broker is a NATS server in this process that can go away and come back on the
// same port and folder.
type broker struct {
	t       testing.TB
	options server.Options
	server  *server.Server
}

func startBroker(t testing.TB) *broker {
	t.Helper()
	b := &broker{t: t, options: server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true, MaxPayload: 64 << 10,
	}}
	b.start()
	t.Cleanup(b.stop)
	return b
}

// start starts the server and waits until it answers.
func (b *broker) start() {
	b.t.Helper()
	o := b.options
	s, err := server.NewServer(&o)
	if err != nil {
		b.t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		b.t.Fatal("the server does not start")
	}
	b.server, b.options.Port = s, o.Port
	if b.options.Port <= 0 {
		b.t.Fatal("the server has no port")
	}
}

func (b *broker) stop() {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}

// client is a connection that tells when it is lost and there again.
type client struct {
	jetstream.JetStream
	lost, back chan struct{}
}

func (b *broker) connect() *client {
	b.t.Helper()
	c := &client{lost: make(chan struct{}, 10), back: make(chan struct{}, 10)}
	nc, err := nats.Connect(b.server.ClientURL(), nats.MaxReconnects(-1), nats.ReconnectWait(10*time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { c.lost <- struct{}{} }),
		nats.ReconnectHandler(func(*nats.Conn) { c.back <- struct{}{} }))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(nc.Close)
	if c.JetStream, err = jetstream.New(nc); err != nil {
		b.t.Fatal(err)
	}
	return c
}

// messages returns all that the stream SHOP holds.
func messages(t testing.TB, js jetstream.JetStream) []*jetstream.RawStreamMsg {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s, err := js.Stream(ctx, "SHOP")
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var list []*jetstream.RawStreamMsg
	for n := info.State.FirstSeq; n <= info.State.LastSeq; n++ {
		m, err := s.GetMsg(ctx, n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// reserved is an event of a program of one's own.
type reserved struct {
	Note string `json:"note,omitempty"`
}

func (reserved) EventType() string { return "bistro.v1.table_reserved" }

// shop is what is relayed: a log of events.
type shop struct {
	*events.Bus
	log   *events.Log
	store *store.Store
	clock *ecomtest.Clock
	t     testing.TB
}

// newShop returns a shop; with a clock that stands still unless real is true.
func newShop(t testing.TB, c events.Config, real bool) *shop {
	t.Helper()
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	s := &shop{Bus: events.NewBus(c), clock: ecomtest.NewClock(), t: t}
	k := store.Config{Publisher: s.Bus, NewID: ecomtest.IDs(), Now: s.clock.Now}
	if real {
		k.Now = nil
	}
	var err error
	if s.store, err = store.New(ecomtest.Encoded(memstore.New(memstore.Config{})), k); err != nil {
		t.Fatal(err)
	}
	s.UseStore(s.store)
	s.log = events.NewLog(s.store)
	return s
}

func (s *shop) emit(key, note string) {
	s.t.Helper()
	err := s.store.Update(s.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, key, func() events.Payload { return reserved{note} })
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// status returns what is pending and dead for the relay.
func (s *shop) status() string {
	s.t.Helper()
	list, err := s.log.Subscriptions(s.t.Context())
	if err != nil || len(list) != 1 {
		s.t.Fatalf("Subscriptions() = %v, %v", list, err)
	}
	return fmt.Sprintf("%d pending, %d dead", list[0].Pending, list[0].Dead)
}
