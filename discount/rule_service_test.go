// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store/memstore"
)

func TestDiscountRuleLives(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := t.Context()
	wantPrice(t, s, "without rules", "5.00")

	given := off("Ten", "10")
	given.ID, given.Revision, given.UsageCount, given.Status = "mine", 7, 7, "HOT"
	given.CreatedDate = s.Clock.Now().Add(-time.Hour)
	made, err := s.DiscountRules.CreateDiscountRule(ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	now := s.Clock.Now().UTC()
	if made.ID == "mine" || made.Revision != 1 || made.UsageCount != 0 || made.Status != discount.StatusLive || !made.IsActive() ||
		!made.CreatedDate.Equal(now) || !made.UpdatedDate.Equal(now) || made.Discounts.Values[0].Type != discount.TypePercentage {
		t.Errorf("CreateDiscountRule() = %+v", made)
	}
	if given.ID != "mine" || given.Active != nil {
		t.Errorf("the caller's rule was changed to %+v", given)
	}
	wantPrice(t, s, "created", "4.50")

	made.Discounts.Values[0].SpecificItemsInfo.Scopes[0].CatalogItemFilter.CatalogItemIDs = []string{"none"} // nobody's but the caller's
	s.Clock.Advance(time.Minute)
	updated, err := s.DiscountRules.UpdateDiscountRule(ctx, made.ID, discount.RuleUpdate{Revision: 1, Name: patch.Set("Twenty"), Discounts: patch.Set(off("", "20").Discounts)})
	if err != nil || updated.Revision != 2 || updated.Name != "Twenty" || !updated.UpdatedDate.After(updated.CreatedDate) {
		t.Errorf("UpdateDiscountRule() = %+v, %v", updated, err)
	}
	wantPrice(t, s, "updated", "4.00")
	got, err := s.DiscountRules.GetDiscountRule(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(updated, got); diff != "" {
		t.Errorf("GetDiscountRule() is not what was updated:\n%s", diff)
	}

	_, err = s.DiscountRules.UpdateDiscountRule(ctx, made.ID, discount.RuleUpdate{Revision: 2, Active: patch.Set(false)})
	if err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "switched off", "5.00")
	if _, err = s.DiscountRules.UpdateDiscountRule(ctx, made.ID, discount.RuleUpdate{Revision: 3, Active: patch.Clear[bool]()}); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "switched on", "4.00")

	if err = s.DiscountRules.DeleteDiscountRule(ctx, made.ID); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "deleted", "5.00")
	_, err = s.DiscountRules.GetDiscountRule(ctx, made.ID)
	wantCode(t, "GetDiscountRule() of one that is deleted", err, fault.NotFound, discount.CodeRuleNotFound)

	const prefix = "wix.ecom.discounts.v1.discount_rule_"
	want := []string{prefix + "created", prefix + "updated", prefix + "updated", prefix + "updated", prefix + "deleted"}
	if diff := cmp.Diff(want, types(s, made.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// What an event tells is the rule as it was committed.
func TestDiscountRuleEvents(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	var told []string
	events.Subscribe(s.Events, "created", func(_ context.Context, e events.Event[discount.DiscountRuleCreated]) error {
		told = append(told, fmt.Sprint(e.Data.Entity.Name, e.Data.Entity.Revision, e.Data.Entity.Status))
		e.Data.Entity.Discounts.Values[0].Percentage = discount.MustPercentage("99") // is a copy
		return nil
	})
	events.Subscribe(s.Events, "updated", func(_ context.Context, e events.Event[discount.DiscountRuleUpdated]) error {
		told = append(told, fmt.Sprint(e.Data.Entity.Name, e.Data.Entity.Revision, e.Data.Modified()["name"]))
		return nil
	})
	events.Subscribe(s.Events, "deleted", func(_ context.Context, e events.Event[discount.DiscountRuleDeleted]) error {
		told = append(told, e.EntityID)
		return nil
	})
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "whatever a handler does", "4.50")
	if _, err := s.DiscountRules.UpdateDiscountRule(t.Context(), r.ID, discount.RuleUpdate{Revision: 1, Name: patch.Set("New")}); err != nil {
		t.Fatal(err)
	}
	if err := s.DiscountRules.DeleteDiscountRule(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Ten1LIVE", "New2Ten", r.ID}, told); diff != "" {
		t.Errorf("handlers were told (-want +got):\n%s", diff)
	}
}

const (
	moonApp = "e0000000-0000-4000-8000-000000000001"
	starApp = "e0000000-0000-4000-8000-000000000002"
)

// Each code of the service is provoked, by a call that changes nothing.
func TestDiscountRuleCodes(t *testing.T) {
	t.Parallel()
	limits := discount.RuleLimits{Rules: 3, QuantityBased: 1, CustomTriggerApps: 1}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.DiscountRuleLimits = limits })
	ctx, rules := t.Context(), s.DiscountRules
	r, err := rules.CreateDiscountRule(ctx, off("First", "10"))
	if err != nil {
		t.Fatal(err)
	}
	one, err := rules.CreateDiscountRule(ctx, bundle("Bundle"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rules.CreateDiscountRule(ctx, triggered("Moon", moonApp, moonApp)); err != nil {
		t.Fatal(err)
	}
	roomy := ecomtest.NewShop(t, func(c *ecom.Config) {
		c.DiscountRuleLimits = discount.RuleLimits{QuantityBased: 1, CustomTriggerApps: 1}
	})
	for _, r := range []*discount.Rule{bundle("Bundle"), triggered("Moon", moonApp)} {
		if _, err := roomy.DiscountRules.CreateDiscountRule(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	full := ecomtest.NewShop(t, func(c *ecom.Config) { c.DiscountRuleLimits.Rules = 1 })
	if _, err := full.DiscountRules.CreateDiscountRule(ctx, off("First", "10")); err != nil {
		t.Fatal(err)
	}
	const nobody = "00000000-0000-4000-8000-0000000000ff"
	create := func(r *discount.Rule) func() error {
		return func() error {
			_, err := rules.CreateDiscountRule(ctx, r)
			return err
		}
	}
	update := func(ctx context.Context, id string, u discount.RuleUpdate) func() error {
		return func() error {
			_, err := rules.UpdateDiscountRule(ctx, id, u)
			return err
		}
	}
	tests := []struct {
		what  string
		call  func() error
		class fault.Class
		code  string
		paths string // of violations
	}{
		{"get", func() error { _, err := rules.GetDiscountRule(ctx, nobody); return err }, fault.NotFound, discount.CodeRuleNotFound, ""},
		{"update", update(ctx, nobody, discount.RuleUpdate{Revision: 1}), fault.NotFound, discount.CodeRuleNotFound, ""},
		{"delete", func() error { return rules.DeleteDiscountRule(ctx, nobody) }, fault.NotFound, discount.CodeRuleNotFound, ""},
		{"old revision", update(ctx, r.ID, discount.RuleUpdate{Revision: 9, Name: patch.Set("x")}), fault.Conflict, discount.CodeRevisionMismatch, ""},
		{"no revision", update(ctx, r.ID, discount.RuleUpdate{Name: patch.Set("x")}), fault.Invalid, "", "discountRule.revision"},
		{"too many", func() error { _, err := full.DiscountRules.CreateDiscountRule(ctx, off("Second", "10")); return err }, fault.Limit, discount.CodeMaxRulesReached, ""},
		{"a second bundle", func() error { _, err := roomy.DiscountRules.CreateDiscountRule(ctx, bundle("x")); return err }, fault.Limit, discount.CodeMaxQuantityBasedReached, ""},
		{"another made a bundle", update(ctx, r.ID, discount.RuleUpdate{Revision: 1, Discounts: patch.Set(bundle("").Discounts)}), fault.Limit, discount.CodeMaxQuantityBasedReached, ""},
		{"a second app", func() error {
			_, err := roomy.DiscountRules.CreateDiscountRule(ctx, triggered("x", starApp))
			return err
		}, fault.Limit, discount.CodeMaxCustomTriggersExceeded, ""},
		{"two apps at once", update(ctx, r.ID, discount.RuleUpdate{Revision: 1, Trigger: patch.Set(*triggered("", starApp, moonApp).Trigger)}), fault.Limit, discount.CodeMaxCustomTriggersExceeded, ""},
		{"nothing", create(nil), fault.Invalid, "", "discountRule"},
		{"no name, no discount", create(&discount.Rule{}), fault.Invalid, "", "discountRule.name discountRule.discounts.values"},
		{"cleared", update(ctx, r.ID, discount.RuleUpdate{Revision: 1, Name: patch.Clear[string](), Discounts: patch.Clear[discount.Discounts]()}), fault.Invalid, "", "discountRule.name discountRule.discounts.values"},
		{"tags", create(func() *discount.Rule {
			r := off("Tags", "10")
			r.Tags = &discount.Tags{PublicTags: &discount.TagList{TagIDs: []string{"ok", "toolong"}}}
			return r
		}()), fault.Invalid, "", "discountRule.tags.publicTags.tagIds[1]"},
	}
	for _, buyer := range buyers(ctx) {
		for what, call := range map[string]func() error{
			"create": func() error { _, err := rules.CreateDiscountRule(buyer, off("x", "10")); return err },
			"get":    func() error { _, err := rules.GetDiscountRule(buyer, r.ID); return err },
			"query":  func() error { _, err := rules.QueryDiscountRules(buyer, query.Request{}); return err },
			"delete": func() error { return rules.DeleteDiscountRule(buyer, r.ID) },
			"update": update(buyer, r.ID, discount.RuleUpdate{Revision: 1, Name: patch.Set("x")}),
		} {
			tests = append(tests, struct {
				what  string
				call  func() error
				class fault.Class
				code  string
				paths string
			}{what + " by a buyer", call, fault.Denied, "PERMISSION_DENIED", ""})
		}
	}
	provoked := map[string]bool{}
	for _, tt := range tests {
		err := tt.call()
		wantCode(t, tt.what, err, tt.class, tt.code)
		var paths []string
		for _, v := range fault.Violations(err) {
			paths = append(paths, v.Field)
		}
		if got := strings.Join(paths, " "); got != tt.paths {
			t.Errorf("%s names %q, want %q", tt.what, got, tt.paths)
		}
		provoked[tt.code] = true
	}
	if res, err := rules.QueryDiscountRules(ctx, query.Request{}); err != nil || len(res.DiscountRules) != 3 || !cmp.Equal(res.DiscountRules[0], r) || !cmp.Equal(res.DiscountRules[1], one) {
		t.Errorf("after what was refused there are %+v, %v, want the rules as they were", res, err)
	}
	// What no longer is one makes room.
	plain := discount.RuleUpdate{Revision: 1, Discounts: patch.Set(off("", "10").Discounts)}
	if err := update(ctx, one.ID, plain)(); err != nil {
		t.Error(err)
	}
	if err := update(ctx, r.ID, discount.RuleUpdate{Revision: 1, Discounts: patch.Set(bundle("").Discounts)})(); err != nil {
		t.Errorf("a bundle in the place of another: %v", err)
	}
	for _, admin := range admins(ctx) {
		if _, err := rules.GetDiscountRule(admin, r.ID); err != nil {
			t.Error(err)
		}
	}
	for _, code := range []string{
		discount.CodeRuleNotFound, discount.CodeRevisionMismatch, discount.CodeMaxRulesReached,
		discount.CodeMaxQuantityBasedReached, discount.CodeMaxCustomTriggersExceeded,
	} {
		if !provoked[code] {
			t.Errorf("%s was not provoked", code)
		}
	}
}

// A limit holds whoever comes at the same time, and what is deleted makes room.
func TestMaxDiscountRulesAtOnce(t *testing.T) {
	t.Parallel()
	n := ecomtest.Interleave(t, ecomtest.Orders{Runs: 200}, func(t *testing.T, race *ecomtest.Race) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Store, c.DiscountRuleLimits = race.Store(memstore.New(memstore.Config{})), discount.RuleLimits{Rules: 1}
		})
		made := 0
		create := func(ctx context.Context) {
			switch _, err := s.DiscountRules.CreateDiscountRule(ctx, off("x", "10")); {
			case err == nil:
				made++
			case fault.Code(err) != discount.CodeMaxRulesReached:
				t.Error(err)
			}
		}
		race.Run(create, create)
		res, err := s.DiscountRules.QueryDiscountRules(t.Context(), query.Request{})
		if err != nil || made != 1 || len(res.DiscountRules) != 1 || res.PagingMetadata.Total != 1 {
			t.Fatalf("%d were made, there are %+v, %v, want one", made, res, err)
		}
		if err := s.DiscountRules.DeleteDiscountRule(t.Context(), res.DiscountRules[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("x", "10")); err != nil {
			t.Errorf("creating one in the place of another: %v", err)
		}
	})
	if n < 3 {
		t.Errorf("%d orders were tried, want more", n)
	}
}

// Of two updates of one revision, one gets through.
func TestUpdatesOfOneRevision(t *testing.T) {
	t.Parallel()
	ecomtest.Interleave(t, ecomtest.Orders{Runs: 200}, func(t *testing.T, race *ecomtest.Race) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memstore.New(memstore.Config{})) })
		r, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("x", "10"))
		if err != nil {
			t.Fatal(err)
		}
		var won []string
		update := func(name string) func(context.Context) {
			return func(ctx context.Context) {
				switch _, err := s.DiscountRules.UpdateDiscountRule(ctx, r.ID, discount.RuleUpdate{Revision: 1, Name: patch.Set(name)}); {
				case err == nil:
					won = append(won, name)
				case fault.Code(err) != discount.CodeRevisionMismatch || !errors.Is(err, fault.Conflict):
					t.Error(err)
				}
			}
		}
		race.Run(update("a"), update("b"))
		got, err := s.DiscountRules.GetDiscountRule(t.Context(), r.ID)
		if err != nil || len(won) != 1 || got.Name != won[0] || got.Revision != 2 {
			t.Errorf("won %v, and there is %+v, %v", won, got, err)
		}
	})
}

