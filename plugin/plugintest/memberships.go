// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/membership"
)

// MembershipConfig says how a keeper of memberships can be tried.
type MembershipConfig struct {
	MemberID string           // of a member who has, for Line, one membership of at least 2 uses that nobody else uses meanwhile
	Line     membership.Line  // a line that it pays for
	Other    *membership.Line // a line that no membership of the member pays for; nil leaves the rule untried

	// NewKey returns an idempotency key that the provider has never seen.
	NewKey func() string
}

// TestMemberships proves a keeper of memberships.
func TestMemberships(t testing.TB, p membership.Provider, cfg MembershipConfig) {
	t.Helper()
	s := &memberships{TB: t, p: p, cfg: cfg}
	id := s.selects()
	s.checksSelections(id)
	s.chargesOnce(id)
	s.voidsOnce(id)
	s.refusesOthers(id)
}

type memberships struct {
	testing.TB
	p   membership.Provider
	cfg MembershipConfig
}

func (s *memberships) refused(rule string, err error, code string) {
	s.Helper()
	if class := membership.Codes()[code]; fault.Code(err) != code || !errors.Is(err, class) {
		s.Errorf("%s is %s (%v): got %v", rule, code, class, err)
	}
}

func (s *memberships) list(selected []membership.Selected) (membership.EligibleResponse, error) {
	s.Helper()
	r := membership.EligibleRequest{LineItems: []membership.Line{s.cfg.Line}, MemberID: s.cfg.MemberID, SelectedMemberships: selected}
	resp, err := stable(s.TB, "ListEligible", r, func(r membership.EligibleRequest) (membership.EligibleResponse, error) {
		return s.p.ListEligible(s.Context(), r)
	})
	if err == nil {
		err = membership.CheckEligible(&r, &resp)
	}
	return resp, err
}

// selects returns the membership that is selected by default.
func (s *memberships) selects() string {
	s.Helper()
	resp, err := s.list(nil)
	if err != nil {
		s.Fatalf("ListEligible: the member has a membership: %v", err)
	}
	if len(resp.SelectedMemberships) != 1 {
		s.Fatalf("ListEligible: without a selection it selects by default: got %+v", resp.SelectedMemberships)
	}
	return resp.SelectedMemberships[0].ID
}

func (s *memberships) checksSelections(id string) {
	s.Helper()
	line := []string{s.cfg.Line.ID}
	resp, err := s.list([]membership.Selected{})
	if err != nil || len(resp.SelectedMemberships) != 0 || len(resp.EligibleMemberships) == 0 {
		s.Errorf("ListEligible: an empty selection selects nothing: got %+v, %v", resp, err)
	}
	resp, err = s.list([]membership.Selected{{ID: id, LineItemIDs: line}})
	if err != nil || len(resp.SelectedMemberships) != 1 || resp.SelectedMemberships[0].ID != id {
		s.Errorf("ListEligible: a selection is returned: got %+v, %v", resp, err)
	}
	for want, sel := range map[string]membership.Selected{
		membership.SelectionMembershipNotFound: {ID: "no-such-membership", LineItemIDs: line},
		membership.SelectionLineItemNotFound:   {ID: id, LineItemIDs: []string{"no-such-line"}},
	} {
		_, err := s.list([]membership.Selected{sel})
		s.refused("ListEligible: a selection of "+want, err, membership.CodeInvalidSelection)
		if got := fault.Data(err)["reason"]; got != want {
			s.Errorf("ListEligible: an invalid selection says why: got %v, want %s", got, want)
		}
	}
}

func (s *memberships) request(id string) membership.ChargeRequest {
	return membership.ChargeRequest{
		MemberID: s.cfg.MemberID, MembershipID: id, IdempotencyKey: s.cfg.NewKey(), CatalogReference: s.cfg.Line.CatalogReference,
		ServiceProperties: s.cfg.Line.ServiceProperties, RootCatalogItemID: s.cfg.Line.RootCatalogItemID,
	}
}

func (s *memberships) charge(r membership.ChargeRequest) string {
	s.Helper()
	resp, err := membership.Charged(s.p.Charge(s.Context(), r))
	if err == nil {
		err = membership.CheckCharge(&resp)
	}
	if err != nil {
		s.Fatalf("Charge: the membership pays for the line: %v", err)
	}
	return resp.TransactionID
}

func (s *memberships) chargesOnce(id string) {
	s.Helper()
	r := s.request(id)
	first := s.charge(r)
	if again := s.charge(r); again != first {
		s.Errorf("Charge: a key takes effect once: got %q, want %q", again, first)
	}
	if other := s.charge(s.request(id)); other == first {
		s.Errorf("Charge: another key is another charge: both are %q", first)
	} else if err := s.p.Void(s.Context(), other); err != nil {
		s.Errorf("Void: what was charged can be voided: %v", err)
	}
	if err := s.p.Void(s.Context(), first); err != nil {
		s.Errorf("Void: what was charged can be voided: %v", err)
	}
}

func (s *memberships) voidsOnce(id string) {
	s.Helper()
	tx := s.charge(s.request(id))
	able, can := membership.As[membership.Voidability](s.p)
	if can {
		if v, err := able.Voidability(s.Context(), tx); err != nil || !v.Voidable {
			s.Errorf("Voidability: what was charged can be voided: got %+v, %v", v, err)
		}
	}
	if err := s.p.Void(s.Context(), tx); err != nil {
		s.Errorf("Void: what was charged can be voided: %v", err)
	}
	s.refused("Void: what is voided", s.p.Void(s.Context(), tx), membership.CodeAlreadyVoided)
	s.refused("Void: what was never charged", s.p.Void(s.Context(), "no-such-charge"), membership.CodeTransactionNotFound)
	if can {
		if v, err := able.Voidability(s.Context(), tx); err != nil || v.Voidable || v.Reason == "" {
			s.Errorf("Voidability: what is voided cannot be, and it says why: got %+v, %v", v, err)
		}
	}
}

func (s *memberships) refusesOthers(id string) {
	s.Helper()
	if s.cfg.Other == nil {
		return
	}
	r := s.request(id)
	r.CatalogReference, r.RootCatalogItemID = s.cfg.Other.CatalogReference, s.cfg.Other.RootCatalogItemID
	_, err := s.p.Charge(s.Context(), r)
	s.refused("Charge: what the membership does not pay for", err, membership.CodeDoesNotApply)
}
