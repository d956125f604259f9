// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package natsrelay_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/events/natsrelay"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

// An event of the shop becomes a message of the broker, which is embedded here.
func ExampleSubscribe() {
	dir, err := os.MkdirTemp("", "natsrelay")
	must(err)
	defer func() { must(os.RemoveAll(dir)) }()
	broker, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true})
	must(err)
	broker.Start()
	defer broker.WaitForShutdown()
	defer broker.Shutdown()
	if !broker.ReadyForConnections(30 * time.Second) {
		panic("the broker does not start")
	}
	nc, err := nats.Connect(broker.ClientURL(), nats.MaxReconnects(-1))
	must(err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(err)

	// A shop has its bus in shop.Events, and Run instead of Deliver.
	bus := events.NewBus(events.Config{})
	db, err := store.New(memstore.New(memstore.Config{}), store.Config{Publisher: bus, NewID: ecomtest.IDs()})
	must(err)
	bus.UseStore(db)
	_, err = natsrelay.Subscribe(bus, js, natsrelay.Config{Stream: &jetstream.StreamConfig{Name: "SHOP"}})
	must(err)
	must(db.Update(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		events.Emit(tx, ctx, "window", func() events.Payload { return reserved{"for two"} })
		return nil
	}))
	must(bus.Deliver(context.Background()))

	stream, err := js.Stream(context.Background(), "SHOP")
	must(err)
	m, err := stream.GetMsg(context.Background(), 1)
	must(err)
	fmt.Println(m.Subject)
	fmt.Println(m.Header.Get(jetstream.MsgIDHeader), m.Header.Get(natsrelay.HeaderSequence))
	// Output:
	// ecom.main.bistro.v1.table_reserved.window
	// 00000000-0000-4000-8000-000000000001 1
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
