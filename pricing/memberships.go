// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/membership"
)

// CodeMembershipNotFound is the platform's code for a membership that is to pay
// and does not exist.
const CodeMembershipNotFound = "MEMBERSHIP_NOT_FOUND"

// memberships finds out which lines are paid by membership, and leaves of their
// prices what is to be paid in money: the modifiers of MEMBERSHIP and
// MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER, nothing of MEMBERSHIP_OFFLINE, which
// is redeemed in person. A line that no membership pays for keeps its price,
// and is reported.
func (p *pricer) memberships() error {
	sel := p.in.SelectedMemberships
	if p.member < 0 {
		if sel != nil && len(sel.Memberships) > 0 {
			p.badSelection(membership.SelectionCannotBeUsed, sel.Memberships[0].ID, "nothing here is paid by membership")
		}
		return nil
	}
	var lines []membership.Line
	first := -1
	for i := p.member; i < len(p.in.Lines); i++ {
		l := &p.in.Lines[i]
		switch {
		case l.PaymentOption == item.MembershipOffline:
			p.cover(i, 0)
		case l.PaymentOption.ByMembership() && p.held(l.ID) != nil:
			p.cover(i, p.r.lines[i].modifiers)
			p.r.held = append(p.r.held, *p.held(l.ID))
		case l.PaymentOption.ByMembership():
			if first < 0 {
				first = i
			}
			lines = append(lines, membership.Line{
				ID: l.ID, Quantity: l.Quantity, CatalogReference: l.CatalogReference, ServiceProperties: l.ServiceProperties, RootCatalogItemID: l.RootCatalogItemID,
			})
		}
	}
	if first < 0 {
		return nil
	}
	provider := p.c.cfg.Memberships
	if provider == nil || p.in.Buyer.MemberID == "" {
		p.noMembership(p.in.Lines[first].ID)
		return nil
	}
	resp, err := p.eligible(provider, lines)
	if p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	if err != nil {
		p.r.errors.MembershipError = DetailsOf(err)
		return nil
	}
	p.r.memberships = &resp
	for i := first; i < len(p.in.Lines); i++ {
		l := &p.in.Lines[i]
		switch {
		case !l.PaymentOption.ByMembership() || l.PaymentOption == item.MembershipOffline:
		case p.r.lines[i].covered:
		case paysFor(&resp, l.ID) != "":
			p.cover(i, p.r.lines[i].modifiers)
		default:
			p.noMembership(l.ID)
		}
	}
	return nil
}

// eligible asks which memberships pay for lines.
func (p *pricer) eligible(provider membership.Provider, lines []membership.Line) (membership.EligibleResponse, error) {
	req := membership.EligibleRequest{LineItems: lines, MemberID: p.in.Buyer.MemberID}
	if sel := p.in.SelectedMemberships; sel != nil {
		app := membership.AppID(provider)
		req.SelectedMemberships = make([]membership.Selected, 0, len(sel.Memberships))
		for _, s := range sel.Memberships {
			if app != "" && s.AppID != app {
				return membership.EligibleResponse{}, membership.Refuse(membership.CodeInvalidSelection, "there is no app that keeps membership "+s.ID,
					map[string]any{"reason": membership.SelectionMembershipNotFound, "membershipId": s.ID})
			}
			ids := slices.DeleteFunc(slices.Clone(s.LineItemIDs), func(id string) bool { return p.held(id) != nil })
			if len(ids) > 0 || len(s.LineItemIDs) == 0 {
				req.SelectedMemberships = append(req.SelectedMemberships, membership.Selected{ID: s.ID, LineItemIDs: ids})
			}
		}
	}
	return ask(p.ctx, p.c, "memberships", membership.Budget, provider, func(ctx context.Context) (membership.EligibleResponse, error) {
		resp, err := provider.ListEligible(ctx, req.Clone())
		if err == nil {
			if err = membership.CheckEligible(&req, &resp); err != nil {
				err = unusable(err)
			}
		}
		return resp, err
	})
}

