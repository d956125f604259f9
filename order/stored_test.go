// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"iter"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// encoding is a store that keeps encodings, as databases do. It remembers the
// last order that was written.
type encoding struct {
	driver.Store
	last []byte
}

// bytesOf is a document on its way into the store, already encoded.
type bytesOf struct {
	driver.Source
	e *encoding
}

func (b bytesOf) Value() any {
	data, err := b.Encode()
	if err != nil {
		panic(err)
	}
	if bytes.Contains(data, []byte(`"lineItems"`)) {
		b.e.last = data
	}
	return data
}

func (e *encoding) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	for i := range b.Writes {
		if b.Writes[i].Doc != nil {
			b.Writes[i].Doc = bytesOf{b.Writes[i].Doc, e}
		}
	}
	return e.Store.Commit(ctx, b)
}

func encoded(r driver.Record) driver.Record {
	if data, ok := r.Doc.Value.([]byte); ok {
		r.Doc = driver.Doc{Bytes: bytes.Clone(data)}
	}
	return r
}

func (e *encoding) Get(ctx context.Context, refs ...driver.Ref) ([]driver.Record, error) {
	rs, err := e.Store.Get(ctx, refs...)
	for i := range rs {
		rs[i] = encoded(rs[i])
	}
	return rs, err
}

func (e *encoding) Find(ctx context.Context, q driver.Query) iter.Seq2[driver.Record, error] {
	return func(yield func(driver.Record, error) bool) {
		for r, err := range e.Store.Find(ctx, q) {
			if !yield(encoded(r), err) {
				return
			}
		}
	}
}

// An order that was encoded is the one that went in; formatted amounts are
// made when it is read.
func TestStoredOrders(t *testing.T) {
	t.Parallel()
	d := &encoding{Store: memstore.New(memstore.Config{})}
	s := newShopOn(t, d)
	o := s.create(t, func(o *order.Order) {
		o.LineItems[0].CatalogReference.Options = item.Object{"options": map[string]any{"Size": "M"}, "count": 3.5}
		o.CustomFields = []item.CustomField{{Title: "Gift?", Value: true}}
		o.BuyerNote = "leave it at the door"
	})
	got, err := s.orders.GetOrder(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(o)
	have, _ := json.Marshal(got)
	if diff := cmp.Diff(string(want), string(have)); diff != "" {
		t.Errorf("a stored order (-created +got):\n%s", diff)
	}
	if got.PriceSummary.Total.FormattedAmount() != "$25.00" {
		t.Errorf("the total is formatted as %q, want $25.00", got.PriceSummary.Total.FormattedAmount())
	}
	if strings.Contains(string(d.last), "formattedAmount") {
		t.Error("formatted amounts are stored")
	}
	res, err := s.orders.SearchOrders(t.Context(), query.Request{Filter: query.Filter{"number": 10001}})
	if err != nil || len(res.Orders) != 1 || res.Orders[0].PriceSummary.Total.FormattedAmount() != "$25.00" {
		t.Errorf("SearchOrders() = %v, %v", res, err)
	}
	if got, err = s.orders.CancelOrder(t.Context(), o.ID, &order.CancelOrderOptions{RestockAllItems: true}); err != nil || got.Status != order.StatusCanceled {
		t.Errorf("CancelOrder() = %v", err)
	}
	if n := s.left(t); n != 10 {
		t.Errorf("%d mugs are left, want 10", n)
	}
}

// What format 2 looks like must never change.
func TestStoredFormat(t *testing.T) {
	t.Parallel()
	d := &encoding{Store: memstore.New(memstore.Config{})}
	s := newShopOn(t, d)
	if _, err := s.orders.CreateOrder(t.Context(), sample(t), &order.CreationSettings{OrderApprovalStrategy: order.ApprovalDefault}); err != nil {
		t.Fatal(err)
	}
	var have bytes.Buffer
	if err := json.Indent(&have, d.last, "", "  "); err != nil {
		t.Fatal(err)
	}
	have.WriteByte('\n')
	const golden = "testdata/stored/order-2.json"
	if *update {
		if err := os.WriteFile(golden, have.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), have.String()); diff != "" {
		t.Errorf("the stored form changed; old records must stay readable (-want +got):\n%s", diff)
	}
}
