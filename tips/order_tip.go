// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// OrderInfo is where a tip stands on its order. It is zero when there is none.
type OrderInfo struct {
	OrderID            order.ID    `json:"orderId,omitempty"`
	AdditionalFeeID    string      `json:"additionalFeeId,omitempty"`
	AdditionalFeePrice money.Price `json:"additionalFeePrice,omitzero"`
}

// SetTipOnOrderResponse is the tip that an order has now.
type SetTipOnOrderResponse struct {
	Tip       *Tip      `json:"tip"`
	OrderInfo OrderInfo `json:"orderInfo"`
}

// AddTipDistributionsResponse is the distributions that were added to an order.
type AddTipDistributionsResponse struct {
	TipDistributions []Distribution `json:"tipDistributions"`
	OrderInfo        OrderInfo      `json:"orderInfo"`
}

// GetTipByOrderID returns the tip of an order: to administrators with its
// distributions, to buyers, who find their own orders alone, without.
// ORDER_NOT_FOUND, TIP_NOT_FOUND.
func (s *Service) GetTipByOrderID(ctx context.Context, id order.ID) (*Tip, error) {
	const op = "tips.GetTipByOrderID"
	var tip *Tip
	err := s.env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := s.orders.Watch(ctx, tx, id)
		if err != nil {
			return err
		}
		have, err := s.onOrder(ctx, tx, r)
		if err != nil {
			return err
		}
		if tip = have.tip(); tip == nil {
			return fault.Missing("tip", "of order "+string(id), CodeTipNotFound)
		}
		return nil
	})
	if err != nil {
		return nil, fault.At(op, err)
	}
	if actor.From(ctx).Buyer() {
		tip.Distributions, tip.UndistributedAmount = []Distribution{}, money.Amount{}
	}
	return tip, nil
}

// GetTipByDraftOrderID returns the tip of a draft order. Shops have no draft
// orders: what it finds is DRAFT_ORDER_NOT_FOUND, always.
func (s *Service) GetTipByDraftOrderID(ctx context.Context, id string) (*Tip, error) {
	const op = "tips.GetTipByDraftOrderID"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	return nil, fault.At(op, fault.Missing("draft order", id, CodeDraftOrderNotFound))
}

// setRequest is the request of SetTipOnOrder.
type setRequest struct {
	OrderID order.ID `json:"orderId"`
	Tip     Tip      `json:"tip"`
}

