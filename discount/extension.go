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
)

// Extension is what a shop file may say about a rule beyond the platform's
// public fields. Unknown members are errors when it is decoded.
type Extension struct {
	BuyXGetY          *BuyXGetY        `json:"buyXGetY,omitempty"`
	AppliesTo         AppliesTo        `json:"appliesTo,omitempty"`
	UsageLimit        int64            `json:"usageLimit,omitempty"`        // 0: no limit
	UsageLimitPerUser int64            `json:"usageLimitPerUser,omitempty"` // 0: no limit
	TimeWindows       []TimeWindow     `json:"timeWindows,omitempty"`       // none: at all times
	TimeZone          string           `json:"timeZone,omitempty"`          // of the windows, such as "Europe/Berlin"
	Priority          int              `json:"priority,omitempty"`
	Exclusive         bool             `json:"exclusive,omitempty"`
	FloorPrices       map[string]Value `json:"floorPrices,omitempty"` // by catalog item id
}

// AppliesTo says which of the items in scope a rule lowers.
type AppliesTo string

// The choices.
const (
	AppliesToAllItems         AppliesTo = "ALL_ITEMS"
	AppliesToLowestPricedItem AppliesTo = "LOWEST_PRICED_ITEM"
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
	c := clonePtr(e)
	if c == nil {
		return nil
	}
	if b := e.BuyXGetY; b != nil {
		c.BuyXGetY = &BuyXGetY{
			Buys:  Buys{MinimumQuantity: b.Buys.MinimumQuantity, MinimumSpend: clonePtr(b.Buys.MinimumSpend), Scopes: cloneScopes(b.Buys.Scopes)},
			Gets:  Gets{Quantity: b.Gets.Quantity, Scopes: cloneScopes(b.Gets.Scopes)},
			Limit: b.Limit,
		}
	}
	c.TimeWindows = slices.Clone(e.TimeWindows)
	c.FloorPrices = maps.Clone(e.FloorPrices)
	return c
}

// BuyXGetY gives a discount on some units to whoever buys others.
type BuyXGetY struct {
	Buys  Buys  `json:"buys"`
	Gets  Gets  `json:"gets"`
	Limit int64 `json:"limit,omitempty"` // how many times; 0: no limit
}

// Buys is what has to be bought: exactly one of MinimumQuantity and
// MinimumSpend.
type Buys struct {
	MinimumQuantity int64   `json:"minimumQuantity,omitempty"`
	MinimumSpend    *Value  `json:"minimumSpend,omitempty"`
	Scopes          []Scope `json:"scopes,omitzero"`
}

// Gets is what is then discounted.
type Gets struct {
	Quantity int64   `json:"quantity"`
	Scopes   []Scope `json:"scopes,omitzero"`
}

// TimeWindow is a part of a day of the week.
type TimeWindow struct {
	DayOfWeek string `json:"dayOfWeek"` // MON to SUN
	StartTime string `json:"startTime"` // "09:00"
	EndTime   string `json:"endTime"`   // "17:00"
}
