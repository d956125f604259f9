// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"errors"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
)

// CreateOrderOptions say how the order is to be paid.
type CreateOrderOptions struct {
	SavePaymentMethod bool `json:"savePaymentMethod,omitzero"`
	DelayCapture      bool `json:"delayCapture,omitzero"` // authorize only; capture later
	// PayOffline says that the buyer pays by hand: the order is approved at
	// once, unpaid.
	PayOffline bool `json:"payOffline,omitzero"`
}

// CreateOrderResponse is the order that was made.
type CreateOrderResponse struct {
	OrderID order.ID `json:"orderId"`
	// PaymentGatewayOrderID is there when money is to be collected online.
	PaymentGatewayOrderID string `json:"paymentGatewayOrderId,omitzero"`

	order *order.Order
}

// Order returns the order as it was placed: nil when the response is the
// answer to a repeated idempotency key.
func (r *CreateOrderResponse) Order() *order.Order { return r.order.Clone() }

// CreateOrder makes an order of a checkout. Catalog, totals and validations
// are asked once more; what is ordered is exactly what the checkout shows.
// Stock, a use of the coupon, the order's number and the order are one commit.
//
// An order of which nothing is due now, or that is paid offline, is APPROVED
// and completes the checkout; any other is INITIALIZED until it is charged.
// There is at most one order of a checkout, whatever is repeated or raced:
// while it waits for its payment it is returned again, brought up to date if
// the checkout has changed.
//
// What keeps an order from being placed, all fault.State and without any
// effect: CHECKOUT_ALREADY_PAID and CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS (data
// orderId), EMPTY_CHECKOUT, PARTIAL_OUT_OF_STOCK and FULL_OUT_OF_STOCK (data
// lineItemIds), MEMBERS_ONLY_ITEM, CALCULATION_ERROR (data calculationErrors),
// FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS, VIOLATIONS_WITH_ERROR_SEVERITY
// (data violations), COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD,
// NO_SELECTED_CARRIER_SERVICE_OPTION,
// SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE,
// NO_SAVE_PAYMENT_METHOD_CONFIRMATION, SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS,
// SUBSCRIPTION_WITH_ZERO_TOTAL, PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE.
// Missing addresses are fault.Invalid with their paths. CHECKOUT_CHANGED
// (fault.Conflict) says that prices have changed since the checkout was shown:
// it shows the new ones now.
func (s *Service) CreateOrder(ctx context.Context, id ID, o *CreateOrderOptions) (*CreateOrderResponse, error) {
	var opts CreateOrderOptions
	if o != nil {
		opts = *o
	}
	req := struct {
		ID ID `json:"id"`
		CreateOrderOptions
	}{id, opts}
	return service.Flow(ctx, s.env, "checkout.CreateOrder", req,
		func(ctx context.Context, c *service.Call[*CreateOrderResponse]) (*CreateOrderResponse, error) {
			if s.cfg.Inventory != nil {
				return s.placeElsewhere(ctx, c, id, opts)
			}
			return s.place(ctx, c, id, opts, "")
		})
}

// place makes the order in one commit, under an id that was chosen before, if
// one was.
func (s *Service) place(ctx context.Context, c *service.Call[*CreateOrderResponse], id ID, opts CreateOrderOptions, orderID order.ID) (*CreateOrderResponse, error) {
	var resp *CreateOrderResponse
	var changed bool
	var rec *record
	err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		resp, changed = nil, false
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return err
		}
		rec = e.rec
		existing, err := s.existing(ctx, tx, e.rec)
		if err != nil {
			return err
		}
		if existing != nil && e.rec.Internal.Ordered == e.rec.Internal.Version {
			resp = respond(existing)
			c.Answer(tx, &resp)
			return nil
		}
		if changed, err = e.ready(ctx, opts); err != nil {
			return err
		}
		if changed {
			e.save(ctx)
			return nil
		}
		placed, err := e.order(ctx, existing, opts, orderID)
		if err != nil {
			return err
		}
		resp = respond(placed)
		tx.OnResolve(func() error {
			resp.order = placed.Order.Clone()
			return nil
		})
		c.Answer(tx, &resp)
		return nil
	})
	switch {
	case err != nil:
		return nil, s.shortage(err, rec)
	case changed:
		return nil, fault.New(fault.Conflict, "CHECKOUT_CHANGED", "prices have changed since the checkout was shown")
	}
	return resp, nil
}

