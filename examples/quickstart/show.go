// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/order"
)

// item is a line for so many of a product.
func (s *store) item(id string, quantity int) cart.LineItem {
	ref := s.file.Products.Reference(id)
	return cart.LineItem{CatalogReference: &ref, Quantity: quantity}
}

// listOf tells in a few words what a cart holds.
func listOf(lines []cart.LineItem) string {
	var texts []string
	for i := range lines {
		texts = append(texts, fmt.Sprintf("%d × %s", lines[i].Quantity, lines[i].ProductName.Original))
	}
	return strings.Join(texts, ", ")
}

// offersOf tells how a checkout can be shipped.
func offersOf(c *checkout.Checkout) string {
	var texts []string
	for _, carrier := range c.ShippingInfo.CarrierServiceOptions {
		for _, o := range carrier.ShippingOptions {
			texts = append(texts, fmt.Sprintf("%s %s (%s)", o.Title, o.Cost.Price.FormattedAmount(), o.Logistics.DeliveryTime))
		}
	}
	return strings.Join(texts, ", ")
}

// show prints the receipt of an order and what happened in its shop.
func (w *world) show(ctx context.Context, s *store, id order.ID, in words) error {
	o, err := s.Orders.GetOrder(ctx, id)
	if err != nil {
		return err
	}
	paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, id)
	if err != nil {
		return err
	}
	sent, err := s.Fulfillments.ListFulfillmentsForSingleOrder(ctx, id)
	if err != nil {
		return err
	}
	w.say("\n%s", receipt{shop: s.name, locale: s.file.Locale, words: in, order: o, paid: paid, sent: sent})
	s.showEvents(w)
	return nil
}

// showEvents prints what happened in a shop: when, to which entity, numbered as
// they come up, and what. The last number is the event's place in the sequence
// of its entity; an order's payments and parcels share its own.
func (s *store) showEvents(w *world) {
	w.say("Events of site %s:\n", s.file.Site)
	numbers := map[string]int{}
	for _, e := range s.log.Events() {
		if numbers[e.EntityID] == 0 {
			numbers[e.EntityID] = len(numbers) + 1
		}
		kind := e.EntityFQDN[strings.LastIndexByte(e.EntityFQDN, '.')+1:]
		w.say("  %s  %d %-18s %3d  %s", e.Time.Format("Jan _2 15:04"), numbers[e.EntityID], kind, e.Sequence, strings.TrimPrefix(e.Type, "wix.ecom.v1."))
	}
}
