// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"time"

	"github.com/go-ecom/ecom/money"
)

// floors returns the floor prices of a rule by item, in minor units: a part of
// a minor unit rounds up.
func (e *Extension) floors(c money.Currency) map[string]int64 {
	if e == nil || len(e.FloorPrices) == 0 {
		return nil
	}
	list := make(map[string]int64, len(e.FloorPrices))
	for id, v := range e.FloorPrices {
		list[id], _ = bounds(&v, nil, c)
	}
	return list
}

// Floor returns the least price, in minor units, to which discounts may lower
// one unit of a line at a moment, or 0. It is the highest that a rule names for
// the item which is switched on and within its activeTimeInfo: whether the
// rule's trigger is met and its time windows are open does not matter, since
// what an item costs the shop does not depend on it.
func (s *RuleSet) Floor(l *Line, at time.Time) int64 {
	if !s.Floors() || l.ItemID == "" {
		return 0
	}
	floors := s.at(at).floors
	floor := floors[l.ItemID]
	if l.RootItemID != "" {
		floor = max(floor, floors[l.RootItemID])
	}
	return floor
}

// Floors reports whether a rule names a floor price.
func (s *RuleSet) Floors() bool { return s != nil && s.hasFloors }
