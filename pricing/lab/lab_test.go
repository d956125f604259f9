// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/pricing/lab"
)

// off returns what prices with a rule for each percentage, on everything.
func off(t testing.TB, percents ...string) lab.Pricer {
	t.Helper()
	var rules []*discount.Rule
	for i, p := range percents {
		rules = append(rules, &discount.Rule{
			ID: fmt.Sprintf("r%d", i), Name: p + " percent off",
			Discounts: discount.Discounts{Values: []discount.Discount{{
				Percentage:        discount.MustPercentage(p),
				SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: []discount.Scope{{CatalogItemFilter: &discount.CatalogItemFilter{}}}},
			}}},
		})
	}
	set, err := discount.Compile(rules, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pricing.New(pricing.Config{Currency: money.USD, Rules: set})
	if err != nil {
		t.Fatal(err)
	}
	return c.CalculateTotals
}

// cart returns a cart of so many of an item for 10.00.
func cart(number int64, quantity int) lab.Cart {
	price := money.MustParse("10.00", money.USD)
	return lab.Cart{Number: number, Request: pricing.Request{LineItems: []pricing.RequestLine{{
		ID: "a", Quantity: quantity, Price: &price, CatalogReference: &item.CatalogReference{CatalogItemID: "mug"},
	}}}}
}

