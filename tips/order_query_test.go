// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/tips"
)

// Distributions are found by everything that the platform lists, on a store of
// values and on one of bytes, and what is found adds up.
func TestDistributionsAreFound(t *testing.T) {
	t.Parallel()
	for _, encoded := range []bool{false, true} {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			if c.Store = memstore.New(memstore.Config{}); encoded {
				c.Store = ecomtest.Encoded(c.Store)
			}
		})
		ctx := t.Context()
		began := s.Clock.Now()
		first, second := bought(t, s).ID, bought(t, s).ID
		web, noted := share(1, "1.00"), charged(2, "0.50")
		web.Source = tips.SourceWeb
		web.LineItemInfo = []tips.LineItemInfo{{LineItemID: "a", Price: "5.00", Quantity: 1, Name: "E-book"}}
		noted.Transaction.Date = began
		must(s.Tips.SetTipOnOrder(ctx, first, tipOf("2.00", web, noted)))(t)
		s.Clock.Advance(time.Hour)
		guest := tips.Distribution{Amount: usd("0.30"), Staff: tips.Staff{IdentificationData: &tips.IdentificationData{WixUserID: staff(3), ContactID: staff(4)}}}
		tip := must(s.Tips.SetTipOnOrder(ctx, second, tipOf("2.00", share(1, "0.20"), guest)))(t).Tip
		at := func(moment time.Time) string { return moment.Format(time.RFC3339Nano) }
		for _, tt := range []struct {
			filter string
			want   string // amounts, the oldest first
			sum    string
		}{
			{``, "1.00 0.50 0.20 0.30", "2.00"},
			{`{"orderId": "` + string(first) + `"}`, "1.00 0.50", "1.50"},
			{`{"orderId": {"$in": ["` + string(first) + `", "` + string(second) + `"]}}`, "1.00 0.50 0.20 0.30", "2.00"},
			{`{"tipId": "` + tip.ID + `"}`, "0.20 0.30", "0.50"},
			{`{"id": "` + tip.Distributions[1].ID + `"}`, "0.30", "0.30"},
			{`{"staff.id": "` + staff(1) + `"}`, "1.00 0.20", "1.20"},
			{`{"staff.id": "` + staff(3) + `"}`, "0.30", "0.30"},
			{`{"staff.staffMemberId": {"$ne": "` + staff(1) + `"}}`, "0.50 0.30", "0.80"},
			{`{"staff.staffMemberId": {"$exists": false}}`, "0.30", "0.30"},
			{`{"transaction.id": "` + staff(102) + `"}`, "0.50", "0.50"},
			{`{"transaction.transactionId": {"$exists": true}}`, "0.50", "0.50"},
			{`{"transaction.date": "` + at(began) + `"}`, "0.50", "0.50"},
			{`{"transaction.transactionDate": {"$gt": "` + at(began) + `"}}`, "", "0.00"},
			{`{"createdDate": {"$gt": "` + at(began) + `"}}`, "0.20 0.30", "0.50"},
			{`{"createdDate": {"$lte": "` + at(began) + `"}}`, "1.00 0.50", "1.50"},
			{`{"source": "WEB"}`, "1.00", "1.00"},
			{`{"source": "UNKNOWN_SOURCE", "staff.id": "` + staff(1) + `"}`, "0.20", "0.20"},
		} {
			var filter query.Filter
			if tt.filter != "" {
				if err := filter.UnmarshalJSON([]byte(tt.filter)); err != nil {
					t.Fatal(err)
				}
			}
			r := query.Request{Filter: filter, Sort: []query.Sorting{{FieldName: "createdDate", Order: query.Asc}}}
			page := must(s.Tips.QueryTipDistributions(ctx, r))(t)
			var got []string
			for _, d := range page.TipDistributions {
				got = append(got, d.Amount.String())
			}
			sum := must(s.Tips.SumTipDistributionAmounts(ctx, filter))(t)
			if strings.Join(got, " ") != tt.want || sum.String() != tt.sum || sum.Currency() != money.USD {
				t.Errorf("%s finds %q, %s in all, want %q, %s", tt.filter, got, sum, tt.want, tt.sum)
			}
		}
		newest := must(s.Tips.QueryTipDistributions(ctx, query.Request{}))(t).TipDistributions
		if len(newest) != 4 || newest[0].OrderID != second || newest[3].OrderID != first {
			t.Errorf("without a sort there are %d, the first of %s", len(newest), newest[0].OrderID)
		}
		for _, d := range newest {
			if d.Source == tips.SourceWeb && text(t, d.LineItemInfo) != text(t, web.LineItemInfo) || d.Staff.ID == staff(3) && d.Staff.IdentificationData.ContactID != staff(4) {
				t.Errorf("what comes back is %s", text(t, d))
			}
		}
		for _, f := range []string{"id", "tipId", "orderId", "staff.id", "transaction.id", "transaction.date", "createdDate"} {
			for _, o := range []query.SortOrder{query.Asc, query.Desc} {
				if n := len(must(s.Tips.QueryTipDistributions(ctx, query.Request{Sort: []query.Sorting{{FieldName: f, Order: o}}}))(t).TipDistributions); n != 4 {
					t.Errorf("by %s %s there are %d", f, o, n)
				}
			}
		}
		for name, err := range map[string]error{
			"amount": errorOf(s.Tips.QueryTipDistributions(ctx, query.Request{Filter: query.Filter{"amount": "1"}})),
			"limit":  errorOf(s.Tips.QueryTipDistributions(ctx, query.Request{CursorPaging: &query.CursorPaging{Limit: 101}})),
			"filter": errorOf(s.Tips.SumTipDistributionAmounts(ctx, query.Filter{"amount": "1"})),
		} {
			if !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ann := ecomtest.Visitor(ctx, 1)
		if err := errorOf(s.Tips.QueryTipDistributions(ann, query.Request{})); !errors.Is(err, fault.Denied) {
			t.Errorf("a query of a buyer: %v", err)
		}
		if err := errorOf(s.Tips.SumTipDistributionAmounts(ann, nil)); !errors.Is(err, fault.Denied) {
			t.Errorf("a sum of a buyer: %v", err)
		}
	}
}

