// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/internal/ptr"
)

// CouponEntity is a coupon that is kept in a shop's store. Its JSON is the
// platform's, in which times are milliseconds since 1970 and a scope names one
// item or collection; the lists of a scope with several stand beside that.
type CouponEntity struct {
	ID             string
	Specification  Coupon // its ID is empty
	DateCreated    time.Time
	Expired        bool  // its time is over; derived when it is read
	NumberOfUsages int64 // by orders that were paid
}

// RecordID returns the coupon's id.
func (e *CouponEntity) RecordID() string { return e.ID }

// Clone returns a deep copy.
func (e *CouponEntity) Clone() *CouponEntity {
	c := ptr.Copy(e)
	if c != nil {
		c.Specification = *e.Specification.Clone()
	}
	return c
}

// wireCoupon is the JSON of a CouponEntity.
type wireCoupon struct {
	ID             string            `json:"id,omitempty"`
	Specification  wireSpecification `json:"specification"`
	DateCreated    time.Time         `json:"dateCreated,omitzero"`
	Expired        bool              `json:"expired"`
	NumberOfUsages int64             `json:"numberOfUsages"`
}

type wireSpecification struct {
	Name             string          `json:"name,omitempty"`
	Code             string          `json:"code"`
	StartTime        epoch           `json:"startTime,omitzero"`
	ExpirationTime   epoch           `json:"expirationTime,omitzero"`
	UsageLimit       int64           `json:"usageLimit,omitempty"`
	LimitPerCustomer int64           `json:"limitPerCustomer,omitempty"`
	LimitedToOneItem bool            `json:"limitedToOneItem,omitempty"`
	Active           *bool           `json:"active,omitempty"`
	Scope            *wireScope      `json:"scope,omitempty"`
	MinimumSubtotal  *wireNumber     `json:"minimumSubtotal,omitempty"`
	MoneyOffAmount   *wireNumber     `json:"moneyOffAmount,omitempty"`
	PercentOffRate   *Percentage     `json:"percentOffRate,omitempty"`
	FixedPriceAmount *wireNumber     `json:"fixedPriceAmount,omitempty"`
	FreeShipping     bool            `json:"freeShipping,omitempty"`
	BuyXGetY         *CouponBuyXGetY `json:"buyXGetY,omitempty"`
}

// wireScope is the platform's scope, and that of shop files.
type wireScope struct {
	Namespace string     `json:"namespace,omitempty"`
	Group     *wireGroup `json:"group,omitempty"`
	CouponScope
}

type wireGroup struct {
	Name     string `json:"name"`
	EntityID string `json:"entityId,omitempty"`
}

// The names that scopes use on the wire.
const (
	namespaceStores = "stores"
	groupProduct    = "product"
	groupCollection = "collection"
)

// wireGroups is what the group of a namespace may be.
var wireGroups = map[string][]string{
	namespaceStores: {groupProduct, groupCollection},
	"bookings":      {"service"},
	"events":        {"event", "ticket"},
	"pricingPlans":  {"plan"},
}

// MarshalJSON writes the platform's form.
func (e CouponEntity) MarshalJSON() ([]byte, error) {
	k := &e.Specification
	return json.Marshal(wireCoupon{
		ID: e.ID, DateCreated: e.DateCreated, Expired: e.Expired, NumberOfUsages: e.NumberOfUsages,
		Specification: wireSpecification{
			Name: k.Name, Code: k.Code, StartTime: epoch{k.StartTime}, ExpirationTime: epoch{k.ExpirationTime},
			UsageLimit: k.UsageLimit, LimitPerCustomer: k.LimitPerCustomer, LimitedToOneItem: k.LimitedToOneItem, Active: k.Active,
			Scope: wireScopeOf(k.Scope), MinimumSubtotal: (*wireNumber)(k.MinimumSubtotal), MoneyOffAmount: (*wireNumber)(k.MoneyOffAmount),
			PercentOffRate: k.PercentOffRate, FixedPriceAmount: (*wireNumber)(k.FixedPriceAmount), FreeShipping: k.FreeShipping, BuyXGetY: k.BuyXGetY,
		},
	})
}