// carts returns some carts; every fifth can't be read.
func carts(n int64) iter.Seq2[lab.Cart, error] {
	return func(yield func(lab.Cart, error) bool) {
		for i := int64(1); i <= n; i++ {
			var err error
			if i%5 == 0 {
				err = errors.New("unreadable")
			}
			if !yield(cart(i, int(i%9)+1), err) {
				return
			}
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	c := cart(7, 3)
	before, err := off(t, "10")(t.Context(), c.Request)
	if err != nil {
		t.Fatal(err)
	}
	after, err := off(t, "10", "50")(t.Context(), c.Request)
	if err != nil {
		t.Fatal(err)
	}
	got := lab.Compare(c, before, after)
	if !got.Changed("priceSummary.total") || got.Changed("priceSummary.subtotal") || got.Changed("payLater.total") {
		t.Errorf("changes %+v, want the total and not the subtotal", got.Changes)
	}
	total := got.Changes[1]
	if total.Figure != "priceSummary.total" || total.From.String() != "27.00" || total.To.String() != "13.50" || total.Difference.String() != "-13.50" {
		t.Errorf("total changes as %+v, want 27.00 to 13.50", total)
	}
	if len(got.Stacks) != 1 || len(got.Stacks[0].Discounts) != 2 || got.Stacks[0].Line != "a" || got.Stacks[0].Cart != 7 {
		t.Errorf("stacks %+v, want both rules on line a", got.Stacks)
	}
	if len(got.Before) != 1 || len(got.After) != 2 || got.After[1].Amount.String() != "13.50" {
		t.Errorf("taken %+v before, %+v after", got.Before, got.After)
	}
	if same := lab.Compare(c, after, after); len(same.Changes) != 0 {
		t.Errorf("Compare() of the same totals = %+v", same.Changes)
	}
}

// mugs is a floor price of mugs at all times.
func mugs(floor string) func(time.Time) map[string]money.Amount {
	floors := map[string]money.Amount{"mug": money.MustParse(floor, money.USD)}
	return func(time.Time) map[string]money.Amount { return floors }
}

// A cart is held against the floors of its own time.
func TestFloorsOfTheTime(t *testing.T) {
	t.Parallel()
	sale := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	read := func(yield func(lab.Cart, error) bool) {
		for i, at := range []time.Time{sale.Add(-1), sale, {}} {
			c := cart(int64(i+1), 1)
			if c.Request.At = at; !yield(c, nil) {
				return
			}
		}
	}
	r, err := lab.Run(t.Context(), lab.Config{Before: off(t), After: off(t, "50"), Floors: func(at time.Time) map[string]money.Amount {
		if at.Before(sale) {
			return nil
		}
		return mugs("9.00")(at)
	}}, read)
	if err != nil {
		t.Fatal(err)
	}
	if r.UnderFloor.Count != 1 || r.UnderFloor.Lines[0].Cart != 2 {
		t.Errorf("under their floors %+v, want cart 2 alone", r.UnderFloor)
	}
}

func TestUnderFloor(t *testing.T) {
	t.Parallel()
	c := cart(1, 2)
	totals, err := off(t, "40")(t.Context(), c.Request)
	if err != nil {
		t.Fatal(err)
	}
	for floor, want := range map[string]int{"5.99": 0, "6.00": 0, "6.01": 1} {
		low := lab.UnderFloor(c, totals, map[string]money.Amount{"mug": money.MustParse(floor, money.USD)})
		if len(low) != want {
			t.Errorf("UnderFloor() of 6.00 a piece at floor %s = %+v, want %d lines", floor, low, want)
		}
	}
	if full, err := off(t)(t.Context(), c.Request); err == nil {
		if low := lab.UnderFloor(c, full, map[string]money.Amount{"mug": money.MustParse("10.01", money.USD)}); len(low) != 0 {
			t.Errorf("UnderFloor() of what costs less than its floor without any discount = %+v, want none", low)
		}
	} else {
		t.Fatal(err)
	}
	free, err := off(t, "100")(t.Context(), c.Request)
	if err != nil {
		t.Fatal(err)
	}
	if got := lab.Compare(c, totals, free).Free; len(got) != 1 || got[0].Item != "mug" {
		t.Errorf("given away %+v, want the mug", got)
	}
}

// However many carts are priced side by side, the report and the order of the
// outcomes are the same.
func TestRunIsDeterministic(t *testing.T) {
	t.Parallel()
	var first []byte
	for _, workers := range []int{1, 2, 16} {
		next := int64(1)
		r, err := lab.Run(t.Context(), lab.Config{
			Before: off(t), After: off(t, "10", "5"), Workers: workers,
			Floors: mugs("9.00"),
			Each: func(o *lab.Outcome) error {
				if o.Cart != next || (o.Err != nil) != (o.Cart%5 == 0) {
					t.Errorf("cart %d with error %v, want cart %d", o.Cart, o.Err, next)
				}
				next++
				return nil
			},
		}, carts(500))
		if err != nil {
			t.Fatal(err)
		}
		if r.Carts != 400 || r.Failed != 100 || r.Changed != 400 || r.UnderFloor.Count != 400 || len(r.UnderFloor.Lines) != 100 {
			t.Errorf("report %+v, want 400 carts, all changed, and 100 failed", r)
		}
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if diff := cmp.Diff(string(first), string(data)); diff != "" {
			t.Errorf("with %d workers the report differs (-1 +%d):\n%s", workers, workers, diff)
		}
	}
}

// Run ends what it started, whatever ends it.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	for name, run := range map[string]func(context.Context, lab.Config) error{
		"by Each": func(ctx context.Context, cfg lab.Config) error {
			cfg.Each = func(o *lab.Outcome) error {
				if o.Cart == 50 {
					return enough
				}
				return nil
			}
			_, err := lab.Run(ctx, cfg, carts(1_000_000_000))
			if !errors.Is(err, enough) {
				return fmt.Errorf("Run() = %w, want the error of Each", err)
			}
			return nil
		},
		"by its context": func(ctx context.Context, cfg lab.Config) error {
			ctx, cancel := context.WithCancel(ctx)
			cfg.Each = func(o *lab.Outcome) error {
				if o.Cart == 50 {
					cancel()
				}
				return nil
			}
			if _, err := lab.Run(ctx, cfg, carts(1_000_000_000)); !errors.Is(err, context.Canceled) {
				return fmt.Errorf("Run() = %w, want %w", err, context.Canceled)
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := lab.Config{Before: off(t), After: off(t, "10"), Workers: 4}
			synctest.Test(t, func(t *testing.T) { // fails when a goroutine is left
				if err := run(t.Context(), cfg); err != nil {
					t.Error(err)
				}
			})
		})
	}
	if _, err := lab.Run(t.Context(), lab.Config{}, carts(1)); len(fault.Violations(err)) != 2 {
		t.Errorf("Run() without pricers = %v, want two violations", err)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	long := `{"lineItems": [], "couponCode": "` + strings.Repeat("x", 5<<20) + `"}`
	text := "\ufeff" + `{"lineItems": [{"id": "a", "quantity": 1, "price": "1"}]}` + "\n\n" + `{"lineItems": [{"id": "a", "quantity": -1}]}` + "\r\n" + long + "\n{}x\n" +
		`{"lineItems": [{"id": "b", "quantity": 2, "price": "2.50"}]}`
	var got []string
	for c, err := range lab.Read(strings.NewReader(text), money.USD) {
		note := fmt.Sprint(c.Number, " ok ", len(c.Request.LineItems))
		if err != nil {
			note = fmt.Sprint(c.Number, " ", len(fault.Violations(err)))
		}
		got = append(got, note)
	}
	if diff := cmp.Diff([]string{"1 ok 1", "3 2", "4 0", "5 0", "6 ok 1"}, got); diff != "" {
		t.Errorf("Read() differs (-want +got):\n%s", diff)
	}
	broken := io.MultiReader(strings.NewReader("{\"lineItems\": []}\n"), iotest.ErrReader(io.ErrUnexpectedEOF))
	n := 0
	for _, err := range lab.Read(broken, money.USD) {
		if n++; n == 2 && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("Read() of what breaks off = %v", err)
		}
	}
	if n != 2 {
		t.Errorf("%d carts, want one and an error", n)
	}
}
