// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

const (
	processes = 4
	buyers    = 2000
	items     = 10
	unitsEach = 100 // of each item
)

// told is what a process tells.
type told struct {
	Buyer  int    `json:"buyer,omitempty"`  // has ordered
	Order  string `json:"order,omitempty"`  //
	Number string `json:"number,omitempty"` //
	Sold   bool   `json:"sold,omitempty"`   // out, when the buyer came
	Event  string `json:"event,omitempty"`  // delivered to the durable subscription
	Done   bool   `json:"done,omitempty"`   // all buyers have been served
	Error  string `json:"error,omitempty"`
}

// Four processes of one program sell the last units of ten items to two
// thousand buyers. A tenth of the buyers come to two processes at once, under
// one idempotency key.
func TestFourProcessesSellTheLastUnits(t *testing.T) {
	t.Parallel()
	if n, dsn, ok := isProcess(t); ok {
		serve(t, n, dsn)
		return
	}
	dsn := pgtest.DSN(t)
	db := openPostgres(t, dsn)
	shop := shelf(t, db)
	var all [processes]*process
	for n := range all {
		all[n] = startProcess(t, n, dsn)
	}
	heard := newHeard()
	for n, p := range all {
		heard.listen(t, n, p)
	}
	heard.selling.Wait()
	want := logged(t, db)
	heard.await(t, want)
	for _, p := range all {
		p.end(t)
	}
	heard.check(t)
	checkShelf(t, shop, heard)
}

// shelf returns the shop as each process has it. What it sells is handed over
// and paid by hand.
func shelf(t *testing.T, db driver.Store) *ecomtest.Shop {
	t.Helper()
	var list []catalog.Product
	for i := range items {
		list = append(list, catalog.Product{ID: itemOf(i), Name: itemOf(i), Price: "9.99", Stock: new(int64(unitsEach)), ItemType: string(item.PresetDigital)})
	}
	products, err := catalog.New(catalog.Config{Currency: money.USD, Items: list})
	if err != nil {
		t.Fatal(err)
	}
	shop, err := ecom.New(ecom.Config{
		Store: db, Currency: money.USD, Catalog: products, ManualPayments: true, Secret: []byte("shelf"),
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &ecomtest.Shop{Shop: shop, Products: products}
}

func itemOf(buyer int) string { return fmt.Sprintf("item-%d", buyer%items) }

// serve is what each of the processes does.
func serve(t *testing.T, n int, dsn string) {
	t.Helper()
	shop, tell := shelf(t, openPostgres(t, dsn)), teller(t)
	events.SubscribeDurableAll(shop.Events, "outbox", func(_ context.Context, e events.Envelope) error {
		tell(told{Event: e.ID})
		return nil
	}, &events.DurableOptions{Since: time.Unix(0, 0)})
	ctx, stop := context.WithCancel(t.Context())
	var running, serving sync.WaitGroup
	running.Go(func() { _ = shop.Run(ctx) })
	mine := make(chan int)
	for range 16 {
		serving.Go(func() {
			for b := range mine {
				tell(visit(ctx, shop, b))
			}
		})
	}
	for b := range buyers {
		if b%processes == n || b%10 == 0 && (b+1)%processes == n {
			mine <- b
		}
	}
	close(mine)
	serving.Wait()
	tell(told{Done: true})
	untilEnd()
	stop()
	running.Wait()
}

// visit is what one buyer does.
func visit(ctx context.Context, shop *ecomtest.Shop, b int) told {
	ctx = idempotency.WithKey(ecomtest.Visitor(ctx, b), fmt.Sprintf("buyer-%d", b))
	for {
		o, err := shop.Order(ctx, shop.Line(itemOf(b), 1))
		switch code := fault.Code(err); {
		case err == nil:
			return told{Buyer: b, Order: string(o.ID), Number: o.Number}
		case code == "EMPTY_CHECKOUT", code == "LINE_ITEM_WITH_ZERO_QUANTITY", code == "FULL_OUT_OF_STOCK", code == "CHECKOUT_CHANGED":
			return told{Buyer: b, Sold: true}
		case errors.Is(err, fault.Conflict), errors.Is(err, fault.Unavailable):
			continue // somebody else was quicker, in a hot place: try again
		default:
			return told{Buyer: b, Error: err.Error()}
		}
	}
}

// heard is what the processes have told.
type heard struct {
	selling sync.WaitGroup // processes that still sell

	mu        sync.Mutex
	orders    map[int]told // by buyer
	numbers   map[string]int
	delivered map[string]int // events, by how often
	by        [processes]int // first deliveries, by process
	wrong     []string
	want      int
	all       chan struct{} // closed when that many were delivered
}

func newHeard() *heard {
	return &heard{orders: make(map[int]told), numbers: make(map[string]int), delivered: make(map[string]int), all: make(chan struct{})}
}

// listen takes down what a process tells.
func (h *heard) listen(t *testing.T, n int, p *process) {
	t.Helper()
	h.selling.Add(1)
	go func() {
		sold := sync.OnceFunc(h.selling.Done)
		defer sold() // also when it dies
		for p.lines.Scan() {
			var x told
			if err := json.Unmarshal(p.lines.Bytes(), &x); err != nil {
				t.Error(err)
				return
			}
			h.take(n, x)
			if x.Done {
				sold()
			}
		}
	}()
}

func (h *heard) take(n int, x told) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case x.Error != "":
		h.wrong = append(h.wrong, fmt.Sprintf("buyer %d: %s", x.Buyer, x.Error))
	case x.Event != "":
		if h.delivered[x.Event]++; h.delivered[x.Event] == 1 {
			h.by[n]++
		}
	case x.Order != "":
		if old, ok := h.orders[x.Buyer]; ok && old.Order != x.Order {
			h.wrong = append(h.wrong, fmt.Sprintf("buyer %d was told of orders %s and %s", x.Buyer, old.Number, x.Number))
		}
		h.orders[x.Buyer] = x
		h.numbers[x.Number] = x.Buyer
	}
	if h.want > 0 && len(h.delivered) >= h.want {
		h.want = 0
		close(h.all)
	}
}

