// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package membership_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/codetest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

func line(id, catalogItem string) membership.Line {
	return membership.Line{ID: id, CatalogReference: item.CatalogReference{CatalogItemID: catalogItem, AppID: "app"}}
}

func keys() func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprint("key-", n.Add(1)) }
}

func TestFakeContract(t *testing.T) {
	t.Parallel()
	for _, credits := range []int{0, 2} {
		m := new(plugintest.Memberships)
		m.Add(plugintest.Plan{ID: "yoga", MemberID: "ann", Items: []string{"class"}, Credits: credits})
		other := line("l2", "massage")
		plugintest.TestMemberships(t, m, plugintest.MembershipConfig{MemberID: "ann", Line: line("l1", "class"), Other: &other, NewKey: keys()})
		if err := m.Check(); err != nil || m.Used("yoga") != 0 {
			t.Errorf("%v; used %d times", err, m.Used("yoga"))
		}
	}
}

// documented are the error codes of the platform's methods of providers, and
// the reasons in their data.
var documented = map[string][]string{
	"listEligibleMemberships": {
		membership.CodeInvalidSelection, membership.SelectionMembershipNotFound, membership.SelectionLineItemNotFound,
		membership.SelectionCannotBeUsed, membership.SelectionInvalid,
	},
	"chargeMembership": {
		membership.CodeInsufficientBalance, membership.CodeDoesNotApply, membership.CodeCannotBeCharged, membership.CodeAlreadyCharged,
		membership.ReasonOutOfCredits, membership.ReasonNotStartedYet, membership.ReasonEnded, membership.ReasonTooManyParticipants,
	},
	"getMembershipVoidability": {membership.CodeTransactionNotFound},
	"voidMembershipCharge":     {membership.CodeTransactionNotFound, membership.CodeCannotBeVoided, membership.CodeAlreadyVoided},
}

