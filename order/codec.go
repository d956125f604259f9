// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"encoding/json"
	"fmt"

	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
)

// encodeRecord returns the stored form of a record. Formatted amounts are made
// when an order is read, not stored.
func encodeRecord(r *Record) ([]byte, error) {
	c := r.Clone()
	prices.Strip(&c.Order)
	return json.Marshal(c)
}

// decodeRecord reads the stored form. Its prices are bound to the order's
// currency and have no locale yet; see Service.present.
func decodeRecord(_ int, data []byte) (*Record, error) {
	r := new(Record)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	cur := r.Order.Currency
	if err := prices.Bind(&r.Order, cur, cur, 0); err != nil {
		return nil, err
	}
	for name, a := range map[string]*money.Amount{"payNow": &r.Internal.PayNow, "settled": &r.Internal.Settled} {
		var err error
		if *a, err = a.Bind(cur); err != nil {
			return nil, fmt.Errorf("internal.%s: %w", name, err)
		}
	}
	return r, nil
}

// BindAmounts gives every amount that was read its currency, the order's own,
// and has it formatted in l. The error names every amount that has more digits
// than the currency.
func (o *Order) BindAmounts(l money.Locale) error {
	return prices.Bind(o, o.Currency, o.Currency, l)
}

// present gives the prices of an order that was decoded the shop's locale. A
// store that keeps values has kept it.
func (s *Service) present(r *Record) error {
	l := s.env.Site.Locale
	if r.Order.PriceSummary.Total.Locale() == l {
		return nil
	}
	return r.Order.BindAmounts(l)
}
