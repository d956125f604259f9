// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"slices"
	"time"

	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
)

// Rule is an automatic discount: a trigger says when, a scope says on what.
// Its JSON is the platform's, with the extension beside it.
type Rule struct {
	ID             string          `json:"id,omitempty"`
	Revision       int64           `json:"revision,string,omitempty"` // rises by one with each update
	CreatedDate    time.Time       `json:"createdDate,omitzero"`
	UpdatedDate    time.Time       `json:"updatedDate,omitzero"`
	Active         *bool           `json:"active,omitempty"`  // nil means true
	Name           string          `json:"name"`              // 1 to 50 characters
	Trigger        *Trigger        `json:"trigger,omitempty"` // nil: always
	ActiveTimeInfo *ActiveTimeInfo `json:"activeTimeInfo,omitempty"`
	Discounts      Discounts       `json:"discounts"`
	Status         Status          `json:"status,omitempty"` // derived, see StatusAt
	UsageCount     int64           `json:"usageCount"`
	Tags           *Tags           `json:"tags,omitempty"`
	Extension      *Extension      `json:"extension,omitempty"`
}

// RecordID returns the rule's id.
func (r *Rule) RecordID() string { return r.ID }

// Clone returns a deep copy.
func (r *Rule) Clone() *Rule {
	c := ptr.Copy(r)
	if c == nil {
		return nil
	}
	c.Active = ptr.Copy(r.Active)
	c.Trigger = r.Trigger.Clone()
	c.ActiveTimeInfo = ptr.Copy(r.ActiveTimeInfo)
	c.Discounts = r.Discounts.Clone()
	c.Tags = r.Tags.Clone()
	c.Extension = r.Extension.Clone()
	return c
}

// IsActive reports whether the rule is switched on, whatever its time window.
func (r *Rule) IsActive() bool { return r.Active == nil || *r.Active }

// ActiveTimeInfo is the time window of a rule: from Start on, before End.
type ActiveTimeInfo struct {
	Start time.Time `json:"start,omitzero"` // zero: always was
	End   time.Time `json:"end,omitzero"`   // zero: for ever
}

// Status is where a rule stands in its time window.
type Status string

// The statuses.
const (
	StatusLive    Status = "LIVE"
	StatusExpired Status = "EXPIRED"
	StatusPending Status = "PENDING"
)

// StatusAt returns the rule's status at a moment. It looks at the time window
// only, as the platform does: an inactive rule may be LIVE.
func (r *Rule) StatusAt(at time.Time) Status {
	w := r.ActiveTimeInfo
	switch {
	case w == nil:
		return StatusLive
	case !w.Start.IsZero() && at.Before(w.Start):
		return StatusPending
	case !w.End.IsZero() && !at.Before(w.End):
		return StatusExpired
	default:
		return StatusLive
	}
}

// TriggerType is the kind of a trigger.
type TriggerType string

// The kinds of triggers.
const (
	TriggerAnd                 TriggerType = "AND"
	TriggerOr                  TriggerType = "OR"
	TriggerSubtotalRange       TriggerType = "SUBTOTAL_RANGE"
	TriggerItemQuantityRange   TriggerType = "ITEM_QUANTITY_RANGE"
	TriggerCustom              TriggerType = "CUSTOM"
	TriggerCustomerEligibility TriggerType = "CUSTOMER_ELIGIBILITY"
)

// Trigger says when a rule applies. Exactly the member that Type names is set.
type Trigger struct {
	And                 *Operator            `json:"and,omitempty"`
	Or                  *Operator            `json:"or,omitempty"`
	CustomTrigger       *CustomTrigger       `json:"customTrigger,omitempty"`
	SubtotalRange       *SubtotalRange       `json:"subtotalRange,omitempty"`
	ItemQuantityRange   *ItemQuantityRange   `json:"itemQuantityRange,omitempty"`
	CustomerEligibility *CustomerEligibility `json:"customerEligibility,omitempty"`
	Type                TriggerType          `json:"triggerType,omitempty"`
}

