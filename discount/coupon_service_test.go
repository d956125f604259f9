// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/memstore"
)

// tenOff is a coupon of ten percent.
func tenOff(code string) *discount.Coupon {
	return &discount.Coupon{Code: code, PercentOffRate: discount.MustPercentage("10")}
}

func withCode(code string) func(*pricing.Request) {
	return func(r *pricing.Request) { r.CouponCode = code }
}

// wantCoupon checks what an e-book of 5.00 costs with a coupon, or why it does
// not hold.
func wantCoupon(t *testing.T, s *ecomtest.Shop, when, code, want string) {
	t.Helper()
	totals := priceOf(t, s, withCode(code))
	got := totals.PriceSummary.Total.Amount.String()
	if e := totals.CalculationErrors; e != nil {
		got = e.CouponCalculationError.Code()
	}
	if got != want {
		t.Errorf("%s: an e-book with %s costs %s, want %s", when, code, got, want)
	}
}

func TestCouponLives(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx, twin := t.Context(), s.Twin()
	wantCoupon(t, s, "at first", "SAVE", discount.CodeCouponDoesNotExist)

	given := tenOff(" Save ")
	given.ID, given.Name = "mine", "Save more"
	given.ExpirationTime = s.Clock.Now().Add(time.Hour + time.Microsecond)
	made, err := s.Coupons.CreateCoupon(ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	if made.ID == "mine" || made.Specification.ID != "" || made.Specification.Code != "Save" || !made.Specification.IsActive() || made.Expired ||
		!made.Specification.ExpirationTime.Equal(s.Clock.Now().Add(time.Hour)) || !made.DateCreated.Equal(s.Clock.Now()) {
		t.Errorf("CreateCoupon() = %+v", made)
	}
	wantCoupon(t, s, "created", "save", "4.50")
	wantCoupon(t, twin, "created elsewhere", "SAVE", "4.50")
	byID := priceOf(t, s, func(r *pricing.Request) { r.CouponID = made.ID })
	if d := byID.AppliedDiscounts; len(d) != 1 || d[0].Coupon.ID != made.ID || d[0].Coupon.Code != "Save" || d[0].Coupon.Name != "Save more" {
		t.Errorf("applied by its id: %+v", d)
	}

	updated, err := s.Coupons.UpdateCoupon(ctx, made.ID, discount.CouponUpdate{
		Code: patch.Set("MORE"), MoneyOffAmount: patch.Set(*discount.MustValue("1.5")), MinimumSubtotal: patch.Set(*discount.MustValue("5")),
	})
	if err != nil || updated.Specification.PercentOffRate != nil || updated.Specification.Name != "Save more" {
		t.Errorf("UpdateCoupon() = %+v, %v", updated, err)
	}
	wantCoupon(t, twin, "updated", "more", "3.50")
	wantCoupon(t, twin, "by its old code", "save", discount.CodeCouponDoesNotExist)
	scoped, err := s.Coupons.UpdateCoupon(ctx, made.ID, discount.CouponUpdate{Scope: patch.Set(discount.CouponScope{CatalogItemIDs: []string{"mug"}})})
	if err != nil || scoped.Specification.MinimumSubtotal != nil {
		t.Errorf("a scope in the place of a minimum: %+v, %v", scoped, err)
	}
	wantCoupon(t, twin, "for other goods", "more", discount.CodeCouponNotApplicable)
	if _, err = s.Coupons.UpdateCoupon(ctx, made.ID, discount.CouponUpdate{Scope: patch.Clear[discount.CouponScope](), Active: patch.Set(false)}); err != nil {
		t.Fatal(err)
	}
	wantCoupon(t, twin, "switched off", "more", discount.CodeCouponIsDisabled)

	s.Clock.Advance(time.Hour)
	got, err := s.Coupons.GetCoupon(ctx, made.ID)
	if err != nil || !got.Expired {
		t.Errorf("GetCoupon() = %+v, %v, want one that has expired", got, err)
	}
	if err := s.Coupons.DeleteCoupon(ctx, made.ID); err != nil {
		t.Fatal(err)
	}
	wantCoupon(t, twin, "deleted", "more", discount.CodeCouponDoesNotExist)
	if _, err := s.Coupons.CreateCoupon(ctx, tenOff("MORE")); err != nil {
		t.Errorf("the code of a deleted coupon: %v", err)
	}
}

// Each code of the service is provoked, by a call that changes nothing.
func TestCouponServiceCodes(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Coupons = []*discount.Coupon{tenOff("FIXED")} })
	ctx := t.Context()
	kept, err := s.Coupons.CreateCoupon(ctx, tenOff("KEPT"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.Coupons.CreateCoupon(ctx, tenOff("OTHER"))
	if err != nil {
		t.Fatal(err)
	}
	create := func(c *discount.Coupon) func(context.Context) error {
		return func(ctx context.Context) error { _, err := s.Coupons.CreateCoupon(ctx, c); return err }
	}
	update := func(id string, u discount.CouponUpdate) func(context.Context) error {
		return func(ctx context.Context) error { _, err := s.Coupons.UpdateCoupon(ctx, id, u); return err }
	}
	edited := func(edit func(*discount.Coupon)) func(context.Context) error {
		c := tenOff("NEW")
		edit(c)
		return create(c)
	}
	ids := make([]string, 51)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	const nobody = "00000000-0000-4000-8000-0000000000ff"
	type call struct {
		what  string
		call  func(context.Context) error
		class fault.Class
		code  string
		paths string // of violations
	}
	tests := []call{
		{"get", func(ctx context.Context) error { _, err := s.Coupons.GetCoupon(ctx, nobody); return err }, fault.NotFound, discount.CodeCouponNotFound, ""},
		{"update", update(nobody, discount.CouponUpdate{Name: patch.Set("x")}), fault.NotFound, discount.CodeCouponNotFound, ""},
		{"delete", func(ctx context.Context) error { return s.Coupons.DeleteCoupon(ctx, nobody) }, fault.NotFound, discount.CodeCouponNotFound, ""},
		{"a code that is kept", create(tenOff("kept ")), fault.Exists, discount.CodeCouponCodeExists, ""},
		{"a code that is fixed", create(tenOff("fixed")), fault.Exists, discount.CodeCouponCodeExists, ""},
		{"the code of another", update(other.ID, discount.CouponUpdate{Code: patch.Set("Kept")}), fault.Exists, discount.CodeCouponCodeExists, ""},
		{"nothing", create(nil), fault.Invalid, "", "specification"},
		{"empty", create(&discount.Coupon{}), fault.Invalid, "", "specification.code specification"},
		{"long", edited(func(c *discount.Coupon) { c.Code, c.Name = strings.Repeat("x", 21), strings.Repeat("x", 257) }), fault.Invalid, "", "specification.code specification.name"},
		{"two kinds", edited(func(c *discount.Coupon) { c.FreeShipping = true }), fault.Invalid, "", "specification"},
		{"scope and minimum", edited(func(c *discount.Coupon) {
			c.Scope, c.MinimumSubtotal = &discount.CouponScope{CatalogItemIDs: []string{"mug"}}, discount.MustValue("1")
		}), fault.Invalid, "", "specification"},
		{"51 items", edited(func(c *discount.Coupon) { c.Scope = &discount.CouponScope{CatalogItemIDs: ids} }), fault.Invalid, "", "specification.scope.catalogItemIds"},
		{"a nameless item", edited(func(c *discount.Coupon) { c.Scope = &discount.CouponScope{CollectionIDs: []string{"a", ""}} }), fault.Invalid, "", "specification.scope.collectionIds[1]"},
		{"no kind any more", update(kept.ID, discount.CouponUpdate{PercentOffRate: patch.Clear[discount.Percentage]()}), fault.Invalid, "", "specification"},
		{"ends before it starts", update(kept.ID, discount.CouponUpdate{StartTime: patch.Set(time.UnixMilli(2000)), ExpirationTime: patch.Set(time.UnixMilli(1000))}), fault.Invalid, "", "specification.expirationTime"},
		{"no bulk", func(ctx context.Context) error { _, err := s.Coupons.BulkCreateCoupons(ctx, nil, false); return err }, fault.Invalid, "", "specifications"},
		{"too much bulk", func(ctx context.Context) error {
			_, err := s.Coupons.BulkDeleteCoupons(ctx, make([]string, bulk.MaxItems+1))
			return err
		}, fault.Invalid, "", "ids"},
	}
	for what, do := range map[string]func(context.Context) error{
		"create": create(tenOff("NEW")),
		"update": update(kept.ID, discount.CouponUpdate{Name: patch.Set("x")}),
		"get":    func(ctx context.Context) error { _, err := s.Coupons.GetCoupon(ctx, kept.ID); return err },
		"query":  func(ctx context.Context) error { _, err := s.Coupons.QueryCoupons(ctx, query.Request{}); return err },
		"delete": func(ctx context.Context) error { return s.Coupons.DeleteCoupon(ctx, kept.ID) },
		"bulk create": func(ctx context.Context) error {
			_, err := s.Coupons.BulkCreateCoupons(ctx, []*discount.Coupon{tenOff("NEW")}, false)
			return err
		},
		"bulk delete": func(ctx context.Context) error {
			_, err := s.Coupons.BulkDeleteCoupons(ctx, []string{kept.ID})
			return err
		},
	} {
		for _, buyer := range buyers(ctx) {
			tests = append(tests, call{what + " by a buyer", func(context.Context) error { return do(buyer) }, fault.Denied, "PERMISSION_DENIED", ""})
		}
	}
	provoked := map[string]bool{}
	for _, tt := range tests {
		err := tt.call(ctx)
		wantCode(t, tt.what, err, tt.class, tt.code)
		var paths []string
		for _, v := range fault.Violations(err) {
			paths = append(paths, v.Field)
		}
		if got := strings.Join(paths, " "); got != tt.paths {
			t.Errorf("%s names %q, want %q", tt.what, got, tt.paths)
		}
		provoked[tt.code] = true
	}
	res, err := s.Coupons.QueryCoupons(ctx, query.Request{})
	if err != nil || !cmp.Equal(res.Coupons, []*discount.CouponEntity{kept, other}) {
		t.Errorf("after what was refused there are %+v, %v, want the two as they were", res, err)
	}
	for _, code := range []string{discount.CodeCouponNotFound, discount.CodeCouponCodeExists} {
		if !provoked[code] {
			t.Errorf("%s was not provoked", code)
		}
	}
}

// The platform's codes for coupons that do not hold, from coupons that are kept,
// wherever a code can be given.
func TestCouponsThatDoNotHold(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx, now := t.Context(), s.Clock.Now()
	for _, c := range []*discount.Coupon{
		{Code: "OFF", Active: new(false)},
		{Code: "LATER", StartTime: now.Add(time.Hour)},
		{Code: "OVER", ExpirationTime: now.Add(-time.Hour)},
		{Code: "USED", UsageLimit: 1},
		{Code: "ONCE", LimitPerCustomer: 1},
	} {
		c.PercentOffRate = discount.MustPercentage("10")
		if _, err := s.Coupons.CreateCoupon(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	ann := ecomtest.Member(ctx, 1)
	for _, code := range []string{"USED", "ONCE"} {
		fill(t, s, ann)
		if _, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: code}); err != nil {
			t.Fatal(err)
		}
		if o, err := s.Buy(ann); err != nil || o.PriceSummary.Total.Amount.String() != "4.50" {
			t.Fatalf("Buy() with %s = %+v, %v", code, o, err)
		}
	}
	provoked := map[string]bool{}
	for _, tt := range []struct {
		coupon, code string
		class        fault.Class
	}{
		{"NONE", discount.CodeCouponDoesNotExist, fault.NotFound},
		{"OFF", discount.CodeCouponIsDisabled, fault.State},
		{"LATER", discount.CodeCouponIsNotActiveYet, fault.State},
		{"OVER", discount.CodeCouponHasExpired, fault.State},
		{"USED", discount.CodeCouponUsageExceeded, fault.Limit},
		{"ONCE", discount.CodeCouponLimitPerCustomerReached, fault.Limit},
	} {
		provoked[tt.code] = true
		fill(t, s, ann)
		_, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: tt.coupon})
		wantCode(t, "a cart with "+tt.coupon, err, tt.class, tt.code)
		co, err := s.Checkout(ann)
		if err != nil {
			t.Fatal(err)
		}
		err = giveCode(ann, s, co.ID, tt.coupon)
		wantCode(t, "a checkout with "+tt.coupon, err, tt.class, tt.code)
		totals := priceOf(t, s, func(r *pricing.Request) {
			r.CouponCode, r.BuyerEmail = tt.coupon, "00000000-0000-4000-8002-000000000001@example.com"
		})
		if got := totals.CalculationErrors.CouponCalculationError.Code(); got != tt.code {
			t.Errorf("totals with %s say %q, want %s", tt.coupon, got, tt.code)
		}
	}
	for _, code := range []string{
		discount.CodeCouponDoesNotExist, discount.CodeCouponIsDisabled, discount.CodeCouponIsNotActiveYet, discount.CodeCouponHasExpired,
		discount.CodeCouponUsageExceeded, discount.CodeCouponLimitPerCustomerReached,
	} {
		if !provoked[code] {
			t.Errorf("%s was not provoked", code)
		}
	}
}

