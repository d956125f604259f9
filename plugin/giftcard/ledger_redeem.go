// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// find returns the card with a code and a PIN. A wrong PIN finds none.
func find(ctx context.Context, r store.Reader, code, pin string) (*card, error) {
	c, err := cards.ByUnique(ctx, r, indexCode, Normalize(code))
	if errors.Is(err, fault.NotFound) || err == nil && !c.opens(pin) {
		return nil, Refuse(CodeNotFound, "there is no such gift card")
	}
	return c, err
}

// Balance implements Provider.
func (l *Ledger) Balance(ctx context.Context, r BalanceRequest) (BalanceResponse, error) {
	env, err := l.shop()
	if err != nil {
		return BalanceResponse{}, err
	}
	st := env.StoreWithin(ctx)
	c, err := find(ctx, st, r.Code, r.PIN)
	if err == nil {
		err = c.usable(env.Time())
	}
	if err != nil {
		return BalanceResponse{}, err
	}
	n, _, err := balances.Get(ctx, st, c.ID)
	return BalanceResponse{Balance: money.Minor(n, c.Currency), ExternalID: c.ExternalID}, err
}

// Redeem implements Provider.
func (l *Ledger) Redeem(ctx context.Context, r RedeemRequest) (RedeemResponse, error) {
	env, err := l.shop()
	if err != nil {
		return RedeemResponse{}, err
	}
	st := env.StoreWithin(ctx)
	var t *transaction
	var left *store.Result
	for range 3 { // a twin under the same key may come first
		err = st.Update(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			t, left, err = l.redeem(ctx, tx, &r)
			return err
		})
		if u, ok := errors.AsType[*driver.UniqueError](err); !ok || u.Index != indexKey {
			break
		}
	}
	if err != nil {
		return RedeemResponse{}, Shortage(err)
	}
	resp := RedeemResponse{TransactionID: t.ID}
	var n int64
	if left != nil {
		n = left.Value()
	} else if n, _, err = balances.Get(ctx, st, t.CardID); err != nil {
		return RedeemResponse{}, err
	}
	resp.RemainingBalance = money.Minor(n, r.Amount.Currency())
	return resp, nil
}

// RedeemTx implements TxProvider.
func (l *Ledger) RedeemTx(ctx context.Context, tx *store.Tx, r RedeemRequest) (string, error) {
	t, _, err := l.redeem(ctx, tx, &r)
	if err != nil {
		return "", err
	}
	return t.ID, nil
}

// redeem draws from a card when tx commits. When that was done under the same
// key before, the result is nil.
func (l *Ledger) redeem(ctx context.Context, tx *store.Tx, r *RedeemRequest) (*transaction, *store.Result, error) {
	if err := r.Validate(); err != nil {
		return nil, nil, err
	}
	c, err := find(ctx, tx, r.Code, r.PIN)
	if err != nil {
		return nil, nil, err
	}
	amount, _ := r.Amount.Minor() // it is within bounds
	switch done, err := transactions.ByUnique(ctx, tx, indexKey, r.Key); {
	case err == nil:
		if done.CardID != c.ID || done.OrderID != r.OrderID || done.Amount != amount || c.Currency != r.Amount.Currency() {
			return nil, nil, fault.New(fault.Conflict, "", "the key was used for another request")
		}
		return done, nil, nil
	case !errors.Is(err, fault.NotFound):
		return nil, nil, err
	}
	if err := c.usable(tx.Now()); err != nil {
		return nil, nil, err
	}
	if c.Currency != r.Amount.Currency() {
		return nil, nil, Refuse(CodeCurrencyNotSupported, fmt.Sprintf("the gift card is in %s, not in %s", c.Currency, r.Amount.Currency()))
	}
	t := &transaction{ID: tx.NewID(), CardID: c.ID, Key: r.Key, OrderID: r.OrderID, Amount: amount, Created: tx.Now()}
	if live := t.live(); live != "" {
		switch _, err := transactions.ByUnique(ctx, tx, indexLive, live); {
		case err == nil:
			return nil, nil, Refuse(CodeAlreadyRedeemed, "the gift card pays for the order already")
		case !errors.Is(err, fault.NotFound):
			return nil, nil, err
		}
	}
	transactions.Put(tx, t)
	return t, balances.Add(tx, c.ID, -amount, drawing), nil
}

// Void implements Provider.
func (l *Ledger) Void(ctx context.Context, r VoidRequest) (VoidResponse, error) {
	env, err := l.shop()
	if err != nil {
		return VoidResponse{}, err
	}
	var left *store.Result
	var cur money.Currency
	err = env.StoreWithin(ctx).Update(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, c, failure := drawn(ctx, tx, r.TransactionID)
		switch {
		case failure != nil:
			return failure
		case !t.Voided.IsZero():
			return Refuse(CodeAlreadyVoided, "the transaction is voided")
		}
		if failure = c.usable(tx.Now()); failure != nil {
			return failure
		}
		left, cur = void(tx, t, c), c.Currency
		return nil
	})
	if err != nil {
		return VoidResponse{}, err
	}
	return VoidResponse{RemainingBalance: money.Minor(left.Value(), cur)}, nil
}

// VoidTx implements TxProvider.
func (l *Ledger) VoidTx(ctx context.Context, tx *store.Tx, transactionID string) error {
	t, c, err := drawn(ctx, tx, transactionID)
	if err == nil && t.Voided.IsZero() {
		void(tx, t, c)
	}
	return err
}

// drawn returns a transaction and its card.
func drawn(ctx context.Context, tx *store.Tx, id string) (*transaction, *card, error) {
	t, err := transactions.Get(ctx, tx, id)
	if errors.Is(err, fault.NotFound) {
		return nil, nil, Refuse(CodeTransactionNotFound, "nothing was redeemed under this id")
	}
	if err != nil {
		return nil, nil, err
	}
	c, err := cards.Get(ctx, tx, t.CardID)
	return t, c, err
}

func void(tx *store.Tx, t *transaction, c *card) *store.Result {
	t.Voided = tx.Now()
	transactions.Put(tx, t)
	return balances.Add(tx, c.ID, t.Amount, c.giving())
}

// Shortage turns the error of a commit that would have overdrawn a card, or
// drawn twice for one order, into INSUFFICIENT_FUNDS or ALREADY_REDEEMED. Any
// other error is returned as it is.
func Shortage(err error) error {
	if b, ok := errors.AsType[*driver.BoundError](err); ok && b.Ref.Kind == balances.Kind {
		return &fault.Error{Class: classes[CodeInsufficientFunds], Code: CodeInsufficientFunds, Message: "there is not enough on the gift card", Err: err}
	}
	if u, ok := errors.AsType[*driver.UniqueError](err); ok && u.Ref.Kind == transactions.Name() && u.Index == indexLive {
		return &fault.Error{Class: classes[CodeAlreadyRedeemed], Code: CodeAlreadyRedeemed, Message: "the gift card pays for the order already", Err: err}
	}
	return err
}