// Clone returns a deep copy.
func (t *Trigger) Clone() *Trigger {
	c := ptr.Copy(t)
	if c == nil {
		return nil
	}
	c.And, c.Or = t.And.clone(), t.Or.clone()
	c.CustomTrigger = ptr.Copy(t.CustomTrigger)
	if s := t.SubtotalRange; s != nil {
		c.SubtotalRange = &SubtotalRange{Scopes: cloneScopes(s.Scopes), From: ptr.Copy(s.From), To: ptr.Copy(s.To)}
	}
	if q := t.ItemQuantityRange; q != nil {
		c.ItemQuantityRange = &ItemQuantityRange{Scopes: cloneScopes(q.Scopes), From: ptr.Copy(q.From), To: ptr.Copy(q.To)}
	}
	if e := t.CustomerEligibility; e != nil {
		c.CustomerEligibility = &CustomerEligibility{Type: e.Type}
		if e.IndividualMembersInfo != nil {
			c.CustomerEligibility.IndividualMembersInfo = &IndividualMembers{MemberIDs: slices.Clone(e.IndividualMembersInfo.MemberIDs)}
		}
	}
	return c
}

// Operator joins two to five triggers, none of them an operator itself.
type Operator struct {
	Triggers []Trigger `json:"triggers"`
}

func (o *Operator) clone() *Operator {
	if o == nil {
		return nil
	}
	c := &Operator{Triggers: make([]Trigger, len(o.Triggers))}
	for i := range o.Triggers {
		c.Triggers[i] = *o.Triggers[i].Clone()
	}
	return c
}

// CustomTrigger is a trigger that another program decides on.
type CustomTrigger struct {
	ID    string `json:"id"`
	AppID string `json:"appId"`
}

// SubtotalRange holds while what the lines in scope cost, before all discounts
// but the catalog's own, lies within From..To.
type SubtotalRange struct {
	Scopes []Scope `json:"scopes,omitzero"` // none: every line
	From   *Value  `json:"from,omitempty"`  // inclusive; nil: no bound
	To     *Value  `json:"to,omitempty"`    // inclusive; nil: no bound
}

// ItemQuantityRange holds while the number of units in scope lies within
// From..To.
type ItemQuantityRange struct {
	Scopes []Scope `json:"scopes,omitzero"` // none: every line
	From   *int64  `json:"from,omitempty"`  // inclusive, at least 1; nil: no bound
	To     *int64  `json:"to,omitempty"`    // inclusive, at least 1; nil: no bound
}

// CustomerEligibility holds for certain buyers.
type CustomerEligibility struct {
	IndividualMembersInfo *IndividualMembers `json:"individualMembersInfo,omitempty"`
	Type                  EligibilityType    `json:"eligibilityType,omitempty"`
}

// EligibilityType is the way buyers are chosen.
type EligibilityType string

// EligibilityIndividualMembers chooses members by id.
const EligibilityIndividualMembers EligibilityType = "INDIVIDUAL_MEMBERS"

// IndividualMembers names members.
type IndividualMembers struct {
	MemberIDs []string `json:"memberIds"` // 1 to 100
}

// Discounts holds the one discount of a rule.
type Discounts struct {
	Values []Discount `json:"values"` // exactly one
}

// Clone returns a deep copy.
func (d Discounts) Clone() Discounts {
	d.Values = slices.Clone(d.Values)
	for i := range d.Values {
		d.Values[i] = d.Values[i].Clone()
	}
	return d
}

// Type is the kind of a discount.
type Type string

// The kinds of discounts.
const (
	TypePercentage    Type = "PERCENTAGE"
	TypeFixedAmount   Type = "FIXED_AMOUNT"
	TypeFixedPrice    Type = "FIXED_PRICE"
	TypeQuantityBased Type = "QUANTITY_BASED"
)

// TargetSpecificItems is the only target a rule's discount can have.
const TargetSpecificItems = "SPECIFIC_ITEMS"

// Discount says what a rule takes off the lines in its scopes. Exactly the
// value that Type names is set.
type Discount struct {
	TargetType        string             `json:"targetType,omitempty"` // SPECIFIC_ITEMS
	SpecificItemsInfo *SpecificItemsInfo `json:"specificItemsInfo,omitempty"`
	Type              Type               `json:"discountType,omitempty"`
	Percentage        *Percentage        `json:"percentage,omitempty"`  // 0.1 to 100, off what is left of a line
	FixedAmount       *Value             `json:"fixedAmount,omitempty"` // off every unit
	FixedPrice        *Value             `json:"fixedPrice,omitempty"`  // what a unit costs; never more than it did
	QuantityBased     *QuantityBased     `json:"quantityBased,omitempty"`
}

