// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// dates are moments that no store could keep, whether it encodes what it keeps
// or not.
func dates() []refusal {
	late, early := time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)
	bad := func(name string, call func(w *world) error, paths ...string) refusal {
		return refusal{name, call, fault.Invalid, "", paths}
	}
	return []refusal{
		bad("a payment", func(w *world) error {
			r := payments(w.waiting.ID, "1.00")
			r.Payments[0].CreatedDate = late
			return only(w.Transactions.AddPayments(w.user, r))
		}, "payments[0].createdDate FORMAT"),
		bad("an order", func(w *world) error {
			o := w.paid.Clone()
			o.PurchasedDate = early
			o.ShippingInfo = &order.ShippingInformation{}
			o.ShippingInfo.Logistics.DeliverByDate = late
			o.ShippingInfo.Logistics.DeliveryTimeSlot = &order.DeliveryTimeSlot{From: early, To: late}
			return only(w.Orders.CreateOrder(w.user, o, nil))
		}, "order.purchasedDate FORMAT", "order.shippingInfo.logistics.deliverByDate FORMAT",
			"order.shippingInfo.logistics.deliveryTimeSlot.from FORMAT", "order.shippingInfo.logistics.deliveryTimeSlot.to FORMAT"),
		bad("a rule", func(w *world) error {
			rule := storedRule(w.Clock.Now())
			rule.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: early, End: late}
			return only(w.DiscountRules.CreateDiscountRule(w.user, rule))
		}, "discountRule.activeTimeInfo.end FORMAT", "discountRule.activeTimeInfo.start FORMAT"),
		bad("a coupon", func(w *world) error {
			return only(w.Coupons.CreateCoupon(w.user, &discount.Coupon{
				Name: "Ten", Code: "TEN", PercentOffRate: discount.MustPercentage("10"), StartTime: early, ExpirationTime: late,
			}))
		}, "specification.expirationTime FORMAT", "specification.startTime FORMAT"),
		bad("a gift card", func(w *world) error {
			return only(w.GiftLedger.Issue(w.user, giftcard.IssueRequest{Amount: money.MustParse("1", money.USD), ExpirationDate: late}))
		}, "expirationDate FORMAT"),
	}
}
