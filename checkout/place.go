// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
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
	// once, unpaid. It is for staff and the program itself, and for buyers of
	// shops with ecom.Config.ManualPayments.
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
// Stock, uses of the coupon and of discount rules, the order's number and the order are one commit.
//
// An order of which nothing is due now, or that is paid offline, is APPROVED
// and completes the checkout; any other is INITIALIZED until it is charged.
// There is at most one order of a checkout, whatever is repeated or raced:
// while it waits for its payment it is returned again, brought up to date if
// the checkout or the options have changed.
//
// A gift card is redeemed, and memberships are charged, when the order is
// placed. They become payments of the order once it is approved, and are given
// back when its payment fails, it is not paid in time or canceled unpaid.
//
// What keeps an order from being placed, all fault.State and without any
// effect: CHECKOUT_ALREADY_PAID, CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS and, for
// a checkout whose order was called off, ORDER_CANCELED or ORDER_IS_REJECTED
// (data orderId), EMPTY_CHECKOUT, PARTIAL_OUT_OF_STOCK and FULL_OUT_OF_STOCK (data
// lineItemIds), MEMBERS_ONLY_ITEM, CALCULATION_ERROR (data calculationErrors),
// FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS, VIOLATIONS_WITH_ERROR_SEVERITY
// (data violations), COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD,
// GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD, SUBSCRIPTION_WITH_GIFT_CARD,
// REDEEM_GIFT_CARD_ERROR (data reason), NO_SELECTED_CARRIER_SERVICE_OPTION,
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
			if s.cfg.Orders.Elsewhere() {
				if err := s.env.RefuseOutside(); err != nil {
					return nil, err
				}
				return s.placeElsewhere(ctx, c, id, opts)
			}
			return s.place(ctx, c, id, opts, nil)
		})
}

// place makes the order in one commit. g is what was taken for it elsewhere,
// nil when stock is not kept there.
func (s *Service) place(ctx context.Context, c *service.Call[*CreateOrderResponse], id ID, opts CreateOrderOptions, g *elsewhere) (*CreateOrderResponse, error) {
	var resp *CreateOrderResponse
	var changed bool
	var rec *record
	outside := false
	try := func(ctx context.Context, tx *store.Tx) error {
		resp, changed, outside = nil, false, false
		e, err := s.begin(ctx, tx, id)
		if err != nil {
			return err
		}
		rec, e.elsewhere = e.rec, g
		if g != nil {
			g.used = false
		}
		if err = e.orderable(); err != nil {
			return err
		}
		if e.ordered(opts) {
			resp = respond(e.own)
			c.Answer(tx, &resp)
			return nil
		}
		if changed, err = e.ready(ctx, opts); err != nil {
			return err
		}
		if changed {
			e.write(ctx)
			return nil
		}
		if outside = e.lacks(); outside {
			return nil
		}
		placed, err := e.order(ctx, opts)
		if err != nil {
			return err
		}
		resp = respond(placed)
		c.Answer(tx, &resp)
		return nil
	}
	err := c.Update(ctx, try)
	for again := 0; again < 3 && discount.Exceeded(err) != nil; again++ {
		err = c.Update(ctx, try) // priced without what somebody else has used up
	}
	switch {
	case err != nil:
		return nil, s.shortage(err, rec)
	case changed, outside && g != nil:
		return nil, errChanged()
	case outside:
		if err := s.env.RefuseOutside(); err != nil {
			return nil, err
		}
		return s.placeElsewhere(ctx, c, id, opts)
	}
	return resp, nil
}

func errChanged() error {
	return fault.New(fault.Conflict, "CHECKOUT_CHANGED", "the checkout is not what it was when it was shown")
}

// respond answers with an order that nobody changes any more.
func respond(r *order.Record) *CreateOrderResponse {
	return &CreateOrderResponse{OrderID: r.Order.ID, PaymentGatewayOrderID: r.Internal.GatewayOrderID, order: &r.Order}
}

// orderable returns why there can be no order of the checkout, or no other one
// than there is.
func (e *edit) orderable() error {
	if e.own == nil {
		if e.rec.Checkout.Completed {
			return fault.New(fault.State, "CHECKOUT_ALREADY_PAID", "the checkout is completed")
		}
		return nil
	}
	o := &e.own.Order
	refuse := func(code, message string) error {
		err := fault.New(fault.State, code, message)
		err.Data = map[string]any{"orderId": string(o.ID)}
		return err
	}
	switch {
	case o.Status == order.StatusCanceled && !e.rec.Checkout.Completed:
		return refuse(order.CodeCanceled, "the checkout's order was canceled: begin another checkout")
	case o.Status == order.StatusRejected && !e.rec.Checkout.Completed:
		return refuse(order.CodeIsRejected, "the checkout's order was rejected: begin another checkout")
	case e.own.Internal.Charging, o.Status == order.StatusPending, o.BalanceSummary.Pending.Amount.IsPositive():
		return refuse("CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", "a payment of the checkout's order is under way")
	case o.Status != order.StatusInitialized || e.rec.Checkout.Completed:
		return refuse("CHECKOUT_ALREADY_PAID", "the checkout's order is "+string(o.Status))
	}
	return nil
}

