// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/patch"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// TipType is how a tip is chosen.
type TipType string

// The types.
const (
	TypePercentage TipType = "PERCENTAGE" // of what the lines cost
	TypeAmount     TipType = "AMOUNT"     // one of the amounts that the shop suggests
	TypeCustom     TipType = "CUSTOM"     // any amount
)

// DistributionMethod is how a tip is shared among the staff.
type DistributionMethod string

// The methods.
const (
	Equal        DistributionMethod = "EQUAL"        // everybody gets the same
	Proportional DistributionMethod = "PROPORTIONAL" // by what the lines cost that each has worked on
)

// Settings is what a shop suggests to those who tip.
type Settings struct {
	ID                        string             `json:"id"`
	TipType                   TipType            `json:"tipType"` // PERCENTAGE or AMOUNT
	Presets                   []Preset           `json:"presets"` // 1 to 3
	AllowCustomerTip          bool               `json:"allowCustomerTip"`
	AllowBusinessTipAtPayment bool               `json:"allowBusinessTipAtPayment"`
	AllowCustomAmount         bool               `json:"allowCustomAmount"`
	AllowEditDistribution     *bool              `json:"allowEditDistribution,omitempty"` // default true
	StaffDistributionMethod   DistributionMethod `json:"staffDistributionMethod"`         // default EQUAL
	Default                   bool               `json:"default"`                         // derived: made by CreateDefaultTipSettings
	Revision                  string             `json:"revision,omitzero"`
	CreatedDate               time.Time          `json:"createdDate,omitzero"`
	UpdatedDate               time.Time          `json:"updatedDate,omitzero"`
}

// Preset is a tip that the shop suggests.
type Preset struct {
	Value   plugin.Decimal `json:"value"`             // a percentage of 0 to 100, or an amount; up to 2 decimals
	Default bool           `json:"default,omitempty"` // one at most
}

// SettingsUpdate changes settings.
type SettingsUpdate struct {
	Revision                  string                          `json:"revision"` // that the caller has seen; required
	TipType                   patch.Field[TipType]            `json:"tipType,omitzero"`
	Presets                   patch.Field[[]Preset]           `json:"presets,omitzero"`
	AllowCustomerTip          patch.Field[bool]               `json:"allowCustomerTip,omitzero"`
	AllowBusinessTipAtPayment patch.Field[bool]               `json:"allowBusinessTipAtPayment,omitzero"`
	AllowCustomAmount         patch.Field[bool]               `json:"allowCustomAmount,omitzero"`
	AllowEditDistribution     patch.Field[*bool]              `json:"allowEditDistribution,omitzero"`
	StaffDistributionMethod   patch.Field[DistributionMethod] `json:"staffDistributionMethod,omitzero"`
}

// The platform's codes of settings.
const (
	CodeSettingsNotFound  = "TIP_SETTINGS_NOT_FOUND"
	CodeTwoDefaults       = "CANNOT_HAVE_MORE_THAN_ONE_DEFAULT_PRESET"
	CodePercentageTooHigh = "PRESET_PERCENTAGE_TOO_HIGH"
	CodeDefaultExists     = "DEFAULT_SETTINGS_ALREADY_EXISTS"
	CodeDefaultStays      = "CANNOT_DELETE_DEFAULT_SETTINGS"
)

// RecordID returns the id, for the store.
func (s *Settings) RecordID() string { return s.ID }

// Clone returns a deep copy.
func (s *Settings) Clone() *Settings {
	c := *s
	c.Presets = slices.Clone(s.Presets)
	c.AllowEditDistribution = ptr.Copy(s.AllowEditDistribution)
	return &c
}

// check returns what is wrong with settings.
func (s *Settings) check() error {
	var c fault.Checker
	if s.TipType != TypePercentage && s.TipType != TypeAmount {
		c.Add("tipSettings.tipType", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not PERCENTAGE or AMOUNT", string(s.TipType)), nil)
	}
	if m := s.StaffDistributionMethod; m != Equal && m != Proportional {
		c.Add("tipSettings.staffDistributionMethod", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not EQUAL or PROPORTIONAL", string(m)), nil)
	}
	defaults, tooHigh := 0, false
	if c.Size("tipSettings.presets", len(s.Presets), 1, 3) {
		for i, p := range s.Presets {
			v := number(&c, fault.Join("tipSettings", fault.Index("presets", i))+".value", p.Value, true)
			tooHigh = tooHigh || s.TipType == TypePercentage && v.GreaterThan(decimal.NewFromInt(100))
			if p.Default {
				defaults++
			}
		}
	}
	switch err := c.Err(); {
	case err != nil:
		return err
	case defaults > 1:
		return fault.New(fault.Invalid, CodeTwoDefaults, "only one preset can be the default")
	case tooHigh:
		return fault.New(fault.Invalid, CodePercentageTooHigh, "a preset is more than 100 %")
	}
	return nil
}

// number reads a number of 0 or more with up to 2 decimals.
func number(c *fault.Checker, path string, d plugin.Decimal, required bool) decimal.Decimal {
	if d == "" {
		c.Required(path, !required)
		return decimal.Decimal{}
	}
	v, ok := d.Check(c, path, 0, plugin.MaxAmount)
	if ok {
		decimals.Scale(c, path, v, 2)
	}
	return v
}

const (
	indexCreated = "created"
	indexDefault = "default"
)

var settings = store.Define[Settings]("tip-settings", 1,
	store.Unique(indexDefault, func(s *Settings) string {
		if s.Default {
			return "default"
		}
		return ""
	}),
	store.By(indexCreated, func(s *Settings) store.Part { return store.Time(s.CreatedDate) }))

// MaxSettings is how many settings a shop can have.
const MaxSettings = 100

var settingsConfig = registry.Config[Settings, *Settings]{
	Kind: settings, Name: "tip settings", Missing: CodeSettingsNotFound, Max: MaxSettings,
	Fields: func(s *Settings) registry.Fields {
		return registry.Fields{ID: &s.ID, Revision: &s.Revision, CreatedDate: &s.CreatedDate, UpdatedDate: &s.UpdatedDate}
	},
	Language: query.Define(query.Schema{
		Kind: "tipSettings",
		Fields: []query.Field{
			{Path: "id", Ops: query.Equality, Sortable: true},
			{Path: "createdDate", Type: query.TypeTime, Sortable: true},
			{Path: "updatedDate", Type: query.TypeTime, Sortable: true},
			{Path: "default", Type: query.TypeBool},
		},
		Indexes:      []query.Index{{Name: indexCreated, Fields: []string{"createdDate"}}},
		DefaultSort:  []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
		DefaultLimit: 50, MaxLimit: 100,
	}),
	Values: func(s *Settings, path string, dst []query.Value) []query.Value {
		switch path {
		case "id":
			return append(dst, query.Text(s.ID))
		case "createdDate":
			return append(dst, query.Time(s.CreatedDate))
		case "updatedDate":
			return append(dst, query.Time(s.UpdatedDate))
		default:
			return append(dst, query.Bool(s.Default))
		}
	},
}
