// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/order"
)

func TestClonesAreDeep(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, &order.Order{}, (*order.Order).Clone)
	clonetest.Deep(t, &order.LineItem{}, (*order.LineItem).Clone)
	clonetest.Deep(t, &order.Activity{}, (*order.Activity).Clone)
	clonetest.Deep(t, &order.ShippingInformation{}, (*order.ShippingInformation).Clone)
	clonetest.Deep(t, &order.LineItemTaxInfo{}, (*order.LineItemTaxInfo).Clone)
	clonetest.Deep(t, &order.Record{}, (*order.Record).Clone)
	if (*order.Order)(nil).Clone() != nil || (*order.LineItem)(nil).Clone() != nil {
		t.Error("the copy of nil is not nil")
	}
}

// Empty lists stay empty lists, and absent ones absent.
func TestClonesKeepEmptyLists(t *testing.T) {
	t.Parallel()
	o := &order.Order{LineItems: []order.LineItem{}, AppliedDiscounts: nil}
	if c := o.Clone(); c.LineItems == nil || c.AppliedDiscounts != nil {
		t.Error("the copy of an order takes empty and absent lists for each other")
	}
}

// Every member of an order is written and read.
func TestEveryMemberComesBack(t *testing.T) {
	t.Parallel()
	var o order.Order
	clonetest.Fill(&o)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTrip(t, data, &order.Order{}, nil)
}

func BenchmarkClone(b *testing.B) {
	for _, lines := range []int{1, 10, 100} {
		o := mugs()
		for len(o.LineItems) < lines {
			o.LineItems = append(o.LineItems, o.LineItems[0])
		}
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if o.Clone() == o {
					b.Fatal("no copy")
				}
			}
		})
	}
}
