// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// GiftCard is a gift card that pays a part of the total.
type GiftCard struct {
	ID              string                   `json:"id,omitempty"` // deprecated
	ObfuscatedCode  string                   `json:"obfuscatedCode,omitempty"`
	Amount          money.MultiCurrencyPrice `json:"amount,omitzero"` // what will be redeemed
	AppID           string                   `json:"appId,omitempty"`
	ExternalID      string                   `json:"externalId,omitempty"`
	RequestedAmount money.MultiCurrencyPrice `json:"requestedAmount,omitzero"` // what the buyer asked for; the whole balance when not set
}

// Clone returns a copy.
func (g *GiftCard) Clone() *GiftCard { return clonePtr(g) }

// MembershipOptions is the memberships that the buyer has and uses.
type MembershipOptions struct {
	EligibleMemberships []Membership         `json:"eligibleMemberships,omitempty"` // deprecated
	InvalidMemberships  []InvalidMembership  `json:"invalidMemberships,omitempty"`  // deprecated
	SelectedMemberships *SelectedMemberships `json:"selectedMemberships,omitempty"`
}

// Clone returns a deep copy.
func (o *MembershipOptions) Clone() *MembershipOptions {
	c := clonePtr(o)
	if c != nil {
		c.EligibleMemberships = cloneEach(c.EligibleMemberships, Membership.Clone)
		c.InvalidMemberships = cloneEach(c.InvalidMemberships, func(m InvalidMembership) InvalidMembership {
			m.Membership = m.Membership.Clone()
			return m
		})
		c.SelectedMemberships = c.SelectedMemberships.Clone()
	}
	return c
}

// Membership is a membership or package that the buyer holds.
type Membership struct {
	ID             string                    `json:"id"`
	AppID          string                    `json:"appId,omitempty"`
	Name           item.Translatable         `json:"name,omitzero"`
	LineItemIDs    []string                  `json:"lineItemIds,omitempty"`
	Credits        *MembershipPaymentCredits `json:"credits,omitempty"`
	ExpirationDate time.Time                 `json:"expirationDate,omitzero"`
	AdditionalData map[string]any            `json:"additionalData,omitempty"` // deprecated
}

// Clone returns a deep copy.
func (m Membership) Clone() Membership {
	m.LineItemIDs = slices.Clone(m.LineItemIDs)
	m.Credits = clonePtr(m.Credits)
	m.AdditionalData = item.Object(m.AdditionalData).Clone()
	return m
}

// MembershipPaymentCredits is how many uses a membership has.
type MembershipPaymentCredits struct {
	Total     int `json:"total"`
	Remaining int `json:"remaining"`
}

// InvalidMembership is a membership that cannot be used, and why.
type InvalidMembership struct {
	Membership Membership `json:"membership"`
	Reason     string     `json:"reason"`
}

// SelectedMemberships is the buyer's choice of memberships.
type SelectedMemberships struct {
	Memberships []SelectedMembership `json:"memberships"`
}

// Clone returns a deep copy.
func (s *SelectedMemberships) Clone() *SelectedMemberships {
	c := clonePtr(s)
	if c != nil {
		c.Memberships = cloneEach(c.Memberships, SelectedMembership.Clone)
	}
	return c
}

// SelectedMembership is a membership and the lines it pays for.
type SelectedMembership struct {
	ID          string   `json:"id"`
	AppID       string   `json:"appId"`
	LineItemIDs []string `json:"lineItemIds"`
}

// Clone returns a deep copy.
func (s SelectedMembership) Clone() SelectedMembership {
	s.LineItemIDs = slices.Clone(s.LineItemIDs)
	return s
}
