// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"testing"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/tips"
)

// keepTips keeps something of all that is known of tips.
func keepTips(t *testing.T, s *ecomtest.Shop, db driver.Store) {
	t.Helper()
	ctx := t.Context()
	open := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store, c.Tips = db, true })
	if _, err := s.TipSettings.CreateDefaultTipSettings(ctx, tips.Settings{
		TipType: tips.TypePercentage, Presets: []tips.Preset{{Value: "10"}, {Value: "12.5", Default: true}}, AllowCustomerTip: true,
	}); err != nil {
		t.Fatal(err)
	}
	choice := tips.Choice{TipType: tips.TypePercentage, Value: "12.5"}
	if _, err := open.Tips.UpdateTipChoice(ecomtest.Visitor(ctx, 1), "d0000000-0000-4000-8000-00000000000f", choice); err != nil {
		t.Fatal(err)
	}
	sold, err := s.Buy(ecomtest.Visitor(ctx, 7), s.Line("ebook", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Tips.SetTipOnOrder(ctx, sold.ID, fullTip(s)); err != nil {
		t.Fatal(err)
	}
}
