// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
)

// What merchants keep beside orders, and purchases that use it, are the same on
// every store: every answer and every refusal, byte for byte, and the site's
// export in the end.
func TestServicesOnEveryStore(t *testing.T) {
	t.Parallel()
	var first *scribe
	for _, s := range places {
		w := tellServices(t, s.open(t))
		if first == nil {
			if first = w; len(w.text.String()) < 100_000 {
				t.Fatalf("the story says only\n%s", w.text.String())
			}
			continue
		}
		if got, want := w.text.String(), first.text.String(); got != want {
			t.Errorf("%s answers something else than %s: %s", s.name, places[0].name, firstDifference(want, got))
		}
		if got, want := string(exported(t, w.office)), string(exported(t, first.office)); got != want {
			t.Errorf("%s exports something else than %s: %s", s.name, places[0].name, firstDifference(want, got))
		}
	}
}

// scribe tells a story of a shop and writes down what it is answered. The
// merchant works in one process, the buyers in another on the same store.
type scribe struct {
	*testing.T
	office, till *ecomtest.Shop
	open         func() *ecomtest.Shop
	clock        *ecomtest.Clock
	gateway      *paymenttest.Gateway
	text         strings.Builder
	steps        int
}

// newScribe opens the two processes of a shop on a store.
func newScribe(t *testing.T, db driver.Store, change func(*ecom.Config)) *scribe {
	t.Helper()
	w := &scribe{T: t, clock: ecomtest.NewClock(), gateway: paymenttest.New(paymenttest.Config{})}
	ids := ecomtest.IDs()
	w.open = func() *ecomtest.Shop {
		products, err := catalog.New(catalog.Config{Currency: money.USD, Items: []catalog.Product{
			{ID: "mug", Name: "Mug", Price: "25.00", Stock: new(int64(10)), Weight: "0.4"},
			{ID: "plate", Name: "Plate", Price: "8.53", Weight: "0.7"},
			{ID: "ebook", Name: "E-book", Price: "4.99", ItemType: string(item.PresetDigital)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		return ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Store, c.Now, c.NewID, c.Payments, c.Catalog = db, w.clock.Now, ids, w.gateway, products
			c.Tips, c.Secret = true, []byte("secret")
			c.CashRounding = money.CashRounding{Step: money.MustParse("0.05", money.USD)}
			c.DiscountRuleLimits = discount.RuleLimits{Rules: 6}
			if change != nil {
				change(c)
			}
		})
	}
	w.office, w.till = w.open(), w.open()
	return w
}

func tellServices(t *testing.T, db driver.Store) *scribe {
	t.Helper()
	w := newScribe(t, db, func(c *ecom.Config) { c.Shipping = nil }) // what is kept ships
	w.keepDiscounts()
	w.keepGiftCards()
	w.keepTaxes()
	w.keepDelivery()
	w.keepTips()
	w.sellWithAll()
	return w
}

// staff is the context of the merchant's next call: at a later moment, under a
// key of its own.
func (w *scribe) staff() context.Context {
	w.clock.Advance(time.Second + time.Microsecond)
	w.steps++
	return idempotency.WithKey(w.Context(), fmt.Sprint("step ", w.steps))
}

// buyer is the context of the nth buyer's next call.
func (w *scribe) buyer(n int) context.Context { return ecomtest.Visitor(w.staff(), n) }

// write writes an answer down.
func (w *scribe) write(what string, answer any) string {
	w.Helper()
	data, err := json.Marshal(answer)
	if err != nil {
		w.Fatal(err)
	}
	fmt.Fprintf(&w.text, "%s: %s\n", what, data)
	return string(data)
}

// got writes down the answer of a call that succeeds.
func got[T any](v T, err error) func(w *scribe, what string) T {
	return func(w *scribe, what string) T {
		w.Helper()
		if err != nil {
			w.Fatalf("%s: %v", what, err)
		}
		w.write(what, v)
		return v
	}
}

// refused writes down the error of a call that is refused with a code.
func refused[T any](_ T, err error) func(w *scribe, what, code string) {
	return func(w *scribe, what, code string) {
		w.Helper()
		if err == nil || fault.Code(err) != code {
			w.Fatalf("%s = %v, want %s", what, err, code)
		}
		w.write(what, []any{fault.ClassOf(err), err.Error(), fault.Data(err), fault.Violations(err)})
	}
}

// nothing is the answer of a call that has none.
func nothing(err error) (struct{}, error) { return struct{}{}, err }

// pages asks for all pages of a query, a few at a time, and for the last one but
// one again. It returns how many entities there are.
func pages[P any](w *scribe, what string, ask func(context.Context, query.Request) (P, error), r query.Request) int {
	w.Helper()
	type metadata struct {
		Count   int           `json:"count"`
		Cursors query.Cursors `json:"cursors"`
	}
	n, back := 0, ""
	r.CursorPaging = &query.CursorPaging{Limit: 2}
	for i := 0; ; i++ {
		answer, err := ask(w.Context(), r)
		if err != nil {
			w.Fatalf("%s: %v", what, err)
		}
		var p struct{ PagingMetadata, Metadata metadata }
		if err := json.Unmarshal([]byte(w.write(fmt.Sprint(what, ", page ", i), answer)), &p); err != nil {
			w.Fatal(err)
		}
		m := cmp.Or(p.PagingMetadata, p.Metadata)
		n += m.Count
		if m.Cursors.Next == "" {
			back = m.Cursors.Prev
			break
		}
		r = query.Request{CursorPaging: &query.CursorPaging{Cursor: m.Cursors.Next}}
	}
	if back == "" {
		w.Fatalf("%s fills one page only", what)
	}
	got(ask(w.Context(), query.Request{CursorPaging: &query.CursorPaging{Cursor: back}}))(w, what+", back")
	return n
}

// sorted is a request for everything, in the order of a field.
func sorted(field string, order query.SortOrder) query.Request {
	return query.Request{Sort: []query.Sorting{{FieldName: field, Order: order}}}
}
