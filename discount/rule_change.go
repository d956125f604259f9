// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// CreateDiscountRule keeps a new rule, which needs a name and a discount. Its id,
// revision, dates, status and number of uses are not looked at. What is wrong
// with it is a fault.Invalid that names every violation. Where there are as many
// rules as there may be, the error is a fault.Limit: MAX_DISCOUNT_RULES_REACHED,
// MAX_QUANTITY_BASED_DISCOUNTS_REACHED or MAX_CUSTOM_TRIGGER_APPS_EXCEEDED.
//
// It raises DiscountRuleCreated and is idempotent by key.
func (s *RuleService) CreateDiscountRule(ctx context.Context, rule *Rule) (*Rule, error) {
	const op = "discount.CreateDiscountRule"
	created, err := service.Mutate(ctx, s.env, op, rule, func(ctx context.Context, tx *store.Tx) (*Rule, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		if rule == nil {
			var v fault.Checker
			v.Required("discountRule", false)
			return nil, v.Err()
		}
		r := rule.Clone()
		r.ID, r.Revision, r.CreatedDate, r.UpdatedDate = tx.NewID(), 1, tx.Now(), tx.Now()
		if err := s.put(ctx, tx, r, nil); err != nil {
			return nil, err
		}
		r = r.Clone()
		if err := s.complete(ctx, tx, r); err != nil {
			return nil, err
		}
		events.Emit(tx, ctx, r.ID, func() events.Payload { return DiscountRuleCreated{events.Created[*Rule]{Entity: r}} })
		return r.Clone(), nil
	})
	return created, fault.At(op, s.tooMany(err))
}

// updateRuleRequest is the request of UpdateDiscountRule.
type updateRuleRequest struct {
	ID   string     `json:"id"`
	Rule RuleUpdate `json:"discountRule"`
}

// UpdateDiscountRule changes a rule that has the revision that the update names;
// one that was changed meanwhile is a fault.Conflict with REVISION_MISMATCH, and
// nothing is lost. The errors are otherwise those of CreateDiscountRule, and
// DISCOUNT_RULE_NOT_FOUND. Orders keep the prices that they were placed at.
//
// It raises DiscountRuleUpdated and is idempotent by key.
func (s *RuleService) UpdateDiscountRule(ctx context.Context, id string, u RuleUpdate) (*Rule, error) {
	const op = "discount.UpdateDiscountRule"
	updated, err := service.Mutate(ctx, s.env, op, updateRuleRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*Rule, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var v fault.Checker
		v.Required("discountRule.revision", u.Revision != 0)
		if err := v.Err(); err != nil {
			return nil, err
		}
		before, err := rules.Get(ctx, tx, id)
		if err != nil {
			return nil, ruleMissing(err, id)
		}
		if before.Revision != u.Revision {
			e := fault.New(fault.Conflict, CodeRevisionMismatch, fmt.Sprintf("the discount rule has revision %d, not %d", before.Revision, u.Revision))
			e.Data = map[string]any{"currentRevision": fmt.Sprint(before.Revision)}
			return nil, e
		}
		r := before.Clone()
		u.apply(r)
		r.Revision++
		r.UpdatedDate = tx.Now()
		if err := s.put(ctx, tx, r, before); err != nil {
			return nil, err
		}
		r = r.Clone()
		if err := s.complete(ctx, tx, r, before); err != nil {
			return nil, err
		}
		events.Emit(tx, ctx, id, func() events.Payload {
			return DiscountRuleUpdated{events.Updated[*Rule]{Entity: r, Previous: before}}
		})
		return r.Clone(), nil
	})
	return updated, fault.At(op, s.tooMany(err))
}

// DeleteDiscountRule deletes a rule, or returns a fault.NotFound with
// DISCOUNT_RULE_NOT_FOUND. Orders keep the prices that they were placed at. It
// raises DiscountRuleDeleted and is idempotent by key.
func (s *RuleService) DeleteDiscountRule(ctx context.Context, id string) error {
	const op = "discount.DeleteDiscountRule"
	_, err := service.Mutate(ctx, s.env, op, id, func(ctx context.Context, tx *store.Tx) (struct{}, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return struct{}{}, err
		}
		r, err := rules.Get(ctx, tx, id)
		if err != nil {
			return struct{}{}, ruleMissing(err, id)
		}
		rules.Delete(tx, id)
		s.count(tx, numberOfRules, -1, 0)
		if r.quantityBased() {
			s.count(tx, numberOfQuantityBased, -1, 0)
		}
		s.count(tx, numberOfChanges, 1, 0)
		events.Emit(tx, ctx, id, func() events.Payload { return DiscountRuleDeleted{} })
		return struct{}{}, nil
	})
	return err
}

// put checks a rule and keeps it with tx, in the place of one that there was, nil
// for none. What cannot be compiled is not kept.
func (s *RuleService) put(ctx context.Context, tx *store.Tx, r, before *Rule) error {
	r.normalize(tx.NewID)
	r.Status, r.UsageCount = "", 0
	var v fault.Checker
	r.validate(&v, "discountRule", zones{})
	r.Tags.validate(&v, "discountRule.tags")
	if err := v.Err(); err != nil {
		return err
	}
	if _, err := Compile([]*Rule{r}, s.env.Site.Currency); err != nil {
		v.AddAll("discountRule", err)
		return v.Err()
	}
	if before == nil {
		s.count(tx, numberOfRules, 1, s.cfg.Limits.Rules)
	}
	switch was := before != nil && before.quantityBased(); {
	case was == r.quantityBased():
	case was:
		s.count(tx, numberOfQuantityBased, -1, 0)
	default:
		s.count(tx, numberOfQuantityBased, 1, s.cfg.Limits.QuantityBased)
	}
	if err := s.change(ctx, tx, r); err != nil {
		return err
	}
	rules.Put(tx, r)
	return nil
}

