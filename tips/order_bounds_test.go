// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/tips"
)

// A distribution holds no more than what there are bounds for, and no moment that
// stores do not keep: with such a one a charged distribution could be changed.
func TestBoundsOfDistributions(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := bought(t, s)
	long := strings.Repeat("x", 101)
	line := func(change func(*tips.LineItemInfo)) func(*tips.Distribution) {
		return func(d *tips.Distribution) {
			d.LineItemInfo = []tips.LineItemInfo{{Price: "5.00", Quantity: 1}}
			change(&d.LineItemInfo[0])
		}
	}
	for field, change := range map[string]func(*tips.Distribution){
		"lineItemInfo[0].staffMemberIds[0]": line(func(l *tips.LineItemInfo) { l.StaffMemberIDs = []string{long} }),
		"lineItemInfo[0].staffMemberIds[1]": line(func(l *tips.LineItemInfo) { l.StaffMemberIDs = []string{"ann", ""} }),
		"lineItemInfo[0].catalogReference.catalogItemId": line(func(l *tips.LineItemInfo) {
			l.CatalogReference = &item.CatalogReference{CatalogItemID: long, AppID: "app"}
		}),
		"lineItemInfo[0].catalogReference.appId": line(func(l *tips.LineItemInfo) { l.CatalogReference = &item.CatalogReference{CatalogItemID: "ebook"} }),
		"transaction.date": func(d *tips.Distribution) {
			d.Transaction = &tips.Transaction{ID: staff(101), Date: time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)}
		},
	} {
		before := state(t, s, o.ID)
		d := share(1, "1.00")
		change(&d)
		_, err := s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("1.00", d))
		wantViolation(t, err, tips.CodeInvalidTip, "tip.distributions[0]."+field)
		_, err = s.Tips.AddTipDistributionsToOrder(t.Context(), o.ID, []tips.Distribution{d})
		wantViolation(t, err, tips.CodeInvalidDistribution, "tipDistributions[0]."+field)
		if state(t, s, o.ID) != before {
			t.Errorf("%s: what was refused has changed the order", field)
		}
	}
	_, err := s.Tips.PreviewTip(t.Context(), tips.PreviewTipRequest{LineItemInfo: []tips.LineItemInfo{{Price: "5.00", Quantity: 1, StaffMemberIDs: []string{long}}}})
	wantViolation(t, err, "", "lineItemInfo[0].staffMemberIds[0]")
}

func wantViolation(t *testing.T, err error, code, field string) {
	t.Helper()
	if fault.Code(err) != code || !slices.ContainsFunc(fault.Violations(err), func(v fault.Violation) bool { return v.Field == field }) {
		t.Errorf("%v, want %s of %s", err, code, field)
	}
}
