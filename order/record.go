// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// Record is an order as it is stored: what the platform shows, and what only
// the services know. It is for the services that stand on this one.
type Record struct {
	Order    Order    `json:"entity"`
	Internal Internal `json:"internal"`

	loaded *Order // as it was read, for the event of its change
}

// Internal is what only the services know of an order.
type Internal struct {
	Owner       actor.Identity   `json:"owner,omitzero"`       // the visitor or member it belongs to; zero: nobody
	Policy      money.Policy     `json:"policy"`               // how its figures were rounded
	Approval    ApprovalStrategy `json:"approval,omitempty"`   // when it becomes a sale
	Offline     bool             `json:"offline,omitempty"`    // to be paid by hand
	PayNow      money.Amount     `json:"payNow,omitzero"`      // what was due when it was placed
	Settled     money.Amount     `json:"settled,omitzero"`     // the total when money was last refunded, see Balance
	Reservation Reservation      `json:"reservation,omitzero"` // what it holds back for its buyer
	Charging    bool             `json:"charging,omitempty"`   // its payment provider was asked and has not answered: it can be neither changed nor canceled

	GatewayOrderID    string `json:"gatewayOrderId,omitempty"` // under which its payment is collected
	DelayCapture      bool   `json:"delayCapture,omitempty"`   // its payment is only to be authorized
	SavePaymentMethod bool   `json:"savePaymentMethod,omitempty"`

	EditableByApps      []string `json:"editableByApps,omitempty"`      // only these may edit it; empty: everybody who may edit orders
	PaymentMethods      []string `json:"paymentMethods,omitempty"`      // of its payments, each once; for searches
	FulfillmentStatuses []string `json:"fulfillmentStatuses,omitempty"` // of its fulfillments, each once; for searches
}

// RecordID returns the order's id.
func (r *Record) RecordID() string { return string(r.Order.ID) }

// Clone returns a copy that shares nothing changeable with r.
func (r *Record) Clone() *Record {
	return &Record{Order: *r.Order.Clone(), Internal: r.Internal.clone()}
}

func (in Internal) clone() Internal {
	in.Reservation = in.Reservation.clone()
	in.EditableByApps = slices.Clone(in.EditableByApps)
	in.PaymentMethods = slices.Clone(in.PaymentMethods)
	in.FulfillmentStatuses = slices.Clone(in.FulfillmentStatuses)
	return in
}

// The names of the orders' indexes.
const (
	indexCheckout          = "checkout"
	indexCreated           = "created"
	indexUpdated           = "updated"
	indexNumber            = "number"
	indexStatus            = "status"
	indexPaymentStatus     = "payment-status"
	indexFulfillmentStatus = "fulfillment-status"
	indexEmail             = "email"
	indexMember            = "member"
	indexVisitor           = "visitor"
	indexContact           = "contact"
	indexCatalogItem       = "catalog-item"
	indexExternalOrder     = "external-order"
)

var records = store.Define[Record]("order", 2,
	store.Codec(encodeRecord, decodeRecord),
	store.Unique(indexCheckout, func(r *Record) string { return r.Order.CheckoutID }),
	store.By(indexCreated, created),
	store.By(indexUpdated, func(r *Record) store.Part { return store.Time(r.Order.UpdatedDate) }),
	store.By(indexNumber, func(r *Record) store.Part {
		n, _ := strconv.ParseInt(r.Order.Number, 10, 64) // 0 for what is no number
		return store.Int(n)
	}),
	store.By(indexStatus, func(r *Record) store.Part { return store.Text(string(r.Order.Status)) }, created),
	store.By(indexPaymentStatus, func(r *Record) store.Part { return store.Text(string(r.Order.PaymentStatus)) }, created),
	store.By(indexFulfillmentStatus, func(r *Record) store.Part { return store.Text(string(r.Order.FulfillmentStatus)) }, created),
	store.ByAny(indexEmail, optional(func(r *Record) string { return contact.FoldEmail(r.Order.BuyerInfo.Email) })),
	store.ByAny(indexMember, optional(func(r *Record) string { return r.Order.BuyerInfo.MemberID })),
	store.ByAny(indexVisitor, optional(func(r *Record) string { return r.Order.BuyerInfo.VisitorID })),
	store.ByAny(indexContact, optional(func(r *Record) string { return r.Order.BuyerInfo.ContactID })),
	store.ByAny(indexExternalOrder, optional(func(r *Record) string { return r.Order.ChannelInfo.ExternalOrderID })),
	store.ByAny(indexCatalogItem, func(r *Record) []store.Composite {
		var keys []store.Composite
		for i := range r.Order.LineItems {
			if ref := r.Order.LineItems[i].CatalogReference; ref != nil {
				keys = append(keys, store.Composite{store.Text(ref.CatalogItemID), created(r)})
			}
		}
		return keys
	}),
)

func created(r *Record) store.Part { return store.Time(r.Order.CreatedDate) }

// optional indexes records that have a text, by it and then by their creation.
func optional(text func(*Record) string) func(*Record) []store.Composite {
	return func(r *Record) []store.Composite {
		t := text(r)
		if t == "" {
			return nil
		}
		return []store.Composite{{store.Text(t), created(r)}}
	}
}
