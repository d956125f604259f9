// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"encoding/json"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// CustomField is a question of the checkout form with the buyer's answer.
type CustomField struct {
	Value           any    `json:"value,omitempty"`          // any JSON value
	Title           string `json:"title,omitzero"`           // 1 to 500 characters
	TranslatedTitle string `json:"translatedTitle,omitzero"` // up to 500 characters; the title when not given
}

// UnmarshalJSON reads the wire form, keeping numbers exact as Object does.
func (f *CustomField) UnmarshalJSON(data []byte) error {
	type plain CustomField
	w := struct {
		*plain
		Value json.RawMessage `json:"value"`
	}{plain: (*plain)(f)}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if len(w.Value) == 0 {
		return nil
	}
	v, err := DecodeValue(w.Value)
	if err != nil {
		return err
	}
	f.Value = v
	return nil
}

// CloneCustomFields returns a copy of a list that shares nothing with it.
func CloneCustomFields(fs []CustomField) []CustomField {
	c := slices.Clone(fs)
	for i := range c {
		c[i].Value = CloneValue(c[i].Value)
	}
	return c
}

// ValidateCustomFields records what is wrong with a list of custom fields, which
// stands at path.
func ValidateCustomFields(c *fault.Checker, path string, fs []CustomField) {
	for i, f := range fs {
		at := fault.Index(path, i)
		requiredText(c, fault.Join(at, "title"), f.Title, 500)
		c.Length(fault.Join(at, "translatedTitle"), f.TranslatedTitle, 0, 500)
	}
}

// ExternalReference points to what another app keeps about an entity.
type ExternalReference struct {
	AppID      string `json:"appId,omitzero"`      // a GUID
	ResourceID string `json:"resourceId,omitzero"` // up to 100 characters
}

// Clone returns a copy.
func (r *ExternalReference) Clone() *ExternalReference { return ptr.Copy(r) }

// Validate records what is wrong with r, which stands at path.
func (r *ExternalReference) Validate(c *fault.Checker, path string) {
	if r == nil {
		return
	}
	app := fault.Join(path, "appId")
	c.Required(app, r.AppID != "")
	CheckGUID(c, app, r.AppID)
	c.Length(fault.Join(path, "resourceId"), r.ResourceID, 0, 100)
}
