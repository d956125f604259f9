// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/tips"
)

// The discount rule, which runs out, too: for all, and for the few customers who
// come again and again.
const (
	ruleUses     = 15
	ruleUsesEach = 4
)

// cardsAtFirst is what is on each gift card: plenty on one, little on the other.
var cardsAtFirst = map[string]money.Amount{
	"PLENTY-1": money.MustParse("100000.01", money.USD),
	"SCARCE-1": money.MustParse("10.01", money.USD),
}

// tenth is the tip that buyers choose.
var tenth = tips.Choice{TipType: tips.TypePercentage, Value: "10"}

// prepare makes those who read the log known to a new store, and keeps what the
// merchant offers, before anybody buys.
func (s *subject) prepare(ctx context.Context) (err error) {
	w, err := openWorld(ctx, s.Open, s.dir, s.now(), nil)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, w.close()) }()
	c := &checker{world: w, known: s.known}
	if err = c.readLog(ctx); err != nil {
		return err
	}
	w.listen(false, func(note) {})
	if err = w.shop.Events.Deliver(ctx); err != nil {
		return err
	}
	return w.offer(ctx)
}

// offer keeps what the merchant offers.
func (w *world) offer(ctx context.Context) error {
	_, err := w.shop.DiscountRules.CreateDiscountRule(ctx, &discount.Rule{
		Name: "For the first", Extension: &discount.Extension{UsageLimit: ruleUses, UsageLimitPerUser: ruleUsesEach},
		Discounts: discount.Discounts{Values: []discount.Discount{{
			Percentage:        discount.MustPercentage("5"),
			SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
		}}},
	})
	if err != nil {
		return err
	}
	for code, amount := range cardsAtFirst {
		if _, err = w.shop.GiftLedger.Issue(ctx, giftcard.IssueRequest{Code: code, Amount: amount}); err != nil {
			return err
		}
	}
	_, err = w.shop.TipSettings.CreateDefaultTipSettings(ctx, tips.Settings{
		TipType: tips.TypePercentage, Presets: []tips.Preset{{Value: tenth.Value}}, AllowCustomerTip: true,
	})
	return err
}

// regular is the e-mail address of one of the customers who come again and again.
func regular(n int) string { return fmt.Sprintf("regular-%d@example.com", n) }