// A page has 50 distributions unless it is asked for others; sums are of all, and
// of one currency.
func TestManyDistributions(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	for range 3 {
		ds := make([]tips.Distribution, 50)
		for i := range ds {
			ds[i] = share(i, "0.01")
		}
		must(s.Tips.AddTipDistributionsToOrder(ctx, bought(t, s).ID, ds))(t)
	}
	page := must(s.Tips.QueryTipDistributions(ctx, query.Request{}))(t)
	if len(page.TipDistributions) != 50 || !page.PagingMetadata.HasNext {
		t.Errorf("a page has %d, and more: %t", len(page.TipDistributions), page.PagingMetadata.HasNext)
	}
	if sum := must(s.Tips.SumTipDistributionAmounts(ctx, nil))(t); sum.String() != "1.50" {
		t.Errorf("all come to %s", sum)
	}
	yen := money.MustParse("300", money.JPY)
	price := money.PriceOf(yen, 0)
	id := mine(t, s, nil, func(o *order.Order) {
		o.Currency, o.LineItems[0].Price, o.PriceSummary = money.JPY, price, order.PriceSummary{Subtotal: price, Total: price}
	})
	half := share(1, "0")
	half.Amount = money.MustParse("50", money.JPY)
	if err := errorOf(s.Tips.SetTipOnOrder(ctx, id, tips.Tip{Amount: half.Amount, Distributions: []tips.Distribution{share(1, "0.50")}})); fault.Code(err) != tips.CodeInvalidTip {
		t.Errorf("dollars of a tip in yen: %v", err)
	}
	tip := must(s.Tips.SetTipOnOrder(ctx, id, tips.Tip{Amount: money.MustParse("51", money.JPY), Distributions: []tips.Distribution{half}}))(t).Tip
	if got := fmt.Sprint(tip.Amount, " ", tip.UndistributedAmount, " ", tip.Amount.Currency()); got != "51 1 JPY" {
		t.Errorf("the tip is %s", got)
	}
	if sum := must(s.Tips.SumTipDistributionAmounts(ctx, query.Filter{"orderId": string(id)}))(t); sum.String() != "50" || sum.Currency() != money.JPY {
		t.Errorf("in yen it is %s %s", sum, sum.Currency())
	}
	if err := errorOf(s.Tips.SumTipDistributionAmounts(ctx, nil)); !errors.Is(err, fault.Invalid) {
		t.Errorf("dollars and yen: %v", err)
	}
}