func respond(r *order.Record) *CreateOrderResponse {
	return &CreateOrderResponse{OrderID: r.Order.ID, PaymentGatewayOrderID: r.Internal.GatewayOrderID, order: r.Order.Clone()}
}

// existing returns the order that was made of a checkout and waits for its
// payment, nil when there is none, or why there can be no other.
func (s *Service) existing(ctx context.Context, tx *store.Tx, r *record) (*order.Record, error) {
	if r.Internal.OrderID == "" {
		if r.Checkout.Completed {
			return nil, fault.New(fault.State, "CHECKOUT_ALREADY_PAID", "the checkout is completed")
		}
		return nil, nil
	}
	o, err := s.cfg.Orders.Load(asProgram(ctx), tx, r.Internal.OrderID)
	if err != nil {
		return nil, err
	}
	refuse := func(code, message string) error {
		e := fault.New(fault.State, code, message)
		e.Data = map[string]any{"orderId": string(o.Order.ID)}
		return e
	}
	switch {
	case o.Internal.Charging, o.Order.Status == order.StatusPending, o.Order.BalanceSummary.Pending.Amount.IsPositive():
		return nil, refuse("CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "a payment of the checkout's order is under way")
	case o.Order.Status != order.StatusInitialized || r.Checkout.Completed:
		return nil, refuse("CHECKOUT_ALREADY_PAID", "the checkout's order is "+string(o.Order.Status))
	}
	return o, nil
}

// ready asks everybody once more and returns why the checkout cannot be
// ordered, or whether what it shows has changed.
func (e *edit) ready(ctx context.Context, opts CreateOrderOptions) (changed bool, err error) {
	c, in := &e.rec.Checkout, &e.rec.Internal
	if len(in.Goods.Lines) == 0 {
		return false, fault.New(fault.State, "EMPTY_CHECKOUT", "there is nothing in the checkout")
	}
	shown, held, lines := c.PriceSummary, in.Goods.Units(), len(in.Goods.Lines)
	goods := in.Goods.Clone()
	adjusted, err := e.s.cfg.Picker.Apply(ctx, &in.Goods, new(cart.Change))
	if err != nil {
		return false, err
	}
	if in.Goods.Units() < held || len(in.Goods.Lines) < lines || hasEmpty(&in.Goods) {
		left := in.Goods.Units()
		in.Goods = goods
		return false, outOfStock(left == 0, lineIDs(adjusted))
	}
	unanswered, err := e.s.compute(ctx, e.rec)
	if err != nil {
		return false, err
	}
	if err := e.objections(unanswered, opts); err != nil {
		return false, err
	}
	return !sameSums(&shown, &c.PriceSummary), nil
}

func hasEmpty(g *cart.Goods) bool {
	for i := range g.Lines {
		if g.Lines[i].Quantity == 0 {
			return true
		}
	}
	return false
}

func sameSums(a, b *pricing.PriceSummary) bool {
	return a.Total.Amount.Equal(b.Total.Amount) && a.Subtotal.Amount.Equal(b.Subtotal.Amount) && a.Discount.Amount.Equal(b.Discount.Amount) &&
		a.Shipping.Amount.Equal(b.Shipping.Amount) && a.AdditionalFees.Amount.Equal(b.AdditionalFees.Amount) && a.Tax.Amount.Equal(b.Tax.Amount)
}

// objections returns what keeps a computed checkout from being ordered.
func (e *edit) objections(unanswered error, opts CreateOrderOptions) error {
	c, in := &e.rec.Checkout, &e.rec.Internal
	state := func(code, message string, data map[string]any) error {
		err := fault.New(fault.State, code, message)
		err.Data = data
		return err
	}
	shippable := in.Goods.Shippable()
	sel := e.selected()
	switch {
	case c.BuyerInfo.MemberID == "" && in.Owner.Buyer() && in.Owner.ID != "" && e.rec.has(func(l *cart.LineItem) bool { return l.MembersOnly }):
		return state("MEMBERS_ONLY_ITEM", "only members may buy this", nil)
	case shippable && in.Shipping != nil && (sel == nil || !sel.RequestedShippingOption) && e.hasDestination():
		return state("SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE", "the shipping option "+in.Shipping.Code+" is not offered any more", nil)
	case c.CalculationErrors.Any():
		return state("CALCULATION_ERROR", "the totals could not be computed without errors", map[string]any{"calculationErrors": c.CalculationErrors})
	case unanswered != nil:
		return &fault.Error{Class: fault.State, Code: "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS", Message: "a validation plug-in did not answer", Err: unanswered}
	case blocks(c.Violations):
		return state("VIOLATIONS_WITH_ERROR_SEVERITY", "a validation plug-in objects", map[string]any{"violations": c.Violations})
	case in.Coupon != "" && e.rec.has(giftCardLine):
		return state("COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", "gift cards cannot be bought with a coupon", nil)
	case e.rec.has(func(l *cart.LineItem) bool { return l.SavePaymentMethod }) && !opts.SavePaymentMethod:
		return state("NO_SAVE_PAYMENT_METHOD_CONFIRMATION", "the buyer must agree that the means of payment is saved", nil)
	}
	if e.rec.has(func(l *cart.LineItem) bool { return l.SubscriptionOptionInfo != nil }) {
		switch {
		case len(in.Goods.Lines) > 1:
			return state("SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", "a subscription must be bought by itself", nil)
		case c.PriceSummary.Total.Amount.IsZero():
			return state("SUBSCRIPTION_WITH_ZERO_TOTAL", "a subscription cannot be free of charge", nil)
		}
	}
	var v fault.Checker
	v.Required("billingInfo.address", !c.PriceSummary.Total.Amount.IsPositive() || c.BillingInfo != nil && c.BillingInfo.Address != nil)
	v.Required("shippingInfo.shippingDestination.address", !shippable || e.hasDestination())
	if err := v.Err(); err != nil {
		return err
	}
	if shippable && sel == nil {
		return state("NO_SELECTED_CARRIER_SERVICE_OPTION", "choose how the goods are shipped", nil)
	}
	if opts.PayOffline && c.CustomSettings != nil && c.CustomSettings.DisabledManualPayment {
		return state("PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", "this checkout cannot be paid offline", nil)
	}
	return nil
}

func blocks(vs []pricing.Violation) bool {
	for _, v := range vs {
		if v.Severity == "ERROR" {
			return true
		}
	}
	return false
}

func (e *edit) selected() *pricing.SelectedCarrierServiceOption {
	if i := e.rec.Checkout.ShippingInfo; i != nil {
		return i.SelectedCarrierServiceOption
	}
	return nil
}

func (e *edit) hasDestination() bool {
	i := e.rec.Checkout.ShippingInfo
	return i != nil && i.ShippingDestination != nil && i.ShippingDestination.Address != nil
}

// order places the order, or brings the one that waits for its payment up to
// date.
func (e *edit) order(ctx context.Context, existing *order.Record, opts CreateOrderOptions, id order.ID) (*order.Record, error) {
	c, in := &e.rec.Checkout, &e.rec.Internal
	due := c.PayNow.Total.Amount
	offline := opts.PayOffline || payment.IsOffline(e.s.cfg.Payments)
	r := &order.Record{
		Order: *draftOrder(c, &e.s.env.Site, e.tx.NewID),
		Internal: order.Internal{
			Owner: in.Owner, Policy: in.Policy, Approval: order.ApprovalDefault, Offline: offline, PayNow: due,
			DelayCapture: opts.DelayCapture, SavePaymentMethod: opts.SavePaymentMethod,
			Reservation: order.Reservation{Coupon: e.couponUse()},
		},
	}
	if e.s.cfg.Inventory == nil {
		r.Internal.Reservation.Stock = e.rec.units()
	}
	r.Order.ID = id
	r.Order.CreatedBy = c.CreatedBy
	approve := offline || !due.IsPositive()
	if !approve {
		r.Internal.GatewayOrderID = e.tx.NewID()
	}
	if existing != nil {
		if err := e.s.cfg.Orders.Replace(ctx, e.tx, existing, r, approve); err != nil {
			return nil, err
		}
		r = existing
	} else if err := e.s.cfg.Orders.Place(ctx, e.tx, r, approve); err != nil {
		return nil, err
	}
	in.OrderID, in.Taking = r.Order.ID, nil
	if approve {
		return r, e.complete(ctx)
	}
	in.Version++
	in.Ordered = in.Version
	records.Put(e.tx, e.rec)
	return r, nil
}

// couponUse returns the use of a coupon that the order stands for, nil when
// none lowered anything.
func (e *edit) couponUse() *order.CouponUse {
	in := &e.rec.Internal
	if in.Coupon == "" || e.s.cfg.Coupons == nil {
		return nil
	}
	found := e.s.cfg.Coupons.Find(in.Coupon)
	if found == nil {
		return nil
	}
	b := &e.rec.Checkout.BuyerInfo
	return &order.CouponUse{
		CouponID: found.Coupon.EffectiveID(), Customer: order.Customer(b.MemberID, b.Email),
		Limit: found.Coupon.UsageLimit, LimitPerCustomer: found.Coupon.LimitPerCustomer,
	}
}

// complete ends the checkout: its cart is nobody's current one any more.
func (e *edit) complete(ctx context.Context) error {
	c, in := &e.rec.Checkout, &e.rec.Internal
	if c.Completed {
		return nil
	}
	c.Completed = true
	c.UpdatedDate = e.tx.Now()
	in.Version++
	in.Ordered = in.Version
	records.Put(e.tx, e.rec)
	snap := records.Snapshot(e.tx, e.rec)
	e.emitCompleted(ctx, snap)
	if c.CartID == "" {
		return nil
	}
	return e.s.cfg.Carts.ReleaseCurrentCart(ctx, e.tx, c.CartID)
}

// outOfStock is the error for goods that are not there any more.
func outOfStock(all bool, lineItemIDs []string) error {
	code, message := "PARTIAL_OUT_OF_STOCK", "some of the goods are out of stock"
	if all {
		code, message = "FULL_OUT_OF_STOCK", "all of the goods are out of stock"
	}
	err := fault.New(fault.State, code, message)
	if len(lineItemIDs) > 0 {
		err.Data = map[string]any{"lineItemIds": lineItemIDs}
	}
	return err
}

// shortage turns a count that left its bounds in the commit of an order into
// the platform's error.
func (s *Service) shortage(err error, r *record) error {
	bound, ok := boundOf(err)
	if !ok || r == nil {
		return err
	}
	if coupon, own := order.IsCouponLimit(bound.Ref.Kind); coupon {
		return couponSpent(own)
	}
	var ids []string
	all := bound.Value <= 0
	for i := range r.Internal.Goods.Lines {
		l := &r.Internal.Goods.Lines[i]
		if l.CatalogReference != nil && l.CatalogReference.CatalogItemID == bound.Ref.ID {
			ids = append(ids, l.ID)
		} else {
			all = false
		}
	}
	return outOfStock(all, ids)
}

// MarkCheckoutAsCompleted ends a checkout whose order was made elsewhere. It
// needs a user, an app or the embedding program; doing it again changes
// nothing.
func (s *Service) MarkCheckoutAsCompleted(ctx context.Context, id ID) error {
	_, err := service.Mutate(ctx, s.env, "checkout.MarkCheckoutAsCompleted", id, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		var none struct{}
		if err := service.RequireAdmin(ctx); err != nil {
			return none, err
		}
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return none, err
		}
		return none, e.complete(ctx)
	})
	return err
}

