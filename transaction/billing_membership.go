// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// The platform's codes for what keeps memberships from being charged for orders
// and voided.
const (
	CodeMembershipNotEligible       = "MEMBERSHIP_NOT_ELIGIBLE" // data lineItemId, reason
	CodeNotMembershipPayment        = "NOT_MEMBERSHIP_PAYMENT"
	CodeMembershipPaymentNotCharged = "MEMBERSHIP_PAYMENT_NOT_CHARGED"
)

// Why a membership is not eligible, beside the codes and reasons of package
// membership.
const (
	reasonOrderNotApproved = "ORDER_NOT_APPROVED"
	reasonNotByMembership  = "NOT_PAID_BY_MEMBERSHIP" // the line costs money
	reasonLinePaid         = "LINE_ITEM_PAID"
)

// ChargeMembershipsRequest asks memberships to pay for lines of an order.
type ChargeMembershipsRequest struct {
	OrderID     order.ID           `json:"orderId"`
	MemberID    string             `json:"memberId"`
	Memberships []MembershipCharge `json:"memberships"` // 1 to 100
}

// MembershipCharge is a line and the membership that pays for it, all units of
// it.
type MembershipCharge struct {
	LineItemID           string               `json:"lineItemId"`
	MembershipIdentifier MembershipIdentifier `json:"membershipIdentifier"`
}

// MembershipIdentifier names a membership. Those that come with a plan in the
// same order are not offered.
type MembershipIdentifier struct {
	ExistingMembership *ExistingMembershipIdentifier `json:"existingMembership,omitzero"`
}

// ExistingMembershipIdentifier names a membership that a member has.
type ExistingMembershipIdentifier struct {
	AppID        string `json:"appId,omitzero"` // "": of whatever app
	MembershipID string `json:"membershipId"`   // 1 to 200 characters
}

// ChargeMembershipsResponse is the new payments, in the order of the request.
type ChargeMembershipsResponse struct {
	Payments []Payment `json:"payments"`
}

// ChargeMemberships charges memberships for lines of an order that are paid by
// membership and not yet: those that a buyer redeems in person, or whose charge
// was voided. All are charged or none. When the provider does not answer, the
// error is fault.Unavailable, and what it may have charged is given back.
//
// ORDER_NOT_FOUND, MEMBERSHIP_NOT_ELIGIBLE, whose data say of which line and
// why. Those that the platform does not name: ORDER_CANCELED,
// PAYMENT_ALREADY_IN_PROGRESS, MAX_PAYMENTS_REACHED.
func (b *Billing) ChargeMemberships(ctx context.Context, r ChargeMembershipsRequest) (*ChargeMembershipsResponse, error) {
	return service.Flow(ctx, b.env, "transaction.ChargeMemberships", r,
		func(ctx context.Context, c *service.Call[*ChargeMembershipsResponse]) (*ChargeMembershipsResponse, error) {
			if err := checkMemberships(ctx, &r); err != nil {
				return nil, err
			}
			o, t, err := b.view(ctx, r.OrderID)
			if err != nil {
				return nil, err
			}
			uses, err := b.chargeable(o, t, &r)
			if err != nil {
				return nil, err
			}
			if err = b.env.RefuseOutside(); err != nil {
				return nil, err
			}
			if err = b.eligible(ctx, &r, uses); err != nil {
				return nil, err
			}
			taken, err := b.takeLater(ctx, r.OrderID, order.Prepaid{Memberships: uses}, "memberships")
			if refused, ok := errors.AsType[*order.RefusedError](err); ok {
				return nil, notEligible(refused.LineItemID, fault.Code(refused.Err), refused.Err)
			}
			if err != nil {
				return nil, err
			}
			ctx = context.WithoutCancel(ctx) // a caller who goes away now does not undo it
			var resp *ChargeMembershipsResponse
			err = c.Update(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				resp, err = b.chargeMemberships(ctx, tx, &r, taken)
				c.Answer(tx, &resp)
				return err
			})
			if err != nil {
				b.orders.GiveUpTaken(ctx, taken, err)
				return nil, err
			}
			return resp, nil
		})
}

// chargeMemberships adds the payments of memberships that were charged to an
// order.
func (b *Billing) chargeMemberships(ctx context.Context, tx *store.Tx, r *ChargeMembershipsRequest, taken *order.Taking) (*ChargeMembershipsResponse, error) {
	o, t, err := b.both(ctx, tx, r.OrderID)
	if err != nil {
		return nil, err
	}
	if _, err = b.chargeable(o, t, r); err != nil {
		return nil, err
	}
	if err = b.orders.KeepTaken(ctx, tx, taken); err != nil {
		return nil, err
	}
	ids, err := b.addPrepaid(t, taken.Prepaid(), o.Order.Currency, tx)
	if err != nil {
		return nil, err
	}
	resp := &ChargeMembershipsResponse{}
	for _, id := range ids {
		resp.Payments = append(resp.Payments, *t.Payment(id).Clone())
	}
	return resp, b.apply(ctx, tx, o, t, change{payments: ids})
}

