// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
)

// fields is what orders can be searched by: the platform's closed list, and
// buyerInfo.visitorId, which visitors' own searches need.
var fields = query.Define(query.Schema{
	Kind: "order",
	Fields: slices.Concat(
		each(query.Field{Ops: query.Equality, Sortable: true}, "shippingInfo.title", "shippingInfo.region.name"),
		[]query.Field{
			{Path: "status", Ops: query.Equality, Sortable: true, Values: names(StatusInitialized, StatusApproved, StatusCanceled, StatusPending, StatusRejected)},
			{Path: "paymentStatus", Ops: query.Equality, Sortable: true, Values: names(PaymentStatusUnspecified, PaymentStatusNotPaid, PaymentStatusPaid,
				PaymentStatusPartiallyRefunded, PaymentStatusFullyRefunded, PaymentStatusPending, PaymentStatusPartiallyPaid,
				PaymentStatusPendingMerchant, PaymentStatusCanceled, PaymentStatusDeclined)},
			{Path: "fulfillmentStatus", Ops: query.Equality, Sortable: true, Values: names(FulfillmentStatusNotFulfilled, FulfillmentStatusFulfilled, FulfillmentStatusPartiallyFulfilled)},
			{Path: "channelInfo.type", Ops: query.Equality, Sortable: true},
			{Path: "number", Type: query.TypeNumber, Whole: true, Sortable: true},
			{Path: "buyerInfo.email", CaseInsensitive: true, Sortable: true},
			{Path: "shippingInfo.logistics.deliveryTimeSlot.from", Aliases: []string{"deliveryTimeSlotFromDate"}, Type: query.TypeTime, Sortable: true},
			{Path: "shippingInfo.logistics.deliveryTimeSlot.to", Aliases: []string{"deliveryTimeSlotToDate"}, Type: query.TypeTime, Sortable: true},
			{Path: "billingInfo.contactDetails.fullName", Ops: query.Eq | query.Ne | query.In | query.Exists | query.StartsWith, Sortable: true},
			{Path: "lineItems.productName.original", List: true, CaseInsensitive: true, Ops: query.Listing, Sortable: true},
			{Path: "fulfillmentStatusesAggregate.statuses", Aliases: []string{"fulfillmentStatuses"}, List: true, Ops: query.Equality | query.Listing, Sortable: true},
			{Path: "paymentMethods", List: true, Ops: query.Equality | query.Listing},
			{Path: "lineItems.subscriptionInfo.id", Aliases: []string{"subscriptionInfo.id"}, List: true, Ops: query.Equality},
		},
		each(query.Field{Type: query.TypeTime, Sortable: true}, "createdDate", "updatedDate", "purchasedDate"),
		each(query.Field{Type: query.TypeNumber, Sortable: true}, "priceSummary.total.amount", "balanceSummary.authorized.amount",
			"balanceSummary.pending.amount", "balanceSummary.pendingRefund.amount", "taxInfo.totalTax.amount", "taxInfo.totalExempt.amount"),
		each(query.Field{Sortable: true}, "billingInfo.contactDetails.firstName", "billingInfo.contactDetails.lastName",
			"businessLocation.id", "businessLocation.name", "shippingInfo.logistics.deliveryTime"),
		each(query.Field{Type: query.TypeBool}, "archived", "seenByAHuman", "imported", "demo"),
		each(query.Field{Ops: query.Equality}, "id", "buyerInfo.contactId", "buyerInfo.memberId", "buyerInfo.visitorId", "channelInfo.externalOrderId", "checkoutId", "createdBy.userId"),
		each(query.Field{List: true, Ops: query.Listing}, "lineItems.catalogReference.appId", "lineItems.catalogReference.catalogItemId", "lineItems.locations.id"),
	),
	Indexes: []query.Index{
		{Name: indexCheckout, Fields: []string{"checkoutId"}, Unique: true},
		{Name: indexCreated, Fields: []string{"createdDate"}},
		{Name: indexUpdated, Fields: []string{"updatedDate"}},
		{Name: indexNumber, Fields: []string{"number"}},
		{Name: indexStatus, Fields: []string{"status", "createdDate"}},
		{Name: indexPaymentStatus, Fields: []string{"paymentStatus", "createdDate"}},
		{Name: indexFulfillmentStatus, Fields: []string{"fulfillmentStatus", "createdDate"}},
		// Multi: only the orders that have a value are in these.
		{Name: indexEmail, Fields: []string{"buyerInfo.email", "createdDate"}, Multi: true},
		{Name: indexMember, Fields: []string{"buyerInfo.memberId", "createdDate"}, Multi: true},
		{Name: indexVisitor, Fields: []string{"buyerInfo.visitorId", "createdDate"}, Multi: true},
		{Name: indexContact, Fields: []string{"buyerInfo.contactId", "createdDate"}, Multi: true},
		{Name: indexExternalOrder, Fields: []string{"channelInfo.externalOrderId", "createdDate"}, Multi: true},
		{Name: indexCatalogItem, Fields: []string{"lineItems.catalogReference.catalogItemId", "createdDate"}, Multi: true},
	},
	DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
	MaxSort:     4,
})

func each(f query.Field, paths ...string) []query.Field {
	fs := make([]query.Field, len(paths))
	for i, p := range paths {
		f.Path = p
		fs[i] = f
	}
	return fs
}

func names[T ~string](vs ...T) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v)
	}
	return out
}

