// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

func TestCreateOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	in := mugs()
	got, err := s.orders.CreateOrder(t.Context(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Number != "10001" {
		t.Errorf("the first number is %s, want 10001", got.Number)
	}
	if got.Status != order.StatusApproved || got.PaymentStatus != order.PaymentStatusNotPaid || got.FulfillmentStatus != order.FulfillmentStatusNotFulfilled {
		t.Errorf("statuses are %s %s %s, want APPROVED NOT_PAID NOT_FULFILLED", got.Status, got.PaymentStatus, got.FulfillmentStatus)
	}
	if got.Currency != money.USD || got.WeightUnit != item.WeightUnitKG || got.BuyerLanguage != "en" || got.SiteLanguage != "en" {
		t.Errorf("the site's defaults are %v %v %s %s", got.Currency, got.WeightUnit, got.BuyerLanguage, got.SiteLanguage)
	}
	if l := got.LineItems[0]; l.ID != "00000000-0000-0000-0000-000000000001" || l.PaymentOption != item.FullPaymentOnline || l.PriceBeforeDiscounts.Amount.String() != "10.00" {
		t.Errorf("the line's defaults are %s %s %s", l.ID, l.PaymentOption, l.PriceBeforeDiscounts.Amount)
	}
	if b := got.BalanceSummary; b.Balance.FormattedAmount() != "$25.00" || !b.Paid.Amount.IsZero() {
		t.Errorf("the balance is %s of which %s is paid, want $25.00 and nothing", b.Balance.FormattedAmount(), b.Paid.Amount)
	}
	if len(got.Activities) != 1 || got.Activities[0].ActivityType != order.ActivityTypeOrderPlaced {
		t.Errorf("activities are %+v, want ORDER_PLACED", got.Activities)
	}
	if e := s.raised(); e != "created approved" {
		t.Errorf("raised %q, want created approved", e)
	}
	if n := s.left(t); n != 8 {
		t.Errorf("%d mugs are left, want 8", n)
	}
	if in.ID != "" || in.LineItems[0].ID != "" {
		t.Error("the caller's order was changed")
	}
	again, err := s.orders.GetOrder(t.Context(), got.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, again, cmp.Comparer(money.Price.Equal)); diff != "" {
		t.Errorf("GetOrder differs from CreateOrder (-created +got):\n%s", diff)
	}
}

// The published request is answered as it was on the platform.
func TestCreateOrderFromSample(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	got, err := s.orders.CreateOrder(t.Context(), sample(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != order.StatusApproved || got.PaymentStatus != order.PaymentStatusNotPaid || got.FulfillmentStatus != order.FulfillmentStatusPartiallyFulfilled {
		t.Errorf("statuses are %s %s %s, want those that were sent", got.Status, got.PaymentStatus, got.FulfillmentStatus)
	}
	if got.BalanceSummary.Balance.FormattedAmount() != "$32.00" || !got.SeenByAHuman || got.CreatedBy.UserID == "" {
		t.Errorf("balance %s, seen %v, by %q", got.BalanceSummary.Balance.FormattedAmount(), got.SeenByAHuman, got.CreatedBy.UserID)
	}
}

func TestCreateOrderStatuses(t *testing.T) {
	t.Parallel()
	free := func(o *order.Order) {
		o.LineItems[0].Price, o.PriceSummary = usd("0.00"), order.PriceSummary{Total: usd("0.00")}
	}
	tests := []struct {
		name     string
		change   func(*order.Order)
		settings *order.CreationSettings
		want     string
		raised   string
		balance  string
	}{
		{"sent", func(o *order.Order) { o.Status = order.StatusApproved }, nil, "APPROVED NOT_PAID NOT_FULFILLED", "created approved", "25.00"},
		{"none", func(o *order.Order) { o.Status = "" }, nil, "INITIALIZED NOT_PAID NOT_FULFILLED", "created", "25.00"},
		{"free", func(o *order.Order) { o.Status = ""; free(o) }, nil, "APPROVED PAID NOT_FULFILLED", "created approved payment_status_updated", "0.00"},
		{
			"free, to be paid", func(o *order.Order) { o.Status = ""; free(o) },
			&order.CreationSettings{OrderApprovalStrategy: order.ApprovalPaymentReceived},
			"INITIALIZED PAID NOT_FULFILLED", "created payment_status_updated", "0.00",
		},
		{
			"paid", func(o *order.Order) { o.Status, o.PaymentStatus = "", order.PaymentStatusPaid }, nil,
			"APPROVED PAID NOT_FULFILLED", "created approved payment_status_updated", "0.00",
		},
		{
			"partly paid", func(o *order.Order) {
				o.PaymentStatus, o.BalanceSummary.Paid = order.PaymentStatusPartiallyPaid, usd("10.00")
			}, nil, "APPROVED PARTIALLY_PAID NOT_FULFILLED", "created approved payment_status_updated", "15.00",
		},
		{"nothing to ship", func(o *order.Order) { o.ShippingInfo = nil }, nil, "APPROVED NOT_PAID FULFILLED", "created approved", "25.00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := mugs()
			tt.change(o)
			got, err := s.orders.CreateOrder(t.Context(), o, tt.settings)
			if err != nil {
				t.Fatal(err)
			}
			if g := string(got.Status) + " " + string(got.PaymentStatus) + " " + string(got.FulfillmentStatus); g != tt.want {
				t.Errorf("statuses are %s, want %s", g, tt.want)
			}
			if g := s.raised(); g != tt.raised {
				t.Errorf("raised %s, want %s", g, tt.raised)
			}
			if g := got.BalanceSummary.Balance.Amount.String(); g != tt.balance {
				t.Errorf("balance is %s, want %s", g, tt.balance)
			}
		})
	}
}

// Everything at fault is named at once.
func TestCreateOrderViolations(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	tests := []struct {
		name   string
		change func(*order.Order)
		want   []string
	}{
		{"empty", func(o *order.Order) { *o = order.Order{} }, []string{
			"order.lineItems MIN_SIZE", "order.priceSummary REQUIRED_FIELD", "order.channelInfo.type REQUIRED_FIELD",
		}},
		{"bare line", func(o *order.Order) { o.LineItems[0] = order.LineItem{} }, []string{
			"order.lineItems[0].productName.original REQUIRED_FIELD", "order.lineItems[0].quantity MIN",
			"order.lineItems[0].itemType REQUIRED_FIELD", "order.lineItems[0].price REQUIRED_FIELD",
		}},
		{"line", func(o *order.Order) {
			l := &o.LineItems[0]
			l.ID, l.Quantity, l.CatalogReference = "1", 100001, &item.CatalogReference{}
			l.ItemType, l.PaymentOption = item.Of(item.PresetDigital), "CASH"
			for range 21 {
				l.DescriptionLines = append(l.DescriptionLines, item.PlainLine("Size", "M"))
			}
			l.Price = usd("-1.00")
		}, []string{
			"order.lineItems[0].id FORMAT", "order.lineItems[0].quantity MAX", "order.lineItems[0].catalogReference.catalogItemId REQUIRED_FIELD",
			"order.lineItems[0].catalogReference.appId REQUIRED_FIELD", "order.lineItems[0].digitalFile REQUIRED_FIELD",
			"order.lineItems[0].paymentOption INVALID_ENUM_VALUE", "order.lineItems[0].descriptionLines MAX_SIZE",
			"order.lineItems[0].price.amount DECIMAL_GTE",
		}},
		{"twins", func(o *order.Order) {
			o.LineItems = append(o.LineItems, o.LineItems[0])
			o.LineItems[0].ID, o.LineItems[1].ID = member, member
		}, []string{"order.lineItems[1].id VALIDATION"}},
		{"enums", func(o *order.Order) {
			o.Status, o.PaymentStatus, o.FulfillmentStatus, o.WeightUnit, o.ChannelInfo.Type = "A", "B", "C", "D", order.ChannelTypeUnspecified
		}, []string{
			"order.status INVALID_ENUM_VALUE", "order.paymentStatus INVALID_ENUM_VALUE", "order.fulfillmentStatus INVALID_ENUM_VALUE",
			"order.weightUnit INVALID_ENUM_VALUE", "order.channelInfo.type INVALID_ENUM_VALUE",
		}},
		{"discounts and fees", func(o *order.Order) {
			o.AppliedDiscounts = []order.AppliedDiscount{
				{},
				{Coupon: &order.Coupon{}, MerchantDiscount: &order.MerchantDiscount{DiscountReason: order.DiscountReasonExchangedItems, Description: "too"}},
			}
			o.AdditionalFees = []order.AdditionalFee{{Name: strings.Repeat("x", 51)}}
		}, []string{
			"order.appliedDiscounts[0] REQUIRED_ONE_OF_FIELD", "order.appliedDiscounts[1] ONE_OF_ALIGNMENT",
			"order.appliedDiscounts[1].merchantDiscount ONE_OF_ALIGNMENT", "order.additionalFees[0].name MAX_LENGTH",
			"order.additionalFees[0].price REQUIRED_FIELD",
		}},
		{"texts", func(o *order.Order) {
			o.BuyerNote, o.BuyerInfo.Email = strings.Repeat("ä", 1001), "nobody"
			o.ShippingInfo.Title = strings.Repeat("x", 251)
			o.BillingInfo.Address.Country = "USA"
		}, []string{
			"order.buyerNote MAX_LENGTH", "order.buyerInfo.email FORMAT", "order.shippingInfo.title MAX_LENGTH", "order.billingInfo.address.country FORMAT",
		}},
		{"digits", func(o *order.Order) { o.LineItems[0].Price = read(t, "10.001") }, []string{"order.lineItems[0].price.amount DECIMAL_MAX_SCALE"}},
		{"sums", func(o *order.Order) { o.PriceSummary.Total = usd("25.01") }, []string{"order.priceSummary.total OTHER"}},
		{"conversion", func(o *order.Order) { o.CurrencyConversionDetails = &order.CurrencyConversionDetails{} }, []string{
			"order.currencyConversionDetails.originalCurrency REQUIRED_FIELD", "order.currencyConversionDetails.conversionRate DECIMAL_GT",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := mugs()
			tt.change(o)
			_, err := s.orders.CreateOrder(t.Context(), o, nil)
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("CreateOrder() = %v, want an Invalid error", err)
			}
			var got []string
			for _, v := range fault.Violations(err) {
				got = append(got, v.Field+" "+string(v.Rule))
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

// read returns a price as it comes from JSON.
func read(t testing.TB, amount string) money.Price {
	t.Helper()
	var p money.Price
	if err := p.UnmarshalJSON([]byte(`{"amount":"` + amount + `"}`)); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCreateOrderRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := mugs()
	o.PurchasedDate = begin.Add(time.Second)
	if _, err := s.orders.CreateOrder(t.Context(), o, nil); fault.Code(err) != "PURCHASED_DATE_CANNOT_BE_IN_FUTURE" || !errors.Is(err, fault.Invalid) {
		t.Errorf("bought in the future: %v, want PURCHASED_DATE_CANNOT_BE_IN_FUTURE", err)
	}
	if _, err := s.orders.CreateOrder(actor.With(t.Context(), actor.Member(member)), mugs(), nil); !errors.Is(err, fault.Denied) {
		t.Errorf("created by a member: %v, want a Denied error", err)
	}
	if _, err := s.orders.CreateOrder(t.Context(), nil, nil); !errors.Is(err, fault.Invalid) {
		t.Errorf("no order: %v, want an Invalid error", err)
	}
	o = mugs()
	o.LineItems[0].Quantity, o.PriceSummary = 11, order.PriceSummary{Subtotal: usd("110.00"), Shipping: usd("5.00"), Total: usd("115.00")}
	if _, err := s.orders.CreateOrder(t.Context(), o, nil); !errors.Is(err, fault.Limit) {
		t.Errorf("too little stock: %v, want a Limit error", err)
	}
	o = mugs()
	o.CheckoutID = member
	if _, err := s.orders.CreateOrder(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.orders.CreateOrder(t.Context(), o, nil); !errors.Is(err, fault.Exists) {
		t.Errorf("the checkout's second order: %v, want an Exists error", err)
	}
	if n := s.left(t); n != 8 {
		t.Errorf("%d mugs are left, want 8: refused orders take nothing", n)
	}
}

func TestCreateOrderIsIdempotent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := idempotency.WithKey(t.Context(), "key")
	first, err := s.orders.CreateOrder(ctx, mugs(), nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.orders.CreateOrder(ctx, mugs(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != second.ID || second.Number != "10001" || second.BalanceSummary.Balance.FormattedAmount() != "$25.00" {
		t.Errorf("the same key gives %s %s, want %s again", second.ID, second.Number, first.ID)
	}
	if got := s.raised(); got != "created approved" {
		t.Errorf("raised %s, want one order's events", got)
	}
	other := mugs()
	other.BuyerNote = "please wrap"
	if _, err := s.orders.CreateOrder(ctx, other, nil); !errors.Is(err, fault.Conflict) {
		t.Errorf("another request with the key: %v, want a Conflict", err)
	}
}

func TestNumbersRise(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, want := range []string{"10001", "10002", "10003"} {
		if got := s.create(t, func(o *order.Order) { o.LineItems[0].CatalogReference = nil }); got.Number != want {
			t.Errorf("number is %s, want %s", got.Number, want)
		}
	}
}

func TestLinesGetFreeIDs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	got := s.create(t, func(o *order.Order) {
		l := o.LineItems[0]
		l.CatalogReference, l.Quantity = nil, 1
		o.LineItems = []order.LineItem{l, l, l, l}
		o.LineItems[0].ID = "00000000-0000-0000-0000-000000000002"
		o.PriceSummary.Subtotal, o.PriceSummary.Total = usd("40.00"), usd("45.00")
	})
	seen := map[string]bool{}
	for _, l := range got.LineItems {
		if seen[l.ID] || !item.ValidGUID(l.ID) {
			t.Errorf("line id %s is no id of its own", l.ID)
		}
		seen[l.ID] = true
	}
}
