// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package membership

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

const (
	maxList        = 300
	maxID          = 200
	maxTransaction = 100
)

// CheckEligible returns what is wrong with an answer, as an Internal error:
// it selects memberships that are not eligible, for lines that they do not pay
// for or that were not asked about, or a line twice.
func CheckEligible(r *EligibleRequest, resp *EligibleResponse) error {
	if len(resp.EligibleMemberships) > maxList || len(resp.InvalidMemberships) > maxList || len(resp.SelectedMemberships) > maxList {
		return nonsense(fmt.Sprintf("more than %d memberships", maxList))
	}
	asked := make(map[string]bool, len(r.LineItems))
	for i := range r.LineItems {
		asked[r.LineItems[i].ID] = true
	}
	can := make(map[string]*Membership, len(resp.EligibleMemberships))
	for i := range resp.EligibleMemberships {
		m := &resp.EligibleMemberships[i]
		if n := utf8.RuneCountInString(m.ID); n == 0 || n > maxID {
			return nonsense(fmt.Sprintf("a membership id of %d characters", n))
		}
		if can[m.ID] != nil {
			return nonsense("two memberships " + m.ID)
		}
		can[m.ID] = m
		if c := m.Credits; c != nil && (c.Total < 1 || c.Remaining < 0 || c.Remaining > c.Total) {
			return nonsense(fmt.Sprintf("%d of %d credits", c.Remaining, c.Total))
		}
	}
	paid := make(map[string]bool)
	for _, s := range resp.SelectedMemberships {
		m := can[s.ID]
		if m == nil {
			return nonsense("it selects membership " + s.ID + ", which is not eligible")
		}
		for _, id := range s.LineItemIDs {
			switch {
			case !asked[id]:
				return nonsense("it selects line " + id + ", which it was not asked about")
			case !slices.Contains(m.LineItemIDs, id):
				return nonsense("it selects line " + id + ", which the membership does not pay for")
			case paid[id]:
				return nonsense("line " + id + " is paid twice")
			}
			paid[id] = true
		}
	}
	return nil
}

// CheckExisting returns what is wrong with an answer of ListExisting, as an
// Internal error: memberships without an id, lines that were not asked about.
func CheckExisting(r *ExistingRequest, resp *ExistingResponse) error {
	if len(resp.Memberships) > maxList {
		return nonsense(fmt.Sprintf("more than %d memberships", maxList))
	}
	seen := make(map[string]bool, len(resp.Memberships))
	for i := range resp.Memberships {
		m := &resp.Memberships[i]
		if n := utf8.RuneCountInString(m.Membership.ID); n == 0 || n > maxID {
			return nonsense(fmt.Sprintf("a membership id of %d characters", n))
		}
		if seen[m.Membership.ID] {
			return nonsense("two memberships " + m.Membership.ID)
		}
		seen[m.Membership.ID] = true
		for _, l := range m.CoveredLineItems {
			if !slices.ContainsFunc(r.LineItems, func(asked Line) bool { return asked.ID == l.LineItemID }) {
				return nonsense("it covers line " + l.LineItemID + ", which it was not asked about")
			}
			if l.RedemptionCost < 0 {
				return nonsense("line " + l.LineItemID + " costs less than nothing")
			}
		}
	}
	return nil
}

// ExistingOf returns the memberships that can pay in the form of ListExisting.
// What lines cost of them is not known.
func ExistingOf(resp *EligibleResponse) []ExistingMembership {
	list := make([]ExistingMembership, len(resp.EligibleMemberships))
	for i, m := range resp.EligibleMemberships {
		list[i].Membership = m.Clone()
		for _, id := range m.LineItemIDs {
			list[i].CoveredLineItems = append(list[i].CoveredLineItems, CoveredLine{LineItemID: id})
		}
	}
	return list
}

// CheckCharge returns what is wrong with an answer of Charge, as an Internal
// error: it may have taken effect.
func CheckCharge(resp *ChargeResponse) error {
	if n := utf8.RuneCountInString(resp.TransactionID); n == 0 || n > maxTransaction {
		return nonsense(fmt.Sprintf("a transaction id of %d characters", n))
	}
	return nil
}

func nonsense(what string) error {
	return fault.New(fault.Internal, "", "the membership provider's answer makes no sense: "+what)
}

// Clone returns a deep copy.
func (m Membership) Clone() Membership {
	m.LineItemIDs = slices.Clone(m.LineItemIDs)
	m.Credits = ptr.Copy(m.Credits)
	return m
}

// Clone returns a deep copy.
func (s Selected) Clone() Selected {
	s.LineItemIDs = slices.Clone(s.LineItemIDs)
	return s
}

func cloneLines(ls []Line) []Line {
	return cloneEach(ls, func(l Line) Line {
		l.CatalogReference = *l.CatalogReference.Clone()
		l.ServiceProperties = l.ServiceProperties.Clone()
		return l
	})
}

// cloneEach copies a list; an empty one stays different from none.
func cloneEach[T any](vs []T, clone func(T) T) []T { return ptr.CopyEach(vs, clone) }