func checkMemberships(ctx context.Context, r *ChargeMembershipsRequest) error {
	if err := service.RequireAdmin(ctx); err != nil {
		return err
	}
	var v fault.Checker
	v.Required("orderId", r.OrderID != "")
	v.Required("memberId", r.MemberID != "")
	v.Size("memberships", len(r.Memberships), 1, 100)
	seen := make(map[string]bool)
	for i := range r.Memberships {
		m, path := &r.Memberships[i], fault.Index("memberships", i)
		line := fault.Join(path, "lineItemId")
		v.Required(line, m.LineItemID != "")
		if seen[m.LineItemID] {
			v.Add(line, fault.RuleValidation, "is named twice", nil)
		}
		seen[m.LineItemID] = true
		at := fault.Join(path, "membershipIdentifier.existingMembership")
		if e := m.MembershipIdentifier.ExistingMembership; e == nil {
			v.Required(at, false)
		} else {
			v.Length(fault.Join(at, "membershipId"), e.MembershipID, 1, 200)
		}
	}
	return v.Err()
}

// notEligible is the error for a line that a membership cannot pay for.
func notEligible(lineID, reason string, err error) error {
	return &fault.Error{
		Class: fault.State, Kind: "order", Code: CodeMembershipNotEligible, Message: "the membership cannot pay for the line: " + reason,
		Data: map[string]any{"lineItemId": lineID, "reason": reason}, Err: err,
	}
}

// chargeable returns what memberships are asked to pay of an order, or why they
// cannot.
func (b *Billing) chargeable(o *order.Record, t *record, r *ChargeMembershipsRequest) ([]order.MembershipUse, error) {
	if err := order.CanCharge(&o.Order); err != nil {
		return nil, err
	}
	uses := make([]order.MembershipUse, len(r.Memberships))
	for i := range r.Memberships {
		m := &r.Memberships[i]
		j := lineIndex(&o.Order, m.LineItemID)
		switch {
		case o.Order.Status != order.StatusApproved:
			return nil, notEligible(m.LineItemID, reasonOrderNotApproved, nil)
		case j < 0:
			return nil, notEligible(m.LineItemID, membership.SelectionLineItemNotFound, nil)
		case !takesMembership(o.Order.LineItems[j].PaymentOption):
			return nil, notEligible(m.LineItemID, reasonNotByMembership, nil)
		case t.byMembership(m.LineItemID):
			return nil, notEligible(m.LineItemID, reasonLinePaid, nil)
		}
		l := &o.Order.LineItems[j]
		uses[i] = order.MembershipUse{
			LineItemID: l.ID, MembershipID: m.MembershipIdentifier.ExistingMembership.MembershipID, AppID: m.MembershipIdentifier.ExistingMembership.AppID,
			MemberID: r.MemberID, Quantity: l.Quantity,
		}
		if l.CatalogReference != nil {
			uses[i].CatalogReference = *l.CatalogReference.Clone()
		}
	}
	return uses, nil
}

// takesMembership reports whether lines with a payment option are paid by
// memberships, in the shop or in person.
func takesMembership(p item.PaymentOption) bool {
	return p.ByMembership() || p == item.MembershipOffline
}

// byMembership reports whether a membership pays for a line.
func (t *OrderTransactions) byMembership(lineID string) bool {
	return slices.ContainsFunc(t.Payments, func(p Payment) bool {
		d, status := p.MembershipPaymentDetails, p.CurrentStatus()
		return d != nil && d.LineItemID == lineID && (status == PaymentApproved || status == PaymentPending)
	})
}

// eligible asks who keeps the memberships whether the member has them and they
// can pay for the lines, and fills in their names.
func (b *Billing) eligible(ctx context.Context, r *ChargeMembershipsRequest, uses []order.MembershipUse) error {
	lines := make([]membership.Line, len(uses))
	for i := range uses {
		u := &uses[i]
		lines[i] = membership.Line{ID: u.LineItemID, Quantity: u.Quantity, CatalogReference: *u.CatalogReference.Clone()}
	}
	has, app, err := b.orders.Memberships(ctx, r.MemberID, lines)
	if err != nil {
		return &fault.Error{Class: fault.Unavailable, Kind: "membership", Code: fault.Code(err), Message: "the memberships could not be looked up: " + err.Error(), Err: err}
	}
	for i := range uses {
		u := &uses[i]
		k := slices.IndexFunc(has, func(m membership.ExistingMembership) bool { return m.Membership.ID == u.MembershipID })
		if k < 0 || u.AppID != "" && app != "" && u.AppID != app {
			return notEligible(u.LineItemID, membership.SelectionMembershipNotFound, nil)
		}
		if !slices.ContainsFunc(has[k].CoveredLineItems, func(l membership.CoveredLine) bool { return l.LineItemID == u.LineItemID }) {
			return notEligible(u.LineItemID, membership.SelectionCannotBeUsed, nil)
		}
		u.AppID, u.Name = app, has[k].Membership.Name
	}
	return nil
}