// OrderApproved implements transaction.Completer.
func (s *Service) OrderApproved(ctx context.Context, tx *store.Tx, checkoutID string) error {
	e, err := s.begin(asProgram(ctx), tx, ID(checkoutID))
	if errors.Is(err, fault.NotFound) {
		return nil // an order that was made elsewhere may name a checkout of its own
	}
	if err != nil {
		return err
	}
	return e.complete(ctx)
}

// CreateOrderAndCharge is CreateOrder, followed by a charge of what is due now
// with the means of payment that token stands for at the provider. Deprecated
// by the platform; the codes are those of CreateOrder and PAYMENT_ERROR.
func (s *Service) CreateOrderAndCharge(ctx context.Context, id ID, token string, o *CreateOrderOptions) (*CreateOrderAndChargeResponse, error) {
	const op = "checkout.CreateOrderAndCharge"
	if s.cfg.Charger == nil {
		return nil, fault.At(op, fault.New(fault.State, "SITE_NOT_ACCEPTING_PAYMENTS", "this shop charges nobody"))
	}
	placed, err := s.CreateOrder(ctx, id, o)
	if err != nil {
		return nil, err
	}
	resp := &CreateOrderAndChargeResponse{CreateOrderResponse: *placed}
	if placed.PaymentGatewayOrderID == "" {
		return resp, nil
	}
	resp.PaymentResponseToken, err = s.cfg.Charger.ChargePlaced(ctx, placed.OrderID, token)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return resp, nil
}

// CreateOrderAndChargeResponse is the order that was made and charged.
type CreateOrderAndChargeResponse struct {
	CreateOrderResponse
	PaymentResponseToken string `json:"paymentResponseToken,omitzero"`
}
