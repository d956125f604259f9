// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"errors"
	"testing"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// Whoever pays too late, or records an order of too much, is told what there is
// too little of, in words and by a code.
func TestShortagesHaveCodes(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	late := as(t, actor.Visitor(ann))
	id, err := s.buy(late, s.line("mug", 8))
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(25 * time.Hour)
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.buy(as(t, actor.Visitor(bob)), s.line("mug", 7)); err != nil {
		t.Fatal(err)
	}
	_, charged := s.Billing.ChargeOrder(late, charge(id))

	_, approved := s.Orders.UpdateOrderStatus(t.Context(), id, order.StatusApproved)

	mug := s.products.Reference("mug")
	price := money.PriceOf(money.MustParse("25.00", money.USD), 0)
	_, recorded := s.Orders.CreateOrder(t.Context(), &order.Order{
		ChannelInfo: order.ChannelInfo{Type: order.ChannelTypeWeb},
		LineItems: []order.LineItem{{
			CatalogReference: &mug, Quantity: 4, Price: price, ProductName: item.Translatable{Original: "Mug"}, ItemType: item.Type{Preset: item.PresetPhysical},
		}},
		PriceSummary: order.PriceSummary{
			Subtotal: money.PriceOf(money.MustParse("100.00", money.USD), 0), Total: money.PriceOf(money.MustParse("100.00", money.USD), 0),
		},
	}, nil)
	for _, tt := range []struct {
		err  error
		want string
	}{
		{charged, "transaction.ChargeOrder: there are 3 of item mug left, not 8 (DECREMENT_NOT_POSSIBLE)"},
		{approved, "order.UpdateOrderStatus: there are 3 of item mug left, not 8 (DECREMENT_NOT_POSSIBLE)"},
		{recorded, "order.CreateOrder: there are 3 of item mug left, not 4 (DECREMENT_NOT_POSSIBLE)"},
	} {
		if !errors.Is(tt.err, fault.Limit) || fault.Code(tt.err) != catalog.CodeDecrementNotPossible || tt.err.Error() != tt.want {
			t.Errorf("error %q, want %q", tt.err, tt.want)
		}
	}
	if calls := len(s.gateway.Calls()); calls != 0 {
		t.Errorf("the gateway was called %d times, want never", calls)
	}
}