// ordered reports whether the order that waits for its payment is what the
// checkout would become.
func (e *edit) ordered(opts CreateOrderOptions) bool {
	if e.own == nil || e.rec.Internal.Ordered != e.rec.Internal.Version {
		return false
	}
	in := &e.own.Internal
	return in.Offline == e.offline(opts) && in.DelayCapture == opts.DelayCapture && in.SavePaymentMethod == opts.SavePaymentMethod
}

// offline reports whether an order is to be paid by hand.
func (e *edit) offline(opts CreateOrderOptions) bool {
	return opts.PayOffline || payment.IsOffline(e.s.cfg.Payments)
}

// ready asks everybody once more and returns why the checkout cannot be
// ordered, or whether what it shows has changed.
func (e *edit) ready(ctx context.Context, opts CreateOrderOptions) (changed bool, err error) {
	c, in := &e.rec.Checkout, &e.rec.Internal
	if len(in.Goods.Lines) == 0 {
		return false, fault.New(fault.State, "EMPTY_CHECKOUT", "there is nothing in the checkout")
	}
	units := in.Goods.Units()
	missing := emptyLines(&in.Goods)
	adjusted, err := e.s.cfg.Picker.Apply(ctx, &in.Goods, &cart.Change{Held: e.held()})
	if err != nil {
		return false, err
	}
	for _, id := range lineIDs(adjusted) {
		if !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if left := in.Goods.Units(); left < units || len(missing) > 0 {
		return false, outOfStock(left == 0, missing)
	}
	unanswered, err := e.compute(ctx)
	if err != nil {
		return false, err
	}
	if err := e.objections(unanswered, opts, actor.From(ctx).Buyer()); err != nil {
		return false, err
	}
	return !sameFigures(e.before, c), nil
}

// emptyLines returns the ids of the lines of which none was left before.
func emptyLines(g *cart.Goods) []string {
	var ids []string
	for i := range g.Lines {
		if g.Lines[i].Quantity == 0 {
			ids = append(ids, g.Lines[i].ID)
		}
	}
	return ids
}

// sameFigures reports whether two states of a checkout come to the same for the
// buyer: in all, now and later, and line by line.
func sameFigures(a, b *Checkout) bool {
	return len(a.LineItems) == len(b.LineItems) && sameCard(a.GiftCard, b.GiftCard) && sameSums(&a.PriceSummary, &b.PriceSummary) && sameSums(&a.PayNow, &b.PayNow) &&
		slices.EqualFunc(a.LineItems, b.LineItems, func(x, y LineItem) bool {
			return x.ID == y.ID && x.Quantity == y.Quantity && x.LineItemPrice.Amount.Equal(y.LineItemPrice.Amount) &&
				x.TotalPriceAfterTax.Amount.Equal(y.TotalPriceAfterTax.Amount)
		})
}

func sameCard(a, b *pricing.GiftCard) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Amount.Amount.Equal(b.Amount.Amount)
}

func sameSums(a, b *pricing.PriceSummary) bool {
	return a.Total.Amount.Equal(b.Total.Amount) && a.Subtotal.Amount.Equal(b.Subtotal.Amount) && a.Discount.Amount.Equal(b.Discount.Amount) &&
		a.Shipping.Amount.Equal(b.Shipping.Amount) && a.AdditionalFees.Amount.Equal(b.AdditionalFees.Amount) && a.Tax.Amount.Equal(b.Tax.Amount)
}

// order places the order, or brings the one that waits for its payment up to
// date.
func (e *edit) order(ctx context.Context, opts CreateOrderOptions) (*order.Record, error) {
	c, in := &e.rec.Checkout, &e.rec.Internal
	due := e.due
	offline := e.offline(opts)
	r := &order.Record{
		Order: *draftOrder(c, &e.s.env.Site, e.s.cfg.PlatformFee, e.conversion, e.tx.NewID),
		Internal: order.Internal{
			Owner: in.Owner, Policy: in.Policy, Approval: order.ApprovalDefault, Offline: offline, PayNow: due,
			DelayCapture: opts.DelayCapture, SavePaymentMethod: opts.SavePaymentMethod,
			Reservation: order.Reservation{Stock: e.rec.units(), Uses: e.uses, Prepaid: e.prepaid()},
		},
	}
	if g := e.elsewhere; g != nil {
		if err := e.keep(ctx, g); err != nil {
			return nil, err
		}
		r.Order.ID = g.order
		if e.s.cfg.Orders.Elsewhere() {
			r.Internal.Reservation.Elsewhere, r.Internal.Reservation.InHand = true, true
		}
	}
	r.Order.CreatedBy = c.CreatedBy
	approve := offline || !due.IsPositive()
	if !approve {
		r.Internal.GatewayOrderID = e.tx.NewID()
	}
	if e.own != nil {
		if err := e.s.cfg.Orders.Replace(ctx, e.tx, e.own, r, approve); err != nil {
			return nil, err
		}
		r = e.own
	} else if err := e.s.cfg.Orders.Place(ctx, e.tx, r, approve); err != nil {
		return nil, err
	}
	in.OrderID = r.Order.ID
	if approve {
		return r, e.complete(ctx)
	}
	in.Version++
	in.Ordered = in.Version
	records.Give(e.tx, e.rec)
	return r, nil
}
