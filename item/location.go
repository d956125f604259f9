// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Location is a place of the business.
type Location struct {
	ID   string `json:"id,omitzero"`   // a GUID
	Name string `json:"name,omitzero"` // up to 500 characters; filled in by the shop
}

// Clone returns a copy.
func (l *Location) Clone() *Location { return ptr.Copy(l) }

// Validate records what is wrong with l, which stands at path.
func (l *Location) Validate(c *fault.Checker, path string) {
	if l == nil {
		return
	}
	id := fault.Join(path, "id")
	c.Required(id, l.ID != "")
	CheckGUID(c, id, l.ID)
	c.Length(fault.Join(path, "name"), l.Name, 0, 500)
}

// LocationAndQuantity says how much of a line comes from one place.
type LocationAndQuantity struct {
	ID       string `json:"id,omitzero"`       // a GUID
	AppID    string `json:"appId,omitzero"`    // a GUID; deprecated
	Quantity int    `json:"quantity,omitzero"` // 1 to 100000
	Name     string `json:"name,omitzero"`     // up to 500 characters; filled in by the shop
}

// ValidateLocations records what is wrong with a list of at most 5 places from
// which a line of the given quantity comes; the list stands at path.
func ValidateLocations(c *fault.Checker, path string, ls []LocationAndQuantity, quantity int) {
	c.Size(path, len(ls), 0, 5)
	total := 0
	for i, l := range ls {
		at := fault.Index(path, i)
		c.Required(fault.Join(at, "id"), l.ID != "")
		CheckGUID(c, fault.Join(at, "id"), l.ID)
		CheckGUID(c, fault.Join(at, "appId"), l.AppID)
		c.Range(fault.Join(at, "quantity"), int64(l.Quantity), 1, 100000)
		c.Length(fault.Join(at, "name"), l.Name, 0, 500)
		total += min(max(l.Quantity, 0), 100001)
	}
	if total > quantity {
		c.Add(path, fault.RuleValidation, fmt.Sprintf("quantities come to %d, the line has only %d", total, quantity),
			map[string]any{"threshold": quantity})
	}
}
