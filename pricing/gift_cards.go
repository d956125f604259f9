// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
)

// giftCards lets gift cards pay, in their order, what is due now and then what
// is due later. They do not pay for what a free trial defers.
func (p *pricer) giftCards() error {
	for _, f := range p.in.GiftCardErrors {
		if lost, ok := errors.AsType[lostGiftCard](f.Err); ok {
			return lost.error
		}
		e := GiftCardError{ObfuscatedCode: f.ObfuscatedCode, Error: DetailsOf(f.Err)}
		p.r.errors.GiftCardCalculationErrors = append(p.r.errors.GiftCardCalculationErrors, e)
		if p.r.errors.GiftCardCalculationError == nil {
			p.r.errors.GiftCardCalculationError = e.Error
		}
	}
	if len(p.in.GiftCards) == 0 {
		return nil
	}
	var v fault.Checker
	p.r.cards = make([]int64, len(p.in.GiftCards))
	left := p.r.now.totalOf() + p.r.later.totalOf()
	due := p.r.now.totalOf()
	var drawn int64
	for i := range p.in.GiftCards {
		g := &p.in.GiftCards[i]
		path := fault.Index("giftCards", i)
		amount := p.minor(&v, fault.Join(path, "balance"), g.Balance)
		if g.RequestedAmount != nil {
			amount = min(amount, p.minor(&v, fault.Join(path, "redeemAmount"), *g.RequestedAmount))
		}
		amount = min(amount, left)
		left -= amount
		drawn += amount
		p.r.cards[i] = amount
	}
	p.r.cardsNow = min(drawn, due)
	return v.Err()
}