// NumberOfUsages counts the orders that were paid, and used the coupon.
func TestNumberOfUsages(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := t.Context()
	c, err := s.Coupons.CreateCoupon(ctx, tenOff("TEN"))
	if err != nil {
		t.Fatal(err)
	}
	want := func(when string, n int64) {
		t.Helper()
		if got, err := s.Coupons.GetCoupon(ctx, c.ID); err != nil || got.NumberOfUsages != n {
			t.Errorf("%s: %+v, %v, want %d", when, got, err, n)
		}
	}
	ann := ecomtest.Visitor(ctx, 1)
	fill(t, s, ann)
	if _, err := s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: "ten"}); err != nil {
		t.Fatal(err)
	}
	o, err := s.Order(ann)
	if err != nil {
		t.Fatal(err)
	}
	want("waiting for its payment", 0)
	if _, err := s.Pay(ann, o.ID); err != nil {
		t.Fatal(err)
	}
	want("paid", 1)
	if _, err := s.Orders.CancelOrder(ctx, o.ID, nil); err != nil {
		t.Fatal(err)
	}
	want("canceled", 0)
}

// A code is one coupon's, whoever creates it at the same time.
func TestCouponCodesAreUniqueAtOnce(t *testing.T) {
	t.Parallel()
	ecomtest.Interleave(t, ecomtest.Orders{Runs: 200}, func(t *testing.T, race *ecomtest.Race) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memstore.New(memstore.Config{})) })
		made := 0
		create := func(code string) func(context.Context) {
			return func(ctx context.Context) {
				switch _, err := s.Coupons.CreateCoupon(ctx, tenOff(code)); {
				case err == nil:
					made++
				case !errors.Is(err, fault.Exists) || fault.Code(err) != discount.CodeCouponCodeExists:
					t.Error(err)
				}
			}
		}
		race.Run(create("SAVE"), create("save"))
		if made != 1 {
			t.Errorf("%d coupons of one code were made", made)
		}
	})
}

