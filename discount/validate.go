// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"github.com/go-ecom/ecom/fault"
)

// The platform's names of the rules that discount rules can break.
const (
	RuleInvalidActiveTimeRange     = "INVALID_ACTIVE_TIME_RANGE"
	RuleInvalidEmptyDiscount       = "INVALID_EMPTY_DISCOUNT"
	RuleInvalidDiscountType        = "INVALID_DISCOUNT_TYPE"
	RuleMissingSubtotalRange       = "MISSING_SUBTOTAL_RANGE"
	RuleMissingItemQuantityRange   = "MISSING_ITEM_QUANTITY_RANGE"
	RuleInvalidSubtotalRange       = "INVALID_SUBTOTAL_RANGE"
	RuleInvalidItemQuantityRange   = "INVALID_ITEM_QUANTITY_RANGE"
	RuleInvalidTargetTypeField     = "INVALID_TARGET_TYPE_FIELD"
	RuleOperatorTooDeeplyNested    = "OPERATOR_TOO_DEEPLY_NESTED"
	RuleInvalidScopeType           = "INVALID_SCOPE_TYPE"
	RuleInvalidTriggerType         = "INVALID_TRIGGER_TYPE"
	RuleInvalidSettingsSubjectType = "INVALID_SETTINGS_SUBJECT_TYPE"
	RuleInvalidCustomerBuy         = "INVALID_CUSTOMER_BUY_CONDITION"
	RuleInvalidScope               = "INVALID_SCOPE"
	RuleTypeAndValueMismatch       = "DISCOUNT_TYPE_AND_DISCOUNT_VALUE_MISMATCH"
)

const (
	maxMoney  = "1000000000000000"
	maxScopes = 50
)

// Validate names everything that is wrong with the rule, by field path.
func (r *Rule) Validate() error {
	var c fault.Checker
	r.validate(&c, "", nil)
	return c.Err()
}

func (r *Rule) validate(c *fault.Checker, path string, z zones) {
	at := func(field string) string { return fault.Join(path, field) }
	c.Length(at("name"), r.Name, 1, 50)
	if w := r.ActiveTimeInfo; w != nil {
		c.Date(at("activeTimeInfo.start"), w.Start)
		c.Date(at("activeTimeInfo.end"), w.End)
		if !w.Start.IsZero() && !w.End.IsZero() && !w.Start.Before(w.End) {
			c.AddOther(at("activeTimeInfo"), RuleInvalidActiveTimeRange, "must start before it ends")
		}
	}
	if r.Trigger != nil {
		r.Trigger.validate(c, at("trigger"), true)
	}
	values := at("discounts.values")
	var kind Type
	switch n := len(r.Discounts.Values); n {
	case 1:
		r.Discounts.Values[0].validate(c, fault.Index(values, 0))
		kind = r.Discounts.Values[0].Kind()
	case 0:
		c.AddOther(values, RuleInvalidEmptyDiscount, "must hold one discount")
	default:
		c.Size(values, n, 1, 1)
	}
	r.Extension.validate(c, at("extension"), kind, z)
}

func (t *Trigger) validate(c *fault.Checker, path string, operators bool) {
	set := map[TriggerType]bool{
		TriggerAnd: t.And != nil, TriggerOr: t.Or != nil, TriggerCustom: t.CustomTrigger != nil,
		TriggerSubtotalRange: t.SubtotalRange != nil, TriggerItemQuantityRange: t.ItemQuantityRange != nil,
		TriggerCustomerEligibility: t.CustomerEligibility != nil,
	}
	n := 0
	for _, ok := range set {
		if ok {
			n++
		}
	}
	kind := t.Kind()
	known := false
	if _, known = set[kind]; !known {
		c.AddOther(fault.Join(path, "triggerType"), RuleInvalidTriggerType, fault.NotOneOf(kind, TriggerSubtotalRange, TriggerItemQuantityRange, TriggerAnd, TriggerOr, TriggerCustom, TriggerCustomerEligibility))
		return
	}
	if !set[kind] {
		switch kind {
		case TriggerSubtotalRange:
			c.AddOther(fault.Join(path, "subtotalRange"), RuleMissingSubtotalRange, "is required")
		case TriggerItemQuantityRange:
			c.AddOther(fault.Join(path, "itemQuantityRange"), RuleMissingItemQuantityRange, "is required")
		default:
			c.AddOther(path, RuleInvalidTriggerType, "the member that the trigger type names is missing")
		}
		return
	}
	if n > 1 {
		c.Add(path, fault.RuleOneOfAlignment, "must hold exactly one kind of trigger", nil)
	}
	switch kind {
	case TriggerAnd:
		t.And.validate(c, fault.Join(path, "and"), operators)
	case TriggerOr:
		t.Or.validate(c, fault.Join(path, "or"), operators)
	case TriggerSubtotalRange:
		t.SubtotalRange.validate(c, fault.Join(path, "subtotalRange"))
	case TriggerItemQuantityRange:
		t.ItemQuantityRange.validate(c, fault.Join(path, "itemQuantityRange"))
	case TriggerCustomerEligibility:
		t.CustomerEligibility.validate(c, fault.Join(path, "customerEligibility"))
	case TriggerCustom:
		t.CustomTrigger.validate(c, fault.Join(path, "customTrigger"))
	}
}

