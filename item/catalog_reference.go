// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// CatalogReference says which item of which catalog something is.
type CatalogReference struct {
	CatalogItemID string `json:"catalogItemId,omitzero"` // 1 to 36 characters
	AppID         string `json:"appId,omitzero"`         // the catalog that has it, not empty
	Options       Object `json:"options,omitzero"`       // what the catalog needs beside the id, such as {"variantId": "…"}
}

// IsZero reports whether r refers to nothing.
func (r CatalogReference) IsZero() bool {
	return r.CatalogItemID == "" && r.AppID == "" && r.Options == nil
}

// Key returns a text that is the same for two references if and only if they
// mean the same item: id, app and options are equal, whatever the order of the
// options and however their numbers are written (1 and 1.0 are one number, 1
// and "1" are not). Absent and empty options are the same.
func (r CatalogReference) Key() string {
	var b strings.Builder
	b.Grow(len(r.AppID) + len(r.CatalogItemID) + 8)
	for _, s := range [2]string{r.AppID, r.CatalogItemID} {
		b.WriteString(strconv.Itoa(len(s)))
		b.WriteByte(':')
		b.WriteString(s)
	}
	if len(r.Options) > 0 {
		appendCanonical(&b, map[string]any(r.Options))
	}
	return b.String()
}

// Equal reports whether two references mean the same item.
func (r CatalogReference) Equal(o CatalogReference) bool {
	return r.CatalogItemID == o.CatalogItemID && r.AppID == o.AppID &&
		(len(r.Options) == 0 && len(o.Options) == 0 || r.Key() == o.Key())
}

// Clone returns a copy that shares no options with r.
func (r *CatalogReference) Clone() *CatalogReference {
	if r == nil {
		return nil
	}
	c := *r
	c.Options = r.Options.Clone()
	return &c
}

// Validate records what is wrong with r, which stands at path.
func (r *CatalogReference) Validate(c *fault.Checker, path string) {
	if r == nil {
		return
	}
	requiredText(c, fault.Join(path, "catalogItemId"), r.CatalogItemID, 36)
	c.Required(fault.Join(path, "appId"), r.AppID != "")
}
