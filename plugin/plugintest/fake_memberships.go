// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/membership"
)

// Plan is a membership of the fake.
type Plan struct {
	ID, MemberID string
	Items        []string // the catalog items that it pays for
	Credits      int      // uses that it has, one for each unit; 0: without limit
	Closed       string   // why it cannot be charged, such as NOT_STARTED_YET; "" when it can
}

// Memberships is a keeper of memberships that keeps them in memory, away from
// any shop, and fails as it is told to by Script: verbs are "ListEligible",
// "Charge" and "Void". By default the first membership that can pay for a line
// is selected. It is safe for concurrent use.
type Memberships struct {
	script
	App string // its app id; may be ""

	keep    sync.Mutex
	plans   []*fakePlan
	charges []*fakeCharge
	byKey   map[string]*fakeCharge
	held    map[string]bool // charges that cannot be voided
}

type fakePlan struct {
	Plan
	used int
}

type fakeCharge struct {
	id     string
	plan   *fakePlan
	uses   int
	voided bool
}

var (
	_ membership.Provider    = (*Memberships)(nil)
	_ membership.Voidability = (*Memberships)(nil)
	_ membership.Existing    = (*Memberships)(nil)
	_ membership.Plans       = (*Memberships)(nil)
	_ membership.App         = (*Memberships)(nil)
)

// AppID returns the fake's app id.
func (m *Memberships) AppID() string { return m.App }

// Add adds memberships.
func (m *Memberships) Add(ps ...Plan) {
	m.keep.Lock()
	defer m.keep.Unlock()
	for _, p := range ps {
		m.plans = append(m.plans, &fakePlan{Plan: p})
	}
}

// Used returns how many uses of a membership are charged and not voided.
func (m *Memberships) Used(id string) int {
	m.keep.Lock()
	defer m.keep.Unlock()
	for _, p := range m.plans {
		if p.ID == id {
			return p.used
		}
	}
	return 0
}

// Hold has a charge refuse to be voided.
func (m *Memberships) Hold(transactionID string) {
	m.keep.Lock()
	defer m.keep.Unlock()
	if m.held == nil {
		m.held = make(map[string]bool)
	}
	m.held[transactionID] = true
}

// Check returns an error when a membership was used more often than it can be,
// or its uses and its charges do not add up.
func (m *Memberships) Check() error {
	m.keep.Lock()
	defer m.keep.Unlock()
	live := map[*fakePlan]int{}
	for _, c := range m.charges {
		if !c.voided {
			live[c.plan] += c.uses
		}
	}
	for _, p := range m.plans {
		if p.used != live[p] || p.Credits > 0 && p.used > p.Credits {
			return fmt.Errorf("membership %s: used %d times, charged %d, has %d", p.ID, p.used, live[p], p.Credits)
		}
	}
	return nil
}

func (p *fakePlan) view(lines []string) membership.Membership {
	v := membership.Membership{ID: p.ID, Name: item.Text("Plan " + p.ID), LineItemIDs: lines}
	if p.Credits > 0 {
		v.Credits = &membership.Credits{Total: p.Credits, Remaining: p.Credits - p.used}
	}
	return v
}

func itemOf(root string, ref item.CatalogReference) string {
	if root != "" {
		return root
	}
	return ref.CatalogItemID
}