// Kind returns the trigger's type, found by the member that is set when Type
// is empty.
func (t *Trigger) Kind() TriggerType {
	switch {
	case t.Type != "":
		return t.Type
	case t.And != nil:
		return TriggerAnd
	case t.Or != nil:
		return TriggerOr
	case t.SubtotalRange != nil:
		return TriggerSubtotalRange
	case t.ItemQuantityRange != nil:
		return TriggerItemQuantityRange
	case t.CustomerEligibility != nil:
		return TriggerCustomerEligibility
	case t.CustomTrigger != nil:
		return TriggerCustom
	default:
		return ""
	}
}

func (o *Operator) validate(c *fault.Checker, path string, allowed bool) {
	if !allowed {
		c.AddOther(path, RuleOperatorTooDeeplyNested, "an operator may not stand inside another")
		return
	}
	list := fault.Join(path, "triggers")
	c.Size(list, len(o.Triggers), 2, 5)
	for i := range o.Triggers {
		o.Triggers[i].validate(c, fault.Index(list, i), false)
	}
}

func (s *SubtotalRange) validate(c *fault.Checker, path string) {
	validateScopes(c, fault.Join(path, "scopes"), s.Scopes, 0)
	if s.From == nil && s.To == nil {
		c.AddOther(path, RuleInvalidSubtotalRange, "must have a bound")
	}
	if s.From != nil {
		s.From.check(c, fault.Join(path, "from"), "0", maxMoney, 4, false)
	}
	if s.To != nil {
		s.To.check(c, fault.Join(path, "to"), "0", maxMoney, 4, false)
	}
	if s.From != nil && s.To != nil && s.From.d.GreaterThan(s.To.d) {
		c.AddOther(path, RuleInvalidSubtotalRange, "from must not be above to")
	}
}

func (q *ItemQuantityRange) validate(c *fault.Checker, path string) {
	validateScopes(c, fault.Join(path, "scopes"), q.Scopes, 0)
	if q.From == nil && q.To == nil {
		c.AddOther(path, RuleInvalidItemQuantityRange, "must have a bound")
	}
	if q.From != nil && *q.From < 1 {
		c.Add(fault.Join(path, "from"), fault.RuleMin, "must be at least 1", map[string]any{"threshold": 1})
	}
	if q.To != nil && *q.To < 1 {
		c.Add(fault.Join(path, "to"), fault.RuleMin, "must be at least 1", map[string]any{"threshold": 1})
	}
	if q.From != nil && q.To != nil && *q.From > *q.To {
		c.AddOther(path, RuleInvalidItemQuantityRange, "from must not be above to")
	}
}

func (e *CustomerEligibility) validate(c *fault.Checker, path string) {
	if e.Type != "" && e.Type != EligibilityIndividualMembers {
		c.Add(fault.Join(path, "eligibilityType"), fault.RuleInvalidEnum, fault.NotOneOf(e.Type, EligibilityIndividualMembers), nil)
	}
	list := fault.Join(path, "individualMembersInfo.memberIds")
	if e.IndividualMembersInfo == nil {
		c.Required(list, false)
		return
	}
	c.Size(list, len(e.IndividualMembersInfo.MemberIDs), 1, 100)
	for i, id := range e.IndividualMembersInfo.MemberIDs {
		c.Required(fault.Index(list, i), id != "")
	}
}