// held returns the membership that was charged for a line already, nil when
// none was, or another is selected by now.
func (p *pricer) held(line string) *MembershipUse {
	for i := range p.in.HeldMemberships {
		h := &p.in.HeldMemberships[i]
		if h.LineItemID != line || h.Quantity != p.quantityOf(line) {
			continue
		}
		if p.in.SelectedMemberships == nil {
			return h
		}
		for _, s := range p.in.SelectedMemberships.Memberships {
			if s.ID == h.ID && slices.Contains(s.LineItemIDs, line) {
				return h
			}
		}
	}
	return nil
}

// quantityOf returns how many units there are of a line, -1 when it is not there.
func (p *pricer) quantityOf(line string) int {
	for i := range p.in.Lines {
		if p.in.Lines[i].ID == line {
			return p.in.Lines[i].Quantity
		}
	}
	return -1
}

// paysFor returns the selected membership that pays for a line, or "".
func paysFor(resp *membership.EligibleResponse, line string) string {
	for i := range resp.SelectedMemberships {
		for _, id := range resp.SelectedMemberships[i].LineItemIDs {
			if id == line {
				return resp.SelectedMemberships[i].ID
			}
		}
	}
	return ""
}

// paidBy returns the membership that pays for a line, or "" when that is found
// out in person.
func (r *Result) paidBy(line string) string {
	for i := range r.held {
		if r.held[i].LineItemID == line {
			return r.held[i].ID
		}
	}
	if r.memberships == nil {
		return ""
	}
	return paysFor(r.memberships, line)
}

// cover leaves of the price of a line what a membership does not pay.
func (p *pricer) cover(i int, unit int64) {
	f := &p.r.lines[i]
	f.unit = min(unit, f.unit)
	f.base = f.unit * f.quantity
	f.shown, f.afterRules = f.base, f.base
	f.covered = true
}

// noMembership reports the first line that no membership pays for.
func (p *pricer) noMembership(line string) {
	if p.r.errors.MembershipError == nil {
		p.r.errors.MembershipError = &Details{ApplicationError: &ApplicationError{
			Code: CodeMembershipNotFound, Description: fmt.Sprintf("no membership pays for line %s", line), Data: map[string]any{"lineItemId": line},
		}}
	}
}

// badSelection reports a selection that nothing can be paid with.
func (p *pricer) badSelection(reason, id, description string) {
	p.r.errors.MembershipError = DetailsOf(membership.Refuse(membership.CodeInvalidSelection, description,
		map[string]any{"reason": reason, "membershipId": id}))
}

// membershipOptions returns the memberships that the buyer has, and which of
// them pay.
func (r *Result) membershipOptions() *MembershipOptions {
	resp := r.memberships
	switch sel := r.in.SelectedMemberships; {
	case resp == nil && len(r.held) == 0 && sel == nil:
		return nil
	case resp == nil && len(r.held) == 0:
		return &MembershipOptions{SelectedMemberships: sel.Clone()}
	case resp == nil:
		resp = new(membership.EligibleResponse)
	}
	app := membership.AppID(r.calc.cfg.Memberships)
	view := func(m *membership.Membership) Membership {
		out := Membership{ID: m.ID, AppID: app, Name: m.Name, ExpirationDate: m.ExpirationDate}
		out.LineItemIDs = append(out.LineItemIDs, m.LineItemIDs...)
		if c := m.Credits; c != nil {
			out.Credits = &MembershipPaymentCredits{Total: c.Total, Remaining: c.Remaining}
		}
		return out
	}
	o := &MembershipOptions{SelectedMemberships: &SelectedMemberships{Memberships: []SelectedMembership{}}}
	for i := range resp.EligibleMemberships {
		o.EligibleMemberships = append(o.EligibleMemberships, view(&resp.EligibleMemberships[i]))
	}
	for i := range resp.InvalidMemberships {
		m := &resp.InvalidMemberships[i]
		o.InvalidMemberships = append(o.InvalidMemberships, InvalidMembership{Membership: view(&m.Membership), Reason: m.Reason})
	}
	for _, s := range resp.SelectedMemberships {
		out := SelectedMembership{ID: s.ID, AppID: app}
		out.LineItemIDs = append(out.LineItemIDs, s.LineItemIDs...)
		o.SelectedMemberships.Memberships = append(o.SelectedMemberships.Memberships, out)
	}
	for _, h := range r.held {
		o.add(&h)
	}
	return o
}

