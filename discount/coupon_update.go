// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"time"

	"github.com/go-ecom/ecom/patch"
)

// CouponUpdate says what to change of a coupon: the members that are set get their
// value, those that are cleared go back to their default, the others are kept.
//
// A coupon has one kind of discount: setting one takes the place of that which it
// has. A scope takes the place of a minimum subtotal, and the other way round.
type CouponUpdate struct {
	Code             patch.Field[string]      `json:"code,omitzero"` // can't be cleared
	Name             patch.Field[string]      `json:"name,omitzero"`
	Active           patch.Field[bool]        `json:"active,omitzero"`
	StartTime        patch.Field[time.Time]   `json:"startTime,omitzero"`
	ExpirationTime   patch.Field[time.Time]   `json:"expirationTime,omitzero"`
	UsageLimit       patch.Field[int64]       `json:"usageLimit,omitzero"`
	LimitPerCustomer patch.Field[int64]       `json:"limitPerCustomer,omitzero"`
	LimitedToOneItem patch.Field[bool]        `json:"limitedToOneItem,omitzero"`
	MinimumSubtotal  patch.Field[Value]       `json:"minimumSubtotal,omitzero"`
	Scope            patch.Field[CouponScope] `json:"scope,omitzero"`

	PercentOffRate   patch.Field[Percentage]     `json:"percentOffRate,omitzero"`
	MoneyOffAmount   patch.Field[Value]          `json:"moneyOffAmount,omitzero"`
	FixedPriceAmount patch.Field[Value]          `json:"fixedPriceAmount,omitzero"`
	FreeShipping     patch.Field[bool]           `json:"freeShipping,omitzero"`
	BuyXGetY         patch.Field[CouponBuyXGetY] `json:"buyXGetY,omitzero"`
}

// apply changes a coupon that nobody else sees.
func (u *CouponUpdate) apply(c *Coupon) {
	u.Code.Apply(&c.Code)
	u.Name.Apply(&c.Name)
	point(u.Active, &c.Active)
	u.StartTime.Apply(&c.StartTime)
	u.ExpirationTime.Apply(&c.ExpirationTime)
	u.UsageLimit.Apply(&c.UsageLimit)
	u.LimitPerCustomer.Apply(&c.LimitPerCustomer)
	u.LimitedToOneItem.Apply(&c.LimitedToOneItem)

	if isSet(u.Scope) {
		c.MinimumSubtotal = nil
	}
	if isSet(u.MinimumSubtotal) {
		c.Scope = nil
	}
	point(u.MinimumSubtotal, &c.MinimumSubtotal)
	point(u.Scope, &c.Scope)

	if free, _ := u.FreeShipping.Get(); free || isSet(u.PercentOffRate) || isSet(u.MoneyOffAmount) || isSet(u.FixedPriceAmount) || isSet(u.BuyXGetY) {
		c.PercentOffRate, c.MoneyOffAmount, c.FixedPriceAmount, c.FreeShipping, c.BuyXGetY = nil, nil, nil, false, nil
	}
	point(u.PercentOffRate, &c.PercentOffRate)
	point(u.MoneyOffAmount, &c.MoneyOffAmount)
	point(u.FixedPriceAmount, &c.FixedPriceAmount)
	u.FreeShipping.Apply(&c.FreeShipping)
	point(u.BuyXGetY, &c.BuyXGetY)
}

func isSet[T any](f patch.Field[T]) bool {
	_, ok := f.Get()
	return ok
}
