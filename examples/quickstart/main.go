// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Command quickstart runs two shops in one store, each described by a file, and
// follows two buyers from their carts to a refund. It prints what the buyers
// would get to read, and every event that was raised on the way.
//
// The flag -store says where the shops are kept: in memory, in the file of
// sqlite:FILE, or on the PostgreSQL server of postgres:DSN. What is printed is
// the same.
//
// The clock, the identifiers and the payment gateway are those for tests, so
// that each run prints the same. For a shop of your own leave them out of the
// configuration and give it your payment provider.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/shopfile"
	"github.com/go-ecom/ecom/store/driver"
)

//go:embed shop-us.json
var usFile []byte

//go:embed shop-de.json
var deFile []byte

func main() {
	name := flag.String("store", "memory", "where to keep the shops: memory, sqlite:FILE or postgres:DSN")
	flag.Parse()
	if err := run(context.Background(), *name, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run tells both stories, with the shops in the store of that name.
func run(ctx context.Context, name string, out io.Writer) (err error) {
	db, err := openNew(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w := &world{clock: ecomtest.NewClock(), newID: ecomtest.IDs(), db: db, out: out}
	us, err := w.open("Trailhead Supply", usFile, payment.Card{Brand: "Visa", LastFourDigits: "4242"})
	if err != nil {
		return err
	}
	de, err := w.open("Kontor Papier & Kaffee", deFile, payment.Card{Brand: "Girocard", LastFourDigits: "0815"})
	if err != nil {
		return err
	}
	if err := tellUS(ctx, w, us); err != nil {
		return err
	}
	return tellDE(ctx, w, de)
}

// world is what the shops share.
type world struct {
	clock *ecomtest.Clock
	newID func() string
	db    driver.Store
	out   io.Writer
}

// store is a shop, open for business.
type store struct {
	*ecom.Shop
	name string
	file *shopfile.Shop
	log  *events.Recorder
}

// open opens the shop that a file describes. Its buyers pay with a card.
func (w *world) open(name string, file []byte, card payment.Card) (*store, error) {
	described, err := shopfile.Parse(file)
	if err != nil {
		return nil, err
	}
	cfg := described.Config()
	cfg.Store = w.db // both shops live in one store, each a site of its own
	cfg.Payments = paymenttest.New(paymenttest.Config{Card: card})
	cfg.Now, cfg.NewID = w.clock.Now, w.newID
	shop, err := ecom.New(cfg)
	if err != nil {
		return nil, err
	}
	return &store{Shop: shop, name: name, file: described, log: events.NewRecorder(shop.Events, "quickstart")}, nil
}

// say prints a line of the story.
func (w *world) say(format string, args ...any) {
	_, _ = fmt.Fprintf(w.out, format+"\n", args...)
}
