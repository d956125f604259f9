// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Coupon is a discount that a buyer asks for by its code. Its JSON is the form
// of a shop file. Exactly one of PercentOffRate, MoneyOffAmount,
// FixedPriceAmount, FreeShipping and BuyXGetY is set.
type Coupon struct {
	ID               string       `json:"id,omitempty"`               // defaults to Code
	Code             string       `json:"code"`                       // 1 to 20 characters; upper and lower case are the same
	Name             string       `json:"name,omitempty"`             // defaults to Code
	Active           *bool        `json:"active,omitempty"`           // nil means true
	StartTime        time.Time    `json:"startTime,omitzero"`         // from then on; zero: always was
	ExpirationTime   time.Time    `json:"expirationTime,omitzero"`    // before then; zero: for ever
	UsageLimit       int64        `json:"usageLimit,omitempty"`       // by all buyers; 0: no limit
	LimitPerCustomer int64        `json:"limitPerCustomer,omitempty"` // by one buyer, known by e-mail; 0: no limit
	LimitedToOneItem bool         `json:"limitedToOneItem,omitempty"` // one unit of the cheapest line in scope
	MinimumSubtotal  *Value       `json:"minimumSubtotal,omitempty"`  // of the goods after rules, inclusive
	Scope            *CouponScope `json:"scope,omitempty"`            // nil or empty: the whole cart

	PercentOffRate   *Percentage     `json:"percentOffRate,omitempty"`   // above 0 to 100
	MoneyOffAmount   *Value          `json:"moneyOffAmount,omitempty"`   // with a scope off every unit, else off the whole cart
	FixedPriceAmount *Value          `json:"fixedPriceAmount,omitempty"` // what a unit costs; never more than it did
	FreeShipping     bool            `json:"freeShipping,omitempty"`
	BuyXGetY         *CouponBuyXGetY `json:"buyXGetY,omitempty"`
}

// CouponScope chooses the lines that a coupon lowers: those of an item or a
// collection named.
type CouponScope struct {
	CatalogItemIDs []string `json:"catalogItemIds,omitzero"`
	CollectionIDs  []string `json:"collectionIds,omitzero"`
}

// CouponBuyXGetY gives Y units to whoever buys X others of the same scope, as
// often as the cart has X + Y of them. Given are those that cost least.
type CouponBuyXGetY struct {
	X int64 `json:"x"`
	Y int64 `json:"y"`
}

// RecordID returns the coupon's id.
func (c *Coupon) RecordID() string { return c.EffectiveID() }

// Clone returns a deep copy.
func (c *Coupon) Clone() *Coupon {
	n := ptr.Copy(c)
	if n == nil {
		return nil
	}
	n.Active = ptr.Copy(c.Active)
	n.MinimumSubtotal = ptr.Copy(c.MinimumSubtotal)
	if c.Scope != nil {
		n.Scope = &CouponScope{CatalogItemIDs: slices.Clone(c.Scope.CatalogItemIDs), CollectionIDs: slices.Clone(c.Scope.CollectionIDs)}
	}
	n.PercentOffRate, n.MoneyOffAmount = ptr.Copy(c.PercentOffRate), ptr.Copy(c.MoneyOffAmount)
	n.FixedPriceAmount, n.BuyXGetY = ptr.Copy(c.FixedPriceAmount), ptr.Copy(c.BuyXGetY)
	return n
}

// IsActive reports whether the coupon is switched on, whatever its times.
func (c *Coupon) IsActive() bool { return c.Active == nil || *c.Active }

// EffectiveID returns the id, or the code where there is none.
func (c *Coupon) EffectiveID() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Code
}

// EffectiveName returns the name, or the code where there is none.
func (c *Coupon) EffectiveName() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Code
}

// Scoped reports whether the coupon lowers certain items only.
func (c *Coupon) Scoped() bool {
	return c.Scope != nil && (len(c.Scope.CatalogItemIDs) > 0 || len(c.Scope.CollectionIDs) > 0)
}

// CodeKey returns the form of a coupon code by which codes are compared: upper
// and lower case and space around are the same.
func CodeKey(code string) string { return strings.ToLower(strings.TrimSpace(code)) }

// Validate names everything that is wrong with the coupon, by field path.
func (c *Coupon) Validate() error {
	var v fault.Checker
	c.validate(&v, "")
	return v.Err()
}

func (c *Coupon) validate(v *fault.Checker, path string) {
	at := func(field string) string { return fault.Join(path, field) }
	v.Length(at("code"), strings.TrimSpace(c.Code), 1, 20)
	v.Date(at("startTime"), c.StartTime)
	v.Date(at("expirationTime"), c.ExpirationTime)
	if !c.StartTime.IsZero() && !c.ExpirationTime.IsZero() && !c.StartTime.Before(c.ExpirationTime) {
		v.AddOther(at("expirationTime"), RuleInvalidActiveTimeRange, "must come after the start time")
	}
	if c.UsageLimit < 0 {
		v.Add(at("usageLimit"), fault.RuleMin, "must be at least 1", map[string]any{"threshold": 1})
	}
	if c.LimitPerCustomer < 0 {
		v.Add(at("limitPerCustomer"), fault.RuleMin, "must be at least 1", map[string]any{"threshold": 1})
	}
	if c.MinimumSubtotal != nil {
		c.MinimumSubtotal.check(v, at("minimumSubtotal"), "0", maxMoney, 4, false)
	}
	var kinds []string
	if c.PercentOffRate != nil {
		kinds = append(kinds, "percentOffRate")
		c.PercentOffRate.check(v, at("percentOffRate"), "0", "100", 9, true)
	}
	if c.MoneyOffAmount != nil {
		kinds = append(kinds, "moneyOffAmount")
		c.MoneyOffAmount.check(v, at("moneyOffAmount"), "0", maxMoney, 4, true)
	}
	if c.FixedPriceAmount != nil {
		kinds = append(kinds, "fixedPriceAmount")
		c.FixedPriceAmount.check(v, at("fixedPriceAmount"), "0", maxMoney, 4, false)
	}
	if c.FreeShipping {
		kinds = append(kinds, "freeShipping")
	}
	if c.BuyXGetY != nil {
		kinds = append(kinds, "buyXGetY")
		c.BuyXGetY.validate(v, at("buyXGetY"))
		if c.LimitedToOneItem {
			v.AddOther(at("limitedToOneItem"), RuleInvalidSettingsSubjectType, "a coupon that gives units for others cannot be limited to one item")
		}
	}
	switch len(kinds) {
	case 1:
	case 0:
		v.Add(path, fault.RuleRequiredOneOf, "must have one of percentOffRate, moneyOffAmount, fixedPriceAmount, freeShipping and buyXGetY", nil)
	default:
		v.Add(path, fault.RuleOneOfAlignment, fmt.Sprintf("must have only one of %s", strings.Join(kinds, ", ")), nil)
	}
}
