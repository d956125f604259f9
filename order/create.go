// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// CreationSettings say how an order that is created by hand is treated. At
// most one of EditableByEveryone and EditableByOwnerApps is set.
type CreationSettings struct {
	EditableByEveryone    bool                 `json:"editableByEveryone,omitzero"`
	EditableByOwnerApps   *OwnerApps           `json:"editableByOwnerApps,omitzero"`
	OrderApprovalStrategy ApprovalStrategy     `json:"orderApprovalStrategy,omitzero"` // default DEFAULT
	Notifications         *CreateNotifications `json:"notifications,omitzero"`
}

// OwnerApps are the apps that may edit an order.
type OwnerApps struct {
	AppIDs []string `json:"appIds,omitzero"` // 1 to 10
}

// CreateNotifications say who is to be told of an order; nil is true. They are
// accepted as the platform accepts them: the shop itself sends no mails.
type CreateNotifications struct {
	SendNotificationToBuyer     *bool `json:"sendNotificationToBuyer,omitzero"`
	SendNotificationsToBusiness *bool `json:"sendNotificationsToBusiness,omitzero"`
}

// createRequest is the request of CreateOrder in its wire form.
type createRequest struct {
	Order    *Order            `json:"order"`
	Settings *CreationSettings `json:"settings,omitzero"`
}

// CreateOrder records an order that was made elsewhere: its goods, prices and
// taxes are the caller's and are not computed. The price summary must add up,
// see CheckPriceSummary; everything at fault is named at once, by its path
// below "order".
//
// The shop gives the order its id, its number, its dates, its balance and its
// first activity. Status, payment status and fulfillment status are taken as
// they are sent; without a status the order is APPROVED when it is paid or, by
// the DEFAULT strategy, costs nothing, and INITIALIZED otherwise. Stock of the
// embedded catalog is taken off the shelf in the same commit; when there is
// too little the error is a fault.Limit with DECREMENT_NOT_POSSIBLE and nothing
// happens; a catalog that keeps its stock elsewhere is told afterwards, whatever
// it has. A checkout id that another order has is a fault.Exists.
//
// It raises OrderCreated, then OrderApproved for an approved order, then
// OrderPaymentStatusUpdated for one that is not NOT_PAID. Only administrators
// may call it; it is idempotent by key.
func (s *Service) CreateOrder(ctx context.Context, o *Order, settings *CreationSettings) (*Order, error) {
	const op = "order.CreateOrder"
	created, err := service.Mutate(ctx, s.env, op, createRequest{o, settings}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		r, err := s.prepare(ctx, tx, o, settings)
		if err != nil {
			return nil, err
		}
		if err := s.insert(ctx, tx, r); err != nil {
			return nil, err
		}
		return &r.Order, nil
	})
	return created, fault.At(op, Shortage(err))
}

// prepare makes a record of an order that a caller describes.
func (s *Service) prepare(ctx context.Context, tx *store.Tx, in *Order, settings *CreationSettings) (*Record, error) {
	var c fault.Checker
	if settings == nil {
		settings = &CreationSettings{}
	}
	settings.validate(&c, "settings")
	if in == nil {
		c.Required("order", false)
		return nil, c.Err()
	}
	err := Validate(in, "order", tx.Now())
	if fault.Code(err) != "" {
		return nil, err
	}
	c.AddAll("", err)
	r := &Record{Order: *in.Clone(), Internal: Internal{Policy: s.env.Site.Policy, Approval: settings.OrderApprovalStrategy}}
	o := &r.Order
	s.defaults(ctx, tx, o)
	c.AddAll("order", prices.Bind(o, o.Currency, o.Currency, s.env.Site.Locale))
	if err := c.Err(); err != nil {
		return nil, err
	}
	for i := range o.LineItems {
		if l := &o.LineItems[i]; l.PriceBeforeDiscounts.IsZero() {
			l.PriceBeforeDiscounts = l.Price
		}
	}
	c.AddAll("order", CheckPriceSummary(o))
	if err := c.Err(); err != nil {
		return nil, err
	}
	r.Internal.Owner = o.BuyerInfo.Identity()
	if r.Internal.Owner.Kind == actor.KindUser {
		r.Internal.Owner = actor.Identity{}
	}
	r.Internal.Reservation.Stock, r.Internal.Reservation.Elsewhere = unitsOf(o), s.Elsewhere()
	if settings.EditableByOwnerApps != nil {
		r.Internal.EditableByApps = slices.Clone(settings.EditableByOwnerApps.AppIDs)
	}
	return r, s.state(r)
}

// defaults sets what a caller does not decide and fills in what may be left
// out.
func (s *Service) defaults(ctx context.Context, tx *store.Tx, o *Order) {
	site := &s.env.Site
	o.ID, o.Number, o.CreatedDate, o.UpdatedDate = ID(tx.NewID()), "", tx.Now(), tx.Now()
	o.PurchasedDate = o.PurchasedDate.UTC().Truncate(time.Microsecond)
	o.Activities, o.Imported, o.SiteLanguage = nil, false, site.Language
	if o.BuyerLanguage == "" {
		o.BuyerLanguage = site.Language
	}
	if o.WeightUnit == "" || o.WeightUnit == item.WeightUnitUnspecified {
		o.WeightUnit = site.WeightUnit
	}
	if o.Currency.IsZero() {
		o.Currency = site.Currency
	}
	if o.CreatedBy.IsZero() {
		o.CreatedBy = contact.CreatorOf(actor.From(ctx))
	}
	if o.AttributionSource == "" {
		o.AttributionSource = AttributionSourceUnspecified
	}
	nameLines(o.LineItems)
	for i := range o.LineItems {
		o.LineItems[i].PaymentOption = o.LineItems[i].PaymentOption.OrDefault()
	}
	for i := range o.AppliedDiscounts {
		if o.AppliedDiscounts[i].ID == "" {
			o.AppliedDiscounts[i].ID = tx.NewID()
		}
	}
	for i := range o.AdditionalFees {
		if o.AdditionalFees[i].ID == "" {
			o.AdditionalFees[i].ID = tx.NewID()
		}
	}
}

