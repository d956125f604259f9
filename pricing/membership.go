// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
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
func (g *GiftCard) Clone() *GiftCard { return ptr.Copy(g) }

// MembershipOptions is the memberships that the buyer has and uses.
type MembershipOptions struct {
	EligibleMemberships []Membership         `json:"eligibleMemberships,omitempty"` // deprecated
	InvalidMemberships  []InvalidMembership  `json:"invalidMemberships,omitempty"`  // deprecated
	SelectedMemberships *SelectedMemberships `json:"selectedMemberships,omitempty"`
}

// Clone returns a deep copy.
func (o *MembershipOptions) Clone() *MembershipOptions {
	c := ptr.Copy(o)
	if c != nil {
		c.EligibleMemberships = ptr.CopyEach(c.EligibleMemberships, Membership.Clone)
		c.InvalidMemberships = ptr.CopyEach(c.InvalidMemberships, func(m InvalidMembership) InvalidMembership {
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
	m.Credits = ptr.Copy(m.Credits)
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
	c := ptr.Copy(s)
	if c != nil {
		c.Memberships = ptr.CopyEach(c.Memberships, SelectedMembership.Clone)
	}
	return c
}

// Validate records what is wrong with the choice, which stands at path. No
// choice is none that is wrong.
func (s *SelectedMemberships) Validate(c *fault.Checker, path string) {
	if s == nil {
		return
	}
	c.Size(path+".memberships", len(s.Memberships), 0, maxLines)
	for i, m := range s.Memberships[:min(len(s.Memberships), maxLines)] {
		at := fault.Index(path+".memberships", i)
		c.Length(at+".id", m.ID, 1, 200)
		c.Required(at+".appId", m.AppID != "")
		item.CheckGUID(c, at+".appId", m.AppID)
		c.Size(at+".lineItemIds", len(m.LineItemIDs), 1, maxLines)
	}
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
