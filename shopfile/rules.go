// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"bytes"
	"reflect"
	"time"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/money"
)

// ruleFile is the JSON of a file of discounts.
type ruleFile struct {
	DiscountRules *[]*discount.Rule   `json:"discountRules"`
	Coupons       *[]*discount.Coupon `json:"coupons"`
}

// WithRules returns the shop with other discounts, as a file of rules describes
// them: an object with discountRules, coupons or both, each in the form of a
// shop file, or a list of rules alone. What the file does not have stays as it
// is. The shop itself is not changed; the two share everything else. Errors are
// as those of Parse.
func (s *Shop) WithRules(data []byte) (*Shop, error) {
	var shape, values fault.Checker
	var f ruleFile
	options := strictjson.Options{Members: []reflect.Type{reflect.TypeFor[discount.Extension]()}}
	if text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))); len(text) > 0 && text[0] == '[' {
		f.DiscountRules = new([]*discount.Rule)
		if err := strictjson.Decode(data, f.DiscountRules, &shape, options); err != nil {
			return nil, err
		}
	} else if err := strictjson.Decode(data, &f, &shape, options); err != nil {
		return nil, err
	}
	out := *s
	if f.DiscountRules != nil {
		out.Rules = *f.DiscountRules
		_, err := discount.Compile(out.Rules, s.Currency)
		values.AddAll("discountRules", err)
	}
	if f.Coupons != nil {
		out.Coupons = *f.Coupons
		_, err := discount.CompileCoupons(out.Coupons, s.Currency)
		values.AddAll("coupons", err)
	}
	if f.DiscountRules == nil && f.Coupons == nil && shape.Err() == nil {
		values.Required("discountRules", false)
	}
	if err := strictjson.Further(&shape, &values); err != nil {
		return nil, err
	}
	return &out, nil
}

// Floors returns the floor prices by catalog item id that the shop's rules name
// at a moment: of several for one item the greatest. Rules that are switched off
// or outside of their activeTimeInfo name none, as for the calculator.
func (s *Shop) Floors(at time.Time) map[string]money.Amount {
	floors := map[string]money.Amount{}
	for _, r := range s.Rules {
		if r == nil || r.Extension == nil || !r.IsActive() || r.StatusAt(at) != discount.StatusLive {
			continue
		}
		for id, v := range r.Extension.FloorPrices {
			a, err := money.New(money.Round(v.Decimal(), int32(s.Currency.Digits()), money.Ceiling), s.Currency)
			if err != nil {
				continue
			}
			if old, ok := floors[id]; !ok || a.Decimal().GreaterThan(old.Decimal()) {
				floors[id] = a
			}
		}
	}
	return floors
}
