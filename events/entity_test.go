// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"testing"

	"github.com/go-ecom/ecom/events"
)

// Every event type that the platform documents, by its entity.
func TestSplit(t *testing.T) {
	t.Parallel()
	for entity, slugs := range map[string][]string{
		"wix.billing.v1.manual_tax_mapping":                        {"created"},
		"wix.billing.v1.tax_exempt_group":                          {"tags_modified"},
		"wix.billing.v1.tax_group":                                 {"created", "deleted", "updated"},
		"wix.billing.v1.tax_region":                                {"created", "deleted", "updated"},
		"wix.ecom.discounts.v1.discount_rule":                      {"created", "deleted", "updated"},
		"wix.ecom.orders.v1.invoice":                               {"created"},
		"wix.ecom.subscription_contracts.v1.subscription_contract": {"created", "deleted", "updated"},
		"wix.ecom.v1.abandoned_checkout":                           {"created", "deleted", "recovered", "updated"},
		"wix.ecom.v1.back_in_stock_notification_request":           {"created", "deleted", "updated"},
		"wix.ecom.v1.cart":                                         {"created", "deleted", "updated"},
		"wix.ecom.v1.checkout":                                     {"completed", "created", "deleted", "updated"},
		"wix.ecom.v1.checkout_settings":                            {"updated"},
		"wix.ecom.v1.checkout_template":                            {"created", "deleted", "updated", "used"},
		"wix.ecom.v1.delivery_profile":                             {"created", "deleted", "region_added", "region_removed", "region_updated", "updated"},
		"wix.ecom.v1.draft_order":                                  {"created", "deleted", "updated"},
		"wix.ecom.v1.fulfillments":                                 {"updated"},
		"wix.ecom.v1.order":                                        {"approved", "canceled", "committed", "created", "fulfilled", "imported", "imported_order_deleted", "payment_status_updated", "updated"},
		"wix.ecom.v1.order_payment_request":                        {"created", "deleted", "expired", "paid", "updated", "voided"},
		"wix.ecom.v1.order_transactions":                           {"chargeback_approved", "chargeback_reversed", "details_updated", "refund_completed", "updated"},
		"wix.ecom.v1.orders_settings":                              {"updated"},
		"wix.ecom.v1.shipping_option":                              {"created", "deleted", "updated"},
		"wix.ecom.v2.cart":                                         {"calculated", "created", "deleted", "updated"},
	} {
		for _, slug := range slugs {
			if gotEntity, gotSlug := events.Split(entity + "_" + slug); gotEntity != entity || gotSlug != slug {
				t.Errorf("Split(%q) = %q, %q, want %q, %q", entity+"_"+slug, gotEntity, gotSlug, entity, slug)
			}
		}
	}
}

func TestSplitUnknown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, entity, slug string }{
		{"my.shop.v1.gift_wrap_ordered", "my.shop.v1.gift_wrap", "ordered"},
		{"my.shop.v1.opened", "my.shop.v1.opened", ""},
		{"_", "", ""},
		{"", "", ""},
	} {
		if entity, slug := events.Split(tt.in); entity != tt.entity || slug != tt.slug {
			t.Errorf("Split(%q) = %q, %q, want %q, %q", tt.in, entity, slug, tt.entity, tt.slug)
		}
	}
}