// VoidMemberships gives the charges of memberships back, each by itself: the
// payments become VOIDED. When one cannot be given back, those before it are and
// those after it are not. PAYMENT_NOT_FOUND, NOT_MEMBERSHIP_PAYMENT,
// MEMBERSHIP_PAYMENT_NOT_CHARGED, and the code of the keeper who refuses.
func (b *Billing) VoidMemberships(ctx context.Context, id order.ID, payments []PaymentID) error {
	req := struct {
		OrderID    order.ID    `json:"orderId"`
		PaymentIDs []PaymentID `json:"paymentIds"`
	}{id, payments}
	_, err := b.each(ctx, "transaction.VoidMemberships", id, req, eachPayment{
		list: "paymentIds", n: len(payments),
		plan: func(_ *order.Record, t *record, i int, _ *fault.Checker) (intent, error) {
			p, err := t.chargedMembership(payments[i])
			if err != nil {
				return intent{}, err
			}
			return intent{Verb: verbVoidMembership, PaymentID: p.ID}, nil
		},
	})
	return err
}

// chargedMembership returns the payment with an id, or why it is none of a
// membership that is charged.
func (r *record) chargedMembership(id PaymentID) (*Payment, error) {
	p := r.Payment(id)
	state := func(code, message string) (*Payment, error) {
		return nil, &fault.Error{Class: fault.State, Kind: "payment", ID: string(id), Code: code, Message: message}
	}
	switch {
	case p == nil:
		return nil, fault.Missing("payment", string(id), CodePaymentNotFound)
	case p.MembershipPaymentDetails == nil:
		return state(CodeNotMembershipPayment, "the payment is not by membership")
	case p.CurrentStatus() != PaymentApproved || p.outsideID() == "":
		return state(CodeMembershipPaymentNotCharged, "no membership is charged by the payment")
	case slices.ContainsFunc(r.Intents, func(in intent) bool { return in.PaymentID == id }):
		return state(CodePaymentAlreadyInProgress, "the payment is being given back")
	}
	return p, nil
}

// givingUp reports whether a keeper is being asked to void a payment.
func (r *record) givingUp(id PaymentID) bool {
	return slices.ContainsFunc(r.Intents, func(in intent) bool { return in.Verb == verbVoidMembership && in.PaymentID == id })
}

// voidMembership asks the keeper of a membership to give back a charge.
func (b *Billing) voidMembership(ctx context.Context, id order.ID, in intent) error {
	res, _, err := b.giveBack(ctx, id, in)
	if err == nil && res.Status == payment.ActionFailed {
		return &fault.Error{Class: fault.State, Kind: "payment", ID: string(in.PaymentID), Code: res.Reason, Message: res.Message}
	}
	return err
}

// writeVoidMembership writes that the charge of a membership was given back.
func (b *Billing) writeVoidMembership(ctx context.Context, tx *store.Tx, id order.ID, in intent, callErr error) (*record, error) {
	o, t, p, err := b.settled(ctx, tx, id, in, callErr)
	if err != nil || p == nil {
		return t, err
	}
	p.SetStatus(PaymentVoided)
	p.VoidedStatusDetails = &StatusDetails{Reason: ReasonMerchantRequest}
	p.UpdatedDate = tx.Now()
	return t, b.apply(ctx, tx, o, t, change{payments: []PaymentID{p.ID}})
}

// askVoidable marks the payments by membership whose keeper says that they
// cannot be given back.
func (b *Billing) askVoidable(ctx context.Context, t *record, r *OrderRefundability) {
	for i := range r.Payments {
		pr := &r.Payments[i]
		p := t.Payment(pr.Payment.PaymentID)
		if !pr.Refundable || !p.Membership() || p.outsideID() == "" {
			continue
		}
		v, ok, err := b.orders.Voidability(ctx, p.outsideID())
		var reason NonRefundableReason
		switch {
		case !ok || err == nil && v.Voidable:
			continue
		case fault.Code(err) == membership.CodeTransactionNotFound:
			reason = NonRefundableTransactionNotFound
		case err != nil:
			reason = NonRefundableProviderIsDown
		default:
			reason = NonRefundableDisabledByProvider
		}
		pr.Refundable, pr.NonRefundable = false, &NonRefundablePaymentStatus{reason}
		for _, s := range []*MembershipPaymentSummary{pr.Payment.Membership, r.PaymentsSummary.Membership} {
			s.RefundableLineItemIDs = slices.DeleteFunc(s.RefundableLineItemIDs, func(id string) bool { return id == p.MembershipPaymentDetails.LineItemID })
		}
	}
}