// await waits until so many events were delivered.
func (h *heard) await(t *testing.T, want int) {
	t.Helper()
	h.mu.Lock()
	missing := want - len(h.delivered)
	if h.want = want; missing <= 0 {
		h.want = 0
		close(h.all)
	}
	h.mu.Unlock()
	select {
	case <-h.all:
	case <-time.After(3 * time.Minute):
		t.Errorf("of %d events %d were not delivered when the last buyer had gone, and many still are not", want, missing)
	}
}

// check finds what is wrong with what was told.
func (h *heard) check(t *testing.T) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.wrong {
		t.Error(w)
	}
	if len(h.orders) != items*unitsEach || len(h.numbers) != items*unitsEach {
		t.Errorf("%d buyers were told of an order, with %d numbers; there were %d units", len(h.orders), len(h.numbers), items*unitsEach)
	}
	t.Logf("deliveries by process: %v of %d", h.by, len(h.delivered))
	for n, got := range h.by {
		if got*20 < len(h.delivered) {
			t.Errorf("process %d was given %d of %d events: less than a twentieth", n, got, len(h.delivered))
		}
	}
}

// logged returns how many events there are, by the counts that number them.
func logged(t *testing.T, db driver.Store) int {
	t.Helper()
	total := 0
	q := driver.Query{Site: "main", Kind: "event-sequence", Limit: driver.MaxPage}
	for n := driver.MaxPage; n == driver.MaxPage; {
		n = 0
		for r, err := range db.Find(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			total += int(r.Count)
			n++
			q.After = &driver.Position{Key: r.Key, ID: r.Ref.ID}
		}
	}
	return total
}

// checkShelf compares what was told with what is there.
func checkShelf(t *testing.T, shop *ecomtest.Shop, h *heard) {
	t.Helper()
	ctx := t.Context()
	found := make(map[string]int)
	for o, err := range shop.Orders.All(ctx, query.Request{}) {
		if err != nil {
			t.Fatal(err)
		}
		found[o.BuyerInfo.VisitorID]++
		if err := order.CheckLedger(o); err != nil {
			t.Error(err)
		}
		if b, ok := h.numbers[o.Number]; !ok || h.orders[b].Order != string(o.ID) {
			t.Errorf("order %s was told to nobody", o.Number)
		}
	}
	if len(found) != items*unitsEach {
		t.Errorf("%d buyers have orders, want %d", len(found), items*unitsEach)
	}
	for visitor, n := range found {
		if n != 1 {
			t.Errorf("visitor %s has %d orders", visitor, n)
		}
	}
	for i := range items {
		if left, err := shop.Products.Stock(ctx, itemOf(i)); err != nil || left != 0 {
			t.Errorf("of %s there are %d left, %v", itemOf(i), left, err)
		}
	}
}
