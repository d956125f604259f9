// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// AddressType says which address an item is taxed at.
type AddressType string

// The addresses.
const (
	AddressBusiness AddressType = "BUSINESS"
	AddressBilling  AddressType = "BILLING"
	AddressShipping AddressType = "SHIPPING"
)

// Valid reports whether t is an address that the platform knows.
func (t AddressType) Valid() bool {
	return t == AddressBusiness || t == AddressBilling || t == AddressShipping
}

// TaxableAddress overrides which address a line or a fee is taxed at.
type TaxableAddress struct {
	AddressType AddressType `json:"addressType,omitzero"`
}

// Clone returns a copy.
func (a *TaxableAddress) Clone() *TaxableAddress { return ptr.Copy(a) }

// Validate records what is wrong with a, which stands at path.
func (a *TaxableAddress) Validate(c *fault.Checker, path string) {
	if a != nil && a.AddressType != "" && !a.AddressType.Valid() {
		invalidEnum(c, fault.Join(path, "addressType"), a.AddressType, AddressBusiness, AddressBilling, AddressShipping)
	}
}