// nameLines gives lines without an id the id of their place, or the next that
// is free.
func nameLines(lines []LineItem) {
	taken := make(map[string]bool, len(lines))
	for i := range lines {
		taken[lines[i].ID] = true
	}
	n := 0
	for i := range lines {
		for n = max(n, i); lines[i].ID == ""; {
			if n++; !taken[service.LineID(n)] {
				lines[i].ID = service.LineID(n)
			}
		}
	}
}

// unitsOf returns the units of catalog items in an order.
func unitsOf(o *Order) []Units {
	var units []Units
	for i := range o.LineItems {
		if l := &o.LineItems[i]; l.CatalogReference != nil {
			units = append(units, Units{LineItemID: l.ID, CatalogReference: *l.CatalogReference.Clone(), Quantity: int64(l.Quantity)})
		}
	}
	return units
}

// state sets the statuses and the balance of a new order.
func (s *Service) state(r *Record) error {
	o := &r.Order
	total := o.PriceSummary.Total.Amount
	sent := o.PaymentStatus
	if err := s.Rebalance(r, claimed(o)); err != nil {
		return err
	}
	if sent != "" && sent != PaymentStatusUnspecified {
		o.PaymentStatus = sent
	}
	if o.Status == "" {
		o.Status = StatusInitialized
		free := total.IsZero() && (r.Internal.Approval == "" || r.Internal.Approval == ApprovalDefault)
		if free || !total.IsZero() && o.PaymentStatus == PaymentStatusPaid {
			o.Status = StatusApproved
		}
	}
	if o.FulfillmentStatus == "" {
		o.FulfillmentStatus = DeriveFulfillmentStatus(o, nil)
	}
	return nil
}

// claimed returns the payments that a caller says an order has had: those that
// its payment status implies, and as much of them as its balance summary says.
// They are forgotten as soon as payments are recorded.
func claimed(o *Order) PaymentTotals {
	total, b := o.PriceSummary.Total.Amount, &o.BalanceSummary
	or := func(a, b money.Amount) money.Amount {
		if a.IsPositive() {
			return a
		}
		return b
	}
	switch o.PaymentStatus {
	case PaymentStatusPaid:
		return PaymentTotals{Paid: total}
	case PaymentStatusPartiallyPaid:
		return PaymentTotals{Paid: b.Paid.Amount}
	case PaymentStatusPartiallyRefunded:
		return PaymentTotals{Paid: or(b.Paid.Amount, total), Refunded: b.Refunded.Amount}
	case PaymentStatusFullyRefunded:
		paid := or(b.Paid.Amount, total)
		return PaymentTotals{Paid: paid, Refunded: paid}
	case PaymentStatusUnspecified, PaymentStatusNotPaid, PaymentStatusPending, PaymentStatusPendingMerchant,
		PaymentStatusCanceled, PaymentStatusDeclined:
	}
	return PaymentTotals{}
}

// insert writes a new order with its number and its events.
func (s *Service) insert(ctx context.Context, tx *store.Tx, r *Record) error {
	o := &r.Order
	if o.Status != StatusCanceled && o.Status != StatusRejected {
		if err := s.Reserve(ctx, tx, r); err != nil {
			return err
		}
	}
	AddActivity(o, Activity{ID: tx.NewID(), CreatedDate: tx.Now(), ActivityType: ActivityTypeOrderPlaced})
	number := numbers.Add(tx, numberID, 1, store.Bounds{})
	tx.OnResolve(func() error {
		o.Number = strconv.FormatInt(number.Value(), 10)
		return nil
	})
	records.Put(tx, r)
	snap := records.Snapshot(tx, r)
	s.emit(ctx, tx, o.ID, func() events.Payload { return OrderCreated{events.Created[*Order]{Entity: &snap().Order}} })
	if o.Status == StatusApproved {
		s.emit(ctx, tx, o.ID, func() events.Payload { return OrderApproved{Order: &snap().Order} })
	}
	if o.PaymentStatus != PaymentStatusNotPaid {
		s.emit(ctx, tx, o.ID, func() events.Payload {
			return OrderPaymentStatusUpdated{Order: &snap().Order, PreviousPaymentStatus: PaymentStatusNotPaid}
		})
	}
	return nil
}

// validate records what is wrong with settings that stand at path.
func (c *CreationSettings) validate(v *fault.Checker, path string) {
	if c.EditableByEveryone && c.EditableByOwnerApps != nil {
		v.Add(path, fault.RuleOneOfAlignment, "only one of editableByEveryone and editableByOwnerApps may be set", nil)
	}
	if c.EditableByOwnerApps != nil {
		ids := fault.Join(path, "editableByOwnerApps.appIds")
		v.Size(ids, len(c.EditableByOwnerApps.AppIDs), 1, 10)
		for i, id := range c.EditableByOwnerApps.AppIDs {
			item.CheckGUID(v, fault.Index(ids, i), id)
		}
	}
	if a := c.OrderApprovalStrategy; a != "" && !a.Valid() {
		v.Add(fault.Join(path, "orderApprovalStrategy"), fault.RuleInvalidEnum, strconv.Quote(string(a))+" is not a strategy", nil)
	}
}