// Every code by which a membership is refused, and the reasons in its data.
func TestCodes(t *testing.T) {
	t.Parallel()
	m := new(plugintest.Memberships)
	m.Add(
		plugintest.Plan{ID: "yoga", MemberID: "ann", Items: []string{"class"}, Credits: 1},
		plugintest.Plan{ID: "spa", MemberID: "ann", Items: []string{"massage", "class"}},
		plugintest.Plan{ID: "next", MemberID: "ann", Items: []string{"class"}, Closed: membership.ReasonNotStartedYet},
		plugintest.Plan{ID: "last", MemberID: "ann", Items: []string{"class"}, Closed: membership.ReasonEnded},
	)
	ctx, key := t.Context(), keys()
	charge := func(key, plan, what string, people int) (string, error) {
		r := membership.ChargeRequest{MemberID: "ann", MembershipID: plan, IdempotencyKey: key, CatalogReference: line("", what).CatalogReference}
		if people > 0 {
			r.ServiceProperties = &item.ServiceProperties{NumberOfParticipants: people}
		}
		resp, err := m.Charge(ctx, r)
		return resp.TransactionID, err
	}
	tx, err := charge("once", "yoga", "class", 1)
	if err != nil {
		t.Fatal(err)
	}
	held, err := charge(key(), "spa", "massage", 0)
	if err != nil {
		t.Fatal(err)
	}
	m.Hold(held)
	voided, err := charge(key(), "spa", "massage", 0)
	if err != nil || m.Void(ctx, voided) != nil {
		t.Fatal(err)
	}
	sel := func(ss ...membership.Selected) error {
		_, err := m.ListEligible(ctx, membership.EligibleRequest{
			MemberID: "ann", LineItems: []membership.Line{line("l1", "class"), line("l2", "massage"), line("l3", "towel")}, SelectedMemberships: ss,
		})
		return err
	}
	of := func(id string, lines ...string) membership.Selected {
		return membership.Selected{ID: id, LineItemIDs: lines}
	}
	const list, pay, able, void = "listEligibleMemberships", "chargeMembership", "getMembershipVoidability", "voidMembershipCharge"
	codes := codetest.List{Documented: documented, Source: codetest.Source(t, ".")}
	for _, tt := range []struct {
		method, code, reason string
		err                  error
	}{
		{list, membership.CodeInvalidSelection, membership.SelectionMembershipNotFound, sel(of("gone", "l1"))},
		{list, membership.CodeInvalidSelection, membership.SelectionLineItemNotFound, sel(of("spa", "l9"))},
		{list, membership.CodeInvalidSelection, membership.SelectionCannotBeUsed, sel(of("spa", "l3"))},
		{list, membership.CodeInvalidSelection, membership.SelectionInvalid, sel(of("spa", "l1"), of("spa", "l1"))},
		{pay, membership.CodeInsufficientBalance, membership.ReasonOutOfCredits, second(charge(key(), "yoga", "class", 0))},
		{pay, membership.CodeDoesNotApply, "", second(charge(key(), "spa", "towel", 0))},
		{pay, membership.CodeCannotBeCharged, membership.ReasonTooManyParticipants, second(charge(key(), "spa", "class", 2))},
		{pay, membership.CodeCannotBeCharged, membership.ReasonNotStartedYet, second(charge(key(), "next", "class", 0))},
		{pay, membership.CodeCannotBeCharged, membership.ReasonEnded, second(charge(key(), "last", "class", 0))},
		{pay, membership.CodeAlreadyCharged, "", second(charge("once", "yoga", "class", 1))},
		{able, membership.CodeTransactionNotFound, "", second(m.Voidability(ctx, "none"))},
		{void, membership.CodeTransactionNotFound, "", m.Void(ctx, "none")},
		{void, membership.CodeCannotBeVoided, "", m.Void(ctx, held)},
		{void, membership.CodeAlreadyVoided, "", m.Void(ctx, voided)},
	} {
		codes.Refused(t, tt.method, membership.Codes()[tt.code], tt.code, tt.err)
		reason, _ := fault.Data(tt.err)["reason"].(string)
		if reason != tt.reason || !membership.Refused(tt.err) {
			t.Errorf("got %v (%s), want %s (%s)", tt.err, reason, tt.code, tt.reason)
		}
		if tt.reason != "" {
			codes.Told(t, tt.method, tt.reason, reason)
		}
	}
	codes.Done(t)
	if resp, err := membership.Charged(m.Charge(ctx, membership.ChargeRequest{MemberID: "ann", MembershipID: "yoga", IdempotencyKey: "once"})); err != nil || resp.TransactionID != tx {
		t.Errorf("Charged() = %+v, %v, want %s", resp, err, tx)
	}
	if err := m.Check(); err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestOptionalAbilities(t *testing.T) {
	t.Parallel()
	m := &plugintest.Memberships{App: "app"}
	m.Add(plugintest.Plan{ID: "yoga", MemberID: "ann", Items: []string{"class"}, Credits: 3}, plugintest.Plan{ID: "spa", MemberID: "bob", Items: []string{"class"}})
	w := wrapped{m}
	if membership.AppID(w) != "app" {
		t.Error("the app id is not found through a wrapper")
	}
	lines := []membership.Line{line("l1", "class"), line("l2", "towel")}
	have, ok := membership.As[membership.Existing](w)
	if !ok {
		t.Fatal("an ability is not found through a wrapper")
	}
	if got, err := have.ListExisting(t.Context(), membership.ExistingRequest{MemberID: "ann", LineItems: lines}); err != nil || len(got.Memberships) != 1 ||
		got.Memberships[0].CoveredLineItems[0] != (membership.CoveredLine{LineItemID: "l1", RedemptionCost: 1}) {
		t.Errorf("ListExisting() = %+v, %v", got, err)
	}
	plans, _ := membership.As[membership.Plans](w)
	if got, err := plans.ListPurchasablePlans(t.Context(), membership.PlansRequest{LineItems: lines}); err != nil || len(got.PurchasablePlans) != 2 || len(got.Coverages) != 2 {
		t.Errorf("ListPurchasablePlans() = %+v, %v", got, err)
	}
}

type wrapped struct{ membership.Provider }

func (w wrapped) Unwrap() membership.Provider { return w.Provider }

// Answers that make no sense are known as such.
func TestChecks(t *testing.T) {
	t.Parallel()
	r := membership.EligibleRequest{MemberID: "ann", LineItems: []membership.Line{line("l1", "class"), line("l2", "class")}}
	m := func(id string, lines ...string) membership.Membership {
		return membership.Membership{ID: id, LineItemIDs: lines}
	}
	credits := m("a", "l1")
	credits.Credits = &membership.Credits{Total: 1, Remaining: 2}
	for name, resp := range map[string]membership.EligibleResponse{
		"no id":               {EligibleMemberships: []membership.Membership{m("")}},
		"twice":               {EligibleMemberships: []membership.Membership{m("a"), m("a")}},
		"more than its total": {EligibleMemberships: []membership.Membership{credits}},
		"too many":            {InvalidMemberships: make([]membership.Invalid, 301)},
		"not eligible":        {SelectedMemberships: []membership.Selected{{ID: "a", LineItemIDs: []string{"l1"}}}},
		"unknown line":        {EligibleMemberships: []membership.Membership{m("a", "l9")}, SelectedMemberships: []membership.Selected{{ID: "a", LineItemIDs: []string{"l9"}}}},
		"uncovered line":      {EligibleMemberships: []membership.Membership{m("a", "l1")}, SelectedMemberships: []membership.Selected{{ID: "a", LineItemIDs: []string{"l2"}}}},
		"paid twice":          {EligibleMemberships: []membership.Membership{m("a", "l1")}, SelectedMemberships: []membership.Selected{{ID: "a", LineItemIDs: []string{"l1", "l1"}}}},
	} {
		if err := membership.CheckEligible(&r, &resp); !errors.Is(err, fault.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{"", strings.Repeat("x", 101)} {
		if err := membership.CheckCharge(&membership.ChargeResponse{TransactionID: id}); !errors.Is(err, fault.Internal) || membership.Refused(err) {
			t.Errorf("a transaction id of %d characters: %v", len(id), err)
		}
	}
}
