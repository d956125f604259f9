// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestCouponValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"percent", `{"code": "A", "percentOffRate": 10}`, nil},
		{"money", `{"code": "A", "moneyOffAmount": "5.00", "scope": {"catalogItemIds": ["mug"]}}`, nil},
		{"fixed price", `{"code": "A", "fixedPriceAmount": "0"}`, nil},
		{"free shipping", `{"code": "A", "freeShipping": true, "minimumSubtotal": "50"}`, nil},
		{"nothing", `{"code": "A"}`, []string{" REQUIRED_ONE_OF_FIELD"}},
		{"two", `{"code": "A", "freeShipping": true, "percentOffRate": 10}`, []string{" ONE_OF_ALIGNMENT"}},
		{"buy X get Y", `{"code": "A", "buyXGetY": {"x": 2, "y": 1}}`, nil},
		{"buy nothing get nothing", `{"code": "A", "buyXGetY": {"x": 0, "y": -1}, "limitedToOneItem": true}`, []string{
			"buyXGetY.x MIN", "buyXGetY.y MIN", "limitedToOneItem INVALID_SETTINGS_SUBJECT_TYPE",
		}},
		{"everything", `{"code": "", "percentOffRate": "x", "usageLimit": -1, "limitPerCustomer": -1, "minimumSubtotal": "-1",
			"startTime": "2026-11-20T12:00:00Z", "expirationTime": "2026-11-20T12:00:00Z"}`, []string{
			"code MIN_LENGTH", "expirationTime INVALID_ACTIVE_TIME_RANGE", "usageLimit MIN", "limitPerCustomer MIN",
			"minimumSubtotal DECIMAL_GTE", "percentOffRate FORMAT",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c discount.Coupon
			if err := json.Unmarshal([]byte(tt.text), &c); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, violations(c.Clone().Validate())); diff != "" {
				t.Errorf("Validate() differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCouponSet(t *testing.T) {
	t.Parallel()
	off := discount.Coupon{PercentOffRate: discount.MustPercentage("10")}
	a, b := off, off
	a.Code, a.ID, b.Code = "Save10", "id-1", "OTHER"
	set, err := discount.CompileCoupons([]*discount.Coupon{&a, &b}, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"Save10", "SAVE10", " save10 "} {
		if c, err := set.Find(t.Context(), code); err != nil || c.Coupon.ID != "id-1" {
			t.Errorf("Find(%q) = %v, %v, want Save10", code, c, err)
		}
	}
	if _, err := set.FindID(t.Context(), "OTHER"); err != nil {
		t.Errorf("FindID(OTHER) = %v, want the coupon without an id by its code", err)
	}
	var none *discount.CouponSet
	for name, find := range map[string]func() (*discount.CompiledCoupon, error){
		"Find(NONE)":            func() (*discount.CompiledCoupon, error) { return set.Find(t.Context(), "NONE") },
		"FindID(NONE)":          func() (*discount.CompiledCoupon, error) { return set.FindID(t.Context(), "NONE") },
		"Find() of no coupons":  func() (*discount.CompiledCoupon, error) { return none.Find(t.Context(), "Save10") },
		"FindID() of no coupon": func() (*discount.CompiledCoupon, error) { return none.FindID(t.Context(), "id-1") },
	} {
		c, err := find()
		if c != nil || !errors.Is(err, fault.NotFound) || fault.Code(err) != discount.CodeCouponDoesNotExist {
			t.Errorf("%s = %v, %v, want NotFound with %s", name, c, err, discount.CodeCouponDoesNotExist)
		}
	}
	if none.Len() != 0 || set.Len() != 2 {
		t.Errorf("Len() = %d and %d, want 0 and 2", none.Len(), set.Len())
	}
	c := off
	c.Code = "SAVE10"
	if _, err := discount.CompileCoupons([]*discount.Coupon{&a, &c}, money.USD); fault.ClassOf(err) != fault.Invalid {
		t.Errorf("CompileCoupons() = %v for two equal codes, want Invalid", err)
	}
}

func TestCheckUses(t *testing.T) {
	t.Parallel()
	k := discount.Coupon{Code: "A", PercentOffRate: discount.MustPercentage("10"), UsageLimit: 5, LimitPerCustomer: 2}
	set, err := discount.CompileCoupons([]*discount.Coupon{&k}, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	found, err := set.Find(t.Context(), "A")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		total, mine int64
		want        string
	}{
		{4, 1, ""}, {5, 0, discount.CodeCouponUsageExceeded}, {4, 2, discount.CodeCouponLimitPerCustomerReached},
	} {
		if got := fault.Code(found.CheckUses(discount.Uses{Total: tt.total, ByBuyer: tt.mine})); got != tt.want {
			t.Errorf("CheckUses(%d, %d) = %q, want %q", tt.total, tt.mine, got, tt.want)
		}
	}
}
