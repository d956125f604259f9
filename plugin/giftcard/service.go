// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"context"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
)

// Service is what the program itself calls to use gift cards, whoever keeps
// them. It is made by ecom.New and safe for concurrent use. Only administrators
// may call it: who has a code has the money.
type Service struct {
	env *service.Env
	p   Provider
}

// NewService returns the gift card service of a shop.
func NewService(env *service.Env, p Provider) *Service { return &Service{env, p} }

// GiftCard is what may be shown of a card.
type GiftCard struct {
	ObfuscatedCode string       `json:"obfuscatedCode"`
	Balance        money.Amount `json:"balance,omitzero"` // nothing where the provider does not tell it of a card that cannot pay
	Status         Status       `json:"status"`
	AppID          string       `json:"appId"`
	ExternalID     string       `json:"externalId,omitempty"`
}

// Options are what else a call may bring.
type Options struct {
	PIN        string `json:"pin,omitempty"`        // up to 50 characters
	LocationID string `json:"locationId,omitempty"` // up to 50 characters
}

func (o *Options) check(v *fault.Checker) Options {
	if o == nil {
		return Options{}
	}
	v.Length("pin", o.PIN, 0, MaxPIN)
	v.Length("context.locationId", o.LocationID, 0, 50)
	return *o
}

// call calls the provider.
func call[Resp any](ctx context.Context, s *Service, fn func(context.Context) (Resp, error)) (Resp, error) {
	return service.Plugin(ctx, s.env, "gift card provider", Budget, s.p, fn)
}

// GetGiftCard returns a card by its code. o may be nil. GIFT_CARD_NOT_FOUND.
func (s *Service) GetGiftCard(ctx context.Context, code string, o *Options) (*GiftCard, error) {
	const op = "giftcard.GetGiftCard"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	var v fault.Checker
	opts := o.check(&v)
	v.Length("code", strings.TrimSpace(code), MinCode, MaxCode)
	if err := v.Err(); err != nil {
		return nil, fault.At(op, err)
	}
	out := &GiftCard{ObfuscatedCode: Obfuscate(code), Status: StatusValid, AppID: AppID(s.p)}
	if l, ok := As[*Ledger](s.p); ok { // it tells of those that cannot pay, too
		st := s.env.StoreWithin(ctx)
		c, err := find(ctx, st, code, opts.PIN)
		if err != nil {
			return nil, fault.At(op, err)
		}
		n, _, err := balances.Get(ctx, st, c.ID)
		out.Balance, out.Status, out.ExternalID, out.AppID = money.Minor(n, c.Currency), c.status(s.env.Time()), c.ExternalID, l.appID
		return out, fault.At(op, err)
	}
	resp, err := call(ctx, s, func(ctx context.Context) (BalanceResponse, error) {
		return s.p.Balance(ctx, BalanceRequest{Code: code, PIN: opts.PIN, LocationID: opts.LocationID})
	})
	if err == nil {
		err = CheckBalance(&resp)
	}
	switch fault.Code(err) {
	case CodeDisabled:
		out.Status = StatusDisabled
		return out, nil
	case CodeExpired:
		out.Status = StatusExpired
		return out, nil
	}
	if err != nil {
		return nil, fault.At(op, err)
	}
	out.Balance, out.ExternalID = resp.Balance, resp.ExternalID
	return out, nil
}

// RedeemGiftCardRequest asks for a part of a card.
type RedeemGiftCardRequest struct {
	Code    string       `json:"code"`              // 8 to 20 characters
	Amount  money.Amount `json:"amount"`            // more than 0
	OrderID string       `json:"orderId,omitempty"` // what is paid
	Options
}

// RedeemGiftCard takes an amount off a card and returns the id of the
// transaction. It records nothing with the order. Under an idempotency key it
// has one effect, also when the answer of the provider was lost: then the error
// is fault.Unknown and the call is to be repeated.
//
// GIFT_CARD_NOT_FOUND, ALREADY_REDEEMED, CURRENCY_NOT_SUPPORTED,
// INSUFFICIENT_FUNDS, GIFT_CARD_DISABLED, GIFT_CARD_EXPIRED.
func (s *Service) RedeemGiftCard(ctx context.Context, r RedeemGiftCardRequest) (transactionID string, err error) {
	return service.Flow(ctx, s.env, "giftcard.RedeemGiftCard", r, func(ctx context.Context, c *service.Call[string]) (string, error) {
		if err := s.admit(ctx); err != nil {
			return "", err
		}
		var v fault.Checker
		r.check(&v)
		req := RedeemRequest{Key: c.DerivedKey("redeem"), Code: r.Code, Amount: r.Amount, OrderID: r.OrderID, LocationID: r.LocationID, PIN: r.PIN}
		v.AddAll("", req.Validate())
		if err := v.Err(); err != nil {
			return "", err
		}
		resp, err := call(ctx, s, func(ctx context.Context) (RedeemResponse, error) { return s.p.Redeem(ctx, req) })
		if err == nil {
			err = CheckRedeem(&req, &resp)
		}
		return resp.TransactionID, settled(err)
	})
}

// admit refuses who may not move money, and views: no rollback takes it back.
func (s *Service) admit(ctx context.Context) error {
	if err := service.RequireAdmin(ctx); err != nil {
		return err
	}
	if _, own := As[TxProvider](s.p); own {
		return nil
	}
	return s.env.RefuseOutside()
}

// VoidTransaction gives back what was redeemed. It changes no order.
// TRANSACTION_NOT_FOUND, ALREADY_VOIDED, GIFT_CARD_DISABLED, GIFT_CARD_EXPIRED.
func (s *Service) VoidTransaction(ctx context.Context, transactionID string) error {
	const op = "giftcard.VoidTransaction"
	if err := s.admit(ctx); err != nil {
		return fault.At(op, err)
	}
	var v fault.Checker
	v.Length("transactionId", transactionID, 1, maxTransaction)
	if err := v.Err(); err != nil {
		return fault.At(op, err)
	}
	resp, err := call(ctx, s, func(ctx context.Context) (VoidResponse, error) {
		return s.p.Void(ctx, VoidRequest{TransactionID: transactionID})
	})
	if err == nil {
		err = CheckVoid(&resp)
	}
	return fault.At(op, settled(err))
}

// settled turns what does not say that nothing has happened into fault.Unknown.
func settled(err error) error {
	if err == nil || Refused(err) {
		return err
	}
	return &fault.Error{Class: fault.Unknown, Kind: "gift card", Code: fault.Code(err), Message: "the gift card provider gave no clear answer: " + err.Error(), Err: err}
}