// SetTipOnOrder gives an order a tip, in the place of the one that it has: an
// additional fee whose code is the tip's id. Of the distributions, those with the
// id of one that the tip has change that one; the rest are new, and those that
// are not named are gone. One that was charged, which is one with a transaction,
// is named again as it is.
//
// INVALID_TIP names all that is wrong with a tip, such as distributions that come
// to more than it. Only a sale that nothing was given back of has its tip set, see
// order.CanEdit: ORDER_CANNOT_BE_EDITED,
// PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED. An order that can have no
// more fees is FAILED_SETTING_TIP_ON_ORDER. ORDER_NOT_FOUND.
//
// The order's total, balance and payment status follow, see
// order.Service.ReplaceFee. Only administrators may call it.
func (s *Service) SetTipOnOrder(ctx context.Context, id order.ID, tip Tip) (*SetTipOnOrderResponse, error) {
	return admin(ctx, s.env, "tips.SetTipOnOrder", setRequest{id, tip}, func(ctx context.Context, tx *store.Tx) (*SetTipOnOrderResponse, error) {
		have, err := s.forChange(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		list, amount, err := have.set(tip.Clone())
		if err != nil {
			return nil, err
		}
		info, err := s.put(ctx, tx, have, list, amount)
		if err != nil {
			return nil, err
		}
		return &SetTipOnOrderResponse{have.tip(), info}, nil
	})
}

// addRequest is the request of AddTipDistributionsToOrder.
type addRequest struct {
	OrderID          order.ID       `json:"orderId"`
	TipDistributions []Distribution `json:"tipDistributions"`
}

// AddTipDistributionsToOrder gives more of the staff a part of an order's tip,
// which grows by what they get; an order without a tip has one then that is what
// they get. 1 to 50 of them, each of more than 0, and no more than 50 with those
// that the tip has, else INVALID_TIP_DISTRIBUTION. The other codes are those of
// SetTipOnOrder. Only administrators may call it.
func (s *Service) AddTipDistributionsToOrder(ctx context.Context, id order.ID, ds []Distribution) (*AddTipDistributionsResponse, error) {
	return admin(ctx, s.env, "tips.AddTipDistributionsToOrder", addRequest{id, ds}, func(ctx context.Context, tx *store.Tx) (*AddTipDistributionsResponse, error) {
		have, err := s.forChange(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		before := len(have.list)
		list, amount, err := have.add(cloneDistributions(ds))
		if err != nil {
			return nil, err
		}
		info, err := s.put(ctx, tx, have, list, amount)
		if err != nil {
			return nil, err
		}
		return &AddTipDistributionsResponse{have.tip().Distributions[before:], info}, nil
	})
}

// RemoveTipFromOrder takes the tip off an order, and returns where it stood: the
// zero OrderInfo when the order has none, whatever became of the order. A tip of
// which a distribution was charged stays: CANNOT_REMOVE_PAID_TIP_DISTRIBUTION.
// The other codes are those of SetTipOnOrder. Only administrators may call it.
func (s *Service) RemoveTipFromOrder(ctx context.Context, id order.ID) (*OrderInfo, error) {
	return admin(ctx, s.env, "tips.RemoveTipFromOrder", id, func(ctx context.Context, tx *store.Tx) (*OrderInfo, error) {
		have, err := s.forChange(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		info := have.info()
		if have.fee < 0 {
			return &info, nil
		}
		for _, d := range have.list {
			if d.Transaction != nil {
				return nil, &fault.Error{Class: fault.State, Kind: "tip distribution", ID: d.ID, Code: CodePaidDistribution, Message: "was charged"}
			}
		}
		_, err = s.put(ctx, tx, have, nil, money.Amount{})
		return &info, err
	})
}

// onOrder is the tip of an order, and what is shared out of it.
type onOrder struct {
	order *order.Record
	fee   int             // place of the tip among the fees, negative without one
	list  []*distribution // in their order
}

// forChange returns the tip of an order, which tx changes.
func (s *Service) forChange(ctx context.Context, tx *store.Tx, id order.ID) (*onOrder, error) {
	var v fault.Checker
	if v.Required("orderId", id != ""); !v.OK() {
		return nil, v.Err()
	}
	r, err := s.orders.Hold(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s.onOrder(ctx, tx, r)
}

// onOrder reads the distributions of an order that tx watches or changes.
func (s *Service) onOrder(ctx context.Context, tx *store.Tx, r *order.Record) (*onOrder, error) {
	have := &onOrder{order: r, fee: slices.IndexFunc(r.Order.AdditionalFees, func(f order.AdditionalFee) bool { return f.ProviderAppID == AppID })}
	all := store.Range{Index: indexOrder, Prefix: []store.Part{store.Text(string(r.Order.ID))}}
	for d, err := range distributions.Find(ctx, tx, all) {
		if err != nil {
			return nil, err
		}
		have.list = append(have.list, d)
	}
	slices.SortFunc(have.list, func(a, b *distribution) int { return cmp.Compare(a.Place, b.Place) })
	return have, nil
}

// put writes the distributions that an order's tip has from now on and, when the
// amount of the tip is another, exchanges its fee. The zero Amount takes the tip
// off.
func (s *Service) put(ctx context.Context, tx *store.Tx, have *onOrder, list []Distribution, amount money.Amount) (OrderInfo, error) {
	r := have.order
	if err := order.CanEdit(r, actor.From(ctx)); err != nil {
		return OrderInfo{}, err
	}
	var fee *order.AdditionalFee
	if amount != (money.Amount{}) {
		fee = s.feeOf(tx, have, amount)
	}
	s.write(tx, have, list, fee)
	if fee != nil && have.fee >= 0 && r.Order.AdditionalFees[have.fee].Price.Amount.Equal(amount) {
		s.orders.Keep(tx, r) // of the order nothing changes
		return have.info(), nil
	}
	totals, err := s.payments.PaymentTotals(ctx, tx, r)
	if err != nil {
		return OrderInfo{}, err
	}
	err = s.orders.ReplaceFee(ctx, tx, r, have.fee, fee, totals)
	if err != nil {
		if errors.Is(err, fault.Limit) {
			err = &fault.Error{Class: fault.Limit, Kind: "order", ID: string(r.Order.ID), Code: CodeSettingFailed, Err: err}
		}
		return OrderInfo{}, err
	}
	if have.fee < 0 {
		have.fee = len(r.Order.AdditionalFees) - 1
	}
	if fee == nil {
		have.fee = -1
	}
	return have.info(), nil
}

// feeOf returns a tip as a fee. One that takes the place of another has its ids.
func (s *Service) feeOf(tx *store.Tx, have *onOrder, amount money.Amount) *order.AdditionalFee {
	price := money.PriceOf(amount, s.env.Site.Locale)
	fee := order.AdditionalFee{Name: feeName, ProviderAppID: AppID, Source: order.AdditionalFeeSourceManual, LineItemIDs: []string{}}
	if have.fee >= 0 {
		fee = have.order.Order.AdditionalFees[have.fee]
	}
	if fee.ID == "" {
		fee.ID = tx.NewID()
	}
	if !item.ValidGUID(fee.Code) {
		fee.Code = tx.NewID()
	}
	fee.TaxInfo, fee.TaxDetails = nil, nil
	fee.Price, fee.PriceBeforeTax, fee.PriceAfterTax = price, price, price
	return &fee
}

// write writes the distributions of a tip.
func (s *Service) write(tx *store.Tx, have *onOrder, list []Distribution, fee *order.AdditionalFee) {
	kept := make(map[string]*distribution, len(have.list))
	for _, d := range have.list {
		kept[d.ID] = d
	}
	now := make([]*distribution, len(list))
	for i := range list {
		d := &distribution{list[i], have.order.Order.Currency, i}
		if was := kept[d.ID]; was != nil {
			d.CreatedDate = was.CreatedDate
			delete(kept, d.ID)
		} else {
			d.ID, d.CreatedDate = tx.NewID(), tx.Now()
		}
		d.TipID, d.OrderID = fee.Code, have.order.Order.ID
		distributions.Put(tx, d)
		now[i] = d
	}
	for _, d := range have.list {
		if kept[d.ID] != nil {
			distributions.Delete(tx, d.ID)
		}
	}
	have.list = now
}
