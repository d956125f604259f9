// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
)

// Prepaid is what an order holds that its buyer has paid before: a part of a
// gift card, and uses of memberships. It is taken when the order is placed,
// given back when the order fails, and becomes payments of the order when that
// becomes a sale: then it is not in the reservation any more.
type Prepaid struct {
	GiftCard    *GiftCardUse    `json:"giftCard,omitempty"`
	Memberships []MembershipUse `json:"memberships,omitempty"`
}

// GiftCardUse is a part of a gift card.
type GiftCardUse struct {
	Code           string       `json:"code"`
	PIN            string       `json:"pin,omitempty"`
	LocationID     string       `json:"locationId,omitempty"`
	Amount         money.Amount `json:"amount"` // in the order's currency; more than 0
	AppID          string       `json:"appId,omitempty"`
	ObfuscatedCode string       `json:"obfuscatedCode,omitempty"`

	// TransactionID is what the card's keeper calls the redemption; "" while
	// nothing is redeemed.
	TransactionID string `json:"transactionId,omitempty"`
}

// MembershipUse is a use of a membership for a line.
type MembershipUse struct {
	LineItemID        string                  `json:"lineItemId"`
	MembershipID      string                  `json:"membershipId"`
	AppID             string                  `json:"appId,omitempty"`
	Name              item.Translatable       `json:"name,omitzero"`
	MemberID          string                  `json:"memberId"`
	Quantity          int                     `json:"quantity"`
	CatalogReference  item.CatalogReference   `json:"catalogReference"`
	ServiceProperties *item.ServiceProperties `json:"serviceProperties,omitempty"`
	RootCatalogItemID string                  `json:"rootCatalogItemId,omitempty"`

	// TransactionID is what the membership's keeper calls the charge; "" while
	// nothing is charged.
	TransactionID string `json:"transactionId,omitempty"`
}

func (u MembershipUse) clone() MembershipUse {
	u.CatalogReference = *u.CatalogReference.Clone()
	u.ServiceProperties = u.ServiceProperties.Clone()
	return u
}

func (p Prepaid) clone() Prepaid {
	return Prepaid{GiftCard: ptr.Copy(p.GiftCard), Memberships: ptr.CopyEach(p.Memberships, MembershipUse.clone)}
}

// IsZero reports whether nothing is prepaid.
func (p *Prepaid) IsZero() bool { return p.GiftCard == nil && len(p.Memberships) == 0 }

// Amount returns what the gift card pays: the zero Amount without one.
func (p *Prepaid) Amount() money.Amount {
	if p.GiftCard == nil {
		return money.Amount{}
	}
	return p.GiftCard.Amount
}

// On returns what is held of the gift card with a code: the zero Amount when
// nothing is.
func (p *Prepaid) On(code string) money.Amount {
	if g := p.GiftCard; g != nil && g.TransactionID != "" && giftcard.Normalize(g.Code) == giftcard.Normalize(code) {
		return g.Amount
	}
	return money.Amount{}
}

// same reports whether two uses are of the same card, for the same amount.
func (u *GiftCardUse) same(o *GiftCardUse) bool {
	return u != nil && o != nil && giftcard.Normalize(u.Code) == giftcard.Normalize(o.Code) && u.PIN == o.PIN && u.Amount.Equal(o.Amount)
}

// same reports whether two uses are of the same membership, for the same line.
func (u *MembershipUse) same(o *MembershipUse) bool {
	return u.LineItemID == o.LineItemID && u.MembershipID == o.MembershipID && u.MemberID == o.MemberID && u.Quantity == o.Quantity &&
		u.CatalogReference.Equal(o.CatalogReference) && u.RootCatalogItemID == o.RootCatalogItemID
}

// Adopt takes over what from has in hand of the same uses. What p points to is
// not changed but replaced.
func (p *Prepaid) Adopt(from *Prepaid) {
	if from.IsZero() || p.IsZero() {
		return
	}
	*p = p.clone()
	if g := p.GiftCard; g != nil && g.TransactionID == "" && g.same(from.GiftCard) {
		g.TransactionID = from.GiftCard.TransactionID
	}
	for i := range p.Memberships {
		m := &p.Memberships[i]
		for j := range from.Memberships {
			if o := &from.Memberships[j]; m.TransactionID == "" && m.same(o) {
				m.TransactionID = o.TransactionID
			}
		}
	}
}

// without returns what of p is in hand and not in other: what other does not
// need, or has not adopted.
func (p *Prepaid) without(other *Prepaid) Prepaid {
	var out Prepaid
	if g := p.GiftCard; g != nil && g.TransactionID != "" && (other.GiftCard == nil || other.GiftCard.TransactionID != g.TransactionID) {
		out.GiftCard = g
	}
	for i := range p.Memberships {
		m, kept := &p.Memberships[i], false
		for j := range other.Memberships {
			kept = kept || other.Memberships[j].TransactionID == m.TransactionID
		}
		if m.TransactionID != "" && !kept {
			out.Memberships = append(out.Memberships, *m)
		}
	}
	return out
}

// Covers reports whether everything that was taken is in p: what is not would
// be lost.
func (p *Prepaid) Covers(taken *Prepaid) bool {
	out := taken.without(p)
	return out.IsZero()
}

// lacking returns what of p is not in hand.
func (p *Prepaid) lacking() Prepaid {
	var out Prepaid
	if g := p.GiftCard; g != nil && g.TransactionID == "" {
		out.GiftCard = g
	}
	for i := range p.Memberships {
		if p.Memberships[i].TransactionID == "" {
			out.Memberships = append(out.Memberships, p.Memberships[i])
		}
	}
	return out
}

// forget says that nothing is in hand.
func (p *Prepaid) forget() {
	if p.GiftCard != nil {
		g := *p.GiftCard
		g.TransactionID = ""
		p.GiftCard = &g
	}
	p.Memberships = ptr.CopyEach(p.Memberships, MembershipUse.clone)
	for i := range p.Memberships {
		p.Memberships[i].TransactionID = ""
	}
}