func TestBulkCoupons(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := idempotency.WithKey(t.Context(), "bulk")
	specs := []*discount.Coupon{tenOff("A"), tenOff("B"), tenOff("a"), {Code: "C"}, nil}
	res, err := s.Coupons.BulkCreateCoupons(ctx, specs, true)
	if err != nil {
		t.Fatal(err)
	}
	if res.BulkActionMetadata != (bulk.ActionMetadata{TotalSuccesses: 2, TotalFailures: 3}) {
		t.Errorf("BulkCreateCoupons() = %+v", res.BulkActionMetadata)
	}
	var got []string
	for i, r := range res.Results {
		code := "ok"
		if r.ItemMetadata.Error != nil {
			code = r.ItemMetadata.Error.Code
		}
		if r.ItemMetadata.OriginalIndex != i || r.ItemMetadata.Success != (r.Item != nil) || r.Item != nil && r.Item.ID != r.ItemMetadata.ID {
			t.Errorf("result %d = %+v", i, r)
		}
		got = append(got, code)
	}
	if diff := cmp.Diff([]string{"ok", "ok", discount.CodeCouponCodeExists, "INVALID_ARGUMENT", "INVALID_ARGUMENT"}, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	again, err := s.Twin().Coupons.BulkCreateCoupons(ctx, specs, true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(res, again); diff != "" {
		t.Errorf("a repetition answers otherwise:\n%s", diff)
	}
	ids := []string{res.Results[0].Item.ID, "none", res.Results[1].Item.ID, res.Results[0].Item.ID}
	gone, err := s.Coupons.BulkDeleteCoupons(ctx, ids)
	if err != nil || gone.BulkActionMetadata != (bulk.ActionMetadata{TotalSuccesses: 2, TotalFailures: 2}) ||
		gone.Results[1].ItemMetadata.Error.Code != discount.CodeCouponNotFound || gone.Results[3].ItemMetadata.ID != ids[0] {
		t.Errorf("BulkDeleteCoupons() = %+v, %v", gone, err)
	}
	if left, err := s.Coupons.QueryCoupons(ctx, query.Request{}); err != nil || len(left.Coupons) != 0 {
		t.Errorf("left are %+v, %v", left, err)
	}
}

func TestCouponEntityJSON(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, wire, back string }{
		{
			"everything", `{"id":"c","specification":{"name":"Spring","code":"S","startTime":"1767571200000","expirationTime":"1767571200001","usageLimit":5,"limitPerCustomer":1,
				"limitedToOneItem":true,"active":true,"scope":{"namespace":"stores","group":{"name":"product","entityId":"mug"}},"percentOffRate":12.5},
				"dateCreated":"2026-01-05T09:00:00Z","expired":true,"numberOfUsages":3}`, "",
		},
		{"a collection", `{"specification":{"code":"S","scope":{"namespace":"stores","group":{"name":"collection","entityId":"k"}},"moneyOffAmount":5.50},"expired":false,"numberOfUsages":0}`, ""},
		{"several", `{"specification":{"code":"S","scope":{"namespace":"stores","catalogItemIds":["a","b"]},"fixedPriceAmount":0},"expired":false,"numberOfUsages":0}`, ""},
		{"a minimum", `{"specification":{"code":"S","minimumSubtotal":50,"freeShipping":true},"expired":false,"numberOfUsages":0}`, ""},
		{
			"numbers as texts, texts as numbers", `{"specification":{"code":"S","startTime":1767571200000,"minimumSubtotal":"50","buyXGetY":{"x":2,"y":1}}}`,
			`{"specification":{"code":"S","startTime":"1767571200000","minimumSubtotal":50,"buyXGetY":{"x":2,"y":1}},"expired":false,"numberOfUsages":0}`,
		},
		{"the whole shop", `{"specification":{"code":"S","scope":{"namespace":"stores"},"percentOffRate":10}}`, `{"specification":{"code":"S","percentOffRate":10},"expired":false,"numberOfUsages":0}`},
		{
			"another app", `{"specification":{"code":"S","scope":{"namespace":"events","group":{"name":"ticket","entityId":"t"}},"percentOffRate":10}}`,
			`{"specification":{"code":"S","scope":{"namespace":"stores","group":{"name":"product","entityId":"t"}},"percentOffRate":10},"expired":false,"numberOfUsages":0}`,
		},
		{"no times", `{"specification":{"code":"S","startTime":null,"expirationTime":"","freeShipping":true}}`, `{"specification":{"code":"S","freeShipping":true},"expired":false,"numberOfUsages":0}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var e discount.CouponEntity
			if err := json.Unmarshal([]byte(tt.wire), &e); err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(e.Clone())
			if err != nil {
				t.Fatal(err)
			}
			want := tt.back
			if want == "" {
				want = tt.wire
			}
			var a, b any
			if err := errors.Join(json.Unmarshal([]byte(want), &a), json.Unmarshal(data, &b)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("the coupon comes back otherwise (-want +got):\n%s", diff)
			}
		})
	}
	for _, bad := range []string{
		`{"specification":{"code":"S","scope":{"namespace":"moon"}}}`, `{"specification":{"code":"S","scope":{"namespace":"bookings"}}}`,
		`{"specification":{"code":"S","scope":{"namespace":"stores","group":{"name":"plan","entityId":"x"}}}}`, `{"specification":{"startTime":"soon"}}`, `{"specification":7}`,
	} {
		if err := json.Unmarshal([]byte(bad), new(discount.CouponEntity)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// A cart with a coupon costs one look-up, however many coupons there are.
func TestManyCoupons(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	for i := range 10 {
		specs := make([]*discount.Coupon, bulk.MaxItems)
		for j := range specs {
			specs[j] = tenOff(fmt.Sprintf("C%d", i*len(specs)+j))
		}
		if res, err := s.Coupons.BulkCreateCoupons(t.Context(), specs, false); err != nil || res.BulkActionMetadata.TotalFailures > 0 {
			t.Fatal(res, err)
		}
	}
	wantCoupon(t, s, "of a thousand", "c777", "4.50")
	n := 0
	for c, err := range s.Coupons.All(t.Context(), query.Request{Sort: []query.Sorting{{FieldName: "specification.code"}}, Filter: query.Filter{"specification.code": map[string]any{"$startsWith": "c77"}}}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; !strings.HasPrefix(c.Specification.Code, "C77") {
			t.Errorf("found %s", c.Specification.Code)
		}
	}
	if n != 11 {
		t.Errorf("found %d coupons, want 11", n)
	}
}
