// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"context"
	"errors"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/store"
)

// Billing moves the money of orders through the shop's payment provider:
// charges, captures, voids and refunds. It is made by ecom.New and safe for
// concurrent use.
//
// The provider is called between two commits. The first records the intent,
// the second its outcome; whoever finds an intent without outcome, after a
// crash too, asks the provider again under the same key.
type Billing struct {
	*Service
	provider payment.Provider
	asking   sync.Map // the keys of intents about which the provider is being asked
}

// NewBilling returns the billing service of a shop. provider may be nil: then
// only payments by hand can be refunded.
func NewBilling(s *Service, provider payment.Provider) *Billing {
	return &Billing{Service: s, provider: provider}
}

func (b *Billing) price(a money.Amount) money.Price { return money.PriceOf(a, b.env.Site.Locale) }

// GetOrderRefundability returns what of an order can still be refunded:
// payments, lines, shipping and fees. Who keeps memberships is asked whether
// their charges can be given back, if they can tell. ORDER_NOT_FOUND.
func (b *Billing) GetOrderRefundability(ctx context.Context, id order.ID) (*OrderRefundability, error) {
	const op = "transaction.GetOrderRefundability"
	o, t, err := b.adminView(ctx, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	r, err := Refundability(&o.Order, &t.OrderTransactions)
	if err != nil {
		return nil, fault.At(op, err)
	}
	b.askVoidable(ctx, t, r)
	return r, nil
}

// CalculateRefund returns what giving back these items would come to. It
// changes nothing. What cannot be refunded is said in the answer, item by
// item. ORDER_NOT_FOUND.
func (b *Billing) CalculateRefund(ctx context.Context, id order.ID, items RefundItems) (*RefundCalculation, error) {
	const op = "transaction.CalculateRefund"
	o, t, err := b.adminView(ctx, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	c, err := CalculateRefund(&o.Order, &t.OrderTransactions, items, o.Internal.Policy.Mode)
	return c, fault.At(op, err)
}

// adminView is view for an admin.
func (b *Billing) adminView(ctx context.Context, id order.ID) (*order.Record, *record, error) {
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, nil, err
	}
	return b.view(ctx, id)
}

// Resolve asks the provider again about calls whose outcome is not known, and
// records what it says. Run calls it from time to time; after a crash it need
// not be called by hand. It returns how many it settled.
func (b *Billing) Resolve(ctx context.Context) (int, error) {
	if err := b.env.RefuseOutside(); err != nil {
		return 0, fault.At("transaction.Resolve", err)
	}
	type open struct {
		id  order.ID
		key string
	}
	var found []open
	for t, err := range records.Find(ctx, b.env.Store, store.Range{Index: byBegan}) {
		if err != nil {
			return 0, err
		}
		for _, in := range t.Intents {
			if _, busy := b.asking.Load(in.Key); !busy {
				found = append(found, open{t.OrderID, in.Key})
			}
		}
	}
	n := 0
	var errs []error
	for _, o := range found {
		done, err := b.settle(asProgram(ctx), o.id, o.key)
		switch {
		case err == nil && done:
			n++
		case err == nil:
		case errors.Is(err, fault.Unknown):
		default:
			errs = append(errs, err)
		}
	}
	return n, errors.Join(errs...)
}

// settle makes the call of an intent once more and records its outcome. It
// reports false when somebody else has done so.
func (b *Billing) settle(ctx context.Context, id order.ID, key string) (bool, error) {
	t, err := load(ctx, b.env.Store, id)
	if err != nil {
		return false, err
	}
	known := t.find(key)
	if known == nil {
		return false, nil
	}
	in := known.askedBefore()
	var callErr error
	var keep func(ctx context.Context, tx *store.Tx) error
	switch in.Verb {
	case verbCharge:
		var res payment.ChargeResult
		res, callErr = b.charge(ctx, id, in)
		_, err = b.recordCharge(ctx, b.env.Store.Update, id, in, res, callErr)
		err = errors.Join(err, callErr)
		return err == nil, err
	case verbRefund:
		var res payment.RefundResult
		res, callErr = b.refund(ctx, id, in)
		keep = func(ctx context.Context, tx *store.Tx) error {
			_, e := b.recordRefunds(ctx, tx, id, []refundOutcome{{in, res, callErr}})
			return e
		}
	case verbCapture, verbVoid, verbVoidMembership:
		var record recordAuthorized
		record, callErr = b.askAuthorized(ctx, id, in)
		keep = func(ctx context.Context, tx *store.Tx) error {
			_, e := record(ctx, tx)
			return e
		}
	default:
		return false, nil // a later version's
	}
	err = errors.Join(b.env.Store.Update(ctx, keep), callErr)
	return err == nil, err
}
