// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// CodeMembershipNotFound is the platform's code for a membership that is to pay
// and does not exist.
const CodeMembershipNotFound = "MEMBERSHIP_NOT_FOUND"

// giftCards lets gift cards pay, in their order, what is due now and then what
// is due later. They do not pay for what a free trial defers.
func (p *pricer) giftCards() error {
	if p.in.GiftCardError != nil {
		p.r.errors.GiftCardCalculationError = DetailsOf(p.in.GiftCardError)
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

// memberships reports lines that a membership is to pay: there is none to do
// it.
func (p *pricer) memberships() {
	if p.member >= 0 {
		id := p.in.Lines[p.member].ID
		p.noMembership(fmt.Sprintf("no membership pays for line %s", id), id)
		return
	}
	if s := p.in.SelectedMemberships; s != nil && len(s.Memberships) > 0 {
		p.noMembership(fmt.Sprintf("there is no membership %s", s.Memberships[0].ID), "")
	}
}

func (p *pricer) noMembership(description, line string) {
	e := &ApplicationError{Code: CodeMembershipNotFound, Description: description}
	if line != "" {
		e.Data = map[string]any{"lineItemId": line}
	}
	p.r.errors.MembershipError = &Details{ApplicationError: e}
}
