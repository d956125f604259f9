// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/tips"
)

// Whatever call of the store goes wrong, a tip is changed as a whole or not at
// all, and the caller is told which.
func TestTipsAreNeverHalfDone(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(*ecomtest.Shop, *testing.T, order.ID) error{
		"set": func(s *ecomtest.Shop, t *testing.T, id order.ID) error {
			return errorOf(s.Tips.SetTipOnOrder(t.Context(), id, tipOf("3.00", share(3, "1.00"), share(4, "2.00"))))
		},
		"share out": func(s *ecomtest.Shop, t *testing.T, id order.ID) error {
			return errorOf(s.Tips.SetTipOnOrder(t.Context(), id, tipOf("1.00", share(3, "0.30"))))
		},
		"add": func(s *ecomtest.Shop, t *testing.T, id order.ID) error {
			return errorOf(s.Tips.AddTipDistributionsToOrder(t.Context(), id, []tips.Distribution{share(3, "1.00")}))
		},
		"remove": func(s *ecomtest.Shop, t *testing.T, id order.ID) error {
			return errorOf(s.Tips.RemoveTipFromOrder(t.Context(), id))
		},
	} {
		faults := map[string]func(*ecomtest.Shop){
			"unavailable": func(s *ecomtest.Shop) { s.Store.OnCommit(1, ecomtest.Unavailable) },
			"conflicting": func(s *ecomtest.Shop) { s.Store.OnCommit(1, ecomtest.Conflicting) },
			"answer lost": func(s *ecomtest.Shop) { s.Store.OnCommit(1, ecomtest.AnswerLost) },
			"canceled":    func(s *ecomtest.Shop) { s.Store.OnCommit(1, ecomtest.Canceled) },
		}
		for n := 1; n <= reads(t, call); n++ {
			faults[fmt.Sprint("read ", n)] = func(s *ecomtest.Shop) { s.Store.OnRead(n, fault.Unavailable) }
		}
		for what, break1 := range faults {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				s, o := tipped(t)
				before := state(t, s, o.ID)
				commits := s.Store.Commits()
				break1(s)
				err := call(s, t, o.ID)
				if n := s.Store.Commits() - commits; n > 2 {
					t.Errorf("%d commits were tried", n)
				}
				if changed := state(t, s, o.ID) != before; changed == (err != nil) {
					t.Errorf("%v, and the tip has changed: %t", err, changed)
				}
				checkFigures(t, s, o.ID)
			})
		}
	}
}

// tipped returns a shop with an order that has a tip.
func tipped(t *testing.T) (*ecomtest.Shop, *order.Order) {
	t.Helper()
	s := newShop(t)
	o := bought(t, s)
	must(s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("1.00", share(1, "0.10"), share(2, "0.20"))))(t)
	return s, o
}

// reads returns how often a call reads the store.
func reads(t *testing.T, call func(*ecomtest.Shop, *testing.T, order.ID) error) int {
	t.Helper()
	s, o := tipped(t)
	before := s.Store.Reads()
	if err := call(s, t, o.ID); err != nil {
		t.Fatal(err)
	}
	return s.Store.Reads() - before
}
