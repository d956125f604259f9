// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
)

// The codes of the platform for discount rules.
const (
	CodeRuleNotFound              = "DISCOUNT_RULE_NOT_FOUND"
	CodeRevisionMismatch          = "REVISION_MISMATCH"
	CodeMaxRulesReached           = "MAX_DISCOUNT_RULES_REACHED"
	CodeMaxQuantityBasedReached   = "MAX_QUANTITY_BASED_DISCOUNTS_REACHED"
	CodeMaxCustomTriggersExceeded = "MAX_CUSTOM_TRIGGER_APPS_EXCEEDED"
)

// RuleLimits is how much of what is kept at most. The platform has such limits and
// does not say which; the zero RuleLimits are ours.
type RuleLimits struct {
	Rules             int // default 1000
	QuantityBased     int // of the rules, with a QUANTITY_BASED discount; default 100
	CustomTriggerApps int // that custom triggers of the rules may name, in all; default 10
}

// RuleService keeps the discount rules of a shop. It is made by ecom.New and safe
// for concurrent use. Only administrators may call it: users, apps and the
// embedding program.
//
// The rules that are kept hold beside those that the program was configured with,
// which the service neither shows nor changes. Together they apply in the order
// of their creation, then of their ids; configured ones without a date come first,
// in the order of the configuration. A change holds for every total computed from
// then on, in every process that works on the store.
type RuleService struct {
	env     *service.Env
	cfg     RuleConfig
	last    atomic.Pointer[compiledRules]
	loading chan struct{} // holds one element while somebody compiles
}

// RuleConfig is what a rule service depends on. The zero RuleConfig is usable.
type RuleConfig struct {
	Fixed  []*Rule // that hold beside those that are kept; not to be changed
	Limits RuleLimits
}

// NewRuleService returns the rule service of a shop. The error names everything
// that is wrong with the fixed rules.
func NewRuleService(env *service.Env, cfg RuleConfig) (*RuleService, error) {
	l := &cfg.Limits
	l.Rules, l.QuantityBased, l.CustomTriggerApps = cmp.Or(l.Rules, 1000), cmp.Or(l.QuantityBased, 100), cmp.Or(l.CustomTriggerApps, 10)
	env.Keep(rules, ruleNumbers)
	env.Keep(UseCounts()...)
	set, err := Compile(cfg.Fixed, env.Site.Currency)
	if err != nil {
		return nil, err
	}
	s := &RuleService{env: env, cfg: cfg, loading: make(chan struct{}, 1)}
	s.last.Store(&compiledRules{set: set})
	return s, nil
}

// With returns the service as a view of the shop has it, see service.Env.With.
func (s *RuleService) With(env *service.Env) *RuleService {
	v := &RuleService{env: env, cfg: s.cfg, loading: make(chan struct{}, 1)}
	v.last.Store(s.last.Load())
	return v
}

// rules are the rules that are kept. Their statuses and counts of uses are not.
var rules = store.Define[Rule]("discount-rule", 1,
	store.By(indexRuleCreated, func(r *Rule) store.Part { return store.Time(r.CreatedDate) }))

const indexRuleCreated = "created"

// ruleNumbers counts what has a limit, and changes of the rules.
var ruleNumbers = store.Counter{Kind: "discount-rule-numbers"}

// The numbers.
const (
	numberOfRules         = "rules"
	numberOfQuantityBased = "quantity-based"
	numberOfChanges       = "changes"
)

// GetDiscountRule returns a rule, or a fault.NotFound with
// DISCOUNT_RULE_NOT_FOUND.
func (s *RuleService) GetDiscountRule(ctx context.Context, id string) (*Rule, error) {
	const op = "discount.GetDiscountRule"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	r, err := rules.Get(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At(op, ruleMissing(err, id))
	}
	return r, fault.At(op, s.complete(ctx, s.env.Store, r))
}

// complete fills in what is not kept with rules: where they stand in their
// windows now, and how many orders that were paid have used them.
func (s *RuleService) complete(ctx context.Context, from store.Reader, list ...*Rule) error {
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	paid, err := ruleCounts.paid.GetAll(ctx, from, ids...)
	if err != nil {
		return err
	}
	now := s.env.Time()
	for i, r := range list {
		r.Status, r.UsageCount = r.StatusAt(now), paid[i]
	}
	return nil
}

// ruleMissing gives the platform's code to an error of a rule that is not there.
func ruleMissing(err error, id string) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Missing("discount rule", id, CodeRuleNotFound)
	}
	return err
}

// compiledRules is what the rules were after a number of changes.
type compiledRules struct {
	changes int64
	set     *RuleSet
}

// changesAtOnce is how often Current begins anew because rules were changed while
// it read them.
const changesAtOnce = 20

// Current implements Rules: the fixed rules and those that are kept, as the last
// commit has left them. It asks the store for one number, and reads the rules
// only when that says that they have changed.
func (s *RuleService) Current(ctx context.Context) (*RuleSet, error) {
	for range changesAtOnce {
		changes, _, err := ruleNumbers.Get(ctx, s.env.Store, numberOfChanges)
		if err != nil {
			return nil, err
		}
		if last := s.last.Load(); last.changes == changes {
			return last.set, nil
		}
		if err := s.load(ctx, changes); err != nil {
			return nil, err
		}
	}
	return nil, fault.New(fault.Unavailable, "", "the discount rules are being changed all the time")
}

// load reads and compiles the rules as they are after so many changes, unless
// they change meanwhile, or somebody else has done it.
func (s *RuleService) load(ctx context.Context, changes int64) error {
	select {
	case s.loading <- struct{}{}:
		defer func() { <-s.loading }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if s.last.Load().changes == changes {
		return nil
	}
	kept, err := s.all(ctx)
	if err != nil {
		return err
	}
	now, _, err := ruleNumbers.Get(ctx, s.env.Store, numberOfChanges)
	if err != nil || now != changes {
		return err
	}
	set, err := compileAll(s.cfg.Fixed, kept, s.env.Site.Currency)
	if err != nil {
		return fmt.Errorf("a discount rule that is kept cannot be used: %w", err)
	}
	s.last.Store(&compiledRules{changes, set})
	return nil
}

// all reads the rules that are kept, in the order of their ids.
func (s *RuleService) all(ctx context.Context) ([]*Rule, error) {
	var list []*Rule
	for r, err := range rules.Find(ctx, s.env.Store, store.Range{Page: s.cfg.Limits.Rules}) {
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// compileAll compiles fixed rules and those that are kept. Of two with one id
// the fixed one holds.
func compileAll(fixed, kept []*Rule, c money.Currency) (*RuleSet, error) {
	all, own := slices.Clone(fixed), make(map[string]bool, len(kept))
	for _, r := range kept {
		if !slices.ContainsFunc(fixed, func(f *Rule) bool { return f.ID == r.ID }) {
			all, own[r.ID] = append(all, r), true
		}
	}
	set, err := Compile(all, c)
	if err != nil {
		return nil, err
	}
	for i := range set.rules {
		set.rules[i].kept = own[set.rules[i].Rule.ID]
	}
	return set, nil
}
