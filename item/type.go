// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import "github.com/go-ecom/ecom/fault"

// Preset is a kind of item that the platform knows.
type Preset string

// The kinds of items.
const (
	PresetUnrecognised Preset = "UNRECOGNISED"
	PresetPhysical     Preset = "PHYSICAL"
	PresetDigital      Preset = "DIGITAL"
	PresetGiftCard     Preset = "GIFT_CARD"
	PresetService      Preset = "SERVICE"
)

// Valid reports whether p is a kind that the platform knows.
func (p Preset) Valid() bool {
	switch p {
	case PresetUnrecognised, PresetPhysical, PresetDigital, PresetGiftCard, PresetService:
		return true
	}
	return false
}

// Type is the kind of an item: exactly one of Preset and Custom is set.
type Type struct {
	Preset Preset `json:"preset,omitzero"`
	Custom string `json:"custom,omitzero"` // a kind of the caller's own
}

// Of returns the Type of a preset.
func Of(p Preset) Type { return Type{Preset: p} }

// IsZero reports whether no kind is given.
func (t Type) IsZero() bool { return t == Type{} }

// String returns the preset or the custom kind.
func (t Type) String() string {
	if t.Custom != "" {
		return t.Custom
	}
	return string(t.Preset)
}

// Validate records what is wrong with t, which stands at path. An absent type
// is wrong; check IsZero first where it may be left out.
func (t Type) Validate(c *fault.Checker, path string) {
	oneOf(c, path, "preset", t.Preset != "", "custom", t.Custom != "")
	if t.Preset != "" && !t.Preset.Valid() {
		invalidEnum(c, fault.Join(path, "preset"), t.Preset, PresetPhysical, PresetDigital, PresetGiftCard, PresetService, PresetUnrecognised)
	}
}
