// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import "github.com/go-ecom/ecom/events"

// DiscountRuleCreated is raised when a discount rule was created. The Entity is
// shared by all handlers and not to be changed.
type DiscountRuleCreated struct{ events.Created[*Rule] }

// EventType returns the platform's name of the event.
func (DiscountRuleCreated) EventType() string { return "wix.ecom.discounts.v1.discount_rule_created" }

// Detach implements events.Detacher.
func (e DiscountRuleCreated) Detach(c *events.Copies) events.Payload {
	e.Entity = events.CopyOf(c, e.Entity)
	return e
}

// DiscountRuleUpdated is raised when a discount rule was changed, not when it was
// used. The Entity is shared by all handlers and not to be changed.
type DiscountRuleUpdated struct{ events.Updated[*Rule] }

// EventType returns the platform's name of the event.
func (DiscountRuleUpdated) EventType() string { return "wix.ecom.discounts.v1.discount_rule_updated" }

// Detach implements events.Detacher.
func (e DiscountRuleUpdated) Detach(c *events.Copies) events.Payload {
	e.Entity, e.Previous = events.CopyOf(c, e.Entity), events.CopyOf(c, e.Previous)
	return e
}

// DiscountRuleDeleted is raised when a discount rule is gone. The event's entity
// id says which one.
type DiscountRuleDeleted struct{ events.Gone }

// EventType returns the platform's name of the event.
func (DiscountRuleDeleted) EventType() string { return "wix.ecom.discounts.v1.discount_rule_deleted" }