// values appends the values of a field of an order to dst.
func values(r *Record, path string, dst []query.Value) []query.Value {
	o := &r.Order
	text := func(s string) []query.Value {
		if s == "" {
			return dst
		}
		return append(dst, query.Text(s))
	}
	amount := func(p money.Price) []query.Value {
		if p.IsZero() {
			return dst
		}
		return append(dst, query.Amount(p.Amount))
	}
	switch path {
	case "id":
		return text(string(o.ID))
	case "number":
		n, _ := strconv.ParseInt(o.Number, 10, 64) // 0 for what is no number
		return append(dst, query.Int(n))
	case "createdDate":
		return append(dst, query.Time(o.CreatedDate))
	case "updatedDate":
		return append(dst, query.Time(o.UpdatedDate))
	case "purchasedDate":
		return append(dst, query.Time(o.PurchasedDate))
	case "status":
		return text(string(o.Status))
	case "paymentStatus":
		return text(string(o.PaymentStatus))
	case "fulfillmentStatus":
		return text(string(o.FulfillmentStatus))
	case "channelInfo.type":
		return text(string(o.ChannelInfo.Type))
	case "channelInfo.externalOrderId":
		return text(o.ChannelInfo.ExternalOrderID)
	case "buyerInfo.email":
		return text(o.BuyerInfo.Email)
	case "buyerInfo.contactId":
		return text(o.BuyerInfo.ContactID)
	case "buyerInfo.memberId":
		return text(o.BuyerInfo.MemberID)
	case "buyerInfo.visitorId":
		return text(o.BuyerInfo.VisitorID)
	case "checkoutId":
		return text(o.CheckoutID)
	case "createdBy.userId":
		return text(o.CreatedBy.UserID)
	case "archived":
		return append(dst, query.Bool(o.Archived))
	case "seenByAHuman":
		return append(dst, query.Bool(o.SeenByAHuman))
	case "imported":
		return append(dst, query.Bool(o.Imported))
	case "demo":
		return append(dst, query.Bool(false))
	case "priceSummary.total.amount":
		return amount(o.PriceSummary.Total)
	case "balanceSummary.authorized.amount":
		return amount(o.BalanceSummary.Authorized)
	case "balanceSummary.pending.amount":
		return amount(o.BalanceSummary.Pending)
	case "balanceSummary.pendingRefund.amount":
		return amount(o.BalanceSummary.PendingRefund)
	case "taxInfo.totalTax.amount":
		if o.TaxInfo == nil {
			return dst
		}
		return amount(o.TaxInfo.TotalTax)
	case "businessLocation.id", "businessLocation.name":
		if o.BusinessLocation == nil {
			return dst
		}
		if path == "businessLocation.id" {
			return text(o.BusinessLocation.ID)
		}
		return text(o.BusinessLocation.Name)
	case "billingInfo.contactDetails.firstName", "billingInfo.contactDetails.lastName", "billingInfo.contactDetails.fullName":
		if o.BillingInfo == nil || o.BillingInfo.ContactDetails == nil {
			return dst
		}
		return text(nameOf(o.BillingInfo.ContactDetails, path))
	case "fulfillmentStatusesAggregate.statuses":
		return texts(dst, r.Internal.FulfillmentStatuses)
	case "paymentMethods":
		return texts(dst, r.Internal.PaymentMethods)
	}
	if o.ShippingInfo != nil {
		switch path {
		case "shippingInfo.title":
			return text(o.ShippingInfo.Title)
		case "shippingInfo.region.name":
			if o.ShippingInfo.Region != nil {
				return text(o.ShippingInfo.Region.Name)
			}
		case "shippingInfo.logistics.deliveryTime":
			return text(o.ShippingInfo.Logistics.DeliveryTime)
		case "shippingInfo.logistics.deliveryTimeSlot.from":
			if t := o.ShippingInfo.Logistics.DeliveryTimeSlot; t != nil {
				return append(dst, query.Time(t.From))
			}
		case "shippingInfo.logistics.deliveryTimeSlot.to":
			if t := o.ShippingInfo.Logistics.DeliveryTimeSlot; t != nil {
				return append(dst, query.Time(t.To))
			}
		}
	}
	return lineValues(o, path, dst)
}

// lineValues appends the values of a field that each line may have.
func lineValues(o *Order, path string, dst []query.Value) []query.Value {
	for i := range o.LineItems {
		l := &o.LineItems[i]
		switch path {
		case "lineItems.productName.original":
			dst = append(dst, query.Text(l.ProductName.Original))
		case "lineItems.subscriptionInfo.id":
			if l.SubscriptionInfo != nil && l.SubscriptionInfo.ID != "" {
				dst = append(dst, query.Text(l.SubscriptionInfo.ID))
			}
		case "lineItems.catalogReference.appId":
			if l.CatalogReference != nil {
				dst = append(dst, query.Text(l.CatalogReference.AppID))
			}
		case "lineItems.catalogReference.catalogItemId":
			if l.CatalogReference != nil {
				dst = append(dst, query.Text(l.CatalogReference.CatalogItemID))
			}
		case "lineItems.locations.id":
			for j := range l.Locations {
				dst = append(dst, query.Text(l.Locations[j].ID))
			}
		}
	}
	return dst
}

func nameOf(d *contact.Details, path string) string {
	switch path {
	case "billingInfo.contactDetails.firstName":
		return d.FirstName
	case "billingInfo.contactDetails.lastName":
		return d.LastName
	}
	return d.FullName()
}

func texts(dst []query.Value, ss []string) []query.Value {
	for _, s := range ss {
		dst = append(dst, query.Text(s))
	}
	return dst
}
