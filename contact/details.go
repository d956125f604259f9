// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact

import (
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Details say who somebody is and how to reach them.
type Details struct {
	FirstName string `json:"firstName,omitzero"` // up to 100 characters
	LastName  string `json:"lastName,omitzero"`  // up to 100 characters
	Phone     string `json:"phone,omitzero"`
	Company   string `json:"company"`        // up to 1000 characters
	Email     string `json:"email,omitzero"` // only in what plug-ins are sent
	VatID     *VatID `json:"vatId,omitzero"` // Brazil only
}

// IsZero reports whether nothing is known.
func (d Details) IsZero() bool { return d == Details{} }

// FullName returns first and last name with a space between.
func (d *Details) FullName() string {
	if d == nil {
		return ""
	}
	return strings.TrimSpace(d.FirstName + " " + d.LastName)
}

// Clone returns a copy that shares nothing with d.
func (d *Details) Clone() *Details {
	c := ptr.Copy(d)
	if c != nil {
		c.VatID = ptr.Copy(d.VatID)
	}
	return c
}

// Equal reports whether two details say the same.
func (d *Details) Equal(e *Details) bool {
	if d == nil || e == nil {
		return d == e
	}
	x, y := *d, *e
	x.VatID, y.VatID = nil, nil
	return x == y && equalPtr(d.VatID, e.VatID)
}

// Validate records what is wrong with d, which stands at path.
func (d *Details) Validate(c *fault.Checker, path string) {
	if d == nil {
		return
	}
	c.Length(fault.Join(path, "firstName"), d.FirstName, 0, 100)
	c.Length(fault.Join(path, "lastName"), d.LastName, 0, 100)
	CheckPhone(c, fault.Join(path, "phone"), d.Phone)
	c.Length(fault.Join(path, "company"), d.Company, 0, 1000)
	CheckEmail(c, fault.Join(path, "email"), d.Email)
	d.VatID.Validate(c, fault.Join(path, "vatId"))
}

// VatType is the kind of a Brazilian tax number.
type VatType string

// The kinds of tax numbers.
const (
	VatTypeUnspecified VatType = "UNSPECIFIED"
	VatTypeCPF         VatType = "CPF"  // of a person
	VatTypeCNPJ        VatType = "CNPJ" // of a company
)

// VatID is a tax number of Brazil. Its type is required with it.
type VatID struct {
	ID   string  `json:"id,omitzero"`
	Type VatType `json:"type,omitzero"`
}

// Clone returns a copy.
func (v *VatID) Clone() *VatID { return ptr.Copy(v) }

// Validate records what is wrong with v, which stands at path.
func (v *VatID) Validate(c *fault.Checker, path string) {
	if v == nil {
		return
	}
	at := fault.Join(path, "type")
	switch v.Type {
	case VatTypeCPF, VatTypeCNPJ:
	case "", VatTypeUnspecified:
		c.Required(at, v.ID == "")
	default:
		c.Add(at, fault.RuleInvalidEnum, fault.NotOneOf(v.Type, VatTypeCPF, VatTypeCNPJ), nil)
	}
}

// AddressWithContact is where something goes and who is there.
type AddressWithContact struct {
	Address        *Address `json:"address,omitempty"`
	ContactDetails *Details `json:"contactDetails,omitempty"`
}

// IsZero reports whether neither is known.
func (a AddressWithContact) IsZero() bool { return a.Address == nil && a.ContactDetails == nil }

// Clone returns a copy that shares nothing with a.
func (a *AddressWithContact) Clone() *AddressWithContact {
	if a == nil {
		return nil
	}
	return &AddressWithContact{Address: a.Address.Clone(), ContactDetails: a.ContactDetails.Clone()}
}

// Equal reports whether a and b say the same.
func (a *AddressWithContact) Equal(b *AddressWithContact) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Address.Equal(b.Address) && a.ContactDetails.Equal(b.ContactDetails)
}

// Validate records what is wrong with a, which stands at path.
func (a *AddressWithContact) Validate(c *fault.Checker, path string) {
	if a == nil {
		return
	}
	a.Address.Validate(c, fault.Join(path, "address"))
	a.ContactDetails.Validate(c, fault.Join(path, "contactDetails"))
}
