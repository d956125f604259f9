// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"encoding/json"
	"fmt"

	"github.com/go-ecom/ecom/discount"
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
func decodeRecord(format int, data []byte) (*Record, error) {
	r := new(Record)
	// What was stored has none of the older spellings that Order.UnmarshalJSON
	// looks for, at the price of reading everything twice more.
	type plain Order
	stored := struct {
		Order    *plain    `json:"entity"`
		Internal *Internal `json:"internal"`
	}{(*plain)(&r.Order), &r.Internal}
	if err := json.Unmarshal(data, &stored); err != nil {
		return nil, err
	}
	if format < 2 {
		if err := r.Internal.upgradeUses(data); err != nil {
			return nil, err
		}
	}
	if err := r.Order.checkDecimals(); err != nil {
		return nil, err
	}
	cur := r.Order.Currency
	if err := prices.Bind(&r.Order, cur, cur, 0); err != nil {
		return nil, err
	}
	amounts := map[string]*money.Amount{"payNow": &r.Internal.PayNow, "settled": &r.Internal.Settled}
	if g := r.Internal.Reservation.Prepaid.GiftCard; g != nil {
		amounts["reservation.prepaid.giftCard.amount"] = &g.Amount
	}
	for name, a := range amounts {
		var err error
		if *a, err = a.Bind(cur); err != nil {
			return nil, fmt.Errorf("internal.%s: %w", name, err)
		}
	}
	return r, nil
}

// upgradeUses reads the use of a coupon from a record of format 1, which knew no
// others.
func (in *Internal) upgradeUses(data []byte) error {
	var old struct {
		Internal struct {
			Reservation struct {
				Coupon *struct {
					ID               string `json:"couponId"`
					Customer         string `json:"customer"`
					Limit            int64  `json:"limit"`
					LimitPerCustomer int64  `json:"limitPerCustomer"`
				} `json:"coupon"`
			} `json:"reservation"`
		} `json:"internal"`
	}
	if err := json.Unmarshal(data, &old); err != nil {
		return err
	}
	if c := old.Internal.Reservation.Coupon; c != nil {
		use := discount.Use{Kind: discount.UseOfCoupon, ID: c.ID, Limit: c.Limit, LimitPerCustomer: c.LimitPerCustomer}
		if c.Customer != "" {
			use.Customer = discount.Customer{c.Customer}
		}
		in.Reservation.Uses = []discount.Use{use}
	}
	return nil
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