func TestDiscountRuleIdempotency(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	ctx := idempotency.WithKey(t.Context(), "once")
	first, err := s.DiscountRules.CreateDiscountRule(ctx, off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Twin().DiscountRules.CreateDiscountRule(ctx, off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("a repetition answers otherwise:\n%s", diff)
	}
	_, err = s.DiscountRules.CreateDiscountRule(ctx, off("Twenty", "20"))
	wantCode(t, "the key for another rule", err, fault.Conflict, "IDEMPOTENCY_KEY_REUSED")
	u := discount.RuleUpdate{Revision: 1, Name: patch.Set("New")}
	for range 2 {
		if r, err := s.DiscountRules.UpdateDiscountRule(ctx, first.ID, u); err != nil || r.Revision != 2 {
			t.Errorf("UpdateDiscountRule() = %+v, %v, want revision 2", r, err)
		}
	}
	for range 2 {
		if err := s.DiscountRules.DeleteDiscountRule(ctx, first.ID); err != nil {
			t.Error(err)
		}
	}
	if got := len(types(s, first.ID)); got != 3 {
		t.Errorf("%d events, want 3", got)
	}
}

// What one process changes holds for the next total of another at once.
func TestDiscountRulesOfTwoProcesses(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	twin := s.Twin()
	wantPrice(t, twin, "at first", "5.00")
	r, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("Ten", "10"))
	if err != nil {
		t.Fatal(err)
	}
	wantPrice(t, twin, "created elsewhere", "4.50")
	if r, err = twin.DiscountRules.UpdateDiscountRule(t.Context(), r.ID, discount.RuleUpdate{Revision: 1, Discounts: patch.Set(off("", "20").Discounts)}); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, s, "updated elsewhere", "4.00")
	if err := s.DiscountRules.DeleteDiscountRule(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	wantPrice(t, twin, "deleted elsewhere", "5.00")
	wantPrice(t, s.Twin(), "after a restart", "5.00")
}

