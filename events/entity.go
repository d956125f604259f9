// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import "strings"

// Split takes the wire name of an event apart: "wix.ecom.v1.order_approved" is
// the slug "approved" of the entity "wix.ecom.v1.order". Where several entities
// would fit, the longest known one does; of an unknown entity the slug is the
// last word.
func Split(eventType string) (entityFQDN, slug string) {
	cut := strings.LastIndexByte(eventType, '_')
	if cut < 0 {
		return eventType, ""
	}
	for at := cut; at > 0; at = strings.LastIndexByte(eventType[:at], '_') {
		if isEntity(eventType[:at]) {
			cut = at
			break
		}
	}
	return eventType[:cut], eventType[cut+1:]
}

// entityOf is Split for a payload, which may name its entity itself.
func entityOf(payload any, eventType string) (entityFQDN, slug string) {
	if f, ok := payload.(fqdnBody); ok {
		return split(eventType, f.EntityFQDN())
	}
	return Split(eventType)
}

// split is Split where the entity is known.
func split(eventType, fqdn string) (entityFQDN, slug string) {
	if n := len(fqdn); n > 0 && len(eventType) > n && eventType[n] == '_' && eventType[:n] == fqdn {
		return eventType[:n], eventType[n+1:]
	}
	return Split(eventType)
}

// isEntity reports whether an entity of that name is known.
func isEntity(fqdn string) bool {
	switch fqdn {
	case "wix.ecom.v1.abandoned_checkout",
		"wix.ecom.v1.back_in_stock_notification_request",
		"wix.ecom.v1.cart",
		"wix.ecom.v1.checkout",
		"wix.ecom.v1.checkout_settings",
		"wix.ecom.v1.checkout_template",
		"wix.ecom.v1.delivery_profile",
		"wix.ecom.v1.draft_order",
		"wix.ecom.v1.fulfillments",
		"wix.ecom.v1.order",
		"wix.ecom.v1.order_payment_request",
		"wix.ecom.v1.order_transactions",
		"wix.ecom.v1.orders_settings",
		"wix.ecom.v1.shipping_option",
		"wix.ecom.v2.cart",
		"wix.ecom.discounts.v1.discount_rule",
		"wix.ecom.orders.v1.invoice",
		"wix.ecom.subscription_contracts.v1.subscription_contract",
		"wix.billing.v1.manual_tax_mapping",
		"wix.billing.v1.tax_exempt_group",
		"wix.billing.v1.tax_group",
		"wix.billing.v1.tax_region":
		return true
	}
	return false
}
