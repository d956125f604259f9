// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-ecom/ecom/fault"
)

const (
	maxUses     = 2_147_483_646
	maxPriority = 1_000_000
	maxFloors   = 1000
)

// validate checks the extension of a rule whose discount is of a kind.
func (e *Extension) validate(c *fault.Checker, path string, kind Type, z zones) {
	if e == nil {
		return
	}
	at := func(field string) string { return fault.Join(path, field) }
	if e.BuyXGetY != nil {
		e.BuyXGetY.validate(c, at("buyXGetY"))
		if kind == TypeQuantityBased {
			c.AddOther(at("buyXGetY"), RuleInvalidCustomerBuy, "a bundle has a price of its own: nothing can be given for it")
		}
	}
	switch e.AppliesTo {
	case "", AppliesToAllItems:
	case AppliesToLowestPricedItem:
		switch {
		case kind == TypeQuantityBased:
			c.AddOther(at("appliesTo"), RuleInvalidSettingsSubjectType, "a bundle is of several items, not of the one with the lowest price")
		case e.BuyXGetY != nil:
			c.AddOther(at("appliesTo"), RuleInvalidSettingsSubjectType, "what is given for what was bought has the lowest prices already")
		}
	default:
		c.AddOther(at("appliesTo"), RuleInvalidSettingsSubjectType, fault.NotOneOf(e.AppliesTo, AppliesToAllItems, AppliesToLowestPricedItem))
	}
	c.Range(at("usageLimit"), e.UsageLimit, 0, maxUses)
	c.Range(at("usageLimitPerUser"), e.UsageLimitPerUser, 0, maxUses)
	if c.Size(at("timeWindows"), len(e.TimeWindows), 0, maxWindows) {
		for i := range e.TimeWindows {
			e.TimeWindows[i].validate(c, fault.Index(at("timeWindows"), i))
		}
	}
	if _, err := z.load(e.TimeZone); err != nil {
		c.Add(at("timeZone"), fault.RuleFormat, err.Error(), nil)
	}
	c.Range(at("priority"), int64(e.Priority), -maxPriority, maxPriority)
	if c.Size(at("floorPrices"), len(e.FloorPrices), 0, maxFloors) {
		for _, id := range slices.Sorted(maps.Keys(e.FloorPrices)) {
			floor := e.FloorPrices[id]
			field := at(fmt.Sprintf("floorPrices[%.40s]", id))
			c.Length(field, id, 1, 36)
			floor.check(c, field, "0", maxMoney, 4, true)
		}
	}
}

func (q *QuantityBased) validate(c *fault.Checker, path string) {
	list := fault.Join(path, "configurations")
	if !c.Size(list, len(q.Configurations), 1, 1) {
		return
	}
	b := &q.Configurations[0]
	c.Range(fault.Join(fault.Index(list, 0), "quantity"), b.Quantity, 2, maxUnits)
	b.Price.check(c, fault.Join(fault.Index(list, 0), "price"), "0", "1000000", 4, false)
}

func (t *CustomTrigger) validate(c *fault.Checker, path string) {
	c.Length(fault.Join(path, "id"), t.ID, 1, 100)
	c.Length(fault.Join(path, "appId"), t.AppID, 0, 100)
}