// A total that begins after a change was committed has it, however the two meet.
func TestNoTotalIsStale(t *testing.T) {
	t.Parallel()
	ecomtest.Interleave(t, ecomtest.Orders{Runs: 300}, func(t *testing.T, race *ecomtest.Race) {
		s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = race.Store(memstore.New(memstore.Config{})) })
		twin := s.Twin()
		changed := false
		race.Run(
			func(ctx context.Context) {
				if _, err := s.DiscountRules.CreateDiscountRule(ctx, off("Ten", "10")); err != nil {
					t.Error(err)
				}
				changed = true
			},
			func(ctx context.Context) {
				for range 2 {
					before := changed
					set, err := twin.DiscountRules.Current(ctx)
					if err != nil {
						t.Error(err)
					}
					if before && set.Len() != 1 {
						t.Errorf("%d rules hold after one was created", set.Len())
					}
				}
			},
		)
		wantPrice(t, twin, "in the end", "4.50")
	})
}

// Rules of the configuration hold beside those that are kept: those without a
// date first, the others by their dates.
func TestFixedAndKeptRules(t *testing.T) {
	t.Parallel()
	clock := ecomtest.NewClock()
	s := ecomtest.NewShop(t, func(c *ecom.Config) {
		undated, dated := off("undated", "10"), off("dated", "10")
		dated.ID, dated.CreatedDate = "00000000-0000-4000-8000-0000000000aa", clock.Now().Add(time.Minute)
		c.DiscountRules = []*discount.Rule{dated, undated}
	})
	if _, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("before", "10")); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(2 * time.Minute)
	if _, err := s.DiscountRules.CreateDiscountRule(t.Context(), off("after", "10")); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range priceOf(t, s, nil).AppliedDiscounts {
		names = append(names, d.DiscountRule.Name.Original)
	}
	if diff := cmp.Diff([]string{"before", "undated", "dated", "after"}, names); diff != "" {
		t.Errorf("the rules apply in another order (-want +got):\n%s", diff)
	}
	res, err := s.DiscountRules.QueryDiscountRules(t.Context(), query.Request{})
	if err != nil || len(res.DiscountRules) != 2 {
		t.Errorf("QueryDiscountRules() = %+v, %v, want those that are kept", res, err)
	}
}

func TestStatusIsThatOfTheMoment(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	r := off("Lunch", "10")
	r.ActiveTimeInfo = &discount.ActiveTimeInfo{Start: s.Clock.Now().Add(time.Hour), End: s.Clock.Now().Add(2 * time.Hour)}
	made, err := s.DiscountRules.CreateDiscountRule(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		status discount.Status
		price  string
	}{{discount.StatusPending, "5.00"}, {discount.StatusLive, "4.50"}, {discount.StatusExpired, "5.00"}} {
		got, err := s.DiscountRules.GetDiscountRule(t.Context(), made.ID)
		if err != nil || got.Status != want.status {
			t.Errorf("GetDiscountRule() is %s, %v, want %s", got.Status, err, want.status)
		}
		page, err := s.DiscountRules.QueryDiscountRules(t.Context(), query.Request{})
		if err != nil || page.DiscountRules[0].Status != want.status {
			t.Errorf("QueryDiscountRules() = %+v, %v, want %s", page, err, want.status)
		}
		wantPrice(t, s, string(want.status), want.price)
		s.Clock.Advance(time.Hour)
	}
}
