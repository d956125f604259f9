// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

const (
	site   = "main"
	secret = "of these tests"
)

// epoch is when the newest order was made; the others came before it, a minute
// apart.
var epoch = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func usd(cents int64) money.Price { return money.PriceOf(money.Minor(cents, money.USD), 0) }

// guid returns an identifier: the same for the same name and number.
func guid(name byte, n uint64) string {
	x := (n + 1) * 0x9E3779B97F4A7C15 // spreads neighbours
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%02x%010x", uint32(x>>32), uint16(x>>16), x&0xfff, n&0xfff, name, n&0xffffffffff)
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// bigOrder returns the order number i of n, as a shop has them: 90 % approved,
// twenty of each buyer, one or two lines, addresses and taxes.
func bigOrder(i, n int) *order.Record {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	buyer := uint64(r.IntN(max(n/20, 1)))
	first, last := pick(r, "Ada", "Grace", "Edsger", "Barbara", "Donald", "Katherine"), pick(r, "Miller", "Schmidt", "Rossi", "Dubois", "Tanaka")
	created := epoch.Add(time.Duration(i-n+1) * time.Minute)
	updated := created.Add(time.Duration(r.IntN(10_000)) * time.Minute)
	o := order.Order{
		ID: order.ID(guid('o', uint64(i))), Number: strconv.Itoa(10001 + i),
		CreatedDate: created, UpdatedDate: updated,
		BuyerInfo: contact.BuyerInfo{ContactID: guid('c', buyer), MemberID: guid('m', buyer), Email: fmt.Sprintf("Buyer%d@example.com", buyer)},
		Status:    order.StatusApproved, PaymentStatus: order.PaymentStatusPaid, FulfillmentStatus: order.FulfillmentStatusFulfilled,
		BuyerLanguage: "en", SiteLanguage: "en", WeightUnit: item.WeightUnitKG, Currency: money.USD,
		ChannelInfo: order.ChannelInfo{Type: order.ChannelTypeWeb}, CheckoutID: guid('k', uint64(i)), Archived: i%7 == 0, SeenByAHuman: true,
	}
	switch p := r.IntN(1000); {
	case p < 50:
		o.Status, o.PaymentStatus = order.StatusCanceled, order.PaymentStatusFullyRefunded
	case p < 80:
		o.Status, o.PaymentStatus, o.FulfillmentStatus = order.StatusInitialized, order.PaymentStatusNotPaid, order.FulfillmentStatusNotFulfilled
	case p < 99:
		o.Status, o.PaymentStatus, o.FulfillmentStatus = order.StatusPending, order.PaymentStatusPending, order.FulfillmentStatusNotFulfilled
	case p < 100:
		o.Status, o.PaymentStatus, o.FulfillmentStatus = order.StatusRejected, order.PaymentStatusDeclined, order.FulfillmentStatusNotFulfilled
	case i > n-n/50:
		o.FulfillmentStatus = order.FulfillmentStatusNotFulfilled
	}
	var total, taxes int64
	for range 1 + r.IntN(2) {
		product := uint64(r.IntN(2000))
		quantity, price := 1+r.IntN(3), int64(500+r.IntN(20_000))
		net := price * int64(quantity)
		tax := net * 8 / 100
		total, taxes = total+net+tax, taxes+tax
		o.LineItems = append(o.LineItems, order.LineItem{
			ID: guid('l', r.Uint64()>>24), ProductName: item.Translatable{Original: fmt.Sprintf("Product %d", product)},
			CatalogReference: &item.CatalogReference{CatalogItemID: guid('p', product), AppID: guid('a', 0)},
			Quantity:         quantity, ItemType: item.Of(item.PresetPhysical), PaymentOption: item.FullPaymentOnline,
			Price: usd(price), PriceBeforeDiscounts: usd(price), LineItemPrice: usd(net), TotalDiscount: usd(0),
			TotalPriceBeforeTax: usd(net), TotalPriceAfterTax: usd(net + tax),
			TaxInfo: &order.LineItemTaxInfo{TaxAmount: usd(tax), TaxableAmount: usd(net), TaxRate: decimal.New(8, -2)},
		})
	}
	o.PriceSummary = order.PriceSummary{
		Subtotal: usd(total - taxes), Shipping: usd(499), Tax: usd(taxes), Discount: usd(0), Total: usd(total + 499), TotalAdditionalFees: usd(0),
	}
	o.BalanceSummary = balance(total+499, o.PaymentStatus)
	o.TaxInfo = &order.TaxInfo{TotalTax: usd(taxes)}
	address := &contact.AddressWithContact{
		Address:        &contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10001", AddressLine: fmt.Sprintf("%d Main Street", buyer)},
		ContactDetails: &contact.Details{FirstName: first, LastName: last, Phone: "+1 555 0100"},
	}
	o.BillingInfo, o.RecipientInfo = address, address
	o.ShippingInfo = &order.ShippingInformation{
		CarrierID: guid('s', 0), Code: "standard", Title: "Standard", Logistics: order.DeliveryLogistics{ShippingDestination: address, DeliveryTime: "3-5 days"},
		Cost: order.ShippingPrice{Price: usd(499), TotalPriceBeforeTax: usd(499), TotalPriceAfterTax: usd(499), Discount: usd(0)},
	}
	return &order.Record{Order: o, Internal: order.Internal{Approval: order.ApprovalDefault, PaymentMethods: []string{"CreditCard"}}}
}

// balance is what has been paid of a total.
func balance(total int64, s order.PaymentStatus) order.BalanceSummary {
	b := order.BalanceSummary{Balance: usd(total), Paid: usd(0), Refunded: usd(0), Authorized: usd(0), Pending: usd(0), PendingRefund: usd(0)}
	switch s {
	case order.PaymentStatusPaid:
		b.Balance, b.Paid = usd(0), usd(total)
	case order.PaymentStatusPending:
		b.Pending = usd(total)
	default:
	}
	return b
}

// oddOrder returns an order of which much is missing, and much the same as in
// others, so that many filters find some.
func oddOrder(i int) *order.Record {
	r := rand.New(rand.NewPCG(uint64(i), 2))
	o := bigOrder(i, 1).Order
	day := func() time.Time { return epoch.AddDate(0, 0, -r.IntN(9)) }
	o.CreatedDate, o.UpdatedDate = day(), day()
	if r.IntN(3) == 0 {
		o.PurchasedDate = day()
	}
	o.Number = strconv.Itoa(10001 + r.IntN(50))
	o.Status = pick(r, order.StatusApproved, order.StatusApproved, order.StatusCanceled, order.StatusInitialized, order.StatusPending, order.StatusRejected)
	o.PaymentStatus = pick(r, order.PaymentStatusPaid, order.PaymentStatusNotPaid, order.PaymentStatusPending)
	o.FulfillmentStatus = pick(r, order.FulfillmentStatusFulfilled, order.FulfillmentStatusNotFulfilled, order.FulfillmentStatusPartiallyFulfilled)
	o.BuyerInfo = contact.BuyerInfo{Email: pick(r, "", "ann@example.com", "Ann@Example.com", "anna@example.com", "bob@example.org", "ÄNNE@example.com")}
	o.BuyerInfo.MemberID, o.BuyerInfo.ContactID = pick(r, "", guid('m', 1), guid('m', 2)), pick(r, "", guid('c', 1), guid('c', 2))
	o.CreatedBy.UserID = pick(r, "", guid('u', 1), guid('u', 2))
	o.ChannelInfo = order.ChannelInfo{Type: pick(r, order.ChannelTypeWeb, order.ChannelTypePOS), ExternalOrderID: pick(r, "", "X-1", "x-1", "X-10")}
	if o.CheckoutID = ""; r.IntN(2) == 0 {
		o.CheckoutID = guid('k', uint64(i))
	}
	o.Archived, o.SeenByAHuman, o.Imported = r.IntN(4) == 0, r.IntN(2) == 0, r.IntN(4) == 0
	money := func() int64 { return int64(r.IntN(4)) * 950 }
	o.PriceSummary.Total, o.BalanceSummary.Authorized, o.BalanceSummary.Pending = usd(money()), usd(money()), usd(money())
	if o.BalanceSummary.PendingRefund = usd(money()); r.IntN(3) == 0 {
		o.BalanceSummary = order.BalanceSummary{}
	}
	if o.TaxInfo = nil; r.IntN(2) == 0 {
		o.TaxInfo = &order.TaxInfo{TotalTax: usd(money())}
	}
	if o.BillingInfo = nil; r.IntN(4) > 0 {
		o.BillingInfo = &contact.AddressWithContact{ContactDetails: &contact.Details{FirstName: pick(r, "", "Ann", "bob"), LastName: pick(r, "", "Li", "Lind", "a\x00b")}}
	}
	if r.IntN(3) > 0 {
		o.BusinessLocation = &item.Location{ID: guid('b', uint64(r.IntN(2))), Name: pick(r, "Berlin", "Bern")}
	}
	if o.ShippingInfo = nil; r.IntN(3) > 0 {
		o.ShippingInfo = &order.ShippingInformation{Title: pick(r, "Standard", "Express"), Logistics: order.DeliveryLogistics{DeliveryTime: pick(r, "", "1 day", "1-2 days")}}
		if r.IntN(2) == 0 {
			o.ShippingInfo.Region = &order.ShippingRegion{Name: pick(r, "North", "South")}
			o.ShippingInfo.Logistics.DeliveryTimeSlot = &order.DeliveryTimeSlot{From: day(), To: day()}
		}
	}
	o.LineItems = o.LineItems[:0]
	for j := range 1 + r.IntN(3) {
		l := order.LineItem{ID: guid('l', uint64(4*i+j)), Quantity: 1, ProductName: item.Translatable{Original: pick(r, "Mug", "mug", "Cup", "Teapot")}}
		if r.IntN(4) > 0 {
			l.CatalogReference = &item.CatalogReference{CatalogItemID: guid('p', uint64(r.IntN(3))), AppID: guid('a', uint64(r.IntN(2)))}
		}
		for k := range r.IntN(3) {
			l.Locations = append(l.Locations, item.LocationAndQuantity{ID: guid('w', uint64(k)), Quantity: 1})
		}
		if r.IntN(4) == 0 {
			l.SubscriptionInfo = &order.SubscriptionInfo{ID: guid('s', uint64(r.IntN(2)))}
		}
		o.LineItems = append(o.LineItems, l)
	}
	var in order.Internal
	for _, m := range []string{"CreditCard", "GiftCard"} {
		if r.IntN(3) == 0 {
			in.PaymentMethods = append(in.PaymentMethods, m)
		}
	}
	for _, s := range []string{"Ready", "Sent"} {
		if r.IntN(3) == 0 {
			in.FulfillmentStatuses = append(in.FulfillmentStatuses, s)
		}
	}
	return &order.Record{Order: o, Internal: in}
}

// openShop returns a shop on a store.
func openShop(t testing.TB, d driver.Store) *ecom.Shop {
	t.Helper()
	return openShopAs(t, d, site, secret)
}

func openShopAs(t testing.TB, d driver.Store, site, secret string) *ecom.Shop {
	t.Helper()
	c, err := catalog.New(catalog.Config{Currency: money.USD})
	if err != nil {
		t.Fatal(err)
	}
	s, err := ecom.New(ecom.Config{Site: site, Store: d, Currency: money.USD, Catalog: c, Secret: []byte(secret)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// batch is how many orders are written in one commit.
const batch = 500

// fill writes orders first to n-1 into a store, without the events that they
// would have caused.
func fill(ctx context.Context, t testing.TB, d driver.Store, first, n int, makeOrder func(i int) *order.Record) {
	t.Helper()
	orders := openShop(t, d).Orders
	db, err := store.New(d, store.Config{Site: site})
	if err != nil {
		t.Fatal(err)
	}
	for first < n {
		end := min(first+batch, n)
		err := db.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			for i := first; i < end; i++ {
				orders.Keep(tx, makeOrder(i))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		first = end
	}
}
