// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import "github.com/go-ecom/ecom/patch"

// RuleUpdate says what to change of a rule: the members that are set get their
// value, those that are cleared go back to their default, the others are kept. A
// member is replaced as a whole.
type RuleUpdate struct {
	Revision       int64                       `json:"revision,string"`  // that the rule must have
	Active         patch.Field[bool]           `json:"active,omitzero"`  // default true
	Name           patch.Field[string]         `json:"name,omitzero"`    // can't be cleared
	Trigger        patch.Field[Trigger]        `json:"trigger,omitzero"` // default: always
	ActiveTimeInfo patch.Field[ActiveTimeInfo] `json:"activeTimeInfo,omitzero"`
	Discounts      patch.Field[Discounts]      `json:"discounts,omitzero"` // can't be cleared
	Tags           patch.Field[Tags]           `json:"tags,omitzero"`
	Extension      patch.Field[Extension]      `json:"extension,omitzero"`
}

// apply changes a rule that nobody else sees.
func (u *RuleUpdate) apply(r *Rule) {
	point(u.Active, &r.Active)
	u.Name.Apply(&r.Name)
	if point(u.Trigger, &r.Trigger) {
		r.Trigger = r.Trigger.Clone()
	}
	point(u.ActiveTimeInfo, &r.ActiveTimeInfo)
	if u.Discounts.Apply(&r.Discounts) {
		r.Discounts = r.Discounts.Clone()
	}
	if point(u.Tags, &r.Tags) {
		r.Tags = r.Tags.Clone()
	}
	if point(u.Extension, &r.Extension) {
		r.Extension = r.Extension.Clone()
	}
}

// point has *dst point to what the Field sets, or to nothing when it clears, and
// reports whether it says anything.
func point[T any](f patch.Field[T], dst **T) bool {
	if v, ok := f.Get(); ok {
		*dst = &v
		return true
	}
	if f.IsClear() {
		*dst = nil
	}
	return f.IsClear()
}