func (d *Discount) validate(c *fault.Checker, path string) {
	at := func(field string) string { return fault.Join(path, field) }
	if d.TargetType != "" && d.TargetType != TargetSpecificItems {
		c.AddOther(at("targetType"), RuleInvalidTargetTypeField, "must be SPECIFIC_ITEMS")
	}
	if d.SpecificItemsInfo == nil {
		c.AddOther(at("specificItemsInfo"), RuleInvalidTargetTypeField, "is required")
	} else {
		validateScopes(c, at("specificItemsInfo.scopes"), d.SpecificItemsInfo.Scopes, 1)
	}
	values := map[Type]bool{
		TypePercentage: d.Percentage != nil, TypeFixedAmount: d.FixedAmount != nil,
		TypeFixedPrice: d.FixedPrice != nil, TypeQuantityBased: d.QuantityBased != nil,
	}
	n := 0
	for _, ok := range values {
		if ok {
			n++
		}
	}
	kind := d.Kind()
	set, known := values[kind]
	switch {
	case kind == "":
		c.AddOther(path, RuleInvalidEmptyDiscount, "must have a value")
		return
	case !known:
		c.AddOther(at("discountType"), RuleInvalidDiscountType, fault.NotOneOf(kind, TypePercentage, TypeFixedAmount, TypeFixedPrice, TypeQuantityBased))
		return
	case !set || n > 1:
		c.AddOther(path, RuleTypeAndValueMismatch, "must hold exactly the value that the discount type names")
		return
	}
	switch kind {
	case TypePercentage:
		d.Percentage.check(c, at("percentage"), "0.1", "100", 9, false)
	case TypeFixedAmount:
		d.FixedAmount.check(c, at("fixedAmount"), "0", maxMoney, 4, true)
	case TypeFixedPrice:
		d.FixedPrice.check(c, at("fixedPrice"), "0", maxMoney, 4, false)
	case TypeQuantityBased:
		d.QuantityBased.validate(c, at("quantityBased"))
	}
}

// Kind returns the discount's type, found by the value that is set when Type
// is empty.
func (d *Discount) Kind() Type {
	switch {
	case d.Type != "":
		return d.Type
	case d.Percentage != nil:
		return TypePercentage
	case d.FixedAmount != nil:
		return TypeFixedAmount
	case d.FixedPrice != nil:
		return TypeFixedPrice
	case d.QuantityBased != nil:
		return TypeQuantityBased
	default:
		return ""
	}
}

func validateScopes(c *fault.Checker, path string, scopes []Scope, low int) {
	c.Size(path, len(scopes), low, maxScopes)
	for i := range scopes {
		scopes[i].validate(c, fault.Index(path, i))
	}
}

func (s *Scope) validate(c *fault.Checker, path string) {
	c.Length(fault.Join(path, "id"), s.ID, 0, 100)
	kind := s.Kind()
	switch {
	case kind != ScopeCatalogItem && kind != ScopeCustomFilter:
		c.AddOther(fault.Join(path, "type"), RuleInvalidScopeType, fault.NotOneOf(kind, ScopeCatalogItem, ScopeCustomFilter))
	case s.CatalogItemFilter != nil && s.CustomFilter != nil,
		kind == ScopeCatalogItem && s.CatalogItemFilter == nil,
		kind == ScopeCustomFilter && s.CustomFilter == nil:
		c.AddOther(path, RuleInvalidScope, "must hold exactly the filter that its type names")
	case kind == ScopeCatalogItem:
		list := fault.Join(path, "catalogItemFilter.catalogItemIds")
		c.Size(list, len(s.CatalogItemFilter.CatalogItemIDs), 0, maxScopes)
		for i, id := range s.CatalogItemFilter.CatalogItemIDs {
			c.Length(fault.Index(list, i), id, 1, 36)
		}
	default:
		s.CustomFilter.validate(c, fault.Join(path, "customFilter"))
	}
}

// Kind returns the scope's type, found by the filter that is set when Type is
// empty.
func (s *Scope) Kind() ScopeType {
	switch {
	case s.Type != "":
		return s.Type
	case s.CatalogItemFilter != nil:
		return ScopeCatalogItem
	case s.CustomFilter != nil:
		return ScopeCustomFilter
	default:
		return ""
	}
}