// Clone returns a deep copy.
func (d Discount) Clone() Discount {
	if d.SpecificItemsInfo != nil {
		d.SpecificItemsInfo = &SpecificItemsInfo{Scopes: cloneScopes(d.SpecificItemsInfo.Scopes)}
	}
	d.Percentage, d.FixedAmount, d.FixedPrice = ptr.Copy(d.Percentage), ptr.Copy(d.FixedAmount), ptr.Copy(d.FixedPrice)
	if d.QuantityBased != nil {
		d.QuantityBased = &QuantityBased{Configurations: slices.Clone(d.QuantityBased.Configurations)}
	}
	return d
}

// SpecificItemsInfo says which lines a discount lowers.
type SpecificItemsInfo struct {
	Scopes []Scope `json:"scopes"` // 1 to 50, together a union
}

// QuantityBased is a price for several units together.
type QuantityBased struct {
	Configurations []QuantityConfig `json:"configurations"` // exactly one
}

// QuantityConfig prices Quantity units together at Price.
type QuantityConfig struct {
	ID       string `json:"id,omitempty"`
	Quantity int64  `json:"quantity"` // at least 2
	Price    Value  `json:"price"`    // 0 to 1,000,000
}

// ScopeType is the kind of a scope.
type ScopeType string

// The kinds of scopes.
const (
	ScopeCatalogItem  ScopeType = "CATALOG_ITEM"
	ScopeCustomFilter ScopeType = "CUSTOM_FILTER"
)

// Scope chooses items. Lines without a catalog reference are in no scope.
type Scope struct {
	CatalogItemFilter *CatalogItemFilter `json:"catalogItemFilter,omitempty"`
	CustomFilter      *CustomFilter      `json:"customFilter,omitempty"`
	ID                string             `json:"id,omitempty"` // 1 to 100 characters, such as "all_<app id>"
	Type              ScopeType          `json:"type,omitempty"`
}

// Clone returns a deep copy.
func (s Scope) Clone() Scope {
	if f := s.CatalogItemFilter; f != nil {
		s.CatalogItemFilter = &CatalogItemFilter{CatalogAppID: f.CatalogAppID, CatalogItemIDs: slices.Clone(f.CatalogItemIDs)}
	}
	if f := s.CustomFilter; f != nil {
		s.CustomFilter = &CustomFilter{AppID: f.AppID, Params: cloneParams(f.Params)}
	}
	return s
}

func cloneParams(params map[string]any) map[string]any {
	if params == nil {
		return nil
	}
	c := make(map[string]any, len(params))
	for k, v := range params {
		if ids, ok := v.([]string); ok {
			c[k] = slices.Clone(ids)
		} else {
			c[k] = item.CloneValue(v)
		}
	}
	return c
}

// CatalogItemFilter chooses the items named, or all items of a catalog when
// none are named.
type CatalogItemFilter struct {
	CatalogAppID   string   `json:"catalogAppId,omitempty"` // "": any catalog
	CatalogItemIDs []string `json:"catalogItemIds,omitzero"`
}

// CustomFilter chooses the items that a catalog says match its params. With no
// other member than "collectionIds", a list of texts, it needs no catalog that
// can say so: it is the items in one of these collections.
type CustomFilter struct {
	AppID  string         `json:"appId,omitempty"`
	Params map[string]any `json:"params,omitempty"`
}

// Tags are the tags of a rule.
type Tags struct {
	PrivateTags *TagList `json:"privateTags,omitempty"`
	PublicTags  *TagList `json:"publicTags,omitempty"`
}

// Clone returns a deep copy.
func (t *Tags) Clone() *Tags {
	if t == nil {
		return nil
	}
	return &Tags{PrivateTags: t.PrivateTags.Clone(), PublicTags: t.PublicTags.Clone()}
}

// TagList names tags.
type TagList struct {
	TagIDs []string `json:"tagIds"`
}

// Clone returns a deep copy.
func (t *TagList) Clone() *TagList {
	if t == nil {
		return nil
	}
	return &TagList{TagIDs: slices.Clone(t.TagIDs)}
}

func cloneScopes(s []Scope) []Scope {
	if s == nil {
		return nil
	}
	c := make([]Scope, len(s))
	for i := range s {
		c[i] = s[i].Clone()
	}
	return c
}
