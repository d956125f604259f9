// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/tips"
)

// fullTip is a tip with something of everything.
func fullTip(s *ecomtest.Shop) tips.Tip {
	usd := func(text string) money.Amount { return money.MustParse(text, money.USD) }
	line := tips.LineItemInfo{
		LineItemID: "00000000-0000-0000-0000-000000000001", Price: "5.00", Name: "E-book", Quantity: 1,
		CatalogReference: &item.CatalogReference{AppID: "215238eb-22a5-4c36-9e7b-e7c08025e04e", CatalogItemID: "ebook"},
	}
	return tips.Tip{Amount: usd("2.00"), Distributions: []tips.Distribution{
		{
			Staff: tips.Staff{StaffMemberID: "5a000000-0000-4000-8000-000000000001"}, Amount: usd("1.25"), Source: tips.SourcePOS,
			LineItemInfo: []tips.LineItemInfo{line}, Transaction: &tips.Transaction{ID: "7a000000-0000-4000-8000-000000000001", Date: s.Clock.Now()},
		},
		{
			Staff: tips.Staff{IdentificationData: &tips.IdentificationData{
				WixUserID: "5a000000-0000-4000-8000-000000000002", ContactID: "5a000000-0000-4000-8000-000000000003",
			}},
			Amount: usd("0.50"),
		},
	}}
}

// Whatever callers and handlers do with tips, the store keeps what was committed.
func TestNobodyChangesKeptTips(t *testing.T) {
	t.Parallel()
	f := &frozen{Store: memory(), records: make(map[driver.Ref]string), events: make(map[string]kept)}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = f })
	s.Recorder.Stop()
	events.SubscribeAll(s.Events, "scribbler", func(_ context.Context, e events.Envelope) error {
		scribble(e.Payload)
		return nil
	})
	ctx := t.Context()
	step := func(name string, gave, got any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		f.check(t, name)
		scribble(gave)
		scribble(got)
		f.check(t, "scribbling on what "+name+" gave and got")
	}
	o, err := s.Buy(ecomtest.Visitor(ctx, 1), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	id := o.ID
	tip := fullTip(s)
	set, err := s.Tips.SetTipOnOrder(ctx, id, tip)
	step("SetTipOnOrder", &tip, set, err)
	more := fullTip(s).Distributions[1:]
	added, err := s.Tips.AddTipDistributionsToOrder(ctx, id, more)
	step("AddTipDistributionsToOrder", more, added, err)
	got, err := s.Tips.GetTipByOrderID(ctx, id)
	if err != nil || got.Amount.String() != "2.50" || len(got.Distributions) != 3 {
		t.Errorf("GetTipByOrderID() = %+v, %v", got, err)
	}
	step("GetTipByOrderID", nil, got, err)
	page, err := s.Tips.QueryTipDistributions(ctx, query.Request{})
	step("QueryTipDistributions", nil, page, err)
	again, err := s.Tips.GetTipByOrderID(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	again.Amount = money.MustParse("4.00", money.USD)
	again.UndistributedAmount = money.Amount{}
	set, err = s.Tips.SetTipOnOrder(ctx, id, *again)
	step("SetTipOnOrder again", again, set, err)
}
