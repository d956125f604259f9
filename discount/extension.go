// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/go-ecom/ecom/internal/ptr"
)

// Extension is what may be said about a rule beyond the platform's public
// fields. Unknown members are errors when it is decoded.
type Extension struct {
	BuyXGetY          *BuyXGetY    `json:"buyXGetY,omitempty"`          // nil: the discount does not depend on buying something else
	AppliesTo         AppliesTo    `json:"appliesTo,omitempty"`         // default ALL_ITEMS
	UsageLimit        int64        `json:"usageLimit,omitempty"`        // by all buyers; 0: no limit
	UsageLimitPerUser int64        `json:"usageLimitPerUser,omitempty"` // by one buyer; 0: no limit
	TimeWindows       []TimeWindow `json:"timeWindows,omitempty"`       // up to 100, within activeTimeInfo; none: at all times

	// TimeZone is that of the windows, such as "Europe/Berlin"; default UTC. A
	// program that may run where there is no time zone database imports
	// time/tzdata, or else rules with a time zone are refused there.
	TimeZone string `json:"timeZone,omitempty"`

	// Priority puts rules in order: the higher first, then those that are
	// exclusive, then by creation and id. -1,000,000 to 1,000,000.
	Priority int `json:"priority,omitempty"`

	// Exclusive keeps the lines that the rule lowers for it alone: it leaves
	// out those that a rule before it lowered, and no rule after it lowers
	// them. Coupons and merchant discounts are no rules.
	Exclusive bool `json:"exclusive,omitempty"`

	// FloorPrices is the least that one unit of an item may cost after all
	// discounts: rules, coupon and merchant's. Up to 1000, by catalog item id.
	// An item that costs less before them keeps its price. See RuleSet.Floor.
	FloorPrices map[string]Value `json:"floorPrices,omitempty"`
}

// AppliesTo says which of the items in scope a rule lowers.
type AppliesTo string

// The choices.
const (
	AppliesToAllItems         AppliesTo = "ALL_ITEMS"
	AppliesToLowestPricedItem AppliesTo = "LOWEST_PRICED_ITEM" // one unit of the item that costs least
)

// UnmarshalJSON reads an extension and refuses members it does not know.
func (e *Extension) UnmarshalJSON(data []byte) error {
	type plain Extension
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var p plain
	if err := d.Decode(&p); err != nil {
		return fmt.Errorf("extension: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("extension: more than one value")
	}
	*e = Extension(p)
	return nil
}

// Clone returns a deep copy.
func (e *Extension) Clone() *Extension {
	c := ptr.Copy(e)
	if c == nil {
		return nil
	}
	if b := e.BuyXGetY; b != nil {
		c.BuyXGetY = &BuyXGetY{
			Buys:  Buys{MinimumQuantity: b.Buys.MinimumQuantity, MinimumSpend: ptr.Copy(b.Buys.MinimumSpend), Scopes: cloneScopes(b.Buys.Scopes)},
			Gets:  Gets{Quantity: b.Gets.Quantity, Scopes: cloneScopes(b.Gets.Scopes)},
			Limit: b.Limit,
		}
	}
	c.TimeWindows = slices.Clone(e.TimeWindows)
	c.FloorPrices = maps.Clone(e.FloorPrices)
	return c
}

// BuyXGetY gives the rule's discount on some units to whoever buys others. It
// repeats as often as the cart allows, up to Limit: as many times as there are
// units for all that must be bought and all that is given, since a unit that is
// bought is not also given. Given are those that cost least.
type BuyXGetY struct {
	Buys  Buys  `json:"buys"`
	Gets  Gets  `json:"gets"`
	Limit int64 `json:"limit,omitempty"` // how many times; 0: no limit
}

// Buys is what has to be bought each time: exactly one of MinimumQuantity and
// MinimumSpend.
type Buys struct {
	MinimumQuantity int64   `json:"minimumQuantity,omitempty"`
	MinimumSpend    *Value  `json:"minimumSpend,omitempty"` // before all discounts but the catalog's own
	Scopes          []Scope `json:"scopes,omitzero"`        // none: those of the rule's discount
}

// Gets is what is then discounted each time: with fewer units nothing is.
type Gets struct {
	Quantity int64   `json:"quantity"`
	Scopes   []Scope `json:"scopes,omitzero"` // none: those of the rule's discount
}