// UnmarshalJSON reads the platform's form. A scope that is nothing but the
// namespace of shops is the whole cart.
func (e *CouponEntity) UnmarshalJSON(data []byte) error {
	var w wireCoupon
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	k := &w.Specification
	scope, err := k.Scope.scope()
	if err != nil {
		return err
	}
	*e = CouponEntity{
		ID: w.ID, DateCreated: w.DateCreated, Expired: w.Expired, NumberOfUsages: w.NumberOfUsages,
		Specification: Coupon{
			Name: k.Name, Code: k.Code, StartTime: k.StartTime.Time, ExpirationTime: k.ExpirationTime.Time,
			UsageLimit: k.UsageLimit, LimitPerCustomer: k.LimitPerCustomer, LimitedToOneItem: k.LimitedToOneItem, Active: k.Active,
			Scope: scope, MinimumSubtotal: (*Value)(k.MinimumSubtotal), MoneyOffAmount: (*Value)(k.MoneyOffAmount),
			PercentOffRate: k.PercentOffRate, FixedPriceAmount: (*Value)(k.FixedPriceAmount), FreeShipping: k.FreeShipping, BuyXGetY: k.BuyXGetY,
		},
	}
	return nil
}

func wireScopeOf(s *CouponScope) *wireScope {
	switch {
	case s == nil:
		return nil
	case len(s.CatalogItemIDs) == 1 && len(s.CollectionIDs) == 0:
		return &wireScope{Namespace: namespaceStores, Group: &wireGroup{groupProduct, s.CatalogItemIDs[0]}}
	case len(s.CatalogItemIDs) == 0 && len(s.CollectionIDs) == 1:
		return &wireScope{Namespace: namespaceStores, Group: &wireGroup{groupCollection, s.CollectionIDs[0]}}
	default:
		return &wireScope{Namespace: namespaceStores, CouponScope: *s}
	}
}

// scope returns the scope that is meant. What is sold in other namespaces are
// items here, too.
func (w *wireScope) scope() (*CouponScope, error) {
	if w == nil {
		return nil, nil
	}
	s := w.CouponScope
	groups, known := wireGroups[w.Namespace]
	if !known && w.Namespace != "" {
		return nil, fmt.Errorf("scope: %.40q is not a namespace", w.Namespace)
	}
	if g := w.Group; g != nil && g.EntityID != "" {
		switch {
		case g.Name == groupCollection && (w.Namespace == namespaceStores || w.Namespace == ""):
			s.CollectionIDs = append(s.CollectionIDs, g.EntityID)
		case w.Namespace == "" || slices.Contains(groups, g.Name):
			s.CatalogItemIDs = append(s.CatalogItemIDs, g.EntityID)
		default:
			return nil, fmt.Errorf("scope: %.40q is not a group of %s", g.Name, w.Namespace)
		}
	}
	switch {
	case len(s.CatalogItemIDs)+len(s.CollectionIDs) > 0:
		return &s, nil
	case w.Namespace == namespaceStores || w.Namespace == "":
		return nil, nil
	default:
		return nil, fmt.Errorf("scope: which of %s is not said", w.Namespace)
	}
}

// epoch is a moment in milliseconds since 1970, on the wire a text or a number.
// RFC 3339 is read too.
type epoch struct{ time.Time }

// MarshalJSON writes the milliseconds.
func (e epoch) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatInt(e.UnixMilli(), 10))
}

// UnmarshalJSON reads a moment.
func (e *epoch) UnmarshalJSON(data []byte) error {
	text := string(bytes.Trim(bytes.TrimSpace(data), `"`))
	if text == "null" || text == "" {
		*e = epoch{}
		return nil
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return json.Unmarshal(data, &e.Time)
	}
	e.Time = time.UnixMilli(ms).UTC()
	return nil
}

// wireNumber is a Value that is a number on the wire.
type wireNumber Value

// MarshalJSON writes the number.
func (n wireNumber) MarshalJSON() ([]byte, error) {
	if n.bad != "" {
		return json.Marshal(n.bad)
	}
	return []byte(Value(n).String()), nil
}

// UnmarshalJSON reads a number, or a text with a number in it.
func (n *wireNumber) UnmarshalJSON(data []byte) error { return n.number.UnmarshalJSON(data) }