// covers returns the lines that a membership pays for.
func (p *fakePlan) covers(lines []membership.Line) []string {
	var ids []string
	for _, l := range lines {
		if slices.Contains(p.Items, itemOf(l.RootCatalogItemID, l.CatalogReference)) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// ListEligible implements membership.Provider.
func (m *Memberships) ListEligible(ctx context.Context, r membership.EligibleRequest) (resp membership.EligibleResponse, err error) {
	err = m.do(ctx, "ListEligible", func() (err error) {
		m.keep.Lock()
		defer m.keep.Unlock()
		resp, err = m.eligible(r)
		return err
	})
	return resp, err
}

func (m *Memberships) eligible(r membership.EligibleRequest) (membership.EligibleResponse, error) {
	var resp membership.EligibleResponse
	can, left := map[string][]string{}, map[string]int{}
	for _, p := range m.plans {
		lines := p.covers(r.LineItems)
		switch {
		case p.MemberID != r.MemberID || len(lines) == 0:
		case p.Credits > 0 && p.used >= p.Credits:
			resp.InvalidMemberships = append(resp.InvalidMemberships, membership.Invalid{Membership: p.view(lines), Reason: "no credits are left"})
		case p.Closed != "":
			resp.InvalidMemberships = append(resp.InvalidMemberships, membership.Invalid{Membership: p.view(lines), Reason: p.Closed})
		default:
			can[p.ID] = lines
			if left[p.ID] = math.MaxInt; p.Credits > 0 {
				left[p.ID] = p.Credits - p.used
			}
			resp.EligibleMemberships = append(resp.EligibleMemberships, p.view(lines))
		}
	}
	units := map[string]int{}
	for _, l := range r.LineItems {
		units[l.ID] = max(l.Quantity, 1)
	}
	if r.SelectedMemberships == nil {
		paid := map[string]bool{}
		for _, e := range resp.EligibleMemberships {
			s := membership.Selected{ID: e.ID}
			for _, id := range e.LineItemIDs {
				if !paid[id] && units[id] <= left[e.ID] {
					s.LineItemIDs = append(s.LineItemIDs, id)
					paid[id] = true
					left[e.ID] -= units[id]
				}
			}
			if len(s.LineItemIDs) > 0 {
				resp.SelectedMemberships = append(resp.SelectedMemberships, s)
			}
		}
		return resp, nil
	}
	refuse := func(reason string, s membership.Selected) error {
		return membership.Refuse(membership.CodeInvalidSelection, "the selection cannot be used", map[string]any{"reason": reason, "membershipId": s.ID})
	}
	paid := map[string]bool{}
	for _, s := range r.SelectedMemberships {
		lines, ok := can[s.ID]
		if !ok {
			return resp, refuse(membership.SelectionMembershipNotFound, s)
		}
		for _, id := range s.LineItemIDs {
			switch {
			case units[id] == 0:
				return resp, refuse(membership.SelectionLineItemNotFound, s)
			case !slices.Contains(lines, id):
				return resp, refuse(membership.SelectionCannotBeUsed, s)
			case paid[id] || units[id] > left[s.ID]:
				return resp, refuse(membership.SelectionInvalid, s)
			}
			paid[id] = true
			left[s.ID] -= units[id]
		}
		resp.SelectedMemberships = append(resp.SelectedMemberships, s.Clone())
	}
	return resp, nil
}

// Charge implements membership.Provider.
func (m *Memberships) Charge(ctx context.Context, r membership.ChargeRequest) (resp membership.ChargeResponse, err error) {
	err = m.do(ctx, "Charge", func() (err error) {
		m.keep.Lock()
		defer m.keep.Unlock()
		resp, err = m.charge(r)
		return err
	})
	return resp, err
}

func (m *Memberships) charge(r membership.ChargeRequest) (membership.ChargeResponse, error) {
	var none membership.ChargeResponse
	if c := m.byKey[r.IdempotencyKey]; c != nil {
		return none, membership.Refuse(membership.CodeAlreadyCharged, "the membership was charged", map[string]any{"transactionId": c.id})
	}
	uses := max(r.Quantity, 1)
	for _, p := range m.plans {
		if p.ID != r.MembershipID || p.MemberID != r.MemberID {
			continue
		}
		switch {
		case !slices.Contains(p.Items, itemOf(r.RootCatalogItemID, r.CatalogReference)):
			return none, membership.Refuse(membership.CodeDoesNotApply, "the membership does not pay for this", nil)
		case p.Closed != "":
			return none, membership.Refuse(membership.CodeCannotBeCharged, "the membership is closed", map[string]any{"reason": p.Closed})
		case r.ServiceProperties != nil && r.ServiceProperties.NumberOfParticipants > 1:
			return none, membership.Refuse(membership.CodeCannotBeCharged, "the membership is for one", map[string]any{"reason": membership.ReasonTooManyParticipants})
		case p.Credits > 0 && p.used+uses > p.Credits:
			return none, membership.Refuse(membership.CodeInsufficientBalance, "too few credits are left", map[string]any{
				"reason": membership.ReasonOutOfCredits, "required": uses, "remaining": p.Credits - p.used,
			})
		}
		p.used += uses
		c := &fakeCharge{id: fmt.Sprintf("charge-%d", len(m.charges)+1), plan: p, uses: uses}
		m.charges = append(m.charges, c)
		if m.byKey == nil {
			m.byKey = make(map[string]*fakeCharge)
		}
		m.byKey[r.IdempotencyKey] = c
		return membership.ChargeResponse{TransactionID: c.id}, nil
	}
	return none, membership.Refuse(membership.CodeDoesNotApply, "there is no such membership", nil)
}

func (m *Memberships) find(id string) (*fakeCharge, error) {
	for _, c := range m.charges {
		if c.id == id {
			return c, nil
		}
	}
	return nil, membership.Refuse(membership.CodeTransactionNotFound, "nothing was charged under this id", nil)
}

// Void implements membership.Provider.
func (m *Memberships) Void(ctx context.Context, transactionID string) error {
	return m.do(ctx, "Void", func() error {
		m.keep.Lock()
		defer m.keep.Unlock()
		c, err := m.find(transactionID)
		switch {
		case err != nil:
			return err
		case c.voided:
			return membership.Refuse(membership.CodeAlreadyVoided, "the charge is voided", nil)
		case m.held[c.id]:
			return membership.Refuse(membership.CodeCannotBeVoided, "the charge cannot be voided", nil)
		}
		c.voided = true
		c.plan.used -= c.uses
		return nil
	})
}

// Voidability implements membership.Voidability.
func (m *Memberships) Voidability(_ context.Context, transactionID string) (membership.VoidabilityResponse, error) {
	m.keep.Lock()
	defer m.keep.Unlock()
	c, err := m.find(transactionID)
	switch {
	case err != nil:
		return membership.VoidabilityResponse{}, err
	case c.voided:
		return membership.VoidabilityResponse{Reason: "it is voided"}, nil
	case m.held[c.id]:
		return membership.VoidabilityResponse{Reason: "it was used"}, nil
	}
	return membership.VoidabilityResponse{Voidable: true}, nil
}

// ListExisting implements membership.Existing.
func (m *Memberships) ListExisting(_ context.Context, r membership.ExistingRequest) (membership.ExistingResponse, error) {
	m.keep.Lock()
	defer m.keep.Unlock()
	var resp membership.ExistingResponse
	for _, p := range m.plans {
		lines := p.covers(r.LineItems)
		if p.MemberID != r.MemberID || len(lines) == 0 {
			continue
		}
		e := membership.ExistingMembership{Membership: p.view(lines)}
		for _, id := range lines {
			e.CoveredLineItems = append(e.CoveredLineItems, membership.CoveredLine{LineItemID: id, RedemptionCost: min(p.Credits, 1)})
		}
		resp.Memberships = append(resp.Memberships, e)
	}
	return resp, nil
}

// ListPurchasablePlans implements membership.Plans: every plan that anybody has
// can be bought.
func (m *Memberships) ListPurchasablePlans(_ context.Context, r membership.PlansRequest) (membership.PlansResponse, error) {
	m.keep.Lock()
	defer m.keep.Unlock()
	var resp membership.PlansResponse
	seen := map[string]*fakePlan{}
	for _, p := range m.plans {
		seen[p.ID] = p
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		p := seen[id]
		lines := p.covers(r.LineItems)
		if len(lines) == 0 {
			continue
		}
		b := membership.Benefit{BenefitID: id}
		if p.Credits > 0 {
			b.Quota = &membership.Quota{Total: p.Credits, Remaining: p.Credits, Type: membership.QuotaPunchCard}
		}
		resp.PurchasablePlans = append(resp.PurchasablePlans, membership.Plan{
			CatalogReference: item.CatalogReference{CatalogItemID: id, AppID: m.App}, Name: item.Text("Plan " + id), Benefits: []membership.Benefit{b}, Price: "100",
		})
		for _, line := range lines {
			resp.Coverages = append(resp.Coverages, membership.LineCoverage{BenefitID: id, LineItemID: line, RedemptionCost: min(p.Credits, 1)})
		}
	}
	return resp, nil
}
