// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// UseKind says of what something is a use.
type UseKind string

// The kinds of uses.
const (
	UseOfCoupon UseKind = "COUPON"
	UseOfRule   UseKind = "RULE"
)

// The codes for discount rules that were used as often as they may be. The
// platform names none: its rules just do not apply any more.
const (
	CodeRuleUsageExceeded           = "ERROR_DISCOUNT_RULE_USAGE_EXCEEDED"
	CodeRuleLimitPerCustomerReached = "ERROR_DISCOUNT_RULE_LIMIT_PER_CUSTOMER_EXCEEDED"
)

// Use is one use of a coupon or of a discount rule, which an order holds. A
// limit of 0 is none.
//
// Uses are counted in all and by customer, in the commit that places an order,
// and given back when it does not come to anything: when it is declined, expires
// unpaid, is canceled or refunded in full. Whoever changes them at the same time,
// the numbers never leave 0..limit. How many of them are of orders that were paid
// is counted beside that: it is what the platform shows as numberOfUsages of a
// coupon and usageCount of a rule.
type Use struct {
	Kind             UseKind  `json:"kind"`
	ID               string   `json:"id"`
	Customer         Customer `json:"customer,omitempty"` // none for one who is not known, or whose uses are not counted
	Limit            int64    `json:"limit,omitempty"`
	LimitPerCustomer int64    `json:"limitPerCustomer,omitempty"`
}

// Clone returns a copy that shares nothing changeable with u.
func (u Use) Clone() Use {
	u.Customer = slices.Clone(u.Customer)
	return u
}

// Uses is how often something was used.
type Uses struct {
	Total   int64 // by anybody
	ByBuyer int64 // by the buyer in question
}

// counts are the numbers of one kind of use.
type counts struct{ all, byCustomer, paid store.Counter }

var (
	couponCounts = counts{store.Counter{Kind: "coupon-uses"}, store.Counter{Kind: "coupon-uses-customer"}, store.Counter{Kind: "coupon-uses-paid"}}
	ruleCounts   = counts{store.Counter{Kind: "discount-rule-uses"}, store.Counter{Kind: "discount-rule-uses-customer"}, store.Counter{Kind: "discount-rule-uses-paid"}}
)

func (k UseKind) counts() counts {
	if k == UseOfRule {
		return ruleCounts
	}
	return couponCounts
}

// UseCounts returns what uses are counted by, for exports.
func UseCounts() []store.AnyKind {
	return []store.AnyKind{
		couponCounts.all, couponCounts.byCustomer, couponCounts.paid,
		ruleCounts.all, ruleCounts.byCustomer, ruleCounts.paid,
	}
}

// Customer is the names under which a buyer's uses are counted, each by itself:
// the e-mail address and the member, as far as they are known. So a member is the
// same customer with and without an address, and with another one.
type Customer []string

// CustomerOf returns the names of a buyer.
func CustomerOf(memberID, email string) Customer {
	var c Customer
	if email = contact.FoldEmail(email); email != "" {
		c = append(c, email)
	}
	if memberID != "" {
		c = append(c, memberID)
	}
	return c
}

// Take counts the use with tx. The commit fails with a *driver.BoundError when
// it would be one too many; see Exceeded.
func (u *Use) Take(tx *store.Tx) {
	c := u.Kind.counts()
	c.all.Add(tx, u.ID, 1, atMost(u.Limit))
	for _, name := range u.Customer {
		c.byCustomer.Add(tx, u.ID+"/"+name, 1, atMost(u.LimitPerCustomer))
	}
}

// GiveBack takes back what Take has counted.
func (u *Use) GiveBack(tx *store.Tx) {
	c := u.Kind.counts()
	c.all.Add(tx, u.ID, -1, atMost(0))
	for _, name := range u.Customer {
		c.byCustomer.Add(tx, u.ID+"/"+name, -1, atMost(0))
	}
}

// Paid counts the use, which is counted by Take, as that of an order that was
// paid, or not any more.
func (u *Use) Paid(tx *store.Tx, paid bool) {
	delta := int64(1)
	if !paid {
		delta = -1
	}
	u.Kind.counts().paid.Add(tx, u.ID, delta, atMost(0))
}

// atMost bounds a count from 0 to a limit; 0 is no limit.
func atMost(limit int64) store.Bounds { return store.Bounds{Max: cmp.Or(limit, math.MaxInt64)} }

// Exceeded returns what to tell about a commit that failed because of a use too
// many: a fault.Limit with the code for it, which wraps err. It is nil for any
// other error.
func Exceeded(err error) *fault.Error {
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || bound.Delta <= 0 {
		return nil
	}
	e := &fault.Error{Class: fault.Limit, Err: err}
	switch bound.Ref.Kind {
	case couponCounts.all.Kind:
		e.Code, e.Message = CodeCouponUsageExceeded, "the coupon has been used as often as it may be"
	case couponCounts.byCustomer.Kind:
		e.Code, e.Message = CodeCouponLimitPerCustomerReached, "the customer has used the coupon as often as one may"
	case ruleCounts.all.Kind:
		e.Code, e.Message = CodeRuleUsageExceeded, "the discount rule has been used as often as it may be"
	case ruleCounts.byCustomer.Kind:
		e.Code, e.Message = CodeRuleLimitPerCustomerReached, "the customer has used the discount rule as often as one may"
	default:
		return nil
	}
	return e
}