// count changes a number of rules, which stays within 0..limit; 0 is no limit.
func (s *RuleService) count(tx *store.Tx, what string, delta int64, limit int) {
	ruleNumbers.Add(tx, what, delta, atMost(int64(limit)))
}

// change says with tx that the rules change. Where a rule with custom triggers is
// put, the commit depends on there being no other change, so that all rules
// together name no more apps than they may.
func (s *RuleService) change(ctx context.Context, tx *store.Tx, r *Rule) error {
	own := r.Trigger.apps(nil)
	if len(own) == 0 {
		s.count(tx, numberOfChanges, 1, 0)
		return nil
	}
	changes, _, err := ruleNumbers.Get(ctx, tx, numberOfChanges)
	if err != nil {
		return err
	}
	kept, err := s.all(ctx)
	if err != nil {
		return err
	}
	apps := make(map[string]bool)
	for _, app := range own {
		apps[app] = true
	}
	for _, k := range kept {
		if k.ID != r.ID {
			for _, app := range k.Trigger.apps(nil) {
				apps[app] = true
			}
		}
	}
	if len(apps) > s.cfg.Limits.CustomTriggerApps {
		return fault.New(fault.Limit, CodeMaxCustomTriggersExceeded, fmt.Sprintf("custom triggers may name %d apps", s.cfg.Limits.CustomTriggerApps))
	}
	ruleNumbers.Set(tx, numberOfChanges, changes+1, &changes)
	return nil
}

// tooMany gives the platform's code to the error of a commit that would have
// passed a limit.
func (s *RuleService) tooMany(err error) error {
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || bound.Ref.Kind != ruleNumbers.Kind {
		return err
	}
	e := &fault.Error{Class: fault.Limit, Err: err}
	switch bound.Ref.ID {
	case numberOfRules:
		e.Code, e.Message = CodeMaxRulesReached, fmt.Sprintf("there may be %d discount rules", s.cfg.Limits.Rules)
	case numberOfQuantityBased:
		e.Code, e.Message = CodeMaxQuantityBasedReached, fmt.Sprintf("there may be %d quantity-based discount rules", s.cfg.Limits.QuantityBased)
	default:
		return err
	}
	return e
}

// normalize names the types that members imply, and gives times the precision
// that is kept.
func (r *Rule) normalize(newID func() string) {
	if r.Active == nil {
		r.Active = new(true)
	}
	if w := r.ActiveTimeInfo; w != nil {
		w.Start, w.End = kept(w.Start), kept(w.End)
	}
	r.Trigger.normalize()
	for i := range r.Discounts.Values {
		d := &r.Discounts.Values[i]
		if d.Type = d.Kind(); d.TargetType == "" {
			d.TargetType = TargetSpecificItems
		}
		if d.SpecificItemsInfo != nil {
			normalizeScopes(d.SpecificItemsInfo.Scopes)
		}
		if d.QuantityBased != nil {
			for j := range d.QuantityBased.Configurations {
				if c := &d.QuantityBased.Configurations[j]; c.ID == "" {
					c.ID = newID()
				}
			}
		}
	}
}

func (t *Trigger) normalize() {
	if t == nil {
		return
	}
	t.Type = t.Kind()
	if t.SubtotalRange != nil {
		normalizeScopes(t.SubtotalRange.Scopes)
	}
	if t.ItemQuantityRange != nil {
		normalizeScopes(t.ItemQuantityRange.Scopes)
	}
	for _, o := range []*Operator{t.And, t.Or} {
		if o != nil {
			for i := range o.Triggers {
				o.Triggers[i].normalize()
			}
		}
	}
}

func normalizeScopes(scopes []Scope) {
	for i := range scopes {
		scopes[i].Type = scopes[i].Kind()
	}
}

// kept returns a moment as records keep it.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// quantityBased reports whether the rule's discount is QUANTITY_BASED.
func (r *Rule) quantityBased() bool {
	return len(r.Discounts.Values) > 0 && r.Discounts.Values[0].Kind() == TypeQuantityBased
}

// apps appends the apps that custom triggers name.
func (t *Trigger) apps(list []string) []string {
	if t == nil {
		return list
	}
	if t.CustomTrigger != nil {
		list = append(list, t.CustomTrigger.AppID)
	}
	for _, o := range []*Operator{t.And, t.Or} {
		if o != nil {
			for i := range o.Triggers {
				list = o.Triggers[i].apps(list)
			}
		}
	}
	return list
}

// validate checks the tags: up to 100 of each, of up to five characters.
func (t *Tags) validate(c *fault.Checker, path string) {
	if t == nil {
		return
	}
	for name, list := range map[string]*TagList{"privateTags": t.PrivateTags, "publicTags": t.PublicTags} {
		if list == nil {
			continue
		}
		at := fault.Join(path, name+".tagIds")
		if !c.Size(at, len(list.TagIDs), 0, 100) {
			continue
		}
		for i, id := range list.TagIDs {
			c.Length(fault.Index(at, i), id, 1, 5)
		}
	}
}