// add adds a membership that pays for a line.
func (o *MembershipOptions) add(h *MembershipUse) {
	i := slices.IndexFunc(o.EligibleMemberships, func(m Membership) bool { return m.ID == h.ID })
	if i < 0 {
		i = len(o.EligibleMemberships)
		o.EligibleMemberships = append(o.EligibleMemberships, Membership{ID: h.ID, AppID: h.AppID, Name: h.Name})
	}
	if m := &o.EligibleMemberships[i]; !slices.Contains(m.LineItemIDs, h.LineItemID) {
		m.LineItemIDs = append(m.LineItemIDs, h.LineItemID)
	}
	sel := o.SelectedMemberships
	i = slices.IndexFunc(sel.Memberships, func(m SelectedMembership) bool { return m.ID == h.ID })
	if i < 0 {
		i = len(sel.Memberships)
		sel.Memberships = append(sel.Memberships, SelectedMembership{ID: h.ID, AppID: h.AppID})
	}
	sel.Memberships[i].LineItemIDs = append(sel.Memberships[i].LineItemIDs, h.LineItemID)
}

// MembershipUse is a membership that pays for a line.
type MembershipUse struct {
	LineItemID string
	Quantity   int // of the line; only of what is held
	ID         string
	AppID      string
	Name       item.Translatable
}

// MembershipUses returns which memberships pay for which lines, in the order of
// the lines.
func (o *MembershipOptions) MembershipUses(lineIDs []string) []MembershipUse {
	if o == nil || o.SelectedMemberships == nil {
		return nil
	}
	var out []MembershipUse
	for _, line := range lineIDs {
		for _, s := range o.SelectedMemberships.Memberships {
			for _, id := range s.LineItemIDs {
				if id != line {
					continue
				}
				use := MembershipUse{LineItemID: line, ID: s.ID, AppID: s.AppID}
				for i := range o.EligibleMemberships {
					if m := &o.EligibleMemberships[i]; m.ID == s.ID {
						use.Name = m.Name
					}
				}
				out = append(out, use)
			}
		}
	}
	return out
}

// MembershipSelection chooses memberships by hand, or says that none is to be
// used.
type MembershipSelection struct {
	// SelectedMemberships is the choice; nil: none pays.
	SelectedMemberships *SelectedMemberships `json:"selectedMemberships,omitempty"`
}

// CodeInvalidArgument is the platform's code for a request that selects
// memberships in two ways.
const CodeInvalidArgument = "INVALID_ARGUMENT"

// selection returns which memberships a request selects: nil for the default.
// It has at most one of both members.
func (r *Request) selection() *SelectedMemberships {
	switch {
	case r.MembershipSelection == nil:
		return r.SelectedMemberships
	case r.MembershipSelection.SelectedMemberships != nil:
		return r.MembershipSelection.SelectedMemberships
	}
	return &SelectedMemberships{}
}

// checkSelection records what is wrong with the selection of memberships.
func (r *Request) checkSelection(c *fault.Checker) {
	if r.SelectedMemberships != nil && r.MembershipSelection != nil {
		c.Add("membershipSelection", fault.RuleOneOfAlignment, "selectedMemberships is given, too", nil)
		return
	}
	r.SelectedMemberships.Validate(c, "selectedMemberships")
	if s := r.MembershipSelection; s != nil {
		s.SelectedMemberships.Validate(c, "membershipSelection.selectedMemberships")
	}
}
